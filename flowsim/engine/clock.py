"""Working time: a calendar's clock runs while one of its weekly windows is open, and stands still otherwise.

Windows are half-open and repeat every week; a calendar row of -1 is the clock on the wall, always open. Both
engines use these functions, so that a task ends at the same tick in both. `calendars` and `windows` are the
plan's tables (:mod:`flowsim.plan.tables`), `weekday` that of tick 0 (Monday 0), times are ticks.
"""

import numpy as np

from flowsim.random.jit import kernel
from flowsim.units import DAY, WEEK

NEVER = np.int64(2**62)
"""An instant later than any run: when a calendar without windows opens next."""


@kernel
def reading(calendars: np.ndarray, windows: np.ndarray, row: int, weekday: int, now: int) -> int:
    """What the clock shows at an instant: working ticks since the Monday at or before tick 0."""
    if row < 0:
        return np.int64(now)
    since_monday = np.int64(now) + np.int64(weekday) * DAY
    weeks = since_monday // WEEK
    within = since_monday - weeks * WEEK
    shown = weeks * calendars[row]["week"]
    first = calendars[row]["first"]
    for i in range(first + calendars[row]["count"] - 1, first - 1, -1):
        if windows[i]["start"] <= within:
            return shown + windows[i]["before"] + min(within, windows[i]["end"]) - windows[i]["start"]
    return shown


@kernel
def worked(calendars: np.ndarray, windows: np.ndarray, row: int, weekday: int, start: int, end: int) -> int:
    """Working ticks in [start, end); 0 if end is not after start."""
    if end <= start:
        return np.int64(0)
    return reading(calendars, windows, row, weekday, end) - reading(calendars, windows, row, weekday, start)


@kernel
def advance(calendars: np.ndarray, windows: np.ndarray, row: int, weekday: int, now: int, d: int) -> int:
    """The first instant at or after `now` at which the clock has advanced by d ticks.

    It may be the very instant of closing; with d = 0 it is `now`, open or not.
    """
    if row < 0 or d <= 0:
        return np.int64(now) + max(np.int64(d), np.int64(0))
    week = calendars[row]["week"]
    if week <= 0:
        return NEVER
    target = reading(calendars, windows, row, weekday, now) + np.int64(d)
    weeks = (target - 1) // week
    rest = target - weeks * week  # 1 to week: a whole week ends at its last closing, not at the next opening
    i = np.int64(calendars[row]["first"])
    while windows[i]["before"] + windows[i]["end"] - windows[i]["start"] < rest:
        i += 1
    return weeks * WEEK + windows[i]["start"] + rest - windows[i]["before"] - np.int64(weekday) * DAY


@kernel
def is_open(calendars: np.ndarray, windows: np.ndarray, row: int, weekday: int, now: int) -> bool:
    """Whether a window is open at this instant: from its opening on, up to but not at its closing."""
    if row < 0:
        return True
    within = (np.int64(now) + np.int64(weekday) * DAY) % WEEK
    first = calendars[row]["first"]
    for i in range(first, first + calendars[row]["count"]):  # noqa: SIM110  (a generator cannot be compiled)
        if windows[i]["start"] <= within < windows[i]["end"]:
            return True
    return False


@kernel
def next_opening(calendars: np.ndarray, windows: np.ndarray, row: int, weekday: int, now: int) -> int:
    """The first instant after `now` at which a window opens; NEVER without windows."""
    if row < 0 or calendars[row]["count"] == 0:
        return NEVER
    since_monday = np.int64(now) + np.int64(weekday) * DAY
    monday = since_monday // WEEK * WEEK
    first = np.int64(calendars[row]["first"])
    for i in range(first, first + calendars[row]["count"]):
        if windows[i]["start"] > since_monday - monday:
            return np.int64(now) + windows[i]["start"] - (since_monday - monday)
    return np.int64(now) + WEEK + windows[first]["start"] - (since_monday - monday)
