"""Transfers: how many people set out for another place, and how long they are on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from flowsim.plan.tables import TRANSFER
from flowsim.random.samplers import CONSTANT
from flowsim.results.registry import DETAIL, EVERYONE, Measure, Reading, ratio
from flowsim.results.sight import Scope, Sight
from flowsim.units import HOUR

_TO = "by the place gone to (a step that asks for any of several units counts under the first of its list)"


def _on_the_way(sight: Sight) -> np.ndarray:
    """[W] the unit that people in each wait-state are on the way to; -1 for all other states."""
    at_once = (sight.plan.distributions["kind"] == CONSTANT) & (sight.plan.distributions["a"] == 0)
    under_way = (sight.plan.states["active"] == 1) & (sight.step["kind"] == TRANSFER) & ~at_once[sight.step["time"]]
    return np.where(under_way, sight.asked[sight.plan.states["row"]], -1)


def _by_place(number: Callable[[Sight, np.ndarray], float]) -> Callable[[Sight], Iterator[Reading]]:
    """A measure of the states in which people are on the way to a unit, where anybody can be."""

    def read(sight: Sight) -> Iterator[Reading]:
        towards = _on_the_way(sight)
        for scope in sight.units:
            states = _towards(towards, scope)
            if states.any():
                yield Reading(scope.label, EVERYONE, number(sight, states))

    return read


def _towards(towards: np.ndarray, scope: Scope) -> np.ndarray:
    return np.isin(towards, scope.rows)


def _begun(sight: Sight, states: np.ndarray) -> float:
    return ratio(sight.tallies.entries[states].sum(), sight.days)


def _time(sight: Sight, states: np.ndarray) -> float:
    return ratio(sight.tallies.ticks[states].sum() / HOUR, sight.tallies.entries[states].sum())


MEASURES = (
    Measure(
        "transfers",
        f"Transfers begun a day, {_TO}; a move that takes no time is none.",
        "per day",
        "",
        "beds",
        DETAIL,
        "unit, setting and kind",
        _by_place(_begun),
    ),
    Measure(
        "time-on-the-way",
        "Mean time that a transfer takes, from when the place is free for it to when the person is there: all time on "
        f"the way in the window, over transfers begun in it, {_TO}.",
        "hours",
        "",
        "beds",
        DETAIL,
        "unit, setting and kind",
        _by_place(_time),
    ),
)
"""Measures of transfers."""
