"""How many come, beyond a rate: weekly lists, growth, and times that are worse or better than usual."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from flowsim.scenario.hours import Nation
from flowsim.scenario.node import Node
from flowsim.scenario.quantities import Count, Duration, Number


def _date(raw: Any) -> Any:
    """A date, or its text in ISO form."""
    try:
        return raw if isinstance(raw, datetime.date) else datetime.date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise PydanticCustomError("no_date", "this is not a date") from None


Date = Annotated[datetime.date, BeforeValidator(_date)]


class ListedPeople(Node):
    """Some people at one time of day.

    Attributes:
        at: the clock time, such as 08:00.
        people: how many.
        every: the time between one and the next; without it all come at once.
    """

    at: str
    people: Count
    every: Duration | None = None


def _list_kind(raw: Any) -> str:
    return "<several>" if isinstance(raw, list) else "<one>"


AnyLists = Annotated[
    Annotated[ListedPeople, Tag("<one>")] | Annotated[list[ListedPeople], Tag("<several>")], Discriminator(_list_kind)
]
"""One list of a day, or several."""


class Schedule(BaseModel):
    """Lists of a week: ``{mon-fri: {at: 08:00, people: 28}, sat: [{at: 08:00, people: 6}, {at: 13:00, people: 4}]}``.

    Attributes:
        holidays: the nation on whose public holidays nobody is listed: england, wales or scotland.
    """

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True)
    holidays: Nation | None = None
    __pydantic_extra__: dict[str, AnyLists]

    @property
    def lists(self) -> Mapping[str, list[ListedPeople]]:
        """The lists of each key, in written order."""
        extra = self.__pydantic_extra__ or {}
        return {key: lists if isinstance(lists, list) else [lists] for key, lists in extra.items()}


class Shock(Node):
    """A time in which more or fewer come than usual.

    Attributes:
        start: its first day (``from``).
        end: its last day (``to``).
        factor: multiplies the arrivals of these days.
        title: what people call it, for who reads the file.
    """

    start: Date = Field(alias="from")
    end: Date = Field(alias="to")
    factor: Number
    title: str | None = None
