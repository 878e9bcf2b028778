"""Walking a pathway: steps that take no time are passed at once, up to the next wait or out of the model."""

import numpy as np

from flowsim.engine.compiled.acts import count_act
from flowsim.engine.compiled.amounts import charge_place, note_amount, resize, want
from flowsim.engine.compiled.caseloads import end_task
from flowsim.engine.compiled.coming import come, kept_there
from flowsim.engine.compiled.conditions import test
from flowsim.engine.compiled.draws import draw, draw_time, next_visit
from flowsim.engine.compiled.events import ENDS
from flowsim.engine.compiled.expiries import await_expiry, first_expiry, go_out_of_date
from flowsim.engine.compiled.following import book_follows, follow_from, go_away, where_is
from flowsim.engine.compiled.holds import give_back, has_or_kept, unkeep_all, vacate
from flowsim.engine.compiled.layout import NONE, ONE, ZERO, Journal, Program, Results, State
from flowsim.engine.compiled.lines import begin_branch, break_off, finish_branch, meet, stop_branches
from flowsim.engine.compiled.requests import count_travel, free_workers, join, line_up
from flowsim.engine.compiled.risks import aim, begin_risks, clear_risks, end_wait_risks, look, spend
from flowsim.engine.compiled.room import TOO_MANY_STEPS, leave_for
from flowsim.engine.compiled.searches import found_or_not, search
from flowsim.engine.compiled.tallies import (
    BEGIN,
    CHANGE,
    CHOSE,
    DEPART,
    END,
    MARKED,
    STRUCK,
    charge,
    charge_line,
    count_in_groups,
    count_present,
    declare,
    enter,
    finish,
    leave_hospital,
    log,
    note_mark,
)
from flowsim.engine.compiled.tapers import await_end
from flowsim.engine.compiled.timers import set_timer
from flowsim.engine.compiled.times import ends_at
from flowsim.engine.compiled.uptake import taken_up
from flowsim.engine.limits import MOST_AT_ONE_INSTANT
from flowsim.plan.tables import (
    ACT,
    CHOOSE,
    LEAVE,
    MARK,
    MEANWHILE,
    MEET,
    PAY,
    RELEASE,
    RESERVE,
    RETURN,
    SEARCH,
    SET,
    STAY,
    TASK,
    TEST,
    TO_A_PLACE,
    TRANSFER,
    WAIT,
)
from flowsim.random.jit import kernel, spliced
from flowsim.units import DAY


@spliced
def run_on(program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int) -> None:
    """Pass the steps that take no time, up to the next wait or out of the model."""
    counts = state.counts[0]
    person, onward = np.int64(-1), np.int64(-1)  # who goes on where when their branch has come to its first wait
    while row >= 0 or person >= 0:
        if program.branches > 0 and row < 0:
            p, row, person = person, onward, np.int64(-1)
            if counts["joining"] >= 0:
                line_up(program, state)
        counts["passed"] += 1
        if counts["passed"] > MOST_AT_ONE_INSTANT:
            counts["stuck_at"] = row
            leave_for(state, TOO_MANY_STEPS)
            return
        kind = program.steps[row]["kind"]
        if program.keeps and needs_no_place(program, state, p, row):
            row = np.int64(program.steps[row]["next"])
        elif kind <= TASK or ((program.keeps or program.amounts) and kind in (RESERVE, PAY, TRANSFER)):
            if program.amounts:
                want(program, state, p, row)
            if kind == STAY and is_there(program, state, p, row):
                begin_at_once(program, state, results, journal, p, row, now)
            elif program.keeps and kind in TO_A_PLACE and kept_there(program, state, results, journal, p, row, now):
                come(program, state, results, journal, p, row, now)
            else:
                join(program, state, results, journal, p, row, now)
            row = -1
        elif kind == CHOOSE:
            row = choose(program, state, results, journal, p, row, now)
        elif kind == SET:
            row = change(program, state, results, journal, p, row, now)
        elif len(program.tests) > 0 and kind == TEST:
            row = test(program, state, journal, p, row, now)
        elif program.acts > 0 and kind == ACT:
            count_act(program, state, results, journal, p, row, program.steps[row]["target"], now)
            row = np.int64(program.steps[row]["next"])
        elif program.keeps and kind == RELEASE:
            give_back(program, state, results, journal, p, row, now)
            row = np.int64(program.steps[row]["next"])
        elif kind == MARK:
            row = mark(program, state, results, journal, p, row, now)
        elif kind in (LEAVE, RETURN):
            depart(program, state, results, journal, p, row, now)
            row = -1
        elif kind in (WAIT, SEARCH):
            begin_at_once(program, state, results, journal, p, row, now)
            row = -1
        elif program.branches > 0 and kind == MEANWHILE:
            b = begin_branch(program, state, journal, p, row, now)
            step = program.steps[row]
            if b >= 0:
                person, onward = p, np.int64(step["next"])
                p, row = b, np.int64(program.options[step["first"]])
            else:
                row = np.int64(step["next"])
        elif program.branches > 0 and kind == MEET:
            row = meet(program, state, results, journal, p, row, now)
        elif program.branches > 0:
            main = finish_branch(program, state, results, journal, p, row, now)
            row = np.int64(-1)
            if main >= 0:
                p, row = main, end(program, state, results, journal, main, now)


@kernel
def needs_no_place(program: Program, state: State, p: int, row: int) -> bool:
    """Whether a reserve or transfer asks for nothing: the place is kept already, or the person is in it."""
    kind = program.steps[row]["kind"]
    if kind == RESERVE:
        return has_or_kept(program, state, np.int64(state.people[p]["main"]), row)
    return kind == TRANSFER and wants_own_unit(program, state, p, row)


@spliced
def is_there(program: Program, state: State, p: int, row: int) -> bool:
    """Whether person p is in one of the units that a stay asks for, and needs no more of it than they have."""
    if program.amounts:
        return state.people[p]["more"] >= 0 and state.people[p]["asks"] <= 0
    return wants_own_unit(program, state, p, row)


@kernel
def wants_own_unit(program: Program, state: State, p: int, row: int) -> bool:
    """Whether person p is in one of the units that a row asks for."""
    step = program.steps[row]
    for i in range(step["first"], step["first"] + step["count"]):
        if program.wanted[i] == state.people[p]["unit"]:
            return True
    return False


@spliced
def choose(program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int) -> int:
    """Where a choose leads."""
    step = program.steps[row]
    if len(program.uptakes) > 0 and step["uptake"] >= 0:
        option = taken_up(program, state, results, p, row, now)
    else:
        visit = next_visit(state, p, step["visit"])
        option = np.int64(draw(program, state, p, step["time"], step["draws"], step["purpose"], visit))
    log(program, state, journal, now, p, CHOSE, row, NONE, option)
    return np.int64(program.options[step["first"] + option])


@kernel
def change(program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int) -> int:
    """Set an attribute; the time so far goes to the groups of the old one, and to who paid by it."""
    step = program.steps[row]
    attribute = step["target"]
    visit = next_visit(state, p, step["visit"])
    code = np.int64(draw(program, state, p, step["time"], step["draws"], step["purpose"], visit))
    main = np.int64(state.people[p]["main"])
    if program.groups > 1 and program.attributes[attribute]["column"] >= 0:
        charge(program, state, results, main, now)
    if program.amounts and program.resources[state.people[main]["unit"]]["payers"] >= 0:
        charge_place(program, state, results, main, now)
    if program.risk_width > 0:
        spend(program, state, main, now)
    state.codes[main, attribute] = code
    if program.expiring > 0:
        await_expiry(program, state, p, row, visit, now)
    if program.striking > 0:
        aim(program, state, main, now)
    log(program, state, journal, now, p, CHANGE, row, NONE, code)
    return np.int64(step["next"])


@spliced
def mark(program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int) -> int:
    """Note a mark; the ready mark, made in hospital, declares."""
    target = program.steps[row]["target"]
    main = np.int64(state.people[p]["main"])
    note_mark(program, state, results, main, target, now)
    log(program, state, journal, now, p, MARKED, row, NONE, target)
    if len(program.follows) > 0:
        follow_from(program, state, results, main, target, now)
    if target == program.ready_mark and program.resources[state.people[main]["unit"]]["hospital"]:
        announce(program, state, results, main, ONE, now)
    elif target == program.withdrawn_mark and state.people[main]["declared"]:
        announce(program, state, results, main, ZERO, now)
    return np.int64(program.steps[row]["next"])


@kernel
def announce(program: Program, state: State, results: Results, p: int, ready: int, now: int) -> None:
    """Person p is declared ready, or that is withdrawn, with what it does to their risks."""
    if program.risk_width > 0:
        spend(program, state, p, now)
    declare(program, state, results, p, ready, now)
    if program.risk_width > 0:
        aim(program, state, p, now)


@kernel
def take_effect(program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int) -> None:
    """The sets of a risk or an expiry, from a row on; person p goes on with what they are at."""
    while program.steps[row]["kind"] == SET:
        state.counts[0]["passed"] += 1
        row = change(program, state, results, journal, p, row, now)


@kernel
def catch_up(program: Program, state: State, results: Results, journal: Journal, p: int, now: int) -> None:
    """Person p is back: what has gone out of date meanwhile is so at once, the first first."""
    attribute = first_expiry(program, state, p)
    while attribute >= 0 and state.expiring[p, attribute]["at"] <= now:
        row = go_out_of_date(program, state, results, p, attribute, now)
        take_effect(program, state, results, journal, p, row, now)
        attribute = first_expiry(program, state, p)
    aim(program, state, p, now)


@kernel
def strike(program: Program, state: State, results: Results, journal: Journal, p: int, now: int) -> int:
    """The timer of person p's risks: the row where they go on if what they are at is broken off, else -1."""
    attribute = state.risks[p]["struck"] - 2 * program.risk_width
    if attribute >= 0:
        row = go_out_of_date(program, state, results, p, attribute, now)
        take_effect(program, state, results, journal, p, row, now)
        aim(program, state, p, now)
        return NONE
    risk, row = look(program, state, results, p, now)
    if risk < 0:
        return NONE
    log(program, state, journal, now, p, STRUCK, row, NONE, risk)
    then = np.int64(program.risks[risk]["then"])
    if program.risks[risk]["interrupts"]:
        state.risks[p]["wait"] = -1
        charge(program, state, results, p, now)
        state.people[p]["shown"] = 0
        break_off(program, state, results, journal, p, now)
        stop_branches(program, state, results, journal, p, now)
    else:
        take_effect(program, state, results, journal, p, then, now)
        then = NONE
    aim(program, state, p, now)
    return then


@spliced
def depart(program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int) -> None:
    """Leave the model: the place is free, the slot too."""
    outcome = program.steps[row]["target"]
    person, counts = state.people[p], state.counts[0]
    unit = person["unit"]
    if program.striking > 0:
        clear_risks(state, p)
    if program.branches > 0:
        stop_branches(program, state, results, journal, p, now)
    charge(program, state, results, p, now)
    if len(program.follows) > 0:
        book_follows(program, state, results, p, where_is(program, state, p), now)
    if program.resources[unit]["hospital"]:
        leave_hospital(program, state, results, p, now, outcome)
    results.unit_days[unit, now // DAY]["occupied"] -= 1
    if program.amounts:
        charge_place(program, state, results, p, now)
        unkeep_all(program, state, results, p, now)
    vacate(program, state, results, unit, np.int64(person["amount"]), now)
    count_present(program, results, now, NONE)
    count_in_groups(program, state, results.left, outcome, p, ONE, now)
    if outcome == program.died and person["state"] >= 0:
        count_in_groups(program, state, results.died, person["state"], p, ONE, now)
    if len(program.follows) > 0:
        go_away(program, state, results, p, outcome == program.died, now)
    log(program, state, journal, now, p, DEPART, row, NONE, outcome)
    finish(program, state, journal, p, now, outcome)
    if program.returns > 0 and program.steps[row]["kind"] == RETURN:
        back = now + draw_time(program, state, p, row, next_visit(state, p, program.steps[row]["visit"]))
        if back < program.horizon:
            person["row"] = row
            person["away"] = 2 if outcome == program.died else 1
            set_timer(state, p, ENDS, back)
            return
    if len(program.follows) > 0:
        book_follows(program, state, results, p, where_is(program, state, p), program.horizon)
        person["away"] = 0  # the place may become a branch's
    person["order"] = -1
    state.free_people[counts["free_people"]] = p
    counts["free_people"] += 1


@kernel
def begin_at_once(
    program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int
) -> None:
    """A wait, or a stay where the person is already: it begins without being granted."""
    step, person = program.steps[row], state.people[p]
    charge_line(program, state, results, p, now)
    person["row"] = row
    if program.amounts and step["kind"] == STAY:
        resize(program, state, results, p, now)
        note_amount(program, state, journal, p, row, now)
    enter(program, state, results, p, ONE, now)
    log(program, state, journal, now, p, BEGIN, row, state.people[person["main"]]["unit"], ZERO)
    visit = next_visit(state, p, step["visit"])
    if len(program.searches) > 0 and step["kind"] == SEARCH:
        set_timer(state, p, ENDS, search(program, state, p, row, visit, now))
    else:
        await_end(program, state, p, row, now, ends_at(program, row, now, draw_time(program, state, p, row, visit)))
        if program.risk_width > 0 and person["main"] == p:
            begin_risks(program, state, p, row, False, now)


@spliced
def end(program: Program, state: State, results: Results, journal: Journal, p: int, now: int) -> int:
    """A stay, task, wait or join is over; a worker is free again. The row where the person goes on."""
    person = state.people[p]
    row = np.int64(person["row"])
    step = program.steps[row]
    counts = state.counts[0]
    counts["happenings"] += 1
    if person["timer"] >= 0:
        counts["spare"] = person["timer"]
        person["timer"] = -1
    resource, travel = np.int64(state.people[person["main"]]["unit"]), np.int64(0)
    if step["kind"] == TASK:
        resource = np.int64(program.wanted[step["first"]])
        free_workers(program, state, row)
        if program.sittings:
            end_task(program, state, results, p, row, now)
        if program.travels:
            travel = count_travel(program, state, results, p, row, now)
    log(program, state, journal, now, p, END, row, resource, travel)
    if program.risk_width > 0 and step["kind"] == WAIT and person["main"] == p:
        end_wait_risks(program, state, p, now)
    if len(program.searches) > 0 and step["kind"] == SEARCH:
        return found_or_not(program, state, results, journal, p, row, now)
    return np.int64(step["next"])
