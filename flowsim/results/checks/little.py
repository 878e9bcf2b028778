"""Little's law on the path, exactly: the time under a queue's curve is the sum of what each person spent in it.

Three ways to the same whole number: the area under the curve of how many there are, the spells of the people (those
under way at either end of the window count with the part inside it), and the tallies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from flowsim.engine.output import ARRIVE, BEGIN, DEPART, END, GIVE_UP, JOIN, STOPPED, TURN_AWAY, Replication
from flowsim.plan.tables import PAY, RESERVE, TASK, Plan
from flowsim.results.checks.broken import Broken

Spot = tuple[str, int]
"""What people are counted in: ``unit``, ``queue`` or ``team`` and its row, or ``present``."""

PRESENT: Spot = ("present", 0)


def check_little(plan: Plan, replication: Replication) -> Iterator[Broken]:
    """Rule ``little``: for every unit, team and queue, and for all who are present, over the window.

    A request for any of several units is in the queue of the first of its list. The log must make a story.
    """
    path = _Path(plan)
    assert replication.log is not None
    for line in replication.log.tolist():
        path.read(*line)
    path.close()
    tallied = _tallied(plan, replication)
    for spot in sorted({*path.areas, *path.spells, *tallied}):
        area, spells, tally = path.areas[spot], path.spells[spot], tallied.get(spot, 0)
        if not area == spells == tally:
            sentence = f"{area} ticks under the curve, {spells} in the spells of people, {tally} in the tallies"
            yield Broken("little", -1, f"{_name(plan, spot)}: {sentence}")


def _name(plan: Plan, spot: Spot) -> str:
    what, row = spot
    return "all who are present" if spot == PRESENT else f"{what} {plan.names['resources'][row]}"


def _tallied(plan: Plan, replication: Replication) -> dict[Spot, int]:
    states, steps, ticks = plan.states, plan.steps, replication.tallies.ticks
    kind, first = steps["kind"][states["row"]], steps["first"][states["row"]]
    waits = states["active"] == 0
    works = ~waits & (kind == TASK)
    asked = np.full(len(states), -1)
    asked[waits | works] = plan.wanted[first[waits | works]]
    beside = (steps["branch"] >= 0)[states["row"]]  # who waits for a branch; the branch's own time is counted apart
    found = {PRESENT: int(ticks.sum())}
    tasks = np.isin(steps["kind"], (TASK, RESERVE, PAY)) & (steps["branch"] >= 0)
    team_of = np.where(tasks, plan.wanted[np.where(tasks, steps["first"], 0)] if tasks.any() else -1, -1)
    for resource in range(len(plan.resources)):
        branches = replication.tallies.beside[team_of == resource].sum(axis=0)
        found["queue", resource] = int(ticks[waits & ~beside & (asked == resource)].sum() + branches[0])
        found["team", resource] = int(ticks[works & ~beside & (asked == resource)].sum() + branches[1])
        found["unit", resource] = int(ticks[states["unit"] == resource].sum()) if resource < plan.units else 0
    return found


class _Path:
    """Curves and spells, side by side."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.number: dict[Spot, int] = defaultdict(int)
        self.since: dict[Spot, int] = defaultdict(int)
        self.areas: dict[Spot, int] = defaultdict(int)
        self.spells: dict[Spot, int] = defaultdict(int)
        self.begun: dict[tuple[Spot, int, int, int], int] = {}
        self.spot_of: dict[tuple[str, int, int, int], Spot] = {}

    def read(
        self, time: int, source: int, index: int, kind: int, row: int, unit: int, resource: int, value: int, slot: int
    ) -> None:
        """Take in one line of the log."""
        who, line = (source, index, 0), (source, index, slot)
        if kind == ARRIVE:
            self._enter(time, who, PRESENT)
        if kind == DEPART:
            self._leave(time, who, "present")
            self._leave(time, who, "unit")
        elif ("unit", unit) != self.spot_of.get(("unit", *who)):
            self._leave(time, who, "unit")
            self._enter(time, who, ("unit", unit))
        if kind == JOIN:
            self._enter(time, line, ("queue", resource))
        if kind in (BEGIN, GIVE_UP, TURN_AWAY, STOPPED):
            self._leave(time, line, "queue")
        if kind == BEGIN and self.plan.steps["kind"][row] == TASK:
            self._enter(time, line, ("team", resource))
        if kind in (END, STOPPED):
            self._leave(time, line, "team")

    def close(self) -> None:
        """End every curve and every spell at the horizon."""
        for what, *line in list(self.spot_of):
            self._leave(self.plan.horizon, (line[0], line[1], line[2]), what)

    def _enter(self, now: int, line: tuple[int, int, int], spot: Spot) -> None:
        self._step(now, spot, 1)
        self.spot_of[(spot[0], *line)] = spot
        self.begun[(spot, *line)] = now

    def _leave(self, now: int, line: tuple[int, int, int], what: str) -> None:
        spot = self.spot_of.pop((what, *line), None)
        if spot is not None:
            self._step(now, spot, -1)
            self.spells[spot] += self._inside(self.begun.pop((spot, *line)), now)

    def _step(self, now: int, spot: Spot, change: int) -> None:
        self.areas[spot] += self.number[spot] * self._inside(self.since[spot], now)
        self.number[spot] += change
        self.since[spot] = now

    def _inside(self, start: int, end: int) -> int:
        return max(0, min(end, self.plan.window_to) - max(start, self.plan.window_from))
