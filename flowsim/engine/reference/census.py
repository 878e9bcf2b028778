"""People in place at the start: by shares, or found by a census, with the time that they have spent already."""

from __future__ import annotations

from flowsim.engine.reference.line import Line, Walk
from flowsim.engine.reference.views import FoundView, WayView
from flowsim.plan.tables import STAY


def be_in_place(line: Line, way: WayView) -> Walk:
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
    """Be in a stay that began before the run, or wait since before it, and walk on from there."""
    person, step = line.person, line.model.steps[found.row]
    person.draw_attributes(found.codes)
    line.guard.in_place()
    person.enter_model(found.row, found.unit)
    if person.unit.hospital:
        person.admitted = found.admitted
    if found.declared:
        person.declare()
        person.ready = found.ready
        if (ready := line.model.plan.ready_mark) >= 0:
            person.marks[ready] = found.ready
    if not found.active:
        return (yield from line.live(wait_on(line, found)))
    occurrence = person.visit(step)
    line.begin(step, person.unit)
    assert found.time is not None
    left = max(0, line.draws.duration(found.time, person, occurrence) + found.since)
    person.risks.begin(step, moved=True)
    return (yield from line.live(line.rest(step, step.calendar.advance(line.env.now, left))))


def wait_on(line: Line, found: FoundView) -> Walk:
    """Go on waiting, and then walk on."""
    step = line.model.steps[found.row]
    row = yield from (line.stay if step.kind == STAY else line.task)(step, found)
    return (yield from line.run_on(row))
