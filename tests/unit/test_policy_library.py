"""The shipped policies: what each file says, and that each can be applied, alone and with others, or says why not."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from flowsim import units
from flowsim.errors import ScenarioError
from flowsim.scenario.policies import apply_to_document, describe, find, policy_files, registry
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.resolving import resolve
from flowsim.scenario.scenario import Scenario, load
from tests.shipped import northmoor
from tests.unit.policy_cases import place

EVERY_STAGE = Path(__file__).parent / "every-stage.yaml"
NAMES = sorted(policy_files())
LIBRARY = {
    "discharge-to-assess", "trusted-assessor", "joint-assessment", "transfer-of-care-hub", "shared-record",
    "seven-day-hospital", "seven-day-council", "seven-day-providers", "hospital-process", "early-planning",
    "pooled-fund", "home-first", "reablement", "step-down-beds", "remote-assessment", "family-liaison", "early-choice",
    "voluntary-sector", "housing-adaptations", "shared-workforce", "locality-pooling", "exit-review",
    "single-handed-care", "nursing-dementia-fee", "surge", "queue-rule", "carer-support", "guardianship",
    "crisis-response", "frailest-first",
    "keep-package", "virtual-ward", "frailty-front-door", "reimbursement",
    "more-beds", "more-assessors", "more-homes", "more-home-care", "more-volunteers", "collaboration",
}  # fmt: skip
NO_EFFECT_FOUND = {"seven-day-hospital": "far", "pooled-fund": "left", "voluntary-sector": "left"}
"""Policies in whose evaluations no effect was found, with the parameter that can say so."""

NONE = {"far": 0.0, "left": 1.0}


RULES_OF = {
    "frailest-first": ["32"], "home-first": ["1"], "housing-adaptations": ["8"], "queue-rule": ["32"],
    "surge": ["1", "1"],
}  # fmt: skip
"""Numbers in edits, which are rules and no estimates: the pathway p1, before others, the usual level, one who waits."""


@cache
def known() -> dict[str, Policy]:
    """The shipped policies, read once."""
    return registry()


@cache
def scenario() -> Scenario:
    """The small place with a step of every stage."""
    return load(EVERY_STAGE)


def numbers(tree: Any) -> list[str]:
    """Every number in the words of a tree."""
    if isinstance(tree, dict):
        return [number for key, value in tree.items() if key != "for" for number in numbers(value)]
    if isinstance(tree, list):
        return [number for item in tree for number in numbers(item)]
    if isinstance(tree, bool) or tree is None:
        return []
    return [str(tree)] if isinstance(tree, int | float) else re.findall(r"£?\d[\d.]*", str(tree).split("[")[0])


def test_the_library_is_there() -> None:
    assert set(NAMES) >= LIBRARY


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_a_policy_says_where_it_is_from(name: str) -> None:
    policy = known()[name]
    for parameter in policy.frame.parameters.values():
        assert parameter.source or parameter.assumed
        assert parameter.title
        assert parameter.range
    assert all(charge.get("source") or charge.get("assumed") for charge in policy.charges)
    assert policy.frame.evidence.source
    assert policy.frame.evidence.text
    assert [number for edit in policy.frame.edits for number in numbers(edit)] == RULES_OF.get(name, [])


def plain(number: Any) -> Any:
    """A value of a parameter as a number: pounds, a share, ticks, or the number itself."""
    text = str(number)
    if "£" in text:
        return units.parse_money(number)
    if "%" in text:
        return units.parse_share(number)
    return units.parse_duration(number) if text[-1:].isalpha() else number


@pytest.mark.parametrize("name", NAMES)
def test_the_values_of_parameters_lie_in_their_ranges(name: str) -> None:
    for parameter in known()[name].frame.parameters.values():
        low, high = parameter.range or (0, 0)
        if not isinstance(parameter.value, dict):
            first, value, last = map(plain, (low, parameter.value, high))
            assert first <= value <= last


@pytest.mark.parametrize("name", sorted(NO_EFFECT_FOUND))
def test_where_no_effect_was_found_the_range_includes_none(name: str) -> None:
    parameter = NO_EFFECT_FOUND[name]
    assert NONE[parameter] in (known()[name].frame.parameters[parameter].range or ())


@pytest.mark.parametrize("name", NAMES)
def test_each_policy_is_done_where_there_is_every_stage(name: str) -> None:
    under = scenario().with_policies(known()[name])
    assert under != scenario()
    assert bool(describe(known()[name], scenario())) == (name != "reimbursement")
    assert not {str(warning) for warning in under.warnings} - {str(warning) for warning in scenario().warnings}


def test_each_policy_finds_something_to_change_on_northmoor() -> None:
    document = northmoor().document
    for policy in known().values():
        changes, problems = resolve(document, policy)
        assert not problems
        assert bool(changes) == bool(policy.edits), policy.name


def test_each_edit_of_a_policy_finds_something_where_there_is_every_stage_or_on_northmoor() -> None:
    """One that is optional and finds nothing anywhere would be passed over in silence."""
    documents = [scenario().document, load("northmoor").document]
    for policy in known().values():
        for number, edit in enumerate(policy.edits):
            alone = replace(policy, edits=(edit,))
            assert any(resolve(document, alone)[0] for document in documents), f"{policy.name}, edit {number + 1}"


@pytest.mark.statistical
@pytest.mark.parametrize("name", NAMES)
def test_each_policy_is_done_on_northmoor(name: str) -> None:
    under = northmoor().with_policies(name)
    assert under.document != northmoor().document
    assert not [warning for warning in under.warnings if warning.code == "policy-idle"]


def test_a_place_without_what_a_policy_needs_is_told_so() -> None:
    """The place of the other tests has hospital units, a care home and an assessment, and nothing else."""
    bare, refused = place(), {}
    for name, policy in known().items():
        try:
            apply_to_document(bare, [policy])
        except ScenarioError as error:
            refused[name] = str(error)
    done = {"discharge-to-assess", "more-assessors", "more-beds", "more-homes", "reimbursement"}
    assert set(NAMES) - set(refused) == done | {"seven-day-council", "shared-record"}
    assert all(
        f"for the policy '{name}' a place needs {known()[name].frame.needs}" in said for name, said in refused.items()
    )
    assert "policy 'trusted-assessor': no step has stage=home-visit, setting=hospital" in refused["trusted-assessor"]
    assert "policy 'locality-pooling' has nothing to change in 'small'" in refused["locality-pooling"]


def outcome(policies: Any) -> Any:
    """The document under policies, or what is said against them."""
    try:
        return apply_to_document(scenario().document, policies)
    except ScenarioError as error:
        return sorted(str(problem) for problem in error.problems)


def test_policies_together_are_one_scenario_or_refused_by_name() -> None:
    draw = random.Random(1)
    pairs = draw.sample(list(combinations(NAMES, 2)), 20)
    more = [tuple(draw.sample(NAMES, draw.randint(3, 8))) for _ in range(6)]
    for names in [*pairs, *more]:
        chosen = [known()[name] for name in names]
        first = outcome(chosen)
        assert outcome(chosen[::-1]) == first
        if isinstance(first, list):
            assert all("conflict" in said and sum(f"'{name}'" in said for name in names) >= 2 for said in first), first
        elif len(names) > 2:
            Scenario.from_document(first)


@pytest.mark.statistical
def test_every_pair_of_policies_is_one_scenario_or_refused_by_name() -> None:
    for one, other in combinations(NAMES, 2):
        first = outcome([known()[one], known()[other]])
        if isinstance(first, list):
            assert all("conflict" in said and f"'{one}'" in said and f"'{other}'" in said for said in first), first
        else:
            Scenario.from_document(first)


def test_the_dial_of_collaboration_at_nought_reaches_nobody() -> None:
    assert find("collaboration:0").uptake == 0
    assert find("collaboration:1").certain
