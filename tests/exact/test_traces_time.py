"""Traces of calendars and clocks worked by hand, in both engines. Hours count from the first Monday, 00:00."""

from __future__ import annotations

from typing import Any

import pytest

from tests.exact.tracing import place, trace, unit

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])

CHRISTMAS = {
    "mon-fri": "09:00-17:00",
    "holidays": "england",
    "except": {"2025-12-24": "09:00-12:00", "2025-12-29": "closed"},
}
AT_CHRISTMAS = {"window": "28 d", "start_date": "2025-12-22"}


def until(**options: str) -> list[dict[str, Any]]:
    return [{"name": "decision", "wait": {"until": "panel", **options}}, {"leave": "home"}]


def test_a_panel_on_tuesdays(engine: str) -> None:
    """The panel sits on Tuesdays from 10:00 (34) to 12:00. a comes on Monday at 9 and waits to 34. b comes at 34
    sharp, c at 35 while it sits: both wait for the Tuesday after, 34 + 168 = 202. d, who may go on if it sits, does."""
    document = place(
        {"a": 9, "b": 34, "c": 35, "d": (35, "go", {})},
        {"main": until(), "go": until(if_open="go")},
        calendars={"panel": {"tue": "10:00-12:00"}},
    )
    assert trace(document, engine) == [
        "9 a begins decision", "34 a ends decision", "34 a leaves leave-home", "34 b begins decision",
        "35 c begins decision", "35 d begins decision", "35 d ends decision", "35 d leaves leave-home",
        "202 b ends decision", "202 b leaves leave-home", "202 c ends decision", "202 c leaves leave-home",
    ]  # fmt: skip


def test_treatment_over_a_slow_weekend(engine: str) -> None:
    """24 h of treatment from Friday noon (108). Friday runs at 1.2: 12 h give 14.4; the 9.6 left take 19.2 h at the
    0.5 of Saturday: 120 + 19.2 = 139.2. On a wait, 1 h from Sunday 23:00 (167): half an hour is left at midnight (168)
    and takes 25 min at 1.2: 168.417."""
    pathways = {
        "main": [{"stay": "ward", "time": "24 h", "clock": "treatment"}, {"leave": "home"}],
        "rest": [{"wait": "1 h", "clock": "treatment"}, {"leave": "home"}],
    }
    clocks = {"treatment": {"mon-fri": 1.2, "sat,sun": 0.5}}
    document = place({"a": 108, "b": (167, "rest", {})}, pathways, units={"ward": unit(1)}, clocks=clocks)
    assert trace(document, engine) == [
        "108 a begins ward", "139.2 a ends ward", "139.2 a leaves leave-home", "167 b begins wait",
        "168.417 b ends wait", "168.417 b leaves leave-home",
    ]  # fmt: skip


def test_a_clock_that_stands_still_at_night(engine: str) -> None:
    """Speed 2 by day (08:00 to 20:00), 0 at night. 30 h from Monday 14:00: 6 h give 12, Tuesday's 12 h the next 18
    by 8 + 9 = 17:00 (41)."""
    clocks = {"treatment": {"daily": {"08:00-20:00": 2, "else": 0}}}
    pathway = [{"stay": "ward", "time": "30 h", "clock": "treatment"}, {"leave": "home"}]
    document = place({"a": 14}, {"main": pathway}, units={"ward": unit(1)}, clocks=clocks)
    assert trace(document, engine) == ["14 a begins ward", "41 a ends ward", "41 a leaves leave-home"]


def test_christmas(engine: str) -> None:
    """Monday is 22 December 2025. a's 3 h of work begin on Wednesday 24 at 11:00 (59); the team shuts at 12:00, keeps
    Thursday 25 and Friday 26 (holidays), the weekend and Monday 29 (closed by hand), and goes on on Tuesday 30 at 9:00
    (201) for the 2 h left: 203. b, who comes on Christmas Day, gets the worker then: 203 to 204. c waits 8 working
    hours from Boxing Day noon (108): all of Tuesday 30, to 17:00 (209)."""
    pathways = {
        "main": [{"task": "hub", "work": {"by": "long", "yes": "3 h", "no": "1 h"}}, {"leave": "home"}],
        "form": [{"wait": "8 h", "hours": "office"}, {"leave": "home"}],
    }
    people = {"a": (59, "main", {"set": {"long": "yes"}}), "b": (82, "main", {}), "c": (108, "form", {})}
    document = place(
        people, pathways, run=AT_CHRISTMAS, teams={"hub": {"headcount": 1, "hours": CHRISTMAS}},
        calendars={"office": CHRISTMAS}, attributes={"long": {"shares": {"no": 1, "yes": 0}}},
    )  # fmt: skip
    assert trace(document, engine) == [
        "59 a begins hub", "108 c begins wait", "203 a ends hub", "203 a leaves leave-home", "203 b begins hub",
        "204 b ends hub", "204 b leaves leave-home", "209 c ends wait", "209 c leaves leave-home",
    ]  # fmt: skip
