"""Random calendars and clocks, for the generator: hours with holidays and exceptions, clocks with speeds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Document = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

EXCEPTIONS: tuple[Document, ...] = (
    {"2024-02-27": "closed", "2024-12-31 to 2025-01-02": "10:00-12:00", "2025-06-09": ["00:00-24:00"]},
    {"2024-02-28": "22:00-06:00", "2025-01-01": "08:00-09:00", "2025-06-08 to 2025-06-12": "closed"},
)
"""Dates near the starts that the generator draws."""

CLOCKS: tuple[Document, ...] = (
    {"mon": 1.06, "tue": 1.18, "wed": 1.16, "thu": 1.18, "fri": 1.21, "sat": 0.63, "sun": 0.5},
    {"mon-fri": {"09:00-17:00": 2, "else": 0.333}, "else": 0},
    {"daily": {"00:00-12:00": 0.5, "12:00-24:00": 3}},
)
OPENINGS: tuple[Document, ...] = (
    {"until": "panel"},
    {"until": "clinic", "if_open": "go"},
    {"until": "panel", "if_open": "go"},
)
PANEL: Document = {"tue,thu": "10:00-11:00", "sun": "22:00-24:00", "mon": "00:00-02:00"}


def by_date(draw: Draw, hours: Document) -> Document:
    """Hours of a week, now and then with holidays or exceptions."""
    kind = draw(st.integers(0, 7))
    if kind in (0, 1):
        hours = hours | {"holidays": draw(st.sampled_from(["england", "scotland"]))}
    if kind in (1, 2):
        hours = hours | {"except": dict(draw(st.sampled_from(EXCEPTIONS)))}
    return hours


def time_sections(draw: Draw) -> Document:
    """The section of clocks."""
    return {"clocks": {"treatment": dict(draw(st.sampled_from(CLOCKS)))}}


def clock(draw: Draw, one_in: int) -> Document:
    """Now and then a clock for a stay or wait."""
    return {"clock": "treatment"} if draw(st.integers(1, one_in)) == 1 else {}


def wait(draw: Draw, time: Callable[[], Any]) -> Document:
    """What a wait is for: a time, by a calendar or clock now and then, or a calendar's opening."""
    kind = draw(st.integers(0, 6))
    if kind == 0:
        return {"wait": dict(draw(st.sampled_from(OPENINGS)))}
    step: Document = {"wait": time()}
    if kind in (1, 2):
        step["hours"] = draw(st.sampled_from(["office", "clinic"]))
    elif kind == 3:
        step["clock"] = "treatment"
    return step
