"""Promise 1: the SimPy engine and the compiled engine give the same log, people and tallies, tick for tick."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowsim.engine import compiled, reference
from flowsim.engine.output import LOG
from flowsim.plan.compile import compile_plan
from flowsim.results.difference import first_difference
from flowsim.scenario.scenario import Scenario
from tests.engines import corpus
from tests.engines.generator import scenarios

COMMON: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": list(HealthCheck),
    "print_blob": False,
}


def agree(document: dict[str, Any], seed: int) -> None:
    """Run one document in both engines and compare everything."""
    plan = compile_plan(Scenario.from_document(document))
    left = reference.replicate(plan, seed, 0, LOG)
    right = compiled.replicate(plan, seed, 0, LOG)
    difference = first_difference(plan, left, right)
    assert not difference, difference


def test_a_hundred_and_fifty_random_scenarios() -> None:
    for plan, seed, right in corpus.cases():
        difference = first_difference(plan, reference.replicate(plan, seed, 0, LOG), right)
        assert not difference, difference


@pytest.mark.statistical
def test_hundreds_more_random_scenarios() -> None:
    for plan, seed, right in [*corpus.all_cases()[corpus.RUN :], *corpus.more()]:
        difference = first_difference(plan, reference.replicate(plan, seed, 0, LOG), right)
        assert not difference, difference


@pytest.mark.thousands
@settings(max_examples=int(os.environ.get("FLOWSIM_SCENARIOS", "2000")), **COMMON)
@given(scenarios(), st.integers(0, 2**64 - 1))
def test_thousands_of_random_scenarios(document: dict[str, Any], seed: int) -> None:
    agree(document, seed)
