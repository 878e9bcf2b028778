"""A census: who is in place at the start, where, at which step, since when."""

from __future__ import annotations

from pydantic import Field

from flowsim.scenario.distributions import Node
from flowsim.scenario.quantities import Count, Duration, Figure


class Found(Node):
    """Some people alike who are in place at the start: in a stay that is under way, or waiting for a place or a worker.

    Somebody whose task is under way waits for it: it begins anew.

    Attributes:
        step: the stay or task they are at, as pathway.step.
        unit: where they are; for a stay under way the unit of that stay if not said.
        since: how long ago the stay began, or they began to wait (``for``).
        waiting: true if they wait for the place; who is at a task always waits.
        ready: how long ago they were declared ready for discharge, if they are.
        admitted: how long ago their stay in hospital began; at the start of the run if not said.
        people: how many they are.
        set: levels of attributes that they have; others are drawn as usual.
    """

    step: str
    unit: str | None = None
    since: Duration = Field(alias="for")
    waiting: bool = False
    ready: Duration | None = None
    admitted: Duration | None = None
    people: Count = Field(default_factory=lambda: Figure(1.0, 1))
    set: dict[str, str] | None = None


class Census(Node):
    """A start with people in place as they were counted. How long a stay goes on depends on the time already spent.

    Attributes:
        census: who is where. Nobody else is in place.
    """

    census: list[Found]
