"""The warning of a policy whose usual size is large against what a place has, and how another is given."""

from __future__ import annotations

import json

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


def test_a_policy_that_does_not_fit_is_an_error_and_no_warning(call: Call, small: str) -> None:
    found = call("compare", small, "-p", "reablement", "-n", "2")
    assert found.exit_code == 3
    assert "policy-idle" not in found.stderr
