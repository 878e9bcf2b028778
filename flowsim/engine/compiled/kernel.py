"""The interpreter: one replication of a plan, happening after happening, in the order of RULES.md.

One compilation serves every scenario, since the plan is data. `run` can be left and entered again at any
happening: it comes back when there is too little room, and goes on where it was when there is more.
"""

import numpy as np

from flowsim.engine.clock import advance, is_open, next_opening, worked
from flowsim.engine.compiled.draws import draw, draw_attribute, draw_time, next_visit
from flowsim.engine.compiled.events import (
    AT_ONCE,
    ENDS,
    GRANTS,
    LIMITS,
    PATIENCE,
    cancel,
    order_of,
    phase_of,
    put,
    rest_of,
)
from flowsim.engine.compiled.layout import NONE, ONE, ZERO, Journal, Program, Results, State
from flowsim.engine.compiled.queues import (
    ahead,
    comes_first,
    head,
    join_queue,
    mark_due,
    release,
    take,
    unmark_due,
    withdraw,
)
from flowsim.engine.compiled.ring import find_ring, first_from, note_wants
from flowsim.engine.compiled.sources import schedule_arrival, schedule_fill
from flowsim.engine.compiled.tallies import (
    ARRIVE,
    BEGIN,
    CHANGE,
    CHOSE,
    DEPART,
    END,
    GIVE_UP,
    JOIN,
    MARKED,
    MOVED,
    PASSED_OVER,
    RINGS,
    TURN_AWAY,
    charge,
    column,
    columns,
    count_present,
    count_wait,
    declare,
    enter,
    enter_hospital,
    finish,
    in_window,
    leave_hospital,
    log,
    note_mark,
)
from flowsim.engine.compiled.timers import free_leaf, give_back_spare, new_leaf, set_timer
from flowsim.engine.limits import MOST_AT_ONE_INSTANT
from flowsim.engine.output import LOG
from flowsim.plan.tables import CHOOSE, COMMUNITY_UNIT, FILLED, LEAVE, MARK, SET, STAY, TASK
from flowsim.random.jit import inlined, kernel, spliced
from flowsim.random.samplers import ticks
from flowsim.random.streams import uniform
from flowsim.units import DAY

DONE, MORE_ROOM, HAND_OVER, TOO_MANY_HAPPENINGS, TOO_MANY_STEPS = range(5)
"""What `run` comes back with."""


@kernel
def run(program: Program, state: State, results: Results, journal: Journal) -> int:
    """Let things happen until the horizon, or until there is too little room; return which."""
    counts = state.counts[0]
    while True:
        if counts["stuck_at"] >= 0:
            return TOO_MANY_STEPS
        if counts["happenings"] - counts["before_now"] > MOST_AT_ONE_INSTANT:
            return TOO_MANY_HAPPENINGS
        room = enough_room(program, state, journal)
        if room != DONE:
            return room
        top = state.timers[1]
        later = top["time"] > counts["now"] or phase_of(top["rest"]) >= GRANTS
        if counts["joining"] >= 0 and settle(program, state, results, journal, later, counts["now"]):
            continue
        if later:
            if counts["due"] > 0 and grant(program, state, results, journal, counts["now"]):
                continue
            if counts["ring"] and turn_ring(program, state, results, journal, counts["now"]):
                continue
        if top["time"] >= program.horizon:
            return DONE
        if top["time"] > counts["now"]:
            counts["now"] = top["time"]
            counts["before_now"] = counts["happenings"]
            counts["passed"] = 0
        happen(program, state, results, journal, phase_of(top["rest"]), top["owner"], counts["now"])


@spliced
def enough_room(program: Program, state: State, journal: Journal) -> int:
    """DONE if there is room for whatever one happening can bring, else what to ask for.

    It can bring one person, one request, a timer for each person of a ring or three for one person, and one row of
    people. Lines of the log are not limited; a quarter of the buffer is kept free.
    """
    counts = state.counts[0]
    if (
        counts["free_people"] < 1
        or counts["free_leaves"] < program.units + 3
        or counts["free_requests"] < program.widest
    ):
        return MORE_ROOM
    if program.level == LOG and counts["logged"] * 4 > len(journal.log) * 3:
        return HAND_OVER
    if counts["finished"] > 0 and counts["finished"] == len(journal.finished):
        return HAND_OVER
    return DONE


@spliced
def happen(
    program: Program, state: State, results: Results, journal: Journal, phase: int, owner: int, now: int
) -> None:
    """The happening at the root of the event list: somebody may run on from here."""
    p, row = np.int64(owner), np.int64(-1)
    if owner < 0:
        p, row = source_due(program, state, results, journal, -1 - owner, phase, now)
    elif phase == ENDS:
        row = end(program, state, journal, p, now)
    elif phase == PATIENCE:
        row = give_up(program, state, results, journal, p, now)
    elif phase == LIMITS:
        row = look_at_limit(program, state, results, journal, p, now)
    else:
        open_team(program, state, owner)
    if row >= 0:
        run_on(program, state, results, journal, p, row, now)
    if state.counts[0]["spare"] >= 0:
        give_back_spare(state)


# Arrivals


@spliced
def source_due(
    program: Program, state: State, results: Results, journal: Journal, source: int, phase: int, now: int
) -> tuple[int, int]:
    """Somebody comes from a source, or is there from the start; the person, and the row to run on from (or -1)."""
    index = state.sources[source]["index"]
    if phase == AT_ONCE:
        schedule_fill(program, state, source, index + 1)
        return fill(program, state, results, journal, source, index), np.int64(-1)
    schedule_arrival(program, state, source)
    record = program.sources[source]
    if record["retention"] < 1.0:
        u = uniform(program.seed, program.replication, record["code"], index, record["retention_purpose"], ZERO)
        if not u < record["retention"]:
            return np.int64(-1), np.int64(-1)
    row = np.int64(record["entry"])
    p = arrive(program, state, results, source, index, NONE, now)
    log(program, state, journal, now, p, ARRIVE, row, NONE, ZERO)
    return p, row


@kernel
def fill(program: Program, state: State, results: Results, journal: Journal, source: int, index: int) -> int:
    """A person in place at the start, at their stay's first unit, with the rest of the stay before them."""
    record = program.sources[source]
    u = uniform(program.seed, program.replication, record["code"], index, record["purpose"], ZERO)
    way = np.int64(record["first"])
    while program.fill[way]["cumulative"] <= u:
        way += 1
    row = program.fill[way]["row"]
    step = program.steps[row]
    p = arrive(program, state, results, source, index, program.fill[way]["levels"], ZERO)
    state.counts[0]["before_now"] += 1  # however many are in place, the run does not spin
    person = state.people[p]
    person["row"] = row
    move(program, state, results, p, program.wanted[step["first"]], ZERO)
    log(program, state, journal, ZERO, p, ARRIVE, row, NONE, ZERO)
    enter(program, state, results, p, ONE, ZERO)
    log(program, state, journal, ZERO, p, BEGIN, row, person["unit"], ZERO)
    visit = next_visit(state, p, step["visit"])
    set_timer(state, p, ENDS, ticks(draw(program, state, p, step["remaining"], ONE, step["purpose"], visit)))
    return p


@kernel
def arrive(program: Program, state: State, results: Results, source: int, index: int, levels: int, now: int) -> int:
    """A new person, in the community; their attributes are given (a row of `fill_levels`) or drawn."""
    counts = state.counts[0]
    counts["happenings"] += 1
    counts["free_people"] -= 1
    p = np.int64(state.free_people[counts["free_people"]])
    person = state.people[p]
    person["order"] = order_of(source, index)
    person["code"] = program.sources[source]["code"]
    person["arrived"] = now
    person["admitted"] = person["ready"] = person["discharged"] = -1
    person["row"] = person["state"] = person["timer"] = person["patience"] = person["request"] = -1
    person["unit"] = COMMUNITY_UNIT
    person["declared"] = 0
    for i in range(program.marks):
        state.marks[p, i] = -1
    for i in range(len(program.intervals)):
        state.open_since[p, i] = -1
    for i in range(program.counters):
        state.visits[p, i] = 0
    for attribute in range(len(program.attributes)):
        draw_attribute(program, state, p, attribute, source, levels)
    take(state, person["unit"])
    results.unit_days[COMMUNITY_UNIT, now // DAY]["occupied"] += 1
    count_present(program, results, now, ONE)
    if in_window(program, now):
        results.arrived[source] += 1
    return p


# Running on


@spliced
def run_on(program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int) -> None:
    """Pass the steps that take no time, up to the next wait or out of the model."""
    counts = state.counts[0]
    while row >= 0:
        counts["passed"] += 1
        if counts["passed"] > MOST_AT_ONE_INSTANT:
            counts["stuck_at"] = row
            return
        kind = program.steps[row]["kind"]
        if kind <= TASK:
            if kind == STAY and is_there(program, state, p, row):
                begin_at_once(program, state, results, journal, p, row, now)
            else:
                join(program, state, results, journal, p, row, now)
            row = -1
        elif kind == CHOOSE:
            row = choose(program, state, journal, p, row, now)
        elif kind == SET:
            row = change(program, state, results, journal, p, row, now)
        elif kind == MARK:
            row = mark(program, state, results, journal, p, row, now)
        elif kind == LEAVE:
            depart(program, state, results, journal, p, row, now)
            row = -1
        else:
            begin_at_once(program, state, results, journal, p, row, now)
            row = -1


@spliced
def is_there(program: Program, state: State, p: int, row: int) -> bool:
    """Whether person p is in one of the units that a stay asks for."""
    step = program.steps[row]
    for i in range(step["first"], step["first"] + step["count"]):
        if program.wanted[i] == state.people[p]["unit"]:
            return True
    return False


@spliced
def choose(program: Program, state: State, journal: Journal, p: int, row: int, now: int) -> int:
    """Where a choose leads."""
    step = program.steps[row]
    visit = next_visit(state, p, step["visit"])
    option = np.int64(draw(program, state, p, step["time"], step["draws"], step["purpose"], visit))
    log(program, state, journal, now, p, CHOSE, row, NONE, option)
    return np.int64(program.options[step["first"] + option])


@spliced
def change(program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int) -> int:
    """Set an attribute; the time so far goes to the groups of the old one."""
    step = program.steps[row]
    attribute = step["target"]
    visit = next_visit(state, p, step["visit"])
    code = np.int64(draw(program, state, p, step["time"], step["draws"], step["purpose"], visit))
    if program.groups > 1 and program.attributes[attribute]["column"] >= 0:
        charge(program, state, results, p, now)
    state.codes[p, attribute] = code
    log(program, state, journal, now, p, CHANGE, row, NONE, code)
    return np.int64(step["next"])


@spliced
def mark(program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int) -> int:
    """Note a mark; the ready mark, made in hospital, declares."""
    target = program.steps[row]["target"]
    note_mark(program, state, results, p, target, now)
    log(program, state, journal, now, p, MARKED, row, NONE, target)
    if target == program.ready_mark and program.resources[state.people[p]["unit"]]["hospital"]:
        declare(state, results, p, now)
    return np.int64(program.steps[row]["next"])


@spliced
def depart(program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int) -> None:
    """Leave the model: the place is free, the slot too."""
    outcome = program.steps[row]["target"]
    person, counts = state.people[p], state.counts[0]
    unit = person["unit"]
    charge(program, state, results, p, now)
    if program.resources[unit]["hospital"]:
        leave_hospital(program, state, results, p, now, outcome)
    results.unit_days[unit, now // DAY]["occupied"] -= 1
    release(state, unit)
    count_present(program, results, now, NONE)
    if in_window(program, now):
        for attribute in range(-1, columns(program)):
            group = column(program, state, p, attribute)
            if group >= 0:
                results.left[outcome, group] += 1
    log(program, state, journal, now, p, DEPART, row, NONE, outcome)
    finish(program, state, journal, p, now, outcome)
    person["order"] = -1
    state.free_people[counts["free_people"]] = p
    counts["free_people"] += 1


# Waiting


@spliced
def join(program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int) -> None:
    """Ask for a place or a worker, and begin to wait."""
    step, person = program.steps[row], state.people[p]
    charge(program, state, results, p, now)
    person["row"] = row
    person["joined"] = now
    person["level"] = 0
    if step["priority"] >= 0:
        person["level"] = np.int64(draw(program, state, p, step["priority"], ZERO, ZERO, ZERO))
    enter(program, state, results, p, ZERO, now)
    log(program, state, journal, now, p, JOIN, row, program.wanted[step["first"]], person["level"])
    state.counts[0]["joining"] = p
    visit = next_visit(state, p, step["visit"])
    if step["patience"] >= 0:
        longest = ticks(
            draw(program, state, p, step["patience"], step["patience_draws"], step["patience_purpose"], visit)
        )
        person["patience"] = new_leaf(state)
        put(state.timers, person["patience"], now + longest, rest_of(PATIENCE, person["order"]), p)
    if step["limit"] >= 0:
        set_timer(state, p, LIMITS, now)


@spliced
def settle(program: Program, state: State, results: Results, journal: Journal, later: bool, now: int) -> bool:
    """See to the request made in the happening before: grant it at once (True), or put it into its queues.

    It is granted at once if nothing else happens before the next grant and nothing else can be granted: this saves
    most requests the way in and out of a queue.
    """
    counts = state.counts[0]
    p = counts["joining"]
    counts["joining"] = -1
    step = program.steps[state.people[p]["row"]]
    for i in range(step["first"], step["first"] + step["count"]):
        resource = program.wanted[i]
        if later and counts["due"] == 0 and has_room(program, state, resource, now):
            counts["happenings"] += 1
            begin(program, state, results, journal, p, resource, ZERO, now)
            return True
    for i in range(step["first"], step["first"] + step["count"]):
        join_queue(state, p, program.wanted[i])
    if program.rings and step["kind"] == STAY:
        note_wants(program, state, p, ONE)
    return False


@inlined
def stop_waiting(program: Program, state: State, p: int) -> None:
    """The request of person p is granted or given up: out of the queues, and no patience or look any more."""
    person = state.people[p]
    if person["request"] >= 0:
        withdraw(state, p)
        if program.rings and program.steps[person["row"]]["kind"] == STAY:
            note_wants(program, state, p, NONE)
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
    log(program, state, journal, now, p, GIVE_UP, state.people[p]["row"], NONE, ZERO)
    return np.int64(step["impatient"])


@spliced
def look_at_limit(program: Program, state: State, results: Results, journal: Journal, p: int, now: int) -> int:
    """See whether the queue just joined is too long; the row where the person goes then, else -1."""
    person = state.people[p]
    step = program.steps[person["row"]]
    state.counts[0]["happenings"] += 1
    if ahead(state, p, program.wanted[step["first"]], now) < step["limit"]:
        free_leaf(state, person["timer"])
        person["timer"] = -1
        return np.int64(-1)
    stop_waiting(program, state, p)
    if in_window(program, now):
        results.rows[person["row"]]["turned_away"] += 1
    log(program, state, journal, now, p, TURN_AWAY, person["row"], NONE, ZERO)
    return np.int64(step["turned_away"])


# Granting


@spliced
def grant(program: Program, state: State, results: Results, journal: Journal, now: int) -> bool:
    """Grant the first request, among those for open resources with room, if there is one."""
    best = np.int64(-1)
    i = state.counts[0]["due"] - 1
    while i >= 0:
        resource = state.due[i]
        if is_grantable(program, state, resource, now):
            node = head(state, resource)
            if best < 0 or precedes(state, node, best):
                best = np.int64(node)
        else:
            unmark_due(state, i)
        i -= 1
    if best < 0:
        return False
    p = np.int64(state.requests[best]["person"])
    step = program.steps[state.people[p]["row"]]
    i = np.int64(step["first"])
    while state.resources[program.wanted[i]]["room"] <= 0:
        i += 1
    state.counts[0]["happenings"] += 1
    begin(program, state, results, journal, p, program.wanted[i], ZERO, now)
    return True


@spliced
def precedes(state: State, node: int, other: int) -> bool:
    """Whether a request comes before another by (level, since, order)."""
    a, b = state.requests[node], state.requests[other]
    if a["level"] != b["level"]:
        return a["level"] < b["level"]
    return comes_first(a["since"], a["order"], b["since"], b["order"])


@inlined
def has_room(program: Program, state: State, resource: int, now: int) -> bool:
    """Whether a resource has a place or worker free, and is open."""
    calendar = program.resources[resource]["calendar"]
    if state.resources[resource]["room"] <= 0:
        return False
    return calendar < 0 or is_open(program.calendars, program.windows, calendar, program.weekday, now)


@kernel
def is_grantable(program: Program, state: State, resource: int, now: int) -> bool:
    """Whether somebody waits for a resource with room that is open; if it is closed, look again when it opens."""
    record = state.resources[resource]
    if record["waiting"] == 0 or record["room"] <= 0:
        return False
    if has_room(program, state, resource, now):
        return True
    if record["opening"] == 0:
        record["opening"] = 1
        calendar = program.resources[resource]["calendar"]
        opening = next_opening(program.calendars, program.windows, calendar, program.weekday, now)
        put(state.timers, opening_leaf(program, resource), opening, rest_of(AT_ONCE, resource), resource)
    return False


@kernel
def opening_leaf(program: Program, team: int) -> int:
    """The leaf kept for the next opening of a team; those of sources come before, those of people after."""
    return len(program.sources) + team - program.units


@spliced
def open_team(program: Program, state: State, team: int) -> None:
    """A team opens: its queue is due for a look."""
    state.resources[team]["opening"] = 0
    cancel(state.timers, opening_leaf(program, team))
    mark_due(state, team)


@spliced
def turn_ring(program: Program, state: State, results: Results, journal: Journal, now: int) -> bool:
    """Nothing can be granted: if people wait for each other's units in a ring, move them all at once."""
    length = find_ring(state.wants, state.ring)
    if length == 0:
        state.counts[0]["ring"] = 0
        return False
    units, movers = state.ring[0], state.ring[1]
    for i in range(length):
        movers[i], passed = first_from(program, state, units[i], units[(i + 1) % length])
        results.totals[PASSED_OVER] += passed
    results.totals[RINGS] += 1
    results.totals[MOVED] += length
    state.counts[0]["happenings"] += 1
    for i in range(length):
        begin(program, state, results, journal, movers[i], units[(i + 1) % length], ONE, now)
    return True


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
    charge(program, state, results, p, now)
    count_wait(program, state, results, p, resource, now)
    stop_waiting(program, state, p)
    if step["kind"] == STAY:
        move(program, state, results, p, resource, now)
    else:
        take(state, resource)
    enter(program, state, results, p, ONE, now)
    log(program, state, journal, now, p, BEGIN, row, resource, by_ring)
    visit = state.visits[p, step["visit"]] - 1 if step["visit"] >= 0 else ZERO
    time = draw_time(program, state, p, row, visit)
    if step["kind"] == STAY:
        set_timer(state, p, ENDS, now + time)
        return
    calendar = program.resources[resource]["calendar"]
    ends = advance(program.calendars, program.windows, calendar, program.weekday, now, time)
    set_timer(state, p, ENDS, ends)
    count_work(program, results, resource, calendar, now, ends)


@spliced
def count_work(program: Program, results: Results, team: int, calendar: int, begins: int, ends: int) -> None:
    """Book the working ticks of a task, as far as they lie in the window; known as soon as it begins."""
    begins = max(begins, program.window_from)
    ends = min(ends, program.window_to)
    results.resources[team]["worked"] += worked(
        program.calendars, program.windows, calendar, program.weekday, begins, ends
    )


@kernel
def begin_at_once(
    program: Program, state: State, results: Results, journal: Journal, p: int, row: int, now: int
) -> None:
    """A wait, or a stay where the person is already: it begins without being granted."""
    step, person = program.steps[row], state.people[p]
    charge(program, state, results, p, now)
    person["row"] = row
    enter(program, state, results, p, ONE, now)
    log(program, state, journal, now, p, BEGIN, row, person["unit"], ZERO)
    time = draw_time(program, state, p, row, next_visit(state, p, step["visit"]))
    calendar = NONE if step["kind"] == STAY else step["calendar"]
    set_timer(state, p, ENDS, advance(program.calendars, program.windows, calendar, program.weekday, now, time))


@inlined
def move(program: Program, state: State, results: Results, p: int, unit: int, now: int) -> None:
    """Person p, charged up to now, goes from their unit to another."""
    person = state.people[p]
    old = np.int64(person["unit"])
    day = now // DAY
    was, will_be = program.resources[old]["hospital"], program.resources[unit]["hospital"]
    if was and not will_be:
        leave_hospital(program, state, results, p, now, NONE)
    elif will_be and not was:
        enter_hospital(state, p, now)
    elif person["declared"]:
        results.unit_days[old, day]["ready"] -= 1
        results.unit_days[unit, day]["ready"] += 1
    results.unit_days[old, day]["occupied"] -= 1
    results.unit_days[unit, day]["occupied"] += 1
    person["unit"] = unit
    release(state, old)
    take(state, unit)


@spliced
def end(program: Program, state: State, journal: Journal, p: int, now: int) -> int:
    """A stay, task or wait is over; a worker is free again. The row where the person goes on."""
    person = state.people[p]
    row = np.int64(person["row"])
    step = program.steps[row]
    counts = state.counts[0]
    counts["happenings"] += 1
    counts["spare"] = person["timer"]
    person["timer"] = -1
    resource = np.int64(person["unit"])
    if step["kind"] == TASK:
        resource = np.int64(program.wanted[step["first"]])
        release(state, resource)
    log(program, state, journal, now, p, END, row, resource, ZERO)
    return np.int64(step["next"])


# Before and after


@kernel
def start(program: Program, state: State) -> None:
    """Schedule the first person of every source."""
    for source in range(len(program.sources)):
        if program.sources[source]["kind"] == FILLED:
            schedule_fill(program, state, source, ZERO)
        else:
            state.sources[source]["index"] = -1
            schedule_arrival(program, state, source)


@kernel
def close(program: Program, state: State, results: Results, journal: Journal, first: int) -> int:
    """Charge those present up to the horizon and write their rows, from slot `first` on.

    Returns:
        The slot to go on from when there is no more room for rows; the number of slots when all is done.
    """
    for p in range(first, len(state.people)):
        if state.people[p]["order"] >= 0:
            if journal_full(program, state, journal):
                return p
            charge(program, state, results, p, program.horizon)
            finish(program, state, journal, p, NONE, NONE)
    return len(state.people)


@kernel
def journal_full(program: Program, state: State, journal: Journal) -> bool:
    """Whether there is no room for one more row of people."""
    return program.level != 0 and state.counts[0]["finished"] == len(journal.finished)
