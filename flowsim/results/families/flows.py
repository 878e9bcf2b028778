"""People who come, go and are there; times between marks; rings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from flowsim.plan.tables import IN_PLACE
from flowsim.results.quantiles import BINNED, days, time_quantile
from flowsim.results.registry import ALL, DETAIL, EVERYONE, HEADLINE, Measure, Reading, one, ratio
from flowsim.results.sight import Sight

_PRESENT_FROM, _PRESENT_TO, _PRESENT_END, _RINGS, _MOVED, _PASSED = range(2, 8)


def _arrivals(sight: Sight) -> Iterator[Reading]:
    streams = ~np.isin(sight.plan.sources["kind"], IN_PLACE)
    yield Reading(ALL, EVERYONE, ratio(sight.tallies.arrived[streams].sum(), sight.days))
    for row in streams.nonzero()[0]:
        yield Reading(sight.plan.names["sources"][row], EVERYONE, ratio(sight.tallies.arrived[row], sight.days))


def _left(sight: Sight) -> Iterator[Reading]:
    for row, outcome in enumerate(sight.plan.names["outcomes"]):
        for column, label in sight.groups:
            yield Reading(outcome, label, ratio(sight.tallies.left[row, column], sight.days))


def _returns(sight: Sight) -> Iterator[Reading]:
    if sight.plan.returns:
        yield Reading(ALL, EVERYONE, ratio(sight.tallies.returned.sum(), sight.days))
        for row, name in enumerate(sight.plan.names["sources"]):
            yield Reading(name, EVERYONE, ratio(sight.tallies.returned[row], sight.days))


def _risk_events(sight: Sight) -> Iterator[Reading]:
    """By risk as it stands in the scenario: a pathway called from several places has it in several rows."""
    labels = np.array(sight.plan.names.get("risks", ()))
    for risk in dict.fromkeys(labels.tolist()):
        struck = sight.tallies.struck[labels == risk].sum(axis=0)
        for column, label in sight.groups:
            yield Reading(risk, label, ratio(struck[column], sight.days))


def _expired(sight: Sight) -> Iterator[Reading]:
    steps = sight.plan.steps
    for attribute in np.unique(steps["target"][steps["expiry"] >= 0]):
        for column, label in sight.groups:
            count = sight.tallies.expired[attribute, column]
            yield Reading(sight.plan.names["attributes"][attribute], label, ratio(count, sight.days))


def _total(number: int) -> Callable[[Sight], list[Reading]]:
    return lambda sight: one(sight.tallies.totals[number])


def _by_interval(
    number: Callable[[Sight, int, int], float], groups: bool = True
) -> Callable[[Sight], Iterator[Reading]]:
    def read(sight: Sight) -> Iterator[Reading]:
        for row, name in enumerate(sight.plan.names["intervals"]):
            for column, label in sight.groups if groups else sight.groups[:1]:
                yield Reading(name, label, number(sight, row, column))

    return read


def _mean(sight: Sight, row: int, column: int) -> float:
    return ratio(days(sight.tallies.interval_ticks[row, column]), sight.tallies.interval_count[row, column])


def _quantile(share: float) -> Callable[[Sight], Iterator[Reading]]:
    def number(sight: Sight, row: int, column: int) -> float:
        return days(time_quantile(sight.tallies.interval_histogram[row], share))

    return _by_interval(number, groups=False)


def _not_reached(sight: Sight, row: int, column: int) -> float:
    return float(sight.tallies.interval_started[row] - sight.tallies.interval_count[row, 0])


def _share_reached(sight: Sight, row: int, column: int) -> float:
    return ratio(sight.tallies.interval_count[row, column], sight.tallies.interval_started[row])


def _by_threshold(count: Callable[[int, int], int]) -> Callable[[Sight], Iterator[Reading]]:
    """A share of those who reached the second mark, by threshold: a function of how many were within it and of all."""

    def read(sight: Sight) -> Iterator[Reading]:
        for row, name in enumerate(sight.plan.names["thresholds"]):
            reached = sight.tallies.interval_count[sight.plan.thresholds["interval"][row]]
            within = sight.tallies.interval_within[row]
            for column, label in sight.groups:
                yield Reading(name, label, ratio(count(int(within[column]), int(reached[column])), reached[column]))

    return read


def _within_of_all(sight: Sight) -> Iterator[Reading]:
    for row, name in enumerate(sight.plan.names["thresholds"]):
        started = sight.tallies.interval_started[sight.plan.thresholds["interval"][row]]
        yield Reading(name, EVERYONE, ratio(sight.tallies.interval_within[row, 0], started))


def _of_times(name: str, what: str, share: float) -> Measure:
    """A quantile of the times between two marks."""
    return Measure(
        name,
        f"{what} of the time from the first mark, made in the window, to the second, of those who reached it by the "
        f"end of the run; {BINNED}.",
        "days",
        "",
        "intervals",
        DETAIL,
        "interval",
        _quantile(share),
    )


MEASURES = (
    Measure(
        "arrivals",
        "People who arrive in the window, a day; those in place at the start or who come back are not among them.",
        "per day",
        "",
        "flows",
        HEADLINE,
        "place and source",
        _arrivals,
    ),
    Measure(
        "returns",
        "People who come back in the window, a day, having left before.",
        "per day",
        "",
        "flows",
        DETAIL,
        "place and source",
        _returns,
    ),
    Measure(
        "risk-events",
        "What happens to people at a rate (decline, a fall, death ...), a day, by risk.",
        "per day",
        "",
        "flows",
        DETAIL,
        "risk and group",
        _risk_events,
    ),
    Measure(
        "out-of-date",
        "How often what holds of somebody only for a time (an assessment, say) went out of date, a day, by attribute; "
        "of those who are away, when they come back.",
        "per day",
        "",
        "flows",
        DETAIL,
        "attribute and group",
        _expired,
    ),
    Measure(
        "left",
        "People who leave the model, a day, by outcome.",
        "per day",
        "",
        "flows",
        DETAIL,
        "outcome and group",
        _left,
    ),
    Measure(
        "present-at-window-start",
        "People present, the community included, just before the window begins.",
        "people",
        "",
        "flows",
        DETAIL,
        "place",
        _total(_PRESENT_FROM),
    ),
    Measure(
        "present-at-window-end",
        "People present, the community included, just before the window ends.",
        "people",
        "",
        "flows",
        DETAIL,
        "place",
        _total(_PRESENT_TO),
    ),
    Measure(
        "present-at-run-end",
        "People present, the community included, when the run ends: the unfinished.",
        "people",
        "",
        "flows",
        DETAIL,
        "place",
        _total(_PRESENT_END),
    ),
    Measure(
        "time-between-marks",
        "Mean time from the first mark, made in the window, to the second, of those who reached it by the "
        "end of the run.",
        "days",
        "",
        "intervals",
        HEADLINE,
        "interval and group",
        _by_interval(_mean),
    ),
    _of_times("time-between-marks-median", "Median", 0.5),
    _of_times("time-between-marks-90th", "90th percentile", 0.9),
    _of_times("time-between-marks-95th", "95th percentile", 0.95),
    Measure(
        "within-threshold",
        "Of times between marks that began in the window and ended by the end of the run: the share that was no longer "
        "than a threshold; those that never ended are counted as not reached, and neither within nor over.",
        "1",
        "",
        "intervals",
        DETAIL,
        "threshold and group",
        _by_threshold(lambda within, reached: within),
    ),
    Measure(
        "over-threshold",
        "Of times between marks that began in the window and ended by the end of the run: the share that was longer "
        "than a threshold.",
        "1",
        "",
        "intervals",
        DETAIL,
        "threshold and group",
        _by_threshold(lambda within, reached: reached - within),
    ),
    Measure(
        "happened-within",
        "Of first marks made in the window, those that never saw the second included: the share that the second "
        "followed within a threshold, such as placements that failed within 28 days; the run has to go on after the "
        "window for as long.",
        "1",
        "",
        "intervals",
        HEADLINE,
        "threshold",
        _within_of_all,
    ),
    Measure(
        "first-marks",
        "First marks of a time between marks made in the window, a day: how many it is about, such as attendances.",
        "per day",
        "",
        "intervals",
        DETAIL,
        "interval",
        _by_interval(lambda sight, row, column: ratio(sight.tallies.interval_started[row], sight.days), groups=False),
    ),
    Measure(
        "reached-second-mark",
        "Times between marks that were measured: the first made in the window and the second by the end of the run.",
        "people",
        "",
        "intervals",
        DETAIL,
        "interval and group",
        _by_interval(lambda sight, row, column: float(sight.tallies.interval_count[row, column])),
    ),
    Measure(
        "reached-second-mark-share",
        "First marks made in the window that the second mark followed by the end of the run, as a share of all.",
        "1",
        "",
        "intervals",
        DETAIL,
        "interval",
        _by_interval(_share_reached, groups=False),
    ),
    Measure(
        "second-mark-not-reached",
        "First marks made in the window that no second mark followed by the end of the run.",
        "people",
        "",
        "intervals",
        DETAIL,
        "interval",
        _by_interval(_not_reached, groups=False),
    ),
    Measure(
        "rings",
        "Times in the whole run that people waiting for each other's places in a ring were changed round.",
        "times",
        "",
        "rings",
        DETAIL,
        "place",
        _total(_RINGS),
    ),
    Measure(
        "people-moved-by-rings",
        "People moved by rings in the whole run.",
        "people",
        "",
        "rings",
        DETAIL,
        "place",
        _total(_MOVED),
    ),
    Measure(
        "people-passed-over-by-rings",
        "Waiting people who would have come first and were passed over by a ring, in the whole run.",
        "people",
        "",
        "rings",
        DETAIL,
        "place",
        _total(_PASSED),
    ),
)
"""Measures of flows, of intervals and of rings."""
