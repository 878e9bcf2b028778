"""What every step of a pathway may carry, and names by attribute."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from flowsim.scenario.conditions import When
from flowsim.scenario.distributions import ShareTree
from flowsim.scenario.node import Node


class NameBy(BaseModel):
    """A name (or an ordered list of names) for each level of an attribute; ``else`` covers the rest.

    Attributes:
        by: the attribute.
        otherwise: what holds for levels that are not listed (``else``).
    """

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True)
    by: str
    otherwise: NameTree | None = Field(None, alias="else")
    __pydantic_extra__: dict[str, NameTree]


def _name_kind(raw: Any) -> str:
    if isinstance(raw, NameBy | dict):
        return "<by>"
    return "<list>" if isinstance(raw, list | tuple) else "<name>"


NameTree = Annotated[
    Annotated[str, Tag("<name>")] | Annotated[list[str], Tag("<list>")] | Annotated[NameBy, Tag("<by>")],
    Discriminator(_name_kind),
]
"""One name, an ordered list of names, or either by attribute."""


class Step(Node):
    """What every step may carry.

    Attributes:
        name: unique within its pathway; made from the step's own words if not given.
        key: keeps the draws of a step that was renamed; the purpose is ``pathway.name`` otherwise. Without effect, and
            warned of, on a step that draws nothing.
        share: the share of people who have this step; drawn once a visit.
        when: only people for whom this holds have this step; see :class:`When`.
        stage: what kind of work this is (``assessment``, ``treatment`` ...), so that policies can find it.
        note: words for the reader.
    """

    name: str | None = None
    key: str | None = None
    share: ShareTree | None = None
    when: When | None = None
    stage: str | None = None
    note: str | None = None


NameBy.model_rebuild()
