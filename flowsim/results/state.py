"""The state of the place that conditions look at, as the log tells it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from flowsim.engine.output import (
    ARRIVE,
    BEGIN,
    END,
    FINISHED,
    GIVE_UP,
    JOIN,
    MARKED,
    STOPPED,
    TURN_AWAY,
)
from flowsim.plan.tables import FULL, OCCUPANCY, QUEUE, SINCE, STAY, TASK, WAITED, Plan
from flowsim.results.found import asked_before, ready_before
from flowsim.results.held import Held

Who = tuple[int, int, int]
"""A line of a person: source, index, slot; slot 0 stands for the person."""


class State:
    """What tests can look at, kept up to date line by line.

    Args:
        plan: of the run.
        places: how many places or workers of a resource there are at an instant.
    """

    def __init__(self, plan: Plan, places: Callable[[int, int], int]) -> None:
        self.plan, self.places = plan, places
        self.taken = [0] * len(plan.resources)
        self.held = Held(plan, self.taken)
        self.waiting = [0] * len(plan.resources)
        self.asked: dict[Who, tuple[int, list[int]]] = {}
        self.waited: dict[Who, int] = defaultdict(int)
        self.marks: dict[tuple[Who, int], int] = {}
        self.asked_before = asked_before(plan)
        self.marks |= {((*who, 0), plan.ready_mark): made for who, made in ready_before(plan).items()}

    def read(self, now: int, who: Who, kind: int, row: int, unit: int, resource: int, value: int) -> None:
        """Take in one line of the log."""
        self.held.read(now, who[:2], kind, row, unit, resource, value)
        if kind == ARRIVE and value:  # a new spell: no waits, no marks
            self.waited.pop(who, None)
            self.marks = {key: made for key, made in self.marks.items() if key[0] != who}
        elif kind == JOIN:
            step = self.plan.steps[row]
            wanted = self.plan.wanted[step["first"] : step["first"] + step["count"]].tolist()
            if self.plan.steps["kind"][row] == STAY and unit in wanted:
                wanted = [unit]
            self.asked[who] = self.asked_before.pop(who[:2], now), wanted
            self._queue(wanted, 1)
        elif kind in (BEGIN, GIVE_UP, TURN_AWAY) and who in self.asked:
            since, wanted = self.asked.pop(who)
            self.waited[who] = now - since
            self._queue(wanted, -1)
            self._work(row, int(kind == BEGIN))
        elif kind == END:
            self._work(row, -1)
        elif kind == STOPPED:
            self._stop(now, who, row, resource)
        elif kind == FINISHED:
            self.waited.pop(who, None)
        elif kind == MARKED:
            self.marks[(*who[:2], 0), value] = now

    def _work(self, row: int, change: int) -> None:
        """Workers are taken, or free again, if the row is a task: one of each team that it asks for."""
        step = self.plan.steps[row]
        if step["kind"] == TASK:
            for team in self.plan.wanted[step["first"] : step["first"] + step["count"]]:
                self.taken[team] += change

    def holds(self, now: int, who: Who, test: int) -> bool:
        """Whether a test holds for a person."""
        kind, target, over, under = self.plan.tests[test].tolist()
        if kind == WAITED:
            return bool(over < self.waited[who] < under)
        if kind == SINCE:
            made = self.marks.get(((*who[:2], 0), target))
            return made is not None and bool(over < now - made < under)
        if kind == QUEUE:
            return bool(over < self.waiting[target] < under)
        if kind == OCCUPANCY:
            places = self.places(target, now)
            return bool(over * places < self.taken[target] < under * places)
        assert kind == FULL
        return self.taken[target] >= self.places(target, now)

    def _stop(self, now: int, who: Who, row: int, team: int) -> None:
        """What a line waited for is withdrawn, or its worker is freed; a branch is over."""
        if who in self.asked:
            since, wanted = self.asked.pop(who)
            self.waited[who] = now - since
            self._queue(wanted, -1)
        else:
            self._work(row, -int(team >= 0))
        if who[2]:
            self.waited.pop(who, None)

    def _queue(self, wanted: list[int], change: int) -> None:
        for resource in wanted:
            self.waiting[resource] += change
