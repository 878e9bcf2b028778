"""By which parameters of a policy something goes in a scenario: told by what comes out, not by what the file says."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from flowsim.scenario import examples
from flowsim.scenario.parameters import goes_by
from flowsim.scenario.policies import find, registry
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.ranged import ranged
from flowsim.scenario.resolving import resolve
from flowsim.scenario.scenario import Scenario, load
from flowsim.scenario.sizes import passed_over
from tests.shipped import northmoor

WORKFORCE = Path(examples.__path__[0]) / "workforce.yaml"
known = cache(registry)


def comes_to(policy: Policy, place: Scenario) -> list[Any]:
    """All that a policy comes to in a place, as plain values."""
    changes, _ = resolve(place.document, policy)
    edits = [(one.edit, one.kind, one.address, one.value, one.where, one.copy) for one in changes]
    whole = (policy.uptake, policy.start, policy.ramp, policy.charges)
    return [edits, *(whole if changes or not policy.edits else ())]


def told(policy: Policy, place: Scenario) -> bool:
    found = passed_over(place.document, policy, resolve(place.document, policy)[0])
    return any("nothing here goes by it" in one.message for one in found)


@pytest.mark.parametrize("name", sorted(known()))
def test_a_size_is_passed_over_where_it_changes_nothing_and_only_there(name: str) -> None:
    """Each parameter of each shipped policy, at each end of its range, where something goes by the policy at all."""
    policy = known()[name]
    for place in (northmoor(), load(WORKFORCE)):
        if not resolve(place.document, policy)[0]:
            continue
        as_it_is = comes_to(policy, place)
        for parameter, frame in policy.frame.parameters.items():
            for end in frame.range or ():
                other = policy.with_values({parameter: end})
                if end != frame.value:
                    same = comes_to(other, place) == as_it_is
                    assert told(other, place) is same, f"{parameter}={end} in {place.name}"


@pytest.mark.parametrize(
    ("name", "goes", "not_so"),
    [
        ("more-home-care", ["hours"], ["places"]),
        ("virtual-ward", ["share", "left", "at-home", "in-the-ward", "varies", "waited", "places"], []),
        ("shared-workforce", [], ["more"]),
        ("reablement", [], ["places"]),
    ],
)
def test_in_northmoor_by_hand(name: str, goes: list[str], not_so: list[str]) -> None:
    """Its carers and reablement are counted in posts and hours; it has a workforce, of employers."""
    document = northmoor().document
    assert all(goes_by(document, find(name), parameter) for parameter in goes)
    assert not any(goes_by(document, find(name), parameter) for parameter in not_so)


def test_what_nothing_goes_by_is_not_drawn() -> None:
    """Home care that an employer staffs gets posts, not packages."""
    [found] = ranged(load(WORKFORCE), ["more-home-care"]).values()
    assert list(found.uncertain) == ["hours"]
