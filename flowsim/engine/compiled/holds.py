"""Places that are taken while nobody is in them: kept for somebody who will come back, or made ready for the next.

Each is a record of `holds`, with a timer of its own where it ends by itself. Those kept for one person are chained
from the person's `kept` by `after`, the latest first.
"""

import numpy as np

from flowsim.engine.compiled.draws import fixed
from flowsim.engine.compiled.events import AT_ONCE, ENDS, order_of, put, rest_of
from flowsim.engine.compiled.layout import NONE, ONE, Journal, Program, Results, State
from flowsim.engine.compiled.queues import release
from flowsim.engine.compiled.room import room_for_hold
from flowsim.engine.compiled.tallies import LAPSED, in_window, log
from flowsim.engine.compiled.timers import free_leaf, new_leaf
from flowsim.plan.tables import TRANSFER, UNLIMITED
from flowsim.random.jit import inlined, kernel

FAR = np.int64(2**40)
"""The owner of the timer of hold n is -FAR - n: beyond those of sources."""

_NOBODY = np.int64(2**12 - 1)
"""The source in the key of a turnaround's end, which is nobody's."""

_SLOT = np.int64(2**15)
"""The slot in the key of a kept place's limit is this and the row of its unit."""


@inlined
def is_hold(owner: int) -> bool:
    """Whether a timer that went off is that of a hold."""
    return owner <= -FAR


@kernel
def new_hold(state: State, p: int, unit: int, amount: int, now: int) -> int:
    """A record for a place that is taken from now on; it has no timer yet."""
    n = room_for_hold(state)
    hold = state.holds[n]
    hold["person"] = p
    hold["unit"] = unit
    hold["amount"] = amount
    hold["since"] = now
    hold["leaf"] = hold["after"] = hold["giver"] = hold["taker"] = hold["ring"] = -1
    return n


@kernel
def free_hold(state: State, n: int) -> None:
    """The record, and its timer, can be given to another."""
    counts = state.counts[0]
    if state.holds[n]["leaf"] >= 0:
        free_leaf(state, state.holds[n]["leaf"])
    state.free_holds[counts["free_holds"]] = n
    counts["free_holds"] += 1


@kernel
def vacate(program: Program, state: State, results: Results, unit: int, amount: int, now: int) -> None:
    """Somebody has left a place: it is free, or free once it is ready for the next."""
    time = program.resources[unit]["turnaround"] if program.holds else 0
    if time == 0 or amount == 0:
        release(state, unit, amount)
        return
    n = new_hold(state, NONE, unit, amount, now)
    leaf = new_leaf(state)
    state.holds[n]["leaf"] = leaf
    put(state.timers, leaf, now + time, rest_of(AT_ONCE, order_of(_NOBODY, n)), -FAR - n)
    ticks = min(now + time, program.window_to) - max(now, program.window_from)
    if ticks > 0:
        results.units[unit]["turned"] += amount * ticks


@kernel
def find_kept(state: State, p: int, unit: int) -> int:
    """The place kept for person p in a unit; -1 if there is none."""
    n = np.int64(state.people[p]["kept"])
    while n >= 0 and state.holds[n]["unit"] != unit:
        n = np.int64(state.holds[n]["after"])
    return n


@kernel
def payer_of(program: Program, state: State, p: int, unit: int) -> int:
    """Who pays for a place of a unit that person p has."""
    resource = program.resources[unit]
    return np.int64(resource["payer"] if resource["payers"] < 0 else fixed(program, state, p, resource["payers"]))


@kernel
def keep(program: Program, state: State, p: int, row: int, unit: int, amount: int, now: int) -> None:
    """Keep a place that is taken for person p, as a step says; a second one in the same unit is given back at once.

    For a transfer it is kept until that is over.
    """
    step, person = program.steps[row], state.people[p]
    if find_kept(state, p, unit) >= 0:
        release(state, unit, amount)
        return
    n = new_hold(state, p, unit, amount, now)
    hold = state.holds[n]
    hold["row"] = row
    hold["payer"] = step["keep_payer"] if step["keep_payer"] >= 0 else payer_of(program, state, p, unit)
    hold["after"] = person["kept"]
    person["kept"] = n
    if step["keep"] < UNLIMITED and step["kind"] != TRANSFER:
        leaf = new_leaf(state)
        hold["leaf"] = leaf
        put(state.timers, leaf, now + step["keep"], rest_of(ENDS, person["order"] + _SLOT + unit), -FAR - n)


@kernel
def unkeep(program: Program, state: State, results: Results, n: int, now: int) -> None:
    """A kept place is kept no longer: book it; it can be used, or given to somebody else."""
    hold = state.holds[n]
    person = state.people[hold["person"]]
    ticks = min(now, program.window_to) - max(np.int64(hold["since"]), program.window_from)
    if ticks > 0:
        results.units[hold["unit"]]["kept"][hold["payer"]] += hold["amount"] * ticks
    if person["kept"] == n:
        person["kept"] = hold["after"]
    else:
        before = np.int64(person["kept"])
        while state.holds[before]["after"] != n:
            before = np.int64(state.holds[before]["after"])
        state.holds[before]["after"] = hold["after"]
    release(state, hold["unit"], hold["amount"])
    free_hold(state, n)


@kernel
def unkeep_all(program: Program, state: State, results: Results, p: int, now: int) -> None:
    """Person p leaves, or the run ends: nothing is kept any more."""
    while state.people[p]["kept"] >= 0:
        unkeep(program, state, results, np.int64(state.people[p]["kept"]), now)


@kernel
def lapse(program: Program, state: State, results: Results, journal: Journal, n: int, row: int, now: int) -> None:
    """Give back a kept place: its time is over (row: what kept it), or it is too little (row: what needs it)."""
    hold = state.holds[n]
    log(program, state, journal, now, np.int64(hold["person"]), LAPSED, row, hold["unit"], hold["amount"])
    unkeep(program, state, results, n, now)


@kernel
def give_back(program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int) -> None:
    """Give back what is kept for a person in the units of a release; a place on the way of a transfer is not."""
    step, main = program.steps[row], np.int64(state.people[p]["main"])
    for i in range(step["first"], step["first"] + step["count"]):
        n = find_kept(state, main, np.int64(program.wanted[i]))
        if n >= 0 and program.steps[state.holds[n]["row"]]["kind"] != TRANSFER:
            lapse(program, state, results, journal, n, row, now)


@kernel
def end_hold(program: Program, state: State, results: Results, journal: Journal, n: int, now: int) -> None:
    """The timer of a hold has gone off: a turnaround is over, or a limit has come."""
    hold = state.holds[n]
    if hold["person"] >= 0:
        state.counts[0]["happenings"] += ONE
        if in_window(program, now):
            results.units[hold["unit"]]["ran_out"] += ONE
        lapse(program, state, results, journal, n, np.int64(hold["row"]), now)
    else:
        release(state, hold["unit"], hold["amount"])
        free_hold(state, n)


@kernel
def has_or_kept(program: Program, state: State, p: int, row: int) -> bool:
    """Whether person p is in one of the units of a list, or has a place kept in one."""
    step = program.steps[row]
    for i in range(step["first"], step["first"] + step["count"]):
        if program.wanted[i] == state.people[p]["unit"]:
            return True
    return kept_of_list(program, state, p, row) >= 0


@kernel
def kept_of_list(program: Program, state: State, p: int, row: int) -> int:
    """The place kept for person p in the first unit of a stay's list in which there is one; -1 if there is none."""
    step, n = program.steps[row], NONE
    i = np.int64(step["first"])
    while n < 0 and i < step["first"] + step["count"]:
        n = find_kept(state, p, np.int64(program.wanted[i]))
        i += 1
    return n


@kernel
def reached_by(program: Program, state: State, p: int, row: int) -> int:
    """The place that the transfer before the stay at a row has brought person p to; -1 if there is none."""
    n = np.int64(state.people[p]["kept"])
    while n >= 0:
        step = program.steps[state.holds[n]["row"]]
        if step["kind"] == TRANSFER and step["next"] == row:
            return n
        n = np.int64(state.holds[n]["after"])
    return n
