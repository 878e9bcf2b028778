"""Cases in hand, as the event log tells it: who holds which sittings, and how long cases are open."""

from __future__ import annotations

from dataclasses import dataclass

from flowsim.engine.output import END, GIVE_UP, HAND, STOPPED
from flowsim.plan.tables import Plan
from flowsim.plan.workers import FIRST_SITTING, LATER_SITTING

Who = tuple[int, int, int]
"""A line of a person: source, index, slot."""

Hand = tuple[int, int]
"""A worker: team and number."""


@dataclass(frozen=True, slots=True)
class Case:
    """A worker has it in hand since when."""

    worker: Hand
    since: int


class InHand:
    """Who is at work for whom, and whose cases are open, in teams whose workers have cases.

    Attributes:
        at_work: the worker of each task under way.
        open: the open case of each line that has one.
        closed: (team, since, until) of cases that are over.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.limit = plan.resources["caseload"].tolist()
        self.sitting, self.closes = plan.steps["sitting"].tolist(), plan.steps["closes"].tolist()
        self.at_work: dict[Who, Hand] = {}
        self.open: dict[Who, Case] = {}
        self.closed: list[tuple[int, int, int]] = []
        self._cases: dict[Hand, int] = {}

    def read(self, now: int, who: Who, kind: int, row: int, resource: int, value: int) -> None:
        """Take in one line of the log."""
        if kind == HAND:
            self.at_work[who] = (resource, value)
            if self.sitting[row] == FIRST_SITTING:
                self.open[who] = Case((resource, value), now)
                self._cases[resource, value] = self.cases((resource, value)) + 1
        elif kind in (END, STOPPED, GIVE_UP):
            self.at_work.pop(who, None)
            if who in self.open and (kind != END or self.closes[row]):
                self._close(self.open.pop(who), now)

    def close(self, horizon: int) -> None:
        """The run is over."""
        for case in self.open.values():
            self._close(case, horizon)
        self.open = {}

    def _close(self, case: Case, now: int) -> None:
        self._cases[case.worker] -= 1
        self.closed.append((case.worker[0], case.since, now))

    def cases(self, worker: Hand) -> int:
        """How many cases a worker has in hand."""
        return self._cases.get(worker, 0)

    def due(self, who: Who, row: int, level: int) -> int:
        """The number of the worker who would begin a task now, in a team with so many on duty of whom one is free; -1
        if nobody can."""
        team = self.plan.wanted[self.plan.steps["first"][row]]
        busy = {number for of, number in self.at_work.values() if of == team}
        if self.sitting[row] == LATER_SITTING and who in self.open:
            own = self.open[who].worker[1]
            return -1 if own in busy else own
        free = [(self.cases((team, number)), number) for number in range(level) if number not in busy]
        if self.sitting[row] == FIRST_SITTING:
            free = [(cases, number) for cases, number in free if cases < self.limit[team]]
        return min(free, default=(0, -1))[1]

    def can_begin(self, who: Who, row: int, level: int) -> bool:
        """Whether there is a worker who can begin a task that has one, in a team that is open and has somebody free."""
        return not self.limit[self.plan.wanted[self.plan.steps["first"][row]]] or self.due(who, row, level) >= 0
