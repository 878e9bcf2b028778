"""Grants: which request is granted next, when a closed team is looked at again, and rings."""

import numpy as np

from flowsim.engine.clock import is_open, next_opening
from flowsim.engine.compiled.amounts import asked_of
from flowsim.engine.compiled.caseloads import first_able, takes_case
from flowsim.engine.compiled.events import AT_ONCE, cancel, put, rest_of
from flowsim.engine.compiled.layout import ONE, ZERO, Journal, Program, Results, State
from flowsim.engine.compiled.queues import comes_first, following, head, mark_due, unmark_due
from flowsim.engine.compiled.requests import begin, line_up
from flowsim.engine.compiled.ring import find_ring, first_from
from flowsim.engine.compiled.tallies import MOVED, PASSED_OVER, RINGS
from flowsim.engine.compiled.transfers import note_givers, transfer_time
from flowsim.plan.tables import TASK
from flowsim.random.jit import inlined, kernel, spliced


@spliced
def settle(program: Program, state: State, results: Results, journal: Journal, later: bool, now: int) -> bool:
    """See to the request made in the happening before: grant it at once (True), or put it into its queues.

    It is granted at once if nothing else happens before the next grant and nothing else can be granted: this saves
    most requests the way in and out of a queue.
    """
    counts = state.counts[0]
    p = counts["joining"]
    first, count = asked_of(program, state, p, state.people[p]["row"])
    for i in range(first, first + count):
        resource = program.wanted[i]
        if later and counts["due"] == 0 and fits(program, state, p, resource, now) and meets(program, state, p, now):
            counts["happenings"] += 1
            counts["joining"] = -1
            begin(program, state, results, journal, p, resource, ZERO, now)
            return True
        if program.amounts and state.resources[resource]["waiting"] > 0:
            break  # the person may come before those who wait here for more than there is: their queues will say
    line_up(program, state)
    return False


@spliced
def grant(program: Program, state: State, results: Results, journal: Journal, now: int) -> bool:
    """Grant the first request, among those for open resources with room, if there is one."""
    best = np.int64(-1)
    i = state.counts[0]["due"] - 1
    while i >= 0:
        resource = state.due[i]
        node = candidate(program, state, resource, now)
        if node >= 0:
            if best < 0 or precedes(state, node, best):
                best = np.int64(node)
        else:
            unmark_due(state, i)
        i -= 1
    if best < 0:
        return False
    p = np.int64(state.requests[best]["person"])
    i, _ = asked_of(program, state, p, state.people[p]["row"])
    while not is_next(program, state, p, program.wanted[i], now):
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


@inlined
def fits(program: Program, state: State, p: int, resource: int, now: int) -> bool:
    """Whether a resource can be granted to person p who has only just asked for it, before anybody who waits."""
    if not has_room(program, state, resource, now):
        return False
    if not program.amounts:
        return True
    record = state.resources[resource]
    overtakes = record["waiting"] == 0 or program.resources[resource]["overtaking"] == 1
    return overtakes and state.people[p]["asks"] <= record["room"]


@kernel
def candidate(program: Program, state: State, resource: int, now: int) -> int:
    """The request that a resource would be granted to: the first; with overtaking the first that fits; -1 if none."""
    if not is_grantable(program, state, resource, now):
        return np.int64(-1)
    node = np.int64(head(state, resource))
    if program.sittings and program.resources[resource]["caseload"] > 0:
        return first_able(program, state, resource, node)
    if program.meetings and program.units <= resource < program.first_fund:
        while node >= 0 and not meets(program, state, state.requests[node]["person"], now):
            node = np.int64(following(state, node))
        return node
    if not program.amounts:
        return node
    room, overtaking = state.resources[resource]["room"], program.resources[resource]["overtaking"]
    while node >= 0 and state.people[state.requests[node]["person"]]["asks"] > room:
        node = np.int64(following(state, node)) if overtaking else np.int64(-1)
    return node


@kernel
def meets(program: Program, state: State, p: int, now: int) -> bool:
    """Whether what line p asks for can begin: a meeting only if all its teams are open and have a worker free.

    If a team is closed, the meeting is looked at again when it opens, whichever team it was looked at for.
    """
    step = program.steps[state.people[p]["row"]]
    if program.sittings and not takes_case(program, state, p):
        return False
    if not program.meetings or step["kind"] != TASK:
        return True
    for i in range(step["first"], step["first"] + step["count"]):
        if not has_room(program, state, program.wanted[i], now):
            if state.resources[program.wanted[i]]["room"] > 0:
                await_opening(program, state, np.int64(program.wanted[i]), now)
            return False
    return True


@kernel
def is_next(program: Program, state: State, p: int, resource: int, now: int) -> bool:
    """Whether a resource would be granted to person p."""
    node = candidate(program, state, resource, now)
    return node >= 0 and state.requests[node]["person"] == p


@kernel
def is_grantable(program: Program, state: State, resource: int, now: int) -> bool:
    """Whether somebody waits for a resource with room that is open; if it is closed, look again when it opens."""
    record = state.resources[resource]
    if record["waiting"] == 0 or record["room"] <= 0:
        return False
    if has_room(program, state, resource, now):
        return True
    await_opening(program, state, resource, now)
    return False


@kernel
def await_opening(program: Program, state: State, resource: int, now: int) -> None:
    """Set the timer for the next opening of a resource that is closed; its leaf is kept for it."""
    record = state.resources[resource]
    if record["opening"] == 0:
        record["opening"] = 1
        calendar = program.resources[resource]["calendar"]
        opening = next_opening(program.calendars, program.windows, calendar, program.weekday, now)
        put(state.timers, record["leaf"], opening, rest_of(AT_ONCE, resource), resource)


@spliced
def open_resource(program: Program, state: State, resource: int) -> None:
    """A team opens, or a unit takes people in: its queue is due for a look, and rings through it can turn again."""
    state.resources[resource]["opening"] = 0
    cancel(state.timers, state.resources[resource]["leaf"])
    mark_due(state, resource)
    if resource < program.units:
        state.counts[0]["ring"] = 1


@kernel
def note_closed(program: Program, state: State, now: int) -> None:
    """Note which units nobody can be moved into by a ring: those that take nobody in now, or have too many people.

    Those that take nobody in now are looked at again when they open.
    """
    for unit in range(len(state.ring[0])):
        calendar = program.resources[unit]["calendar"]
        shut = calendar >= 0 and not is_open(program.calendars, program.windows, calendar, program.weekday, now)
        if shut and state.resources[unit]["waiting"] > 0:
            await_opening(program, state, np.int64(unit), now)
        state.ring[3][unit] = np.int64(shut or state.resources[unit]["room"] < 0)


@spliced
def turn_ring(program: Program, state: State, results: Results, journal: Journal, now: int) -> bool:
    """Nothing can be granted: if people wait for each other's units in a ring, move them all at once."""
    note_closed(program, state, now)
    length = find_ring(state.wants, state.ring)
    if length == 0:
        state.counts[0]["ring"] = 0
        return False
    units, movers = state.ring[0], state.ring[1]
    for i in range(length):
        movers[i], passed = first_from(program, state, units[i], units[(i + 1) % length])
        results.totals[PASSED_OVER] += passed
        if program.keeps:
            longest = max(state.counts[0]["longest"], transfer_time(program, state, np.int64(movers[i])))
            state.counts[0]["longest"] = longest
    results.totals[RINGS] += 1
    results.totals[MOVED] += length
    state.counts[0]["happenings"] += 1
    for i in range(length):
        begin(program, state, results, journal, movers[i], units[(i + 1) % length], ONE, now)
    if program.keeps:
        note_givers(program, state, length)
        state.counts[0]["longest"] = 0
    return True
