"""Delayed bed days by what people waited for: at the first link and through the chain (``results/attribution.py``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from flowsim.results.attribution import Attribution
from flowsim.results.registry import DETAIL, EVERYONE, Measure, Reading
from flowsim.results.sight import Sight
from flowsim.scenario.called import ARROW

FIRST, LAST, FROM_UNIT, ONWARD = (
    "delayed-bed-days-by-first-link",
    "delayed-bed-days-through-the-chain",
    "delayed-bed-days-through-the-chain-by-unit",
    "delayed-bed-days-passed-on",
)
"""Names of the measures."""

_DAYS = "People in hospital at midnight who are declared ready, a day,"
_ENDS = (
    "the unit, team or fund ('team:name' or 'fund:name' where another has that name); 'time: reason' for time that "
    "passes at a wait, search or transfer; 'stay: unit' for their own stay under way"
)
_CHAIN = (
    "followed through the chain: days of those who wait for a unit go on as the people in it wait, in proportion to "
    "their means over the window, and end where nobody waits for anything further"
)


def _by_node(days: Callable[[Attribution], np.ndarray]) -> Callable[[Sight], Iterator[Reading]]:
    def read(sight: Sight) -> Iterator[Reading]:
        found = sight.attribution
        total, may = days(found).sum(axis=0), found.may_come.any(axis=0)
        yield from (Reading(found.names[node], EVERYONE, total[node]) for node in np.flatnonzero(may))

    return read


def _by_unit(sight: Sight) -> Iterator[Reading]:
    found = sight.attribution
    for unit, node in np.argwhere(found.may_come):
        yield Reading(f"{found.names[unit]}{ARROW}{found.names[node]}", EVERYONE, found.last[unit, node])


def _onward(sight: Sight) -> Iterator[Reading]:
    found = sight.attribution
    days = found.come.sum(axis=0)[:, None] * found.passed
    may = found.may_pass & np.any(found.may_come, axis=0, keepdims=True).T
    for here, there in np.argwhere(may):
        yield Reading(f"{found.names[here]}{ARROW}{found.names[there]}", EVERYONE, days[here, there])


def _measure(name: str, definition: str, per: str, read: Callable[[Sight], Iterator[Reading]]) -> Measure:
    return Measure(name, f"{_DAYS} {definition}.", "people", "both", "delay", DETAIL, per, read)


MEASURES = (
    _measure(
        FIRST,
        f"by what they wait for themselves (the first of a list) or what is under way: {_ENDS}",
        "what is waited for",
        _by_node(lambda found: found.first),
    ),
    _measure(
        LAST,
        f"by what they wait for in the end, {_CHAIN}; {_ENDS}",
        "what is waited for",
        _by_node(lambda found: found.last),
    ),
    _measure(
        FROM_UNIT,
        f"by the unit they are in and what they wait for in the end, {_CHAIN}",
        "unit and what is waited for",
        _by_unit,
    ),
    _measure(
        ONWARD,
        "whose delay goes on from a unit that is waited for to what people in it wait for (counted once a link)",
        "link of the chain",
        _onward,
    ),
)
"""Measures of attribution."""
