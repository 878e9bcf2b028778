"""Searches: providers are approached, some at once, until one accepts or there is nobody left to ask.

How a search goes depends on nothing but draws of the person, so that all of it is known when it begins.
"""

import numpy as np

from flowsim.engine.clock import NEVER
from flowsim.engine.compiled.acts import count_act
from flowsim.engine.compiled.draws import draw, draw_time
from flowsim.engine.compiled.layout import Journal, Program, Results, State
from flowsim.engine.compiled.room import stop_at
from flowsim.engine.compiled.times import ends_at
from flowsim.engine.limits import APPROACHES_REACHED, OCCURRENCES
from flowsim.random.jit import kernel


@kernel
def search(program: Program, state: State, p: int, row: int, visit: int, now: int) -> int:
    """Approach providers from now on, the next one whenever one refuses; note what came of it, and say when it ends.

    `answers` holds the instant at which each of those asked at once answers; `asked` the number of the approach.
    """
    asked = program.searches[program.steps[row]["target"]]
    first, most, many = np.int64(visit) * asked["most"], np.int64(asked["most"]), np.int64(asked["at_once"])
    if first + most > OCCURRENCES:
        stop_at(state, APPROACHES_REACHED, np.int64(row))
    latest = now + asked["within"] if asked["within"] >= 0 else NEVER
    found = state.found[p]
    found["accepted"] = found["refusals"] = 0
    made, end, out = np.int64(0), np.int64(now), many
    for i in range(many):
        state.answers[i, 0] = ends_at(program, row, now, draw_time(program, state, p, row, first + made))
        state.answers[i, 1] = made
        made += 1
    while out > 0:
        i = next_answer(state, out)
        instant, number = np.int64(state.answers[i, 0]), first + state.answers[i, 1]
        if instant > latest:
            end = np.int64(latest)
            break
        end = instant
        if draw(program, state, p, asked["accept"], asked["accept_draws"], asked["accept_purpose"], number) < 1.0:
            found["accepted"] = 1
            break
        found["refusals"] += 1
        if made < most:
            state.answers[i, 0] = ends_at(program, row, instant, draw_time(program, state, p, row, first + made))
            state.answers[i, 1] = made
            made += 1
        else:
            out -= 1
            state.answers[i, 0] = state.answers[out, 0]
            state.answers[i, 1] = state.answers[out, 1]
    found["approaches"] = made
    return end


@kernel
def next_answer(state: State, out: int) -> int:
    """Which of those asked answers next; at one instant the one approached first."""
    least = np.int64(0)
    for i in range(1, out):
        sooner = state.answers[i, 0] < state.answers[least, 0]
        if sooner or (state.answers[i, 0] == state.answers[least, 0] and state.answers[i, 1] < state.answers[least, 1]):
            least = np.int64(i)
    return least


@kernel
def found_or_not(program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int) -> int:
    """A search is over: count what was done in it; the row where the person goes on."""
    step, found = program.steps[row], state.found[p]
    act = program.searches[step["target"]]["act"]
    for _ in range(found["approaches"]):
        count_act(program, state, results, journal, p, row, act, now)
    for _ in range(found["refusals"]):
        count_act(program, state, results, journal, p, row, act + 1, now)
    outcome = np.int64(0) if found["accepted"] else np.int64(1)
    count_act(program, state, results, journal, p, row, act + 2 + outcome, now)
    return np.int64(program.options[step["first"] + outcome])
