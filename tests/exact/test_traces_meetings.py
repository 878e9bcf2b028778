"""Traces worked by hand: meetings of several teams. Hours count from Monday 00:00; letters are people."""

from __future__ import annotations

from typing import Any

import pytest

from tests.exact.tracing import place, run, trace

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])

TEAMS: dict[str, Any] = {"ward": {"headcount": 1}, "therapy": {"headcount": 1}}
WAYS = {
    "meeting": [{"task": ["ward", "therapy"], "work": "3 h", "name": "meeting"}, {"leave": "home"}],
    "therapy": [{"task": "therapy", "work": "5 h"}, {"leave": "home"}],
    "ward": [{"task": "ward", "work": "2 h"}, {"leave": "home"}],
}


def ways(people: dict[str, tuple[float, str]], **teams: Any) -> dict[str, Any]:
    return place({name: (at, way, {}) for name, (at, way) in people.items()}, WAYS, teams={**TEAMS, **teams})


def begins(document: dict[str, Any], engine: str) -> list[str]:
    return [line for line in trace(document, engine) if "leaves" not in line]


def test_a_meeting_waits_for_both_and_holds_nobody(engine: str) -> None:
    """a has the therapist 0-5. b's meeting waits from 1. c comes at 2 and needs the ward's worker, whom the meeting
    does not hold: c 2-4. At 5 the therapist is free, and the ward's worker too: meeting 5-8."""
    document = ways({"a": (0, "therapy"), "b": (1, "meeting"), "c": (2, "ward")})
    assert begins(document, engine) == [
        "0 a begins therapy", "2 c begins ward", "4 c ends ward", "5 a ends therapy", "5 b begins meeting",
        "8 b ends meeting",
    ]  # fmt: skip


def test_a_meeting_goes_first_where_it_can_begin(engine: str) -> None:
    """a has the therapist 0-5, b's meeting waits from 1, c for the ward from 4.5 (granted at once, to 6.5), d for the
    therapist from 2. At 5 the ward's worker is busy: the meeting is passed over and d has the therapist 5-10. At 10
    both are free: meeting 10-13."""
    document = ways({"a": (0, "therapy"), "b": (1, "meeting"), "c": (4.5, "ward"), "d": (2, "therapy")})
    assert begins(document, engine) == [
        "0 a begins therapy", "4.5 c begins ward", "5 a ends therapy", "5 d begins therapy", "6.5 c ends ward",
        "10 d ends therapy", "10 b begins meeting", "13 b ends meeting",
    ]  # fmt: skip


def test_both_are_busy_while_they_meet(engine: str) -> None:
    """Meeting 0-3; b and c, who need one of the two each, wait until it is over."""
    document = ways({"a": (0, "meeting"), "b": (1, "ward"), "c": (1, "therapy")})
    assert begins(document, engine)[2:] == [
        "3 b begins ward",
        "3 c begins therapy",
        "5 b ends ward",
        "8 c ends therapy",
    ]


def test_hours_in_common(engine: str) -> None:
    """The ward works 8 to 13 and therapy 11 to 17: they meet from 11 on; 3 h of work are 11 to 13 and 11 to 12 the next
    day (35 to 36). Each team has worked 3 h."""
    hours = {"ward": {"headcount": 1, "hours": {"daily": "08:00-13:00"}},
             "therapy": {"headcount": 1, "hours": {"daily": "11:00-17:00"}}}  # fmt: skip
    document = ways({"a": (9, "meeting")}, **hours)
    assert begins(document, engine) == ["11 a begins meeting", "36 a ends meeting"]
    plan, replication = run(document, engine)
    worked = replication.tallies.worked[[plan.names["resources"].index(name) for name in ("ward", "therapy")]]
    assert worked.tolist() == [3 * 3_600_000] * 2


def test_a_meeting_that_waits_is_looked_at_whichever_team_opens(engine: str) -> None:
    """The ward works 9 to 17 and therapy 0 to 12. a's meeting is 9-12, b waits from 11. When a's is over therapy is
    closed; when therapy opens (24) the ward is closed; when the ward opens (33) they can meet: 33 to 36."""
    hours = {"ward": {"headcount": 1, "hours": {"daily": "09:00-17:00"}},
             "therapy": {"headcount": 1, "hours": {"daily": "00:00-12:00"}}}  # fmt: skip
    document = ways({"a": (9, "meeting"), "b": (11, "meeting")}, **hours)
    assert begins(document, engine) == [
        "9 a begins meeting", "12 a ends meeting", "33 b begins meeting", "36 b ends meeting",
    ]  # fmt: skip


def test_travel_there_and_back(engine: str) -> None:
    """2 h of work and 1 h on the way, from 15 on by a team that works 9 to 17: 15 to 17 and 9 to 10 the next day (33 to
    34). b waits for the worker until then: 34 to 37. The way takes 1 h each time."""
    visit = [{"task": "ward", "work": "2 h", "travel": "1 h", "name": "visit"}, {"leave": "home"}]
    team = {"ward": {"headcount": 1, "hours": {"daily": "09:00-17:00"}}}
    document = place({"a": 15, "b": 16}, {"main": visit}, teams=team)
    assert begins(document, engine) == ["15 a begins visit", "34 a ends visit", "34 b begins visit", "37 b ends visit"]
    plan, replication = run(document, engine)
    ward = plan.names["resources"].index("ward")
    assert replication.tallies.travelled[ward] == 2 * 3_600_000
    assert replication.tallies.worked[ward] == 6 * 3_600_000
