"""Hospital stays: how long, how many end, on which weekday."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flowsim.results.families.profiles import WEEK_PROFILE, by_weekday
from flowsim.results.quantiles import day_quantile
from flowsim.results.registry import DETAIL, HEADLINE, Measure, Reading, by_group, one, ratio
from flowsim.results.sight import Sight


def _long(column: int) -> Callable[[Sight], list[Reading]]:
    def read(sight: Sight) -> list[Reading]:
        midnights = sight.tallies.midnights[sight.in_hospital].sum(axis=0)
        return one(ratio(midnights[column], midnights[0]))

    return read


def _people_long(column: int) -> Callable[[Sight], list[Reading]]:
    def read(sight: Sight) -> list[Reading]:
        midnights = sight.midnights.stop - sight.midnights.start
        return one(ratio(sight.tallies.midnights[sight.in_hospital, column].sum(), midnights))

    return read


def _weekdays(sight: Sight) -> Iterator[Reading]:
    yield from by_weekday(sight.tallies.discharged[sight.whole_days], sight.whole_days.start, sight.plan.weekday)


MEASURES = (
    Measure(
        "nights-in-hospital",
        "Mean nights of hospital stays that ended alive in the window.",
        "nights",
        "NHS",
        "stays",
        HEADLINE,
        "group",
        by_group(lambda sight, column: ratio(sight.tallies.nights_sum[column], sight.tallies.nights[column].sum())),
    ),
    Measure(
        "nights-in-hospital-overnight",
        "Mean nights of hospital stays of one night or more that ended alive in the window.",
        "nights",
        "NHS",
        "stays",
        DETAIL,
        "group",
        by_group(lambda sight, column: ratio(sight.tallies.nights_sum[column], sight.tallies.nights[column, 1:].sum())),
    ),
    Measure(
        "nights-in-hospital-median",
        "Median nights of hospital stays that ended alive in the window.",
        "nights",
        "NHS",
        "stays",
        DETAIL,
        "group",
        by_group(lambda sight, column: day_quantile(sight.tallies.nights[column], 0.5)),
    ),
    Measure(
        "nights-in-hospital-90th",
        "90th percentile of nights of hospital stays that ended alive in the window.",
        "nights",
        "NHS",
        "stays",
        DETAIL,
        "group",
        by_group(lambda sight, column: day_quantile(sight.tallies.nights[column], 0.9)),
    ),
    *(
        Measure(
            f"in-hospital-{nights}-nights-or-more",
            f"People in hospital at midnight for {nights} nights or more, as a share of all in hospital at midnight.",
            "1",
            "NHS",
            "stays",
            HEADLINE if nights == 21 else DETAIL,
            "place",
            _long(column),
        )
        for column, nights in ((1, 7), (2, 14), (3, 21))
    ),
    *(
        Measure(
            f"people-in-hospital-{nights}-nights-or-more",
            f"Mean number of people in hospital for {nights} nights or more over the midnights of the window.",
            "people",
            "NHS",
            "stays",
            DETAIL,
            "place",
            _people_long(column),
        )
        for column, nights in ((1, 7), (2, 14), (3, 21))
    ),
    Measure(
        "discharges",
        "Live discharges from hospital a day.",
        "per day",
        "NHS",
        "stays",
        HEADLINE,
        "group",
        by_group(lambda sight, column: ratio(sight.tallies.nights[column].sum(), sight.days)),
    ),
    Measure(
        "overnight-discharges",
        "Live discharges from hospital after one night or more, a day.",
        "per day",
        "NHS",
        "stays",
        DETAIL,
        "group",
        by_group(lambda sight, column: ratio(sight.tallies.nights[column, 1:].sum(), sight.days)),
    ),
    Measure(
        "discharges-by-weekday",
        f"Live discharges from hospital on each weekday, {WEEK_PROFILE}",
        "1",
        "NHS",
        "stays",
        DETAIL,
        "weekday",
        _weekdays,
    ),
    Measure(
        "deaths-in-hospital",
        "Hospital stays that end in death, a day.",
        "per day",
        "NHS",
        "stays",
        DETAIL,
        "group",
        by_group(lambda sight, column: ratio(sight.tallies.died_in_hospital[column], sight.days)),
    ),
    Measure(
        "deaths-in-hospital-share",
        "Hospital stays that end in death, as a share of hospital stays that end.",
        "1",
        "NHS",
        "stays",
        DETAIL,
        "group",
        by_group(
            lambda sight, column: ratio(
                sight.tallies.died_in_hospital[column],
                sight.tallies.died_in_hospital[column] + sight.tallies.nights[column].sum(),
            )
        ),
    ),
    Measure(
        "readmitted-within-30-days",
        "Hospital stays begun within 30 days of the person's last live discharge, as a share of live discharges; both "
        "in the window.",
        "1",
        "NHS",
        "stays",
        DETAIL,
        "group",
        by_group(lambda sight, column: ratio(sight.tallies.readmitted[column], sight.tallies.nights[column].sum())),
    ),
)
"""Measures of hospital stays."""
