"""What funds and weekly budgets have in common: one number each, and how long people wait for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from flowsim.results.quantiles import days, time_quantile
from flowsim.results.registry import EVERYONE, Reading, ratio
from flowsim.results.sight import Sight

Number = Callable[[Sight, int], float]
"""A figure of one fund or budget, by its row of resources."""


def by_each(rows: Callable[[Sight], Sequence[int]], number: Number) -> Callable[[Sight], Iterator[Reading]]:
    """One figure for each of some rows."""

    def read(sight: Sight) -> Iterator[Reading]:
        for row in rows(sight):
            yield Reading(sight.name(row), EVERYONE, number(sight, row))

    return read


def queue(sight: Sight, row: int) -> float:
    """How many people wait for it, in the mean."""
    return days(ratio(sight.waiting_ticks[row], sight.days))


def wait_mean(sight: Sight, row: int) -> float:
    """Mean wait in days of those who were given money."""
    return ratio(days(sight.tallies.wait_ticks[row]), sight.tallies.wait_count[row])


def wait(share: float) -> Number:
    """The wait in days that so large a share of them did not exceed."""
    return lambda sight, row: days(time_quantile(sight.tallies.wait_histogram[row], share))


def turned_away(sight: Sight, row: int) -> float:
    """People a day who found its queue too long."""
    return ratio(int(sight.turned_away[row]), sight.days)


def gave_up(sight: Sight, row: int) -> float:
    """People a day whose patience ran out."""
    return ratio(int(sight.gave_up[row]), sight.days)
