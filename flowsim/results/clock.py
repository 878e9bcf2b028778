"""The working clock of a calendar, written plainly: the checks lean on it and not on either engine's own."""

from __future__ import annotations

from flowsim.plan.tables import Plan
from flowsim.units import DAY, WEEK


def worked_until(plan: Plan, calendar: int, instant: int) -> int:
    """Working time from tick 0 to ``instant``, in ticks; clock time where ``calendar`` is -1."""
    if calendar < 0:
        return instant
    monday = plan.weekday * DAY
    return _since_monday(plan, calendar, instant + monday) - _since_monday(plan, calendar, monday)


def worked_between(plan: Plan, calendar: int, start: int, end: int) -> int:
    """Working time in [start, end), in ticks."""
    return worked_until(plan, calendar, end) - worked_until(plan, calendar, start)


def is_open(plan: Plan, calendar: int, instant: int) -> bool:
    """Whether the calendar is open at an instant; windows are half-open."""
    if calendar < 0:
        return True
    into = (instant + plan.weekday * DAY) % WEEK
    return any(start <= into < end for start, end in _windows(plan, calendar))


def finish(plan: Plan, calendar: int, start: int, length: int) -> int:
    """First instant from ``start`` on at which the clock has advanced by ``length``.

    Raises:
        ValueError: the calendar never opens and there is work to do.
    """
    if length == 0 or calendar < 0:
        return start + length
    week = worked_between(plan, calendar, 0, WEEK)
    if week == 0:
        raise ValueError("this calendar never opens")
    # Whole weeks first, but never the last one: work must end at the first instant, not at the next opening.
    weeks = (length - 1) // week
    left, now = length - weeks * week, start + weeks * WEEK
    monday = (now + plan.weekday * DAY) // WEEK * WEEK - plan.weekday * DAY
    while True:
        for opens, closes in _windows(plan, calendar):
            begin, end = max(now, monday + opens), monday + closes
            if begin < end:
                if left <= end - begin:
                    return begin + left
                left -= end - begin
        monday += WEEK


def _windows(plan: Plan, calendar: int) -> list[tuple[int, int]]:
    row = plan.calendars[calendar]
    windows = plan.windows[row["first"] : row["first"] + row["count"]]
    return [(int(window["start"]), int(window["end"])) for window in windows]


def _since_monday(plan: Plan, calendar: int, instant: int) -> int:
    weeks, into = divmod(instant, WEEK)
    windows = _windows(plan, calendar)
    week = sum(end - start for start, end in windows)
    return weeks * week + sum(min(max(into - start, 0), end - start) for start, end in windows)
