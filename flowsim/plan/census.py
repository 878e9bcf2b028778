"""A start by census: a row for everybody in place, with the time that is left drawn on the condition of that spent."""

from __future__ import annotations

import math

import numpy as np

from flowsim.errors import Problem, ScenarioError
from flowsim.plan import tables
from flowsim.plan.branches import beside
from flowsim.plan.fill import InPlace
from flowsim.plan.numbering import Numbering
from flowsim.plan.program import Row
from flowsim.plan.purposes import Purposes
from flowsim.plan.trees import Trees
from flowsim.random.table import DistributionTable
from flowsim.random.truncation import truncated
from flowsim.scenario.census import Census, Found
from flowsim.scenario.check_census import steps_of, unit_of
from flowsim.scenario.place import COMMUNITY, Place

LABEL = "census"


def counted(place: Place, rows: list[Row], numbering: Numbering, trees: Trees, purposes: Purposes) -> InPlace:
    """Everybody whom the census of a place tells of, in written order: the part of a plan that it adds.

    Raises:
        ScenarioError: a step of the census has no place in the program, or waits for units by attribute.
    """
    assert isinstance(place.run.start, Census)
    people: list[np.ndarray] = []
    levels: list[list[int]] = []
    steps = steps_of(place)
    for number, found in enumerate(place.run.start.census):
        unit = numbering.resources[unit_of(found, steps.get(found.step)) or COMMUNITY]
        row = _row(found, rows, unit, number)
        codes = [numbering.levels[name].get((found.set or {}).get(name, ""), -1) for name in numbering.attributes]
        one = _person(found, row, rows[row], unit, len(levels), trees.table)
        people += [one] * int(found.people.value)
        levels.append(codes)
    source = np.zeros(1, tables.dtype("sources"))
    source["kind"], source["entry"], source["retention"] = tables.CENSUS, -1, 1.0
    source["code"] = purposes.source("start.census")
    source["people"] = source["count"] = len(people)
    return InPlace(
        source if people else source[:0],
        np.zeros(0, tables.dtype("fill")),
        np.array(levels, np.int32).reshape(len(levels), len(numbering.attributes)),
        (LABEL,) if people else (),
        np.full(len(rows), -1, np.int32),
        np.concatenate([np.zeros(0, tables.dtype("census")), *people]),
    )


def _row(found: Found, rows: list[Row], unit: int, number: int) -> int:
    """The row of the step as the plan has it, for people in that unit."""
    branches = beside(rows)
    kinds = (tables.STAY, tables.TASK)
    own = [n for n, row in enumerate(rows) if row.definition == found.step and row.kind in kinds and n not in branches]
    if not found.waiting:
        own = [n for n in own if rows[n].kind == tables.TASK or unit in rows[n].wanted]
    elif len({tuple(rows[n].wanted) for n in own}) > 1:
        message = f"nobody can wait at '{found.step}' from the start: what is waited for depends on attributes"
        raise ScenarioError([Problem("bad-census", message, f"run.start.census[{number}]")])
    if not own:
        message = f"nobody comes to '{found.step}' by any arrivals"
        raise ScenarioError([Problem("bad-census", message, f"run.start.census[{number}]")])
    return own[0]


def _person(found: Found, number: int, row: Row, unit: int, levels: int, table: DistributionTable) -> np.ndarray:
    one = np.zeros(1, tables.dtype("census"))
    spent = round(found.since.value)
    active = row.kind == tables.STAY and not found.waiting
    one["row"], one["unit"], one["active"], one["since"], one["levels"] = number, unit, active, -spent, levels
    one["declared"] = found.ready is not None
    one["ready"] = -round(found.ready.value) if found.ready is not None else 0
    one["admitted"] = -round(found.admitted.value) if found.admitted is not None else 0
    one["time"] = beyond(table, row.time, spent) if active else -1
    one["patience"] = beyond(table, row.patience, spent) if not active and row.patience >= 0 else -1
    return one


def beyond(table: DistributionTable, row: int, spent: int) -> int:
    """A whole time on the condition that it is no shorter than what is spent; what cannot be longer ends now."""
    attributes = table.attributes(row)
    if attributes:
        attribute = min(attributes)
        levels = range(table.levels_of(row, attribute))
        return table.by(attribute, [beyond(table, table.at_level(row, attribute, level), spent) for level in levels])
    try:
        return truncated(table, row, float(spent), math.inf, averaged=False)
    except ValueError:
        return table.constant(float(spent))
