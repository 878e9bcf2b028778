"""Random numbers of a person: keyed by who, what for and which visit; nothing is stored between draws."""

import numpy as np

from flowsim.engine.compiled.events import index_of
from flowsim.engine.compiled.layout import ONE, ZERO, Program, State
from flowsim.engine.compiled.room import stop_at
from flowsim.engine.limits import VISITS_A_SPELL, VISITS_REACHED
from flowsim.random.jit import inlined, kernel
from flowsim.random.samplers import constant, sample, ticks
from flowsim.random.streams import uniform


@inlined
def draw(
    program: Program, state: State, p: int, distribution: int, random: int, purpose: int, occurrence: int
) -> float:
    """A value for the person of line p; where sampling needs no random number, none is made."""
    u = 0.5
    person = state.people[p]
    if random:
        index = index_of(person["order"])
        u = uniform(program.seed, program.replication, person["code"], index, purpose, occurrence)
    return sample(program.distributions, program.values, program.children, distribution, state.codes[person["main"]], u)


@kernel
def fixed(program: Program, state: State, p: int, row: int) -> float:
    """A number by attribute, for which nothing is drawn."""
    return constant(program.distributions, program.children, row, state.codes[p])


@kernel
def next_visit(state: State, p: int, visit: int) -> int:
    """The number of this visit, counted up from the first of the spell; the first where visits are not counted."""
    first = state.people[p]["spell"] * VISITS_A_SPELL
    if visit < 0:
        return first
    main = state.people[p]["main"]
    number = state.visits[main, visit]
    if number >= VISITS_A_SPELL:
        stop_at(state, VISITS_REACHED, visit)
    state.visits[main, visit] = number + 1
    return first + number


@kernel
def last_visit(state: State, p: int, visit: int) -> int:
    """The number of the visit that was counted last."""
    return state.people[p]["spell"] * VISITS_A_SPELL + state.visits[state.people[p]["main"], visit] - 1


@inlined
def draw_time(program: Program, state: State, p: int, row: int, occurrence: int) -> int:
    """The stay, work or wait at a step row, in ticks."""
    step = program.steps[row]
    if step["time"] < 0:
        return ZERO
    return ticks(draw(program, state, p, step["time"], step["draws"], step["purpose"], occurrence))


@kernel
def draw_attribute(program: Program, state: State, p: int, attribute: int, source: int, levels: int) -> None:
    """One attribute of a new person."""
    if levels >= 0 and program.fill_levels[levels, attribute] >= 0:
        state.codes[p, attribute] = np.int64(program.fill_levels[levels, attribute])
        return
    record = program.attributes[attribute]
    preset = program.presets[source, attribute]
    shares = preset if preset >= 0 else record["shares"]
    random = ONE if preset >= 0 else record["draws"]
    state.codes[p, attribute] = np.int64(draw(program, state, p, shares, random, record["purpose"], ZERO))
