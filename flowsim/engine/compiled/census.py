"""People found in place by a census: what they are at goes on from the time already spent."""

import numpy as np

from flowsim.engine.clock import is_open, next_opening
from flowsim.engine.compiled.amounts import note_amount, want
from flowsim.engine.compiled.draws import draw, next_visit
from flowsim.engine.compiled.events import PATIENCE, put, rest_of
from flowsim.engine.compiled.jumps import catch_up
from flowsim.engine.compiled.layout import NONE, ONE, ZERO, Journal, Program, Results, State
from flowsim.engine.compiled.places import move
from flowsim.engine.compiled.risks import begin_risks
from flowsim.engine.compiled.tallies import ARRIVE, BEGIN, JOIN, declare, enter, log
from flowsim.engine.compiled.tapers import await_rest
from flowsim.engine.compiled.timers import new_leaf
from flowsim.engine.compiled.times import ends_at
from flowsim.engine.compiled.walking import begin_at_once
from flowsim.plan.tables import SEARCH, STAY, UNTIL_OPEN
from flowsim.random.jit import kernel
from flowsim.random.samplers import ticks


@kernel
def be_found(program: Program, state: State, results: Results, journal: Journal, p: int, number: int) -> None:
    """Person p, who has just come to exist, is where row `number` of the census says."""
    found, person = program.census[number], state.people[p]
    row = np.int64(found["row"])
    step = program.steps[row]
    person["row"] = row
    person["wants"] = found["amount"]
    if found["unit"] != person["unit"]:
        move(program, state, results, p, np.int64(found["unit"]), ZERO, ZERO)
    log(program, state, journal, ZERO, p, ARRIVE, row, NONE, ZERO)
    if program.resources[person["unit"]]["hospital"]:
        person["admitted"] = found["admitted"]
    if found["declared"]:
        declare(program, state, results, p, ONE, ZERO)
        person["ready"] = found["ready"]
        if program.ready_mark >= 0:
            state.marks[p, program.ready_mark] = found["ready"]
    if step["kind"] == SEARCH:
        begin_at_once(program, state, results, journal, p, row, ZERO)
    elif found["active"]:
        be_at(program, state, results, journal, p, number)
    else:
        wait_on(program, state, results, journal, p, number)


@kernel
def be_at(program: Program, state: State, results: Results, journal: Journal, p: int, number: int) -> None:
    """Person p goes on with a stay or wait, for as long as is left of it."""
    found, person = program.census[number], state.people[p]
    row = np.int64(found["row"])
    step = program.steps[row]
    if step["kind"] == STAY:
        note_amount(program, state, journal, p, row, ZERO)
    enter(program, state, results, p, ONE, ZERO)
    log(program, state, journal, ZERO, p, BEGIN, row, person["unit"], ZERO)
    visit = next_visit(state, p, step["visit"])
    if step["until"] > 0:
        await_rest(program, state, p, row, ZERO, opening(program, row))
    else:
        whole = ticks(draw(program, state, p, found["time"], ONE, step["purpose"], visit))
        left = max(ZERO, whole - found["spent"])
        await_rest(program, state, p, row, np.int64(found["since"]), ends_at(program, row, ZERO, left))
    if program.risk_width > 0:
        begin_risks(program, state, p, row, True, ZERO)


@kernel
def opening(program: Program, row: int) -> int:
    """When the calendar opens for which somebody waited before the start: it may be at the start."""
    step = program.steps[row]
    calendar = step["calendar"]
    if step["until"] == UNTIL_OPEN and is_open(program.calendars, program.windows, calendar, program.weekday, ZERO):
        return ZERO
    return next_opening(program.calendars, program.windows, calendar, program.weekday, NONE)


@kernel
def wait_on(program: Program, state: State, results: Results, journal: Journal, p: int, number: int) -> None:
    """Person p goes on waiting, in the queues since before the run; no limit turns away who is there already."""
    found, person = program.census[number], state.people[p]
    row = np.int64(found["row"])
    step = program.steps[row]
    if program.amounts:
        want(program, state, p, row)
    person["joined"] = found["since"]
    person["level"] = 0
    if step["priority"] >= 0:
        person["level"] = np.int64(draw(program, state, p, step["priority"], ZERO, ZERO, ZERO))
    if len(program.jumps) > 0:
        catch_up(program, state, p, row, ZERO)
    enter(program, state, results, p, ZERO, ZERO)
    log(program, state, journal, ZERO, p, JOIN, row, program.wanted[step["first"]], person["level"])
    if program.amounts:
        note_amount(program, state, journal, p, row, ZERO)
    state.counts[0]["joining"] = p
    visit = next_visit(state, p, step["visit"])
    person["visit"] = visit
    if found["patience"] >= 0:
        longest = ticks(draw(program, state, p, found["patience"], ONE, step["patience_purpose"], visit))
        person["patience"] = new_leaf(state)
        ends = max(ZERO, found["since"] + longest)
        put(state.timers, person["patience"], ends, rest_of(PATIENCE, person["order"]), p)
