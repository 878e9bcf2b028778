"""What each option of the language costs where it is used: a plain scenario beside the same one with the option.

What a scenario does not use should cost nothing: that is what :mod:`benchmarks.before` shows.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.base import each, enough
from benchmarks.cases import plan_of
from benchmarks.effort import Effort
from benchmarks.option_cases.option import Option
from benchmarks.option_cases.registry import OPTIONS
from benchmarks.peers import engines
from benchmarks.tables import nanoseconds, table, times
from benchmarks.timing import Spread, in_turn


@dataclass(frozen=True, slots=True)
class Row:
    """One option.

    Attributes:
        option: what it is called.
        without, used: seconds a happening.
        ratio: time of a replication with the option over that of one without.
        happenings: happenings with the option over those without: some options bring happenings of their own.
    """

    option: str
    without: Spread
    used: Spread
    ratio: Spread
    happenings: float


def measure(effort: Effort) -> list[Row]:
    """Every option beside its plain scenario, in turn."""
    return [_row(option, effort) for option in OPTIONS]


def _row(option: Option, effort: Effort) -> Row:
    used, plain = plan_of(option.used), plan_of(option.plain)
    engines.run(used, 0, 1)
    over = enough(plain, effort)
    pair = in_turn(
        lambda number: engines.run(used, number * over, over),
        lambda number: engines.run(plain, number * over, over),
        effort.rounds,
    )
    with_it, without = (engines.run(plan, 0, over).happenings for plan in (used, plain))
    return Row(option.name, each(pair.second, without), each(pair.first, with_it), pair.ratio, with_it / without)


def show(rows: list[Row]) -> str:
    """The options as a table."""
    heads = ("option", "without, a happening", "with, a happening", "happenings", "time (lowest to highest)")
    return table(heads, [_cells(row) for row in rows])


def _cells(row: Row) -> tuple[str, ...]:
    without, used = nanoseconds(row.without.median), nanoseconds(row.used.median)
    return (row.option, without, used, f"x {row.happenings:.2f}", f"x {times(row.ratio)}")
