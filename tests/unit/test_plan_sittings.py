"""What work in sittings asks of a team, and the measures of cases in hand, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.engine import reference
from flowsim.plan.compile import compile_plan
from flowsim.plan.explain import explain
from flowsim.plan.flows import work_out
from flowsim.plan.sittings import cases_asked
from flowsim.results.measures import measure
from flowsim.scenario.scenario import Scenario
from tests.exact.tracing import place


def scenario(caseload: int, **more: Any) -> Scenario:
    """2 people a day; three sittings of 2 h each, 1 day between; two workers."""
    case = {"task": "hub", "work": "2 h", "sittings": 3, "between": "1 d"}
    teams = {"hub": {"headcount": 2, "caseload": caseload}}
    document = place({}, {"main": [case | more, {"leave": "home"}]}, teams=teams)
    document["arrivals"] = {"stream": {"rate": "2 per day", "pathway": "main"}}
    return Scenario.from_document(document)


def test_flows_of_sittings() -> None:
    """2 a day with 6 h of work each are 0.5 workers; each case is open for 6 h and 2 days: 4.5 are in hand."""
    plan = compile_plan(scenario(8))
    flows = work_out(plan)
    assert flows is not None
    assert flows.content[-1] == pytest.approx(0.5)
    assert cases_asked(plan, flows, len(plan.resources) - 1) == pytest.approx(4.5)


def test_more_cases_than_can_be_in_hand_are_a_doubt() -> None:
    """4.5 cases and two workers with two each: explain says so; with three each it does not."""
    assert [doubt.code for doubt in explain(scenario(2)).doubts] == ["caseload"]
    assert not explain(scenario(3)).doubts


def test_measures_of_cases() -> None:
    """One worker with one case at a time; a's is in hand 0-28 (2 h, 24 h, 2 h); b waits from 0 on and has one from 28
    to 56. The window is 28 days: 56 h of cases, 28 h of waiting."""
    case = {"task": "hub", "work": "2 h", "sittings": 2, "between": "1 d"}
    teams = {"hub": {"headcount": 1, "caseload": 1}}
    made = Scenario.from_document(place({"a": 0, "b": 0}, {"main": [case, {"leave": "home"}]}, teams=teams))
    plan = compile_plan(made)
    names = ["cases-in-hand", "caseload-taken", "queue-for-allocation"]
    found = measure(plan, reference.replicate(plan, 1, 0, 0).tallies, names=names)
    readings = {value.measure: value.value for value in found if value.of == "hub"}
    assert readings["cases-in-hand"] == pytest.approx(56 / (28 * 24))
    assert readings["caseload-taken"] == pytest.approx(56 / (28 * 24))
    assert readings["queue-for-allocation"] == pytest.approx(28 / (28 * 24))
