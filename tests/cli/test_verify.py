"""``flowsim verify``: a verdict a rule, the breaches in words, the exit code."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from flowsim.engine.output import ARRIVE, DEPART, Replication
from flowsim.experiment import verification
from flowsim.results.invariants import check_invariants
from flowsim.results.rules import RULES
from tests.cli.conftest import Call


def doctor(monkeypatch: pytest.MonkeyPatch, change: Callable[[np.ndarray], np.ndarray]) -> None:
    """The checks see a log to which something was done."""

    def checked(plan: Any, run: Replication) -> Any:
        assert run.log is not None
        return check_invariants(plan, dataclasses.replace(run, log=change(run.log)))

    monkeypatch.setattr(verification, "check_invariants", checked)


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_every_rule_holds(call: Call, small: str, engine: str) -> None:
    result = call("verify", small, "--engine", engine, "-n", "2")
    assert result.exit_code == 0
    found = [line.removesuffix("holds").split() for line in result.stdout.splitlines() if line.endswith(" holds")]
    assert all(int(words[-1].replace(",", "")) > 0 for words in found)
    assert result.stdout.count(" none ") == len(RULES) - len(found)
    assert f"All {len(found)} rules hold; for {len(RULES) - len(found)} more" in result.stdout
    assert f"2 replications of the {engine} engine, seed 5" in result.stdout


def test_json_has_every_rule(call: Call, small: str) -> None:
    found = json.loads(call("verify", small, "--json", "--set", "units.ward.places=3").stdout)
    assert found["holds"] is True
    assert [rule["rule"] for rule in found["rules"]] == list(RULES)
    assert found["events"] > 100
    assert found["people"] > 10
    by_rule = {rule["rule"]: rule for rule in found["rules"]}
    assert (by_rule["story"]["looked_at"], by_rule["story"]["of"]) == (found["people"], "people")
    assert by_rule["time"]["looked_at"] == found["events"]
    assert by_rule["caseload"]["looked_at"] == 0, "the team of the small place has no caseload"
    assert by_rule["hours"]["looked_at"] == 1, "one team"


def test_somebody_who_is_lost_is_missed(call: Call, small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    doctor(monkeypatch, lambda log: np.delete(log, np.flatnonzero(log["kind"] == DEPART)[3]))
    result = call("verify", small)
    assert result.exit_code == 4
    assert "BROKEN" in result.stdout
    assert "Broken: Nobody is lost: all who are there wait or are busy. (nobody-lost, once)" in result.stdout
    assert "    replication 0: 2024-" in result.stdout
    assert "neither waits nor is busy" in result.stdout
    assert "That is a fault of flowsim, not of the scenario" in " ".join(result.stdout.split())


def test_a_log_that_makes_no_story_is_not_looked_at_further(
    call: Call, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    doctor(monkeypatch, lambda log: log[log["kind"] != ARRIVE])
    result = call("verify", small)
    assert result.exit_code == 4
    assert "10 times at least)" in result.stdout
    assert "and 7 more, see --json" in result.stdout
    assert result.stdout.count("NOT TOLD") > 10
    assert result.stdout.count("Not told:") == 1
    found = json.loads(call("verify", small, "--json").stdout)
    assert {rule["rule"]: rule["holds"] for rule in found["rules"]}["order"] is False


def test_the_run_can_be_another(call: Call, small: str) -> None:
    assert call("verify", small, "-n", "0").exit_code == 2
    assert call("verify", small, "--seed", "9", "-p", "more-beds:+1").exit_code == 0


def test_what_is_there_of_a_place_is_no_more_in_two_replications(call: Call, small: str) -> None:
    once, twice = (json.loads(call("verify", small, "--json", "-n", n).stdout)["rules"] for n in ("1", "2"))
    many = {rule["rule"]: (rule["looked_at"], again["looked_at"]) for rule, again in zip(once, twice, strict=True)}
    assert many["place-time"] == (2, 2)
    assert many["order"][1] > 1.5 * many["order"][0]
