"""How much memory a run takes at its peak, each case in a process of its own.

`python -m benchmarks.memory CASE` is what runs there: it prints the peak in bytes and the seconds taken.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.cases import W2, northmoor, plan_of, scaled
from benchmarks.effort import Effort
from benchmarks.peers.engines import SEED, replicate_of
from benchmarks.tables import seconds, table, three
from benchmarks.timing import wall
from flowsim.engine.output import OUTPUT_LEVELS


@dataclass(frozen=True, slots=True)
class Row:
    """One case: memory at the peak in bytes, and seconds by the clock on the wall."""

    case: str
    peak: int
    taken: float


def _nothing() -> None:
    _engine({"flowsim": 1, "name": "idle", "run": {"window": "1 d"}})


def _engine(document: dict, years: int = 0, level: str = "measures") -> None:
    if years:
        document = document | {"run": {"window": f"{years} y"}}
    replicate_of("compiled")(plan_of(document), SEED, 0, OUTPUT_LEVELS.index(level))


def _larger(factor: float) -> None:
    _engine(scaled(northmoor().document, factor))


def _whole(name: str, replications: int) -> None:
    from flowsim.experiment.replications import run
    from flowsim.scenario.scenario import load

    run(load(name), replications=replications)


IDLE, YEARS, MANY_YEARS = "nothing: the program itself", "W2, 5 years", "W2, 500 years"
HUNDRED, TEN_THOUSAND = "tutorial, 100 replications", "tutorial, 10,000 replications"
CASES: dict[str, Callable[[], None]] = {
    IDLE: _nothing,
    YEARS: partial(_engine, W2, 5),
    MANY_YEARS: partial(_engine, W2, 500),
    "W2, 5 years, people kept": partial(_engine, W2, 5, "people"),
    "W2, 5 years, log kept": partial(_engine, W2, 5, "log"),
    HUNDRED: partial(_whole, "tutorial", 100),
    "northmoor, 1 replication": partial(_whole, "northmoor", 1),
    "northmoor, 30 replications": partial(_whole, "northmoor", 30),
    "northmoor for 5,000,000 people": partial(_larger, 10.0),
    TEN_THOUSAND: partial(_whole, "tutorial", 10_000),
}
"""What is run, by name; the last three take long."""

QUICK_CASES = 6


def measure(effort: Effort) -> list[Row]:
    """Every case; in a quick look the quick ones."""
    names = list(CASES)[: QUICK_CASES if effort.quick else None]
    return [_in_its_own_process(name) for name in names]


def _in_its_own_process(case: str) -> Row:
    command = [sys.executable, "-m", "benchmarks.memory", case]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Row(case, **json.loads(answer))


def show(rows: list[Row]) -> str:
    """The cases as a table."""
    heads = ("case", "memory at the peak", "more than the program itself", "time")
    idle = rows[0].peak
    cells = [(row.case, _megabytes(row.peak), _megabytes(row.peak - idle), seconds(row.taken)) for row in rows]
    return table(heads, cells)


def _megabytes(size: float) -> str:
    return f"{three(size / 1e6)} MB"


def peak_of_this_process() -> int:
    """Bytes. Linux: of this program alone, where `getrusage` would count the one that started it too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def main() -> None:
    """Run one case and say what it took."""
    taken = wall(CASES[sys.argv[1]])
    print(json.dumps({"peak": peak_of_this_process(), "taken": taken}))


if __name__ == "__main__":
    main()
