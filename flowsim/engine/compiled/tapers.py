"""Tapers: the amount that a person has falls in steps during a stay; what is freed goes to the next in the queue."""

import numpy as np

from flowsim.engine.compiled.amounts import resize
from flowsim.engine.compiled.events import ENDS
from flowsim.engine.compiled.layout import NONE, ONE, Journal, Program, Results, State
from flowsim.engine.compiled.tallies import TAPERED, log
from flowsim.engine.compiled.timers import set_timer
from flowsim.random.jit import inlined, kernel


@inlined
def await_end(program: Program, state: State, p: int, row: int, now: int, ends: int) -> None:
    """Set the timer of a stay, task or wait that begins now: to its end, or to the first taper before it."""
    if len(program.tapers) > 0 and program.steps[row]["taper_count"] > 0:
        person = state.people[p]
        person["began"] = now
        person["ends"] = ends
        person["taper"] = program.steps[row]["tapers"]
        await_taper(program, state, p)
    else:
        set_timer(state, p, ENDS, ends)


@kernel
def await_rest(program: Program, state: State, p: int, row: int, began: int, ends: int) -> None:
    """The same for a stay under way at the start, which began before it: tapers that were due by then have been."""
    if len(program.tapers) == 0 or program.steps[row]["taper_count"] == 0:
        set_timer(state, p, ENDS, ends)
        return
    person, step = state.people[p], program.steps[row]
    person["began"] = began
    person["ends"] = ends
    person["taper"] = step["tapers"]
    last = step["tapers"] + step["taper_count"]
    while began < 0 and person["taper"] < last and began + program.tapers[person["taper"]]["after"] <= 0:
        person["taper"] += 1
    await_taper(program, state, p)


@kernel
def await_taper(program: Program, state: State, p: int) -> None:
    """Set the timer of a stay to its next taper, or to its end if that comes first."""
    person = state.people[p]
    step, time = program.steps[person["row"]], np.int64(person["ends"])
    if person["taper"] < step["tapers"] + step["taper_count"]:
        time = min(time, person["began"] + program.tapers[person["taper"]]["after"])
    set_timer(state, p, ENDS, time)


@inlined
def is_taper(program: Program, state: State, p: int, now: int) -> bool:
    """Whether the timer that went off for person p, who waits for nothing, is a taper: their stay ends later."""
    person = state.people[p]
    return len(program.tapers) > 0 and program.steps[person["row"]]["taper_count"] > 0 and person["ends"] > now


@kernel
def taper(program: Program, state: State, results: Results, journal: Journal, p: int, now: int) -> None:
    """Person p needs less from now on, or no more than they have."""
    person = state.people[p]
    state.counts[0]["happenings"] += ONE
    person["wants"] = min(np.int64(person["amount"]), np.int64(program.tapers[person["taper"]]["amount"]))
    resize(program, state, results, p, now)
    log(program, state, journal, now, p, TAPERED, person["row"], NONE, person["amount"])
    person["taper"] += 1
    await_taper(program, state, p)
