"""The check of tests on the state is seen to fail: each kind of test, with bounds moved after the run."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from flowsim.engine.output import LOG
from flowsim.engine.reference import replicate
from flowsim.plan.compile import compile_plan
from flowsim.results.invariants import check_invariants
from flowsim.scenario.scenario import Scenario
from tests.exact.tracing import place, unit

WHEN: tuple[dict[str, Any], ...] = (
    {"waited": {"over": "30 min"}},
    {"since": {"mark": "asked", "over": "30 min"}},
    {"queue": {"of": "ward", "over": 0}},
    {"occupancy": {"of": "ward", "over": "40 %"}},
    {"full": "ward"},
)


@pytest.mark.parametrize("when", WHEN, ids=lambda when: next(iter(when)))
def test_a_person_who_went_the_wrong_way(when: dict[str, Any]) -> None:
    """Two come to one bed; the second waits 5 h. The bound is then put beyond all that happened."""
    main = [{"mark": "asked"}, {"stay": "ward", "time": "5 h"}, {"wait": "1 h", "when": when}, {"leave": "home"}]
    plan = compile_plan(Scenario.from_document(place({"a": 0, "b": 0}, {"main": main}, units={"ward": unit(1)})))
    run = replicate(plan, 1, 0, LOG)
    assert not check_invariants(plan, run)
    tests, resources = plan.tests.copy(), plan.resources.copy()
    tests["over"] = 1e200
    if "full" in when:
        resources["places"][1] = 2
    wrong = dataclasses.replace(plan, tests=tests, resources=resources)
    assert "condition" in {broken.rule for broken in check_invariants(wrong, run)}
