"""What a happening costs where no option is used: W1 and W2 as they are."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.cases import workload_plan
from benchmarks.effort import Effort
from benchmarks.peers import engines
from benchmarks.tables import nanoseconds, table
from benchmarks.timing import Spread, cpu
from flowsim.plan.tables import Plan

WORKLOADS = ("W1", "W2")


@dataclass(frozen=True, slots=True)
class Row:
    """One workload without options: seconds a happening."""

    case: str
    happening: Spread


def measure(effort: Effort) -> list[Row]:
    """Seconds a happening of W1 and W2."""
    rows = []
    for name in WORKLOADS:
        plan = workload_plan(name)
        over = enough(plan, effort)
        happenings = engines.run(plan, 0, over).happenings
        taken = Spread.of(cpu(lambda p=plan, n=over: engines.run(p, 0, n)) for _ in range(effort.rounds))
        rows.append(Row(name, each(taken, happenings)))
    return rows


def each(taken: Spread, happenings: int) -> Spread:
    """Seconds a happening, from seconds of them all."""
    return Spread(*(seconds / happenings for seconds in taken))


def enough(plan: Plan, effort: Effort) -> int:
    """How many replications take about as long as is asked for; the first compiles, or reads the cache."""
    engines.run(plan, 0, 1)
    return max(1, round(effort.seconds / cpu(lambda: engines.run(plan, 0, 1))))


def show(rows: list[Row]) -> str:
    """The workloads as a table."""
    heads = ("case", "a happening", "lowest", "highest")
    return table(heads, [(row.case, *map(nanoseconds, row.happening)) for row in rows])
