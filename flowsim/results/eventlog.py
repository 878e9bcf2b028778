"""The event log told in the words of others: vidigi's events, and step functions of units and teams."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush

import numpy as np

from flowsim.engine.output import (
    ACTED,
    AMOUNT,
    ARRIVE,
    BEGIN,
    CHANGE,
    CHOSE,
    DEPART,
    END,
    FINISHED,
    GIVE_UP,
    HAND,
    JOIN,
    JUMP,
    LAPSED,
    MARKED,
    PART,
    STOPPED,
    STRUCK,
    TAPERED,
    TURN_AWAY,
)
from flowsim.plan.tables import COMMUNITY_UNIT, TASK, TRANSFER, Plan
from flowsim.results.held import BY_RING
from flowsim.results.movers import Movers
from flowsim.units import MINUTE

MINUTE_TICKS = MINUTE
EVENT_COLUMNS = ("entity_id", "event_type", "event", "time", "resource_id", "pathway", "step", "unit")
"""Columns of :func:`event_rows`; ``time`` in ticks."""

EventRow = tuple[str, str, str, int, int | None, str, str, str]
Who = tuple[int, int, int]
"""A line of a person: source, index, slot."""

_Spot = tuple[int, int | None]
"""A resource and the number of the place or worker in it; no number in the community."""


def event_rows(plan: Plan, log: np.ndarray, milestones: bool) -> Iterator[EventRow]:
    """The rows of :func:`flowsim.results.tables.events`, in order."""
    teller = _Teller(plan)
    for lines in _together(log, (plan.steps["kind"] == TRANSFER).tolist()):
        if len(lines) > 1:
            for line in lines:
                yield from teller.give_back(*line)
        for line in lines:
            for kind, row in teller.tell(*line):
                if milestones or kind != "milestone":
                    yield row


def _together(log: np.ndarray, transfers: list[bool]) -> Iterator[list[tuple[int, ...]]]:
    """The lines one by one, but those of rings that turn at one instant together: they change places all at once.

    In a ring of transfers nobody changes places yet.
    """
    ring: list[tuple[int, ...]] = []
    for line in log.tolist():
        turns = line[3] == BEGIN and line[7] == BY_RING and not transfers[line[4]]
        if ring and not (turns and line[0] == ring[0][0]):
            yield ring
            ring = []
        if turns:
            ring.append(line)
        else:
            yield [line]
    if ring:
        yield ring


class _Teller:
    """Follows who holds which place or worker, and tells each line of the log in vidigi's words."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.names = plan.names["resources"]
        self.kind = plan.steps["kind"].tolist()
        labels = plan.names["steps"]
        self.pathway = [label.partition(".")[0] if "." in label else "" for label in labels]
        self.step = [label.partition(".")[2] or label for label in labels]
        self.transfers = (plan.steps["kind"] == TRANSFER).tolist()
        self.movers = Movers()
        self.ways: dict[tuple[int, int], tuple[int, int]] = {}
        self.held: dict[Who, _Spot] = {}
        self.worker: dict[Who, _Spot] = {}
        self.asked: dict[Who, int] = {}
        self.free: dict[int, list[int]] = {}
        self.numbered: dict[int, int] = {}

    def tell(
        self, time: int, source: int, index: int, kind: int, row: int, unit: int, resource: int, value: int, slot: int
    ) -> Iterator[tuple[str, EventRow]]:
        """The rows that one line becomes, each with its type."""
        if self.transfers[row]:
            for other in self._on_the_way((source, index), kind, row, unit, resource, value):
                for ended in self._release(self.held.pop((*other, 0), None)):
                    yield ended[0], self._row(time, *other, *self.ways[other], ended)
        for what, event, number in self._events((source, index, slot), kind, row, unit, resource, value):
            yield what, self._row(time, source, index, row, unit, (what, event, number))

    def _on_the_way(
        self, who: tuple[int, int], kind: int, row: int, unit: int, resource: int, value: int
    ) -> list[tuple[int, int]]:
        """Follow rings of transfers; at the end of the way, those who give back their places before any moves."""
        if kind == BEGIN and value == BY_RING:
            self.movers.set_out(who, unit, resource)
            self.ways[who] = row, unit
        givers = self.movers.chain(who) if kind == END else []
        if kind in (END, STOPPED):
            self.movers.leave(who)
        return givers

    def give_back(
        self, time: int, source: int, index: int, _: int, row: int, unit: int, *__: int
    ) -> Iterator[EventRow]:
        """The row of the place that a person of a ring leaves, told before anybody of the ring takes one.

        Else the first who moves would find every place of the unit taken, and be given a number that it does not have.
        """
        for event in self._release(self.held.pop((source, index, 0), None)):
            yield self._row(time, source, index, row, unit, event)

    def _row(
        self, time: int, source: int, index: int, row: int, unit: int, event: tuple[str, str, int | None]
    ) -> EventRow:
        entity = f"{self.plan.names['sources'][source]}-{index}"
        what, name, number = event
        return entity, what, name, time, number, self.pathway[row], self.step[row], self.names[unit]

    def _events(
        self, who: Who, kind: int, row: int, unit: int, resource: int, value: int
    ) -> Iterator[tuple[str, str, int | None]]:
        if kind == ARRIVE:
            yield "arrival_departure", "arrival", None
        elif kind == JOIN:
            self.asked[who] = resource
            yield "queue", f"{self.names[resource]}_wait_begins", None
        elif kind == BEGIN and self.kind[row] == TASK:
            del self.asked[who]
            self.worker[who] = self._take(resource)
            yield "resource_use", f"{self.names[resource]}_begins", self.worker[who][1]
        elif kind == BEGIN and who[2] == 0 and unit != self.held.get(who, (COMMUNITY_UNIT, None))[0]:
            self.asked.pop(who, None)
            yield from self._release(self.held.pop(who, None))
            self.held[who] = self._take(unit)
            what = "queue" if unit == COMMUNITY_UNIT else "resource_use"
            yield what, f"{self.names[unit]}_begins", self.held[who][1]
        elif kind in (END, STOPPED) and who in self.worker:
            yield from self._release(self.worker.pop(who))
        elif kind == DEPART:
            yield from self._release(self.held.pop(who, None))
            yield "arrival_departure", "depart", None
        else:
            yield "milestone", self._milestone(who, kind, row, value), None

    def _milestone(self, who: Who, kind: int, row: int, value: int) -> str:
        names = self.plan.names
        if kind == MARKED:
            return names["marks"][value]
        if kind == CHANGE:
            attribute = names["attributes"][self.plan.steps["target"][row]]
            levels = [name for name in names["levels"] if name.startswith(f"{attribute}.")]
            return f"{levels[value]}_set"
        if kind in (GIVE_UP, TURN_AWAY):
            asked = names["resources"][self.asked.pop(who)]
            return f"{asked}_gave_up" if kind == GIVE_UP else f"{asked}_turned_away"
        if kind == ACTED:
            return names["acts"][value].replace(":", "_")
        if kind == LAPSED:
            return f"{self.step[row]}_lapsed"
        if kind == HAND:
            return f"{self.step[row]}_worker_{value}"
        if kind in (AMOUNT, TAPERED):
            return f"{self.step[row]}_amount_{value}"
        if kind in (BEGIN, STOPPED):
            self.asked.pop(who, None)
        words = {
            BEGIN: "begins", END: "ends", CHOSE: f"option_{value}", JUMP: f"level_{value}",
            PART: "begins" if value else "goes_on", FINISHED: "ends", STOPPED: "stopped",
            STRUCK: names["risks"][value].partition(":")[2] if kind == STRUCK else "",
        }  # fmt: skip
        return f"{self.step[row]}_{words[kind]}"

    def _take(self, resource: int) -> _Spot:
        """The lowest free number of a resource; numbers are made as they are needed."""
        if resource == COMMUNITY_UNIT:
            return resource, None
        free = self.free.setdefault(resource, [])
        if not free:
            self.numbered[resource] = self.numbered.get(resource, 0) + 1
            return resource, self.numbered[resource]
        return resource, heappop(free)

    def _release(self, spot: _Spot | None) -> Iterator[tuple[str, str, int | None]]:
        if spot is None or spot[1] is None:
            return
        resource, number = spot
        heappush(self.free.setdefault(resource, []), number)  # type: ignore[misc]
        yield "resource_use_end", f"{self.names[resource]}_ends", number


def step_rows(plan: Plan, log: np.ndarray) -> list[tuple[int, int, int, int]]:
    """(resource, time, taken, waiting) after every instant at which one of the numbers changed, by resource."""
    size = len(plan.resources)
    taken, waiting, told = [0] * size, [0] * size, [(0, 0)] * size
    unit_of: dict[Who, int] = {}
    queue_of: dict[Who, int] = {}
    team_of: dict[Who, int] = {}
    rows = [(resource, 0, 0, 0) for resource in range(size)]

    def move(where: dict[Who, int], counts: list[int], who: Who, to: int | None) -> None:
        if who in where:
            counts[where.pop(who)] -= 1
        if to is not None:
            where[who] = to
            counts[to] += 1

    def tell(now: int) -> None:
        for resource in range(size):
            numbers = (taken[resource], waiting[resource])
            if numbers != told[resource]:
                told[resource] = numbers
                rows.append((resource, now, *numbers))

    before = 0
    tasks = (plan.steps["kind"] == TASK).tolist()
    teams = [plan.wanted[step["first"] : step["first"] + step["count"]].tolist() for step in plan.steps]
    most = max(map(len, teams), default=0)
    for time, source, index, kind, row, unit, resource, _, slot in log.tolist():
        if time != before:
            tell(before)
            before = time
        who = (source, index, slot)
        move(unit_of, taken, (source, index, 0), None if kind == DEPART else unit)
        if kind == JOIN:
            move(queue_of, waiting, who, resource)
        elif kind in (BEGIN, GIVE_UP, TURN_AWAY, STOPPED):
            move(queue_of, waiting, who, None)
        if kind == BEGIN and tasks[row]:
            for number, team in enumerate(teams[row]):
                move(team_of, taken, (source, index, slot * most + number), team)
        elif kind in (END, STOPPED):
            for number in range(most):
                move(team_of, taken, (source, index, slot * most + number), None)
    tell(before)
    # At time 0 the first rows give way to what the start left.
    last = {(resource, time): (taken_, waiting_) for resource, time, taken_, waiting_ in rows}
    return sorted((resource, time, *numbers) for (resource, time), numbers in last.items())
