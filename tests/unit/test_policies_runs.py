"""Policies and random draws, on runs: what a policy does not touch stays as it was, for each person.

Places and workers are plenty, so each time in the log is a draw and not a wait. People are the same under all policies.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from flowsim.engine.output import BEGIN, END, LOG
from flowsim.engine.reference.engine import replicate
from flowsim.plan.compile import compile_plan
from flowsim.scenario.scenario import Scenario
from tests.unit.policy_cases import policy

PLACE: dict[str, Any] = {
    "flowsim": 1,
    "name": "plenty",
    "run": {"window": "200 d"},
    "units": {
        "ward": {"places": 900, "setting": "hospital"},
        "step-down": {"places": 900, "setting": "rehabilitation"},
        "care-home": {"places": 900, "setting": "care-home"},
    },
    "teams": {"social-work": {"headcount": 900, "kind": "assessment"}},
    "attributes": {"age": {"shares": {"young": 0.6, "old": 0.4}}},
    "arrivals": {"emergency": {"rate": "4 per day", "pathway": "main"}},
    "pathways": {
        "main": [
            {"stay": "ward", "time": {"gamma": {"mean": "5 d", "cv": 1}}},
            {"task": "social-work", "name": "assess", "stage": "assessment", "work": {"exponential": {"mean": "6 h"}}},
            {"wait": {"exponential": {"mean": "1 d"}}, "name": "form", "share": "50 %"},
            {
                "choose": [
                    {"share": 0.4, "do": [{"stay": "step-down", "time": {"exponential": {"mean": "9 d"}}}]},
                    {"do": []},
                ],
                "name": "way",
            },
            {"stay": "care-home", "time": {"lognormal": {"mean": "20 d", "cv": 1}}},
            {"leave": "home"},
        ]
    },
}
Times = dict[str, dict[int, int]]


def times(*policies: Any, document: dict[str, Any] = PLACE) -> Times:
    """For each step by name and each person, how long it took."""
    plan = compile_plan(Scenario.from_document(document).with_policies(*policies))
    log = replicate(plan, seed=11, replication=0, level=LOG).log
    names = [plan.names["definitions"][n].partition(".")[2] for n in plan.steps["definition"]]
    begun: dict[tuple[str, int], int] = {}
    found: Times = defaultdict(dict)
    for entry in log:
        person = (names[entry["row"]], int(entry["index"]))
        if entry["kind"] == BEGIN:
            begun[person] = int(entry["time"])
        elif entry["kind"] == END:
            found[person[0]][person[1]] = int(entry["time"]) - begun[person]
    return found


@pytest.fixture(scope="module")
def baseline() -> Times:
    found = times()
    assert len(found["assess"]) > 500
    return found


def same(found: Times, baseline: Times, *steps: str) -> None:
    """The steps took the same time for everybody who has ended them in both worlds."""
    for step in steps:
        both = found[step].keys() & baseline[step].keys()
        assert len(both) > 0.8 * len(baseline[step])
        assert all(found[step][person] == baseline[step][person] for person in both), step


def test_an_inserted_step_moves_no_draw(baseline: Times) -> None:
    visit = {"wait": {"exponential": {"mean": "2 h"}}, "name": "visit"}
    found = times(policy("a", {"insert": [visit], "first_in": "pathways.main"}))
    same(found, baseline, "ward", "assess", "form", "step-down", "care-home")
    assert len(found["visit"]) > 500


def test_scaled_steps_take_the_same_draws_times_the_factor(baseline: Times) -> None:
    found = times(policy("a", {"scale": 0.5, "of": "pathways.main.ward.time"}))
    same(found, baseline, "assess", "form", "step-down", "care-home")
    for person, time in baseline["ward"].items():
        assert found["ward"][person] == pytest.approx(time / 2, abs=1)


@pytest.mark.parametrize("side", ["into", "after"])
def test_a_moved_step_keeps_its_draws_and_so_do_the_stays_beside_it(baseline: Times, side: str) -> None:
    found = times(policy("a", {"move": "steps[stage=assessment, setting=hospital]", side: "next-stay"}))
    same(found, baseline, "ward", "assess", "form", "step-down", "care-home")
    assert set(found.get("arrive-care-home", {}).values()) <= {0}


def test_a_replacing_step_inherits_the_draws(baseline: Times) -> None:
    review = {"task": "social-work", "name": "review", "work": {"exponential": {"mean": "3 h"}}}
    found = times(policy("a", {"replace": "pathways.main.assess", "with": [review]}))
    same(found, baseline, "ward", "form", "care-home")
    for person in baseline["assess"].keys() & found["review"].keys():
        assert found["review"][person] == pytest.approx(baseline["assess"][person] / 2, abs=1)


def test_uptake_is_one_draw_a_person_for_all_edits_of_a_policy(baseline: Times) -> None:
    """60 per cent; with 700 people the share lies within four standard errors of 1.9 per cent of it."""
    edits = [
        {"scale": 0.5, "of": "pathways.main.assess.work"},
        {"insert": [{"wait": "1 h", "name": "call"}], "after": "pathways.main.ward"},
        {"skip": "pathways.main.form"},
        {"scale": 2, "of": "pathways.main.care-home.time"},
    ]
    found = times(policy("a", *edits, uptake=0.6))
    reached, others = set(found["assess-with-a"]), set(found["assess"])
    assert not reached & others
    assert len(reached) / len(reached | others) == pytest.approx(0.6, abs=4 * np.sqrt(0.24 / len(reached | others)))
    assert set(found["call"]) >= reached > set(found["care-home-with-a"])
    assert set(found["form"]) == set(baseline["form"]) - set(found["call"])
    for person in reached & set(baseline["assess"]):
        assert found["assess-with-a"][person] == pytest.approx(baseline["assess"][person] / 2, abs=1)
    for person in others & set(baseline["assess"]):
        assert found["assess"][person] == baseline["assess"][person]


def test_uptake_of_a_move_does_the_step_once_for_everybody(baseline: Times) -> None:
    move = {"move": "steps[stage=assessment, setting=hospital]", "into": "next-stay"}
    found = times(policy("a", move, uptake=0.5))
    moved = set(found["assess-with-a"])
    assert not moved & set(found["assess"])
    assert len(moved | set(found["assess"])) > 0.9 * len(baseline["assess"])
    for person in moved & set(baseline["assess"]):
        assert found["assess-with-a"][person] == baseline["assess"][person]
    same({**found, "ward": found["ward"]}, baseline, "ward", "step-down", "care-home")


def test_a_move_and_a_shorter_task_for_some_each_give_all_four_kinds_of_people(baseline: Times) -> None:
    """Who is reached by one is so whatever the other does; each does the task once, with the draw of the baseline."""
    move = policy("a", {"move": "steps[stage=assessment, setting=hospital]", "into": "next-stay"}, uptake=0.5)
    quick = policy("b", {"scale": 0.5, "of": "pathways.main.assess.work"}, uptake=0.4)
    moved, shorter, found = times(move)["assess-with-a"], times(quick)["assess-with-b"], times(quick, move)
    assert found == times(move, quick)
    kinds = {name: found[name] for name in ("assess", "assess-with-a", "assess-with-b", "assess-with-a-and-b")}
    assert sum(map(len, kinds.values())) == len(set().union(*kinds.values())) > 0.9 * len(baseline["assess"])
    for name, own in kinds.items():
        assert len(own) > 50
        for person in own.keys() & baseline["assess"].keys():
            assert ("-a" in name.removeprefix("assess"), "-b" in name) == (person in moved, person in shorter)
            assert own[person] == pytest.approx(baseline["assess"][person] / (2 if "-b" in name else 1), abs=1)


def test_fewer_arrivals_are_some_of_the_same_people_and_more_are_new_ones_besides(baseline: Times) -> None:
    fewer = times(policy("a", {"scale": 0.7, "of": "arrivals.emergency.rate"}))
    assert set(fewer["ward"]) < set(baseline["ward"])
    same({step: {**baseline[step], **fewer[step]} for step in baseline}, baseline, "ward", "assess", "care-home")
    assert len(fewer["ward"]) / len(baseline["ward"]) == pytest.approx(
        0.7, abs=4 * np.sqrt(0.21 / len(baseline["ward"]))
    )
