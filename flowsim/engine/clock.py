"""Clocks: a calendar's clock runs while one of its windows is open, at the window's speed, and stands still otherwise.

Windows are half-open and come again with the calendar's period: a week, or longer than the run where dates matter. A
clock shows whole beats, of which a tick at speed 1 has `scale`: one for opening hours, a thousand for a clock with
speeds. So all sums are of whole numbers. A calendar row of -1 is the clock on the wall, always open. Both engines use
these functions, so that a task ends at the same tick in both. `calendars` and `windows` are the plan's tables
(:mod:`flowsim.plan.tables`), `weekday` that of tick 0 (Monday 0), times are ticks.
"""

import numpy as np

from flowsim.random.jit import kernel
from flowsim.units import DAY

NEVER = np.int64(2**62)
"""An instant later than any run: when a calendar without windows opens next."""

_FAR = np.int64(2**60)
"""Beats further ahead than any run: whatever lasts as long never ends."""


@kernel
def last_start(windows: np.ndarray, first: int, count: int, within: int) -> int:
    """Row of the last window of a calendar that starts at or before an instant of its period; first - 1 if none."""
    low, high = np.int64(first), np.int64(first) + np.int64(count)
    while low < high:
        middle = (low + high) // 2
        if windows[middle]["start"] <= within:
            low = middle + 1
        else:
            high = middle
    return low - 1


@kernel
def reading(calendars: np.ndarray, windows: np.ndarray, row: int, weekday: int, now: int) -> int:
    """What the clock shows at an instant: beats since the Monday at or before tick 0."""
    if row < 0:
        return np.int64(now)
    calendar = calendars[row]
    since_monday = np.int64(now) + np.int64(weekday) * DAY
    periods = since_monday // calendar["period"]
    within = since_monday - periods * calendar["period"]
    shown = periods * calendar["beats"]
    i = last_start(windows, calendar["first"], calendar["count"], within)
    if i < calendar["first"]:
        return shown
    return shown + windows[i]["before"] + (min(within, windows[i]["end"]) - windows[i]["start"]) * windows[i]["speed"]


@kernel
def worked(calendars: np.ndarray, windows: np.ndarray, row: int, weekday: int, start: int, end: int) -> int:
    """Beats in [start, end): working ticks, where the calendar is one of opening hours; 0 if end is not after start."""
    if end <= start:
        return np.int64(0)
    return reading(calendars, windows, row, weekday, end) - reading(calendars, windows, row, weekday, start)


@kernel
def advance(calendars: np.ndarray, windows: np.ndarray, row: int, weekday: int, now: int, d: int) -> int:
    """The first instant at or after `now` at which the clock has advanced by d ticks at speed 1.

    It may be the very instant of closing; with d = 0 it is `now`, open or not.
    """
    if row < 0 or d <= 0:
        return np.int64(now) + max(np.int64(d), np.int64(0))
    calendar = calendars[row]
    if calendar["beats"] <= 0 or d > _FAR // calendar["scale"]:
        return NEVER
    target = reading(calendars, windows, row, weekday, now) + np.int64(d) * calendar["scale"]
    periods = (target - 1) // calendar["beats"]
    if periods >= _FAR // calendar["period"]:
        return NEVER
    rest = target - periods * calendar["beats"]  # 1 to all: a whole period ends at its last closing
    low, high = np.int64(calendar["first"]), np.int64(calendar["first"]) + calendar["count"] - 1
    while low < high:
        middle = (low + high + 1) // 2
        if windows[middle]["before"] < rest:
            low = middle
        else:
            high = middle - 1
    speed = windows[low]["speed"]
    ticks = (rest - windows[low]["before"] + speed - 1) // speed
    return periods * calendar["period"] + windows[low]["start"] + ticks - np.int64(weekday) * DAY


@kernel
def is_open(calendars: np.ndarray, windows: np.ndarray, row: int, weekday: int, now: int) -> bool:
    """Whether a window is open at this instant: from its opening on, up to but not at its closing."""
    if row < 0:
        return True
    calendar = calendars[row]
    within = (np.int64(now) + np.int64(weekday) * DAY) % calendar["period"]
    i = last_start(windows, calendar["first"], calendar["count"], within)
    return i >= calendar["first"] and within < windows[i]["end"]


@kernel
def next_opening(calendars: np.ndarray, windows: np.ndarray, row: int, weekday: int, now: int) -> int:
    """The first instant after `now` at which a window opens; NEVER without windows, or if it never closes.

    A window that goes on from the end of a period into the next is one: it does not open in between.
    """
    if row < 0 or calendars[row]["count"] == 0:
        return NEVER
    calendar = calendars[row]
    period, first, end = calendar["period"], calendar["first"], calendar["first"] + calendar["count"]
    since_monday = np.int64(now) + np.int64(weekday) * DAY
    within = since_monday % period
    later = since_monday - within - np.int64(weekday) * DAY  # when this period began
    i = last_start(windows, first, calendar["count"], within) + 1
    if i == end:
        i, later = np.int64(first), later + period
        if windows[first]["start"] == 0 and windows[end - 1]["end"] == period:
            i += 1
    return later + windows[i]["start"] if i < end else NEVER
