"""What is counted while a replication runs, and the log and the rows of people that it leaves.

Whole numbers only, so that sums come out the same in any order. Series by day hold differences from day to day
until the run is over: a person in a unit from `a` to `b` adds 1 on the day of a and takes 1 away on the day of b,
which counts them at the midnights in (a, b].
"""

import numpy as np

from flowsim.engine.compiled.events import index_of, slot_of, source_of
from flowsim.engine.compiled.layout import Journal, Program, Results, State
from flowsim.engine.compiled.room import HAND_OVER, leave_for
from flowsim.engine.histogram import wait_bin
from flowsim.engine.output import LOG, NIGHTS, NOT_YET, PEOPLE, READMISSION
from flowsim.random.jit import inlined, kernel
from flowsim.units import DAY

ARRIVED, LEFT, AT_START, AT_END, PRESENT, RINGS, MOVED, PASSED_OVER = range(8)
"""Entries of `totals`."""


(
    ARRIVE,
    JOIN,
    BEGIN,
    END,
    GIVE_UP,
    TURN_AWAY,
    CHOSE,
    CHANGE,
    MARKED,
    DEPART,
    JUMP,
    PART,
    FINISHED,
    STOPPED,
    ACTED,
    AMOUNT,
    TAPERED,
    STRUCK,
    LAPSED,
    HAND,
) = (np.int64(kind) for kind in range(20))
"""Kinds of lines of the log, as in :mod:`flowsim.engine.output`."""


@inlined
def in_window(program: Program, now: int) -> bool:
    """Whether an instant is in the measured window."""
    return program.window_from <= now < program.window_to


@kernel
def columns(program: Program) -> int:
    """How many attributes may have columns of their own: a loop over `column` runs from -1 (everyone) to here."""
    return len(program.attributes) if program.groups > 1 else 0


@kernel
def column(program: Program, state: State, p: int, attribute: int) -> int:
    """The column of person p for one attribute; column 0, everyone, for attribute -1; -1 if it has none."""
    if attribute < 0:
        return 0
    first = program.attributes[attribute]["column"]
    return first + state.codes[p, attribute] if first >= 0 else -1


@kernel
def count_in_groups(
    program: Program, state: State, counts: np.ndarray, row: int, p: int, amount: int, now: int
) -> None:
    """Add to a row of a table of counts, under everyone and each group of the person of line p, in the window."""
    if not in_window(program, now):
        return
    main = np.int64(state.people[p]["main"])
    for attribute in range(-1, columns(program)):
        group = column(program, state, main, attribute)
        if group >= 0:
            counts[row, group] += amount


@inlined
def charge(program: Program, state: State, results: Results, p: int, now: int) -> None:
    """Book the time of person p in the present wait-state up to now."""
    person = state.people[p]
    since = person["since"]
    if since == now:
        return
    person["since"] = now
    ticks = min(now, program.window_to) - max(since, program.window_from)
    if ticks <= 0 or person["state"] < 0:
        return
    results.states[person["state"]]["ticks"] += ticks
    if program.groups > 1:
        for attribute in range(columns(program)):
            group = column(program, state, p, attribute)
            if group > 0:
                results.groups[person["state"], group - 1] += ticks
    if program.resources[person["unit"]]["hospital"]:
        charge_midnights(program, state, results, p, since, now)


@kernel
def charge_midnights(program: Program, state: State, results: Results, p: int, since: int, now: int) -> None:
    """Count the midnights in (since, now] and in the window, by the nights spent in hospital so far."""
    last = min(now, program.window_to) // DAY
    before = max(since, program.window_from) // DAY
    if last <= before:
        return
    person = state.people[p]
    admitted = person["admitted"] // DAY
    midnights = results.states[person["state"]]["midnights"]
    midnights[0] += last - before
    for i in range(1, len(midnights)):
        nights = last - max(before, admitted + 7 * i - 1)
        if nights > 0:
            midnights[i] += nights


@inlined
def enter(program: Program, state: State, results: Results, p: int, active: int, now: int) -> None:
    """Line p, charged up to now, waits at its row, or is busy there; the person comes into that wait-state."""
    person = state.people[p]
    person["active"] = active
    if program.branches > 0 and person["main"] != p:
        enter_beside(program, state, results, p, now)
        return
    person["state"] = program.state_of[person["row"], active, person["unit"], person["declared"]]
    person["since"] = now
    if in_window(program, now):
        results.states[person["state"]]["entries"] += 1


@kernel
def enter_beside(program: Program, state: State, results: Results, b: int, now: int) -> None:
    """What branch b comes to is the wait-state of a person who waits for it."""
    line = state.people[b]
    main = np.int64(line["main"])
    if state.people[main]["shown"] == slot_of(line["order"]):
        show(program, state, results, main, b, now)


@kernel
def show(program: Program, state: State, results: Results, p: int, b: int, now: int) -> None:
    """Person p, charged up to now, who waits for branch b, comes into the wait-state that it is in."""
    restate(program, state, p, b)
    state.people[p]["since"] = now
    if in_window(program, now):
        results.states[state.people[p]["state"]]["entries"] += 1


@kernel
def restate(program: Program, state: State, p: int, line: int) -> None:
    """The wait-state of person p is what this line of theirs is at."""
    person, shown = state.people[p], state.people[line]
    person["state"] = program.state_of[shown["row"], shown["active"], person["unit"], person["declared"]]


@inlined
def charge_line(program: Program, state: State, results: Results, p: int, now: int) -> None:
    """Book the time of line p up to now: a person's own, or a branch's, and the person's who waits for it."""
    if program.branches > 0 and state.people[p]["main"] != p:
        charge_branch(program, state, results, p, now)
    else:
        charge(program, state, results, p, now)


@kernel
def charge_branch(program: Program, state: State, results: Results, b: int, now: int) -> None:
    """Book the time that branch b has spent at its row up to now, and the time of a person who waits for it."""
    line = state.people[b]
    ticks = min(now, program.window_to) - max(line["since"], program.window_from)
    if ticks > 0 and line["row"] >= 0:
        beside = results.rows[line["row"]]["beside"]
        beside[line["active"]] += ticks
    line["since"] = now
    main = np.int64(line["main"])
    if state.people[main]["shown"] == slot_of(line["order"]):
        charge(program, state, results, main, now)


@inlined
def count_wait(program: Program, state: State, results: Results, p: int, resource: int, now: int) -> None:
    """A request was granted: count it by step, and its wait if it joined in the window."""
    person = state.people[p]
    if in_window(program, now):
        results.rows[person["row"]]["granted"] += 1
    if in_window(program, person["joined"]):
        wait = now - person["joined"]
        tally = results.resources[resource]
        tally["wait_count"] += 1
        tally["wait_ticks"] += wait
        tally["wait_histogram"][wait_bin(wait)] += 1


@kernel
def enter_hospital(program: Program, state: State, results: Results, p: int, now: int) -> None:
    """A hospital stay begins; soon after the last, it is a readmission."""
    person = state.people[p]
    person["admitted"] = now
    person["ready"] = NOT_YET
    since = person["home_since"]
    if since != NOT_YET and now - since <= READMISSION and in_window(program, now):
        for attribute in range(-1, columns(program)):
            group = column(program, state, p, attribute)
            if group >= 0:
                results.columns[group]["readmitted"] += 1


@kernel
def leave_hospital(program: Program, state: State, results: Results, p: int, now: int, outcome: int) -> None:
    """A hospital stay ends: a discharge, with its delay if the person was declared, or a death.

    `outcome` is that of a person who leaves the model, -1 for one who only leaves hospital.
    """
    died = outcome >= 0 and outcome == program.died
    person = state.people[p]
    day = now // DAY
    declared = person["declared"]
    if declared:
        results.unit_days[person["unit"], day]["ready"] -= 1
        person["declared"] = 0
    person["discharged"] = now
    person["home_since"] = NOT_YET if died else now
    if not died:
        results.discharged[day] += 1
    if not in_window(program, now):
        return
    for attribute in range(-1, columns(program)):
        group = column(program, state, p, attribute)
        if group >= 0 and died:
            results.columns[group]["died_in_hospital"] += 1
        elif group >= 0:
            count_discharge(results, group, day - person["admitted"] // DAY)
            if declared:
                count_delay(results, group, day - person["ready"] // DAY, now - person["ready"])


@kernel
def count_discharge(results: Results, group: int, nights: int) -> None:
    """A live discharge after so many nights."""
    results.columns[group]["nights"][min(nights, NIGHTS - 1)] += 1
    results.columns[group]["nights_sum"] += nights


@kernel
def count_delay(results: Results, group: int, days: int, ticks: int) -> None:
    """A live discharge so many days, and ticks, after the declaration."""
    results.columns[group]["delay"][min(days, NIGHTS - 1)] += 1
    results.columns[group]["delay_sum"] += days
    results.columns[group]["delay_ticks"] += ticks


@kernel
def declare(program: Program, state: State, results: Results, p: int, ready: int, now: int) -> None:
    """Person p, in hospital, is declared ready for discharge (1), or not any more (0); what is under way goes on."""
    person = state.people[p]
    charge(program, state, results, p, now)
    if ready:
        person["ready"] = now
    if person["declared"] != ready:
        person["declared"] = ready
        results.unit_days[person["unit"], now // DAY]["ready"] += 2 * ready - 1
        if person["state"] >= 0:
            line = state.branches[p, person["shown"] - 1] if person["shown"] > 0 else np.int64(p)
            restate(program, state, p, line)


@kernel
def note_mark(program: Program, state: State, results: Results, p: int, mark: int, now: int) -> None:
    """Note the instant of a mark: it closes the intervals that it ends, then opens those that it starts."""
    for i in range(len(program.intervals)):
        interval = program.intervals[i]
        if interval["end"] == mark:
            since = state.open_since[p, i]
            if in_window(program, since):
                count_interval(program, state, results, p, i, now - since)
            state.open_since[p, i] = -1
        if interval["start"] == mark:
            if in_window(program, now) and not in_window(program, state.open_since[p, i]):
                results.intervals[i]["interval_started"] += 1
            state.open_since[p, i] = now
    state.marks[p, mark] = now


@kernel
def count_interval(program: Program, state: State, results: Results, p: int, i: int, ticks: int) -> None:
    """Somebody reached the second mark of interval i."""
    results.intervals[i]["interval_histogram"][wait_bin(ticks)] += 1
    for attribute in range(-1, columns(program)):
        group = column(program, state, p, attribute)
        if group >= 0:
            results.reached[i, group]["interval_count"] += 1
            results.reached[i, group]["interval_ticks"] += ticks
    if len(program.thresholds) > 0:
        count_thresholds(program, state, results, p, i, ticks)


@kernel
def count_thresholds(program: Program, state: State, results: Results, p: int, i: int, ticks: int) -> None:
    """The time of interval i was no longer than some of its thresholds."""
    for h in range(len(program.thresholds)):
        threshold = program.thresholds[h]
        if threshold["interval"] == i and ticks <= threshold["within"]:
            for attribute in range(-1, columns(program)):
                group = column(program, state, p, attribute)
                if group >= 0:
                    results.within[h, group] += 1


@kernel
def count_present(program: Program, results: Results, now: int, change: int) -> None:
    """Somebody arrived (1) or left (-1): present are those who did so before an instant, not at it."""
    results.totals[ARRIVED if change > 0 else LEFT] += 1
    results.totals[PRESENT] += change
    if now < program.window_from:
        results.totals[AT_START] += change
    if now < program.window_to:
        results.totals[AT_END] += change


@inlined
def log(
    program: Program,
    state: State,
    journal: Journal,
    now: int,
    p: int,
    kind: int,
    row: int,
    resource: int,
    value: int,
) -> None:
    """Write a line of the event log, if there is one."""
    if program.level == LOG:
        write_line(state, journal, now, p, kind, row, resource, value)


@kernel
def write_line(
    state: State, journal: Journal, now: int, p: int, kind: int, row: int, resource: int, value: int
) -> None:
    """A line of the event log; where there is no room the line is lost, but counted."""
    line = state.counts[0]["logged"]
    state.counts[0]["logged"] = line + 1
    if line * 4 >= len(journal.log) * 3:
        leave_for(state, HAND_OVER)
    if line >= len(journal.log):
        return
    entry, person = journal.log[line], state.people[p]
    entry["time"] = now
    entry["source"] = source_of(person["order"])
    entry["index"] = index_of(person["order"])
    entry["kind"] = kind
    entry["row"] = row
    entry["unit"] = state.people[person["main"]]["unit"]
    entry["slot"] = slot_of(person["order"])
    entry["resource"] = resource
    entry["value"] = value


@kernel
def finish(program: Program, state: State, journal: Journal, p: int, left: int, outcome: int) -> None:
    """Write the row of a person who leaves, or (left -1) who is present at the end."""
    if program.level < PEOPLE:
        return
    row = state.counts[0]["finished"]
    state.counts[0]["finished"] = row + 1
    if row + 1 == len(journal.finished):
        leave_for(state, HAND_OVER)
    entry, person = journal.finished[row], state.people[p]
    entry["order"] = person["order"]
    entry["spell"] = person["spell"]
    entry["arrived"] = person["arrived"]
    entry["left"] = left
    entry["outcome"] = outcome
    entry["unit"] = person["unit"]
    entry["admitted"] = person["admitted"]
    entry["ready"] = person["ready"]
    entry["discharged"] = person["discharged"]
    for i in range(len(program.attributes)):
        journal.codes[row, i] = state.codes[p, i]
    for i in range(program.marks):
        journal.marks[row, i] = state.marks[p, i]
