"""Opening hours: from ``{mon-fri: 09:00-17:00}`` to windows in ticks from Monday 00:00, of a week or by date."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Mapping

from flowsim.scenario.holidays import holidays
from flowsim.scenario.hours import Hours
from flowsim.units import DAY, WEEK, parse_clock

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Window = tuple[int, int]
"""Half-open: from the first tick that is open to the first that is not."""


def days(text: str) -> list[int]:
    """The days, Monday being 0, of ``mon``, ``mon-fri``, ``sat,sun`` or ``daily``.

    >>> days("fri-mon")
    [4, 5, 6, 0]

    Raises:
        ValueError: a word is no day, or a range is from a day to itself: that may mean one day, or all.
    """
    if text.strip().lower() == "daily":
        return list(range(7))
    found: list[int] = []
    for part in text.split(","):
        first, dash, last = (word.strip().lower() for word in part.partition("-"))
        if first not in DAYS or (dash and last not in DAYS):
            raise ValueError(f"'{text}' names no days")
        if first == last:
            raise ValueError(f"'{text}' begins and ends on the same day")
        start = DAYS.index(first)
        length = (DAYS.index(last) - start) % 7 + 1 if dash else 1
        found += [(start + step) % 7 for step in range(length)]
    return found


def opening(text: str) -> Window:
    """Start and end of ``09:00-17:00`` in ticks since that day's midnight; past 24:00 if over midnight.

    >>> opening("22:00-06:00") == (22 * 3_600_000, 30 * 3_600_000)
    True

    Raises:
        ValueError: not two clock times, or no time between them.
    """
    first, dash, last = text.partition("-")
    if not dash:
        raise ValueError(f"'{text}' is not an opening such as 09:00-17:00")
    start, end = parse_clock(first), parse_clock(last)
    if start in (end, DAY):
        raise ValueError(f"'{text}' has no time between its start and its end")
    return start, end if end > start else end + DAY


def pieces(hours: Mapping[str, str | list[str]]) -> list[Window]:
    """All windows within one week, sorted, cut at the end of Sunday, not yet merged.

    Raises:
        ValueError: as :func:`days` and :func:`opening`.
    """
    found: list[Window] = []
    for on, texts in hours.items():
        for text in [texts] if isinstance(texts, str) else texts:
            start, end = opening(text)
            for day in days(on):
                found += _within_week(day * DAY + start, day * DAY + end)
    return sorted(found)


def _within_week(start: int, end: int) -> list[Window]:
    if end <= WEEK:
        return [(start, end)]
    return [(start, WEEK), (0, end - WEEK)]


def overlap(hours: Mapping[str, str | list[str]]) -> Window | None:
    """The first stretch that two windows share, or None."""
    found = pieces(hours)
    for (_, end), (start, other_end) in itertools.pairwise(found):
        if start < end:
            return start, min(end, other_end)
    return None


def windows(hours: Mapping[str, str | list[str]]) -> list[Window]:
    """The open windows of a week, sorted and merged, in ticks from Monday 00:00.

    Windows that touch are one: a team that works ``00:00-24:00`` daily has the single window of the week.

    >>> [(start // 3_600_000, end // 3_600_000) for start, end in windows({"mon,tue": ["09:00-12:00", "13:00-17:00"]})]
    [(9, 12), (13, 17), (33, 36), (37, 41)]

    Raises:
        ValueError: the hours cannot be read, or overlap.
    """
    if overlap(hours):
        raise ValueError("the opening hours overlap")
    return merged(pieces(hours))


def merged(found: Iterable[Window]) -> list[Window]:
    """Sorted windows with those that touch or overlap made one.

    >>> merged([(0, 2), (2, 3), (5, 6)])
    [(0, 3), (5, 6)]
    """
    whole: list[Window] = []
    for start, end in found:
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


CLOSED = "closed"
"""What an exception says of a date without hours."""

MOST_DATES = 1_000
"""Days that one exception may stand for."""


def dates(text: str) -> list[datetime.date]:
    """The dates of ``2025-12-24`` or ``2025-12-27 to 2025-12-31``, both included.

    >>> [date.day for date in dates("2025-12-30 to 2026-01-01")]
    [30, 31, 1]

    Raises:
        ValueError: no such dates, the last before the first, or too many.
    """
    first, _, last = (word.strip() for word in text.partition(" to "))
    try:
        start = datetime.date.fromisoformat(first)
        end = datetime.date.fromisoformat(last) if last else start
    except ValueError:
        raise ValueError(f"'{text}' is no date") from None
    if end < start:
        raise ValueError(f"'{text}' ends before it begins")
    if (end - start).days >= MOST_DATES:
        raise ValueError(f"'{text}' is more than {MOST_DATES:,} days")
    return [start + datetime.timedelta(days=day) for day in range((end - start).days + 1)]


def dated_windows(hours: Hours, monday: datetime.date, weeks: int) -> list[Window]:
    """The open windows of so many weeks by date, sorted and merged, in ticks from a Monday 00:00.

    Hours that go on over midnight belong to the date on which they begin, also where that is the day before.

    Raises:
        ValueError: the hours or dates cannot be read.
    """
    exceptions = {date: what for text, what in (hours.exceptions or {}).items() for date in dates(text)}
    usual: list[list[str]] = [[] for _ in DAYS]
    for on, texts in hours.week.items():
        for day in days(on):
            usual[day] += [texts] if isinstance(texts, str) else texts
    found: list[Window] = []
    for day in range(-1, 7 * weeks):
        date = monday + datetime.timedelta(days=day)
        shut = hours.holidays is not None and date in holidays(hours.holidays, date.year)
        texts = exceptions.get(date, [] if shut else usual[day % 7])
        for text in [texts] if isinstance(texts, str) else texts:
            if text != CLOSED:
                start, end = opening(text)
                found.append((day * DAY + start, day * DAY + end))
    span = weeks * WEEK
    return merged(sorted((max(start, 0), min(end, span)) for start, end in found if end > 0))


def clock(ticks: int) -> str:
    """A tick of the week as people say it: ``mon 09:00``."""
    minutes = ticks // 60_000
    return f"{DAYS[minutes // 1440 % 7]} {minutes // 60 % 24:02d}:{minutes % 60:02d}"
