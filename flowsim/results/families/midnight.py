"""No criteria to reside: people in hospital at 00:00 who are declared ready, as the situation report has it.

This is not the delay of people discharged: those who die while waiting, or wait still, are counted here only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from flowsim.results.families.profiles import WEEK_PROFILE, by_weekday, weekly_variation
from flowsim.results.quantiles import days, nearest_rank
from flowsim.results.registry import DETAIL, EVERYONE, HEADLINE, Measure, Reading, by_group, one, ratio
from flowsim.results.sight import Sight


def _share_of_beds(sight: Sight) -> list[Reading]:
    occupied = sight.tallies.occupied[sight.hospital_units, sight.midnights]
    return one(ratio(sight.ready_by_day.sum(), occupied.sum()))


def _high(sight: Sight) -> list[Reading]:
    series = sight.ready_by_day
    return one(nearest_rank(series, 0.95))


def _spread(sight: Sight) -> list[Reading]:
    series = sight.ready_by_day
    return one(np.std(series, ddof=1) if len(series) > 1 else float("nan"))


def _weekdays(sight: Sight) -> Iterator[Reading]:
    yield from by_weekday(sight.ready_by_day, sight.midnights.start, sight.plan.weekday)


def _waited_for(sight: Sight) -> Iterator[Reading]:
    nights = sight.midnights.stop - sight.midnights.start
    for row in sorted(set(sight.waiting_for[sight.declared].tolist()) - {-1}):
        here = sight.declared & (sight.waiting_for == row)
        yield Reading(sight.name(row), EVERYONE, ratio(sight.tallies.midnights[here, 0].sum(), nights))


def _shares_of_places(sight: Sight, unit: int) -> np.ndarray:
    there = days(ratio(sight.tallies.open[unit], sight.days))
    return sight.tallies.ready[unit, sight.midnights] / (there or float("nan"))


def _by_hospital_unit(number: Callable[[np.ndarray], float]) -> Callable[[Sight], Iterator[Reading]]:
    def read(sight: Sight) -> Iterator[Reading]:
        for unit in sight.hospital_units:
            yield Reading(sight.name(int(unit)), EVERYONE, number(_shares_of_places(sight, int(unit))))

    return read


def _mean_in_time(sight: Sight, column: int) -> float:
    tallies = sight.tallies
    ticks = tallies.ticks if column == 0 else tallies.group_ticks[:, column - 1]
    return ratio(days(ticks[sight.declared].sum()), sight.days)


MEASURES = (
    Measure(
        "no-criteria-to-reside",
        "Mean number of people in hospital at midnight who are declared ready for discharge.",
        "people",
        "both",
        "delay",
        HEADLINE,
        "place",
        lambda sight: one(ratio(sight.ready_by_day.sum(), len(sight.ready_by_day))),
    ),
    Measure(
        "no-criteria-to-reside-95th",
        "95th percentile over the midnights of the window of people in hospital who are declared ready.",
        "people",
        "both",
        "delay",
        DETAIL,
        "place",
        _high,
    ),
    Measure(
        "no-criteria-to-reside-sd",
        "Standard deviation over the midnights of the window of people in hospital who are declared ready "
        "(divisor n - 1).",
        "people",
        "both",
        "delay",
        DETAIL,
        "place",
        _spread,
    ),
    Measure(
        "no-criteria-to-reside-share",
        "People in hospital at midnight who are declared ready, as a share of occupied hospital places at midnight.",
        "1",
        "both",
        "delay",
        HEADLINE,
        "place",
        _share_of_beds,
    ),
    Measure(
        "no-criteria-to-reside-share-of-places",
        "People in a hospital unit at midnight who are declared ready, as a share of the places open in the mean; "
        "above 1 where places close under people.",
        "1",
        "both",
        "delay",
        DETAIL,
        "hospital unit",
        _by_hospital_unit(lambda shares: ratio(shares.sum(), len(shares))),
    ),
    Measure(
        "no-criteria-to-reside-share-of-places-95th",
        "95th percentile over the midnights of the window of people in a hospital unit who are declared ready, as a "
        "share of the places open in the mean; above 1 where fewer are open in the mean than at such a midnight.",
        "1",
        "both",
        "delay",
        DETAIL,
        "hospital unit",
        _by_hospital_unit(lambda shares: nearest_rank(shares, 0.95)),
    ),
    Measure(
        "no-criteria-to-reside-by-weekday",
        f"People in hospital at the midnight that ends each weekday who are declared ready, {WEEK_PROFILE}",
        "1",
        "both",
        "delay",
        DETAIL,
        "weekday",
        _weekdays,
    ),
    Measure(
        "no-criteria-to-reside-weekly-variation",
        "Coefficient of variation of weekly means of people in hospital at midnight who are declared ready"
        " (whole weeks from the start of the window, divisor n - 1).",
        "1",
        "both",
        "delay",
        DETAIL,
        "place",
        lambda sight: one(weekly_variation(sight.ready_by_day)),
    ),
    Measure(
        "delayed-bed-days-by-what-is-waited-for",
        "People in hospital at midnight who are declared ready and wait for a place or a worker, by the unit or team "
        "waited for (the first of a list), a day; those in the middle of a task, a wait or a stay are not among them.",
        "people",
        "both",
        "delay",
        DETAIL,
        "unit and team",
        _waited_for,
    ),
    Measure(
        "delayed-in-hospital",
        "Mean number of people in hospital who are declared ready, in continuous time (more than at "
        "midnight: it counts the daytime hours of those who leave that day).",
        "people",
        "both",
        "delay",
        DETAIL,
        "group",
        by_group(_mean_in_time),
    ),
)
"""Measures of people in hospital who are declared ready."""
