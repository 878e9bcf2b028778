"""How sizes of policies are given, and the warning of a usual size that is large against what a place has."""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.scenario.policies import registry
from flowsim.scenario.scenario import Scenario
from flowsim.scenario.sizes import given, how_sized
from tests.unit.policy_cases import place, policy

BEDS: dict[str, Any] = {"add": {"parameter": "places"}, "to": "units[setting=hospital].places"}


@pytest.mark.parametrize(("size", "warned"), [(40, []), (41, ["policy-large"]), (400, ["policy-large"])])
def test_more_than_is_there_is_warned_of(size: Any, warned: list[str]) -> None:
    """There are 30 and 10 beds: 40 more are the double."""
    under = Scenario.from_document(place()).with_policies(policy("tried", BEDS, places=size))
    found = [problem for problem in under.warnings if problem.code == "policy-large"]
    assert [problem.code for problem in found] == warned
    if size == 41:
        assert "adds 41 places to the 40 that are there (medical, surgical)" in found[0].message
        assert "such as tried:+4" in found[0].hint


def test_a_size_that_is_given_is_not_doubted() -> None:
    base = Scenario.from_document(place())
    tried = policy("tried", BEDS, places=100)
    assert base.with_policies(tried).warnings
    assert not base.with_policies(tried.with_values({"places": 90})).warnings


def test_every_number_of_every_policy_is_given_so() -> None:
    """Each parameter that an edit or the share takes is said how; what is left is a cost, or a part of a value."""
    for one in registry().values():
        sized = how_sized(one)
        assert set(sized) <= set(one.values)
        for name, value in one.values.items():
            assert given(one, name, value).startswith(f"{one.name}:")
    assert how_sized(registry()["collaboration"])["level"] == "the share that it reaches"
    assert how_sized(registry()["hospital-process"]) == dict.fromkeys(("left", "rounds"), "times what is there")
    assert how_sized(registry()["queue-rule"])["hospital"] == "instead of what is there"
