"""Lines of one person: the main one, and branches that run beside it, each in a place of its own in `people`.

What is true of the person stands at the main line's place. A branch there has only what is its own: order, row,
request, timers, and `since`, up to when the time it spends at its row has been booked.
"""

import numpy as np

from flowsim.engine.compiled.caseloads import no_case, stop_task
from flowsim.engine.compiled.layout import NONE, ZERO, Journal, Program, Results, State
from flowsim.engine.compiled.requests import count_work, free_workers, stop_waiting
from flowsim.engine.compiled.room import room_for_line
from flowsim.engine.compiled.tallies import (
    BEGIN,
    FINISHED,
    PART,
    STOPPED,
    charge,
    charge_branch,
    log,
    show,
)
from flowsim.engine.compiled.timers import free_leaf
from flowsim.engine.compiled.transfers import turn_back
from flowsim.plan.tables import TASK, TRANSFER
from flowsim.random.jit import kernel


@kernel
def begin_branch(program: Program, state: State, journal: Journal, p: int, row: int, now: int) -> int:
    """The line of a new branch of person p; -1 if it is under way already."""
    branch = program.steps[row]["target"]
    if state.branches[p, branch] >= 0:
        log(program, state, journal, now, p, PART, row, NONE, ZERO)
        return np.int64(-1)
    log(program, state, journal, now, p, PART, row, NONE, branch + 1)
    b = room_for_line(state)
    line, person = state.people[b], state.people[p]
    line["order"] = person["order"] + branch + 1
    line["code"] = person["code"]
    line["main"] = p
    line["spell"] = person["spell"]
    line["since"] = now
    line["active"] = line["shown"] = 0
    line["row"] = line["state"] = line["timer"] = line["patience"] = line["request"] = -1
    if program.remembers_waits:
        state.waited[b] = 0
    if len(program.jumps) > 0:
        state.jumps[b]["leaf"] = -1
    if program.sittings:
        no_case(state, b)
    state.branches[p, branch] = b
    return b


@kernel
def meet(program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int) -> int:
    """Wait for a branch; the row to go on at if it is not under way, else -1."""
    step, person = program.steps[row], state.people[p]
    b = state.branches[p, step["target"]]
    if b < 0:
        return np.int64(step["next"])
    charge(program, state, results, p, now)
    person["row"] = row
    person["shown"] = step["target"] + 1
    show(program, state, results, p, b, now)
    log(program, state, journal, now, p, BEGIN, row, person["unit"], ZERO)
    return np.int64(-1)


@kernel
def finish_branch(
    program: Program, state: State, results: Results, journal: Journal, b: int, row: int, now: int
) -> int:
    """Branch b has come to its end; the person, if their main line waited for it, else -1."""
    p = np.int64(state.people[b]["main"])
    branch = program.steps[row]["target"]
    charge_branch(program, state, results, b, now)
    log(program, state, journal, now, b, FINISHED, row, NONE, ZERO)
    free_branch(state, p, branch)
    if state.people[p]["shown"] != branch + 1:
        return np.int64(-1)
    state.people[p]["shown"] = 0
    return p


@kernel
def break_off(program: Program, state: State, results: Results, journal: Journal, p: int, now: int) -> None:
    """End what line p, charged up to now, is at: a request is withdrawn, a worker free, the rest of the work undone."""
    counts, line = state.counts[0], state.people[p]
    step, team = program.steps[line["row"]], NONE
    if counts["joining"] == p or line["request"] >= 0:
        if counts["joining"] == p:
            counts["joining"] = -1
        stop_waiting(program, state, p)
    elif line["timer"] >= 0:
        if step["kind"] == TASK:
            team = program.wanted[step["first"]]
            ends = state.timers[len(state.timers) // 2 + line["timer"]]["time"]
            count_work(program, results, line["row"], now, ends, NONE)
            free_workers(program, state, line["row"])
        elif step["kind"] == TRANSFER:
            turn_back(program, state, results, journal, p, now)
        free_leaf(state, line["timer"])
        line["timer"] = -1
    if program.sittings:
        stop_task(program, state, results, p, now)
    log(program, state, journal, now, p, STOPPED, line["row"], team, ZERO)


@kernel
def stop_branches(program: Program, state: State, results: Results, journal: Journal, p: int, now: int) -> None:
    """End what the branches of person p are at, in the order of slots."""
    for branch in range(program.branches):
        b = state.branches[p, branch]
        if b >= 0:
            charge_branch(program, state, results, b, now)
            break_off(program, state, results, journal, b, now)
            free_branch(state, p, branch)


@kernel
def free_branch(state: State, p: int, branch: int) -> None:
    """The place of a branch of person p can be given to somebody else."""
    counts, b = state.counts[0], state.branches[p, branch]
    state.branches[p, branch] = -1
    state.people[b]["order"] = -1
    state.free_people[counts["free_people"]] = b
    counts["free_people"] += 1
