"""Lengths and choices: every stay, task and wait ends when it must, no patience is overstayed, draws are one's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from flowsim.engine.limits import VISITS_A_SPELL
from flowsim.engine.output import (
    ACTED,
    AMOUNT,
    ARRIVE,
    BEGIN,
    CHANGE,
    CHOSE,
    DEPART,
    END,
    GIVE_UP,
    JOIN,
    JUMP,
    PART,
    STOPPED,
    TURN_AWAY,
    Replication,
)
from flowsim.plan.risks import EFFECT
from flowsim.plan.tables import IN_PLACE, MEET, RETURN, SEARCH, TASK, TEST, TRANSFER, UNTIL_OPEN, Plan
from flowsim.results.checks.broken import Broken, person, when
from flowsim.results.checks.expiries import Due, note_change
from flowsim.results.clock import clocks, resource_clocks
from flowsim.results.found import asked_before
from flowsim.results.held import BY_RING
from flowsim.results.redraw import Draws
from flowsim.results.searches import search_again


@dataclass(slots=True)
class _Timing:
    """A line's instant by which its present state must end, -1 is none; attributes and counters are the person's."""

    codes: np.ndarray
    visits: list[int]
    filled: bool
    occurrence: int = 0
    first: int = 0
    deadline: int = -1
    jumps: list[tuple[int, int]] = field(default_factory=list)
    acts: list[int] = field(default_factory=list)
    asked: int = -1
    end: int = -1
    policies: dict[int, bool] = field(default_factory=dict)
    due: Due = field(default_factory=Due)
    amount: int | None = None
    arrives: bool = False


def check_times(plan: Plan, replication: Replication) -> Iterator[Broken]:
    """Rules ``length``, ``patience``, ``jump``, ``search``, ``expiry`` and ``draws``.

    Lengths are on the step's calendar. Every draw is made again from (seed, replication, person, purpose, visit). The
    log must make a story.
    """
    assert replication.log is not None
    checker = _Checker(plan, Draws(plan, replication.seed, replication.number))
    for time, source, index, kind, row, unit, resource, value, slot in replication.log.tolist():
        if kind == STOPPED and slot == 0:
            timing = checker.lines[source, index, slot]
            timing.end = timing.asked = timing.deadline = -1
            timing.jumps = []
        elif kind == STOPPED:
            del checker.lines[source, index, slot]
        else:
            yield from checker.read(time, (source, index), slot, kind, row, unit, resource, value)
    yield from checker.close()


class _Checker:
    def __init__(self, plan: Plan, draws: Draws) -> None:
        self.plan, self.draws = plan, draws
        self.lines: dict[tuple[int, int, int], _Timing] = {}
        self.asked_before = asked_before(plan)
        self.ring: list[_Timing] = []
        self.ring_from = -1
        self.calendars, self.resources = clocks(plan), resource_clocks(plan)

    def read(
        self, now: int, who: tuple[int, int], slot: int, kind: int, row: int, unit: int, resource: int, value: int
    ) -> Iterator[Broken]:
        if kind == ARRIVE:
            if value:
                yield from self._come_back(now, who, value)
                return
            filled = self.plan.sources["kind"][who[0]] in IN_PLACE and who not in self.asked_before
            self.lines[(*who, 0)] = _Timing(self.draws.codes(*who), [0] * self.plan.counters, filled)
            return
        timing = self.lines[(*who, slot)]
        effect = self.plan.steps["branch"][row] == EFFECT
        if not effect and (instant := timing.due.overdue(now)) is not None:
            timing.due.at.clear()
            yield self._say("expiry", now, who, f"kept what went out of date at {when(self.plan, instant)}")
        if kind == PART and value:
            self.lines[(*who, value)] = _Timing(
                timing.codes,
                timing.visits,
                False,
                first=timing.first,
                policies=timing.policies,
                due=timing.due,
            )
        elif kind == DEPART:
            self._leave(now, timing, who, row)
        elif kind == JOIN:
            self._join(now, who, timing, row)
        elif kind == BEGIN:
            yield from self._begin(now, who, timing, row, resource)
            if self.plan.steps["kind"][row] == TRANSFER and value == BY_RING:
                self._turn(timing, unit, resource)
        elif kind == AMOUNT:
            yield from self._amount(now, who, timing, row, value)
        elif kind == END:
            yield from self._end(now, who, timing, row)
        elif kind in (GIVE_UP, TURN_AWAY):
            yield from self._go_without(now, who, timing, kind)
        elif kind == JUMP:
            yield from self._jump(now, who, timing, row, value)
        elif kind == CHOSE and self.plan.steps["uptake"][row] >= 0:
            yield from self._uptake(now, who, timing, row, unit, value)
        elif kind == ACTED and self.plan.steps["kind"][row] == SEARCH:
            if not timing.acts or timing.acts.pop(0) != value:
                yield self._say("search", now, who, f"has '{self.plan.names['acts'][value]}' where it was not due")
        elif kind in (CHOSE, CHANGE) and self.plan.steps["kind"][row] != TEST:
            yield from self._draw(now, who, timing, kind, row, value)

    def _leave(self, now: int, timing: _Timing, who: tuple[int, int], row: int) -> None:
        """Who comes back does so at an instant that is settled now."""
        timing.due.away = True
        if self.plan.steps["kind"][row] == RETURN:
            timing.end = now + self.draws.length(row, *who, timing.codes, self._visit(timing, row))

    def _come_back(self, now: int, who: tuple[int, int], spell: int) -> Iterator[Broken]:
        before = self.lines[(*who, 0)]
        if before.end != now:
            yield self._say("length", now, who, "came back at another instant than was settled when they left")
        anew = _Timing(before.codes, [0] * self.plan.counters, False, first=spell * VISITS_A_SPELL, due=before.due)
        before.due.back, before.due.away = now, False
        self.lines[(*who, 0)] = anew

    def close(self) -> Iterator[Broken]:
        """What is under way at the end must be due at the horizon or later."""
        horizon = self.plan.horizon
        for (*person_, _), timing in self.lines.items():
            who = (person_[0], person_[1])
            if (instant := timing.due.overdue(horizon)) is not None:
                yield self._say("expiry", instant, who, "kept what went out of date here")
            if 0 <= timing.end < horizon:
                yield self._say("length", timing.end, who, "was due to end here and never did")
            if 0 <= timing.deadline < horizon:
                yield self._say("patience", timing.deadline, who, "had no patience left here and went on waiting")

    def _join(self, now: int, who: tuple[int, int], timing: _Timing, row: int) -> None:
        timing.occurrence, timing.asked = self._visit(timing, row), now
        since = self.asked_before.pop(who, now)
        draw = self.draws.patience if since == now else self.draws.patience_left
        patience = draw(row, *who, timing.codes, timing.occurrence)
        timing.deadline = -1 if patience is None else max(now, since + patience)
        step = self.plan.steps[row]
        jumps = self.plan.jumps[step["jumps"] : step["jumps"] + step["jump_count"]].tolist()
        timing.jumps = [(since + after, level) for after, level in jumps if since + after > now]

    def _jump(self, now: int, who: tuple[int, int], timing: _Timing, row: int, value: int) -> Iterator[Broken]:
        due, level = timing.jumps.pop(0) if timing.jumps else (-1, -1)
        if due != now:
            yield self._say("jump", now, who, "changed its level at another instant than stated")
        elif self.draws.level(level, *who, timing.codes) != value:
            yield self._say("jump", now, who, f"got level {value}, which is not the one stated")

    def _amount(self, now: int, who: tuple[int, int], timing: _Timing, row: int, value: int) -> Iterator[Broken]:
        occurrence, counter = timing.occurrence, int(self.plan.steps["visit"][row])
        if timing.asked < 0:
            occurrence = timing.first + (timing.visits[counter] if counter >= 0 else 0)
        if timing.arrives:  # what a transfer has brought
            if timing.amount != value:
                yield self._say("draws", now, who, f"came for an amount of {value}, not {timing.amount}")
            return
        timing.amount = value
        drawn = self.draws.amount(row, *who, timing.codes, occurrence)
        found = self.draws.found(*who) if timing.filled else None
        if found is not None:
            drawn = int(found["amount"])
        if drawn != value:
            yield self._say("draws", now, who, f"asked for an amount of {value}, but drew {drawn}")

    def _begin(self, now: int, who: tuple[int, int], timing: _Timing, row: int, resource: int) -> Iterator[Broken]:
        if self.plan.steps["kind"][row] == MEET:
            return
        yield from self._missed(now, who, timing)
        if 0 <= timing.deadline < now:
            yield self._say("patience", now, who, f"had no patience left since {when(self.plan, timing.deadline)}")
        if timing.asked < 0:
            timing.occurrence = self._visit(timing, row) if not timing.arrives else timing.occurrence
        timing.arrives = False
        if self.plan.steps["kind"][row] == SEARCH:
            clock = self.calendars[self.plan.steps["calendar"][row]]
            search = (self.plan, self.draws, clock, row, who, timing.codes, timing.occurrence, now)
            timing.end, timing.acts = search_again(*search)
            timing.filled = False
            return
        draw = self.draws.remaining if timing.filled else self.draws.length
        length = draw(row, *who, timing.codes, timing.occurrence)
        before = int(timing.filled)
        timing.filled, timing.asked, timing.deadline = False, -1, -1
        if self.plan.steps["kind"][row] == TASK:
            length += self.draws.travel(row, *who, timing.codes, timing.occurrence)
        timing.end = self._finish(now, row, resource, length, before)

    def _missed(self, now: int, who: tuple[int, int], timing: _Timing) -> Iterator[Broken]:
        """A request that ends now has had every change of level that was due before or at this instant."""
        if timing.jumps and timing.jumps[0][0] <= now:
            yield self._say("jump", now, who, f"kept its level past {when(self.plan, timing.jumps[0][0])}")
        timing.jumps = []

    def _finish(self, now: int, row: int, resource: int, length: int, before: int) -> int:
        """When what begins now is over; for who has been `before` at it a calendar may open at this very instant."""
        step = self.plan.steps[row]
        if step["kind"] == TASK:
            clock = self.resources[resource] if step["count"] == 1 else self.calendars[step["calendar"]]
            return clock.finish(now, length)
        clock = self.calendars[step["calendar"]]
        if step["until"] == 0:
            return clock.finish(now, length)
        return now if step["until"] == UNTIL_OPEN and clock.is_open(now) else clock.opening(now - before)

    def _end(self, now: int, who: tuple[int, int], timing: _Timing, row: int) -> Iterator[Broken]:
        if timing.end != now and self.plan.steps["kind"][row] != MEET:
            step, due = self.plan.names["steps"][row], when(self.plan, timing.end)
            yield self._say("length", now, who, f"ended {step}, which was due at {due} ({timing.end - now:+} ms)")
        timing.end = -1
        timing.arrives = bool(self.plan.steps["kind"][row] == TRANSFER)

    def _turn(self, timing: _Timing, unit: int, resource: int) -> None:
        """A move of a ring begins, which ends with the move into the unit where it began: all take the longest way."""
        if not self.ring:
            self.ring_from = unit
        self.ring.append(timing)
        if resource == self.ring_from:
            longest = max(mover.end for mover in self.ring)
            for mover in self.ring:
                mover.end = longest
            self.ring = []

    def _go_without(self, now: int, who: tuple[int, int], timing: _Timing, kind: int) -> Iterator[Broken]:
        yield from self._missed(now, who, timing)
        if kind == GIVE_UP and now != timing.deadline:
            yield self._say("patience", now, who, f"gave up {timing.deadline - now:+} ms before their patience ran out")
        if kind == TURN_AWAY and now != timing.asked:
            yield self._say("patience", now, who, "was turned away later than at the instant of asking")
        timing.asked = timing.deadline = -1

    def _draw(
        self, now: int, who: tuple[int, int], timing: _Timing, kind: int, row: int, value: int
    ) -> Iterator[Broken]:
        occurrence = self._visit(timing, row)
        drawn = self.draws.whole(row, *who, timing.codes, occurrence)
        if drawn != value:
            step = self.plan.names["steps"][row]
            yield self._say("draws", now, who, f"went way {value} at {step}, but drew {drawn}")
        if kind == CHANGE:
            timing.codes[self.plan.steps["target"][row]] = value
            if len(self.plan.expiries):
                fault = note_change(self.plan, self.draws, timing.due, who, now, row, occurrence, timing.codes)
                if fault:
                    yield self._say("expiry", now, who, fault)

    def _uptake(
        self, now: int, who: tuple[int, int], timing: _Timing, row: int, unit: int, value: int
    ) -> Iterator[Broken]:
        """A policy reaches a person, or does not, as was decided at the first of its choices."""
        policy = int(self.plan.uptakes["policy"][self.plan.steps["uptake"][row]])
        if policy not in timing.policies:
            timing.policies[policy] = self.draws.reached(row, *who, timing.codes, unit, now)
        if timing.policies[policy] != (value == 0):
            said = "is not reached" if value else "is reached"
            yield self._say("draws", now, who, f"{said} by policy {self.plan.names['policies'][policy]}, but drew else")

    def _visit(self, timing: _Timing, row: int) -> int:
        counter = int(self.plan.steps["visit"][row])
        if counter < 0:
            return timing.first
        timing.visits[counter] += 1
        return timing.first + timing.visits[counter] - 1

    def _say(self, rule: str, now: int, who: tuple[int, int], sentence: str) -> Broken:
        return Broken(rule, now, f"{when(self.plan, now)}: {person(self.plan, *who)} {sentence}")
