"""People followed after a mark or a discharge: days at home and where they wish to be, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flowsim.engine.followed import (
    AT_END,
    BACK,
    HOME,
    LEFT,
    MOVES,
    PEOPLE,
    TICKS,
    USUAL,
    USUAL_AT_END,
    WHERE,
    WISHED,
    WISHED_AT_END,
)
from flowsim.results.quantiles import days
from flowsim.results.registry import DETAIL, EVERYONE, HEADLINE, Measure, Reading, ratio
from flowsim.results.sight import Sight

_WHOM = "of people whose mark (or discharge) lies in the window and whose whole time lies in the run"
_LEFT = "who has left the model alive counts as at home, whoever has died as nowhere"


def _by_period(
    number: Callable[[Sight, int, int], float], of: str = "", groups: bool = True
) -> Callable[[Sight], Iterator[Reading]]:
    """A number by time of following and group; where `of` is an attribute, for those that name one."""

    def read(sight: Sight) -> Iterator[Reading]:
        for row in sight.plan.follows:
            if of and row[of] < 0:
                continue
            for period in range(int(row["first"]), int(row["first"] + row["count"])):
                for column, label in sight.groups if groups else sight.groups[:1]:
                    yield Reading(sight.plan.names["periods"][period], label, number(sight, period, column))

    return read


def _mean(*columns: int) -> Callable[[Sight, int, int], float]:
    """A sum of columns over the people who were followed."""

    def number(sight: Sight, period: int, group: int) -> float:
        counts = sight.tallies.followed[period, :, group]
        return ratio(sum(int(counts[column]) for column in columns), int(counts[PEOPLE]))

    return number


def _days(*columns: int) -> Callable[[Sight, int, int], float]:
    mean = _mean(*columns)
    return lambda sight, period, group: days(mean(sight, period, group))


def _by_where(first: int, unit: Callable[[float], float]) -> Callable[[Sight], Iterator[Reading]]:
    """A mean by where people are: `first` is the column of the first place."""

    def read(sight: Sight) -> Iterator[Reading]:
        for where, name in enumerate(WHERE):
            for reading in _by_period(_mean(first + where))(sight):
                yield Reading(f"{reading.of}: {name}", reading.group, unit(reading.value))

    return read


def _unfollowed(sight: Sight) -> Iterator[Reading]:
    for period, name in enumerate(sight.plan.names["periods"]):
        yield Reading(name, EVERYONE, float(sight.tallies.unfollowed[period]))


def _measure(
    name: str, definition: str, unit: str, read: Callable[[Sight], Iterator[Reading]], level: str = DETAIL
) -> Measure:
    return Measure(name, definition, unit, "", "follow-up", level, "time of following and group", read)


MEASURES = (
    _measure(
        "days-at-home",
        f"Mean days at home in the time after a mark or discharge, {_WHOM}; {_LEFT}.",
        "days",
        _by_period(_days(TICKS + HOME, TICKS + LEFT)),
        HEADLINE,
    ),
    _measure(
        "days-where-they-want-to-be",
        f"Mean days in the setting that the person's own wish names, as it was at the mark, {_WHOM}; {_LEFT}.",
        "days",
        _by_period(_days(WISHED), "wish"),
        HEADLINE,
    ),
    _measure(
        "at-home-at-the-end",
        f"Share who are at home when the time is over, {_WHOM}; {_LEFT}.",
        "1",
        _by_period(_mean(AT_END + HOME, AT_END + LEFT)),
        HEADLINE,
    ),
    _measure(
        "back-in-hospital",
        f"Share who come to hospital from elsewhere within the time, {_WHOM}; who is in hospital at the mark has to "
        "leave it first; for an emergency or not.",
        "1",
        _by_period(_mean(BACK)),
        HEADLINE,
    ),
    _measure(
        "days-in-usual-home",
        f"Mean days in the setting where the person usually lives, as it was at the mark, {_WHOM}; {_LEFT}.",
        "days",
        _by_period(_days(USUAL), "usual"),
    ),
    _measure(
        "back-in-usual-home",
        f"Share who are in the setting where they usually live when the time is over, {_WHOM}; {_LEFT}.",
        "1",
        _by_period(_mean(USUAL_AT_END), "usual"),
    ),
    _measure(
        "where-they-want-to-be-at-the-end",
        f"Share who are in the setting that their wish names when the time is over, {_WHOM}; {_LEFT}.",
        "1",
        _by_period(_mean(WISHED_AT_END), "wish"),
    ),
    _measure(
        "days-by-setting",
        f"Mean days in each setting in the time after a mark or discharge, {_WHOM}; 'left' is out of the model alive.",
        "days",
        _by_where(TICKS, days),
    ),
    _measure(
        "setting-at-the-end",
        f"Share in each setting when the time is over, {_WHOM}; 'left' is out of the model alive.",
        "1",
        _by_where(AT_END, float),
    ),
    _measure(
        "moves-between-settings",
        f"Mean moves from one setting to another within the time, {_WHOM}; leaving the model alive is going home, "
        "death no move, and to come to a bed through an emergency department two.",
        "moves",
        _by_period(_mean(MOVES)),
    ),
    _measure(
        "followed",
        "People who made the mark (or were discharged) in the window and could be followed for the whole time; the "
        "mark made again by somebody who is being followed does not count.",
        "people",
        _by_period(lambda sight, period, group: float(sight.tallies.followed[period, PEOPLE, group])),
    ),
    _measure(
        "not-followed",
        "People who made the mark (or were discharged) in the window and are left out, since the run is over before "
        "their time.",
        "people",
        _unfollowed,
    ),
)
"""Measures of people who are followed."""
