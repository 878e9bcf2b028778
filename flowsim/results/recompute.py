"""The tallies and the people once more, from the event log alone: plainly, line by line.

This is how the three output levels are shown to agree. The recount knows the rules of counting and nothing of
either engine; what the log does not say (a person's attributes on arrival) it draws again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flowsim.engine.histogram import wait_bin
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
    NIGHT_THRESHOLDS,
    NIGHTS,
    NOT_YET,
    PART,
    READMISSION,
    STOPPED,
    STRUCK,
    TAPERED,
    TURN_AWAY,
    People,
    Replication,
    Tallies,
)
from flowsim.errors import UsageError
from flowsim.plan.tables import COMMUNITY_UNIT, MEET, PAY, STAY, TASK, Plan
from flowsim.results.caseloads import InHand
from flowsim.results.checks.funds import left
from flowsim.results.clock import clocks, resource_clocks
from flowsim.results.escalations import count_capacity
from flowsim.results.followed import Histories
from flowsim.results.found import asked_before, note_found
from flowsim.results.held import BY_RING, IN_KEPT, Held
from flowsim.results.recounted import Line, Person, expires, table
from flowsim.results.redraw import Draws
from flowsim.units import DAY

_ARRIVED, _LEFT, _PRESENT_FROM, _PRESENT_TO, _PRESENT_END, _RINGS, _MOVED, _PASSED = range(8)
NOT_KNOWN = -1
"""The tally ``happenings`` where a step has a queue limit: a look that lets a person stay leaves no line."""


def tallies_from_log(plan: Plan, replication: Replication) -> Tallies:
    """Every tally, recomputed from the log of a replication.

    Equal to ``replication.tallies`` entry by entry, but for ``happenings`` in a plan with queue limits (see
    :data:`NOT_KNOWN`).

    Raises:
        UsageError: the replication has no log.
    """
    return recount(plan, replication)[0]


def people_from_log(plan: Plan, replication: Replication) -> People:
    """The people, recomputed from the log of a replication.

    Raises:
        UsageError: the replication has no log.
    """
    return recount(plan, replication)[1]


def recount(plan: Plan, replication: Replication) -> tuple[Tallies, People]:
    """Tallies and people in one reading of the log; see :func:`tallies_from_log` and :func:`people_from_log`.

    Raises:
        UsageError: the replication has no log.
    """
    if replication.log is None:
        raise UsageError("this replication kept no event log; run it with level log")
    counter = _Recount(plan, Draws(plan, replication.seed, replication.number))
    for line in replication.log.tolist():
        counter.read(*line)
    counter.close()
    count_capacity(plan, counter.draws, replication.log, counter.tallies)
    people = sorted([*counter.ended, *counter.people.values()], key=lambda person: (*person.who, person.spell))
    return counter.tallies, table(plan, people)


Who = tuple[int, int, int]
"""A line of a person: source, index, slot."""


@dataclass
class _Ring:
    """A ring being read: it ends with the move into the unit it began in."""

    first_unit: int
    queues: dict[Who, tuple[tuple[int, ...], list[int]]] = field(default_factory=dict)


class _Recount:
    def __init__(self, plan: Plan, draws: Draws) -> None:
        self.plan, self.draws = plan, draws
        self.tallies = Tallies.empty(plan)
        self.people: dict[tuple[int, int], Person] = {}
        self.held = Held(plan, payer_of=lambda who, unit: draws.payer(unit, self.people[who].codes))
        self.in_hand = InHand(plan)
        self.histories = Histories(plan)
        self.ended: list[Person] = []
        self.ring: _Ring | None = None
        self.asked_before = asked_before(plan)
        self.happenings = 0
        self.waiting: dict[Who, tuple[tuple[int, ...], list[int]]] = {}
        self.steps = [dict(zip(plan.steps.dtype.names or (), row, strict=True)) for row in plan.steps.tolist()]
        self.expired = expires(plan)
        self.hospital = plan.resources["hospital"].tolist()
        self.declared = plan.states["declared"].tolist()
        self.grouped = [
            (row, int(column)) for row, column in enumerate(plan.attributes["column"].tolist()) if column >= 0
        ]
        self.intervals = plan.intervals.tolist()
        self.clocks, self.calendars = resource_clocks(plan), clocks(plan)
        self.kinds = {
            JOIN: self._join, BEGIN: self._begin, END: self._end, GIVE_UP: self._go_without,
            TURN_AWAY: self._go_without, JUMP: self._jump, CHANGE: self._change, MARKED: self._mark,
            DEPART: self._depart, PART: self._part, FINISHED: self._finish, STOPPED: self._finish,
            STRUCK: self._strike,
            ACTED: self._act,
            AMOUNT: lambda *line: None,
            HAND: lambda *line: None,
            TAPERED: self._taper,
            LAPSED: self._lapse,
        }  # fmt: skip

    def read(
        self, time: int, source: int, index: int, kind: int, row: int, unit: int, resource: int, value: int, slot: int
    ) -> None:
        """Take in one line of the log."""
        if kind == ARRIVE:
            self._arrive(time, source, index, unit, value)
        elif kind == CHOSE:
            self._chose(self.people[source, index], time, row, value)
        else:
            person = self.people[source, index]
            self._charge(person, time)
            self._charge_line(person.lines[slot], time)
            if kind in (BEGIN, DEPART, STOPPED, TAPERED, CHANGE):
                self._charge_place(person, time)
            if kind in (GIVE_UP, TURN_AWAY):
                value = kind
            self.kinds[kind](person, person.lines[slot], time, row, resource, value)
        self.histories.read(time, (source, index), kind, unit, value, self.people[source, index].codes)
        self.held.read(time, (source, index), kind, row, unit, resource, value)
        self.in_hand.read(time, (source, index, slot), kind, row, resource, value)

    def close(self) -> None:
        """Charge everybody still present up to the horizon, and work in progress likewise."""
        horizon = self.plan.horizon
        for person in self.people.values():
            if person.left < 0:
                self._charge(person, horizon)
                self._charge_place(person, horizon)
                self._count_presence(person, horizon)
                self.tallies.totals[_PRESENT_END] += 1
                for line in person.lines.values():
                    self._charge_line(line, horizon)
                    if line.work is not None:
                        self._work(*line.work, horizon)
        self._charge_spells()
        self.histories.count(self.tallies)
        self.tallies.balance[:] = left(self.plan, self.tallies)
        self._charge_cases()
        limits = (self.plan.steps["limit"] >= 0).any()
        self.tallies.happenings[0] = NOT_KNOWN if limits else self.happenings + self.tallies.totals[_RINGS]

    # Coming and going.

    def _arrive(self, now: int, source: int, index: int, unit: int, spell: int) -> None:
        before = self.people.get((source, index))
        codes = self.draws.codes(source, index) if before is None else before.codes.copy()
        person = Person(source, index, now, codes, [NOT_YET] * self.plan.marks, unit, now, now)
        person.lines[0] = Line(0, now)
        if unit != COMMUNITY_UNIT and self.hospital[unit]:
            person.admitted = now
        if before is not None:
            person.spell, person.home_since = spell, before.home_since
            self.ended.append(before)
        else:
            note_found(self.plan, person, self.draws.found(source, index))
        self.people[person.who] = person
        self.happenings += 1
        self.tallies.totals[_ARRIVED] += 1
        if self._measured(now):
            (self.tallies.returned if spell else self.tallies.arrived)[source] += 1

    def _depart(self, person: Person, line: Line, now: int, row: int, resource: int, outcome: int) -> None:
        if self.hospital[person.unit]:
            self._discharge(person, now, outcome == self.plan.died)
        person.left, person.outcome = now, outcome
        self.tallies.totals[_LEFT] += 1
        self._count_presence(person, now)
        if self._measured(now):
            self.tallies.left[outcome, self._columns(person)] += 1
            if outcome == self.plan.died and person.state >= 0:
                self.tallies.died[person.state, self._columns(person)] += 1

    def _count_presence(self, person: Person, until: int) -> None:
        self.tallies.totals[_PRESENT_FROM] += person.arrived < self.plan.window_from <= until
        self.tallies.totals[_PRESENT_TO] += person.arrived < self.plan.window_to <= until

    # Branches.

    def _part(self, person: Person, line: Line, now: int, row: int, resource: int, slot: int) -> None:
        if slot:
            person.lines[slot] = Line(slot, now)

    def _finish(self, person: Person, line: Line, now: int, row: int, resource: int, value: int) -> None:
        """A branch ends, or a line is stopped at what it is at."""
        if line.request is not None:
            self._withdraw(person, line)
        if line.work is not None:
            self._work(*line.work, now)
            line.work = None
        if line.slot:
            del person.lines[line.slot]
        if not line.slot or person.shown == line.slot:
            person.shown = 0

    def _strike(self, person: Person, line: Line, now: int, row: int, resource: int, risk: int) -> None:
        self.happenings += 1
        if self._measured(now):
            columns = self._columns(person)
            self.tallies.struck[risk, columns] += 1
            self.tallies.struck_ready[risk, columns] += person.declared
            if person.state >= 0 and not self.plan.states["active"][person.state]:
                setting = self.plan.resources["setting"][person.unit]
                self.tallies.struck_waiting[risk, setting, columns] += 1

    def _charge_cases(self) -> None:
        self.in_hand.close(self.plan.horizon)
        for team, since, until in self.in_hand.closed:
            self.tallies.cases[team] += max(0, min(until, self.plan.window_to) - max(since, self.plan.window_from))

    def _charge_line(self, line: Line, now: int) -> None:
        """Time of branches by step row; that of main lines is in their wait-states."""
        if line.slot and line.row >= 0:
            ticks = max(0, min(now, self.plan.window_to) - max(line.since, self.plan.window_from))
            self.tallies.beside[line.row, line.active] += ticks
        line.since = now

    # Requests, stays, tasks, waits.

    def _join(self, person: Person, line: Line, now: int, row: int, resource: int, level: int) -> None:
        self._enter(person, line, now, row, 0)
        since = self.asked_before.pop(person.who, now)
        line.request = (since, row, level)
        step = self.steps[row]
        wanted = self.plan.wanted[step["first"] : step["first"] + step["count"]].tolist()
        who = (*person.who, line.slot)
        self.waiting[who] = ((level, since, *who), wanted)

    def _jump(self, person: Person, line: Line, now: int, row: int, resource: int, level: int) -> None:
        self.happenings += 1
        who = (*person.who, line.slot)
        key, wanted = self.waiting[who]
        self.waiting[who] = ((level, *key[1:]), wanted)

    def _begin(self, person: Person, line: Line, now: int, row: int, resource: int, by_ring: int) -> None:
        if by_ring == BY_RING:
            self._ring_move(person, resource)
        elif line.request is not None and by_ring != IN_KEPT:
            self.happenings += 1
        if by_ring == IN_KEPT:
            self._come(person, line, now, row, resource)
        elif line.request is not None:
            self._grant(person, line, now, row, resource)
        if self.steps[row]["kind"] == TASK:
            line.work = (row, now)
        if self.steps[row]["kind"] == MEET:
            person.shown = self.steps[row]["target"] + 1
            line = person.lines[person.shown]
            row, active = line.row, line.active
        else:
            active = 1
        self._enter(person, line, now, row, active)

    def _grant(self, person: Person, line: Line, now: int, row: int, resource: int) -> None:
        assert line.request is not None
        since = line.request[0]
        if self._measured(now):
            self.tallies.granted[row] += 1
        if self._measured(since):
            self.tallies.wait_count[resource] += 1
            self.tallies.wait_ticks[resource] += now - since
            self.tallies.wait_histogram[resource, wait_bin(now - since)] += 1
        self._withdraw(person, line)
        if self.steps[row]["kind"] == STAY:
            self._move(person, now, resource)
        elif self.steps[row]["kind"] == PAY:
            self._pay(person, now, row, resource - self.plan.first_fund)

    def _pay(self, person: Person, now: int, row: int, fund: int) -> None:
        pence = self.held.amount_of(person.who, row)
        self.tallies.paid_by_day[fund, now // DAY] += pence
        if self._measured(now):
            self.tallies.paid[fund, self._columns(person)] += pence

    def _come(self, person: Person, line: Line, now: int, row: int, unit: int) -> None:
        """To a place that is kept, whether or not they have begun to wait for one: no wait is counted."""
        if line.request is not None:
            self._withdraw(person, line)
        if self.steps[row]["kind"] == STAY:
            self._move(person, now, unit)

    def _move(self, person: Person, now: int, unit: int) -> None:
        leaves, enters = self.hospital[person.unit], self.hospital[unit]
        if leaves and not enters:
            self._discharge(person, now, False)
        if enters and not leaves:
            person.admitted, person.ready = now, NOT_YET
            if person.home_since != NOT_YET and now - person.home_since <= READMISSION and self._measured(now):
                self.tallies.readmitted[self._columns(person)] += 1
        person.unit = unit

    def _end(self, person: Person, line: Line, now: int, row: int, resource: int, value: int) -> None:
        self.happenings += 1
        if line.work is not None:
            self._work(*line.work, now)
            line.work = None
            step = self.steps[row]
            if self._measured(now):
                self.tallies.travelled[self.plan.wanted[step["first"] : step["first"] + step["count"]]] += value

    def _taper(self, person: Person, line: Line, now: int, row: int, resource: int, amount: int) -> None:
        self.happenings += 1

    def _lapse(self, person: Person, line: Line, now: int, row: int, resource: int, amount: int) -> None:
        if self.held.kept[person.who][resource].row == row:  # its time is over
            self.happenings += 1
            self.tallies.ran_out[resource] += self._measured(now)

    def _go_without(self, person: Person, line: Line, now: int, row: int, resource: int, kind: int) -> None:
        self.happenings += kind == GIVE_UP
        self._withdraw(person, line)
        if self._measured(now):
            (self.tallies.gave_up if kind == GIVE_UP else self.tallies.turned_away)[row] += 1

    def _withdraw(self, person: Person, line: Line) -> None:
        line.request = None
        del self.waiting[(*person.who, line.slot)]

    def _ring_move(self, person: Person, unit: int) -> None:
        """One move of a ring; those passed over are counted in the queues as they stood before the ring."""
        if self.ring is None:
            self.ring = _Ring(person.unit, dict(self.waiting))
            self.tallies.totals[_RINGS] += 1
        key = self.ring.queues[(*person.who, 0)][0]
        passed = sum(other < key and unit in wanted for other, wanted in self.ring.queues.values())
        self.tallies.totals[[_MOVED, _PASSED]] += [1, passed]
        if unit == self.ring.first_unit:
            self.ring = None

    def _work(self, row: int, start: int, end: int) -> None:
        first, last = max(start, self.plan.window_from), min(end, self.plan.window_to)
        if first < last:
            step = self.steps[row]
            teams = self.plan.wanted[step["first"] : step["first"] + step["count"]].tolist()
            clock = self.clocks[teams[0]] if len(teams) == 1 else self.calendars[step["calendar"]]
            self.tallies.worked[teams] += clock.worked(first, last)

    # Attributes and marks.

    def _change(self, person: Person, line: Line, now: int, row: int, resource: int, code: int) -> None:
        if row in self.expired:
            self.happenings += 1
            if self._measured(now):
                self.tallies.expired[self.expired[row], self._columns(person)] += 1
        person.codes[self.steps[row]["target"]] = code

    def _chose(self, person: Person, now: int, row: int, option: int) -> None:
        """Of a policy's choices only the first decides; it is counted if the policy reaches the person."""
        uptake = self.steps[row]["uptake"]
        policy = int(self.plan.uptakes["policy"][uptake]) if uptake >= 0 else -1
        if policy >= 0 and policy not in person.decided:
            person.decided.add(policy)
            if option == 0 and self._measured(now):
                self.tallies.taken_up[policy, self._columns(person)] += 1

    def _mark(self, person: Person, line: Line, now: int, row: int, resource: int, mark: int) -> None:
        for interval, (start, end) in enumerate(self.intervals):
            begun = person.opened.get(interval, -1)
            if end == mark and self._measured(begun):
                columns = self._columns(person)
                self.tallies.interval_count[interval, columns] += 1
                self.tallies.interval_ticks[interval, columns] += now - begun
                self.tallies.interval_histogram[interval, wait_bin(now - begun)] += 1
                for threshold, (of, within) in enumerate(self.plan.thresholds.tolist()):
                    if of == interval and now - begun <= within:
                        self.tallies.interval_within[threshold, columns] += 1
            if end == mark:
                begun = person.opened[interval] = -1
            if start == mark:
                if self._measured(now) and not self._measured(begun):
                    self.tallies.interval_started[interval] += 1
                person.opened[interval] = now
        person.marks[mark] = now
        if mark == self.plan.ready_mark and self.hospital[person.unit]:
            person.declared, person.ready = 1, now
            self._restate(person)
        elif mark == self.plan.withdrawn_mark and person.declared:
            person.declared = 0
            self._restate(person)

    def _act(self, person: Person, line: Line, now: int, row: int, resource: int, act: int) -> None:
        if self._measured(now):
            self.tallies.acts[act, self._columns(person)] += 1

    def _discharge(self, person: Person, now: int, died: bool) -> None:
        tallies, columns, date = self.tallies, self._columns(person), now // DAY
        if not died and date < len(tallies.discharged):
            tallies.discharged[date] += 1
        if self._measured(now) and died:
            tallies.died_in_hospital[columns] += 1
        elif self._measured(now):
            nights = date - person.admitted // DAY
            tallies.nights[columns, min(nights, NIGHTS - 1)] += 1
            tallies.nights_sum[columns] += nights
            if person.declared:
                delay = date - person.ready // DAY
                tallies.delay[columns, min(delay, NIGHTS - 1)] += 1
                tallies.delay_sum[columns] += delay
                tallies.delay_ticks[columns] += now - person.ready
        person.discharged, person.declared = now, 0
        person.home_since = NOT_YET if died else now

    # Time.

    def _enter(self, person: Person, line: Line, now: int, row: int, active: int) -> None:
        line.row, line.active = row, active
        if line.slot == person.shown:
            person.state = int(self.plan.state_of[row, active, person.unit, person.declared])
            if self._measured(now):
                self.tallies.entries[person.state] += 1

    def _restate(self, person: Person) -> None:
        """What is under way goes on as declared."""
        if person.state >= 0:
            line = person.lines[person.shown]
            person.state = int(self.plan.state_of[line.row, line.active, person.unit, person.declared])

    def _charge(self, person: Person, now: int) -> None:
        start, person.charged = person.charged, now
        if person.state < 0 or start == now:
            return
        ticks = max(0, min(now, self.plan.window_to) - max(start, self.plan.window_from))
        self.tallies.ticks[person.state] += ticks
        for column in self._columns(person)[1:]:
            self.tallies.group_ticks[person.state, column - 1] += ticks
        self._midnights(person, start // DAY + 1, now // DAY)

    def _charge_spells(self) -> None:
        self.held.close(self.plan.horizon)
        for unit, amount, payer, start, end in self.held.spells:
            ticks = amount * max(0, min(end, self.plan.window_to) - max(start, self.plan.window_from))
            if payer >= 0:
                self.tallies.kept[unit, payer] += ticks
            else:
                self.tallies.turned[unit] += ticks

    def _charge_place(self, person: Person, now: int) -> None:
        ticks = max(0, min(now, self.plan.window_to) - max(person.placed, self.plan.window_from))
        payer = self.draws.payer(person.unit, person.codes)
        self.tallies.held[person.unit, payer] += ticks * max(self.held.has[person.who], 1)
        person.placed = now

    def _midnights(self, person: Person, first: int, last: int) -> None:
        """The midnights that begin dates ``first`` to ``last``; each ends the day before."""
        self.tallies.occupied[person.unit, first - 1 : last] += 1
        if self.declared[person.state]:
            self.tallies.ready[person.unit, first - 1 : last] += 1
        if self.hospital[person.unit]:
            for date in range(first, last + 1):
                if self.plan.window_from < date * DAY <= self.plan.window_to:
                    nights = date - person.admitted // DAY
                    self.tallies.midnights[person.state] += [nights >= least for least in NIGHT_THRESHOLDS]

    def _measured(self, instant: int) -> bool:
        return self.plan.window_from <= instant < self.plan.window_to

    def _columns(self, person: Person) -> list[int]:
        return [0, *(column + int(person.codes[row]) for row, column in self.grouped)]
