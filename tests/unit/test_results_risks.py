"""The check of risks holds on a real run, and fails on a log in which one happens early, late, never or for nothing."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from flowsim.engine.output import LOG, STRUCK
from flowsim.engine.reference import replicate
from flowsim.plan.compile import compile_plan
from flowsim.results.checks.risks import check_risks
from flowsim.results.invariants import check_invariants
from flowsim.scenario.scenario import Scenario

AGE = {"by": "age", "young": 0.5, "old": 2}
RISKS: dict[str, Any] = {
    "fall": {"rate": "0.15 per day", "times": AGE, "then": [{"name": "hurt", "wait": "1 d"}]},
    "weaker": {"rate": "0.3 per day", "by_day": [0.5, 1, 3], "during": "ready", "set": {"age": "old"}},
}
CASE: dict[str, Any] = {
    "flowsim": 1,
    "name": "risky",
    "run": {"window": "60 d"},
    "attributes": {"age": {"shares": {"young": 0.7, "old": 0.3}}},
    "units": {"ward": {"places": 6, "setting": "hospital"}, "home": {"places": 9, "setting": "care-home"}},
    "arrivals": {"people": {"rate": "1 per day", "pathway": "main"}},
    "pathways": {
        "main": [
            {"stay": "ward", "time": {"exponential": {"mean": "2 d"}}, "risks": RISKS},
            {"declare": "ready"},
            {"name": "social", "wait": "3 d", "risks": {"lost": {"rate": "0.1 per day", "then": [], "times": AGE}}},
            {"declare": "not-ready", "share": 0.3},
            {"stay": "home", "time": {"exponential": {"mean": "6 d"}}},
            {"leave": "home", "returns": {"to": "main", "share": 0.5, "after": "2 d"}},
        ]
    },
}
PLAN = compile_plan(Scenario.from_document(CASE))
RUN = replicate(PLAN, 1, 0, LOG)
assert RUN.log is not None
STRIKES = np.flatnonzero(RUN.log["kind"] == STRUCK)
lines = pytest.mark.parametrize(
    "of", [STRIKES[::5], pytest.param(STRIKES, marks=pytest.mark.statistical)], ids=["some", "all"]
)
"""Every fifth in the fast suite."""


def broken(log: np.ndarray) -> list[str]:
    """What the check says of a log."""
    return [one.sentence for one in check_risks(PLAN, dataclasses.replace(RUN, log=log))]


def test_a_run_with_many_risks_keeps_every_rule() -> None:
    assert len(STRIKES) > 30
    assert check_invariants(PLAN, RUN) == []


@lines
@pytest.mark.parametrize("by", [-1, 1])
def test_a_risk_that_is_a_tick_early_or_late_is_noticed(by: int, of: np.ndarray) -> None:
    for line in of:
        assert RUN.log is not None
        log = RUN.log.copy()
        log["time"][line] += by
        assert broken(log)


@lines
def test_a_risk_that_never_happens_is_noticed(of: np.ndarray) -> None:
    for line in of:
        assert RUN.log is not None
        assert broken(np.delete(RUN.log, line))


def test_a_risk_that_happens_for_nothing_is_noticed() -> None:
    assert RUN.log is not None
    line = RUN.log[STRIKES[:1]].copy()
    line["time"] -= 1000
    assert broken(np.insert(RUN.log, STRIKES[0], line))


def test_another_risk_than_the_one_that_was_due_is_noticed() -> None:
    assert RUN.log is not None
    log = RUN.log.copy()
    log["value"][STRIKES[0]] = (log["value"][STRIKES[0]] + 1) % len(PLAN.risks)
    assert broken(log)
