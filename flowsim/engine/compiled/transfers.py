"""Transfers: on the way from one place to another both are taken, one with the person in it, one kept for them."""

import numpy as np

from flowsim.engine.compiled.draws import draw_time
from flowsim.engine.compiled.events import ENDS
from flowsim.engine.compiled.holds import find_kept, keep, lapse, reached_by, unkeep
from flowsim.engine.compiled.layout import ONE, ZERO, Journal, Program, Results, State
from flowsim.engine.compiled.places import BY_RING
from flowsim.engine.compiled.queues import release, take
from flowsim.engine.compiled.tallies import BEGIN, charge_line, enter, log
from flowsim.engine.compiled.timers import set_timer
from flowsim.plan.tables import TRANSFER, UNLIMITED
from flowsim.random.jit import kernel


@kernel
def set_out(
    program: Program,
    state: State,
    results: Results,
    journal: Journal,
    p: int,
    row: int,
    unit: int,
    how: int,
    visit: int,
    now: int,
) -> None:
    """Person p is on the way: the place is kept from now on; in a ring theirs becomes that of whoever comes to it."""
    person = state.people[p]
    charge_line(program, state, results, p, now)
    person["row"] = row
    n = find_kept(state, p, unit)
    if n >= 0:
        unkeep(program, state, results, n, now)
    if how == BY_RING:
        have(state, p, ZERO)
    take(state, unit, person["wants"])
    keep(program, state, p, row, unit, np.int64(person["wants"]), now)
    enter(program, state, results, p, ONE, now)
    log(program, state, journal, now, p, BEGIN, row, unit, how)
    time = draw_time(program, state, p, row, visit)
    set_timer(state, p, ENDS, now + max(time, state.counts[0]["longest"]))


@kernel
def have(state: State, p: int, amount: int) -> None:
    """Person p has no place of their own where they are any more (0), or has it again (1); it is booked either way."""
    person = state.people[p]
    take(state, person["unit"], amount)
    release(state, person["unit"], person["amount"])
    person["amount"] = amount


@kernel
def turn_back(program: Program, state: State, results: Results, journal: Journal, p: int, now: int) -> None:
    """A transfer is broken off: the place at its end is given back, in a ring to whoever is in it still; who gave up
    theirs in a ring has it again, even if there is one too many then: from now on it is kept for the other besides."""
    stay = np.int64(program.steps[state.people[p]["row"]]["next"])
    n = reached_by(program, state, p, stay)
    ring, giver, taker = np.int64(state.holds[n]["ring"]), np.int64(state.holds[n]["giver"]), state.holds[n]["taker"]
    lapse(program, state, results, journal, n, stay, now)
    if giver >= 0 and kept_in_ring(state, giver, ring) >= 0:
        have(state, giver, ONE)
    if taker >= 0 and kept_in_ring(state, np.int64(taker), ring) >= 0:
        state.holds[kept_in_ring(state, np.int64(taker), ring)]["since"] = now
    if state.people[p]["amount"] == 0:
        have(state, p, ONE)


@kernel
def kept_in_ring(state: State, p: int, ring: int) -> int:
    """The place that is kept for person p who is still on the way in a ring; -1 if they are not."""
    n = np.int64(state.people[p]["kept"])
    while n >= 0 and state.holds[n]["ring"] != ring:
        n = np.int64(state.holds[n]["after"])
    return n


@kernel
def note_givers(program: Program, state: State, length: int) -> None:
    """A ring of people with transfers has turned: each has the place kept that the next of them is in.

    It is not booked as kept while the next is in it.
    """
    movers = state.ring[1]
    for i in range(length):
        p = np.int64(movers[i])
        row = np.int64(state.people[p]["row"])
        if program.steps[row]["kind"] == TRANSFER:
            hold = state.holds[reached_by(program, state, p, np.int64(program.steps[row]["next"]))]
            hold["giver"] = movers[(i + 1) % length]
            hold["taker"] = movers[(i - 1 + length) % length]
            hold["since"] = UNLIMITED
            hold["ring"] = state.counts[0]["happenings"]


@kernel
def transfer_time(program: Program, state: State, p: int) -> int:
    """How long the way takes of which person p asks for the end; 0 where they ask for something else."""
    person = state.people[p]
    row = np.int64(person["row"])
    if program.steps[row]["kind"] != TRANSFER:
        return ZERO
    return np.int64(draw_time(program, state, p, row, np.int64(person["visit"])))
