"""The warning of a policy whose usual size is large against what a place has, and how another is given."""

from __future__ import annotations

import json

import pytest

from flowsim.scenario.policies import find
from flowsim.scenario.sizes import far_outside
from tests.cli.conftest import Call


def test_commands_warn_of_it(call: Call, small: str) -> None:
    """Twelve places in the nursing home, to which 40 come."""
    warning = "adds 40 places to the 12 that are there (nursing home)"
    how = "such as more-homes:+1"
    for command in (["run"], ["compare"]):
        options = ["-p", "more-homes", "-n", "2", "--engine", "reference"]
        for told, policies in ((True, options), (False, ["-p", "more-homes:+1", *options[2:]])):
            found = call(*command, small, *policies)
            assert found.exit_code == 0
            assert (warning in found.stderr and how in found.stderr) is told
    shown = " ".join(call("policies", "show", "more-homes", small).stdout.split())
    assert warning in shown
    assert how in shown
    assert "places (places added): 40, 10 to 390, added to what is there [assumed" in shown
    assert "given as more-homes:40 In small" in shown
    assert "given as reablement:4%,places=12\n" in call("policies", "show", "reablement").stdout
    assert "14 d: 16, 7 d: 16 to 28 d: 16" in " ".join(call("policies", "show", "queue-rule").stdout.split())
    assert warning in json.loads(call("policies", "show", "more-homes", small, "--json").stdout)["doubts"][0]
    assert "Take care" not in call("policies", "show", "more-homes:+1", small).stdout


def test_a_size_far_outside_the_range_is_warned_of(call: Call, small: str) -> None:
    """The range of beds is 5 to 50, 45 wide: up to 140 nothing is said. It is told once, and done all the same."""
    for size, told in (("100000", 1), ("141", 1), ("140", 0), ("1", 0)):
        found = call("compare", small, "-p", f"more-beds:{size}", "-n", "2", "--engine", "reference")
        assert found.exit_code == 0
        assert found.stderr.count("far outside the range of its file, 5 to 50") == told
    found = call("policies", "show", "more-beds:100000", small)
    assert "far outside the range of its file" in " ".join(found.stdout.split())


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("discharge-to-assess:travel=£400", True), ("discharge-to-assess:travel=£300", False),
        ("carer-support:fewer=10 %", True), ("carer-support:fewer=4 %", False),
        ("early-choice:left=0.5", False), ("queue-rule", False),
    ],
)  # fmt: skip
def test_money_and_shares_have_ranges_too(spec: str, told: bool) -> None:
    """£20 to £120 is 100 wide: £320 is the last; 0 to 2 %: 6 %."""
    assert bool(list(far_outside(find(spec)))) is told


def test_a_policy_that_does_not_fit_is_an_error_and_no_warning(call: Call, small: str) -> None:
    found = call("compare", small, "-p", "reablement", "-n", "2")
    assert found.exit_code == 3
    assert "policy-idle" not in found.stderr
