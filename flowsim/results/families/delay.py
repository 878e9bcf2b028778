"""Delay of people discharged: whole dates from ready to discharge, the Discharge Ready Date."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from flowsim.results.quantiles import day_quantile
from flowsim.results.registry import ALL, DETAIL, EVERYONE, HEADLINE, Measure, Reading, by_group, one, ratio
from flowsim.results.sight import Sight
from flowsim.units import DAY

LENGTHS = (
    ("1 day", 1, 1),
    ("2-3 days", 2, 3),
    ("4-6 days", 4, 6),
    ("7-13 days", 7, 13),
    ("14-20 days", 14, 20),
    ("21 days or more", 21, None),
)
"""The published classes of delay: label, first and last day."""

SUPPORTED = re.compile(r"pathway\.p[1-9]", re.IGNORECASE)
"""Group columns of people who leave with support: P1, P2, P3 of a grouped attribute called ``pathway``."""

_READY = "Of live discharges in the window of people declared ready"
_DELAYED = "Of live discharges in the window one date or more after the ready date"


def _delayed(sight: Sight, column: int) -> int:
    return int(sight.tallies.delay[column, 1:].sum())


def _declared(sight: Sight, column: int) -> int:
    return int(sight.tallies.delay[column].sum())


def _overnight(sight: Sight, column: int) -> int:
    return int(sight.tallies.nights[column, 1:].sum())


def _per(sight: Sight, column: int, under: int) -> float:
    return ratio(sight.tallies.delay_sum[column], under)


def _per_supported(sight: Sight) -> Iterator[Reading]:
    columns = [column for column, label in sight.groups if SUPPORTED.match(label)]
    if columns:
        over = sight.tallies.delay_sum[columns].sum()
        yield Reading(ALL, EVERYONE, ratio(over, sight.tallies.nights[columns].sum()))


def _classes(sight: Sight) -> Iterator[Reading]:
    delay = sight.tallies.delay[0]
    for label, first, last in LENGTHS:
        part = delay[first:] if last is None else delay[first : last + 1]
        yield Reading(label, EVERYONE, ratio(part.sum(), delay[1:].sum()))


def _on_the_day(sight: Sight, column: int) -> float:
    overnight = _overnight(sight, column)
    return ratio(overnight - _delayed(sight, column), overnight)


def _long(least: int, of: Callable[[Sight, int], int]) -> Callable[[Sight, int], float]:
    """Share of delays of at least ``least`` days, of people that ``of`` counts."""
    return lambda sight, column: ratio(sight.tallies.delay[column, least:].sum(), of(sight, column))


def _length(share: float, least: int) -> Callable[[Sight, int], float]:
    """Quantile of the delay in days among delays of at least ``least`` days."""
    return lambda sight, column: least + day_quantile(sight.tallies.delay[column, least:], share)


def _after_ready(sight: Sight) -> list[Reading]:
    occupied = sight.tallies.occupied[sight.hospital_units, sight.midnights]
    return one(ratio(sight.tallies.delay_sum[0], occupied.sum()))


MEASURES = (
    Measure(
        "delayed-days-per-supported-discharge",
        "Whole days of delay divided by live discharges, over all people of pathways P1 to P3, delayed or "
        "not (needs a grouped attribute called pathway).",
        "days",
        "both",
        "delay",
        HEADLINE,
        "place",
        _per_supported,
    ),
    Measure(
        "delayed-days-per-discharge",
        "Whole days of delay divided by live discharges, over all people first, delayed or not.",
        "days",
        "both",
        "delay",
        HEADLINE,
        "group",
        by_group(lambda sight, column: _per(sight, column, int(sight.tallies.nights[column].sum()))),
    ),
    Measure(
        "delayed-days-per-overnight-discharge",
        "Whole days of delay divided by live discharges after one night or more, delayed or not (the form "
        "of the Better Care Fund).",
        "days",
        "both",
        "delay",
        HEADLINE,
        "group",
        by_group(lambda sight, column: _per(sight, column, _overnight(sight, column))),
    ),
    Measure(
        "delayed-days-per-declared-discharge",
        "Whole days of delay divided by live discharges of people declared ready.",
        "days",
        "both",
        "delay",
        DETAIL,
        "group",
        by_group(lambda sight, column: _per(sight, column, _declared(sight, column))),
    ),
    Measure(
        "share-of-discharges-delayed",
        "Live discharges one date or more after the ready date, as a share of live discharges after one night or more.",
        "1",
        "both",
        "delay",
        HEADLINE,
        "group",
        by_group(lambda sight, column: ratio(_delayed(sight, column), _overnight(sight, column))),
    ),
    Measure(
        "discharged-on-the-ready-date",
        "Live discharges after one night or more that are not later than the ready date, as a share of them; those "
        "never declared ready are among them (with the delay of the others, the parts of the form of the Better Care "
        "Fund).",
        "1",
        "both",
        "delay",
        DETAIL,
        "group",
        by_group(_on_the_day),
    ),
    Measure(
        "delay-of-the-delayed",
        f"{_DELAYED}: mean whole days from ready to discharge.",
        "days",
        "both",
        "delay",
        HEADLINE,
        "group",
        by_group(lambda sight, column: _per(sight, column, _delayed(sight, column))),
    ),
    Measure(
        "delay-of-the-delayed-median",
        f"{_DELAYED}: median whole days from ready to discharge.",
        "days",
        "both",
        "delay",
        DETAIL,
        "group",
        by_group(_length(0.5, 1)),
    ),
    Measure(
        "delay-of-the-delayed-90th",
        f"{_DELAYED}: 90th percentile of whole days from ready to discharge.",
        "days",
        "both",
        "delay",
        DETAIL,
        "group",
        by_group(_length(0.9, 1)),
    ),
    Measure(
        "delay-of-the-delayed-95th",
        f"{_DELAYED}: 95th percentile of whole days from ready to discharge.",
        "days",
        "both",
        "delay",
        DETAIL,
        "group",
        by_group(_length(0.95, 1)),
    ),
    Measure(
        "ready-to-discharge-median",
        f"{_READY}, those who leave that day too: median whole days from ready to discharge.",
        "days",
        "both",
        "delay",
        DETAIL,
        "group",
        by_group(_length(0.5, 0)),
    ),
    Measure(
        "ready-to-discharge-90th",
        f"{_READY}, those who leave that day too: 90th percentile of whole days from ready to discharge.",
        "days",
        "both",
        "delay",
        DETAIL,
        "group",
        by_group(_length(0.9, 0)),
    ),
    Measure(
        "ready-to-discharge-95th",
        f"{_READY}, those who leave that day too: 95th percentile of whole days from ready to discharge.",
        "days",
        "both",
        "delay",
        DETAIL,
        "group",
        by_group(_length(0.95, 0)),
    ),
    Measure(
        "ready-to-discharge-clock-time",
        f"{_READY}: mean clock time from ready to discharge.",
        "days",
        "both",
        "delay",
        DETAIL,
        "group",
        by_group(lambda sight, column: ratio(sight.tallies.delay_ticks[column] / DAY, _declared(sight, column))),
    ),
    Measure(
        "bed-days-after-ready",
        "Whole days of delay of people discharged alive in the window, as a share of occupied hospital bed"
        " days at midnight.",
        "1",
        "both",
        "delay",
        HEADLINE,
        "place",
        _after_ready,
    ),
    Measure(
        "delay-by-length",
        f"{_DELAYED}: share of each class of delay.",
        "1",
        "both",
        "delay",
        DETAIL,
        "length",
        _classes,
    ),
    *(
        Measure(
            f"delayed-{least}-days-or-more",
            f"{_DELAYED}: share delayed {least} days or more.",
            "1",
            "both",
            "delay",
            DETAIL,
            "group",
            by_group(_long(least, _delayed)),
        )
        for least in (7, 14, 21)
    ),
    *(
        Measure(
            f"ready-to-discharge-{least}-days-or-more",
            f"{_READY}, those who leave that day too: share delayed {least} days or more.",
            "1",
            "both",
            "delay",
            DETAIL,
            "group",
            by_group(_long(least, _declared)),
        )
        for least in (7, 14, 21)
    ),
)
"""Measures of the delay of people discharged."""
