"""Transfers: on the way from one place to another both are taken, one with the person in it, one kept for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowsim.engine.reference.dispatch import Answer
from flowsim.engine.reference.keeping import keep, kept_for, kept_in, unkeep
from flowsim.engine.reference.views import FoundView, StepView
from flowsim.plan.tables import UNLIMITED

if TYPE_CHECKING:
    from flowsim.engine.reference.line import Line, Walk
    from flowsim.engine.reference.person import Person


def transfer(line: Line, step: StepView, found: FoundView | None = None) -> Walk:
    """Ask for a place, have it kept, and stay where one is until the way there is over; the stay comes next."""
    person = line.person
    if person.unit.row in step.wanted:
        return step.next
    occurrence = person.visit(step)
    amount = line.amount(step, occurrence)
    kept = kept_for(person, step, amount) if found is None else None
    answer = Answer(None)
    if kept is not None:
        answer = Answer(kept.unit, kept=True)
        line.note_amount(step, amount)
    else:
        answer = yield from line.ask(step, occurrence, amount, found)
    if answer.resource is None:
        return line.go_without(step, answer)
    _set_out(person, step, answer, amount)
    line.begin(step, answer.resource, answer.how)
    length = line.draws.duration(step.time, person, occurrence)
    yield line.until(line.env.now + max(length, answer.longest))
    line.end(step, person.unit)
    return step.next


def _set_out(person: Person, step: StepView, answer: Answer, amount: int) -> None:
    """The place is kept from now on; in a ring the place that is held becomes that of whoever comes to it."""
    unit = answer.resource
    assert unit is not None
    if (kept := kept_in(person, unit)) is not None:
        unkeep(person, kept)
    if answer.by_ring:
        person.resize(0)
    person.dispatcher.take(unit, amount)
    keep(person, step, unit, amount)
    kept = kept_in(person, unit)
    if kept is not None and answer.by_ring:
        kept.giver, kept.taker, kept.ring, kept.since = answer.giver, answer.taker, answer.ring, UNLIMITED
