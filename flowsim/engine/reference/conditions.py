"""Tests on the state: what a person finds when they come to one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from flowsim.engine.output import NOT_YET
from flowsim.engine.reference.views import TestView
from flowsim.plan.tables import FULL, OCCUPANCY, QUEUE, SINCE, WAITED

if TYPE_CHECKING:
    from flowsim.engine.reference.escalations import Escalations
    from flowsim.engine.reference.line import Line

    Looker: TypeAlias = Line | Escalations
    """Who looks at the place. Only a line has waited, and made marks."""


def holds(line: Looker, test: TestView) -> bool:
    """Whether a test holds now for a line, or for nobody: what is looked at lies between the bounds."""
    looked_at, scale = LOOKS[test.kind](line, test)
    return test.over * scale < looked_at < test.under * scale


Look = tuple[float, float]
"""What is looked at, and what the bounds are multiplied by."""


def waited(line: Line, test: TestView) -> Look:
    """How long the line's last request took."""
    return line.waited, 1


def since(line: Line, test: TestView) -> Look:
    """The time since the person last made a mark; who never made it is outside all bounds."""
    made = line.person.marks[test.target]
    return (line.env.now - made, 1) if made != NOT_YET else (-1, 1)


def queue(line: Looker, test: TestView) -> Look:
    """How many wait for a unit or team."""
    return len(line.dispatcher.queues[test.target]), 1


def occupancy(line: Looker, test: TestView) -> Look:
    """What is taken, against a share of the places or workers."""
    return line.dispatcher.taken[test.target], line.dispatcher.level[test.target]


def full(line: Looker, test: TestView) -> Look:
    """Whether nothing is free: by how much what is taken is more than all but one."""
    return line.dispatcher.taken[test.target] - line.dispatcher.level[test.target] + 1, 1


LOOKS: dict[int, Callable[[Any, TestView], Look]] = {
    WAITED: waited,
    SINCE: since,
    QUEUE: queue,
    OCCUPANCY: occupancy,
    FULL: full,
}
"""What each kind of test looks at."""
