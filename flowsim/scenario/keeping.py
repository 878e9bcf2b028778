"""A place that is kept for somebody who is elsewhere, and who pays for it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Tag

from flowsim.scenario.distributions import by_or
from flowsim.scenario.node import Node
from flowsim.scenario.quantities import Duration

Payer = Literal["council", "NHS", "family"]
"""Who pays for a place."""

PAYERS: tuple[Payer, ...] = ("council", "NHS", "family")


class PayerBy(BaseModel):
    """Who pays for a place, by an attribute of the person in it: ``{by: funding, self: family, else: council}``.

    Attributes:
        by: the attribute.
        otherwise: who pays for people of levels that are not listed (``else``).
    """

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True)
    by: str
    otherwise: PayerTree | None = Field(None, alias="else")
    __pydantic_extra__: dict[str, PayerTree]


PayerTree = Annotated[Annotated[Payer, Tag("<payer>")] | Annotated[PayerBy, Tag("<by>")], by_or("<payer>")]
"""Who pays for a place, or who by an attribute of the person in it."""

PayerBy.model_rebuild()


class Keep(Node):
    """The place that is left for a stay is kept: nobody else gets it until the person comes back to that unit.

    Attributes:
        limit: how long it is kept (``for``); without it until it is used or the person leaves the model.
        payer: who pays meanwhile; without it whoever pays for the unit.
    """

    limit: Duration | None = Field(None, alias="for")
    payer: Payer | None = None
