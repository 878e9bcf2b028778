"""Requests: joining a queue, giving up, being turned away, and beginning what was granted."""

import numpy as np

from flowsim.engine.clock import advance, worked
from flowsim.engine.compiled.amounts import asked_of, note_amount
from flowsim.engine.compiled.caseloads import begin_task, close_case
from flowsim.engine.compiled.coming import go_back
from flowsim.engine.compiled.draws import draw, draw_time, next_visit
from flowsim.engine.compiled.events import ENDS, LIMITS, PATIENCE, put, rest_of
from flowsim.engine.compiled.funds import pay
from flowsim.engine.compiled.holds import find_kept, has_or_kept, keep
from flowsim.engine.compiled.jumps import await_jump, forget_jump
from flowsim.engine.compiled.layout import NONE, ONE, ZERO, Journal, Program, Results, State
from flowsim.engine.compiled.places import KEPT, move
from flowsim.engine.compiled.queues import ahead, join_queue, release, take, withdraw
from flowsim.engine.compiled.ring import note_wants
from flowsim.engine.compiled.risks import begin_risks
from flowsim.engine.compiled.tallies import (
    BEGIN,
    GIVE_UP,
    JOIN,
    TURN_AWAY,
    charge_line,
    count_wait,
    enter,
    in_window,
    log,
)
from flowsim.engine.compiled.tapers import await_end
from flowsim.engine.compiled.timers import free_leaf, new_leaf, set_timer
from flowsim.engine.compiled.times import ends_at
from flowsim.engine.compiled.transfers import set_out
from flowsim.plan.tables import PAY, RESERVE, STAY, TO_A_PLACE, TRANSFER
from flowsim.random.jit import inlined, kernel, spliced
from flowsim.random.samplers import ticks


@spliced
def join(program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int) -> None:
    """Ask for a place or a worker, and begin to wait."""
    step, person = program.steps[row], state.people[p]
    charge_line(program, state, results, p, now)
    person["row"] = row
    person["joined"] = now
    person["level"] = 0
    if step["priority"] >= 0:
        person["level"] = np.int64(draw(program, state, p, step["priority"], ZERO, ZERO, ZERO))
    enter(program, state, results, p, ZERO, now)
    log(program, state, journal, now, p, JOIN, row, program.wanted[step["first"]], person["level"])
    if program.amounts:
        note_amount(program, state, journal, p, row, now)
    state.counts[0]["joining"] = p
    visit = next_visit(state, p, step["visit"])
    person["visit"] = visit
    if step["patience"] >= 0:
        longest = ticks(
            draw(program, state, p, step["patience"], step["patience_draws"], step["patience_purpose"], visit)
        )
        person["patience"] = new_leaf(state)
        put(state.timers, person["patience"], now + longest, rest_of(PATIENCE, person["order"]), p)
    if step["limit"] >= 0:
        set_timer(state, p, LIMITS, now)
    if len(program.jumps) > 0:
        await_jump(program, state, p, row)


@inlined
def stop_waiting(program: Program, state: State, p: int) -> None:
    """The request of person p is granted or given up: out of the queues, and no patience or look any more."""
    person = state.people[p]
    if program.remembers_waits:
        state.waited[p] = state.counts[0]["now"] - person["joined"]
    if person["request"] >= 0:
        withdraw(state, p)
        if program.rings and program.steps[person["row"]]["kind"] in TO_A_PLACE:
            note_wants(program, state, p, NONE)
    if len(program.jumps) > 0:
        forget_jump(state, p)
    if person["patience"] >= 0:
        free_leaf(state, person["patience"])
        person["patience"] = -1
    if person["timer"] >= 0:
        free_leaf(state, person["timer"])
        person["timer"] = -1


@spliced
def give_up(program: Program, state: State, results: Results, journal: Journal, p: int, now: int) -> int:
    """Patience has run out; the row where the person goes."""
    step = program.steps[state.people[p]["row"]]
    state.counts[0]["happenings"] += 1
    stop_waiting(program, state, p)
    if in_window(program, now):
        results.rows[state.people[p]["row"]]["gave_up"] += 1
    if program.sittings:
        close_case(program, state, results, p, now)
    log(program, state, journal, now, p, GIVE_UP, state.people[p]["row"], NONE, ZERO)
    return np.int64(step["impatient"])


@spliced
def look_at_limit(program: Program, state: State, results: Results, journal: Journal, p: int, now: int) -> int:
    """See whether the queue just joined is too long; the row where the person goes then, else -1."""
    person = state.people[p]
    step = program.steps[person["row"]]
    state.counts[0]["happenings"] += 1
    first, _ = asked_of(program, state, p, person["row"])
    if ahead(state, p, program.wanted[first], now) < step["limit"]:
        free_leaf(state, person["timer"])
        person["timer"] = -1
        return np.int64(-1)
    stop_waiting(program, state, p)
    if in_window(program, now):
        results.rows[person["row"]]["turned_away"] += 1
    log(program, state, journal, now, p, TURN_AWAY, person["row"], NONE, ZERO)
    return np.int64(step["turned_away"])


@inlined
def begin(
    program: Program,
    state: State,
    results: Results,
    journal: Journal,
    p: int,
    resource: int,
    by_ring: int,
    now: int,
) -> None:
    """The request of person p is granted: the stay or the task begins."""
    person = state.people[p]
    row = np.int64(person["row"])
    step = program.steps[row]
    held = np.int64(person["unit"])
    charge_line(program, state, results, p, now)
    count_wait(program, state, results, p, resource, now)
    stop_waiting(program, state, p)
    if program.keeps and step["kind"] == TRANSFER:
        visit = np.int64(person["visit"])
        set_out(program, state, results, journal, p, row, resource, by_ring, visit, now)
        return
    if step["kind"] == STAY:
        move(program, state, results, p, resource, by_ring, now)
    elif program.keeps and step["kind"] == RESERVE:
        if not has_or_kept(program, state, np.int64(person["main"]), row):
            take(state, resource, person["wants"])
            keep(program, state, np.int64(person["main"]), row, resource, np.int64(person["wants"]), now)
    elif program.amounts and step["kind"] == PAY:
        pay(program, state, results, p, resource, now)
    else:
        for i in range(step["first"], step["first"] + step["count"]):
            take(state, program.wanted[i], ONE)
    enter(program, state, results, p, ONE, now)
    log(program, state, journal, now, p, BEGIN, row, resource, by_ring)
    if (program.keeps or program.amounts) and (step["kind"] == RESERVE or step["kind"] == PAY):
        set_timer(state, p, ENDS, now)
        if program.keeps and step["kind"] == RESERVE:
            tell(program, state, results, journal, np.int64(person["main"]), resource, now)
        return
    time = draw_time(program, state, p, row, person["visit"])
    if step["kind"] == STAY:
        await_end(program, state, p, row, now, ends_at(program, row, now, time))
        if program.risk_width > 0:
            begin_risks(program, state, p, row, person["unit"] != held, now)
        return
    if program.sittings:
        begin_task(program, state, results, journal, p, row, now)
    if program.travels and step["travel"] >= 0:
        time += travel_time(program, state, p, row)
    ends = advance(program.calendars, program.windows, work_clock(program, row), program.weekday, now, time)
    set_timer(state, p, ENDS, ends)
    count_work(program, results, row, now, ends, ONE)


@kernel
def tell(program: Program, state: State, results: Results, journal: Journal, p: int, unit: int, now: int) -> None:
    """A place in a unit is kept for person p from now on: if their main line waits for one there, that is the one."""
    person, n = state.people[p], find_kept(state, p, unit)
    if n < 0 or person["request"] < 0 or person["more"] >= 0 or person["wants"] > state.holds[n]["amount"]:
        return
    row = np.int64(person["row"])
    step = program.steps[row]
    for i in range(step["first"], step["first"] + step["count"]):
        if step["kind"] in TO_A_PLACE and program.wanted[i] == unit and person["request"] >= 0:
            visit = np.int64(person["visit"])
            stop_waiting(program, state, p)
            if step["kind"] == STAY:
                go_back(program, state, results, journal, p, row, unit, visit, now)
            else:
                set_out(program, state, results, journal, p, row, unit, KEPT, visit, now)


@kernel
def travel_time(program: Program, state: State, p: int, row: int) -> int:
    """The way there and back of a task that begins, noted for its end."""
    step = program.steps[row]
    purpose, visit = step["travel_purpose"], state.people[p]["visit"]
    state.travel[p] = ticks(draw(program, state, p, step["travel"], step["travel_draws"], purpose, visit))
    return np.int64(state.travel[p])


@kernel
def count_travel(program: Program, state: State, results: Results, p: int, row: int, now: int) -> int:
    """A task is over: count the way there and back, for each team; its length, 0 without one."""
    step = program.steps[row]
    if step["travel"] < 0:
        return ZERO
    if in_window(program, now):
        for i in range(step["first"], step["first"] + step["count"]):
            results.resources[program.wanted[i]]["travelled"] += state.travel[p]
    return np.int64(state.travel[p])


@kernel
def work_clock(program: Program, row: int) -> int:
    """The calendar on which a task is done: its team's, or the time when all teams of a meeting work."""
    step = program.steps[row]
    if step["count"] > 1:
        return np.int64(step["calendar"])
    return np.int64(program.resources[program.wanted[step["first"]]]["calendar"])


@kernel
def count_work(program: Program, results: Results, row: int, begins: int, ends: int, times: int) -> None:
    """Book the working ticks of a task, as far as they lie in the window; known as soon as it begins.

    `times` is -1 where some of it is not done after all.
    """
    step, clock = program.steps[row], work_clock(program, row)
    begins = max(begins, program.window_from)
    ends = min(ends, program.window_to)
    done = times * worked(program.calendars, program.windows, clock, program.weekday, begins, ends)
    for i in range(step["first"], step["first"] + step["count"]):
        results.resources[program.wanted[i]]["worked"] += done


@kernel
def free_workers(program: Program, state: State, row: int) -> None:
    """The workers of a task are free again."""
    step = program.steps[row]
    for i in range(step["first"], step["first"] + step["count"]):
        release(state, program.wanted[i], ONE)


@kernel
def line_up(program: Program, state: State) -> None:
    """Put the request made last into its queues, to be granted in its turn."""
    counts = state.counts[0]
    p = counts["joining"]
    counts["joining"] = -1
    step = program.steps[state.people[p]["row"]]
    first, count = asked_of(program, state, p, state.people[p]["row"])
    for i in range(first, first + count):
        join_queue(state, p, program.wanted[i])
    if program.rings and step["kind"] in TO_A_PLACE:
        note_wants(program, state, p, ONE)
