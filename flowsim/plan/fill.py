"""A filled start: who is in place at time 0, at which stay, with which attributes, for how much longer.

A unit at a share of its places holds that many people, rounded half to even; at its offered load it holds the
smaller of its places and the load that its flows bring. Each has attributes and is at one of the stays that lead to the
unit, drawn in proportion to the people whom the flows would hold there. What remains of the stay is drawn from its
equilibrium distribution, density (1 - F(x)) / mean (Cox 1962, Renewal Theory, section 5.2).

What it leaves out: a unit in which nobody stays starts empty (``explain`` warns of it), and so do later choices of a
list, unless they are the first of another stay; waits and tasks that follow a stay while its place is held fill in the
warm-up; nobody in place is declared ready.

One random number decides attributes first, in their order, then the stay. So a policy that adds a step, or lets one
more attribute matter, does not change who is in place, as long as all attributes can be followed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from flowsim.errors import Problem, ScenarioError
from flowsim.plan import tables
from flowsim.plan.capacity import open_at_start
from flowsim.plan.flows import Flows, work_out
from flowsim.plan.numbering import Numbering
from flowsim.plan.purposes import Purposes
from flowsim.plan.tables import Plan
from flowsim.plan.trees import Trees
from flowsim.scenario.place import Filled, Place


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
    np.zeros((0, 0), np.int32),
    (),
    np.zeros(0, np.int32),
)
"""An empty start."""


def in_place(plan: Plan, place: Place, numbering: Numbering, trees: Trees, purposes: Purposes) -> InPlace:
    """Who is in place at the start, from the flows of the plan without them.

    Raises:
        ScenarioError: the flows cannot be worked out.
    """
    flows = work_out(plan, every_attribute=True, at_start=True) or work_out(plan, at_start=True)
    if flows is None:
        message = "a filled start needs the flows, and too many attributes decide them here"
        raise ScenarioError([Problem("too-many-combinations", message, "run.start")])
    remaining = np.full(len(plan.steps), -1, np.int32)
    sources: list[np.ndarray] = []
    ways: list[np.ndarray] = []
    labels: list[str] = []
    for name in sorted(place.units):
        unit = numbering.resources[name]
        people = people_wanted(place, name, open_at_start(plan, unit), flows.content[unit], flows.amounts[unit])
        if people == 0:
            continue
        rows, weights = _ways(plan, flows, unit)
        if not rows:
            continue
        for row in rows:
            remaining[row] = trees.table.equilibrium(int(plan.steps[row]["time"]))
        sources.append(_source(name, people, sum(len(way) for way in ways), int(np.count_nonzero(weights)), purposes))
        ways.append(_fill_rows(rows, weights))
        labels.append(f"{name} (at the start)")
    levels = np.where(flows.matters, flows.combinations, -1).astype(np.int32)
    empty_fill = np.zeros(0, tables.dtype("fill"))
    empty_sources = np.zeros(0, tables.dtype("sources"))
    return InPlace(
        np.concatenate([empty_sources, *sources]),
        np.concatenate([empty_fill, *ways]),
        levels,
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


def _ways(plan: Plan, flows: Flows, unit: int) -> tuple[list[int], np.ndarray]:
    """Stays whose first choice is this unit, and [rows, K] the people the flows would hold in each."""
    here = [
        (row, people)
        for (row, there), people in sorted(flows.present.items(), key=lambda item: item[0])
        if there == unit and plan.wanted[plan.steps[row]["first"]] == unit and people.sum() > 0
    ]
    return [row for row, _ in here], np.array([people for _, people in here])


def _source(name: str, people: int, first: int, count: int, purposes: Purposes) -> np.ndarray:
    row = np.zeros(1, tables.dtype("sources"))
    row["kind"], row["entry"], row["retention"] = tables.FILLED, -1, 1.0
    row["code"] = purposes.source(f"start.{name}")
    row["purpose"] = purposes.code("start:way")
    row["people"], row["first"], row["count"] = people, first, count
    return row


def _fill_rows(rows: list[int], weights: np.ndarray) -> np.ndarray:
    """Ways to be in place, in order of combination, then of step row, with cumulative shares."""
    combination, at = np.nonzero(weights.T)
    table = np.zeros(len(at), tables.dtype("fill"))
    table["cumulative"] = np.cumsum(weights[at, combination]) / weights.sum()
    table["cumulative"][-1] = 1.0
    table["row"] = np.array(rows)[at]
    table["levels"] = combination
    return table
