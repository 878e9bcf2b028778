"""What is run: W1 and W2 as scenarios, and `northmoor`.

W1 is one queue, M/M/10 at load 0.9. W2 is a ward whose beds stay taken while people wait for an assessor and then
for a place in a care home. Both run for five years, the same in every peer.
"""

from __future__ import annotations

import copy
import math
from functools import cache
from typing import Any

from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import Plan
from flowsim.scenario.scenario import Scenario, load

Document = dict[str, Any]

YEARS = 5
DAYS = 365 * YEARS
DESKS, CUSTOMERS = 10, 9.0
"""W1: desks, and customers a day; a customer takes a day on average."""

BEDS, ASSESSORS, ROOMS, PATIENTS = 60, 5, 400, 6.2
"""W2: beds, assessors, care-home places, and patients a day."""

STAY, ASSESSMENT, RESIDENCE = 6.0, 0.5, 60.0
"""W2: mean days; the stay is lognormal with coefficient of variation 1, the others are exponential."""

LOG_MEAN, LOG_SD = 1.4451859, 0.8325546
"""Mean and standard deviation of the logarithm of the stay."""

W1: Document = {
    "flowsim": 1,
    "name": "w1",
    "run": {"window": f"{YEARS} y"},
    "units": {"desk": {"places": DESKS}},
    "arrivals": {"customers": {"rate": f"{CUSTOMERS} per day", "pathway": "main"}},
    "pathways": {"main": [{"stay": "desk", "time": {"exponential": {"mean": "1 d"}}}, {"leave": "served"}]},
}
"""One queue."""

W2: Document = {
    "flowsim": 1,
    "name": "w2",
    "run": {"window": f"{YEARS} y"},
    "units": {
        "ward": {"places": BEDS, "setting": "hospital"},
        "home": {"places": ROOMS, "setting": "care-home"},
    },
    "teams": {"assessors": {"headcount": ASSESSORS}},
    "arrivals": {"emergency": {"rate": f"{PATIENTS} per day", "pathway": "main"}},
    "pathways": {
        "main": [
            {"stay": "ward", "time": {"lognormal": {"mean": f"{STAY} d", "cv": 1}}},
            {"task": "assessors", "work": {"exponential": {"mean": f"{ASSESSMENT} d"}}},
            {"stay": "home", "time": {"exponential": {"mean": f"{RESIDENCE} d"}}},
            {"leave": "left"},
        ]
    },
}
"""A ward, a team and a care home, one behind the other."""


def northmoor(days: int | None = None) -> Scenario:
    """The whole place; with ``days`` a shorter run: so long a window, no warm-up and no follow-up."""
    place = load("northmoor")
    if days is None:
        return place
    return place.with_values({"run.warm_up": "0 d", "run.window": f"{days} d", "run.follow_up": "0 d"})


def plan_of(document: Document) -> Plan:
    """The plan of a scenario written as a plain tree."""
    return compile_plan(Scenario.from_document(document))


@cache
def workload_plan(name: str) -> Plan:
    """The plan of W1 or W2."""
    return plan_of({"W1": W1, "W2": W2}[name])


def scaled(document: Document, factor: float) -> Document:
    """The same place for so many times the people: arrivals, places and workers all times the factor.

    Places and workers are rounded up, so that no load rises. Rates are texts such as ``70 per day``.
    """
    larger = copy.deepcopy(document)
    for unit in larger.get("units", {}).values():
        _multiply(unit, "places", factor)
    for team in larger.get("teams", {}).values():
        _multiply(team, "headcount", factor)
    for stream in larger["arrivals"].values():
        if "rate" in stream:
            stream["rate"] = _rate(stream["rate"], factor)
    return larger


def _multiply(entry: Document, key: str, factor: float) -> None:
    number = entry.get(key)
    if isinstance(number, dict):
        number = number["value"]
    if isinstance(number, int | float):
        entry[key] = math.ceil(round(number * factor, 6))


def _rate(rate: Any, factor: float) -> str:
    text = rate["value"] if isinstance(rate, dict) else rate
    number, rest = str(text).split(maxsplit=1)
    return f"{float(number) * factor} {rest}"
