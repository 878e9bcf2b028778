"""People who are followed: where they are in the days after a mark, or after they leave hospital."""

from __future__ import annotations

from pydantic import Field

from flowsim.scenario.node import Node
from flowsim.scenario.quantities import Duration

DISCHARGE = "discharge"
"""What people are followed after where no mark has this name: each time they leave hospital alive."""


class Follow(Node):
    """People followed for some time after a mark: their days by setting, where they are at the end, back in hospital.

    Attributes:
        after: a mark, or ``discharge``: each time that somebody leaves hospital alive.
        periods: for how long (``for``), such as ``[30 d, 90 d]``.
        wish: an attribute that says where each person wants to be: its levels are settings, such as home, care-home
            or rehabilitation.
        usual: an attribute that says where each person usually lives, likewise.
        title: what people call it; tables show it.
    """

    after: str
    periods: list[Duration] = Field(alias="for", min_length=1)
    wish: str | None = None
    usual: str | None = None
    title: str | None = None
