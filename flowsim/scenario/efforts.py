"""How much of somebody's time, and how long a way, each thing takes that is counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flowsim.scenario.counting import Count
from flowsim.scenario.place import Place
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import walk
from flowsim.scenario.waits import Message

COUNTED, CHASE = "count", "chase"
"""What can take an effort: something counted by a step, and asking after a message."""


class Effort(NamedTuple):
    """What each takes of whoever does it.

    Attributes:
        ticks: of their time; None where it is not said.
        miles: there and back; None where it is not said.
    """

    ticks: int | None
    miles: float | None


def efforts(place: Place) -> Iterator[tuple[Path, tuple[str, str, str], Effort]]:
    """Every step that counts something done by somebody: where it stands, what, its name and by whom, the effort."""
    for path, node in walk(place.pathways, ("pathways",)):
        if isinstance(node, Count) and node.by is not None:
            ticks = None if node.effort is None else round(node.effort.value)
            miles = None if node.miles is None else float(node.miles.value)
            yield path, (COUNTED, node.count, node.by), Effort(ticks, miles)
        elif isinstance(node, Message) and node.chased is not None:
            ticks = None if node.chased.effort is None else round(node.chased.effort.value)
            yield (*path, "chased"), (CHASE, node.message, node.chased.by), Effort(ticks, None)
