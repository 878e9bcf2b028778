"""A small place for the tests of results: two wards, two homes of one kind, a team; plans and tallies made of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from flowsim.engine.output import Tallies
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import COMMUNITY_UNIT, Plan
from flowsim.scenario.place import Place
from flowsim.scenario.scenario import Scenario
from flowsim.units import DAY, HOUR

CASE: dict[str, Any] = {
    "flowsim": 1,
    "name": "case",
    # 1 April 2024 is a Monday; days 7 to 20 are measured: two whole weeks.
    "run": {"start_date": "2024-04-01", "warm_up": "7 d", "window": "14 d", "follow_up": "1 d"},
    "units": {
        "ward": {"places": 10, "setting": "hospital", "day_cost": "£300"},
        "annexe": {"places": 5, "setting": "hospital"},
        "oak": {"places": 4, "setting": "care-home", "kind": "nursing"},
        "elm": {"places": 6, "setting": "care-home", "kind": "nursing"},
    },
    "teams": {"workers": {"headcount": 2, "hours": {"mon-fri": "09:00-17:00"}, "hour_cost": "£40", "payer": "council"}},
    "attributes": {"pathway": {"shares": {"p0": 0.5, "p1": 0.3, "p3": 0.2}}},
    "groups": ["pathway"],
    "reasons": {"own": {"title": "Own reason", "body": "family", "group": "wishes"}},
    "intervals": {"ready-to-home": {"from": "discharge-ready", "to": "home", "within": ["1 d", "3 d"]}},
    "arrivals": {
        "emergency": {"rate": "1 per day", "pathway": "main"},
        "planned": {"rate": "1 per day", "pathway": "main"},
    },
    "pathways": {
        "main": [
            {"name": "treat", "stay": "ward", "time": "5 d"},
            {"mark": "discharge-ready"},
            {"name": "own-wait", "wait": "1 h", "reason": "own", "stage": "family-worries"},
            {"name": "assess", "task": "workers", "work": "2 h", "reason": "hub-confirmation", "stage": "assessment"},
            {"name": "place", "stay": ["oak", "elm"], "time": "10 d", "reason": "p3-home-capacity"},
            {"mark": "home"},
            {"name": "rest", "stay": "annexe", "time": "1 d"},
            {"leave": "home"},
        ]
    },
}  # fmt: skip


def made(document: dict[str, Any] = CASE) -> tuple[Plan, Place]:
    """The plan and the place of a document."""
    scenario = Scenario.from_document(document)
    return compile_plan(scenario), scenario.place


def row(plan: Plan, name: str) -> int:
    """The row of a step by its name in pathway main."""
    return plan.names["steps"].index(f"main.{name}")


def unit(plan: Plan, name: str) -> int:
    """The row of a unit or team."""
    return plan.names["resources"].index(name)


def state(plan: Plan, step: str, active: int, where: str, declared: int) -> int:
    """A wait-state that exists."""
    found = int(plan.state_of[row(plan, step), active, unit(plan, where), declared])
    assert found >= 0
    return found


def days(value: float) -> int:
    """Ticks of so many days."""
    return round(value * DAY)


def empty(plan: Plan) -> Tallies:
    """Tallies of a run in which nothing happened: places were open throughout, and workers on duty in office hours.

    The two weeks have 80 of these.
    """
    tallies = Tallies.empty(plan)
    for number, resource in enumerate(plan.resources):
        hours = 14 * 24 if number < plan.units else 80
        tallies.open[number] = 0 if number == COMMUNITY_UNIT else int(resource["places"]) * hours * HOUR
    return tallies


def placed(plan: Plan, tallies: Tallies) -> Tallies:
    """The same tallies with places held as an engine books them: everybody has one where they are."""
    units = plan.states["unit"]
    tallies.held[:] = 0
    np.add.at(tallies.held, (units, plan.resources["payer"][units]), tallies.ticks)
    return tallies


def histogram(*values: int, bins: int = 512) -> np.ndarray:
    """Counts of whole numbers."""
    return np.bincount(np.array(values, int), minlength=bins)
