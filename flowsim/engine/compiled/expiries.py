"""Attributes that go out of date: when each of a person's does, if it does.

They share the one timer of the person's risks (:func:`flowsim.engine.compiled.risks.aim`).
"""

import numpy as np

from flowsim.engine.clock import NEVER
from flowsim.engine.compiled.draws import draw
from flowsim.engine.compiled.layout import ONE, Program, Results, State
from flowsim.engine.compiled.tallies import count_in_groups
from flowsim.random.jit import kernel
from flowsim.random.samplers import ticks


@kernel
def nothing_expires(program: Program, state: State, p: int) -> None:
    """Whatever a new person comes with stays as it is."""
    for attribute in range(program.expiring):
        state.expiring[p, attribute]["at"] = NEVER


@kernel
def await_expiry(program: Program, state: State, p: int, row: int, occurrence: int, now: int) -> None:
    """The attribute that line p has just set at a row goes out of date as the row says, and not as it would have."""
    step = program.steps[row]
    expiring = state.expiring[state.people[p]["main"], step["target"]]
    expiring["at"] = NEVER
    expiring["expiry"] = step["expiry"]
    if step["expiry"] >= 0:
        expiry = program.expiries[step["expiry"]]
        time = draw(program, state, p, expiry["time"], expiry["draws"], expiry["purpose"], occurrence)
        expiring["at"] = now + ticks(time)


@kernel
def first_expiry(program: Program, state: State, p: int) -> int:
    """The attribute of person p that goes out of date first, the first of equals; -1 if none does."""
    first, instant = np.int64(-1), np.int64(NEVER)
    for attribute in range(program.expiring):
        if state.expiring[p, attribute]["at"] < instant:
            first, instant = np.int64(attribute), np.int64(state.expiring[p, attribute]["at"])
    return first


@kernel
def go_out_of_date(program: Program, state: State, results: Results, p: int, attribute: int, now: int) -> int:
    """An attribute of person p goes out of date, which is counted: the first row of what is set."""
    expiring = state.expiring[p, attribute]
    expiring["at"] = NEVER
    state.counts[0]["happenings"] += 1
    count_in_groups(program, state, results.expired, attribute, p, ONE, now)
    return np.int64(program.expiries[expiring["expiry"]]["then"])
