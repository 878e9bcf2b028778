"""Amounts: how much of a unit a person has, and how much a stay asks for, in the unit's own quanta.

Where nothing is counted by amounts or by who pays, everybody has one place and asks for one, and nothing here is called
but `has_one`.
"""

import numpy as np

from flowsim.engine.amounts import quanta
from flowsim.engine.compiled.draws import draw
from flowsim.engine.compiled.holds import payer_of, reached_by
from flowsim.engine.compiled.layout import NONE, ONE, Journal, Program, Results, State
from flowsim.engine.compiled.queues import release, take
from flowsim.engine.compiled.tallies import AMOUNT, log
from flowsim.engine.limits import VISITS_A_SPELL
from flowsim.plan.tables import STAY, TASK
from flowsim.random.jit import inlined, kernel


@inlined
def has_one(state: State, p: int, now: int) -> None:
    """A new person has one place in the community, and asks for one at a time."""
    person = state.people[p]
    person["amount"] = person["wants"] = person["asks"] = 1
    person["more"] = person["kept"] = -1
    person["placed"] = now


@kernel
def want(program: Program, state: State, p: int, row: int) -> None:
    """Work out how much the stay or task at a row is of, and how much of that has to be asked for."""
    step, person = program.steps[row], state.people[p]
    person["wants"] = person["asks"] = 1
    person["more"] = -1
    if step["kind"] == TASK:
        return
    main = np.int64(person["main"])
    if step["amount"] >= 0:
        visit = state.people[main]["spell"] * VISITS_A_SPELL
        if step["visit"] >= 0:
            visit += state.visits[main, step["visit"]]
        drawn = draw(program, state, p, step["amount"], step["amount_draws"], step["amount_purpose"], visit)
        quantum = program.resources[program.wanted[step["first"]]]["quantum"]
        person["wants"] = person["asks"] = quanta(drawn, quantum)
        if program.keeps and step["kind"] == STAY and reached_by(program, state, p, row) >= 0:
            person["wants"] = person["asks"] = state.holds[reached_by(program, state, p, row)]["amount"]
    for i in range(step["first"], step["first"] + step["count"]):
        if step["kind"] == STAY and program.wanted[i] == person["unit"]:
            person["more"] = person["unit"]
            person["asks"] = person["wants"] - person["amount"]


@kernel
def note_amount(program: Program, state: State, journal: Journal, p: int, row: int, now: int) -> None:
    """Write down the amount of a stay that says it."""
    if program.steps[row]["amount"] >= 0:
        log(program, state, journal, now, p, AMOUNT, row, NONE, state.people[p]["wants"])


@kernel
def charge_place(program: Program, state: State, results: Results, p: int, now: int) -> None:
    """Book the place that person p has had since the last booking; in a ring until they go."""
    person = state.people[p]
    ticks = min(now, program.window_to) - max(np.int64(person["placed"]), program.window_from)
    if ticks > 0:
        unit = np.int64(person["unit"])
        results.units[unit]["held"][payer_of(program, state, p, unit)] += max(np.int64(person["amount"]), ONE) * ticks
    person["placed"] = now


@kernel
def resize(program: Program, state: State, results: Results, p: int, now: int) -> None:
    """Person p has another amount of the same unit from now on."""
    person = state.people[p]
    if person["wants"] == person["amount"]:
        return
    charge_place(program, state, results, p, now)
    take(state, person["unit"], person["wants"])
    release(state, person["unit"], person["amount"])
    person["amount"] = person["wants"]


@inlined
def asked_of(program: Program, state: State, p: int, row: int) -> tuple[int, int]:
    """The entries of `wanted`, first and how many, of which person p asks: all of the step's, or the unit held."""
    step = program.steps[row]
    first, count, more = np.int64(step["first"]), np.int64(step["count"]), state.people[p]["more"]
    if program.amounts and more >= 0:
        while program.wanted[first] != more:
            first += 1
        count = ONE
    return first, count


@inlined
def of_one(program: Program, state: State, p: int) -> bool:
    """Whether person p has one place, asks for one elsewhere, and gives up theirs: only these make rings."""
    person = state.people[p]
    alone = person["amount"] == 1 and person["asks"] == 1 and person["more"] < 0
    return alone and program.steps[person["row"]]["keep"] < 0
