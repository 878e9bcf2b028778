"""Closures that come at random: for each unit that has them, how long it is open, then how long closed, and so on."""

import numpy as np

from flowsim.engine.compiled.capacity import refresh
from flowsim.engine.compiled.events import AT_ONCE, put, rest_of
from flowsim.engine.compiled.layout import ZERO, Program, Results, State
from flowsim.random.jit import kernel
from flowsim.random.samplers import sample, ticks
from flowsim.random.streams import uniform


@kernel
def open_or_close(program: Program, state: State, results: Results, i: int, now: int) -> None:
    """Closure i begins, or is over; set the timer for what comes next."""
    closure = state.closures[i]
    resource = np.int64(program.closures[i]["resource"])
    if closure["closed"] == 0:
        closure["closed"] = 1
        state.resources[resource]["closed"] = program.closures[i]["places"]
        lasts = closed_for(program, state, i, closure["index"])
    else:
        closure["closed"] = 0
        closure["index"] += 1
        state.resources[resource]["closed"] = 0
        lasts = open_for(program, state, i, closure["index"])
    refresh(program, state, results, resource, now)
    expect(program, state, i, now + lasts)


@kernel
def expect_closures(program: Program, state: State) -> None:
    """Set the timer of the first closure of every unit that has them."""
    for closure in range(len(program.closures)):
        expect(program, state, closure, open_for(program, state, closure, ZERO))


@kernel
def expect(program: Program, state: State, i: int, time: int) -> None:
    """Set the timer of closure i; its owner comes after resources and changes of capacity."""
    owner = len(program.resources) + 1 + i
    put(state.timers, state.closures[i]["leaf"], time, rest_of(AT_ONCE, owner), owner)


@kernel
def open_for(program: Program, state: State, i: int, index: int) -> int:
    """How long a unit stays open before its closure of this number, at least a tick."""
    record = program.closures[i]
    return drawn(program, state, index, record["every"], record["every_draws"], record["every_purpose"])


@kernel
def closed_for(program: Program, state: State, i: int, index: int) -> int:
    """How long the closure of this number lasts, at least a tick."""
    record = program.closures[i]
    return drawn(program, state, index, record["length"], record["length_draws"], record["length_purpose"])


@kernel
def drawn(program: Program, state: State, index: int, row: int, draws: int, purpose: int) -> int:
    """A time that belongs to nobody: source code 0, the index of the closure."""
    u = 0.5
    if draws:
        u = uniform(program.seed, program.replication, ZERO, index, purpose, ZERO)
    time = ticks(sample(program.distributions, program.values, program.children, row, state.codes[0], u))
    return max(np.int64(time), np.int64(1))
