"""A line: the SimPy process that walks one pathway for a person.

Everybody has a main line, in slot 0, which is a process for life; steps that run beside it are lines of their own, in
slots from 1 on. :meth:`Line.run_on` takes step after step;
every kind of step is a method that does what RULES.md says and returns the row of the step that follows. A step
that takes time is a generator: it yields the event that it waits for.

How to add a step
-----------------

1. Give it a number and a name in `flowsim.plan.tables`, and the fields that it needs in ``STEPS``.
2. Let `views.StepView` carry those fields.
3. Write a method here. If it takes no time, return the next row::

       def greet(self, step: StepView) -> int:
           self.note(GREETED, step.row)
           return step.next

   and enter it in ``INSTANT``. If it takes time, write a generator and enter it in ``LASTING``: begin,
   sleep, end::

       def rest(self, step: StepView) -> Walk:
           self.begin(step, self.person.unit)
           yield self.until(self.env.now + self.draws.duration(step.time, self.person, self.person.visit(step)))
           self.end(step, self.person.unit)
           return step.next

   Whatever waits for somebody else asks first (:meth:`Line.ask`) and looks at the answer.
4. Say in RULES.md what happens, exactly; teach the compiled engine the same; compare the two.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import Any

import simpy

from flowsim.engine.output import (
    ACTED,
    AMOUNT,
    BEGIN,
    CHANGE,
    CHOSE,
    DEPART,
    END,
    FINISHED,
    GIVE_UP,
    JOIN,
    MARKED,
    PART,
    TAPERED,
    TURN_AWAY,
)
from flowsim.engine.reference.calendars import Calendar
from flowsim.engine.reference.conditions import holds
from flowsim.engine.reference.dispatch import Answer, Request
from flowsim.engine.reference.environment import ENDS, Moment
from flowsim.engine.reference.funds import pay
from flowsim.engine.reference.keeping import IN_KEPT, IN_TURN, kept_for, reached_by, release, reserve, unkeep
from flowsim.engine.reference.person import MAIN, Person
from flowsim.engine.reference.searches import search
from flowsim.engine.reference.stopping import stop_branches
from flowsim.engine.reference.transfers import transfer
from flowsim.engine.reference.uptake import taken_up
from flowsim.engine.reference.views import FoundView, ResourceView, StepView
from flowsim.plan.tables import (
    ACT,
    CHOOSE,
    COMMUNITY_UNIT,
    FINISH,
    LEAVE,
    MARK,
    MEANWHILE,
    MEET,
    PAY,
    RELEASE,
    RESERVE,
    RETURN,
    SEARCH,
    SET,
    STAY,
    TASK,
    TEST,
    TRANSFER,
    UNTIL_OPEN,
    WAIT,
)

Walk = Generator[simpy.Event, Any, int]
"""The part of a process that takes one step: it yields events and returns the row of the next step."""

NOWHERE = -1
"""The row after the last step."""


class Line:
    """One way through pathways, walked for a person.

    Attributes:
        person: whose it is.
        slot: its place among the person's lines, which is the last part of the order of one instant.
        waited: how long the last request took, until it was granted or given up.
        step, active: what it is at, waiting or (active) busy; since: of a branch, up to when its time has been booked.
        request: the last request; work: the teams at work, on which clock, and when they will be done; None when not.
        process: of a branch.
    """

    def __init__(self, person: Person, slot: int = MAIN) -> None:
        world = person.world
        self.env, self.model, self.draws, self.dispatcher = world.env, world.model, world.draws, world.dispatcher
        self.ledger, self.journal, self.guard = world.ledger, world.journal, world.guard
        self.person, self.slot = person, slot
        self.waited = 0
        self.step: StepView | None = None
        self.active, self.since = False, self.env.now
        self.request: Request | None = None
        self.work: tuple[list[ResourceView], Calendar, int] | None = None
        self.process: simpy.Process | None = None

    # Two ways to begin: each is the generator of a SimPy process.

    def arrive(self, codes: tuple[int, ...] = ()) -> Walk:
        """Arrive now, in the community, with the attributes that are given, and walk from the source's entry."""
        person = self.person
        person.draw_attributes(codes)
        self.guard.happening(self.model.steps[person.source.entry])
        person.enter_model(person.source.entry, COMMUNITY_UNIT)
        return (yield from self.live(self.run_on(person.source.entry)))

    def rest(self, step: StepView, until: int, since: int = 0) -> Walk:
        """What remains of a stay that began then, and all that follows."""
        yield from self.be_there(step, until, since)
        self.end(step, self.person.unit)
        return (yield from self.run_on(step.next))

    def live(self, walk: Walk) -> Walk:
        """A walk, and after each interruption another from the row that it leads to."""
        self.process, self.person.main = self.env.active_process, self
        while True:
            try:
                return (yield from walk)
            except simpy.Interrupt as interrupt:
                walk = self.run_on(interrupt.cause or 0)

    def run_beside(self, row: int) -> Walk:
        """Walk a branch, to its end or until the person leaves."""
        try:
            return (yield from self.run_on(row))
        except simpy.Interrupt:  # `stop_branches` has seen to everything
            return NOWHERE

    # The walk.

    def run_on(self, row: int) -> Walk:
        """Take one step after the other until there is none; those that take no time follow at once."""
        while row != NOWHERE:
            step = self.model.steps[row]
            self.guard.step(step)
            if step.kind in INSTANT:
                row = INSTANT[step.kind](self, step)
            else:
                row = yield from LASTING[step.kind](self, step)
        return NOWHERE

    # Steps that take time.

    def stay(self, step: StepView, found: FoundView | None = None) -> Walk:
        """Be in a unit for a time. Who is in one of the wanted units already asks for nothing, or for more of it."""
        person = self.person
        reached = reached_by(person, step)
        occurrence = person.visit(step) if reached is None else person.last_visit(step)
        amount = self.amount(step, occurrence) if reached is None else reached.amount
        how, held = IN_TURN, person.unit
        there = person.unit.row in step.wanted
        kept = None if there else reached or kept_for(person, step, amount)
        if kept is not None:
            how = IN_KEPT
            self.note_amount(step, amount)
            person.move(kept.unit, step, amount, how)
        elif not there or amount > person.amount:
            answer = yield from self.ask(step, occurrence, amount, found)
            if answer.resource is None:
                return self.go_without(step, answer)
            if answer.resource is person.unit:
                person.resize(amount)
            else:
                person.move(answer.resource, step, amount, answer.how)
            how = answer.how
        else:
            person.resize(amount)
            self.note_amount(step, amount)
        self.begin(step, person.unit, how)
        length = self.draws.duration(step.time, person, occurrence)
        person.risks.begin(step, person.unit is not held)
        yield from self.be_there(step, step.calendar.advance(self.env.now, length))
        self.end(step, person.unit)
        return step.next

    def be_there(self, step: StepView, ends: int, since: int | None = None) -> Generator[simpy.Event, Any, None]:
        """Let a stay that begins now pass, or the rest of one; the amount may fall, which frees what is not needed.

        Of a stay that began before the run, falls that were due by the start have been.
        """
        began, person = self.env.now if since is None else since, self.person
        for after, amount in step.tapers:
            if began + after <= self.env.now and since:
                continue
            if began + after >= ends:
                break
            yield self.until(began + after)
            self.guard.happening(step)
            person.resize(min(person.amount, amount))
            self.note(TAPERED, step.row, value=person.amount)
        yield self.until(ends)

    def task(self, step: StepView, found: FoundView | None = None) -> Walk:
        """Have a worker of a team, or of each team of a meeting, do some work in working time, and keep the place."""
        occurrence = self.person.visit(step)
        answer = yield from self.ask(step, occurrence, found=found)
        team = answer.resource
        if team is None:
            return self.go_without(step, answer)
        teams = [self.model.resources[row] for row in step.wanted]
        for each in teams:
            self.dispatcher.take(each)
        self.begin(step, team)
        self.dispatcher.begin_task(self, step, team)
        clock = step.calendar if len(teams) > 1 else team.calendar
        travel = self.draws.duration(step.travel, self.person, occurrence)
        end = clock.advance(self.env.now, travel + self.draws.duration(step.time, self.person, occurrence))
        for each in teams:
            self.ledger.work(each, clock, self.env.now, end)
        self.work = teams, clock, end
        yield self.until(end)
        self.work = None
        self.end(step, team, travel)
        self.dispatcher.cases.free(self)
        if step.closes:
            self.dispatcher.close_case(self)
        for each in teams:
            self.ledger.travel(each, travel)
            self.dispatcher.release(each)
        return step.next

    def wait(self, step: StepView) -> Walk:
        """Let a time pass, by the clock or on that of a calendar; or wait until the calendar opens."""
        person = self.person
        self.begin(step, person.unit)
        length = self.draws.duration(step.time, person, person.visit(step))
        if self.slot == MAIN:
            person.risks.begin(step, moved=False)
        yield self.until(self.opening(step) if step.until else step.calendar.advance(self.env.now, length))
        self.end(step, person.unit)
        if self.slot == MAIN:
            person.risks.end_wait()
        return step.next

    def opening(self, step: StepView) -> int:
        """When a step's calendar opens next; this instant, if it is open and that is enough."""
        if step.until == UNTIL_OPEN and step.calendar.is_open(self.env.now):
            return self.env.now
        return step.calendar.next_opening(self.env.now)

    def meanwhile(self, step: StepView) -> Walk:
        """Begin a branch, which goes first, up to its first wait; one that is under way is not begun again."""
        slot, branches = step.target + 1, self.person.branches
        begins = slot not in branches
        self.note(PART, step.row, value=slot if begins else 0)
        if begins:
            line = branches[slot] = Line(self.person, slot)
            line.process = self.env.process(line.run_beside(step.options[0]))
            yield self.env.event().succeed()
        return step.next

    def meet(self, step: StepView) -> Walk:
        """Wait for a branch that is under way, and be meanwhile in the wait-state that it is in."""
        person, slot = self.person, step.target + 1
        if slot in person.branches:
            person.shown, person.met, self.step = slot, self.env.event(), step
            self.ledger.show(person)
            self.note(BEGIN, step.row, person.unit.row)
            yield person.met
            self.end(step, person.unit)
        return step.next

    def search(self, step: StepView) -> Walk:
        """Approach providers until one accepts or there is nobody left to ask; count what was done at the end."""
        asked = step.search
        assert asked is not None
        self.begin(step, self.person.unit)
        found = search(self, step, self.person.visit(step))
        yield self.until(found.end)
        self.end(step, self.person.unit)
        done = [asked.act] * found.approaches + [asked.act + 1] * found.refusals
        for act in [*done, asked.act + (2 if found.accepted else 3)]:
            self.ledger.act(self.person, act)
            self.note(ACTED, step.row, value=act)
        return step.options[0 if found.accepted else 1]

    # Steps that take no time.

    def choose(self, step: StepView) -> int:
        """Go one of several ways."""
        if step.uptake is not None:
            option = taken_up(self.person, step)
        else:
            option = self.draws.whole(step.time, self.person, self.person.visit(step))
        self.note(CHOSE, step.row, value=option)
        return step.options[option]

    def test(self, step: StepView) -> int:
        """Go one of two ways, by the state at this turn."""
        option = 0 if holds(self, self.model.tests[step.target]) else 1
        self.note(CHOSE, step.row, value=option)
        return step.options[option]

    def set(self, step: StepView) -> int:
        """Change an attribute; the time so far belongs to the group the person was in, and to who paid by it."""
        person = self.person
        occurrence = person.visit(step)
        code = self.draws.whole(step.time, person, occurrence)
        if self.model.attributes[step.target].column >= 0:
            self.ledger.charge(person)
        self.ledger.charge_place(person)
        person.risks.spend()
        person.codes[step.target] = code
        person.risks.await_expiry(step, occurrence)
        person.risks.aim()
        self.note(CHANGE, step.row, value=code)
        return step.next

    def mark(self, step: StepView) -> int:
        """Note the instant under a name. In hospital, the ready mark declares ready for discharge."""
        person = self.person
        self.ledger.mark(person, step.target)
        person.marks[step.target] = self.env.now
        self.note(MARKED, step.row, value=step.target)
        if step.target == self.model.plan.ready_mark and person.unit.hospital:
            person.declare()
        elif step.target == self.model.plan.withdrawn_mark and person.declared:
            person.withdraw()
        return step.next

    def finish(self, step: StepView) -> int:
        """A branch has come to its end; a main line that waits for it goes on."""
        person = self.person
        self.ledger.charge_beside(self)
        self.note(FINISHED, step.row)
        del person.branches[self.slot]
        if person.shown == self.slot and person.met is not None:
            person.shown = MAIN
            person.met.succeed()
        return NOWHERE

    def act(self, step: StepView) -> int:
        """Count something that is done."""
        self.ledger.act(self.person, step.target)
        self.note(ACTED, step.row, value=step.target)
        return step.next

    def leave(self, step: StepView) -> int:
        """Give back the place and leave the model with an outcome."""
        person = self.person
        person.risks.clear()
        stop_branches(person)
        self.ledger.charge(person)
        self.ledger.follows.book(person, self.env.now)
        person.left, person.outcome = self.env.now, step.target
        if person.unit.hospital:
            person.leave_hospital(died=step.target == self.model.plan.died)
        self.ledger.charge_place(person)
        for kept in list(person.kept):
            unkeep(person, kept)
        self.dispatcher.vacate(person.unit, person.amount)
        self.ledger.depart(person, returns=step.kind == RETURN)
        self.note(DEPART, step.row, value=step.target)
        return NOWHERE

    def go_and_return(self, step: StepView) -> Walk:
        """Leave the model, and come back after a time that is settled now."""
        person = self.person
        self.leave(step)
        back = self.env.now + self.draws.duration(step.time, person, person.visit(step))
        yield self.until(back)
        row = step.options[0]
        self.guard.happening(step)
        person.come_back(row)
        person.risks.catch_up()
        self.waited = 0
        return row

    # Asking.

    def ask(
        self, step: StepView, occurrence: int, amount: int = 1, found: FoundView | None = None
    ) -> Generator[simpy.Event, Any, Answer]:
        """Wait in the queues of what the step wants, until granted, out of patience, or turned away.

        Who is found waiting by a census has their wait so far; no limit turns them away.
        """
        since = self.env.now if found is None else found.since
        level = self.draws.whole(step.priority, self.person)
        for wait, quantity in step.jumps:
            if since + wait <= self.env.now and found is not None:
                level = self.draws.whole(quantity, self.person)
        request = Request(self, step, level, since, answer=self.env.event(), amount=amount)
        self.request = request
        if step.kind == TRANSFER:
            request.transfer = partial(self.draws.duration, step.time, self.person, occurrence)
        if step.kind == STAY and self.person.unit.row in step.wanted:
            request.more = self.person.unit
            request.amount -= self.person.amount
        self.ledger.enter(self, step, active=False)
        self.note(JOIN, step.row, step.wanted[0], level)
        self.note_amount(step, amount)
        self.dispatcher.join(request, step.limit if found is None else None)
        for wait, quantity in step.jumps:
            if found is not None and since + wait <= self.env.now:
                continue
            self.dispatcher.change_level(request, wait, partial(self.draws.whole, quantity, self.person))
        patience = step.patience if found is None else found.patience
        if patience is not None:
            self.dispatcher.be_patient(request, self.draws.duration(patience, self.person, occurrence))
        answer: Answer = yield request.answer
        self.waited = self.env.now - request.since
        if answer.resource is not None and not answer.kept:
            self.ledger.grant(request, answer.resource)
        return answer

    def go_without(self, step: StepView, answer: Answer) -> int:
        """Where a person goes whose patience has run out, or who found the queue too long."""
        kind, row = (TURN_AWAY, step.turned_away) if answer.turned_away else (GIVE_UP, step.impatient)
        self.ledger.go_without(step, answer)
        self.dispatcher.close_case(self)
        self.note(kind, step.row)
        return row

    # Small words.

    def amount(self, step: StepView, occurrence: int) -> int:
        """How much of a unit a stay is of, in the unit's quanta."""
        quantum = self.model.resources[step.wanted[0]].quantum
        return self.draws.amount(step.amount, quantum, self.person, occurrence)

    def note_amount(self, step: StepView, amount: int) -> None:
        """Write down the amount of a stay that says it."""
        if step.amount is not None:
            self.note(AMOUNT, step.row, value=amount)

    def begin(self, step: StepView, resource: ResourceView, how: int = IN_TURN) -> None:
        """A stay, task or wait begins."""
        self.ledger.enter(self, step, active=True)
        self.note(BEGIN, step.row, resource.row, how)

    def end(self, step: StepView, resource: ResourceView, travel: int = 0) -> None:
        """A stay, task or wait ends: a happening."""
        self.guard.happening(step)
        self.note(END, step.row, resource.row, travel)

    def until(self, instant: int) -> Moment:
        """The event to yield in order to sleep until an instant."""
        return Moment(self.env, instant, ENDS, *self.order)

    @property
    def order(self) -> tuple[int, int, int]:
        """The line's part of the order of one instant: source, index, slot."""
        return (self.person.source.row, self.person.index, self.slot)

    def note(self, kind: int, row: int, resource: int = -1, value: int = 0) -> None:
        """Write a line in the event log."""
        self.journal.note(self.person, kind, row, resource, value, self.slot)


INSTANT: dict[int, Callable[[Line, StepView], int]] = {
    CHOOSE: Line.choose,
    SET: Line.set,
    MARK: Line.mark,
    LEAVE: Line.leave,
    TEST: Line.test,
    FINISH: Line.finish,
    ACT: Line.act,
    RELEASE: release,
}
"""The steps that take no time, by kind."""

LASTING: dict[int, Callable[[Line, StepView], Walk]] = {
    STAY: Line.stay,
    TASK: Line.task,
    WAIT: Line.wait,
    SEARCH: Line.search,
    RESERVE: reserve,
    PAY: pay,
    TRANSFER: transfer,
    MEANWHILE: Line.meanwhile,
    MEET: Line.meet,
    RETURN: Line.go_and_return,
}
"""The steps that take time, by kind."""
