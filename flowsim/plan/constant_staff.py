"""A plan as if the staff of one week of the run were there throughout: what its places and workers come to then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flowsim.plan.calendars import Span
from flowsim.plan.capacity import Capacity, change_table
from flowsim.plan.courses import Ratios
from flowsim.plan.staffing import staff_ratios
from flowsim.plan.tables import Plan
from flowsim.scenario.place import Place
from flowsim.units import WEEK

FIRST, LAST = 0, -1
"""The weeks that are looked at."""


def with_staff_of(plan: Plan, place: Place, week: int) -> Plan:
    """The plan with the staff of the first week of the run, or of the last, all the time; for loads only.

    All else goes as in the plan: numbers by week and date, closures and sickness, rounded to whole places and workers.
    The plan itself where no staff changes.
    """
    span = _span(plan, place)
    ratios = staff_ratios(place, span)
    if not ratios:
        return plan
    always = {name: _always(course[week][1]) for name, course in ratios.items()}
    capacity = Capacity.of(place, span, always)
    rows = dict(_rows(plan))
    income = [tuple(row) for row in plan.changes[plan.changes["resource"] >= plan.first_fund].tolist()]
    resources = plan.resources.copy()
    for name in capacity.levels:
        resources[rows[name]]["places"] = capacity.at_start(name, span)
    return replace(plan, resources=resources, changes=change_table(capacity, rows, span, income))


def _span(plan: Plan, place: Place) -> Span:
    return Span(place.run.start_date, plan.horizon)


def _always(ratio: float) -> Ratios:
    """So many times the staff of the start, from before the run on; twice, as once is what is written."""
    return ((-2 * WEEK, ratio), (-WEEK, ratio))


def _rows(plan: Plan) -> Iterator[tuple[str, int]]:
    """Each unit, and each team as ``team:NAME``, with its row."""
    for row, name in enumerate(plan.names["resources"][: plan.first_fund]):
        yield (name if row < plan.units else f"team:{name}"), row
