"""A calendar of the plan as an object; the sums are those of `flowsim.engine.clock`."""

from __future__ import annotations

from typing import Any

from flowsim.engine import clock
from flowsim.plan.tables import Plan


class Calendar:
    """The working hours of one row of calendars; row -1 is the clock on the wall, always open."""

    def __init__(self, plan: Plan, row: int) -> None:
        self.row = row
        self._tables = (plan.calendars, plan.windows, row, plan.weekday)
        self._seen = (-1, False)  # the last instant asked after, and whether it is open then

    @property
    def always_open(self) -> bool:
        """Whether this is the clock on the wall."""
        return self.row < 0

    def is_open(self, now: int) -> bool:
        """Whether work can begin at this instant."""
        if self.always_open:
            return True
        instant, answer = self._seen
        if instant != now:  # most of what happens at an instant asks again
            answer = bool(self._call(clock.is_open, now))
            self._seen = now, answer
        return answer

    def next_opening(self, now: int) -> int:
        """The first instant after `now` at which it opens."""
        return int(self._call(clock.next_opening, now))

    def advance(self, now: int, length: int) -> int:
        """The instant at which `length` ticks of working time have passed since `now`."""
        return now + max(length, 0) if self.always_open else int(self._call(clock.advance, now, length))

    def worked(self, start: int, end: int) -> int:
        """Working ticks in [start, end)."""
        return int(self._call(clock.worked, start, end))

    def _call(self, function: Any, *times: int) -> Any:
        return function(*self._tables, *times)
