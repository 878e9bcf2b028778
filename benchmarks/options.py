"""What each option of the language costs where it is used: a plain scenario beside the same one with the option.

What a scenario does not use should cost nothing: `python -m benchmarks base` prints nanoseconds a happening of the
workloads without options, to be laid beside those of an engine without the option.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.cases import plan_of, workload_plan
from benchmarks.effort import Effort
from benchmarks.option_cases.option import Option
from benchmarks.option_cases.registry import OPTIONS
from benchmarks.peers import engines
from benchmarks.tables import nanoseconds, table, times
from benchmarks.timing import Spread, cpu, in_turn
from flowsim.plan.tables import Plan

BASE = ("W1", "W2")


@dataclass(frozen=True, slots=True)
class Row:
    """One option: seconds a happening without and with it, happenings with it for each without, ratio of the times.

    Attributes:
        ratio: time of a replication with the option over that of one without.
        happenings: happenings with the option over those without: some options bring happenings of their own.
    """

    option: str
    without: Spread
    used: Spread
    ratio: Spread
    happenings: float


@dataclass(frozen=True, slots=True)
class Base:
    """One workload without options: seconds a happening."""

    case: str
    happening: Spread


def measure(effort: Effort) -> list[Row]:
    """Every option beside its plain scenario, in turn."""
    return [_row(option, effort) for option in OPTIONS]


def _row(option: Option, effort: Effort) -> Row:
    used, plain = plan_of(option.used), plan_of(option.plain)
    times_over = _enough(plain, effort)
    pair = in_turn(
        lambda number: engines.run(used, number * times_over, times_over),
        lambda number: engines.run(plain, number * times_over, times_over),
        effort.rounds,
    )
    with_it, without = (engines.run(plan, 0, times_over).happenings for plan in (used, plain))
    return Row(option.name, _each(pair.second, without), _each(pair.first, with_it), pair.ratio, with_it / without)


def base(effort: Effort) -> list[Base]:
    """Nanoseconds a happening of W1 and W2."""
    rows = []
    for name in BASE:
        plan = workload_plan(name)
        over = _enough(plan, effort)
        happenings = engines.run(plan, 0, over).happenings
        taken = Spread.of(cpu(lambda p=plan, n=over: engines.run(p, 0, n)) for _ in range(effort.rounds))
        rows.append(Base(name, _each(taken, happenings)))
    return rows


def _each(taken: Spread, happenings: int) -> Spread:
    return Spread(*(seconds / happenings for seconds in taken))


def _enough(plan: Plan, effort: Effort) -> int:
    """How many replications take about as long as is asked for; the first compiles, or reads the cache."""
    engines.run(plan, 0, 1)
    return max(1, round(effort.seconds / cpu(lambda: engines.run(plan, 0, 1))))


def show(rows: list[Row]) -> str:
    """The options as a table."""
    heads = ("option", "without, a happening", "with, a happening", "happenings", "time (lowest to highest)")
    return table(
        heads,
        [
            (
                row.option,
                nanoseconds(row.without.median),
                nanoseconds(row.used.median),
                f"x {row.happenings:.2f}",
                f"x {times(row.ratio)}",
            )
            for row in rows
        ],
    )


def show_base(rows: list[Base]) -> str:
    """The workloads without options as a table."""
    heads = ("case", "a happening", "lowest", "highest")
    return table(heads, [(row.case, *map(nanoseconds, row.happening)) for row in rows])
