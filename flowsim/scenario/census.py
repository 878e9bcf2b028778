"""A census: who is in place at the start, where, at which step, since when."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from flowsim.scenario.node import Node
from flowsim.scenario.quantities import Count, Duration, Figure


class Found(Node):
    """Some people alike who are in place at the start: in what is under way, or waiting for a place or a worker.

    Who is in a stay or a wait goes on with it, as long as is left on the condition of the time already spent. A request
    keeps its place in the queue. Somebody whose task is under way waits for it, and a search is under way anew from the
    start. What runs beside (``meanwhile``) is not under way, and a stay that can fail (``fails``) does not.

    Attributes:
        step: what they are at, as pathway.step: a stay, task, reserve, wait or search, or a declare that waits.
        unit: where they are; if not said, for a stay under way the unit of that stay, else the community.
        since: how long ago the stay or wait began, or they began to wait (``for``).
        waiting: true if they wait for the place; who is at a task or reserve always waits.
        ready: how long ago they were declared ready for discharge, if they are.
        admitted: how long ago their stay in hospital began; if not said, the longer of ``for`` and ``ready``.
        amount: hours of care a week that they have, in a unit counted in hours.
        people: how many they are.
        set: levels of attributes that they have; others are drawn as usual.
    """

    step: str
    unit: str | None = None
    since: Duration = Field(alias="for")
    waiting: bool = False
    ready: Duration | None = None
    admitted: Duration | None = None
    amount: Duration | None = None
    people: Count = Field(default_factory=lambda: Figure(1.0, 1))
    set: dict[str, str] | None = None


def _kind(raw: Any) -> str:
    return "<file>" if isinstance(raw, str) else "<rows>"


Rows = Annotated[Annotated[str, Tag("<file>")] | Annotated[list[Found], Tag("<rows>")], Discriminator(_kind)]
"""Rows of a census, or the name of a CSV file that has them."""


class Census(Node):
    """A start with people in place as they were counted. How long a stay goes on depends on the time already spent.

    Attributes:
        census: who is where; nobody else is in place. Or the name of a CSV file with a row for each, or for some alike:
            columns as the keys of :class:`Found`, and one for each attribute that is known. In a file ``for``,
            ``ready`` and ``admitted`` may be dates with times, too.
    """

    census: Rows

    @property
    def rows(self) -> list[Found]:
        """Who is where; nobody, where a file has not been read."""
        return [] if isinstance(self.census, str) else self.census
