"""A place that is kept for somebody who is elsewhere, and who pays for it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from flowsim.scenario.distributions import Node
from flowsim.scenario.quantities import Duration

Payer = Literal["council", "NHS", "family"]
"""Who pays for a place."""

PAYERS: tuple[Payer, ...] = ("council", "NHS", "family")


class Keep(Node):
    """The place that is left for a stay is kept: nobody else gets it until the person comes back to that unit.

    Attributes:
        limit: how long it is kept (``for``); without it until it is used or the person leaves the model.
        payer: who pays meanwhile; without it whoever pays for the unit.
    """

    limit: Duration | None = Field(None, alias="for")
    payer: Payer | None = None
