"""Traces of transfers worked by hand, in both engines. Hours count from Monday 00:00; letters are people.

Each docstring is the working. A transfer is a line of its own, named like the stay that it leads to.
"""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.plan.tables import TRANSFER
from flowsim.results.invariants import check_invariants
from flowsim.results.tables import events
from flowsim.units import HOUR
from tests.exact.tracing import Document, measured, place, run, trace, unit

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])


def two_wards(risks: dict[str, Any] | None = None) -> Document:
    """a goes from x (0 to 4) to y, a way of 2 h; b wants x from 1 on, c wants y from 5 on. One place each."""
    a = [
        {"name": "first", "stay": "x", "time": "4 h", **({"risks": risks} if risks else {})},
        {"name": "next", "stay": "y", "time": "3 h", "transfer": "2 h", "reason": "own"},
        {"leave": "home"},
    ]
    ways = {name: [{"stay": there, "time": "1 h"}, {"leave": "home"}] for name, there in (("b", "x"), ("c", "y"))}
    people = {"a": (0, "a", {}), "b": (1, "b", {}), "c": (5, "c", {})}
    reasons = {"own": {"title": "On the way", "body": "NHS", "group": "other"}}
    return place(people, {"a": a, **ways}, units={"x": unit(1), "y": unit(1)}, reasons=reasons)


def test_both_places_are_taken_on_the_way(engine: str) -> None:
    """a's stay on x ends at 4; y is free and is kept for a while they go, to 6. Only then is x free: b has it, to 7. a
    stays on y from 6 to 9; c, who asked for y at 5, has it at 9, to 10.

    The two hours are booked with the reason of the step, as time on x. Waits: a none for y, b 5 h for x, c 4 h for y. x
    is held 0 to 7, y 6 to 10, and kept 4 to 6. In the 28 days one transfer begins, to y, and takes 2 h."""
    document = two_wards()
    lines = [
        "0 a begins first", "4 a ends first", "4 a begins next", "6 a ends next", "6 a begins next", "6 b begins x",
        "7 b ends x", "7 b leaves leave-home", "9 a ends next", "9 a leaves leave-home", "9 c begins y", "10 c ends y",
        "10 c leaves leave-home",
    ]  # fmt: skip
    found = [line.replace(" (transfer)", "") for line in trace(document, engine)]
    assert found == lines
    plan, replication = run(document, engine)
    tallies = replication.tallies
    names = plan.names["resources"]
    x, y = names.index("x"), names.index("y")
    assert tallies.wait_ticks.tolist()[x] == 5 * HOUR
    assert tallies.wait_ticks.tolist()[y] == 4 * HOUR
    assert tallies.held.sum(axis=1).tolist()[1:] == [7 * HOUR, 4 * HOUR]
    assert tallies.kept.sum(axis=1).tolist()[1:] == [0, 2 * HOUR]
    on_the_way = (plan.steps["kind"][plan.states["row"]] == TRANSFER) & (plan.states["active"] == 1)
    booked = {
        (plan.names["reasons"][state["reason"]], names[state["unit"]]): int(ticks)
        for state, ticks in zip(plan.states[on_the_way], tallies.ticks[on_the_way], strict=True)
        if ticks
    }
    assert booked == {("own", "x"): 2 * HOUR}
    assert measured(plan, replication, "transfers") == {"y": 1 / 28, "setting: hospital": 1 / 28}
    assert measured(plan, replication, "time-on-the-way") == {"y": 2, "setting: hospital": 2}
    assert check_invariants(plan, replication) == []


def test_a_risk_interrupts_on_the_way(engine: str) -> None:
    """A risk of the stay on x that comes at once as soon as its attribute says so: a is well until a branch sets them
    ill at 5, in the middle of the way. They are on x still and leave at 5 as well; y is given back, and c has it from 5
    (asked at 5) to 6. b has x from 5 to 6."""
    times = {"by": "state", "well": 0, "ill": 1}
    risks = {"ill": {"rate": "1000000 per hour", "times": times, "then": [{"leave": "ill"}]}}
    document = two_wards(risks)
    document["attributes"] = {"state": {"shares": {"well": 1.0, "ill": 0.0}}}
    document["pathways"]["a"].insert(0, {"meanwhile": "beside", "do": [{"wait": "5 h"}, {"set": {"state": "ill"}}]})
    lines = [line.replace(" (transfer)", "") for line in trace(document, engine)]
    at_five = [line.partition(" ")[2] for line in lines if 5 <= float(line.split()[0]) < 5.1]
    assert lines[:4] == ["0 a begins wait", "0 a begins first", "4 a ends first", "4 a begins next"]
    assert [line for line in at_five if line[0] == "a"][-2:] == ["a stops next", "a leaves leave-ill"]
    assert "b begins x" in at_five
    assert "c begins y" in at_five
    plan, replication = run(document, engine)
    assert check_invariants(plan, replication) == []


def circle() -> Document:
    """Three wards of one bed; a, b and c each want the next one's at 4, on ways of 1, 2 and 3 h."""
    ways = {
        who: [
            {"name": "first", "stay": here, "time": "4 h"},
            {"name": "next", "stay": there, "time": "5 h", "transfer": length},
            {"leave": "home"},
        ]
        for who, here, there, length in (("a", "x", "y", "1 h"), ("b", "y", "z", "2 h"), ("c", "z", "x", "3 h"))
    }
    ways["d"] = [{"stay": "y", "time": "1 h"}, {"leave": "home"}]
    people = {who: (0, who, {}) for who in "abc"} | {"d": (5, "d", {})}
    return place(people, ways, units={name: unit(1) for name in "xyz"})


def test_in_a_ring_all_take_the_longest_way(engine: str) -> None:
    """At 4 the three want each other's beds. The longest way is 3 h: all are where they were until 7, then stay where
    they wanted to be, to 12. d, who wants y from 5 on, has it at 12. No bed is empty, or kept for one person while
    another is in it: they add up to their stays."""
    lines = [line.replace(" (transfer)", "") for line in trace(circle(), engine)]
    assert lines == [
        *(f"0 {who} begins first" for who in "abc"),
        *(f"4 {who} ends first" for who in "abc"), *(f"4 {who} begins next by a ring" for who in "abc"),
        *(f"7 {who} {what} next" for who in "abc" for what in ("ends", "begins")),
        "12 a ends next", "12 a leaves leave-home", "12 b ends next", "12 b leaves leave-home", "12 c ends next",
        "12 c leaves leave-home", "12 d begins y", "13 d ends y", "13 d leaves leave-home",
    ]  # fmt: skip
    plan, replication = run(circle(), engine)
    tallies = replication.tallies
    assert tallies.kept.sum(axis=1).tolist()[1:] == [0] * 3
    assert tallies.held.sum(axis=1).tolist()[1:] == [12 * HOUR, 13 * HOUR, 12 * HOUR]
    assert tallies.totals.tolist()[5:8] == [1, 3, 0]
    assert check_invariants(plan, replication) == []


def slow_and_plain(ill: bool) -> Document:
    """a on x and b on y want each other's beds at 4: a's way takes 3 h, b's no time. b may fall ill at 5 and stay where
    they are until 9; d wants x from 5 on."""
    times = {"by": "state", "well": 0, "ill": 1}
    then = [{"name": "cured", "set": {"state": "well"}}, {"name": "lie", "wait": "4 h"}]
    risk = {"rate": "1000000 per hour", "times": times, "then": then}
    falls = [{"meanwhile": "beside", "do": [{"wait": "5 h"}, {"set": {"state": "ill"}}]}] if ill else []
    a = [{"stay": "x", "time": "4 h"}, {"stay": "y", "time": "5 h", "transfer": "3 h"}, {"leave": "home"}]
    b = [*falls, {"stay": "y", "time": "4 h", "risks": {"ill": risk}}, {"stay": "x", "time": "5 h"}, {"leave": "home"}]
    d = [{"stay": "x", "time": "1 h"}, {"leave": "home"}]
    document = place(
        {"a": (0, "a", {}), "b": (0, "b", {}), "d": (5, "d", {})},
        {"a": a, "b": b, "d": d},
        units={"x": unit(1), "y": unit(1)},
    )
    return document | {"attributes": {"state": {"shares": {"well": 1.0, "ill": 0.0}}}}


def at(document: Document, engine: str, least: float) -> list[str]:
    """The trace from an hour on, to the minute, without the names of transfers."""
    lines = [line.replace(" (transfer)", "").split(" ", 1) for line in trace(document, engine)]
    return [f"{round(float(hour), 2):g} {what}" for hour, what in lines if float(hour) >= least]


def test_whoever_needs_no_time_waits_for_the_longest_way_of_a_ring(engine: str) -> None:
    """Both change places at 7, and stay to 12; d has x then. Only a's move to y is a transfer, of 3 h."""
    assert at(slow_and_plain(False), engine, 4.5) == [
        "7 a ends y", "7 a begins y", "7 b ends x", "7 b begins x", "12 a ends y", "12 a leaves leave-home",
        "12 b ends x", "12 b leaves leave-home", "12 d begins x", "13 d ends x", "13 d leaves leave-home",
    ]  # fmt: skip
    found = run(slow_and_plain(False), engine)
    assert measured(*found, "transfers")["y"] == 1 / 28
    assert measured(*found, "time-on-the-way") == {"y": 3, "setting: hospital": 3}


def test_who_drops_out_of_a_ring_has_their_place_again(engine: str) -> None:
    """At 5 b falls ill and stays on y, until 9. a is on x until 7 all the same, and has their place again, so that d
    has it at 7, not before, to 8. a comes to y at 7, where there is one too many until b goes to x at 9.

    x is held from 0 to 8 and from 9 to 14; y by b from 0 to 9 and by a from 7 to 12. From 5 to 7 y is kept for a
    besides, though b is in it: until 5 b was to go."""
    document = slow_and_plain(True)
    assert [line for line in at(document, engine, 4.5) if "cured" not in line] == [
        "5 b ends wait", "5 b stops x", "5 b begins lie", "7 a ends y", "7 a begins y", "7 d begins x", "8 d ends x",
        "8 d leaves leave-home", "9 b ends lie", "9 b begins x", "9 b ends x", "9 b begins x", "12 a ends y",
        "12 a leaves leave-home", "14 b ends x", "14 b leaves leave-home",
    ]  # fmt: skip
    plan, replication = run(document, engine)
    assert check_invariants(plan, replication) == []
    kept, held = replication.tallies.kept.sum(axis=1) / HOUR, replication.tallies.held.sum(axis=1) / HOUR
    assert kept.tolist()[1:] == pytest.approx([0, 2], abs=1e-4)
    assert held.tolist()[1:] == pytest.approx([13, 14], abs=1e-4)


def test_back_to_a_place_that_is_kept_there_is_a_way_too(engine: str) -> None:
    """a's room is kept from 2 on while they are on the ward, to 5; then they ask for nothing, and are there at 6."""
    pathway = [
        {"name": "room", "stay": "home", "time": "2 h"},
        {"stay": "ward", "time": "3 h", "keep": {}},
        {"name": "again", "stay": "home", "time": "2 h", "transfer": "1 h"},
        {"leave": "home"},
    ]
    units = {"ward": unit(1), "home": unit(1, "care-home")}
    document = place({"a": 0}, {"main": pathway}, units=units)
    lines = [line.replace(" (transfer)", "") for line in trace(document, engine)]
    assert lines[-6:] == [
        "5 a ends ward", "5 a begins again", "6 a ends again", "6 a begins again", "8 a ends again",
        "8 a leaves leave-home",
    ]  # fmt: skip
    plan, replication = run(document, engine)
    assert replication.tallies.kept[plan.names["resources"].index("home")].sum() == 4 * HOUR
    assert measured(plan, replication, "transfers") == {"home": 1 / 28}
    assert check_invariants(plan, replication) == []


def test_in_a_ring_of_transfers_nobody_takes_a_place_before_all_have_given_theirs_back(engine: str) -> None:
    """Nothing is told at 4, when they set out: at 7 three beds are given back, then the same three are taken."""
    found = events(*run(circle(), engine))
    moves = found[found["resource_id"].notna() & found["time"].between(4 * 60, 7 * 60)]
    assert [f"{line.time:.0f} {line.entity_id} {line.event} {line.resource_id}" for line in moves.itertuples()] == [
        "420 a-0 x_ends 1", "420 b-0 y_ends 1", "420 c-0 z_ends 1",
        "420 a-0 y_begins 1", "420 b-0 z_begins 1", "420 c-0 x_begins 1",
    ]  # fmt: skip
