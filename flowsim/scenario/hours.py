"""Hours as a scenario writes them: opening hours of a week with holidays and exceptions, and clocks with speeds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from flowsim.scenario.conditions import Texts
from flowsim.scenario.quantities import Number

Nation = Literal["england", "wales", "scotland"]
"""Whose public holidays are kept."""


class Hours(BaseModel):
    """Opening hours of a week: ``{mon-fri: 09:00-17:00, sat: [09:00-12:00, 13:00-15:00]}``; ``daily`` is every day.

    Hours over midnight, such as ``22:00-06:00``, belong to the day on which they begin.

    Attributes:
        holidays: the nation on whose public holidays it stays shut: england, wales or scotland.
        exceptions: dates with hours of their own, or ``closed``: ``{2025-12-24: 09:00-12:00}``; also stretches of
            dates, both included: ``{2025-12-27 to 2025-12-31: closed}``. They come before holidays (``except``).
    """

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True)
    holidays: Nation | None = None
    exceptions: dict[str, Texts] | None = Field(None, alias="except")
    __pydantic_extra__: dict[str, Texts]

    @property
    def week(self) -> Mapping[str, str | list[str]]:
        """The days with their openings, as written."""
        return self.__pydantic_extra__ or {}

    @property
    def dated(self) -> bool:
        """Whether dates matter, so that one week is not as the next."""
        return self.holidays is not None or bool(self.exceptions)


def _hours_kind(raw: Any) -> str:
    return "<calendar>" if isinstance(raw, str) else "<none>" if raw is None else "<hours>"


AnyHours = Annotated[
    Annotated[str, Tag("<calendar>")] | Annotated[Hours, Tag("<hours>")] | Annotated[None, Tag("<none>")],
    Discriminator(_hours_kind),
]
"""The name of a calendar, hours written in place, or none."""


def _speed_kind(raw: Any) -> str:
    return "<hours>" if isinstance(raw, dict) and "value" not in raw else "<speed>"


DaySpeed = Annotated[
    Annotated[Number, Tag("<speed>")] | Annotated[dict[str, Number], Tag("<hours>")], Discriminator(_speed_kind)
]
"""The speed of a clock through a day, or by hours of the day: ``{09:00-17:00: 1.5, else: 0.8}``."""

ClockWeek = dict[str, DaySpeed]
"""The speed of a clock on each day: ``{mon-fri: 1.2, sat: 0.6, sun: {08:00-20:00: 0.8, else: 0.2}}``.

``else`` stands for the days, or the hours of a day, that are not listed. A speed of 1 is that of the clock on the
wall. Speeds are rounded to thousandths.
"""
