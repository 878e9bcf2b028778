"""Jumps: the level of a request changes after stated waits, and the request stands elsewhere in its queues."""

import numpy as np

from flowsim.engine.compiled.amounts import asked_of
from flowsim.engine.compiled.draws import draw
from flowsim.engine.compiled.events import ENDS, put, rest_of
from flowsim.engine.compiled.layout import ZERO, Journal, Program, State
from flowsim.engine.compiled.queues import join_queue, withdraw
from flowsim.engine.compiled.tallies import JUMP, log
from flowsim.engine.compiled.timers import free_leaf, new_leaf
from flowsim.random.jit import kernel


@kernel
def await_jump(program: Program, state: State, p: int, row: int) -> None:
    """Person p, who has just asked for something, waits for the first change of level too, if there is one."""
    jumping, step = state.jumps[p], program.steps[row]
    jumping["leaf"] = -1
    jumping["next"] = step["jumps"]
    if step["jump_count"] > 0:
        jumping["leaf"] = new_leaf(state)
        set_jump(program, state, p)


@kernel
def catch_up(program: Program, state: State, p: int, row: int, now: int) -> None:
    """Person p, who has waited since before the run, has the last level due by now, and awaits the next."""
    jumping, step, person = state.jumps[p], program.steps[row], state.people[p]
    jumping["leaf"] = -1
    jumping["next"] = step["jumps"]
    end = step["jumps"] + step["jump_count"]
    while jumping["next"] < end and person["joined"] + program.jumps[jumping["next"]]["after"] <= now:
        level = program.jumps[jumping["next"]]["level"]
        person["level"] = np.int64(draw(program, state, p, level, ZERO, ZERO, ZERO))
        jumping["next"] += 1
    if jumping["next"] < end:
        jumping["leaf"] = new_leaf(state)
        set_jump(program, state, p)


@kernel
def set_jump(program: Program, state: State, p: int) -> None:
    """The timer of the next change of level."""
    jumping, person = state.jumps[p], state.people[p]
    time = person["joined"] + program.jumps[jumping["next"]]["after"]
    put(state.timers, jumping["leaf"], time, rest_of(ENDS, person["order"]), p)


@kernel
def jump(program: Program, state: State, journal: Journal, p: int, now: int) -> None:
    """The request of person p gets another level; it keeps its since."""
    person, jumping = state.people[p], state.jumps[p]
    step = program.steps[person["row"]]
    state.counts[0]["happenings"] += 1
    level = program.jumps[jumping["next"]]["level"]
    withdraw(state, p)
    person["level"] = np.int64(draw(program, state, p, level, ZERO, ZERO, ZERO))
    first, count = asked_of(program, state, p, person["row"])
    for i in range(first, first + count):
        join_queue(state, p, program.wanted[i])
    log(program, state, journal, now, p, JUMP, person["row"], program.wanted[step["first"]], person["level"])
    jumping["next"] += 1
    if jumping["next"] < step["jumps"] + step["jump_count"]:
        set_jump(program, state, p)
    else:
        forget_jump(state, p)


@kernel
def forget_jump(state: State, p: int) -> None:
    """No change of level any more."""
    jumping = state.jumps[p]
    if jumping["leaf"] >= 0:
        free_leaf(state, jumping["leaf"])
        jumping["leaf"] = -1
