"""Capacity: how many places or workers a resource has now, and what follows when that changes.

`level` is what is open now, `own` what it would be if nothing were closed and staff did not matter, `room` the level
less what is taken. Room below nought is a capacity that has fallen under its people: nobody is moved, places close as
they come free.
"""

import numpy as np

from flowsim.engine.clock import worked
from flowsim.engine.compiled.events import AT_ONCE, cancel, put, rest_of
from flowsim.engine.compiled.layout import ZERO, Program, Results, State
from flowsim.engine.compiled.queues import mark_due
from flowsim.plan.tables import UNLIMITED
from flowsim.random.counts import binomial
from flowsim.random.jit import kernel
from flowsim.random.streams import uniform


@kernel
def open_at_first(program: Program, state: State, results: Results) -> None:
    """What is open at tick 0, once everything that changes then has changed."""
    for resource in range(len(program.resources) - 1, -1, -1):  # teams first: places depend on staff
        refresh(program, state, results, np.int64(resource), ZERO)
    if len(program.changes) > 0:
        change_capacities(program, state, results, ZERO)


@kernel
def change_capacities(program: Program, state: State, results: Results, now: int) -> None:
    """Make every change of capacity that is due now, and set the timer for the next."""
    counts = state.counts[0]
    while counts["change"] < len(program.changes) and program.changes[counts["change"]]["time"] <= now:
        change = program.changes[counts["change"]]
        resource = np.int64(change["resource"])
        state.resources[resource]["own"] = change["places"] - off_sick(
            program, change["places"], resource, change["shift"]
        )
        refresh(program, state, results, resource, now)
        for unit in range(program.units):
            if program.resources[unit]["staff"] == resource:
                refresh(program, state, results, np.int64(unit), now)
        counts["change"] += 1
    leaf = counts["change_leaf"]
    if counts["change"] < len(program.changes):
        time = program.changes[counts["change"]]["time"]
        put(state.timers, leaf, time, rest_of(AT_ONCE, len(program.resources)), len(program.resources))
    else:
        cancel(state.timers, leaf)


@kernel
def off_sick(program: Program, workers: int, team: int, shift: int) -> int:
    """How many of a team's workers are off sick in a shift."""
    record = program.resources[team]
    if shift < 0 or record["sickness"] <= 0.0:
        return ZERO
    u = uniform(program.seed, program.replication, ZERO, shift, record["sickness_purpose"], ZERO)
    return np.int64(binomial(np.int64(workers), record["sickness"], u))


@kernel
def refresh(program: Program, state: State, results: Results, resource: int, now: int) -> None:
    """See how much of a resource is open now: its own, less what is closed, more under pressure, if there is staff."""
    record, plan = state.resources[resource], program.resources[resource]
    level = max(np.int64(record["own"] - record["closed"]), ZERO) + record["extra"]
    if plan["staff"] >= 0:
        level = min(level, np.int64(np.floor(state.resources[plan["staff"]]["level"] * plan["ratio"])))
    set_level(program, state, results, resource, level, now)


@kernel
def set_level(program: Program, state: State, results: Results, resource: int, level: int, now: int) -> None:
    """So much of a resource is open from now on. More room makes it due for a look."""
    record = state.resources[resource]
    if level == record["level"]:
        return
    count_open(program, state, results, resource, now)
    full = record["room"] < 0
    record["room"] += level - record["level"]
    record["level"] = level
    if record["room"] > 0 and record["waiting"] > 0:
        mark_due(state, resource)
    if full and record["room"] >= 0:
        state.counts[0]["ring"] = 1  # people may be moved round into it again


@kernel
def count_open(program: Program, state: State, results: Results, resource: int, now: int) -> None:
    """Book the place-time open since the last booking, as far as it lies in the window; a team's in its own time."""
    if resource >= program.first_fund:
        return
    record = state.resources[resource]
    since = max(np.int64(record["booked"]), program.window_from)
    record["booked"] = now
    until = min(np.int64(now), program.window_to)
    if until <= since or record["level"] >= UNLIMITED:
        return
    ticks = until - since
    if resource >= program.units:
        calendar = program.resources[resource]["calendar"]
        ticks = worked(program.calendars, program.windows, calendar, program.weekday, since, until)
    results.resources[resource]["open"] += record["level"] * ticks
