"""Random weekly lists, recorded people, growth and shocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Document = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

FILES = {"": "tests/engines/people.csv", "age": "tests/engines/people-by-age.csv"}
"""Recorded people, without attributes and with the first of them; they come from 2024-02-26 and 2024-12-30 on."""

LISTS: tuple[Any, ...] = (
    {"at": "08:00", "people": 2},
    [{"at": "08:00", "people": 1}, {"at": "13:00", "people": 2, "every": "1 h"}],
    {"at": "00:00", "people": 3, "every": "30 min"},
)
DAYS = ("daily", "mon-fri", "sat,sun", "thu")


def changes(draw: Draw) -> Document:
    """Growth that falls and shocks that cut, which streams and lists take alike."""
    found: Document = {}
    if draw(st.integers(1, 6)) == 1:
        found["growth"] = draw(st.sampled_from(["-50 % per year", "-3 % per year"]))
    if draw(st.integers(1, 5)) == 1:
        first = {"from": "2024-02-27", "to": "2025-01-01", "factor": draw(st.sampled_from([0.5, 0]))}
        found["shocks"] = [first, {"from": "2025-06-08", "to": "2025-06-09", "factor": 0.3}]
    return found


def more(draw: Draw, source: Document) -> Document:
    """Now and then growth that rises and a shock that adds people, for a stream."""
    if draw(st.integers(1, 5)) == 1:
        source["growth"] = draw(st.sampled_from(["40 % per year", "900 % per year"]))
    if draw(st.integers(1, 5)) == 1:
        source["shocks"] = [{"from": "2024-02-27", "to": "2025-06-09", "factor": draw(st.sampled_from([1.3, 2.5]))}]
    return source


def listed(draw: Draw, attributes: list[str]) -> Document:
    """A weekly list or a file, of whom some may not attend."""
    found: Document = {}
    if draw(st.integers(1, 2)) == 1:
        found["file"] = FILES["age" if "age" in attributes and draw(st.booleans()) else ""]
    else:
        found["schedule"] = {draw(st.sampled_from(DAYS)): draw(st.sampled_from(LISTS))}
        if draw(st.integers(1, 3)) == 1:
            found["schedule"]["holidays"] = draw(st.sampled_from(["england", "scotland"]))
    if draw(st.integers(1, 2)) == 1:
        found["attend"] = draw(st.sampled_from(["80 %", 0.5, 0]))
    return found
