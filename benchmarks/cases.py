"""What is run: W1 and W2 as scenarios, and `northmoor`.

W1 is one queue, M/M/10 at load 0.9. W2 is a ward whose beds stay taken while people wait for an assessor and then
for a place in a care home. Both run for five years, the same in every peer.
"""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Iterator
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
    """The same place for so many times the people.

    Arrivals, places, hours of care, workers, money, and the lengths of queues at which something is done are all times
    the factor; what happens to one home or one operation at a time comes so much more often. Counts are rounded up,
    of places as of operations on a list.
    """
    larger = copy.deepcopy(document)
    for entry, key in _sizes(larger):
        entry[key] = _times(entry[key], factor)
    for entry, key in _times_between(larger):
        entry[key] = _times(entry[key], 1 / factor)
    return larger


def _sizes(document: Document) -> list[tuple[Document, str]]:
    """What grows with a place: each mapping with the key of a number in it."""
    units, teams = list(document.get("units", {}).values()), list(document.get("teams", {}).values())
    tables = [holder[key] for holder in (*units, *teams) for key in ("shifts", "by_week") if key in holder]
    funds = list(document.get("funds", {}).values())
    streams = list(document["arrivals"].values())
    sized = [
        *((unit, ("places", "weekly_hours")) for unit in units),
        *((unit["escalation"], ("places",)) for unit in units if "escalation" in unit),
        *((team, ("headcount",)) for team in teams),
        *((table, tuple(table)) for table in tables),
        *((fund, ("opening",)) for fund in funds),
        *((fund["instalments"], ("amount",)) for fund in funds if "instalments" in fund),
        *((stream, ("rate",)) for stream in streams),
        *((day, ("people",)) for day in _scheduled(streams)),
        *((queue, ("over", "under")) for queue in _queues(document)),
    ]
    return [(entry, key) for entry, keys in sized for key in keys if key in entry]


def _times_between(document: Document) -> list[tuple[Document, str]]:
    """What comes more often in a larger place: the closing of some home, and the next operation on a list."""
    closing = [unit["closes"]["every"] for unit in document.get("units", {}).values() if "closes" in unit]
    return [(next(iter(every.values())), "mean") for every in closing] + [
        (day, "every") for day in _scheduled(list(document["arrivals"].values())) if "every" in day
    ]


def _scheduled(streams: list[Document]) -> list[Document]:
    """The days of every list of operations."""
    days = [day for stream in streams for day in stream.get("schedule", {}).values()]
    return [day for day in days if isinstance(day, dict)]


def _queues(part: Any) -> Iterator[Document]:
    """Every condition on the length of one queue, wherever it stands (a list of several is not looked into)."""
    if isinstance(part, dict):
        if isinstance(part.get("queue"), dict):
            yield part["queue"]
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _queues(each)


def _times(number: Any, factor: float) -> Any:
    """A count, rounded up, or a text such as ``70 per day``, ``15620 h`` or ``£6600``, times the factor."""
    if isinstance(number, dict):
        number = number["value"]
    if not isinstance(number, str):
        return math.ceil(round(number * factor, 6))
    sign, first, rest = re.fullmatch(r"(£?)([0-9.]+)(.*)", number).groups()  # type: ignore[union-attr]
    return f"{sign}{round(float(first) * factor, 6):.10g}{rest}"
