"""People who are followed, as tables: after which mark, for how long, and what their attributes name."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from flowsim.plan.measured import SETTINGS
from flowsim.plan.numbering import Numbering
from flowsim.plan.tables import dtype
from flowsim.scenario.place import Place
from flowsim.units import format_duration


class Following(NamedTuple):
    """The tables ``follows`` and ``periods``, the array ``places``, and the labels of periods."""

    follows: np.ndarray
    periods: np.ndarray
    places: np.ndarray
    labels: tuple[str, ...]


def following(place: Place, numbering: Numbering) -> Following:
    """The tables of a place, in order of the names of what is followed, periods as written."""
    follows: list[tuple[int, ...]] = []
    periods: list[int] = []
    places: list[int] = []
    labels: list[str] = []
    for name, follow in sorted(place.follow.items()):
        own = [round(time.value) for time in follow.periods]
        row = [numbering.marks.get(follow.after, -1), len(periods), len(own), max(own)]
        for attribute in (follow.wish, follow.usual):
            row += [-1 if attribute is None else numbering.attributes[attribute], len(places)]
            places += [SETTINGS.index(level) for level in numbering.levels.get(attribute or "", ())]
        follows.append(tuple(row))
        periods += own
        labels += [f"{name}: {format_duration(time)}" for time in own]
    return Following(
        np.array(follows, dtype("follows")),
        np.array([(ticks,) for ticks in periods], dtype("periods")),
        np.array(places, np.int32),
        tuple(labels),
    )
