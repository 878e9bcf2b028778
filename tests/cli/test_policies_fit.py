"""Which policies fit a place, and that those which do not are told together, before anything runs."""

from __future__ import annotations

import json
from pathlib import Path

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


def test_the_list_of_policies_that_fit(call: Call, small: str) -> None:
    """Two teams' words decide: the social workers are of kind assessment, their task has no stage."""
    found = call("policies", "fit", small, width=200)
    assert found.exit_code == 0
    fit, unfit = " ".join(found.stdout.split()).split("do not fit small")
    assert "more-assessors: More assessors social workers: headcount 1 to 5; take care" in fit
    assert "discharge-to-assess" not in fit
    assert "Here: write 'stage: assessment' at the step in hospital that is meant." in unfit
    told = {one["policy"]: one for one in json.loads(call("policies", "fit", small, "--json").stdout)}
    assert {name for name, one in told.items() if one["fits"]} == {
        "more-assessors", "more-beds", "more-homes", "reimbursement", "seven-day-council",
    }  # fmt: skip
    assert told["discharge-to-assess"]["lacks"] == ["write 'stage: assessment' at the step in hospital that is meant"]
    Path(small).write_text(Path(small).read_text().replace("share: 0.5", "share: 0.5\n      stage: assessment"))
    assert "discharge-to-assess" not in call("policies", "fit", small).stdout.split("do not fit")[1]
