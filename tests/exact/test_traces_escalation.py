"""Traces worked by hand: places that open under pressure. Hours count from Monday 1 April 2024, 00:00."""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.results.invariants import check_invariants
from flowsim.units import HOUR
from tests.exact.tracing import place, run, trace, unit

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])

STAY = [{"stay": "ward", "time": "10 h"}, {"leave": "home"}]


def ward(**more: Any) -> dict[str, Any]:
    """One bed, and one more when more than one person waits at a look every 4 h, until nobody waits."""
    queue = {"opens": {"queue": {"of": "ward", "over": 1}}, "shuts": {"queue": {"of": "ward", "under": 1}}}
    return unit(1) | {"escalation": {"places": 1, **queue, "looked_at": "4 h", **more}}


def test_places_open_when_the_queue_is_long_and_shut_when_it_is_gone(engine: str) -> None:
    """a has the bed 0-10; b and c wait from 1 and 2. The look at 4 finds two: the second bed opens, b has it 4-14. The
    look at 8 finds one (c): no change; that at 12 nobody, since c has a's bed from 10: the bed shuts under b, who stays
    to 14. d comes at 13: when b goes at 14 that bed is gone; d waits until c goes at 20. Nobody else comes."""
    document = place({"a": 0, "b": 1, "c": 2, "d": 13}, {"main": STAY}, units={"ward": ward()})
    begun = [line for line in trace(document, engine) if "begins" in line]
    assert begun == ["0 a begins ward", "4 b begins ward", "10 c begins ward", "20 d begins ward"]
    plan, replication = run(document, engine)
    row = plan.names["resources"].index("ward")
    assert replication.tallies.escalations[row] == 1
    assert replication.tallies.escalated[row] == 8 * HOUR
    assert replication.tallies.open[row] == (28 * 24 + 8) * HOUR


def test_a_look_comes_before_what_happens_at_its_instant(engine: str) -> None:
    """b and c come at 3 and 4. The look at 4 finds only b: c comes after it. That at 8 finds both."""
    document = place({"a": 0, "b": 3, "c": 4}, {"main": STAY}, units={"ward": ward()})
    begun = [line for line in trace(document, engine) if "begins" in line]
    assert begun == ["0 a begins ward", "8 b begins ward", "10 c begins ward"]


def test_places_without_staff_do_not_open(engine: str) -> None:
    """One nurse keeps one bed open, whatever the pressure: b has it from 10, c from 20."""
    staffed = ward() | {"staffed_by": {"team": "nurses", "places_per_worker": 1}}
    nurses = {"nurses": {"headcount": 1}}
    document = place({"a": 0, "b": 1, "c": 2}, {"main": STAY}, units={"ward": staffed}, teams=nurses)
    begun = [line for line in trace(document, engine) if "begins" in line]
    assert begun == ["0 a begins ward", "10 b begins ward", "20 c begins ward"]


def test_pressure_elsewhere_opens_places_here(engine: str) -> None:
    """The lounge has no place until the ward is full: at the look at 4 it is. a waits for the lounge from 2."""
    opens = {"opens": {"occupancy": {"of": "ward", "over": "90 %"}}, "shuts": {"occupancy": {"of": "ward", "under": 1}}}
    lounge = {"places": 0, "setting": "home", "escalation": {"places": 1, "looked_at": "4 h", **opens}}
    here = [{"stay": "lounge", "time": "1 h"}, {"leave": "home"}]
    people = {"a": (2, "here", {}), "b": (3, "main", {})}
    document = place(people, {"main": STAY, "here": here}, units={"ward": unit(1), "lounge": lounge})
    assert "4 a begins lounge" in trace(document, engine)


def test_a_look_finds_the_beds_that_are_ready_at_its_instant(engine: str) -> None:
    """a leaves the ward at 10; its bed is made ready until 12, the instant of a look. The look finds no bed taken, 0 %:
    the lounge's place, open since the look at 4, shuts at 12, and c, who comes at 13, does not get it."""
    pressure = {"opens": {"full": "ward"}, "shuts": {"occupancy": {"of": "ward", "under": "50 %"}}, "looked_at": "4 h"}
    lounge = {"places": 0, "setting": "home", "escalation": {"places": 1, **pressure}}
    people = {"a": (0, "main", {}), "c": (13, "here", {})}
    paths = {"main": STAY, "here": [{"stay": "lounge", "time": "1 h"}, {"leave": "home"}]}
    document = place(people, paths, units={"ward": unit(1) | {"turnaround": "2 h"}, "lounge": lounge})
    assert not [line for line in trace(document, engine) if "lounge" in line]
    plan, replication = run(document, engine)
    assert replication.tallies.escalated[plan.names["resources"].index("lounge")] == 8 * HOUR
    assert check_invariants(plan, replication) == []
