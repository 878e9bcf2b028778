"""Which places were open under pressure when, and so how many there were of everything, worked out from the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heapify, heapreplace

import numpy as np

from flowsim.engine.output import Tallies
from flowsim.plan.tables import Plan
from flowsim.results.levels import Steps, at, open_ticks, own_places, with_staff
from flowsim.results.redraw import Draws
from flowsim.results.state import State

NOBODY = (-1, -1, -1)
"""Who looks at a condition that belongs to no person."""


@dataclass
class Looks:
    """The looks of every escalation, made again beside the log.

    Attributes:
        stretches: for each escalation, from when to when its places were open; the last may be open still (None).
    """

    plan: Plan
    own: list[Steps]
    stretches: list[list[tuple[int, int | None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        records = self.plan.escalations
        self.stretches = [[] for _ in records]
        self.state = State(self.plan, self.places)
        self.due = [(int(every), row) for row, every in enumerate(records["every"])]
        heapify(self.due)

    def read(self, log: np.ndarray) -> None:
        """Make every look of the run, each before what happened at its instant."""
        for time, source, index, kind, row, unit, resource, value, slot in log.tolist():
            self.until(time + 1)
            self.state.read(time, (source, index, slot), kind, row, unit, resource, value)
        self.until(self.plan.horizon)

    def until(self, time: int) -> None:
        """Make the looks before an instant."""
        while self.due[0][0] < time:
            now, row = self.due[0]
            self.state.held.go_on(now)
            self.look(row, now)
            heapreplace(self.due, (now + int(self.plan.escalations["every"][row]), row))

    def look(self, row: int, now: int) -> None:
        """Open or shut."""
        record, stretches = self.plan.escalations[row], self.stretches[row]
        is_open = bool(stretches) and stretches[-1][1] is None
        first, count = ("shuts", "shuts_count") if is_open else ("opens", "opens_count")
        tests = self.plan.triggers[record[first] : record[first] + record[count]]
        if all(self.state.holds(now, NOBODY, int(test)) for test in tests):
            if is_open:
                stretches[-1] = (stretches[-1][0], now)
            else:
                stretches.append((now, None))

    def extra(self, row: int, now: int) -> int:
        """Places that an escalation adds at an instant."""
        stretch = next((s for s in reversed(self.stretches[row]) if s[0] <= now), None)
        is_open = stretch is not None and (stretch[1] is None or now < stretch[1])
        return int(self.plan.escalations["places"][row]) if is_open else 0

    def places(self, resource: int, now: int) -> int:
        """How many places or workers of a resource there are at an instant."""
        mine = np.flatnonzero(self.plan.escalations["resource"] == resource)
        there = at(self.own[resource], now) + sum(self.extra(int(row), now) for row in mine)
        team, ratio = self.plan.resources[["staff", "ratio"]][resource].tolist()
        return there if team < 0 else min(there, int(at(self.own[team], now) * ratio))


def stretches_open(plan: Plan, draws: Draws, log: np.ndarray) -> list[list[tuple[int, int | None]]]:
    """For each escalation, from when to when its places were open; the last may be open still (None)."""
    if not len(plan.escalations):
        return []
    looks = Looks(plan, own_places(plan, draws))
    looks.read(log)
    return looks.stretches


def open_places(plan: Plan, draws: Draws, log: np.ndarray) -> list[Steps]:
    """Of every resource, what is open from when on: closures at random, pressure, sickness and staff included."""
    own = own_places(plan, draws)
    found = stretches_open(plan, draws, log)
    for resource, places, stretches in zip(
        plan.escalations["resource"].tolist(), plan.escalations["places"].tolist(), found, strict=True
    ):
        edges = {time for stretch in stretches for time in stretch if time is not None}
        times = sorted({time for time, _ in own[resource]} | edges)
        more = [any(s <= time and (e is None or time < e) for s, e in stretches) for time in times]
        own[resource] = [(time, at(own[resource], time) + places * now) for time, now in zip(times, more, strict=True)]
    return with_staff(plan, own)


def count_capacity(plan: Plan, draws: Draws, log: np.ndarray, tallies: Tallies) -> None:
    """Count into tallies what was open in the window, and what more of it under pressure."""
    tallies.open[:] = list(open_ticks(plan, open_places(plan, draws, log)))
    found = stretches_open(plan, draws, log)
    for resource, stretches in zip(plan.escalations["resource"].tolist(), found, strict=True):
        for start, end in stretches:
            last = min(plan.horizon if end is None else end, plan.window_to)
            tallies.escalations[resource] += plan.window_from <= start < plan.window_to
            tallies.escalated[resource] += max(0, last - max(start, plan.window_from))
