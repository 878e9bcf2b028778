"""Places that are kept for a person who is elsewhere: a package of care or a room, while they are in hospital."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowsim.engine.output import LAPSED
from flowsim.engine.reference.environment import ENDS, Moment
from flowsim.engine.reference.views import FoundView, ResourceView, StepView
from flowsim.plan.tables import TO_A_PLACE, TRANSFER, UNLIMITED

if TYPE_CHECKING:
    from flowsim.engine.reference.line import Line, Walk
    from flowsim.engine.reference.person import Person

IN_TURN, BY_RING, IN_KEPT = range(3)
"""How somebody comes to a place."""

SLOT = 2**15
"""A limit comes in the slot of this and the row of the unit: after the person's own lines at that instant."""


@dataclass(eq=False, slots=True)
class Kept:
    """A place that is taken, and nobody in it: of which unit, how much, who pays, since when, by which step.

    In a ring: `giver` is who gave it up and is in it still, until all move: it is not booked as kept (`since` is
    endless) unless they stay; `taker` is who has the person's own; `ring` is the number of the ring.
    """

    unit: ResourceView
    amount: int
    payer: int
    since: int
    step: StepView
    giver: Person | None = None
    taker: Person | None = None
    ring: int = -1


def keep(person: Person, step: StepView, unit: ResourceView, amount: int) -> None:
    """Keep a place that is taken, as a step says; a second one in the same unit is given back at once.

    For a transfer it is kept until that is over.
    """
    limit = UNLIMITED if step.kind == TRANSFER or step.keep is None else step.keep
    if kept_in(person, unit) is not None:
        person.dispatcher.release(unit, amount)
        return
    payer = step.keep_payer if step.keep_payer >= 0 else person.payer_of(unit)
    kept = Kept(unit, amount, payer, person.env.now, step)
    person.kept.append(kept)
    if limit < UNLIMITED:
        order = (person.source.row, person.index, SLOT + unit.row)
        over = Moment(person.env, person.env.now + limit, ENDS, *order)
        over.callbacks.append(lambda _: _reach_limit(person, kept))


def kept_in(person: Person, unit: ResourceView) -> Kept | None:
    """What is kept for a person in a unit."""
    return next((kept for kept in person.kept if kept.unit is unit), None)


def unkeep(person: Person, kept: Kept) -> None:
    """Keep a place no longer: it can be used, or given to somebody else."""
    person.ledger.charge_kept(kept)
    person.kept.remove(kept)
    person.dispatcher.release(kept.unit, kept.amount)


def lapse(person: Person, kept: Kept, step: StepView) -> None:
    """Give back a kept place: its time is over (step: what kept it), or it is too little (step: what needs it)."""
    person.world.journal.note(person, LAPSED, step.row, kept.unit.row, kept.amount)
    unkeep(person, kept)


def _reach_limit(person: Person, kept: Kept) -> None:
    if kept in person.kept:
        person.world.guard.happening(kept.step)
        person.ledger.run_out(kept)
        lapse(person, kept, kept.step)


def kept_for(person: Person, step: StepView, amount: int) -> Kept | None:
    """The place that is kept for a stay in the first unit of its list that has one; one too little is given back."""
    units = (person.model.resources[row] for row in step.wanted)
    kept = next(filter(None, (kept_in(person, unit) for unit in units)), None)
    if kept is not None and kept.amount < amount:
        lapse(person, kept, step)
        return None
    return kept


def reserve(line: Line, step: StepView, found: FoundView | None = None) -> Walk:
    """Ask for a place ahead of moving; it is kept from then on. Who is or has one there asks for nothing."""
    person = line.person
    if _has_or_kept(person, step):
        return step.next
    occurrence = person.visit(step)
    amount = line.amount(step, occurrence)
    answer = yield from line.ask(step, occurrence, amount, found)
    if answer.resource is None:
        return line.go_without(step, answer)
    if not _has_or_kept(person, step):
        line.dispatcher.take(answer.resource, amount)
        keep(person, step, answer.resource, amount)
    line.begin(step, answer.resource)
    _tell(person, answer.resource)
    yield line.until(line.env.now)
    line.end(step, person.unit)
    return step.next


def release(line: Line, step: StepView) -> int:
    """Give back what is kept for the person in the units named; a place on the way of a transfer is not."""
    for unit in step.wanted:
        kept = kept_in(line.person, line.model.resources[unit])
        if kept is not None and kept.step.kind != TRANSFER:
            lapse(line.person, kept, step)
    return step.next


def _has_or_kept(person: Person, step: StepView) -> bool:
    """Whether a person is in one of the units that a step asks for, or has a place kept in one."""
    units = [person.model.resources[row] for row in step.wanted]
    return person.unit in units or any(kept_in(person, unit) for unit in units)


def _tell(person: Person, unit: ResourceView) -> None:
    """A place in a unit is kept for a person from now on: if their main line waits for one there, that is the one."""
    kept, main = kept_in(person, unit), person.main
    request = None if main is None else main.request
    if kept is None or request is None or not request.waiting or request.step.kind not in TO_A_PLACE:
        return
    if request.more is None and unit.row in request.wanted and request.amount <= kept.amount:
        person.dispatcher.answer_kept(request, unit)


def turn_back(person: Person, step: StepView) -> None:
    """A transfer is broken off: the place at its end is given back, in a ring to whoever is in it still; who gave up
    theirs in a ring has it again, even if there is one too many then: from now on it is kept for the other besides."""
    stay = person.model.steps[step.next]
    kept = reached_by(person, stay)
    assert kept is not None
    lapse(person, kept, stay)
    if kept.giver is not None and _kept_in_ring(kept.giver, kept.ring) is not None:
        kept.giver.resize(1)
    if kept.taker is not None and (other := _kept_in_ring(kept.taker, kept.ring)) is not None:
        other.since = person.env.now
    if person.amount == 0:
        person.resize(1)


def _kept_in_ring(person: Person, ring: int) -> Kept | None:
    """The place that is kept for a person who is still on the way in a ring."""
    return next((kept for kept in person.kept if kept.ring == ring), None)


def reached_by(person: Person, stay: StepView) -> Kept | None:
    """The place that the transfer before a stay has brought the person to."""
    return next((kept for kept in person.kept if kept.step.kind == TRANSFER and kept.step.next == stay.row), None)
