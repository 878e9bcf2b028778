"""Capacity over time as a scenario writes it: by times of the week, by date, closed for a while, by staff on duty."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from flowsim.scenario.calendars import clock, dates, days, opening, windows
from flowsim.scenario.conditions import When
from flowsim.scenario.distributions import Distribution
from flowsim.scenario.hours import Hours
from flowsim.scenario.node import Node
from flowsim.scenario.quantities import Count, Duration, Number
from flowsim.units import DAY, WEEK, parse_clock


class Closure(Node):
    """Places closed for a while, such as an outbreak: nobody is moved, places close as they come free.

    Attributes:
        start: the date, or date and time (``2026-01-12 14:00``), from which they are closed (``from``).
        end: the date, or date and time, at which they open again (``to``).
        places: how many are closed; all if not said, and always all in a unit counted in hours or pounds.
    """

    start: str = Field(alias="from")
    end: str = Field(alias="to")
    places: Count | None = None


class RandomClosures(Node):
    """Closures that come at random, such as outbreaks: nobody is moved, places close as they come free.

    Attributes:
        every: how long it stays open, from the start of the run or from its last opening, until it closes.
        length: how long it is closed (``for``).
        places: how many are closed; all if not said, and always all in a unit counted in hours or pounds.
    """

    every: Distribution
    length: Distribution = Field(alias="for")
    places: Count | None = None


class Escalation(Node):
    """Places that open under pressure and shut again when it has eased, looked at as often as a bed meeting sits.

    Both conditions are on units and teams alone: ``queue``, ``occupancy``, ``full``. The second should ease well after
    the first bites, or the places open and shut all the time. Nobody is moved when they shut: they close as they
    come free.

    Attributes:
        places: how many more there are.
        opens: what must hold for them to open.
        shuts: what must hold for them to shut.
        looked_at: how often that is looked at, counted from the start of the run; 1 h if not said.
    """

    places: Count
    opens: When
    shuts: When
    looked_at: Duration | None = None


class Absence(Node):
    """Workers away for a while, such as a strike or a training day.

    Attributes:
        start: the date, or date and time (``2026-01-12 14:00``), from which they are away (``from``).
        end: the date, or date and time, at which they are back (``to``).
        workers: how many are away; all if not said.
    """

    start: str = Field(alias="from")
    end: str = Field(alias="to")
    workers: Count | None = None


class StaffedBy(Node):
    """Places that are open only as far as there is staff: as many as workers on duty, busy or not, times a ratio.

    Attributes:
        team: whose workers.
        places_per_worker: how many places one worker can look after; what comes out is rounded down.
    """

    team: str
    places_per_worker: Number


def _dated_kind(raw: Any) -> str:
    return "<file>" if isinstance(raw, str) else "<series>"


WeekCounts = dict[str, Count]
"""Numbers by times of the week: ``{mon-fri 08:00-14:00: 4, sat-sun: 2, 22:00-06:00: 1}``.

The name of a calendar stands for the times at which it is open, its holidays and exceptions included.
"""

Dated = Annotated[
    Annotated[str, Tag("<file>")] | Annotated[dict[str, Count], Tag("<series>")], Discriminator(_dated_kind)
]
"""Numbers that hold from a date on: ``{2025-12-01: 30, 2026-03-01: 24}``, or the name of a CSV file."""


def instant(text: str) -> datetime.datetime:
    """A date, or date and time, as an instant.

    >>> instant("2026-01-12 14:00").isoformat()
    '2026-01-12T14:00:00'

    Raises:
        ValueError: it is neither.
    """
    first, _, time = text.strip().partition(" ")
    midnight = datetime.datetime.combine(dates(first)[0], datetime.time())
    return midnight + datetime.timedelta(milliseconds=parse_clock(time) if time else 0)


def times_of_week(text: str, calendars: Mapping[str, Hours] | None = None) -> list[tuple[int, int]]:
    """Start and end, in ticks from Monday 00:00, of the times that a key such as ``mon-fri 08:00-14:00`` means.

    Days alone are whole days; hours alone are of every day. Hours over midnight go on into the next day. The name of a
    calendar means its hours of a usual week.

    >>> [(start // 3_600_000, end // 3_600_000) for start, end in times_of_week("sat,sun 22:00-06:00")]
    [(142, 150), (166, 174)]

    Raises:
        ValueError: the days or hours cannot be read.
    """
    if calendars and text in calendars:
        return windows(calendars[text].week)
    words = text.split()
    on, hours = (words[0], words[1]) if len(words) == 2 else (text, "") if ":" not in text else ("daily", text)
    start, end = opening(hours) if hours else (0, DAY)
    return sorted((day * DAY + start, day * DAY + end) for day in days(on))


@dataclass(frozen=True, slots=True)
class Pattern:
    """Numbers by times of the week, laid out: start, end and number of each stretch of one week, in order."""

    stretches: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, week: WeekCounts | None, calendars: Mapping[str, Hours] | None = None) -> Pattern:
        """The pattern of numbers as written; none is empty.

        Raises:
            ValueError: times cannot be read, or two overlap.
        """
        found = sorted(
            (start, end, int(count.value))
            for text, count in (week or {}).items()
            for start, end in times_of_week(text, calendars)
        )
        following = [start for start, _, _ in found[1:]] + [start + WEEK for start, _, _ in found[:1]]
        for (_, end, _), start in zip(found, following, strict=True):
            if start < end:
                raise ValueError(f"two of these times overlap, from {clock(start)} to {clock(end)}")
        return cls(tuple(found))

    def laid_out(self, weeks: int) -> list[tuple[int, int, int]]:
        """The stretches of so many weeks, and of the week before them."""
        return [
            (start + week * WEEK, end + week * WEEK, count)
            for week in range(-1, weeks)
            for start, end, count in self.stretches
        ]
