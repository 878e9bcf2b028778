"""What is counted: the tallies of one replication (see :class:`flowsim.engine.output.Tallies` for each
one's meaning).

Time is booked when a person's state ends, or changes group: from the last booking up to now, under the
state and the groups they have been in. Everything is a whole number, so the sums are exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowsim.engine.histogram import wait_bin
from flowsim.engine.output import NIGHT_THRESHOLDS, NIGHTS, Tallies
from flowsim.engine.reference.calendars import Calendar
from flowsim.engine.reference.environment import KeyedEnvironment
from flowsim.engine.reference.following import DISCHARGE, Follows
from flowsim.engine.reference.person import MAIN
from flowsim.engine.reference.views import IntervalView, Model, ResourceView, StateView, StepView
from flowsim.errors import ReplicationError
from flowsim.plan.tables import UNLIMITED
from flowsim.units import DAY

if TYPE_CHECKING:
    from flowsim.engine.reference.dispatch import Answer, Request
    from flowsim.engine.reference.keeping import Kept
    from flowsim.engine.reference.line import Line
    from flowsim.engine.reference.person import Person

ARRIVED, LEFT, PRESENT_AT_FROM, PRESENT_AT_TO, PRESENT_AT_END, RINGS, MOVED_BY_RINGS, PASSED_OVER = range(8)
"""Entries of the tally `totals`."""


class Ledger:
    """The tallies, and what happens to them when something happens."""

    def __init__(self, env: KeyedEnvironment, model: Model) -> None:
        self.env, self.model, self.plan = env, model, model.plan
        self.tallies = Tallies.empty(model.plan)
        self.present: dict[Person, None] = {}
        self.follows = Follows(model.plan, self.tallies)
        self._booked: dict[int, int] = {}
        self._grouped = [attribute for attribute in model.attributes if attribute.column >= 0]

    # People come and go.

    def arrive(self, person: Person) -> None:
        """A person arrives, or is there at the start."""
        self.present[person] = None
        self.tallies.totals[ARRIVED] += 1
        if self.in_window(self.env.now):
            tally = self.tallies.returned if person.spell else self.tallies.arrived
            tally[person.source.row] += 1

    def depart(self, person: Person, returns: bool) -> None:
        """A person leaves with an outcome; whether they come back is settled."""
        died = person.outcome == self.plan.died
        columns, now = self.columns(person), self.env.now
        self.follows.go(person, died, returns, columns, now)
        del self.present[person]
        self.tallies.totals[LEFT] += 1
        self._count_presence(person, now)
        for column in columns if self.in_window(now) else ():
            self.tallies.left[person.outcome, column] += 1
            if died and person.state is not None:
                self.tallies.died[person.state.row, column] += 1

    def close(self, happenings: int) -> Tallies:
        """Book the time up to the horizon of everybody still present; the clock must stand there."""
        for person in self.present:
            self.charge(person)
            self.charge_place(person)
            for kept in person.kept:
                self.charge_kept(kept)
            self._count_presence(person, self.env.now)
            for line in person.branches.values():
                self.charge_beside(line)
        self.follows.close()
        self.tallies.totals[PRESENT_AT_END] = len(self.present)
        self.tallies.happenings[0] = happenings
        return self.tallies

    def _count_presence(self, person: Person, until: int) -> None:
        """Count those present at either end of the window, before anything at that instant happens."""
        self.tallies.totals[PRESENT_AT_FROM] += person.arrived < self.plan.window_from <= until
        self.tallies.totals[PRESENT_AT_TO] += person.arrived < self.plan.window_to <= until

    def count_reached(self, person: Person, policy: int) -> None:
        """A policy was decided to reach a person."""
        if self.in_window(self.env.now):
            self.tallies.taken_up[policy, self.columns(person)] += 1

    # Wait-states.

    def enter(self, line: Line, step: StepView, active: bool) -> None:
        """A line begins to wait for a place or worker, or (active) to stay, be worked on, let time pass."""
        if line.slot != MAIN:
            self.charge_beside(line)
        line.step, line.active = step, active
        if line.slot == line.person.shown:
            self._enter(line.person, step, active)

    def show(self, person: Person) -> None:
        """A main line begins to wait for a branch: the person comes into the wait-state that the branch is in."""
        line = person.branches[person.shown]
        assert line.step is not None
        self._enter(person, line.step, line.active)

    def restate(self, person: Person) -> None:
        """A person, charged up to now, has been declared: what is under way, if anything is, goes on as declared."""
        if person.state is not None:
            row, active, unit, _ = person.state.key
            state = int(self.plan.state_of[row, active, unit, int(person.declared)])
            person.state = self.model.states[state] if state >= 0 else None

    def _enter(self, person: Person, step: StepView, active: bool) -> None:
        self.charge(person)
        state = int(self.plan.state_of[step.row, int(active), person.unit.row, int(person.declared)])
        if state < 0:
            raise ReplicationError(f"the plan does not foresee that anybody is at '{step.name}' in {person.unit.name}")
        person.state = self.model.states[state]
        if self.in_window(self.env.now):
            self.tallies.entries[state] += 1

    def charge_beside(self, line: Line) -> None:
        """Book the time that a branch has spent at what it is at, up to now."""
        if line.step is not None:
            ticks = self.in_window_between(line.since, self.env.now)
            self.tallies.beside[line.step.row, 0 if not line.active else 1] += ticks
        line.since = self.env.now

    def charge(self, person: Person) -> None:
        """Book the time since the last booking, and its midnights, under the person's state and groups."""
        start, end, state = person.charged_to, self.env.now, person.state
        person.charged_to = end
        if state is None or start == end:
            return
        ticks = self.in_window_between(start, end)
        self.tallies.ticks[state.row] += ticks
        for column in self.columns(person)[1:]:
            self.tallies.group_ticks[state.row, column - 1] += ticks
        if start // DAY < end // DAY:
            self._snapshots(person, state, start // DAY, end // DAY)

    def charge_place(self, person: Person) -> None:
        """Book the place that a person has had since the last booking; in a ring until they go."""
        ticks = self.in_window_between(person.placed, self.env.now)
        self.tallies.held[person.unit.row, person.payer_of(person.unit)] += max(person.amount, 1) * ticks
        person.placed = self.env.now

    def charge_kept(self, kept: Kept) -> None:
        """Book the time for which a place was kept."""
        ticks = self.in_window_between(kept.since, self.env.now)
        self.tallies.kept[kept.unit.row, kept.payer] += kept.amount * ticks

    def run_out(self, kept: Kept) -> None:
        """The time for which a place was kept is over, and nobody has used it."""
        self.tallies.ran_out[kept.unit.row] += self.in_window(self.env.now)

    def turn(self, unit: ResourceView, amount: int, start: int, end: int) -> None:
        """A place is made ready for the next from start to end."""
        self.tallies.turned[unit.row] += amount * self.in_window_between(start, end)

    def _snapshots(self, person: Person, state: StateView, first: int, until: int) -> None:
        """The midnight at the end of each of these days finds the person where they have been so far, before anything
        else at that instant; in hospital, and in the window, with so many nights behind them as days have begun."""
        self.tallies.occupied[state.unit, first:until] += 1
        if state.declared:
            self.tallies.ready[state.unit, first:until] += 1
        if self.model.resources[state.unit].hospital:
            first, until = max(first, self.plan.window_from // DAY), min(until, self.plan.window_to // DAY)
            day = person.admitted // DAY - 1
            for number, least in enumerate(NIGHT_THRESHOLDS):
                self.tallies.midnights[state.row, number] += max(0, until - max(first, day + least))

    # Requests and work.

    def grant(self, request: Request, resource: ResourceView) -> None:
        """A request is granted, in its turn or by a ring."""
        now = self.env.now
        if self.in_window(now):
            self.tallies.granted[request.step.row] += 1
        if self.in_window(request.since):
            self.tallies.wait_count[resource.row] += 1
            self.tallies.wait_ticks[resource.row] += now - request.since
            self.tallies.wait_histogram[resource.row, wait_bin(now - request.since)] += 1

    def act(self, person: Person, act: int) -> None:
        """Something is done about a person."""
        if self.in_window(self.env.now):
            self.tallies.acts[act, self.columns(person)] += 1

    def go_without(self, step: StepView, answer: Answer) -> None:
        """A request ends without a grant."""
        if self.in_window(self.env.now):
            tally = self.tallies.turned_away if answer.turned_away else self.tallies.gave_up
            tally[step.row] += 1

    def ring(self, moved: int, passed_over: int) -> None:
        """A ring is turned round."""
        self.tallies.totals[[RINGS, MOVED_BY_RINGS, PASSED_OVER]] += [1, moved, passed_over]

    def travel(self, team: ResourceView, ticks: int) -> None:
        """A task is over, to which a worker travelled so long, there and back."""
        if self.in_window(self.env.now):
            self.tallies.travelled[team.row] += ticks

    def work(self, team: ResourceView, clock: Calendar, start: int, end: int, undone: bool = False) -> None:
        """A worker is at work from start to end, or is not after all; the working time in the window counts."""
        first, last = max(start, self.plan.window_from), min(end, self.plan.window_to)
        self.tallies.worked[team.row] += clock.worked(first, last) * (-1 if undone else 1)

    def case(self, team: ResourceView, start: int, end: int) -> None:
        """A worker had a case in hand from start to end."""
        self.tallies.cases[team.row] += self.in_window_between(start, end)

    def escalate(self, resource: int) -> None:
        """Places of a resource open under pressure."""
        self.tallies.escalations[resource] += self.in_window(self.env.now)

    def escalated(self, resource: int, since: int) -> None:
        """Places of a resource have been open under pressure since then."""
        self.tallies.escalated[resource] += self.in_window_between(since, self.env.now)

    def pay(self, person: Person, fund: ResourceView, pence: int) -> None:
        """A fund pays for a person."""
        row = fund.row - self.plan.first_fund
        self.tallies.paid_by_day[row, self.env.now // DAY] += pence
        if self.in_window(self.env.now):
            self.tallies.paid[row, self.columns(person)] += pence

    def open(self, resource: ResourceView, level: int) -> None:
        """So much of a resource has been open since the last booking; a team's time is its working time."""
        if resource.is_fund:
            return
        first = max(self._booked.get(resource.row, 0), self.plan.window_from)
        self._booked[resource.row], last = self.env.now, min(self.env.now, self.plan.window_to)
        if first < last and level < UNLIMITED:
            ticks = last - first if resource.is_unit else resource.calendar.worked(first, last)
            self.tallies.open[resource.row] += level * ticks

    def strike(self, person: Person, risk: int) -> None:
        """A risk happens to a person."""
        if not self.in_window(self.env.now):
            return
        columns = self.columns(person)
        self.tallies.struck[risk, columns] += 1
        self.tallies.struck_ready[risk, columns] += person.declared
        if person.state is not None and not person.state.key[1]:
            self.tallies.struck_waiting[risk, self.plan.resources["setting"][person.unit.row], columns] += 1

    def expire(self, person: Person, attribute: int) -> None:
        """An attribute of a person goes out of date."""
        if self.in_window(self.env.now):
            self.tallies.expired[attribute, self.columns(person)] += 1

    # Hospital stays, marks.

    def readmit(self, person: Person) -> None:
        """A hospital stay begins soon after the last."""
        if self.in_window(self.env.now):
            self.tallies.readmitted[self.columns(person)] += 1

    def move(self, person: Person, left: ResourceView) -> None:
        """A person has come from one unit to another: who is followed is counted, or is from now on."""
        self.follows.move(person, left.row, self.env.now)
        if left.hospital and not person.unit.hospital:
            self.follows.begin(person, DISCHARGE, self.columns(person), self.env.now)

    def discharge(self, person: Person, died: bool) -> None:
        """A hospital stay ends now."""
        tallies, now, columns = self.tallies, self.env.now, self.columns(person)
        if not died and now // DAY < len(tallies.discharged):
            tallies.discharged[now // DAY] += 1
        if not self.in_window(now):
            return
        if died:
            tallies.died_in_hospital[columns] += 1
            return
        nights, delay = now // DAY - person.admitted // DAY, now // DAY - person.ready // DAY
        for column in columns:
            tallies.nights[column, min(nights, NIGHTS - 1)] += 1
            tallies.nights_sum[column] += nights
            if person.declared:
                tallies.delay[column, min(delay, NIGHTS - 1)] += 1
                tallies.delay_sum[column] += delay
                tallies.delay_ticks[column] += now - person.ready

    def mark(self, person: Person, mark: int) -> None:
        """A person makes a mark now: it closes the intervals that it ends, then opens those that it starts."""
        now = self.env.now
        for interval in self.model.intervals:
            if interval.end == mark:
                since = person.open_since.pop(interval.row, -1)
                if self.in_window(since):
                    self._measure(interval, person, now - since)
        for interval in self.model.intervals:
            if interval.start == mark:
                again = self.in_window(person.open_since.get(interval.row, -1))
                self.tallies.interval_started[interval.row] += self.in_window(now) and not again
                person.open_since[interval.row] = now
        self.follows.begin(person, mark, self.columns(person), now)

    def _measure(self, interval: IntervalView, person: Person, ticks: int) -> None:
        self.tallies.interval_histogram[interval.row, wait_bin(ticks)] += 1
        reached = [threshold for threshold, within in interval.thresholds if ticks <= within]
        for column in self.columns(person):
            self.tallies.interval_count[interval.row, column] += 1
            self.tallies.interval_ticks[interval.row, column] += ticks
            self.tallies.interval_within[reached, column] += 1

    # The window, and groups.

    def in_window(self, instant: int) -> bool:
        """Whether an instant is measured."""
        return self.plan.window_from <= instant < self.plan.window_to

    def in_window_between(self, start: int, end: int) -> int:
        """Ticks of [start, end) in the window."""
        return max(0, min(end, self.plan.window_to) - max(start, self.plan.window_from))

    def columns(self, person: Person) -> list[int]:
        """The group columns a person counts in: everyone's, and one for each grouped attribute."""
        return [0, *(attribute.column + int(person.codes[attribute.row]) for attribute in self._grouped)]
