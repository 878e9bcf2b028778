"""How long it takes to start, by the clock on the wall, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from benchmarks.effort import Effort
from benchmarks.tables import seconds, table
from benchmarks.timing import Spread, wall

RUN = ("run", "tutorial", "-n", "2")
HELP, SECOND, FIRST = "flowsim --help", "second flowsim run tutorial", "first flowsim run tutorial (compiles)"


@dataclass(frozen=True, slots=True)
class Row:
    """One command: its seconds."""

    what: str
    taken: Spread


def measure(effort: Effort) -> list[Row]:
    """Each round: a first run with an empty cache (in a quick look not), a later run, and the help."""
    taken: dict[str, list[float]] = {FIRST: [], SECOND: [], HELP: []}
    for _ in range(effort.rounds):
        with tempfile.TemporaryDirectory() as cache:
            environment = os.environ if effort.quick else os.environ | {"NUMBA_CACHE_DIR": cache}
            if not effort.quick:
                taken[FIRST].append(_call(environment, *RUN))
            taken[SECOND].append(_call(environment, *RUN))
        taken[HELP].append(_call(os.environ, "--help"))
    return [Row(what, Spread.of(seconds)) for what, seconds in taken.items() if seconds]


def _call(environment: os._Environ[str] | dict[str, str], *arguments: str) -> float:
    command = [sys.executable, "-m", "flowsim", *arguments]
    return wall(lambda: subprocess.run(command, env=environment, check=True, capture_output=True))


def show(rows: list[Row]) -> str:
    """The starts as a table."""
    return table(("command", "median", "lowest", "highest"), [(row.what, *map(seconds, row.taken)) for row in rows])
