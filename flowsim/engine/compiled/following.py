"""People who are followed after a mark, or after they leave hospital: where they are, and how often they move.

Whether somebody's time fits into the run is known when it begins, so that all is booked as it happens. `following` has
a row for each person and row of `follows`; `codes_then` the codes with which each began.
"""

import numpy as np

from flowsim.engine import followed
from flowsim.engine.compiled.layout import Program, Results, State
from flowsim.engine.compiled.tallies import columns, in_window
from flowsim.engine.output import NOT_YET
from flowsim.random.jit import kernel

DISCHARGE = np.int64(-1)
"""The mark of those who are followed after they leave hospital."""

HOME, HOSPITAL, LEFT, DEAD = (
    np.int64(where) for where in (followed.HOME, followed.HOSPITAL, followed.LEFT, followed.DEAD)
)
PEOPLE, TICKS, AT_END, BACK, MOVES = (
    np.int64(column) for column in (followed.PEOPLE, followed.TICKS, followed.AT_END, followed.BACK, followed.MOVES)
)
WISHED, WISHED_AT_END, USUAL, USUAL_AT_END = (
    np.int64(column) for column in (followed.WISHED, followed.WISHED_AT_END, followed.USUAL, followed.USUAL_AT_END)
)


@kernel
def follow_nobody(program: Program, state: State, p: int) -> None:
    """A new person is not followed yet."""
    for f in range(len(program.follows)):
        state.following[p, f]["since"] = NOT_YET


@kernel
def where_is(program: Program, state: State, p: int) -> int:
    """The setting where person p is; LEFT or DEAD while they are away."""
    away = state.people[p]["away"]
    if away > 0:
        return LEFT + away - 1
    return np.int64(program.resources[state.people[p]["unit"]]["setting"])


@kernel
def follow_from(program: Program, state: State, results: Results, p: int, mark: int, now: int) -> None:
    """Person p makes a mark: in the window they are followed from now on, unless they are already."""
    if not in_window(program, now):
        return
    book_follows(program, state, results, p, where_is(program, state, p), now)
    for f in range(len(program.follows)):
        if program.follows[f]["mark"] == mark and state.following[p, f]["since"] == NOT_YET:
            follow(program, state, results, p, f, now)


@kernel
def follow(program: Program, state: State, results: Results, p: int, f: int, now: int) -> None:
    """Person p is followed from now on by a row of follows."""
    row, following = program.follows[f], state.following[p, f]
    following["since"] = following["booked"] = now
    following["back"] = 0
    following["wish"] = named_place(program, state, p, row["wish"], row["wishes"])
    following["usual"] = named_place(program, state, p, row["usual"], row["usuals"])
    for attribute in range(columns(program)):
        state.codes_then[p, f * len(program.attributes) + attribute] = state.codes[p, attribute]
    for period in range(row["first"], row["first"] + row["count"]):
        if now + program.periods[period]["ticks"] <= program.horizon:
            count_followed(program, state, results, p, f, period, PEOPLE, np.int64(1))
        else:
            results.unfollowed[period] += 1


@kernel
def named_place(program: Program, state: State, p: int, attribute: int, first: int) -> int:
    """The setting that an attribute of person p names; -1 without one."""
    if attribute < 0:
        return np.int64(-1)
    return np.int64(program.places[first + state.codes[p, attribute]])


@kernel
def count_followed(
    program: Program, state: State, results: Results, p: int, f: int, period: int, column: int, amount: int
) -> None:
    """Add to a column, under everyone and the groups that person p was in when the following began."""
    results.followed[period, column, 0] += amount
    for attribute in range(columns(program)):
        first = program.attributes[attribute]["column"]
        if first >= 0:
            code = state.codes_then[p, f * len(program.attributes) + attribute]
            results.followed[period, column, first + code] += amount


@kernel
def book_follows(program: Program, state: State, results: Results, p: int, where: int, until: int) -> None:
    """Person p, where they are followed, has been there up to an instant."""
    for f in range(len(program.follows)):
        row, following = program.follows[f], state.following[p, f]
        if following["since"] == NOT_YET:
            continue
        for period in range(row["first"], row["first"] + row["count"]):
            end = following["since"] + program.periods[period]["ticks"]
            if end <= program.horizon and following["booked"] < min(until, end):
                book_period(program, state, results, p, f, period, where, min(until, end), end)
        following["booked"] = until
        if until >= following["since"] + row["longest"]:
            following["since"] = NOT_YET


@kernel
def book_period(
    program: Program, state: State, results: Results, p: int, f: int, period: int, where: int, until: int, end: int
) -> None:
    """Time of a period, which ends at `end`, that person p has spent somewhere."""
    following = state.following[p, f]
    ticks = until - following["booked"]
    count_followed(program, state, results, p, f, period, TICKS + where, ticks)
    home = HOME if where == LEFT else where
    if following["wish"] == home:
        count_followed(program, state, results, p, f, period, WISHED, ticks)
    if following["usual"] == home:
        count_followed(program, state, results, p, f, period, USUAL, ticks)
    if until < end:
        return
    count_followed(program, state, results, p, f, period, AT_END + where, np.int64(1))
    if following["wish"] == home:
        count_followed(program, state, results, p, f, period, WISHED_AT_END, np.int64(1))
    if following["usual"] == home:
        count_followed(program, state, results, p, f, period, USUAL_AT_END, np.int64(1))


@kernel
def moved(program: Program, state: State, results: Results, p: int, old: int, now: int) -> None:
    """Person p, booked up to now, has come from one unit to another."""
    before, after = program.resources[old], program.resources[state.people[p]["unit"]]
    if before["setting"] != after["setting"]:
        count_move(program, state, results, p, after["setting"] == HOSPITAL, now)
    if before["hospital"] and not after["hospital"]:
        follow_from(program, state, results, p, DISCHARGE, now)


@kernel
def count_move(program: Program, state: State, results: Results, p: int, back: bool, now: int) -> None:
    """A move from one setting to another; `back`: to hospital, of which the first counts."""
    for f in range(len(program.follows)):
        row, following = program.follows[f], state.following[p, f]
        if following["since"] == NOT_YET:
            continue
        for period in range(row["first"], row["first"] + row["count"]):
            end = following["since"] + program.periods[period]["ticks"]
            if now < end <= program.horizon:
                count_followed(program, state, results, p, f, period, MOVES, np.int64(1))
                if back and following["back"] == 0:
                    count_followed(program, state, results, p, f, period, BACK, np.int64(1))
        if back:
            following["back"] = 1


@kernel
def go_away(program: Program, state: State, results: Results, p: int, died: bool, now: int) -> None:
    """Person p, booked up to now, leaves the model; `away` says what has become of them."""
    unit = program.resources[state.people[p]["unit"]]
    state.people[p]["away"] = 2 if died else 1
    if not died and unit["setting"] != HOME:
        count_move(program, state, results, p, False, now)
    if not died and unit["hospital"]:
        follow_from(program, state, results, p, DISCHARGE, now)
