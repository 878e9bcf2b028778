"""Promise 4: a person's draws depend on nobody else, and an inserted step moves none of them."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import pytest

from flowsim.engine.output import ARRIVE, BEGIN, CHANGE, END, LOG
from flowsim.plan.compile import compile_plan
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.scenario import Scenario
from tests.exact.tracing import ENGINES
from tests.unit.policy_cases import policy

Draws = dict[tuple[str, int], dict[str, Any]]

CROWDED: dict[str, Any] = {
    "flowsim": 1,
    "name": "crowded",
    "run": {"window": "60 d"},
    "units": {"ward": {"places": 9, "setting": "hospital"}, "nursing": {"places": 6, "setting": "care-home"}},
    "teams": {"social-work": {"headcount": 1, "hours": {"mon-fri": "09:00-17:00"}}},
    "attributes": {"age": {"shares": {"young": 0.5, "old": 0.5}}},
    "arrivals": {"emergency": {"rate": "2 per day", "pathway": "main", "by_hour": [1] * 12 + [2] * 12}},
    "pathways": {
        "main": [
            {"stay": "ward", "time": {"lognormal": {"mean": "4 d", "cv": 1}}},
            {
                "wait": {
                    "by": "age",
                    "young": {"exponential": {"mean": "3 h"}},
                    "old": {"gamma": {"mean": "9 h", "cv": 1}},
                }
            },
            {"stay": "nursing", "time": {"exponential": {"mean": "5 d"}}, "share": 0.4},
            {"leave": "home"},
        ]
    },
}


def draws(document: dict[str, Any], engine: str, policies: Sequence[Policy] = ()) -> Draws:
    """What each person drew: when they came, attributes, and how long each stay and wait took, by source and index."""
    plan = compile_plan(Scenario.from_document(document).with_policies(*policies))
    log = ENGINES[engine].replicate(plan, 3, 0, LOG).log
    assert log is not None
    found: Draws = {}
    for line in log:
        person = found.setdefault((plan.names["sources"][line["source"]], int(line["index"])), {})
        step = plan.names["definitions"][plan.steps[line["row"]]["definition"]]
        if line["kind"] == ARRIVE:
            person["arrived"] = int(line["time"])
        elif line["kind"] == BEGIN:
            person[f"{step} from"] = int(line["time"])
        elif line["kind"] == END:
            person[step] = int(line["time"]) - person.pop(f"{step} from")
        elif line["kind"] == CHANGE:
            person[f"{step} set"] = int(line["value"])
    return {who: {what: drawn for what, drawn in each.items() if "from" not in what} for who, each in found.items()}


def shared(before: Draws, after: Draws) -> int:
    """How many draws both have, every one of which must be the same."""
    count = 0
    for who, drawn in before.items():
        for what in drawn.keys() & after[who].keys():
            assert after[who][what] == drawn[what], (who, what)
            count += 1
    return count


@pytest.mark.parametrize("engine", ENGINES)
def test_people_who_are_added_move_nobodys_draws(engine: str) -> None:
    """Forty more people, from a source whose name comes first, so that queues and numbers of sources change."""
    more = copy.deepcopy(CROWDED)
    more["arrivals"]["another"] = {"at": [f"{hour} h" for hour in range(40)], "pathway": "main"}
    assert shared(draws(CROWDED, engine), draws(more, engine)) > 300


@pytest.mark.parametrize("engine", ENGINES)
def test_an_inserted_step_moves_no_draw(engine: str) -> None:
    """An assessment for everybody between ward and home: all wait longer, and draw what they drew."""
    more = copy.deepcopy(CROWDED)
    more["pathways"]["main"].insert(1, {"task": "social-work", "work": {"exponential": {"mean": "2 h"}}})
    before, after = draws(CROWDED, engine), draws(more, engine)
    assert shared(before, after) > 250
    assert before.keys() == after.keys()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_unit_that_is_added_moves_no_draw(engine: str) -> None:
    """Beds beside the ward, in a unit whose name comes first: people wait less and lie elsewhere, and draw what they
    drew."""
    more = copy.deepcopy(CROWDED)
    more["units"] = {"annexe": {"places": 3, "setting": "hospital"}, **more["units"]}
    more["pathways"]["main"][0] |= {"stay": ["ward", "annexe"], "name": "ward"}
    before, after = draws(CROWDED, engine), draws(more, engine)
    assert shared(before, after) > 250
    assert before.keys() == after.keys()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_policy_that_some_take_up_moves_no_draw(engine: str) -> None:
    """A review after the ward for half of all: neither what they draw elsewhere nor what the others draw changes. Where
    more take it up, those who did before still do."""
    review = {"insert": [{"wait": "6 h", "name": "review"}], "after": "pathways.main.ward"}
    half, most = (draws(CROWDED, engine, [policy("reviews", review, uptake=uptake)]) for uptake in ("50 %", "70 %"))
    before = draws(CROWDED, engine)
    assert min(shared(before, after) for after in (half, most)) > 250
    assert before.keys() == half.keys() == most.keys()
    some, more = (
        {who for who, drawn in after.items() if any("review" in what for what in drawn)} for after in (half, most)
    )
    assert some < more
    assert 0.3 < len(some) / len(before) < 0.7
