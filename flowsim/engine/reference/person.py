"""One person: what is true of them, and the SimPy process that walks their pathway.

A person is one process for life. :meth:`Person.run_on` takes step after step; every kind of step is a
method that does what RULES.md says and returns the row of the step that follows. A step that takes time
is a generator: it yields the event that it waits for.

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
           self.begin(step, self.unit)
           yield self.until(self.env.now + self.draws.duration(step.time, self, self.visit(step)))
           self.end(step, self.unit)
           return step.next

   Whatever waits for somebody else asks first (:meth:`Person.ask`) and looks at the answer.
4. Say in RULES.md what happens, exactly; teach the compiled engine the same; compare the two.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from flowsim.engine.output import ARRIVE, BEGIN, CHANGE, CHOSE, DEPART, END, GIVE_UP, JOIN, MARKED, TURN_AWAY
from flowsim.engine.reference.dispatch import Answer, Request
from flowsim.engine.reference.environment import ENDS, Moment
from flowsim.engine.reference.views import ResourceView, SourceView, StateView, StepView, WayView
from flowsim.plan.tables import CHOOSE, COMMUNITY_UNIT, LEAVE, MARK, SET, STAY, TASK, WAIT

if TYPE_CHECKING:
    from flowsim.engine.reference.world import World

Walk = Generator[simpy.Event, Any, int]
"""The part of a process that takes one step: it yields events and returns the row of the next step."""

NOWHERE = -1
"""The row after the last step."""


class Person:
    """A person, from arrival until they leave.

    Attributes:
        source, index: who.
        codes: the code of each attribute.
        unit: where they are; they keep its place until they are granted another or leave.
        declared: whether declared ready for discharge.
        visits: how often they have come by each counted step.
        marks: the last time of each mark; -1 never.
        open_since: the instant at which each open interval was opened, by its row.
        arrived, left, outcome: of the whole walk; -1 not yet.
        admitted, ready, discharged: of the last hospital stay; -1 never.
        state: the wait-state, None before the first; charged_to: up to when its time has been booked.
    """

    def __init__(self, world: World, source: SourceView, index: int) -> None:
        self.env, self.model, self.draws, self.dispatcher = world.env, world.model, world.draws, world.dispatcher
        self.ledger, self.journal, self.guard = world.ledger, world.journal, world.guard
        self.source, self.index = source, index
        self.codes = np.zeros(len(self.model.attributes), np.int32)
        self.unit: ResourceView = self.model.resources[COMMUNITY_UNIT]
        self.declared = False
        self.visits = [0] * self.model.plan.counters
        self.marks = [-1] * self.model.plan.marks
        self.open_since: dict[int, int] = {}
        self.arrived, self.left, self.outcome = world.env.now, -1, -1
        self.admitted = self.ready = self.discharged = -1
        self.state: StateView | None = None
        self.charged_to = world.env.now

    # Two ways to begin: each is the generator of a SimPy process.

    def arrive(self) -> Walk:
        """Arrive now, in the community, and walk from the source's entry."""
        self.draw_attributes()
        self.guard.happening(self.model.steps[self.source.entry])
        self.enter_model(self.source.entry, COMMUNITY_UNIT)
        return (yield from self.run_on(self.source.entry))

    def be_in_place(self, way: WayView) -> Walk:
        """Be in a stay that is under way at the start of the run, and walk on from its end."""
        step = self.model.steps[way.row]
        self.draw_attributes(way.codes)
        self.guard.in_place()
        self.enter_model(step.row, step.wanted[0])
        self.begin(step, self.unit)
        yield self.until(self.env.now + self.draws.duration(step.remaining, self, self.visit(step)))
        self.end(step, self.unit)
        return (yield from self.run_on(step.next))

    def enter_model(self, row: int, unit: int) -> None:
        """Begin to exist, in a unit."""
        step = self.model.steps[row]
        self.unit = self.model.resources[unit]
        self.dispatcher.take(self.unit)
        if self.unit.hospital:
            self.enter_hospital()
        self.ledger.arrive(self)
        self.guard.present(len(self.ledger.present), step)
        self.journal.enrol(self)
        self.note(ARRIVE, row)

    def draw_attributes(self, given: tuple[int, ...] = ()) -> None:
        """Draw each attribute, parents first, unless its code is given (-1 is not given)."""
        for attribute in self.model.attributes:
            shares = attribute.shares_at(self.source.presets[attribute.row])
            code = given[attribute.row] if given else -1
            self.codes[attribute.row] = code if code >= 0 else self.draws.whole(shares, self)

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

    def stay(self, step: StepView) -> Walk:
        """Be in a unit for a time. Who is in one of the wanted units already asks for nothing."""
        occurrence = self.visit(step)
        by_ring = False
        if self.unit.row not in step.wanted:
            answer = yield from self.ask(step, occurrence)
            if answer.resource is None:
                return self.go_without(step, answer)
            self.move(answer.resource)
            by_ring = answer.by_ring
        self.begin(step, self.unit, by_ring)
        yield self.until(self.env.now + self.draws.duration(step.time, self, occurrence))
        self.end(step, self.unit)
        return step.next

    def task(self, step: StepView) -> Walk:
        """Have a worker of a team do some work, in the team's working time, and keep the place meanwhile."""
        occurrence = self.visit(step)
        answer = yield from self.ask(step, occurrence)
        team = answer.resource
        if team is None:
            return self.go_without(step, answer)
        self.dispatcher.take(team)
        self.begin(step, team)
        end = team.calendar.advance(self.env.now, self.draws.duration(step.time, self, occurrence))
        self.ledger.work(team, self.env.now, end)
        yield self.until(end)
        self.end(step, team)
        self.dispatcher.release(team)
        return step.next

    def wait(self, step: StepView) -> Walk:
        """Let a time pass, by the clock or in the working time of a calendar."""
        self.begin(step, self.unit)
        length = self.draws.duration(step.time, self, self.visit(step))
        yield self.until(step.calendar.advance(self.env.now, length))
        self.end(step, self.unit)
        return step.next

    # Steps that take no time.

    def choose(self, step: StepView) -> int:
        """Go one of several ways."""
        option = self.draws.whole(step.time, self, self.visit(step))
        self.note(CHOSE, step.row, value=option)
        return step.options[option]

    def set(self, step: StepView) -> int:
        """Change an attribute; the time so far belongs to the group the person was in."""
        code = self.draws.whole(step.time, self, self.visit(step))
        if self.model.attributes[step.target].column >= 0:
            self.ledger.charge(self)
        self.codes[step.target] = code
        self.note(CHANGE, step.row, value=code)
        return step.next

    def mark(self, step: StepView) -> int:
        """Note the instant under a name. In hospital, the ready mark declares ready for discharge."""
        self.ledger.mark(self, step.target)
        self.marks[step.target] = self.env.now
        self.note(MARKED, step.row, value=step.target)
        if step.target == self.model.plan.ready_mark and self.unit.hospital:
            self.declared, self.ready = True, self.env.now
        return step.next

    def leave(self, step: StepView) -> int:
        """Give back the place and leave the model with an outcome."""
        self.ledger.charge(self)
        self.left, self.outcome = self.env.now, step.target
        if self.unit.hospital:
            self.leave_hospital(died=step.target == self.model.plan.died)
        self.dispatcher.release(self.unit)
        self.ledger.depart(self)
        self.note(DEPART, step.row, value=step.target)
        return NOWHERE

    # Asking, and moving.

    def ask(self, step: StepView, occurrence: int) -> Generator[simpy.Event, Any, Answer]:
        """Wait in the queues of what the step wants, until granted, out of patience, or turned away."""
        level = self.draws.whole(step.priority, self)
        request = Request(self, step, level, since=self.env.now, answer=self.env.event())
        self.ledger.enter(self, step, active=False)
        self.note(JOIN, step.row, step.wanted[0], level)
        self.dispatcher.join(request)
        if step.patience is not None:
            self.dispatcher.be_patient(request, self.draws.duration(step.patience, self, occurrence))
        answer: Answer = yield request.answer
        if answer.resource is not None:
            self.ledger.grant(request, answer.resource)
        return answer

    def go_without(self, step: StepView, answer: Answer) -> int:
        """Where a person goes whose patience has run out, or who found the queue too long."""
        kind, row = (TURN_AWAY, step.turned_away) if answer.turned_away else (GIVE_UP, step.impatient)
        self.ledger.go_without(step, answer)
        self.note(kind, step.row)
        return row

    def move(self, unit: ResourceView) -> None:
        """Give back the place that is held and take one in another unit."""
        self.ledger.charge(self)
        if self.unit.hospital and not unit.hospital:
            self.leave_hospital(died=False)
        if unit.hospital and not self.unit.hospital:
            self.enter_hospital()
        self.dispatcher.release(self.unit)
        self.dispatcher.take(unit)
        self.unit = unit

    def enter_hospital(self) -> None:
        """A hospital stay begins; a declaration of an earlier one is no longer of interest."""
        self.admitted, self.ready = self.env.now, -1

    def leave_hospital(self, died: bool) -> None:
        """A hospital stay ends, and with it the declaration."""
        self.ledger.discharge(self, died)
        self.discharged = self.env.now
        self.declared = False

    # Small words.

    def begin(self, step: StepView, resource: ResourceView, by_ring: bool = False) -> None:
        """A stay, task or wait begins."""
        self.ledger.enter(self, step, active=True)
        self.note(BEGIN, step.row, resource.row, int(by_ring))

    def end(self, step: StepView, resource: ResourceView) -> None:
        """A stay, task or wait ends: a happening."""
        self.guard.happening(step)
        self.note(END, step.row, resource.row)

    def until(self, instant: int) -> Moment:
        """The event to yield in order to sleep until an instant."""
        return Moment(self.env, instant, ENDS, self.source.row, self.index)

    def visit(self, step: StepView) -> int:
        """Count this visit of the person to the step: 0, 1, ...; always 0 where visits draw the same."""
        if step.visit < 0:
            return 0
        self.visits[step.visit] += 1
        return self.visits[step.visit] - 1

    def note(self, kind: int, row: int, resource: int = -1, value: int = 0) -> None:
        """Write a line in the event log."""
        self.journal.note(self, kind, row, resource, value)


INSTANT: dict[int, Callable[[Person, StepView], int]] = {
    CHOOSE: Person.choose,
    SET: Person.set,
    MARK: Person.mark,
    LEAVE: Person.leave,
}
"""The steps that take no time, by kind."""

LASTING: dict[int, Callable[[Person, StepView], Walk]] = {
    STAY: Person.stay,
    TASK: Person.task,
    WAIT: Person.wait,
}
"""The steps that take time, by kind."""
