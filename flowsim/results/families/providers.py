"""Providers of care outside hospital: how many they take in, and how many of their rooms are empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flowsim.plan.measured import SETTINGS
from flowsim.results.families.beds import PER_UNIT, empty
from flowsim.results.registry import DETAIL, EVERYONE, HEADLINE, Measure, Reading, ratio
from flowsim.results.sight import Scope, Sight
from flowsim.scenario.keeping import PAYERS
from flowsim.scenario.place import NHS_SETTINGS

_ROOMS = ("care-home", "rehabilitation")
"""Settings whose places are rooms."""

_ALL = tuple(setting for setting in SETTINGS if setting not in NHS_SETTINGS)
_NHS = PAYERS.index("NHS")
_WEEK = 7


def _by_provider(
    number: Callable[[Sight, Scope], float], settings: tuple[str, ...]
) -> Callable[[Sight], Iterator[Reading]]:
    """A number by unit, setting and kind, of units that are all of these settings; without the NHS's own."""

    def read(sight: Sight) -> Iterator[Reading]:
        of, payer = sight.plan.resources["setting"], sight.plan.resources["payer"]
        for scope in sight.units:
            rows = tuple(row for row in scope.rows if payer[row] != _NHS)
            if rows and all(SETTINGS[of[row]] in settings for row in rows):
                yield Reading(scope.label, EVERYONE, number(sight, Scope(scope.label, rows)))

    return read


def _admissions(sight: Sight, scope: Scope) -> float:
    return ratio(_WEEK * sum(int(sight.tallies.wait_count[row]) for row in scope.rows), sight.days)


def _away(sight: Sight) -> tuple[dict[int, tuple[int, int]], float]:
    """By row of units that serve a level of a grouped attribute: ticks of people of other levels, and of all."""
    place = sight.place.units if sight.place else {}
    columns = {label: column for column, label in sight.groups}
    found = {}
    for row in range(1, sight.plan.units):
        unit = place.get(sight.name(row))
        label = ".".join(next(iter(unit.serves.items()))) if unit is not None and unit.serves else ""
        if label in columns:
            here = sight.plan.states["unit"] == row
            everybody = int(sight.tallies.ticks[here].sum())
            theirs = int(sight.tallies.group_ticks[here, columns[label] - 1].sum())
            found[row] = everybody - theirs, everybody
    return found, float(sight.plan.window_to - sight.plan.window_from)


def _out_of_area(share: bool) -> Callable[[Sight], Iterator[Reading]]:
    """People who are in units for others, by unit, setting and kind, of units that say for whom they are."""

    def read(sight: Sight) -> Iterator[Reading]:
        found, window = _away(sight)
        for scope in sight.units:
            rows = [found[row] for row in scope.rows if row in found]
            if rows:
                away = sum(ticks for ticks, _ in rows)
                yield Reading(scope.label, EVERYONE, ratio(away, sum(ticks for _, ticks in rows) if share else window))

    return read


def _measure(
    name: str, definition: str, unit: str, number: Callable[[Sight, Scope], float], settings: tuple[str, ...]
) -> Measure:
    level = HEADLINE if settings == _ROOMS else DETAIL
    read = _by_provider(number, settings)
    return Measure(name, definition, unit, "provider", "providers", level, PER_UNIT, read)


MEASURES = (
    _measure(
        "admissions-a-week",
        "People who asked for a place outside hospital in the window and were given one, a week; a move from one unit "
        "of a kind or setting to another counts, coming back to a place that was kept does not. Without units that "
        "the NHS pays for (``payer: NHS``), such as virtual wards: they are its own.",
        "per week",
        _admissions,
        _ALL,
    ),
    _measure(
        "empty-rooms",
        "Mean number of places open in care homes and rehabilitation that are neither occupied nor kept for somebody "
        "nor made ready for the next; below 0 where places were closed under people. Without units that the "
        "NHS pays for (``payer: NHS``): they are its own; rehabilitation beds bought in care homes are among them.",
        "places",
        empty,
        _ROOMS,
    ),
    Measure(
        "people-out-of-area",
        "Mean number of people over the window in units that are for people of another locality (or other level) than "
        "theirs; of units that say whom they serve, where people are grouped by that.",
        "people",
        "both",
        "providers",
        DETAIL,
        PER_UNIT,
        _out_of_area(share=False),
    ),
    Measure(
        "people-out-of-area-share",
        "People in units that are for people of another locality (or other level) than theirs, as a share of people in "
        "units that say whom they serve.",
        "1",
        "both",
        "providers",
        HEADLINE,
        PER_UNIT,
        _out_of_area(share=True),
    ),
)
"""Measures of providers."""
