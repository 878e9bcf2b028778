"""The working clock of a calendar, written plainly: the checks lean on it and not on the engines' own."""

from __future__ import annotations

from flowsim.plan.tables import Plan
from flowsim.units import DAY, WEEK


class Clock:
    """Working time of one calendar of a plan; the clock on the wall where ``calendar`` is -1. Times are ticks."""

    def __init__(self, plan: Plan, calendar: int) -> None:
        self.always = calendar < 0
        self.monday = plan.weekday * DAY
        self.windows: list[tuple[int, int]] = []
        if not self.always:
            row = plan.calendars[calendar]
            windows = plan.windows[row["first"] : row["first"] + row["count"]]
            self.windows = list(zip(windows["start"].tolist(), windows["end"].tolist(), strict=True))
        self.week = sum(end - start for start, end in self.windows)

    def worked(self, start: int, end: int) -> int:
        """Working time in [start, end)."""
        if self.always:
            return end - start
        return self._since_monday(end + self.monday) - self._since_monday(start + self.monday)

    def is_open(self, instant: int) -> bool:
        """Whether it is open at an instant; windows are half-open."""
        into = (instant + self.monday) % WEEK
        return self.always or any(start <= into < end for start, end in self.windows)

    def finish(self, start: int, length: int) -> int:
        """First instant from ``start`` on at which the clock has advanced by ``length``.

        Raises:
            ValueError: the calendar never opens and there is work to do.
        """
        if length == 0 or self.always:
            return start + length
        if self.week == 0:
            raise ValueError("this calendar never opens")
        # Whole weeks first, but never the last one: work ends at the first instant, not at the next opening.
        weeks = (length - 1) // self.week
        left, now = length - weeks * self.week, start + weeks * WEEK
        monday = (now + self.monday) // WEEK * WEEK - self.monday
        while True:
            for opens, closes in self.windows:
                begin, end = max(now, monday + opens), monday + closes
                if begin < end:
                    if left <= end - begin:
                        return begin + left
                    left -= end - begin
            monday += WEEK

    def _since_monday(self, instant: int) -> int:
        weeks, into = divmod(instant, WEEK)
        return weeks * self.week + sum(min(max(into - start, 0), end - start) for start, end in self.windows)


def clocks(plan: Plan) -> list[Clock]:
    """The clock of every calendar; the last, which -1 finds, is the clock on the wall."""
    return [Clock(plan, calendar) for calendar in (*range(len(plan.calendars)), -1)]


def resource_clocks(plan: Plan) -> list[Clock]:
    """The clock of every resource: units are always open."""
    every = clocks(plan)
    calendars = plan.resources["calendar"].tolist()
    return [every[-1 if row < plan.units else calendar] for row, calendar in enumerate(calendars)]
