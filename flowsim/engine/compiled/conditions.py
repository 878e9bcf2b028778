"""Tests on the state: what a person finds when they come to one."""

import numpy as np

from flowsim.engine.compiled.layout import NONE, Journal, Program, State
from flowsim.engine.compiled.tallies import CHOSE, log
from flowsim.engine.output import NOT_YET
from flowsim.plan.tables import FULL, OCCUPANCY, QUEUE, SINCE, WAITED
from flowsim.random.jit import kernel


@kernel
def test(program: Program, state: State, journal: Journal, p: int, row: int, now: int) -> int:
    """Where a test leads: to its first option if it holds, else to its second."""
    step = program.steps[row]
    option = np.int64(0) if holds(program, state, p, step["target"], now) else np.int64(1)
    log(program, state, journal, now, p, CHOSE, row, NONE, option)
    return np.int64(program.options[step["first"] + option])


@kernel
def holds(program: Program, state: State, p: int, test: int, now: int) -> bool:
    """Whether a test holds for person p: what is looked at lies between the bounds."""
    record = program.tests[test]
    kind, target = record["kind"], record["target"]
    looked_at, scale = np.int64(0), np.int64(1)
    if kind == WAITED:
        looked_at = np.int64(state.waited[p])
    elif kind == SINCE:
        made = state.marks[state.people[p]["main"], target]
        looked_at = now - made if made != NOT_YET else np.int64(-1)
    elif kind == QUEUE:
        looked_at = np.int64(state.resources[target]["waiting"])
    elif kind == OCCUPANCY:
        scale = np.int64(state.resources[target]["level"])
        looked_at = scale - np.int64(state.resources[target]["room"])
    elif kind == FULL:
        return state.resources[target]["room"] <= 0
    return record["over"] * scale < looked_at < record["under"] * scale
