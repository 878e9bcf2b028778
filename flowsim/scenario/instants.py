"""Instants as a scenario writes them: a date, or so long after the start of the window."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Tag
from pydantic_core import PydanticCustomError

from flowsim.scenario.quantities import Duration, Figure
from flowsim.units import DAY

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years that a date can lie in: dates far outside overflow in tables."""

_DATE = re.compile(
    r"\s*(\d{3,}\s*-|\d+\s*[/.-]\s*\d+\s*[/.-]|\d+(st|nd|rd|th)?\s+[A-Za-z]+\s+\d|[A-Za-z]).*", re.DOTALL
)
"""What is meant as a date, rightly written or not: the year first, the day first, in words, or a word alone."""


def _date(raw: Any) -> Any:
    try:
        date = raw if isinstance(raw, datetime.date) else datetime.date.fromisoformat(raw.strip())
        known = FIRST_YEAR <= date.year <= LAST_YEAR
    except ValueError:
        known = False
    if not known:
        raise PydanticCustomError("no_instant", "this is not a date")
    return date


def _kind(raw: Any) -> str:
    looks = isinstance(raw, datetime.date) or (isinstance(raw, str) and _DATE.fullmatch(raw) is not None)
    return "<date>" if looks else "<duration>"


Instant = Annotated[
    Annotated[datetime.date, BeforeValidator(_date), Tag("<date>")] | Annotated[Duration, Tag("<duration>")],
    Discriminator(_kind),
]
"""A date such as ``2025-06-01`` (its midnight), or a duration after the start of the window."""


def ticks_of(instant: datetime.date | Figure, start_date: datetime.date, window_from: int) -> int:
    """Ticks from the start of the run; negative for a date before it.

    >>> ticks_of(datetime.date(2025, 4, 3), datetime.date(2025, 4, 1), 0) // DAY
    2
    """
    if isinstance(instant, Figure):
        return window_from + round(instant.value)
    return (instant - start_date).days * DAY
