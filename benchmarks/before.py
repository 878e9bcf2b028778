"""The workloads without options, in this flowsim and in another checkout, in turn: what is not used costs nothing.

git worktree add ../before v0.1.0
python -m benchmarks --before ../before
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks import base
from benchmarks.effort import Effort
from benchmarks.tables import nanoseconds, table, times
from benchmarks.timing import Pair, paired

HERE = Path(__file__).parents[1]
PROGRAM = """
import sys
sys.path.insert(0, {flowsim!r})
import flowsim
sys.path[0] = {benchmarks!r}
from benchmarks.before import report
report({rounds})
"""
"""Flowsim from one folder, the benchmarks from this one; they ask for what a flowsim without the options has too."""

ROUNDS_INSIDE = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One workload: seconds a happening now and before, and the ratio of the two, round by round."""

    case: str
    pair: Pair


def measure(before: Path, effort: Effort) -> list[Row]:
    """W1 and W2 in both, each time in a process of its own; the first, which may compile, is not counted."""
    for folder in (HERE, before):
        _run(folder, 1)
    now: dict[str, list[float]] = {name: [] for name in base.WORKLOADS}
    then: dict[str, list[float]] = {name: [] for name in base.WORKLOADS}
    for _ in range(effort.rounds):
        for folder, taken in ((HERE, now), (before, then)):
            for name, seconds in _run(folder, ROUNDS_INSIDE).items():
                taken[name].append(seconds)
    return [Row(name, paired(now[name], then[name])) for name in base.WORKLOADS]


def _run(flowsim: Path, rounds: int) -> dict[str, float]:
    program = PROGRAM.format(flowsim=str(flowsim.resolve()), benchmarks=str(HERE), rounds=rounds)
    answer = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    return json.loads(answer)  # type: ignore[no-any-return]


def report(rounds: int) -> None:
    """Print the medians of so many rounds: seconds a happening by workload."""
    print(json.dumps({row.case: row.happening.median for row in base.measure(Effort(rounds))}))


def show(rows: list[Row]) -> str:
    """The rows as a table."""
    heads = ("case", "a happening now", "before", "now to before (lowest to highest)")
    return table(
        heads,
        [
            (row.case, nanoseconds(row.pair.first.median), nanoseconds(row.pair.second.median), times(row.pair.ratio))
            for row in rows
        ],
    )
