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
    assert result.stdout.count("holds\n") == len(RULES)
    assert "Every rule holds." in result.stdout
    assert f"2 replications of the {engine} engine, seed 5" in result.stdout


def test_json_has_every_rule(call: Call, small: str) -> None:
    found = json.loads(call("verify", small, "--json", "--set", "units.ward.places=3").stdout)
    assert found["holds"] is True
    assert [rule["rule"] for rule in found["rules"]] == list(RULES)
    assert found["events"] > 100
    assert found["people"] > 10


def test_somebody_who_is_lost_is_missed(call: Call, small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    doctor(monkeypatch, lambda log: np.delete(log, np.flatnonzero(log["kind"] == DEPART)[3]))
    result = call("verify", small)
    assert result.exit_code == 4
    assert "BROKEN" in result.stdout
    assert "nobody-lost, replication 0: 2024-" in result.stdout
    assert "neither waits nor is busy" in result.stdout


def test_a_log_that_makes_no_story_is_not_looked_at_further(
    call: Call, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    doctor(monkeypatch, lambda log: log[log["kind"] != ARRIVE])
    result = call("verify", small)
    assert result.exit_code == 4
    assert "BROKEN 10 times" in result.stdout
    assert "and 7 more" in result.stdout
    assert "not looked at" in result.stdout
    found = json.loads(call("verify", small, "--json").stdout)
    assert {rule["rule"]: rule["holds"] for rule in found["rules"]}["order"] is False


def test_the_run_can_be_another(call: Call, small: str) -> None:
    assert call("verify", small, "-n", "0").exit_code == 2
    assert call("verify", small, "--seed", "9", "-p", "more-beds:+1").exit_code == 0
