"""A filled start: who is in place at time 0, at which stay, with which attributes, for how much longer.

A unit at a share of its places holds that many people, rounded half to even; at its offered load it holds the
smaller of its places and the load that its flows bring. Each has attributes and is at one of the stays that lead to the
unit, drawn in proportion to the people whom the flows would hold there. What remains of the stay is drawn from its
equilibrium distribution, density (1 - F(x)) / mean (Cox 1962, Renewal Theory, section 5.2).

What it leaves out: a unit in which nobody stays starts empty (``explain`` warns of it), and so do later choices of a
list, unless they are the first of another stay; waits and tasks that follow a stay while its place is held fill in the
warm-up; nobody in place is declared ready.

One random number decides attributes first, in their order, then the stay. So a policy that adds a step, or lets one
more attribute matter, does not change who is in place, as long as all attributes can be followed. Where there are too
many combinations for that, an attribute on which nothing that comes depends any more is drawn as usual.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from flowsim.errors import Problem, ScenarioError
from flowsim.plan import tables
from flowsim.plan.capacity import open_at_start
from flowsim.plan.crowds import Crowd
from flowsim.plan.flows import Flows, work_out
from flowsim.plan.numbering import Numbering
from flowsim.plan.purposes import Purposes
from flowsim.plan.tables import Plan
from flowsim.plan.trees import Trees
from flowsim.plan.walked import Walked
from flowsim.scenario.place import Filled, Place

AT_START = " (at the start)"
"""After the name of a unit: the source of people who are in it at the start."""


@dataclass(frozen=True, slots=True, eq=False)
class InPlace:
    """The part of a plan that a filled start adds: sources, ways to be in place, their attributes, remaining times."""

    sources: np.ndarray
    fill: np.ndarray
    levels: np.ndarray
    labels: tuple[str, ...]
    remaining: np.ndarray
    census: np.ndarray = field(default_factory=lambda: np.zeros(0, tables.dtype("census")))


NOBODY = InPlace(
    np.zeros(0, tables.dtype("sources")),
    np.zeros(0, tables.dtype("fill")),
    np.zeros((0, 0), np.int16),
    (),
    np.zeros(0, np.int32),
)
"""An empty start."""


def in_place(
    plan: Plan, place: Place, numbering: Numbering, trees: Trees, purposes: Purposes, walked: Walked | None = None
) -> InPlace:
    """Who is in place at the start, from the flows of the plan without them.

    Raises:
        ScenarioError: the flows cannot be worked out.
    """
    walked = walked or Walked()
    flows = work_out(plan, True, True, walked) or work_out(plan, False, True, walked)
    if flows is None:
        message = "a filled start needs the flows, and too many attributes decide them here"
        raise ScenarioError([Problem("too-many-combinations", message, "run.start")])
    remaining = np.full(len(plan.steps), -1, np.int32)
    sources: list[np.ndarray] = []
    ways: list[np.ndarray] = []
    levels = [np.zeros((0, len(plan.attributes)), np.int16)]
    labels: list[str] = []
    for name in sorted(place.units):
        unit = numbering.resources[name]
        people = people_wanted(place, name, open_at_start(plan, unit), flows.content[unit], flows.amounts[unit])
        if people == 0:
            continue
        rows, here, codes = _ways(plan, flows, unit)
        if not len(here.at):
            continue
        for row in np.unique(rows).tolist():
            remaining[row] = trees.table.equilibrium(int(plan.steps[row]["time"]))
        sources.append(_source(name, people, sum(len(way) for way in ways), len(here.at), purposes))
        ways.append(_fill_rows(rows, here, sum(len(rows) for rows in levels)))
        levels.append(codes)
        labels.append(f"{name}{AT_START}")
    empty_fill = np.zeros(0, tables.dtype("fill"))
    empty_sources = np.zeros(0, tables.dtype("sources"))
    return InPlace(
        np.concatenate([empty_sources, *sources]),
        np.concatenate([empty_fill, *ways]),
        np.concatenate(levels),
        tuple(labels),
        remaining,
    )


def people_wanted(place: Place, name: str, places: int, load: float, amount: float = 1.0) -> int:
    """How many are in a unit at the start, of the places open then, who hold this amount each in the mean.

    What people in place draw may add up to a little more than a unit has.
    """
    start = place.run.start
    wanted: object = "load"
    if isinstance(start, Filled):
        wanted = start.filled.get(name, "load") if isinstance(start.filled, dict) else start.filled
    if wanted == "empty":
        return 0
    if wanted == "load":
        return round(min(places, load) / amount)
    return round(min(places, wanted.value * places) / amount)  # type: ignore[attr-defined]


def _ways(plan: Plan, flows: Flows, unit: int) -> tuple[np.ndarray, Crowd, np.ndarray]:
    """Ways to be in place, in order of combination, then of step row: rows of stays whose first choice is this unit,
    the people whom the flows would hold in each, and their codes, -1 where nothing depends on them any more."""
    here = [
        (row, crowd)
        for (row, there), crowd in sorted(flows.present.items(), key=lambda item: item[0])
        if there == unit and plan.wanted[plan.steps[row]["first"]] == unit and crowd.sum() > 0
    ]
    rows = np.concatenate([np.zeros(0, int), *(np.full(len(crowd.at), row) for row, crowd in here)])
    at = np.concatenate([np.zeros(0, np.int64), *(crowd.at for _, crowd in here)])
    people = np.concatenate([np.zeros(0), *(crowd.people for _, crowd in here)])
    order = np.lexsort((rows, at))
    rows, crowd = rows[order], Crowd(at[order], people[order])
    return rows, crowd, np.where(flows.followed[rows], flows.packing.codes(crowd.at), -1).astype(np.int16)


def _source(name: str, people: int, first: int, count: int, purposes: Purposes) -> np.ndarray:
    row = np.zeros(1, tables.dtype("sources"))
    row["kind"], row["entry"], row["retention"] = tables.FILLED, -1, 1.0
    row["code"] = purposes.source(f"start.{name}")
    row["purpose"] = purposes.code("start:way")
    row["people"], row["first"], row["count"] = people, first, count
    return row


def _fill_rows(rows: np.ndarray, here: Crowd, first: int) -> np.ndarray:
    """The ways to be in one unit, with cumulative shares; the first has this row of levels."""
    table = np.zeros(len(rows), tables.dtype("fill"))
    table["cumulative"] = np.cumsum(here.people) / here.sum()
    table["cumulative"][-1] = 1.0
    table["row"] = rows
    table["levels"] = first + np.arange(len(rows))
    return table
