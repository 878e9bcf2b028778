"""People in place at the start: by shares, or found by a census, with the time that they have spent already."""

from __future__ import annotations

from flowsim.engine.reference.keeping import reserve
from flowsim.engine.reference.line import Line, Walk
from flowsim.engine.reference.transfers import transfer
from flowsim.engine.reference.views import FoundView, StepView
from flowsim.engine.reference.ways import Way
from flowsim.plan.tables import RESERVE, SEARCH, STAY, TRANSFER, UNTIL_OPEN, WAIT


def be_in_place(line: Line, way: Way) -> Walk:
    """Be in a stay that is under way at the start of the run, and walk on from its end."""
    person, step = line.person, line.model.steps[way.row]
    person.draw_attributes(way.codes)
    line.guard.in_place()
    occurrence = person.visit(step)
    amount = line.amount(step, occurrence)
    person.enter_model(step.row, step.wanted[0], amount)
    line.note_amount(step, amount)
    line.begin(step, person.unit)
    left = line.draws.duration(step.remaining, person, occurrence)
    person.risks.begin(step, moved=True)
    return (yield from line.live(line.rest(step, step.calendar.advance(line.env.now, left))))


def be_found(line: Line, found: FoundView) -> Walk:
    """Be in what began before the run, or wait since before it, and walk on from there."""
    person, step = line.person, line.model.steps[found.row]
    person.draw_attributes(found.codes)
    line.guard.in_place()
    person.enter_model(found.row, found.unit, found.amount)
    if person.unit.hospital:
        person.admitted = found.admitted
    if found.declared:
        person.declare()
        person.ready = found.ready
        if (ready := line.model.plan.ready_mark) >= 0:
            person.marks[ready] = found.ready
    goes_on = found.active and step.kind != SEARCH
    return (yield from line.live((be_at if goes_on else wait_on)(line, found)))


def be_at(line: Line, found: FoundView) -> Walk:
    """Be in a stay or wait that is under way, for as long as is left of it, and then walk on."""
    person, step = line.person, line.model.steps[found.row]
    occurrence = person.visit(step)
    if step.kind == STAY:
        line.note_amount(step, found.amount)
    line.begin(step, person.unit)
    left = max(0, line.draws.duration(found.time, person, occurrence) - found.spent)
    person.risks.begin(step, moved=True)
    if step.kind == WAIT:
        yield line.until(opening(line, step) if step.until else step.calendar.advance(line.env.now, left))
        line.end(step, person.unit)
        person.risks.end_wait()
        return (yield from line.run_on(step.next))
    return (yield from line.rest(step, step.calendar.advance(line.env.now, left), found.since))


def opening(line: Line, step: StepView) -> int:
    """When the calendar opens for which somebody waited before the start: it may be at the start."""
    if step.until == UNTIL_OPEN and step.calendar.is_open(line.env.now):
        return line.env.now
    return step.calendar.next_opening(line.env.now - 1)


def wait_on(line: Line, found: FoundView) -> Walk:
    """Go on waiting, or search anew, and then walk on."""
    step = line.model.steps[found.row]
    if step.kind == SEARCH:
        return (yield from line.run_on((yield from line.search(step))))
    if step.kind == RESERVE:
        return (yield from line.run_on((yield from reserve(line, step, found))))
    if step.kind == TRANSFER:
        return (yield from line.run_on((yield from transfer(line, step, found))))
    row = yield from (line.stay if step.kind == STAY else line.task)(step, found)
    return (yield from line.run_on(row))
