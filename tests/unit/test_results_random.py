"""The invariants, and the recount, on random scenarios over the whole language, with the reference engine."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowsim.engine.output import LOG
from flowsim.engine.reference import replicate
from flowsim.plan.compile import compile_plan
from flowsim.results.families.attribution import FIRST, FROM_UNIT, LAST
from flowsim.results.families.vocabularies import measure_name
from flowsim.results.invariants import check_invariants
from flowsim.results.measures import measure
from flowsim.scenario.scenario import Scenario
from flowsim.scenario.vocabularies import VOCABULARIES
from tests.engines.generator import scenarios

PARTS = {"happened-within", "within-threshold", "discharged-on-the-ready-date", "begun-within-two-days"}
"""Shares that do not say so in their names."""

COMMON: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}


OF_PLACES = ("no-criteria-to-reside-share-of-places", "no-criteria-to-reside-share-of-places-95th")
"""Of the places that are open in the mean, which may close under people; nobody can be ready who is not there."""


@settings(max_examples=8, **COMMON)
@given(scenarios(), st.integers(0, 2**64 - 1))
def test_invariants_hold_on_random_scenarios(document: dict[str, Any], seed: int) -> None:
    keeps_the_rules(document, seed)


@pytest.mark.statistical
@settings(max_examples=120, **COMMON)
@given(scenarios(), st.integers(0, 2**64 - 1))
def test_invariants_hold_on_many_random_scenarios(document: dict[str, Any], seed: int) -> None:
    keeps_the_rules(document, seed)


def keeps_the_rules(document: dict[str, Any], seed: int) -> None:
    """Invariants, the recount, and what every measure must be."""
    scenario = Scenario.from_document(document)
    plan = compile_plan(scenario)
    run = replicate(plan, seed, 0, LOG)
    assert check_invariants(plan, run) == []
    values = measure(plan, run.tallies, scenario.place)
    assert len({value[:3] for value in values}) == len(values)
    for value in values:
        below = value.measure in ("empty-places", "empty-rooms")  # places may close under the people in them
        assert below or not value.value < 0
        over = value.measure in ("beyond-stay-share", *OF_PLACES)  # likewise; the latter see below
        part = "share" in value.measure or value.measure in PARTS
        assert over or not part or not value.value > 1
        if value.measure in OF_PLACES:
            unit = plan.names["resources"].index(value.of)
            opened = run.tallies.open[unit] / (plan.window_to - plan.window_from)
            assert not value.value * opened > run.tallies.occupied[unit].max() + 1e-9
    delayed = sum(value.value for value in values if value.measure == "no-criteria-to-reside")
    for name in (FIRST, LAST, FROM_UNIT, *(measure_name(each, by) for each in VOCABULARIES for by in ("code", "body"))):
        attributed = sum(value.value for value in values if value.measure == name)
        assert delayed != delayed or abs(attributed - delayed) < 1e-9, name
