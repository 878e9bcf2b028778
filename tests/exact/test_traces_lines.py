"""Traces worked by hand, in both engines: a person's lines. Hours count from Monday 00:00, as in `test_traces`."""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.engine.output import NOT_YET
from flowsim.results.invariants import check_invariants
from flowsim.units import HOUR
from tests.exact.tracing import place, run, trace, unit

HUB = {"hub": {"headcount": 1}}
WARD = {"ward": unit(2)}
PLANNING = {"meanwhile": "planning", "do": [{"task": "hub", "work": "3 h", "reason": "hub-confirmation"}]}

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])


def planned(treatment: float, *after: dict[str, Any]) -> dict[str, Any]:
    """Planning beside treatment of so many hours; both have ended before the next step."""
    stay = {"stay": "ward", "time": f"{treatment} h"}
    return {"main": [PLANNING, stay, {"join": "planning"}, *after, {"leave": "home"}]}


def test_a_join_waits_for_what_is_unfinished(engine: str) -> None:
    """Treatment 0 to 2, planning 0 to 3: a waits for it from 2 to 3, in the wait-state of the task."""
    document = place({"a": 0}, planned(2), units=WARD, teams=HUB)
    assert trace(document, engine) == [
        "0 a begins ward", "0 a begins hub", "2 a ends ward", "2 a begins join-planning", "3 a ends hub",
        "3 a ends join-planning", "3 a leaves leave-home",
    ]  # fmt: skip


def test_a_join_passes_what_is_finished(engine: str) -> None:
    """Treatment 0 to 5, planning 0 to 3: nothing is left to wait for."""
    document = place({"a": 0}, planned(5), units=WARD, teams=HUB)
    assert trace(document, engine) == [
        "0 a begins ward", "0 a begins hub", "3 a ends hub", "5 a ends ward", "5 a leaves leave-home",
    ]  # fmt: skip


def test_who_waits_at_a_join_waits_for_what_the_branch_waits_for(engine: str) -> None:
    """One worker. a: planning 0-3, treatment 0-1, at the join 1-3. b comes at 1: treatment 1-2, at the join from 2,
    waiting for the worker to 3, then being worked on to 6. In the hub's queue b is from 1 on."""
    document = place({"a": 0, "b": 1}, planned(1), units=WARD, teams=HUB)
    plan, replication = run(document, engine)
    ticks = {
        (plan.names["steps"][state["row"]].partition(".")[2], int(state["active"])): int(ticks) // HOUR
        for state, ticks in zip(plan.states, replication.tallies.ticks, strict=True)
        if ticks
    }
    assert ticks == {("ward", 1): 2, ("hub", 0): 1, ("hub", 1): 2 + 3}
    hub = plan.names["steps"].index("main.hub")
    assert (replication.tallies.beside[hub] // HOUR).tolist() == [2, 6]
    assert trace(document, engine) == [
        "0 a begins ward", "0 a begins hub", "1 a ends ward", "1 a begins join-planning", "1 b begins ward",
        "2 b ends ward", "2 b begins join-planning", "3 a ends hub", "3 a ends join-planning", "3 a leaves leave-home",
        "3 b begins hub", "6 b ends hub", "6 b ends join-planning", "6 b leaves leave-home",
    ]  # fmt: skip


def test_leaving_stops_what_runs_beside(engine: str) -> None:
    """No join: a leaves at 2, an hour before planning would be done; the worker is free at once for b, who has
    waited since 1. Of a's 3 h of work 2 are done, of b's, who leaves at 4, again 2."""
    pathway = {"main": [PLANNING, {"stay": "ward", "time": {"by": "who", "first": "2 h", "second": "3 h"}},
                        {"leave": "home"}]}  # fmt: skip
    people = {"a": 0, "b": (1, "main", {"set": {"who": "second"}})}
    who = {"who": {"shares": {"first": 1.0, "second": 0.0}}}
    document = place(people, pathway, units=WARD, teams=HUB, attributes=who)
    assert trace(document, engine) == [
        "0 a begins ward", "0 a begins hub", "1 b begins ward", "2 a ends ward", "2 a stops hub",
        "2 a leaves leave-home", "2 b begins hub", "4 b ends ward", "4 b stops hub", "4 b leaves leave-home",
    ]  # fmt: skip
    plan, replication = run(document, engine)
    assert replication.tallies.worked[plan.names["resources"].index("hub")] == 4 * HOUR


def test_two_branches_go_in_written_order(engine: str) -> None:
    """Both ask for the one worker at 0, the first written first: 0-1, then 1-3. The join of both waits for the first
    to 1, then for the second to 3."""
    first = {"meanwhile": "zeta", "do": [{"task": "hub", "work": "1 h", "name": "one"}]}
    second = {"meanwhile": "alpha", "do": [{"task": "hub", "work": "2 h", "name": "two"}]}
    pathway = {"main": [first, second, {"join": ["alpha", "zeta"]}, {"leave": "home"}]}
    assert trace(place({"a": 0}, pathway, teams=HUB), engine) == [
        "0 a begins join-alpha", "0 a begins one", "1 a ends one", "1 a ends join-alpha", "1 a begins join-alpha",
        "1 a begins two", "3 a ends two", "3 a ends join-alpha", "3 a leaves leave-home",
    ]  # fmt: skip


def test_a_branch_declares_in_the_middle_of_a_stay(engine: str) -> None:
    """In hospital 20:00 to 50:00; beside it, at 22:00, declared ready. Ready at both midnights, two dates of delay."""
    beside = {"meanwhile": "review", "do": [{"wait": "2 h"}, {"mark": "discharge-ready"}]}
    pathway = {"main": [{"stay": "ward"}, beside, {"stay": "ward", "time": "30 h", "name": "on"}, {"leave": "home"}]}
    plan, replication = run(place({"a": 20}, pathway, units=WARD), engine)
    ward = plan.names["resources"].index("ward")
    assert replication.tallies.ready[ward][:4].tolist() == [1, 1, 0, 0]
    assert replication.tallies.delay[0].nonzero()[0].tolist() == [2]
    declared = {bool(state["declared"]): int(ticks) // HOUR
                for state, ticks in zip(plan.states, replication.tallies.ticks, strict=True) if ticks}  # fmt: skip
    assert declared == {False: 2, True: 28}


ROUNDS = {"rounds": {"daily": "09:00-10:00"}}


def test_ready_is_declared_withdrawn_and_declared_anew(engine: str) -> None:
    """Treatment ends at 3:00 on day 0 and ready is declared at the round, 9:00; unwell again at 33:00, withdrawn at
    once; well at 48:00, midnight of day 2, declared anew at that day's round, 57:00; home at 80:00, day 3. Delay counts
    from the last declaration: one whole date, 23 hours. Ready at the midnight of day 0 only, and after that of day 2.
    """
    pathway = [
        {"stay": "ward", "time": "3 h"},
        {"declare": "ready", "at": "rounds"},
        {"wait": "24 h", "name": "for-home"},
        {"declare": "not-ready"},
        {"wait": "15 h", "name": "unwell"},
        {"declare": "ready", "at": "rounds", "name": "anew"},
        {"wait": "23 h", "name": "for-home-again"},
        {"leave": "home"},
    ]
    document = place({"a": 0}, {"main": pathway}, units=WARD, calendars=ROUNDS)
    assert trace(document, engine) == [
        "0 a begins ward", "3 a ends ward", "3 a begins declare-ready", "9 a ends declare-ready", "9 a begins for-home",
        "33 a ends for-home", "33 a begins unwell", "48 a ends unwell", "48 a begins anew", "57 a ends anew",
        "57 a begins for-home-again", "80 a ends for-home-again", "80 a leaves leave-home",
    ]  # fmt: skip
    plan, replication = run(document, engine)
    tallies, people = replication.tallies, replication.people
    ward = plan.names["resources"].index("ward")
    assert tallies.ready[ward][:5].tolist() == [1, 0, 1, 0, 0]
    assert tallies.delay[0].nonzero()[0].tolist() == [1]
    assert tallies.delay_ticks[0] == 23 * HOUR
    assert people is not None
    marks = dict(zip(plan.names["marks"], (people.marks[0] // HOUR).tolist(), strict=True))
    assert marks == {"discharge-ready": 57, "ready-withdrawn": 33}
    assert (people.ready[0] // HOUR, people.discharged[0] // HOUR) == (57, 80)


def test_nobody_is_declared_who_goes_home_with_it_withdrawn(engine: str) -> None:
    """Declared at 0, during the round, withdrawn at 2, home at 4: a discharge, but not a delayed one."""
    pathway = [
        {"stay": "ward"}, {"declare": "ready", "at": "rounds"}, {"wait": "2 h", "name": "one"},
        {"declare": "not-ready"}, {"wait": "2 h", "name": "two"}, {"leave": "home"},
    ]  # fmt: skip
    document = place({"a": 0}, {"main": pathway}, units=WARD, calendars={"rounds": {"daily": "00:00-01:00"}})
    _, replication = run(document, engine)
    assert replication.tallies.nights[0].sum() == 1
    assert replication.tallies.delay[0].sum() == 0
    ticks = replication.tallies.ticks
    assert ticks.sum() == 4 * HOUR


def test_a_branch_declares_somebody_who_came_to_hospital_before(engine: str) -> None:
    """One stay, 0 to 30; beside it, from before the stay, ready at 2 and withdrawn at 5: 3 h as declared."""
    beside = [{"wait": "2 h", "name": "one"}, {"declare": "ready"}, {"wait": "3 h", "name": "two"},
              {"declare": "not-ready"}]  # fmt: skip
    pathway = [{"meanwhile": "review", "do": beside}, {"stay": "ward", "time": "30 h"}, {"leave": "home"}]
    plan, replication = run(place({"a": 0}, {"main": pathway}, units=WARD), engine)
    declared = {bool(state["declared"]): int(ticks) // HOUR
                for state, ticks in zip(plan.states, replication.tallies.ticks, strict=True) if ticks}  # fmt: skip
    assert declared == {False: 27, True: 3}


def test_the_same_person_returns(engine: str) -> None:
    """a: ward 0-5, home, back 20 h later at 25 as old as they were set to be, which takes 3 h more: 25 to 33; then
    half an hour, and back at 53.5 to 61.5 and so on. b stands for the bed in between: 30 to 33 waiting, 33 to 38."""
    pathways = {
        "main": [
            {"stay": "ward", "time": {"by": "age", "young": "5 h", "old": "8 h"}},
            {"set": {"age": "old"}},
            {"mark": "treated"},
            {"leave": "home", "returns": {"to": "main", "after": "20 h"}},
        ],
        "once": [{"stay": "ward", "time": "5 h", "name": "bed"}, {"leave": "home", "name": "gone"}],
    }
    document = place(
        {"a": 0, "b": (30, "once", {})},
        pathways,
        units={"ward": unit(1)},
        attributes={"age": {"shares": {"young": 1.0, "old": 0.0}}},
    )
    document["run"]["window"] = "3 d"
    assert trace(document, engine) == [
        "0 a begins ward", "5 a ends ward", "5 a leaves leave-home", "25 a begins ward", "33 a ends ward",
        "33 a leaves leave-home", "33 b begins bed", "38 b ends bed", "38 b leaves gone", "53 a begins ward",
        "61 a ends ward", "61 a leaves leave-home",
    ]  # fmt: skip
    plan, replication = run(document, engine)
    tallies, people = replication.tallies, replication.people
    assert people is not None
    assert people.spell.tolist() == [0, 1, 2, 0]
    assert (people.arrived // HOUR).tolist() == [0, 25, 53, 30]
    assert (people.left // HOUR).tolist() == [5, 33, 61, 38]
    assert (people.marks[:, plan.names["marks"].index("treated")] // HOUR).tolist() == [5, 33, 61, NOT_YET // HOUR]
    assert (tallies.arrived.tolist(), tallies.returned.tolist()) == ([1, 1], [2, 0])
    assert tallies.readmitted.tolist() == [2]
    assert tallies.totals[:2].tolist() == [4, 4]


def test_one_more_visit_in_the_first_spell_moves_nothing_in_the_second(engine: str) -> None:
    """The length of stay of the second spell is the same, whether the ward was visited once or twice before."""

    def lengths(times: int) -> list[int]:
        again = [{"do": "stay", "name": f"again-{n}"} for n in range(times)]
        pathways = {
            "main": [*again, {"leave": "home", "returns": {"to": "second", "after": "100 h"}}],
            "second": [{"do": "stay"}, {"leave": "home", "name": "gone"}],
            "stay": [{"wait": {"exponential": {"mean": "5 h"}}}],
        }
        _, replication = run(place({"a": 0}, pathways), engine)
        assert replication.people is not None
        return (replication.people.left - replication.people.arrived).tolist()

    once, twice = lengths(1), lengths(2)
    assert once[1] == twice[1]
    assert once[0] < twice[0]
    assert once[0] != once[1]


def test_an_amount_is_drawn_anew_for_each_spell(engine: str) -> None:
    """The hours of care that somebody needs are drawn by spell: both spells stand in the recount as the log says."""
    care = {"care": {"weekly_hours": "200 h"}}
    stay = {"stay": "care", "amount": {"exponential": {"mean": "6 h"}}, "time": "5 h"}
    back = {"leave": "home", "returns": {"to": "main", "after": "20 h"}}
    plan, replication = run(place({"a": 0}, {"main": [stay, back]}, units=care), engine)
    assert check_invariants(plan, replication) == []
    more = {**stay, "name": "more", "amount": {"uniform": {"low": "6 h", "high": "90 h"}}}
    plan, replication = run(place({"a": 0}, {"main": [{**stay, "amount": "90 h"}, more, back]}, units=care), engine)
    assert check_invariants(plan, replication) == []  # asked for where the person is already, too
