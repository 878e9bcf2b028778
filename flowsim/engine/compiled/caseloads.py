"""Cases: work in several sittings by one worker, who has it in hand from the first to the last.

Only teams with such work have rows of `workers`, one for each that they ever have; all others have a number.
"""

import numpy as np

from flowsim.engine.compiled.layout import NONE, Journal, Program, Results, State
from flowsim.engine.compiled.queues import following, mark_due
from flowsim.engine.compiled.tallies import HAND, log
from flowsim.plan.tables import TASK, UNLIMITED
from flowsim.plan.workers import FIRST_SITTING, LATER_SITTING
from flowsim.random.jit import kernel


@kernel
def no_case(state: State, p: int) -> None:
    """A new line has no case."""
    case = state.cases[p]
    case["worker"] = case["hand"] = -1


@kernel
def first_able(program: Program, state: State, team: int, node: int) -> int:
    """The first request, from a node of a team's queue on, that the team has a worker for; -1 if there is none.

    The team is open and has somebody free, so a task that is no sitting can always begin.
    """
    takes_on = least_laden(state, team, program.resources[team]["caseload"]) >= 0
    while node >= 0:
        p = state.requests[node]["person"]
        sitting = program.steps[state.people[p]["row"]]["sitting"]
        if sitting == 0 or (sitting == FIRST_SITTING and takes_on):
            return np.int64(node)
        if sitting == LATER_SITTING and state.workers[state.cases[p]["worker"]]["busy"] == 0:
            return np.int64(node)
        node = np.int64(following(state, node))
    return NONE


@kernel
def worker_for(program: Program, state: State, p: int, row: int) -> int:
    """The worker who would begin a task of line p now, in a team that is open and has somebody free; -1 if nobody."""
    step = program.steps[row]
    if step["sitting"] == LATER_SITTING:
        own = np.int64(state.cases[p]["worker"])
        return NONE if state.workers[own]["busy"] else own
    team = np.int64(program.wanted[step["first"]])
    return least_laden(
        state, team, program.resources[team]["caseload"] if step["sitting"] == FIRST_SITTING else np.int64(UNLIMITED)
    )


@kernel
def least_laden(state: State, team: int, most: int) -> int:
    """The first of the workers on duty who are free, with the fewest cases and fewer than `most`; -1 if none."""
    first, best = state.caseloads[team]["first"], NONE
    for worker in range(first, first + state.resources[team]["level"]):
        record = state.workers[worker]
        if record["busy"] == 0 and record["cases"] < most:
            best, most = np.int64(worker), np.int64(record["cases"])
    return best


@kernel
def begin_task(program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int) -> None:
    """A task of line p begins: its worker is busy, and has the case in hand if it is a first sitting."""
    step = program.steps[row]
    team = np.int64(program.wanted[step["first"]])
    if program.resources[team]["caseload"] == 0:
        return
    worker, case = worker_for(program, state, p, row), state.cases[p]
    if step["sitting"] == FIRST_SITTING:
        book(program, state, results, team, now)
        state.caseloads[team]["cases"] += 1
        state.workers[worker]["cases"] += 1
        case["team"] = team
        case["worker"] = worker
    state.workers[worker]["busy"] = 1
    case["hand"] = worker
    log(program, state, journal, now, p, HAND, row, team, np.int64(worker - state.caseloads[team]["first"]))


@kernel
def end_task(program: Program, state: State, results: Results, p: int, row: int, now: int) -> None:
    """A task of line p is over: its worker is free, and the case closed with the last sitting."""
    free_hand(state, p)
    if program.steps[row]["closes"]:
        close_case(program, state, results, p, now)


@kernel
def free_hand(state: State, p: int) -> None:
    """What the worker of line p is at, if there is one, is over."""
    hand = state.cases[p]["hand"]
    if hand >= 0:
        state.workers[hand]["busy"] = 0
        state.cases[p]["hand"] = -1


@kernel
def close_case(program: Program, state: State, results: Results, p: int, now: int) -> None:
    """The case of line p, if it has one, is over; the team may take on another."""
    case = state.cases[p]
    if case["worker"] < 0:
        return
    team = np.int64(case["team"])
    book(program, state, results, team, now)
    state.caseloads[team]["cases"] -= 1
    state.workers[case["worker"]]["cases"] -= 1
    case["worker"] = -1
    if state.resources[team]["waiting"] > 0:
        mark_due(state, team)


@kernel
def book(program: Program, state: State, results: Results, team: int, now: int) -> None:
    """Count the time of the cases in hand since the last booking, as far as it lies in the window."""
    record = state.caseloads[team]
    ticks = min(now, program.window_to) - max(record["booked"], program.window_from)
    record["booked"] = now
    if ticks > 0:
        results.resources[team]["cases"] += record["cases"] * ticks


@kernel
def takes_case(program: Program, state: State, p: int) -> bool:
    """Whether the team that line p asks for, open and with somebody free, has a worker for its task."""
    row = np.int64(state.people[p]["row"])
    step = program.steps[row]
    if step["kind"] != TASK or program.resources[program.wanted[step["first"]]]["caseload"] == 0:
        return True
    return worker_for(program, state, p, row) >= 0


@kernel
def stop_task(program: Program, state: State, results: Results, p: int, now: int) -> None:
    """Line p is stopped: its worker is free, its case over."""
    free_hand(state, p)
    close_case(program, state, results, p, now)


@kernel
def close_books(program: Program, state: State, results: Results) -> None:
    """Count the time of the cases in hand at the end of the run."""
    for team in range(len(state.caseloads)):
        book(program, state, results, np.int64(team), program.horizon)
