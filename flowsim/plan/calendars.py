"""Calendars and clocks become windows that come again with their period."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from flowsim.plan import tables
from flowsim.plan.numbering import Numbering
from flowsim.scenario.calendars import Window, dated_windows, windows
from flowsim.scenario.hours import Hours
from flowsim.scenario.place import Place
from flowsim.scenario.speeds import BEATS, stretches
from flowsim.units import DAY, WEEK

Stretch = tuple[int, int, int]
"""Start, end and speed of a window, from the Monday at or before tick 0."""


@dataclass(frozen=True, slots=True)
class Span:
    """The weeks over which what depends on dates is written out: they begin before the run and end after it.

    Attributes:
        start: the first day of the run.
        horizon: its end, in ticks.
    """

    start: datetime.date
    horizon: int

    @property
    def offset(self) -> int:
        """Ticks from the Monday at or before the first day to tick 0."""
        return self.start.weekday() * DAY

    @property
    def monday(self) -> datetime.date:
        """The Monday at or before the first day."""
        return self.start - datetime.timedelta(days=self.start.weekday())

    @property
    def weeks(self) -> int:
        """Whole weeks from that Monday; the last two begin after the end of the run."""
        return self.horizon // WEEK + 3


def calendar_tables(
    place: Place, numbering: Numbering, span: Span, on_duty: Mapping[str, Sequence[Window]]
) -> tuple[np.ndarray, np.ndarray]:
    """The tables ``calendars`` and ``windows``.

    Where dates matter the windows of the whole run are written out, and the period is longer than the run.

    Args:
        place, numbering, span: of the plan.
        on_duty: for each team whose headcount goes by a rota, when somebody is on duty.
    """
    calendars = np.zeros(len(numbering.calendars), tables.dtype("calendars"))
    rows: list[tuple[int, int, int, int]] = []
    for name, index in numbering.calendars.items():
        period, scale, found = _windows(place, name, span, on_duty)
        first, beats = len(rows), 0
        for start, end, speed in found:
            rows.append((start, end, beats, speed))
            beats += (end - start) * speed
        calendars[index] = (first, len(rows) - first, period, scale, beats)
    return calendars, np.array(rows, tables.dtype("windows"))


def _windows(
    place: Place, name: str, span: Span, on_duty: Mapping[str, Sequence[Window]]
) -> tuple[int, int, Iterable[Stretch]]:
    """Period, scale and windows of one calendar."""
    kind, _, own = name.rpartition(":")
    if kind == "clock":
        return WEEK, BEATS, [stretch for stretch in stretches(place.clocks[own]) if stretch[2] > 0]
    period = span.weeks * WEEK
    if name.startswith("meeting:"):
        parts = name.removeprefix("meeting:").split("&")
        return _together([_windows(place, each, span, on_duty) for each in parts])
    if kind == "duty":
        return period, 1, [(*window, 1) for window in on_duty[own]]
    hours = _hours(place, kind, own)
    if not hours.dated:
        return WEEK, 1, [(start, end, 1) for start, end in windows(hours.week)]
    return period, 1, [(*window, 1) for window in dated_windows(hours, span.monday, span.weeks)]


def spent_on(place: Place, name: str, start: datetime.date, ago: int) -> int:
    """By how many ticks at speed 1 a calendar's or clock's time has gone on in so long before the first day."""
    weeks = ago // WEEK + 1
    before = Span(start - datetime.timedelta(weeks=weeks), weeks * WEEK)
    period, scale, found = _windows(place, name, before, {})
    end = before.offset + weeks * WEEK
    again = range(0, end, period)
    return (
        sum(
            speed * max(0, min(closes + first, end) - max(opens + first, end - ago))
            for opens, closes, speed in found
            for first in again
        )
        // scale
    )


def _hours(place: Place, kind: str, own: str) -> Hours:
    """The hours of a named calendar, or those written with a team or unit."""
    written = {"team": lambda: place.teams[own].hours, "unit": lambda: place.units[own].admits}
    hours = written[kind]() if kind else place.calendars[own]
    assert isinstance(hours, Hours)
    return hours


def _together(each: list[tuple[int, int, Iterable[Stretch]]]) -> tuple[int, int, list[Stretch]]:
    """The windows in which several calendars are all open, over the longest of their periods."""
    longest = max(period for period, _, _ in each)
    common = [(0, longest, 1)]
    for period, _, found in each:
        written = list(found)
        windows_ = [
            (start + n * period, end + n * period) for n in range(longest // period) for start, end, _ in written
        ]
        common = [
            (max(a, start), min(b, end), 1)
            for a, b, _ in common
            for start, end in windows_
            if max(a, start) < min(b, end)
        ]
    return longest, 1, common


def opening_wait(plan: tables.Plan, calendar: int, until: int) -> float:
    """Mean time to a calendar's next opening for those who come at any time alike, in ticks; infinite if never.

    A stretch of length x between openings is met with probability x over the period, and half of it is left.
    """
    row = plan.calendars[calendar]
    windows = plan.windows[row["first"] : row["first"] + row["count"]]
    if len(windows) == 0:
        return float("inf")
    period = float(row["period"])
    closed = np.roll(windows["start"], -1) - windows["end"]
    closed[-1] += row["period"]  # from the last closing to the first opening of the next period
    if until == tables.UNTIL_OPEN:
        return float((closed.astype(float) ** 2).sum() / (2 * period))
    openings = windows["start"][np.roll(closed, 1) > 0].astype(float)
    if len(openings) == 0:
        return float("inf")
    between = np.diff(openings, append=openings[0] + period)
    return float((between**2).sum() / (2 * period))
