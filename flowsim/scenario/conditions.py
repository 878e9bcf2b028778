"""Conditions: what must hold, at a person's turn, for a step or an option to be theirs."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Tag

from flowsim.scenario.node import Node
from flowsim.scenario.quantities import Count, Duration, Share


def one_or_list(raw: Any) -> str:
    """The tag of a union of one thing and a list of such things."""
    return "<list>" if isinstance(raw, list | tuple) else "<one>"


Texts = Annotated[Annotated[str, Tag("<one>")] | Annotated[list[str], Tag("<list>")], Discriminator(one_or_list)]
"""One text or a list of texts."""

Level = Texts


class Waited(Node):
    """How long the last request took, until it was granted or given up; nought for who has not asked for anything.

    Attributes:
        over: longer than this.
        under: shorter than this.
    """

    over: Duration | None = None
    under: Duration | None = None


class Since(Node):
    """The time since this person last made a mark; does not hold for who never made it.

    Attributes:
        mark: the mark.
        over: longer ago than this.
        under: not so long ago as this.
    """

    mark: str
    over: Duration | None = None
    under: Duration | None = None


class QueueLength(Node):
    """How many wait for a unit or a team; requests for several units count in the queue of each.

    Attributes:
        of: the unit, or team; the unit where both have the name.
        over: more than so many.
        under: fewer than so many.
    """

    of: str
    over: Count | None = None
    under: Count | None = None


class Occupancy(Node):
    """The share of a unit's places, or of a team's workers, that is taken; does not hold for one that has none.

    Attributes:
        of: the unit, or team; the unit where both have the name.
        over: more than this share.
        under: less than this share.
    """

    of: str
    over: Share | None = None
    under: Share | None = None


Sinces = Annotated[Annotated[Since, Tag("<one>")] | Annotated[list[Since], Tag("<list>")], Discriminator(one_or_list)]
QueueLengths = Annotated[
    Annotated[QueueLength, Tag("<one>")] | Annotated[list[QueueLength], Tag("<list>")], Discriminator(one_or_list)
]
Occupancies = Annotated[
    Annotated[Occupancy, Tag("<one>")] | Annotated[list[Occupancy], Tag("<list>")], Discriminator(one_or_list)
]

Test = Waited | Since | QueueLength | Occupancy
"""One condition on the state of a person or of the place."""


class When(BaseModel):
    """What must hold: levels of attributes, and the state at the person's turn. All of it must.

    Every other key is an attribute, with the level, or levels, that it must have.

    Attributes:
        waited: how long the person's last request took.
        since: how long ago the person last made a mark; or a list of such.
        queue: how many wait for a unit or team; or a list of such.
        occupancy: how much of a unit or team is taken; or a list of such.
        full: units or teams none of which has a place or worker free.
    """

    model_config = ConfigDict(extra="allow", frozen=True)
    waited: Waited | None = None
    since: Sinces | None = None
    queue: QueueLengths | None = None
    occupancy: Occupancies | None = None
    full: Texts | None = None
    __pydantic_extra__: dict[str, Level]

    @property
    def levels(self) -> dict[str, str | list[str]]:
        """The attributes, each with the level or levels that it must have."""
        return dict(self.__pydantic_extra__ or {})

    @property
    def tests(self) -> list[Test]:
        """The conditions on the state, but for ``full``, in the order of their words."""
        found: list[Test] = []
        for part in (self.waited, self.since, self.queue, self.occupancy):
            found += part if isinstance(part, list) else [part] if part is not None else []
        return found

    @property
    def filled(self) -> list[str]:
        """The units and teams that must be full."""
        return [self.full] if isinstance(self.full, str) else list(self.full or [])

    @property
    def by_state(self) -> bool:
        """Whether anything is asked about the state, and not only about attributes."""
        return bool(self.tests or self.filled)


STATE_WORDS = tuple(When.model_fields)
"""The words of a condition on the state; no attribute can have one of them as its name."""
