"""Working clocks against a slow count of every minute, and by hand at the edges of windows."""

import numpy as np
import pytest

from flowsim.engine.clock import NEVER, advance, is_open, next_opening, worked
from flowsim.plan.tables import dtype
from flowsim.units import DAY, HOUR, MINUTE, WEEK

OFFICE = [(day * DAY + 9 * HOUR, day * DAY + 17 * HOUR) for day in range(5)]
SPLIT = [
    (0, 2 * HOUR),
    (DAY + 9 * HOUR, DAY + 12 * HOUR),
    (DAY + 13 * HOUR, DAY + 15 * HOUR),
    (6 * DAY + 22 * HOUR, WEEK),
]
ALWAYS = [(0, WEEK)]


def tables(*weeks: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """The plan's calendars and windows for weeks given as (opening, closing)."""
    windows = np.zeros(sum(map(len, weeks)), dtype("windows"))
    calendars = np.zeros(len(weeks), dtype("calendars"))
    i = 0
    for row, week in enumerate(weeks):
        calendars[row] = (i, len(week), WEEK, 1, sum(end - start for start, end in week))
        before = 0
        for start, end in week:
            windows[i] = (start, end, before, 1)
            before += end - start
            i += 1
    return calendars, windows


CALENDARS, WINDOWS = tables(OFFICE, SPLIT, ALWAYS, [])
MONDAY, FRIDAY = 0, 4


def open_by_hand(week: list[tuple[int, int]], weekday: int, now: int) -> bool:
    return any(start <= (now + weekday * DAY) % WEEK < end for start, end in week)


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize(("row", "week"), [(0, OFFICE), (1, SPLIT), (2, ALWAYS)])
def test_every_quarter_of_an_hour_of_two_weeks(row, week, weekday):
    step = 15 * MINUTE
    opened = [open_by_hand(week, weekday, now) for now in range(0, 2 * WEEK, step)]
    for k, now in enumerate(range(0, 2 * WEEK, step)):
        assert is_open(CALENDARS, WINDOWS, row, weekday, now) == opened[k]
        assert worked(CALENDARS, WINDOWS, row, weekday, 0, now) == step * sum(opened[:k])
    rng = np.random.default_rng(7)
    for _ in range(200):
        start, length = int(rng.integers(0, len(opened) // 2)), int(rng.integers(1, 60))
        # the last quarter of an hour needed ends the work
        k = np.flatnonzero(np.cumsum(opened[start:]) == length)
        if len(k):
            expected = (start + int(k[0]) + 1) * step
            assert advance(CALENDARS, WINDOWS, row, weekday, start * step, length * step) == expected


def test_work_may_end_exactly_at_closing_and_goes_on_at_the_next_opening():
    five_before_closing = 16 * HOUR + 55 * MINUTE
    assert advance(CALENDARS, WINDOWS, 0, MONDAY, five_before_closing, 5 * MINUTE) == 17 * HOUR
    assert advance(CALENDARS, WINDOWS, 0, MONDAY, five_before_closing, 5 * MINUTE + 1) == DAY + 9 * HOUR + 1
    assert advance(CALENDARS, WINDOWS, 0, FRIDAY, five_before_closing, 6 * MINUTE) == 3 * DAY + 9 * HOUR + MINUTE


def test_work_of_no_length_ends_at_once_even_when_closed():
    assert advance(CALENDARS, WINDOWS, 0, MONDAY, 3 * HOUR, 0) == 3 * HOUR


def test_whole_weeks_end_at_the_last_closing():
    week = 40 * HOUR
    assert advance(CALENDARS, WINDOWS, 0, MONDAY, 0, week) == 4 * DAY + 17 * HOUR
    assert advance(CALENDARS, WINDOWS, 0, MONDAY, 0, 3 * week) == 2 * WEEK + 4 * DAY + 17 * HOUR
    assert advance(CALENDARS, WINDOWS, 0, MONDAY, 0, 3 * week + 1) == 3 * WEEK + 9 * HOUR + 1


def test_windows_are_half_open():
    assert is_open(CALENDARS, WINDOWS, 0, MONDAY, 9 * HOUR)
    assert not is_open(CALENDARS, WINDOWS, 0, MONDAY, 9 * HOUR - 1)
    assert is_open(CALENDARS, WINDOWS, 0, MONDAY, 17 * HOUR - 1)
    assert not is_open(CALENDARS, WINDOWS, 0, MONDAY, 17 * HOUR)


def test_the_next_opening_is_strictly_later():
    assert next_opening(CALENDARS, WINDOWS, 0, MONDAY, 0) == 9 * HOUR
    assert next_opening(CALENDARS, WINDOWS, 0, MONDAY, 9 * HOUR) == DAY + 9 * HOUR
    assert next_opening(CALENDARS, WINDOWS, 0, FRIDAY, 17 * HOUR) == 3 * DAY + 9 * HOUR
    assert next_opening(CALENDARS, WINDOWS, 0, FRIDAY, 5 * WEEK + 17 * HOUR) == 5 * WEEK + 3 * DAY + 9 * HOUR


def test_without_a_calendar_the_clock_on_the_wall_counts():
    assert advance(CALENDARS, WINDOWS, -1, MONDAY, 5, 7) == 12
    assert worked(CALENDARS, WINDOWS, -1, MONDAY, 5, 12) == 7
    assert is_open(CALENDARS, WINDOWS, -1, MONDAY, 5)


def test_a_calendar_without_windows_never_opens():
    assert next_opening(CALENDARS, WINDOWS, 3, MONDAY, 5) == NEVER
    assert advance(CALENDARS, WINDOWS, 3, MONDAY, 5, 1) == NEVER
    assert not is_open(CALENDARS, WINDOWS, 3, MONDAY, 5)


def test_nothing_is_worked_backwards():
    assert worked(CALENDARS, WINDOWS, 0, MONDAY, 12 * HOUR, 10 * HOUR) == 0


# Clocks with speeds, beside a count of every minute.

SPEEDS = [
    (0, 6 * HOUR, 333),
    (6 * HOUR, DAY, 1000),
    (DAY + 9 * HOUR, DAY + 17 * HOUR, 2500),
    (6 * DAY, WEEK, 7),
]


def speed_tables() -> tuple[np.ndarray, np.ndarray]:
    windows = np.zeros(len(SPEEDS), dtype("windows"))
    before = 0
    for i, (start, end, speed) in enumerate(SPEEDS):
        windows[i] = (start, end, before, speed)
        before += (end - start) * speed
    calendars = np.zeros(1, dtype("calendars"))
    calendars[0] = (0, len(SPEEDS), WEEK, 1000, before)
    return calendars, windows


@pytest.mark.parametrize("weekday", [0, 1, 6])
def test_a_clock_with_speeds_beside_a_count_of_every_minute(weekday):
    """The first instant at which the beats of all ticks so far reach what is asked: found minute by minute, then tick
    by tick in the minute."""
    calendars, windows = speed_tables()
    step, span = MINUTE, 3 * WEEK
    rate = np.zeros(span // step, np.int64)
    for k, now in enumerate(range(0, span, step)):
        into = (now + weekday * DAY) % WEEK
        rate[k] = sum(speed for start, end, speed in SPEEDS if start <= into < end)
    shown = np.concatenate([[0], np.cumsum(rate * step)])
    rng = np.random.default_rng(11)
    for _ in range(300):
        k, length = int(rng.integers(0, WEEK // step)), int(rng.integers(1, 60 * HOUR))
        need = shown[k] + length * 1000
        last = int(np.searchsorted(shown, need)) - 1  # the minute in which it is reached
        if last >= len(rate):
            continue
        ticks = next(t for t in range(step + 1) if shown[last] + t * rate[last] >= need) if rate[last] < 50 else int(
            -((shown[last] - need) // rate[last])
        )  # fmt: skip
        assert advance(calendars, windows, 0, weekday, k * step, length) == last * step + ticks
        assert worked(calendars, windows, 0, weekday, 0, k * step) == shown[k]


def test_a_length_that_never_ends_is_never():
    calendars, windows = speed_tables()
    assert advance(calendars, windows, 0, MONDAY, 5, 2**53) == NEVER


def test_a_window_over_the_end_of_the_week_opens_once():
    """Sunday 22:00 to Monday 02:00 is one window: Monday 00:00 is no opening."""
    assert next_opening(CALENDARS, WINDOWS, 1, MONDAY, 6 * DAY + 23 * HOUR) == WEEK + DAY + 9 * HOUR
    assert next_opening(CALENDARS, WINDOWS, 2, MONDAY, 5) == NEVER  # always open, so it never opens
