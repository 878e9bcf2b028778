"""Opening hours of a week: from ``{mon-fri: 09:00-17:00}`` to windows in ticks from Monday 00:00."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from flowsim.units import DAY, WEEK, parse_clock

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Window = tuple[int, int]
"""Half-open: from the first tick that is open to the first that is not."""


def days(text: str) -> list[int]:
    """The days, Monday being 0, of ``mon``, ``mon-fri``, ``sat,sun`` or ``daily``.

    >>> days("fri-mon")
    [4, 5, 6, 0]

    Raises:
        ValueError: a word is no day.
    """
    if text.strip().lower() == "daily":
        return list(range(7))
    found: list[int] = []
    for part in text.split(","):
        first, dash, last = (word.strip().lower() for word in part.partition("-"))
        if first not in DAYS or (dash and last not in DAYS):
            raise ValueError(f"'{text}' names no days")
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
    merged: list[Window] = []
    for start, end in pieces(hours):
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def clock(ticks: int) -> str:
    """A tick of the week as people say it: ``mon 09:00``."""
    minutes = ticks // 60_000
    return f"{DAYS[minutes // 1440 % 7]} {minutes // 60 % 24:02d}:{minutes % 60:02d}"
