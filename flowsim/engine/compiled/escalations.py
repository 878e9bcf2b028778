"""Places that open under pressure, and shut when it has eased: looked at now and then, before anything else happens."""

import numpy as np

from flowsim.engine.compiled.capacity import refresh
from flowsim.engine.compiled.conditions import holds
from flowsim.engine.compiled.events import AT_ONCE, order_of, put, rest_of
from flowsim.engine.compiled.layout import ZERO, Program, Results, State
from flowsim.engine.compiled.tallies import in_window
from flowsim.random.jit import kernel

_LAST, _LATE = np.int64(4095), np.int64(2**31)
"""Where looks come in the order of an instant: as of no person, behind every turnaround."""


@kernel
def look(program: Program, state: State, results: Results, i: int, now: int) -> None:
    """Open the places of escalation i, or shut them, if it is time for that; set the timer for the next look."""
    record, escalation = program.escalations[i], state.escalations[i]
    resource = np.int64(record["resource"])
    if escalation["opened"] < 0 and all_hold(program, state, record["opens"], record["opens_count"], now):
        escalation["opened"] = now
        state.resources[resource]["extra"] = record["places"]
        if in_window(program, now):
            results.resources[resource]["escalations"] += 1
        refresh(program, state, results, resource, now)
    elif escalation["opened"] >= 0 and all_hold(program, state, record["shuts"], record["shuts_count"], now):
        book(program, state, results, i, now)
        escalation["opened"] = -1
        state.resources[resource]["extra"] = 0
        refresh(program, state, results, resource, now)
    next_look(program, state, i, now)


@kernel
def all_hold(program: Program, state: State, first: int, count: int, now: int) -> bool:
    """Whether conditions that belong to nobody all hold."""
    for i in range(first, first + count):  # noqa: SIM110  (a generator cannot be compiled)
        if not holds(program, state, ZERO, np.int64(program.triggers[i]), now):
            return False
    return True


@kernel
def first_looks(program: Program, state: State) -> None:
    """Set the timer for the first look at every unit that opens places under pressure."""
    for escalation in range(len(program.escalations)):
        next_look(program, state, escalation, ZERO)


@kernel
def next_look(program: Program, state: State, i: int, now: int) -> None:
    """Set the timer for the next look, after all else that begins an instant, turnarounds that end included."""
    owner = len(program.resources) + len(program.closures) + 1 + i
    time = now + program.escalations[i]["every"]
    put(state.timers, state.escalations[i]["leaf"], time, rest_of(AT_ONCE, order_of(_LAST, _LATE + i)), owner)


@kernel
def book(program: Program, state: State, results: Results, i: int, now: int) -> None:
    """Count the ticks of the window for which places have been open under pressure."""
    ticks = min(now, program.window_to) - max(state.escalations[i]["opened"], program.window_from)
    if ticks > 0:
        results.resources[program.escalations[i]["resource"]]["escalated"] += ticks


@kernel
def close_books(program: Program, state: State, results: Results) -> None:
    """Count places that are open at the end of the run."""
    for escalation in range(len(program.escalations)):
        if state.escalations[escalation]["opened"] >= 0:
            book(program, state, results, escalation, program.horizon)
