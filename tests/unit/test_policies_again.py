"""Policies given one after another are the same as given together; the scenario knows which it is under."""

from __future__ import annotations

import copy
import pickle
from itertools import permutations

import pytest

from flowsim.errors import UsageError
from flowsim.plan.compile import compile_plan
from flowsim.plan.digest import digest
from flowsim.scenario import Scenario
from tests.unit.policy_cases import place, policy

ADD = policy("b-add", {"add": 10, "to": "units.medical.places"})
SCALE = policy("c-scale", {"scale": 2, "of": "units.medical.places"})
HALF = policy("a-half", {"scale": 0.5, "of": "pathways.main.assessment.work"}, uptake=0.5)
BASE = Scenario.from_document(place())


def digest_of(scenario: Scenario) -> str:
    return digest(compile_plan(scenario))


def test_an_amount_and_then_a_factor_are_the_same_as_both_at_once() -> None:
    """30 places times 2 plus 10, whichever way it is said; (30 + 10) * 2 would be 80."""
    together = BASE.with_policies(ADD, SCALE)
    assert together.place.units["medical"].places.value == 70
    for one, other in permutations((ADD, SCALE)):
        assert BASE.with_policies(one).with_policies(other) == together


def test_every_way_of_giving_three_policies_gives_one_plan() -> None:
    wanted = digest_of(BASE.with_policies(ADD, SCALE, HALF))
    for first, second, third in permutations((ADD, SCALE, HALF)):
        assert digest_of(BASE.with_policies(first).with_policies(second).with_policies(third)) == wanted
        assert digest_of(BASE.with_policies(first, second).with_policies(third)) == wanted


def test_a_policy_given_again_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="'b-add' is given twice"):
        BASE.with_policies(ADD).with_policies(SCALE, ADD)


def test_a_scenario_knows_its_policies() -> None:
    assert BASE.policies == ()
    assert BASE.with_policies() == BASE
    edited = BASE.with_policies(SCALE).with_policies(ADD)
    assert [found.name for found in edited.policies] == ["b-add", "c-scale"]
    assert [found.name for found in edited.with_values({"run.seed": 2}).policies] == ["b-add", "c-scale"]
    for again in (copy.deepcopy(edited), pickle.loads(pickle.dumps(edited))):
        assert again.with_policies(HALF) == BASE.with_policies(ADD, SCALE, HALF)


def test_values_come_before_policies() -> None:
    """A value set on an edited scenario stands as it is said; what a further policy would do to it is not clear."""
    values = {"units.medical.places": 50}
    edited = BASE.with_policies(ADD).with_values(values)
    assert edited.place.units["medical"].places.value == 50
    with pytest.raises(UsageError, match=r"with_values\(\.\.\.\)\.with_policies\(\.\.\.\)"):
        edited.with_policies(SCALE)
    assert BASE.with_values(values).with_policies(ADD).with_policies(SCALE).place.units["medical"].places.value == 110
