"""The clock of a calendar, written plainly: the checks lean on it and not on the engines' own."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterator

from flowsim.plan.tables import Plan
from flowsim.units import DAY

NEVER = 2**62
"""Later than any run."""


class Clock:
    """The time of one calendar of a plan; the clock on the wall where ``calendar`` is -1. Times are ticks."""

    def __init__(self, plan: Plan, calendar: int) -> None:
        self.always = calendar < 0
        self.monday = plan.weekday * DAY
        self.windows: list[tuple[int, int, int]] = []
        if not self.always:
            row = plan.calendars[calendar]
            windows = plan.windows[row["first"] : row["first"] + row["count"]]
            self.windows = [(start, end, speed) for start, end, _, speed in windows.tolist()]
            self.period, self.scale = int(row["period"]), int(row["scale"])
        self.starts = [start for start, _, _ in self.windows]
        advances = ((end - start) * speed for start, end, speed in self.windows)
        self.shown = list(itertools.accumulate(advances, initial=0))

    def worked(self, start: int, end: int) -> int:
        """Time of its own in [start, end), in ticks at speed 1; what is less than a tick is dropped."""
        if self.always:
            return end - start
        return (self._beats(end + self.monday) - self._beats(start + self.monday)) // self.scale

    def is_open(self, instant: int) -> bool:
        """Whether it is open at an instant; windows are half-open."""
        if self.always:
            return True
        into = (instant + self.monday) % self.period
        window = bisect_right(self.starts, into) - 1
        return window >= 0 and into < self.windows[window][1]

    def opening(self, instant: int) -> int:
        """The first instant after this one at which it opens, having been closed; NEVER if there is none."""
        if self.always or not self.windows:
            return NEVER
        for start, _, _ in itertools.islice(self._onwards(instant), 2 * len(self.windows) + 2):
            if start > instant and not self.is_open(start - 1):
                return start
        return NEVER

    def finish(self, start: int, length: int) -> int:
        """First instant from ``start`` on at which the clock has advanced by ``length`` ticks at speed 1.

        Raises:
            ValueError: the calendar never opens and there is work to do.
        """
        if length == 0 or self.always:
            return start + length
        if self.shown[-1] == 0:
            raise ValueError("this calendar never opens")
        # Whole periods first, but never the last one: work ends at the first instant, not at the next opening.
        left = length * self.scale
        periods = (left - 1) // self.shown[-1]
        left, now = left - periods * self.shown[-1], start + periods * self.period
        for opens, closes, speed in self._onwards(now):
            begin = max(now, opens)
            if begin < closes:
                if left <= (closes - begin) * speed:
                    return begin - (-left // speed)
                left -= (closes - begin) * speed
        raise AssertionError("windows come again for ever")

    def _onwards(self, instant: int) -> Iterator[tuple[int, int, int]]:
        """Windows with their speed, from the one before an instant on, without end; in ticks of the run."""
        period = (instant + self.monday) // self.period * self.period - self.monday
        first = max(bisect_right(self.starts, instant - period) - 1, 0)
        while True:
            for start, end, speed in itertools.islice(self.windows, first, None):
                yield period + start, period + end, speed
            period, first = period + self.period, 0

    def _beats(self, instant: int) -> int:
        """What it shows at an instant counted from Monday."""
        periods, into = divmod(instant, self.period)
        window = bisect_right(self.starts, into) - 1
        shown = periods * self.shown[-1]
        if window < 0:
            return shown
        start, end, speed = self.windows[window]
        return shown + self.shown[window] + (min(into, end) - start) * speed


def clocks(plan: Plan) -> list[Clock]:
    """The clock of every calendar; the last, which -1 finds, is the clock on the wall."""
    return [Clock(plan, calendar) for calendar in (*range(len(plan.calendars)), -1)]


def resource_clocks(plan: Plan) -> list[Clock]:
    """The clock of every resource: a team's working hours, a unit's times of admission."""
    every = clocks(plan)
    return [every[calendar] for calendar in plan.resources["calendar"].tolist()]
