"""Whether a policy reaches a person: decided once, at the first of its steps, and kept in the person's counter."""

import numpy as np

from flowsim.engine.compiled.draws import fixed
from flowsim.engine.compiled.events import index_of
from flowsim.engine.compiled.layout import ONE, ZERO, Program, Results, State
from flowsim.engine.compiled.tallies import count_in_groups
from flowsim.engine.uptake import NOT_REACHED, REACHED, UNDECIDED, share_at
from flowsim.random.jit import kernel
from flowsim.random.streams import uniform


@kernel
def taken_up(program: Program, state: State, results: Results, p: int, row: int, now: int) -> int:
    """The option that the person of line p goes at a policy's choice: 0 if the policy reaches them, else 1."""
    step, main = program.steps[row], np.int64(state.people[p]["main"])
    decided = state.visits[main, step["visit"]]
    if decided == UNDECIDED:
        decided = np.int64(NOT_REACHED)
        if is_reached(program, state, main, step["uptake"], now):
            decided = np.int64(REACHED)
            policy = np.int64(program.uptakes[step["uptake"]]["policy"])
            count_in_groups(program, state, results.taken_up, policy, main, ONE, now)
        state.visits[main, step["visit"]] = decided
    return decided - 1


@kernel
def is_reached(program: Program, state: State, p: int, row: int, now: int) -> bool:
    """Whether the draw that decides for person p is below what the policy has come to."""
    uptake, person = program.uptakes[row], state.people[p]
    which, code, index = ZERO, ZERO, ZERO
    if uptake["own"]:
        code, index = np.int64(person["code"]), np.int64(index_of(person["order"]))
    elif uptake["subject"] >= 0:
        which = np.int64(fixed(program, state, p, uptake["subject"]))
    else:
        which = np.int64(person["unit"])
    purpose = program.uptake_purposes[uptake["first"] + which]
    u = uniform(program.seed, program.replication, code, index, purpose, ZERO)
    return u < share_at(fixed(program, state, p, uptake["share"]), uptake["start"], uptake["ramp"], now)
