"""Policies that do not fit a place: told together, before anything runs."""

from __future__ import annotations

from tests.cli.conftest import Call


def test_compare_tells_all_that_do_not_fit_before_it_begins(call: Call, small: str) -> None:
    """The task of the small place has no stage, so neither policy finds it; the third would."""
    policies = ("-p", "discharge-to-assess", "-p", "trusted-assessor+more-beds:+1", "-p", "more-beds:+1")
    found = call("compare", small, *policies, "-n", "2", "--engine", "reference")
    assert found.exit_code == 3
    assert "2 problems" in found.stderr
    assert "write 'stage: assessment' at the step in hospital that is meant" in found.stderr
    assert "write 'stage: home-visit' at the step in hospital that is meant" in found.stderr
    for never in ("edits[", "counted as reached", ".yaml", "under 3 policies"):
        assert never not in found.stderr
