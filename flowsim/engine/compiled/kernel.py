"""The interpreter: one replication of a plan, happening after happening, in the order of RULES.md.

One compilation serves every scenario, since the plan is data. `run` can be left and entered again at any
happening: it comes back when there is too little room, and goes on where it was when there is more.
"""

import numpy as np

from flowsim.engine.compiled.amounts import charge_place, has_one, note_amount, want
from flowsim.engine.compiled.capacity import change_capacities, count_open, open_at_first
from flowsim.engine.compiled.caseloads import close_books as close_cases
from flowsim.engine.compiled.caseloads import no_case
from flowsim.engine.compiled.census import be_found
from flowsim.engine.compiled.closures import expect_closures, open_or_close
from flowsim.engine.compiled.draws import draw, draw_attribute, next_visit
from flowsim.engine.compiled.escalations import close_books, first_looks, look
from flowsim.engine.compiled.events import (
    AT_ONCE,
    ENDS,
    GRANTS,
    HAZARDS,
    LIMITS,
    PATIENCE,
    order_of,
    phase_of,
    source_of,
)
from flowsim.engine.compiled.expiries import nothing_expires
from flowsim.engine.compiled.following import book_follows, follow_nobody, where_is
from flowsim.engine.compiled.funds import close_funds
from flowsim.engine.compiled.grants import grant, open_resource, settle, turn_ring
from flowsim.engine.compiled.holds import FAR, end_hold, is_hold, unkeep_all
from flowsim.engine.compiled.jumps import jump
from flowsim.engine.compiled.layout import NONE, ONE, ZERO, Journal, Program, Results, State
from flowsim.engine.compiled.places import move
from flowsim.engine.compiled.queues import take
from flowsim.engine.compiled.requests import give_up, look_at_limit
from flowsim.engine.compiled.risks import begin_risks, no_risks
from flowsim.engine.compiled.room import DONE, look_round, room_for_line, stop_at
from flowsim.engine.compiled.sources import is_kept, schedule_arrival, schedule_fill, way_in_place
from flowsim.engine.compiled.tallies import (
    ARRIVE,
    BEGIN,
    PRESENT,
    charge,
    charge_branch,
    count_present,
    enter,
    finish,
    in_window,
    log,
)
from flowsim.engine.compiled.tapers import await_end, is_taper, taper
from flowsim.engine.compiled.timers import give_back_spare
from flowsim.engine.compiled.times import ends_at
from flowsim.engine.compiled.walking import catch_up, end, run_on, strike
from flowsim.engine.limits import PRESENT_REACHED, SPELLS, SPELLS_REACHED
from flowsim.engine.output import NOT_YET
from flowsim.plan.tables import CENSUS, COMMUNITY_UNIT
from flowsim.random.jit import kernel, spliced
from flowsim.random.samplers import ticks
from flowsim.random.streams import uniform
from flowsim.units import DAY


@kernel
def run(program: Program, state: State, results: Results, journal: Journal) -> int:
    """Let things happen until the horizon, or until the run has to be left; return which."""
    counts = state.counts[0]
    while counts["leave_for"] == DONE:
        top = state.timers[1]
        later = top["time"] > counts["now"] or phase_of(top["rest"]) >= GRANTS
        if is_granted(program, state, results, journal, later, counts["now"]):
            look_round(state)
            continue
        if top["time"] >= program.horizon:
            return DONE
        if top["time"] > counts["now"]:
            counts["now"] = top["time"]
            counts["before_now"] = counts["happenings"]
            counts["passed"] = 0
        else:
            look_round(state)
        p, row = happen(program, state, results, journal, phase_of(top["rest"]), top["owner"], counts["now"])
        if row >= 0:
            run_on(program, state, results, journal, p, row, counts["now"])
        if counts["spare"] >= 0:
            give_back_spare(state)
    reason = counts["leave_for"]
    counts["leave_for"] = DONE
    return reason


@spliced
def is_granted(program: Program, state: State, results: Results, journal: Journal, later: bool, now: int) -> bool:
    """Whether something could be granted to somebody, or to a ring: with nothing else `later` than grants only."""
    counts = state.counts[0]
    if counts["joining"] >= 0 and settle(program, state, results, journal, later, now):
        return True
    if not later:
        return False
    if counts["due"] > 0 and grant(program, state, results, journal, now):
        return True
    return program.rings and counts["ring"] and turn_ring(program, state, results, journal, now)


@spliced
def happen(
    program: Program, state: State, results: Results, journal: Journal, phase: int, owner: int, now: int
) -> tuple[int, int]:
    """The happening at the root of the event list: who runs on from here, and the row from which (or -1)."""
    p, row = np.int64(owner), np.int64(-1)
    if phase == ENDS and owner >= 0:
        row = go_on(program, state, results, journal, p, now)
    elif program.striking > 0 and owner >= 0 and phase == HAZARDS:
        row = strike(program, state, results, journal, p, now)
    elif owner >= 0 and phase == PATIENCE:
        row = give_up(program, state, results, journal, p, now)
    elif owner >= 0 and phase == LIMITS:
        row = look_at_limit(program, state, results, journal, p, now)
    elif owner >= 0:
        change_place(program, state, results, owner, now)
    elif program.holds and is_hold(owner):
        end_hold(program, state, results, journal, -FAR - owner, now)
    else:
        p, row = source_due(program, state, results, journal, -1 - owner, phase, now)
    return p, row


@spliced
def go_on(program: Program, state: State, results: Results, journal: Journal, p: int, now: int) -> int:
    """The own timer of line p: what they are at ends, or changes; the row where they go on, else -1."""
    if program.returns > 0 and state.people[p]["away"] > 0:
        return come_back(program, state, results, journal, p, now)
    if len(program.jumps) > 0 and state.people[p]["request"] >= 0:
        jump(program, state, journal, p, now)
        return NONE
    if len(program.tapers) > 0 and is_taper(program, state, p, now):
        taper(program, state, results, journal, p, now)
        return NONE
    return end(program, state, results, journal, p, now)


@kernel
def change_place(program: Program, state: State, results: Results, owner: int, now: int) -> None:
    """A timer of the place: an opening, a change of capacity, a closure or a look at pressure."""
    after = owner - len(program.resources)
    if after < 0:
        open_resource(program, state, owner)
    elif len(program.changes) > 0 and after == 0:
        change_capacities(program, state, results, now)
    elif len(program.closures) > 0 and after <= len(program.closures):
        open_or_close(program, state, results, after - 1, now)
    elif len(program.escalations) > 0:
        look(program, state, results, after - len(program.closures) - 1, now)


@spliced
def source_due(
    program: Program, state: State, results: Results, journal: Journal, source: int, phase: int, now: int
) -> tuple[int, int]:
    """Somebody comes from a source, or is there from the start; the person, and the row to run on from (or -1)."""
    index, levels = state.sources[source]["index"], state.sources[source]["levels"]
    if phase == AT_ONCE:
        schedule_fill(program, state, source, index + 1)
        return fill(program, state, results, journal, source, index), np.int64(-1)
    schedule_arrival(program, state, source)
    if not is_kept(program, source, index, now):
        return np.int64(-1), np.int64(-1)
    row = np.int64(program.sources[source]["entry"])
    p = arrive(program, state, results, source, index, levels, row, now)
    log(program, state, journal, now, p, ARRIVE, row, NONE, ZERO)
    return p, row


@kernel
def fill(program: Program, state: State, results: Results, journal: Journal, source: int, index: int) -> int:
    """A person in place at the start, at their stay's first unit, with the rest of the stay before them."""
    record = program.sources[source]
    if len(program.census) > 0 and record["kind"] == CENSUS:
        number = np.int64(record["first"] + index)
        row = np.int64(program.census[number]["row"])
        p = arrive(program, state, results, source, index, program.census[number]["levels"], row, ZERO)
        state.counts[0]["before_now"] += 1
        be_found(program, state, results, journal, p, number)
        return p
    u = uniform(program.seed, program.replication, record["code"], index, record["purpose"], ZERO)
    way = way_in_place(program, source, u)
    row = np.int64(program.fill[way]["row"])
    step = program.steps[row]
    p = arrive(program, state, results, source, index, program.fill[way]["levels"], row, ZERO)
    state.counts[0]["before_now"] += 1  # however many are in place, the run does not spin
    person = state.people[p]
    person["row"] = row
    if program.amounts:
        want(program, state, p, row)
    move(program, state, results, p, program.wanted[step["first"]], ZERO, ZERO)
    log(program, state, journal, ZERO, p, ARRIVE, row, NONE, ZERO)
    if program.amounts:
        note_amount(program, state, journal, p, row, ZERO)
    enter(program, state, results, p, ONE, ZERO)
    log(program, state, journal, ZERO, p, BEGIN, row, person["unit"], ZERO)
    visit = next_visit(state, p, step["visit"])
    left = ticks(draw(program, state, p, step["remaining"], ONE, step["purpose"], visit))
    await_end(program, state, p, row, ZERO, ends_at(program, row, ZERO, left))
    if program.risk_width > 0:
        begin_risks(program, state, p, row, True, ZERO)
    return p


@kernel
def arrive(
    program: Program, state: State, results: Results, source: int, index: int, levels: int, row: int, now: int
) -> int:
    """A new person, in the community, for a step; attributes are given (a row of `fill_levels`) or drawn."""
    counts = state.counts[0]
    counts["happenings"] += 1
    p = room_for_line(state)
    person = state.people[p]
    person["order"] = order_of(source, index)
    person["code"] = program.sources[source]["code"]
    person["main"] = p
    person["spell"] = person["away"] = 0
    person["home_since"] = NOT_YET
    if program.expiring > 0:
        nothing_expires(program, state, p)
    if len(program.follows) > 0:
        follow_nobody(program, state, p)
    begin_spell(program, state, p, now)
    for attribute in range(len(program.attributes)):
        draw_attribute(program, state, p, attribute, source, levels)
    be_present(program, state, results, p, row, now)
    return p


@kernel
def begin_spell(program: Program, state: State, p: int, now: int) -> None:
    """Nothing has happened to person p in this spell."""
    person = state.people[p]
    person["arrived"] = now
    person["admitted"] = person["ready"] = person["discharged"] = NOT_YET
    person["row"] = person["state"] = person["timer"] = person["patience"] = person["request"] = -1
    person["unit"] = COMMUNITY_UNIT
    person["declared"] = person["shown"] = 0
    for i in range(program.marks):
        state.marks[p, i] = NOT_YET
    for i in range(len(program.intervals)):
        state.open_since[p, i] = -1
    if program.remembers_waits:
        state.waited[p] = 0
    for i in range(program.counters):
        state.visits[p, i] = 0
    for i in range(program.branches):
        state.branches[p, i] = -1
    if program.sittings:
        no_case(state, p)
    if program.striking > 0:
        no_risks(state, p)
    if len(program.jumps) > 0:
        state.jumps[p]["leaf"] = -1


@kernel
def be_present(program: Program, state: State, results: Results, p: int, row: int, now: int) -> None:
    """Person p is in the community from now on; they come for the step at a row."""
    person = state.people[p]
    has_one(state, p, now)
    take(state, person["unit"], ONE)
    results.unit_days[COMMUNITY_UNIT, now // DAY]["occupied"] += 1
    count_present(program, results, now, ONE)
    if results.totals[PRESENT] > program.most_present:
        stop_at(state, PRESENT_REACHED, row)
    if in_window(program, now) and person["spell"] == 0:
        results.arrived[source_of(person["order"])] += 1
    elif in_window(program, now):
        results.returned[source_of(person["order"])] += 1


@kernel
def come_back(program: Program, state: State, results: Results, journal: Journal, p: int, now: int) -> int:
    """Person p, who left, begins another spell; the row where they begin."""
    person, counts = state.people[p], state.counts[0]
    row = np.int64(program.options[program.steps[person["row"]]["first"]])
    counts["happenings"] += 1
    counts["spare"] = person["timer"]
    if len(program.follows) > 0:
        book_follows(program, state, results, p, where_is(program, state, p), now)
    person["away"] = 0
    person["spell"] += 1
    if person["spell"] >= SPELLS:
        stop_at(state, SPELLS_REACHED, row)
    begin_spell(program, state, p, now)
    be_present(program, state, results, p, row, now)
    log(program, state, journal, now, p, ARRIVE, row, NONE, person["spell"])
    if program.expiring > 0:
        catch_up(program, state, results, journal, p, now)
    return row


@kernel
def start(program: Program, state: State, results: Results) -> None:
    """Open what is open at first, and schedule the first closure of every unit and the first person of every source."""
    open_at_first(program, state, results)
    if len(program.closures) > 0:
        expect_closures(program, state)
    if len(program.escalations) > 0:
        first_looks(program, state)
    for source in range(len(program.sources)):
        if program.sources[source]["people"] > 0:
            schedule_fill(program, state, source, ZERO)
        else:
            state.sources[source]["index"] = -1
            schedule_arrival(program, state, source)


@kernel
def close(program: Program, state: State, results: Results, journal: Journal, first: int) -> int:
    """Charge those present up to the horizon and write their rows, from slot `first` on; book what was open.

    Returns:
        The slot to go on from when there is no more room for rows; the number of slots when all is done.
    """
    if first == 0:
        if program.amounts:
            close_funds(program, state, results)
        if len(program.escalations) > 0:
            close_books(program, state, results)
        if program.sittings:
            close_cases(program, state, results)
        for resource in range(len(program.resources)):
            count_open(program, state, results, np.int64(resource), program.horizon)
    for p in range(first, len(state.people)):
        if len(program.follows) > 0 and state.people[p]["order"] >= 0 and state.people[p]["main"] == p:
            book_follows(program, state, results, p, where_is(program, state, p), program.horizon)
        if program.branches > 0 and state.people[p]["order"] >= 0 and state.people[p]["main"] != p:
            charge_branch(program, state, results, p, program.horizon)
        elif state.people[p]["order"] >= 0 and state.people[p]["away"] == 0:
            if journal_full(program, state, journal):
                return p
            charge(program, state, results, p, program.horizon)
            if program.amounts:
                charge_place(program, state, results, p, program.horizon)
                unkeep_all(program, state, results, p, program.horizon)
            finish(program, state, journal, p, NONE, NONE)
    return len(state.people)


@kernel
def journal_full(program: Program, state: State, journal: Journal) -> bool:
    """Whether there is no room for one more row of people."""
    return program.level != 0 and state.counts[0]["finished"] == len(journal.finished)
