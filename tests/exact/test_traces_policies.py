"""Traces of policies worked by hand, in both engines: from a date, over a ramp, held for the spell, by unit.

Hours count from Monday 00:00; letters are people, each arriving from a source of their own. A task takes 2 h by day and
night unless a policy changes it; nobody waits.
"""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.plan.compile import compile_plan
from flowsim.random.streams import purpose_code, uniform
from flowsim.scenario.policies import apply_to_document
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.scenario import Scenario
from flowsim.units import HOUR
from tests.exact.tracing import place, run, trace, unit
from tests.unit.policy_cases import policy

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])

TEAMS = {"team": {"headcount": 9}}
TASK = {"task": "team", "name": "assess", "work": "2 h"}
HALVED = {"scale": 0.5, "of": "pathways.main.assess.work"}
LEAVE = {"leave": "home"}


def under(document: dict[str, Any], *edits: dict[str, Any], **reach: Any) -> dict[str, Any]:
    """The document under one policy of these edits."""
    return apply_to_document(document, [policy("tried", *edits, **reach)])


def people(name: str, who: dict[str, Any], *edits: dict[str, Any]) -> Policy:
    """A policy of these edits for people of some levels."""
    made = policy(name, *edits)
    return Policy.from_document({**made.document, "for": who})


def ends(who: str, begin: float, end: float, step: str) -> list[str]:
    """A task, then home."""
    return [f"{begin:g} {who} begins {step}", f"{end:g} {who} ends {step}", f"{end:g} {who} leaves leave-home"]


def test_from_a_date(engine: str) -> None:
    """The policy halves the task from Tuesday 00:00 (hour 24) on. a begins at 20: 2 h. b at 24 exactly: 1 h."""
    document = place({"a": 20, "b": 24}, {"main": [TASK, LEAVE]}, teams=TEAMS)
    expected = ends("a", 20, 22, "assess") + ends("b", 24, 25, "assess-with-tried")
    assert trace(under(document, HALVED, start="2024-04-02"), engine) == expected


def test_a_time_after_the_start_of_the_window(engine: str) -> None:
    """With a warm-up of 10 h, 14 h after the start of the window is hour 24 too."""
    document = place({"a": 20, "b": 24}, {"main": [TASK, LEAVE]}, teams=TEAMS)
    document["run"]["warm_up"] = "10 h"
    expected = ends("a", 20, 22, "assess") + ends("b", 24, 25, "assess-with-tried")
    assert trace(under(document, HALVED, start="14 h"), engine) == expected


def test_what_is_decided_is_held_for_the_spell(engine: str) -> None:
    """Two tasks with a wait of 10 h between, both halved from hour 24. a comes to the first at 20, so is not reached:
    20-22, waits to 32, 32-34 though it is past the date. b comes at 24: 24-25, 35-36."""
    again = {**TASK, "name": "again"}
    document = place({"a": 20, "b": 24}, {"main": [TASK, {"wait": "10 h", "name": "rest"}, again, LEAVE]}, teams=TEAMS)
    edits = (HALVED, {"scale": 0.5, "of": "pathways.main.again.work"})
    assert trace(under(document, *edits, start="2024-04-02"), engine) == [
        "20 a begins assess", "22 a ends assess", "22 a begins rest",
        "24 b begins assess-with-tried", "25 b ends assess-with-tried", "25 b begins rest",
        "32 a ends rest", "32 a begins again", "34 a ends again", "34 a leaves leave-home",
        "35 b ends rest", "35 b begins again-with-tried", "36 b ends again-with-tried", "36 b leaves leave-home",
    ]  # fmt: skip


def test_ramp(engine: str) -> None:
    """Uptake 80 % over a ramp of 100 h from hour 0, one person at each of the hours 0, 10, ... 190: at hour h those are
    reached whose own number is below 0.8 * h / 100, from 100 on below 0.8. The numbers are drawn here once more."""
    hours = list(range(0, 200, 10))
    document = place({"a": (hours, "main", {})}, {"main": [TASK, LEAVE]}, teams=TEAMS)
    plan, replication = run(under(document, HALVED, uptake=0.8, start="2024-04-01", ramp="100 h"), engine)
    code = int(plan.sources["code"][0])
    numbers = [uniform(1, 0, code, index, purpose_code("policy.tried:uptake"), 0) for index in range(len(hours))]
    reached = [u < 0.8 * min(hour / 100, 1) for u, hour in zip(numbers, hours, strict=True)]
    assert replication.people is not None
    assert 3 < sum(reached) < 16
    lengths = (replication.people.left - replication.people.arrived) / HOUR
    assert [length == 1 for length in lengths.tolist()] == reached
    assert replication.tallies.taken_up.tolist() == [[sum(reached)]]


def by_unit(where: Any) -> dict[str, Any]:
    """Twenty people an hour apart on wards of their own choice, then a task there."""
    people = {name: (list(range(first, 40, 4)), name, {}) for first, name in enumerate("wxyz")}
    ways = {name: [{"stay": name, "time": "1 h"}, {"do": "main"}] for name in people}
    return place(people, {"main": where, **ways}, teams=TEAMS, units={name: unit(9) for name in people})


def test_by_unit_all_in_one_unit_are_reached_or_none(engine: str) -> None:
    """A task is edited, so the unit decides where the person is: its own number, without a person in the key."""
    document = under(by_unit([TASK, LEAVE]), HALVED, uptake={"share": 0.5, "by": "unit"})
    plan, replication = run(document, engine)
    numbers = {name: uniform(1, 0, 0, 0, purpose_code(f"policy.tried:unit.{name}"), 0) for name in "wxyz"}
    assert replication.people is not None
    assert {u < 0.5 for u in numbers.values()} == {True, False}
    for name in "wxyz":
        own = replication.people.source == plan.names["sources"].index(name)
        spells = replication.people.left[own] - replication.people.arrived[own]
        assert set((spells / HOUR).tolist()) == ({2.0} if numbers[name] < 0.5 else {3.0})


def test_by_unit_the_stay_that_is_edited_asks_for_it(engine: str) -> None:
    """A stay that goes to x or y by attribute is halved: x and y decide, not the ward before. 4 h or 2 h there."""
    there = {"by": "need", "low": "x", "high": "y"}
    document = place(
        {"a": (list(range(20)), "main", {})},
        {"main": [{"stay": "w", "time": "1 h"}, {"stay": there, "name": "next", "time": "4 h"}, LEAVE]},
        attributes={"need": {"shares": {"low": 0.5, "high": 0.5}}},
        units={name: unit(99) for name in "wxy"},
    )
    halved = {"scale": 0.5, "of": "pathways.main.next.time"}
    plan, replication = run(under(document, halved, uptake={"share": 0.5, "by": "unit"}), engine)
    assert replication.people is not None
    assert plan.names["levels"] == ("need.low", "need.high")
    for code, name in enumerate("xy"):
        own = replication.people.codes[:, 0] == code
        reached = uniform(1, 0, 0, 0, purpose_code(f"policy.tried:unit.{name}"), 0) < 0.5
        spells = replication.people.left[own] - replication.people.arrived[own]
        assert set((spells / HOUR).tolist()) == {3.0 if reached else 5.0}


@pytest.mark.parametrize("by", ["need", "team"])
def test_by_attribute_and_by_team(engine: str, by: str) -> None:
    """Each level, or each team, draws its own number, by its own name."""
    way = {"by": "need", "low": "one", "high": "two"}
    document = place(
        {"a": (list(range(20)), "main", {})},
        {"main": [{**TASK, "task": way}, LEAVE]},
        attributes={"need": {"shares": {"low": 0.5, "high": 0.5}}},
        teams={"one": {"headcount": 99}, "two": {"headcount": 99}},
    )
    plan, replication = run(under(document, HALVED, uptake={"share": 0.5, "by": by}), engine)
    names = {"need": {"low": "attribute.need.low", "high": "attribute.need.high"}}.get(
        by, {"low": "team.one", "high": "team.two"}
    )
    assert replication.people is not None
    for code, level in enumerate(level.partition(".")[2] for level in plan.names["levels"]):
        own = replication.people.codes[:, 0] == code
        reached = uniform(1, 0, 0, 0, purpose_code(f"policy.tried:{names[level]}"), 0) < 0.5
        spells = replication.people.left[own] - replication.people.arrived[own]
        assert set((spells / HOUR).tolist()) == {1.0 if reached else 2.0}


def test_nobody_before_the_date_is_moved(engine: str) -> None:
    """A policy from after the end of the run changes nothing: the same people leave at the same instants."""
    document = by_unit([TASK, LEAVE])
    later = under(document, HALVED, {"skip": "pathways.w.w"}, start="2030-01-01")
    left = [run(one, engine)[1].people for one in (document, later)]
    assert left[0] is not None
    assert left[1] is not None
    assert (left[0].left == left[1].left).all()
    assert compile_plan(Scenario.from_document(later)).policies == 1


def test_a_bed_more_from_a_date(engine: str) -> None:
    """One bed and stays of 30 h. b comes at 1 while a has it to 30. A policy adds a bed on Tuesday (hour 24), when
    b gets it: 24 to 54, not 30 to 60. A second policy adds one from hour 26: c, who comes at 2, has it from then."""
    stay = [{"stay": "ward", "time": "30 h"}, LEAVE]
    document = place({"a": 0, "b": 1, "c": 2}, {"main": stay}, units={"ward": unit(1)})
    bed = {"add": 1, "to": "units.ward.places"}
    both = [policy("first", bed, start="2024-04-02"), policy("second", bed, start="26 h")]
    assert trace(apply_to_document(document, both), engine) == [
        "0 a begins ward", "24 b begins ward", "26 c begins ward", "30 a ends ward", "30 a leaves leave-home",
        "54 b ends ward", "54 b leaves leave-home", "56 c ends ward", "56 c leaves leave-home",
    ]  # fmt: skip


@pytest.mark.parametrize("swapped", [False, True])
def test_a_task_that_moves_for_some_is_shorter_for_some(engine: str, swapped: bool) -> None:
    """Each hour somebody comes, two hours in the ward, two at home; by level, a tells to whom the task moves (later, at
    home, instead of between) and b for whom it takes an hour instead of two. All four kinds of people do it once."""
    levels = {"a": {"shares": {"moves": 0.5, "stays": 0.5}}, "b": {"shares": {"quick": 0.5, "slow": 0.5}}}
    ward, home = ({"stay": name, "time": "2 h"} for name in ("ward", "home"))
    units = {"ward": unit(99), "home": unit(99, "home")}
    both = {"moves": "quick", "stays": "slow"}
    arrivals = {f"{a}-{b}": (0, "main", {"set": {"a": a, "b": b}}) for a in both for b in both.values()}
    document = place(arrivals, {"main": [ward, TASK, home, LEAVE]}, units=units, teams=TEAMS, attributes=levels)
    move = {"move": "pathways.main.assess", "after": "pathways.main.home"}
    policies = [people("one", {"a": "moves"}, move), people("other", {"b": "quick"}, HALVED)]
    found = trace(apply_to_document(document, policies[::-1] if swapped else policies), engine)
    assert {line for line in found if "assess" in line or "leaves" in line} == {
        *ends("moves-quick", 4, 5, "assess-with-one-and-other"),
        *ends("moves-slow", 4, 6, "assess-with-one"),
        "2 stays-quick begins assess-with-other", "3 stays-quick ends assess-with-other",
        "5 stays-quick leaves leave-home",
        "2 stays-slow begins assess", "4 stays-slow ends assess", "6 stays-slow leaves leave-home",
    }  # fmt: skip
