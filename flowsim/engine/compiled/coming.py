"""Coming to a place that is kept for the person: nothing is asked for, and no wait is counted."""

import numpy as np

from flowsim.engine.compiled.amounts import note_amount
from flowsim.engine.compiled.draws import draw_time, last_visit, next_visit
from flowsim.engine.compiled.holds import kept_of_list, lapse, reached_by
from flowsim.engine.compiled.layout import ONE, Journal, Program, Results, State
from flowsim.engine.compiled.places import KEPT, move
from flowsim.engine.compiled.risks import begin_risks
from flowsim.engine.compiled.tallies import BEGIN, charge_line, enter, log
from flowsim.engine.compiled.tapers import await_end
from flowsim.engine.compiled.times import ends_at
from flowsim.engine.compiled.transfers import set_out
from flowsim.plan.tables import STAY
from flowsim.random.jit import kernel


@kernel
def kept_there(program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int) -> bool:
    """Whether a place kept for person p will do for a stay or transfer; one that is too little is given back."""
    if reached_by(program, state, p, row) >= 0:
        return True
    n = kept_of_list(program, state, p, row)
    if n < 0 or state.people[p]["more"] >= 0:
        return False
    if state.holds[n]["amount"] >= state.people[p]["wants"]:
        return True
    lapse(program, state, results, journal, n, row, now)
    return False


@kernel
def come(program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int) -> None:
    """Person p has a place kept that will do: the stay there begins, or the transfer to it."""
    step, n = program.steps[row], reached_by(program, state, p, row)
    visit = last_visit(state, p, step["visit"]) if n >= 0 else next_visit(state, p, step["visit"])
    if n < 0:
        n = kept_of_list(program, state, p, row)
    unit = np.int64(state.holds[n]["unit"])
    note_amount(program, state, journal, p, row, now)
    if step["kind"] == STAY:
        go_back(program, state, results, journal, p, row, unit, visit, now)
    else:
        set_out(program, state, results, journal, p, row, unit, KEPT, visit, now)


@kernel
def go_back(
    program: Program,
    state: State,
    results: Results,
    journal: Journal,
    p: int,
    row: int,
    unit: int,
    visit: int,
    now: int,
) -> None:
    """Person p begins a stay in a place that was kept for them in a unit, without asking."""
    charge_line(program, state, results, p, now)
    state.people[p]["row"] = row
    move(program, state, results, p, unit, KEPT, now)
    enter(program, state, results, p, ONE, now)
    log(program, state, journal, now, p, BEGIN, row, unit, KEPT)
    time = draw_time(program, state, p, row, visit)
    if program.risk_width > 0:
        begin_risks(program, state, p, row, True, now)
    await_end(program, state, p, row, now, ends_at(program, row, now, time))
