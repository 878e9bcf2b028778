"""Tests on the state: each person went the way that the state, as the log tells it, says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from flowsim.engine.output import (
    BEGIN,
    CHOSE,
    END,
    FINISHED,
    GIVE_UP,
    JOIN,
    MARKED,
    STOPPED,
    TURN_AWAY,
    Replication,
)
from flowsim.plan.tables import FULL, OCCUPANCY, QUEUE, SINCE, STAY, TASK, TEST, WAITED, Plan
from flowsim.results.checks.broken import Broken, person, when
from flowsim.results.held import Held
from flowsim.results.levels import Steps, at, levels
from flowsim.results.redraw import Draws

Who = tuple[int, int, int]
"""A line of a person: source, index, slot; slot 0 stands for the person."""


class _State:
    """What tests can look at, kept up to date line by line."""

    def __init__(self, plan: Plan, open_places: list[Steps]) -> None:
        self.plan, self.levels = plan, open_places
        self.taken = [0] * len(plan.resources)
        self.held = Held(plan, self.taken)
        self.waiting = [0] * len(plan.resources)
        self.asked: dict[Who, tuple[int, list[int]]] = {}
        self.waited: dict[Who, int] = defaultdict(int)
        self.marks: dict[tuple[Who, int], int] = {}

    def read(self, now: int, who: Who, kind: int, row: int, unit: int, resource: int, value: int) -> None:
        """Take in one line of the log."""
        self.held.read(now, who[:2], kind, row, unit, resource, value)
        if kind == JOIN:
            step = self.plan.steps[row]
            wanted = self.plan.wanted[step["first"] : step["first"] + step["count"]].tolist()
            if self.plan.steps["kind"][row] == STAY and unit in wanted:
                wanted = [unit]
            self.asked[who] = now, wanted
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
            places = at(self.levels[target], now)
            return bool(over * places < self.taken[target] < under * places)
        assert kind == FULL
        return self.taken[target] >= at(self.levels[target], now)

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


def check_conditions(plan: Plan, replication: Replication) -> Iterator[Broken]:
    """Rule ``condition``: every test came out as the state at its turn says. The log must make a story."""
    assert replication.log is not None
    if not len(plan.tests):
        return
    state = _State(plan, levels(plan, Draws(plan, replication.seed, replication.number)))
    for now, source, index, kind, row, unit, resource, value, slot in replication.log.tolist():
        who = (source, index, slot)
        if kind == CHOSE and plan.steps["kind"][row] == TEST:
            test = int(plan.steps["target"][row])
            if state.holds(now, who, test) != (value == 0):
                says, wrong = plan.names["tests"][test], "held" if value else "did not hold"
                sentence = f"{person(plan, source, index)} went on as if '{says}' {'did not hold' if value else 'held'}"
                yield Broken("condition", now, f"{when(plan, now)}: {sentence}, but it {wrong}")
        state.read(now, who, kind, row, unit, resource, value)
