"""Beds and other places: how many are taken, who waits for one, who is turned away."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from flowsim.plan.tables import UNLIMITED
from flowsim.results.quantiles import BINNED, days, nearest_rank, time_quantile
from flowsim.results.registry import DETAIL, EVERYONE, HEADLINE, Measure, Reading, ratio
from flowsim.results.sight import Scope, Sight
from flowsim.units import HOUR

PER_UNIT = "unit, setting and kind"
_LIST = "a step that asks for any of several units counts under the first of its list"


def _by_unit(number: Callable[[Sight, Scope], float]) -> Callable[[Sight], Iterator[Reading]]:
    def read(sight: Sight) -> Iterator[Reading]:
        for scope in sight.units:
            yield Reading(scope.label, EVERYONE, number(sight, scope))

    return read


def _per_day(sight: Sight, scope: Scope, amounts: np.ndarray) -> float:
    return ratio(sum(amounts[row] for row in scope.rows), sight.days)


def _at_midnight(sight: Sight, scope: Scope) -> np.ndarray:
    return sight.tallies.occupied[list(scope.rows), sight.midnights].sum(axis=0)


def _held(sight: Sight, scope: Scope) -> float:
    return ratio(sum(int(sight.held[row]) for row in scope.rows), sight.plan.window_to - sight.plan.window_from)


def _place_ticks(sight: Sight, scope: Scope, ticks: np.ndarray) -> float:
    total = sum(int(ticks[row]) for row in scope.rows)
    return ratio(total, sight.plan.window_to - sight.plan.window_from)


def _hours(sight: Sight) -> Iterator[Reading]:
    """Hours of care a week, in units that count them."""
    for scope in sight.units:
        quanta = sight.plan.resources["quantum"][list(scope.rows)]
        if quanta.all():
            given = sum(
                _held(sight, Scope("", (row,))) * int(quantum) for row, quantum in zip(scope.rows, quanta, strict=True)
            )
            yield Reading(scope.label, EVERYONE, float(given) / HOUR)


def _hours_waited_for(sight: Sight) -> Iterator[Reading]:
    """Hours of care a week of those who wait, each at the mean of those who have care in that unit."""
    for scope in sight.units:
        quanta = sight.plan.resources["quantum"][list(scope.rows)]
        if quanta.all():
            waiting = sum(_hours_short(sight, row) for row in scope.rows)
            yield Reading(scope.label, EVERYONE, waiting)


def _hours_short(sight: Sight, row: int) -> float:
    each = ratio(int(sight.held[row]) * int(sight.plan.resources["quantum"][row]) / HOUR, sight.occupied_ticks[row])
    waiting = days(sight.waiting_ticks[row]) / sight.days
    return waiting * each if waiting else 0.0


def _mean(sight: Sight, scope: Scope) -> float:
    return days(_per_day(sight, scope, sight.occupied_ticks))


def _midnight_mean(sight: Sight, scope: Scope) -> float:
    series = _at_midnight(sight, scope)
    return ratio(series.sum(), len(series))


def _midnight_quantile(share: float) -> Callable[[Sight, Scope], float]:
    return lambda sight, scope: nearest_rank(_at_midnight(sight, scope), share)


def _midnight_full(sight: Sight, scope: Scope) -> float:
    series = _at_midnight(sight, scope)
    window = sight.plan.window_to - sight.plan.window_from
    there = sum(int(sight.tallies.open[row]) for row in scope.rows)
    return ratio((series * window >= there).sum(), len(series))


def _beyond_stay(sight: Sight, scope: Scope) -> float:
    return days(_per_day(sight, scope, sight.beyond_stay_ticks))


def _open(sight: Sight, scope: Scope) -> float:
    """Places open in the mean; NaN over units that do not all count the same."""
    alike = len(set(sight.plan.resources["quantum"][list(scope.rows)].tolist())) == 1
    return days(_per_day(sight, scope, sight.tallies.open)) if alike else float("nan")


def _open_beds(sight: Sight, scope: Scope) -> float:
    return float("nan") if sight.plan.resources["quantum"][list(scope.rows)].any() else _open(sight, scope)


def empty(sight: Sight, scope: Scope) -> float:
    """Places open in the mean that are neither occupied nor kept nor made ready; NaN where hours are counted."""
    taken = sight.tallies.kept.sum(axis=1) + sight.tallies.turned
    return _open_beds(sight, scope) - _held(sight, scope) - _place_ticks(sight, scope, taken)


def _people_there(sight: Sight) -> Iterator[Reading]:
    """By unit, setting and kind, and by group: everybody's time, and each group's, summed by unit once."""
    ticks = np.zeros((sight.plan.units, sight.plan.groups), np.int64)
    np.add.at(ticks[:, 0], sight.plan.states["unit"], sight.tallies.ticks)
    np.add.at(ticks[:, 1:], sight.plan.states["unit"], sight.tallies.group_ticks)
    for scope in sight.units:
        for (_, label), amount in zip(sight.groups, ticks[list(scope.rows)].sum(axis=0).tolist(), strict=True):
            yield Reading(scope.label, label, ratio(amount, sight.plan.window_to - sight.plan.window_from))


def _waits(sight: Sight, scope: Scope) -> np.ndarray:
    return sight.tallies.wait_histogram[list(scope.rows)].sum(axis=0)


def _wait_mean(sight: Sight, scope: Scope) -> float:
    rows = list(scope.rows)
    return ratio(days(sight.tallies.wait_ticks[rows].sum()), sight.tallies.wait_count[rows].sum())


def _waited(sight: Sight, scope: Scope) -> float:
    waits = _waits(sight, scope)
    return ratio(waits[1:].sum(), waits.sum())


def _admissions(sight: Sight) -> Iterator[Reading]:
    for row in sorted({*range(1, sight.plan.units)} - {*sight.budgets}):
        yield Reading(sight.name(row), EVERYONE, ratio(sight.tallies.wait_count[row], sight.days))


def _escalated(sight: Sight) -> Iterator[Reading]:
    for row in sight.plan.escalations["resource"].tolist():
        window = sight.plan.window_to - sight.plan.window_from
        yield Reading(sight.name(row), EVERYONE, ratio(sight.tallies.escalated[row], window))


def _escalations(sight: Sight) -> Iterator[Reading]:
    for row in sight.plan.escalations["resource"].tolist():
        yield Reading(sight.name(row), EVERYONE, float(sight.tallies.escalations[row]))


def _ran_out(sight: Sight) -> Iterator[Reading]:
    """Where places are kept for a time: money of a budget that is kept for so long has done its work by then."""
    keep = sight.plan.steps["keep"]
    if ((keep >= 0) & (keep < UNLIMITED) & ~np.isin(sight.asked, sight.budgets)).any():
        yield from _by_unit(lambda sight, scope: _per_day(sight, scope, sight.tallies.ran_out))(sight)


def _measure(
    name: str,
    definition: str,
    unit: str,
    number: Callable[[Sight, Scope], float],
    level: str = DETAIL,
    body: str = "",
) -> Measure:
    return Measure(name, definition, unit, body, "beds", level, PER_UNIT, _by_unit(number))


MEASURES = (
    _measure(
        "occupied-beds",
        "Mean number of places occupied over the window, in continuous time.",
        "people",
        _mean,
    ),
    _measure(
        "occupied-beds-at-midnight",
        "Mean number of places occupied over the midnights of the window.",
        "people",
        _midnight_mean,
        HEADLINE,
    ),
    *(
        _measure(
            f"occupied-beds-at-midnight-{percent}th",
            f"{percent}th percentile of places occupied over the midnights of the window.",
            "people",
            _midnight_quantile(percent / 100),
        )
        for percent in (85, 95, 99)
    ),
    _measure(
        "full-at-midnight",
        "Share of the midnights of the window at which every place is occupied, or as many as are open in the mean.",
        "1",
        _midnight_full,
    ),
    _measure(
        "beyond-stay",
        "Mean number of places occupied by people who are in no stay there: they wait for another place or a worker, "
        "or for a task or a delay to end, or are on the way to another place.",
        "people",
        _beyond_stay,
    ),
    _measure(
        "beyond-stay-share",
        "Mean share of the places open that are occupied by people who are in no stay there: they wait for another "
        "place or a worker, or for a task or a delay to end, or are on the way to another place; "
        "above 1 where places were closed under them.",
        "1",
        lambda sight, scope: ratio(_beyond_stay(sight, scope), _open(sight, scope)),
    ),
    _measure(
        "occupancy",
        "Time for which places, or hours of care, are taken, as a share of the time for which they are open; above 1 "
        "where places were closed under the people in them.",
        "1",
        lambda sight, scope: ratio(_held(sight, scope), _open(sight, scope)),
        HEADLINE,
    ),
    _measure(
        "occupancy-at-midnight",
        "Mean number of places occupied over the midnights of the window, as a share of the mean number open; not of "
        "units that count hours of care.",
        "1",
        lambda sight, scope: ratio(_midnight_mean(sight, scope), _open_beds(sight, scope)),
    ),
    _measure(
        "occupancy-at-midnight-95th",
        "95th percentile of places occupied over the midnights of the window, as a share of the mean number open; not "
        "of units that count hours of care.",
        "1",
        lambda sight, scope: ratio(_midnight_quantile(0.95)(sight, scope), _open_beds(sight, scope)),
    ),
    Measure(
        "escalated-share",
        "Share of the window for which the places that open under pressure were open.",
        "1",
        "",
        "beds",
        DETAIL,
        "unit",
        _escalated,
    ),
    Measure(
        "escalations",
        "How often the places that open under pressure opened in the window.",
        "times",
        "",
        "beds",
        DETAIL,
        "unit",
        _escalations,
    ),
    _measure(
        "open-beds",
        "Mean number of places open over the window, occupied or not; not of units that count hours of care.",
        "places",
        _open_beds,
    ),
    _measure(
        "empty-places",
        "Mean number of places open over the window that are neither occupied nor kept for somebody nor made ready for "
        "the next; below 0 where places were closed under people; not of units that count hours of care.",
        "places",
        empty,
    ),
    _measure(
        "kept-places",
        "Mean number of places kept for people who are elsewhere over the window (hours of care: in the unit's steps); "
        "while others are in them, in a ring of transfers that is on the way, they are occupied and not kept.",
        "places",
        lambda sight, scope: _place_ticks(sight, scope, sight.tallies.kept.sum(axis=1)),
    ),
    Measure(
        "kept-places-run-out",
        "Places kept for somebody who is elsewhere, or reserved, whose time ran out before that person came, a day.",
        "per day",
        "",
        "beds",
        DETAIL,
        PER_UNIT,
        _ran_out,
    ),
    _measure(
        "places-in-turnaround",
        "Mean number of places that are made ready for the next over the window.",
        "places",
        lambda sight, scope: _place_ticks(sight, scope, sight.tallies.turned),
    ),
    Measure(
        "hours-of-care",
        "Mean hours of care a week that people are given over the window, in units that count them.",
        "hours",
        "",
        "beds",
        DETAIL,
        PER_UNIT,
        _hours,
    ),
    Measure(
        "hours-of-care-waited-for",
        "Hours of care a week that are short: mean people who wait for a unit that counts hours, times the mean "
        "hours of those who have care there (what each of them asks for is not counted).",
        "hours",
        "social care",
        "beds",
        DETAIL,
        PER_UNIT,
        _hours_waited_for,
    ),
    Measure(
        "people-there",
        "Mean number of people in a unit over the window, by group: who is where, such as people of one locality in "
        "homes of the other.",
        "people",
        "",
        "beds",
        DETAIL,
        f"{PER_UNIT}, and group",
        _people_there,
    ),
    _measure(
        "outlying",
        "Mean number of people whose stay is in a unit that is not the first of its list, which is outlying bed days a "
        "day; a delay after the stay is not among it.",
        "people",
        lambda sight, scope: days(_per_day(sight, scope, sight.outlying_ticks)),
    ),
    Measure(
        "admissions",
        "People who asked for a place in the window and were given one here, a day; not summed over units, where a "
        "move from one to another would count as an admission. Whoever is given a place counts when they set out for "
        "it, even if they are interrupted on the way; coming back to a place that was kept does not count.",
        "per day",
        "",
        "beds",
        DETAIL,
        "unit",
        _admissions,
    ),
    _measure(
        "waiting-for-place",
        f"Mean number of people waiting for a place; {_LIST}.",
        "people",
        lambda sight, scope: days(_per_day(sight, scope, sight.waiting_ticks)),
    ),
    _measure(
        "wait-for-place",
        "Mean wait for a place, of those who asked in the window and were given one here.",
        "days",
        _wait_mean,
        HEADLINE,
    ),
    _measure(
        "wait-for-place-median",
        f"Median wait for a place, of those who asked in the window and were given one here; {BINNED}.",
        "days",
        lambda sight, scope: days(time_quantile(_waits(sight, scope), 0.5)),
    ),
    _measure(
        "wait-for-place-90th",
        f"90th percentile of the wait for a place, of those who asked in the window and were given one here; {BINNED}.",
        "days",
        lambda sight, scope: days(time_quantile(_waits(sight, scope), 0.9)),
    ),
    _measure(
        "wait-for-place-95th",
        f"95th percentile of the wait for a place, of those who asked in the window and were given one here; {BINNED}.",
        "days",
        lambda sight, scope: days(time_quantile(_waits(sight, scope), 0.95)),
    ),
    _measure(
        "share-who-waited-for-place",
        "Share of those who asked for a place in the window and were given one here who waited a second or more.",
        "1",
        _waited,
    ),
    _measure(
        "turned-away",
        f"People a day who found the queue too long and did not wait for a place; {_LIST}.",
        "per day",
        lambda sight, scope: _per_day(sight, scope, sight.turned_away),
    ),
    _measure(
        "gave-up-waiting",
        f"People a day whose patience ran out while they waited for a place; {_LIST}.",
        "per day",
        lambda sight, scope: _per_day(sight, scope, sight.gave_up),
    ),
)
"""Measures of beds and other places."""
