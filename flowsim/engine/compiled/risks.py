"""Risks of people: what is left of their thresholds, and one timer a person for the least of them, or for what goes out
of date before.

A person's risks stand in `risk_left`, those of the place first, then those of a wait; which they are says `risks`.
"""

import numpy as np

from flowsim.engine.clock import NEVER
from flowsim.engine.compiled.events import HAZARDS, index_of, put, rest_of
from flowsim.engine.compiled.expiries import first_expiry
from flowsim.engine.compiled.layout import NONE, ONE, Program, Results, State
from flowsim.engine.compiled.room import stop_at
from flowsim.engine.compiled.tallies import count_in_groups
from flowsim.engine.compiled.timers import free_leaf, new_leaf
from flowsim.engine.limits import VISITS_A_SPELL, VISITS_REACHED
from flowsim.engine.risks import next_day, rate_of, strikes_at, used_up
from flowsim.plan.measured import SETTINGS
from flowsim.plan.tables import WAIT
from flowsim.random.functions import log as logarithm
from flowsim.random.jit import kernel
from flowsim.random.streams import uniform
from flowsim.units import DAY

_SETTINGS = np.int64(len(SETTINGS))


@kernel
def no_risks(state: State, p: int) -> None:
    """Nothing runs for a new person."""
    running = state.risks[p]
    running["place"] = running["wait"] = running["leaf"] = -1


@kernel
def begin_risks(program: Program, state: State, p: int, row: int, moved: bool, now: int) -> None:
    """A stay or wait of person p begins; a stay's risks, or a move, end those of the place before."""
    step, running = program.steps[row], state.risks[p]
    spend(program, state, p, now)
    if step["kind"] == WAIT:
        running["wait"] = row if step["risk_count"] > 0 else -1
        draw_thresholds(program, state, p, row, program.risk_width)
    elif step["risk_count"] > 0 or moved:
        running["place"] = row if step["risk_count"] > 0 else -1
        draw_thresholds(program, state, p, row, np.int64(0))
    aim(program, state, p, now)


@kernel
def end_wait_risks(program: Program, state: State, p: int, now: int) -> None:
    """A wait of person p is over, and what ran while it lasted."""
    if state.risks[p]["wait"] >= 0:
        spend(program, state, p, now)
        state.risks[p]["wait"] = -1
        aim(program, state, p, now)


@kernel
def clear_risks(state: State, p: int) -> None:
    """Person p leaves."""
    running = state.risks[p]
    if running["leaf"] >= 0:
        free_leaf(state, running["leaf"])
    no_risks(state, p)


@kernel
def draw_thresholds(program: Program, state: State, p: int, row: int, first: int) -> None:
    """A threshold for each risk of a step row, from place `first` on."""
    step = program.steps[row]
    for i in range(step["risk_count"]):
        state.risk_left[p, first + i] = threshold(program, state, p, step["risks"] + i)


@kernel
def threshold(program: Program, state: State, p: int, risk: int) -> float:
    """An Exp(1) draw."""
    record, person = program.risks[risk], state.people[p]
    number = state.visits[p, record["visit"]]
    if number >= VISITS_A_SPELL:
        stop_at(state, VISITS_REACHED, np.int64(record["visit"]))
    state.visits[p, record["visit"]] = number + 1
    index, occurrence = index_of(person["order"]), person["spell"] * VISITS_A_SPELL + number
    u = uniform(program.seed, program.replication, person["code"], index, record["purpose"], occurrence)
    return -logarithm(u)


@kernel
def risk_at(program: Program, state: State, p: int, i: int) -> int:
    """The risk at place i of person p; -1 if none runs there."""
    wait = i >= program.risk_width
    row = state.risks[p]["wait"] if wait else state.risks[p]["place"]
    i -= program.risk_width * wait
    if row < 0 or i >= program.steps[row]["risk_count"]:
        return NONE
    return np.int64(program.steps[row]["risks"] + i)


@kernel
def present_rate(program: Program, state: State, p: int, risk: int) -> float:
    """The rate of a risk since the last look."""
    person = state.people[p]
    days = np.int64(0)
    if person["declared"]:
        days = (state.risks[p]["looked"] - person["ready"]) // DAY
    return rate_of(
        program.risks,
        program.factors,
        program.distributions,
        program.children,
        risk,
        state.codes[p],
        person["declared"],
        days,
    )


@kernel
def spend(program: Program, state: State, p: int, now: int) -> None:
    """Use up the thresholds since the last look; to be called before anything changes a rate."""
    passed = now - state.risks[p]["looked"]
    for i in range(2 * program.risk_width):
        risk = risk_at(program, state, p, i)
        if risk >= 0:
            rate = present_rate(program, state, p, risk)
            state.risk_left[p, i] = used_up(state.risk_left[p, i], rate, passed)
    state.risks[p]["looked"] = now


@kernel
def aim(program: Program, state: State, p: int, now: int) -> None:
    """Set the timer for what comes first: an attribute out of date, the least that is left at the present rates, or the
    next day if rates change then."""
    running = state.risks[p]
    instant, struck, by_day = NEVER, NONE, False
    attribute = first_expiry(program, state, p)
    if attribute >= 0:
        instant, struck = np.int64(state.expiring[p, attribute]["at"]), 2 * program.risk_width + attribute
    for i in range(2 * program.risk_width):
        risk = risk_at(program, state, p, i)
        if risk >= 0:
            at = strikes_at(state.risk_left[p, i], present_rate(program, state, p, risk), now)
            by_day = by_day or program.risks[risk]["count"] > 1
            if at < instant:
                instant, struck = at, np.int64(i)
    if by_day and state.people[p]["declared"]:
        day = next_day(state.people[p]["ready"], now)
        if day < instant:
            instant, struck = day, NONE
    running["struck"] = struck
    if instant < program.horizon:
        if running["leaf"] < 0:
            running["leaf"] = new_leaf(state)
        put(state.timers, running["leaf"], instant, rest_of(HAZARDS, state.people[p]["order"]), p)
    elif running["leaf"] >= 0:
        free_leaf(state, running["leaf"])
        running["leaf"] = -1


@kernel
def look(program: Program, state: State, results: Results, p: int, now: int) -> tuple[int, int]:
    """The timer of person p's risks goes off: what happens to them, and the row of the step that has it; or -1, -1."""
    spend(program, state, p, now)
    i = state.risks[p]["struck"]
    if i < 0:
        aim(program, state, p, now)
        return NONE, NONE
    risk = risk_at(program, state, p, i)
    row = state.risks[p]["wait"] if i >= program.risk_width else state.risks[p]["place"]
    state.risk_left[p, i] = threshold(program, state, p, risk)
    state.counts[0]["happenings"] += 1
    count_in_groups(program, state, results.struck, risk, p, ONE, now)
    person = state.people[p]
    if person["declared"]:
        count_in_groups(program, state, results.struck_ready, risk, p, ONE, now)
    if person["state"] >= 0 and program.states[person["state"]]["active"] == 0:
        setting = program.resources[person["unit"]]["setting"]
        count_in_groups(program, state, results.struck_waiting, risk * _SETTINGS + setting, p, ONE, now)
    return risk, np.int64(row)
