"""Any policies together: the same scenario in whatever order they are given, or refused with a reason, by name."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import flowsim
from flowsim.errors import ScenarioError
from flowsim.plan.compile import compile_plan
from flowsim.plan.digest import digest
from flowsim.scenario.changes import conflicts
from flowsim.scenario.policies import apply_to_document, registry
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.resolving import resolve
from flowsim.scenario.scenario import Scenario
from tests.engines.drawn_policies import drawn_policy
from tests.engines.generator import Writer
from tests.shipped import northmoor
from tests.unit.policy_cases import place, policy

NAMES = ("discharge-to-assess", "more-assessors", "more-beds", "more-homes")
SUBSETS = [subset for size in range(len(NAMES) + 1) for subset in combinations(NAMES, size)]


def outcome(document: dict[str, Any], policies: Any) -> Any:
    """The document under policies, or what is said against them."""
    try:
        return apply_to_document(document, policies)
    except ScenarioError as error:
        return sorted(str(problem) for problem in error.problems)


@pytest.mark.parametrize(
    ("name", "subsets"),
    [
        ("tutorial", SUBSETS),
        ("northmoor", SUBSETS[::5]),
        pytest.param("northmoor", SUBSETS, marks=pytest.mark.statistical),
    ],
    ids=["tutorial", "some-northmoor", "northmoor"],
)
def test_every_subset_of_the_shipped_policies_is_one_scenario_in_any_order(
    name: str, subsets: list[tuple[str, ...]]
) -> None:
    document, known = (northmoor() if name == "northmoor" else flowsim.load(name)).document, registry()
    for subset in subsets:
        chosen = [known[policy] for policy in subset]
        first = outcome(document, chosen)
        assert isinstance(first, dict), f"{subset}: {first}"
        orders = list(permutations(chosen))[1:]
        assert all(outcome(document, order) == first for order in (orders if name == "tutorial" else orders[-1:]))


REFUSED = {
    ("frailest-first", "queue-rule"),
    ("collaboration", "locality-pooling"),
    ("collaboration", "discharge-to-assess"),
}
"""Pairs of shipped policies that cannot be taken together on `northmoor`."""


def test_three_pairs_of_the_shipped_policies_are_refused_on_northmoor() -> None:
    """The README names them, and says of how many."""
    document = northmoor().document
    changes = {name: resolve(document, policy)[0] for name, policy in registry().items()}
    pairs = list(combinations(sorted(changes), 2))
    refused = {pair for pair in pairs if conflicts(document, [*changes[pair[0]], *changes[pair[1]]])}
    assert len(pairs) == 780
    assert refused == REFUSED


def test_every_subset_of_the_shipped_policies_has_one_digest() -> None:
    tutorial = flowsim.load("tutorial")
    digests = set()
    for subset in SUBSETS:
        found = {
            digest(compile_plan(Scenario.from_document(tutorial.with_policies(*order).document)))
            for order in (subset, subset[::-1])
        }
        assert len(found) == 1
        digests |= found
    assert len(digests) == len(SUBSETS)


@settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_random_policies_come_to_the_same_in_any_order(data: st.DataObject) -> None:
    document = Writer(data.draw).document()
    policies: list[Policy] = []
    for name in "abc":
        try:
            policies.append(drawn_policy(data.draw, f"policy-{name}", document))
        except ScenarioError:
            continue
    first = outcome(document, policies)
    for order in permutations(policies):
        assert outcome(document, order) == first
    if isinstance(first, list):
        assert all("polic" in said for said in first)


@pytest.mark.parametrize(
    ("one", "other", "conflict"),
    [
        (
            {"scale": 2, "of": "pathways.main.assessment.work"},
            {"scale": 3, "of": "pathways.main.assessment.work"},
            False,
        ),
        ({"set": "1 h", "in": "pathways.main.form.wait"}, {"set": "2 h", "in": "pathways.main.form.wait"}, True),
        ({"set": "1 h", "in": "pathways.main.form.wait"}, {"scale": 2, "of": "pathways.main.form.wait"}, True),
        ({"skip": "pathways.main.form"}, {"scale": 2, "of": "pathways.main.form.wait"}, True),
        ({"replace": "pathways.main.form", "with": [{"wait": "1 h"}]}, {"skip": "pathways.main.form"}, True),
        ({"move": "pathways.main.form", "before": "pathways.main.medical"}, {"skip": "pathways.main.form"}, True),
        (
            {"insert": [{"wait": "1 h", "name": "x"}], "after": "pathways.main.form"},
            {"skip": "pathways.main.form"},
            False,
        ),
    ],
)
def test_the_rules_of_conflict_hold_for_uptake_and_dates_too(
    one: dict[str, Any], other: dict[str, Any], conflict: bool
) -> None:
    """Two policies that edit one thing in conflicting ways are refused by name, whoever and whenever they reach."""
    for reach in ({}, {"uptake": 0.5}, {"start": "30 d"}, {"uptake": {"share": 0.5, "by": "unit"}, "ramp": "9 d"}):
        found = outcome(place(), [policy("left", one, **reach), policy("right", other, **reach)])
        assert isinstance(found, list) == conflict
        if conflict:
            assert "'left' and 'right' conflict over pathways.main.form" in found[0]


def test_a_replaced_step_inherits_the_key_whoever_is_reached() -> None:
    new = {"replace": "pathways.main.assessment", "with": [{"wait": "1 h", "name": "look"}]}
    found = apply_to_document(place(), [policy("p", new, uptake=0.5, start="30 d")])
    choice = next(step for step in found["pathways"]["main"] if step.get("key") == "policy.p")
    assert choice["choose"][0]["do"] == [{"wait": "1 h", "name": "look", "key": "main.assessment"}]
