"""A whole comparison: `northmoor` under five policies, so many pairs, by the clock on the wall, on all processors.

Beside it stands what flowsim's own SimPy engine would need, from some weeks of one of its replications, times as
many: it has one thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.cases import northmoor
from benchmarks.effort import Effort
from benchmarks.peers import engines
from benchmarks.tables import seconds, table, three
from benchmarks.timing import cpu, wall
from flowsim.experiment.arms import prepare
from flowsim.experiment.comparison import compare
from flowsim.experiment.fanout import default_threads
from flowsim.plan.compile import compile_plan

POLICIES = (
    "discharge-to-assess",
    "more-assessors",
    "more-beds",
    "more-homes",
    "discharge-to-assess+more-assessors",
)
PAIRS, QUICK_PAIRS, QUICK_DAYS = 30, 3, 30


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: replications of all arms, threads, seconds, and the seconds that the SimPy engine would need."""

    what: str
    replications: int
    threads: int
    taken: float
    simpy: float


def measure(effort: Effort) -> list[Row]:
    """One comparison, and some weeks of one replication of the SimPy engine."""
    place, pairs = northmoor(QUICK_DAYS if effort.quick else None), QUICK_PAIRS if effort.quick else PAIRS
    plan, weeks = compile_plan(place), compile_plan(northmoor(QUICK_DAYS))
    prepare("compiled", [plan])
    one = cpu(lambda: engines.run(weeks, 0, 1, "reference")) * plan.horizon / weeks.horizon
    taken = wall(lambda: compare(place, POLICIES, replications=pairs))
    count = pairs * (1 + len(POLICIES))
    what = f"northmoor, {len(POLICIES)} policies, {pairs} pairs"
    return [Row(what, count, default_threads(), taken, one * count)]


def show(rows: Sequence[Row]) -> str:
    """The comparison as a table."""
    heads = ("what", "replications", "threads", "time", f"the SimPy engine, from {QUICK_DAYS} days")
    return table(
        heads,
        [
            (
                row.what,
                str(row.replications),
                str(row.threads),
                seconds(row.taken),
                f"{seconds(row.simpy)} ({three(row.simpy / row.taken)} times as long)",
            )
            for row in rows
        ],
    )
