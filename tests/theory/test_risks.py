"""Risks against theory: competing exponentials, and survival under a rate that is constant day by day."""

from __future__ import annotations

from math import exp, sqrt
from typing import Any

import numpy as np
import pytest

from flowsim.engine import compiled
from flowsim.engine.output import PEOPLE
from flowsim.plan.compile import compile_plan
from flowsim.scenario.scenario import Scenario
from flowsim.units import DAY

PEOPLE_WANTED = 4_000


def people(steps: list[dict[str, Any]]) -> tuple[Any, Any]:
    """Everybody arrives in the first day and is followed for years: nobody waits for anything."""
    document = {
        "flowsim": 1, "name": "risks", "run": {"window": "10 y"},
        "units": {"ward": {"places": 5000, "setting": "hospital"}},
        "arrivals": {"all": {"at": ["0 h"] * PEOPLE_WANTED, "pathway": "main"}}, "pathways": {"main": steps},
    }  # fmt: skip
    plan = compile_plan(Scenario.from_document(document))
    return plan, compiled.replicate(plan, 11, 0, PEOPLE).people


def test_competing_exponential_risks() -> None:
    """Rates 1, 2 and 3 a week: each takes its share of the sum, after a mean of a sixth of a week; the mean does not
    depend on which. Bounds are four standard errors."""
    rates = {"a": 1.0, "b": 2.0, "c": 3.0}
    risks = {name: {"rate": f"{rate} per week", "then": [{"leave": name}]} for name, rate in rates.items()}
    plan, everybody = people([{"stay": "ward", "time": "9 y", "risks": risks}, {"leave": "home"}])
    days = everybody.left / DAY
    for name, rate in rates.items():
        share = rate / 6
        took = everybody.outcome == plan.names["outcomes"].index(name)
        assert took.mean() == pytest.approx(share, abs=4 * sqrt(share * (1 - share) / PEOPLE_WANTED))
        assert days[took].mean() == pytest.approx(7 / 6, abs=4 * 7 / 6 / sqrt(took.sum()))


def test_survival_under_a_rate_by_day() -> None:
    """0.1 a day times 1, 3, 0 and then 2: alive after 1, 2, 3 and 6 days with exp(-0.1), exp(-0.4), exp(-0.4) and
    exp(-1.0)."""
    risk = {"rate": "0.1 per day", "by_day": [1, 3, 0, 2], "then": [{"leave": "died"}]}
    steps = [
        {"stay": "ward", "risks": {"death": risk}},
        {"mark": "discharge-ready"},
        {"wait": "9 y"},
        {"leave": "home"},
    ]
    _, everybody = people(steps)
    days = everybody.left / DAY
    for day, used in ((1, 0.1), (2, 0.4), (3, 0.4), (6, 1.0)):
        alive = exp(-used)
        assert np.mean(days > day) == pytest.approx(alive, abs=4 * sqrt(alive * (1 - alive) / PEOPLE_WANTED))
