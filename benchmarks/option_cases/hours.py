"""Options of time: working hours, holidays, clocks, and waits until a calendar opens."""

from __future__ import annotations

from benchmarks.cases import Document
from benchmarks.option_cases.option import insert, option, step, with_wait

TWELVE_HOURS = "08:00-20:00"


def with_team_hours(document: Document) -> None:
    """Three times as many assessors, in working hours."""
    document["teams"]["assessors"] = {"headcount": 15, "hours": {"mon-fri": TWELVE_HOURS}}


def with_hour(document: Document) -> None:
    """An hour's wait on the ward, before the assessment."""
    insert(document, 1, {"wait": "1 h"})


def _working_wait(document: Document) -> None:
    document["calendars"] = {"office": {"mon-fri": TWELVE_HOURS}}
    step(document, 1)["hours"] = "office"


def _holidays(document: Document) -> None:
    document["teams"]["assessors"]["hours"] |= {"holidays": "england", "except": {"2024-12-27": "closed"}}


def _until(document: Document) -> None:
    document["calendars"] = {"panel": {"daily": TWELVE_HOURS}}
    step(document, 1)["wait"] = {"until": "panel"}


def _clock(document: Document) -> None:
    document["clocks"] = {"treatment": {"mon-fri": 1.2, "sat-sun": 0.5}}
    step(document, 0)["clock"] = "treatment"


def _hourly_clock(document: Document) -> None:
    document["clocks"] = {"treatment": {"daily": {TWELVE_HOURS: 1.5, "else": 0.5}}}
    step(document, 0)["clock"] = "treatment"


HOURS = [
    option("a team's working hours", with_team_hours),
    option("working hours with holidays and exceptions", _holidays, with_team_hours),
    option("a wait in working hours", _working_wait, with_wait),
    option("a wait until a calendar opens", _until, with_hour),
    option("a clock with speeds by weekday", _clock),
    option("a clock with speeds by hour", _hourly_clock),
]
