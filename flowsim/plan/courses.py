"""How a capacity goes over the weeks of a run: usual numbers, numbers by week and date, staff, and closures.

Instants are worked out from the Monday at or before tick 0, as those of calendars are, and over the same weeks.
"""

from __future__ import annotations

import datetime
import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flowsim.scenario.calendars import dated_windows
from flowsim.scenario.capacity import Absence, Closure, Dated, Pattern, WeekCounts, instant
from flowsim.scenario.hours import Hours
from flowsim.scenario.place import Team, Unit
from flowsim.units import DAY, HOUR, WEEK


@dataclass(frozen=True, slots=True, order=True)
class Level:
    """What a resource has from an instant on; `shift` numbers the draw of who is sick, -1 without."""

    time: int
    places: int
    shift: int = -1


Ratios = Sequence[tuple[int, float]]
"""Instants, the first at or before 0, from which staff is so many times that at the start of the run."""

AS_AT_THE_START: Ratios = ((-WEEK, 1.0),)


@dataclass(frozen=True, slots=True)
class Course:
    """How a capacity goes over so many weeks: usual numbers, numbers by week and date, staff, and closures.

    Attributes:
        weeks: how many weeks.
        dated: instants from which on a usual number holds, the first at or before 0.
        week: stretches with numbers of their own.
        closed: stretches with what they take away; -1 is all.
        staff: by how much numbers are multiplied, from when on, before anything is closed.
    """

    weeks: int
    dated: tuple[tuple[int, int], ...]
    week: tuple[tuple[int, int, int], ...]
    closed: tuple[tuple[int, int, int], ...]
    staff: tuple[tuple[int, float], ...] = tuple(AS_AT_THE_START)

    @classmethod
    def of(
        cls,
        monday: datetime.date,
        weeks: int,
        usual: int,
        by_week: WeekCounts | None,
        dated: Dated | None,
        away: list[Closure] | list[Absence] | None,
        calendars: Mapping[str, Hours],
        grain: int = 0,
        staff: Ratios = AS_AT_THE_START,
    ) -> Course:
        """The course of a capacity as written; with a grain, in ticks, numbers are hours of care a week."""
        series = dated if isinstance(dated, dict) else {}
        found = [(_ticks(monday, text), _quanta(int(count.value), grain)) for text, count in series.items()]
        closed = []
        for item in away or []:
            less = item.places if isinstance(item, Closure) else item.workers
            closed.append(
                (_ticks(monday, item.start), _ticks(monday, item.end), -1 if less is None else int(less.value))
            )
        laid_out = _laid_out(by_week or {}, calendars, monday, weeks)
        week = [(start, end, _quanta(count, grain)) for start, end, count in laid_out]
        return cls(weeks, tuple(_series(usual, found)), tuple(week), tuple(closed), tuple(staff))

    def changes(self) -> list[int]:
        """Every instant at which the number may change, in order, from 0 on; 0 is one."""
        edges = [time for time, _ in (*self.dated, *self.staff)]
        edges += [edge for start, end, _ in (*self.week, *self.closed) for edge in (start, end)]
        return sorted({0, *(edge for edge in edges if 0 < edge < self.weeks * WEEK)})

    def at(self, time: int) -> tuple[int, int]:
        """The number at an instant, and when the stretch of the week that it belongs to began (-1 without any)."""
        usual = self.dated[bisect_right(self.dated, (time, math.inf)) - 1][1]
        began = -1
        if self.week:
            place = bisect_right(self.week, (time, math.inf)) - 1
            start, end, count = self.week[place] if place >= 0 else (-WEEK, -WEEK, 0)
            began = start if time < end else end
            usual = count if time < end else usual
        usual = staffed(usual, self.staff[bisect_right(self.staff, (time, math.inf)) - 1][1])
        for start, end, less in self.closed:
            if start <= time < end:
                usual = 0 if less < 0 else usual - less
        return max(usual, 0), began


def _laid_out(
    week: WeekCounts, calendars: Mapping[str, Hours], monday: datetime.date, weeks: int
) -> list[tuple[int, int, int]]:
    """Stretches with numbers of their own, from the week before on: times of the week as written, and of calendars."""
    written = {text: count for text, count in week.items() if text not in calendars}
    found = Pattern.of(written).laid_out(weeks)
    before = monday - datetime.timedelta(weeks=1)
    for name in week.keys() - written.keys():
        open_ = dated_windows(calendars[name], before, weeks + 1)
        found += [(start - WEEK, end - WEEK, int(week[name].value)) for start, end in open_]
    return sorted(found)


def _quanta(count: int, grain: int) -> int:
    """Places, or so many hours in whole quanta.

    >>> _quanta(3, 0), _quanta(3, 3_000_000)  # 50 min
    (3, 3)
    """
    return count * HOUR // grain if grain else count


def _series(usual: int, found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Instants from which a number holds, in order; before the first of them the usual one holds."""
    return [(min([-WEEK, *(time - 1 for time, _ in found)]), usual), *sorted(found)]


def _ticks(monday: datetime.date, text: str) -> int:
    """Ticks of an instant as written from a Monday 00:00."""
    apart = instant(text) - datetime.datetime.combine(monday, datetime.time())
    return apart.days * DAY + apart.seconds * 1_000


def staffed(number: int, ratio: float) -> int:
    """Places, quanta or workers with so many times the staff of the start: rounded to the nearest, halves up.

    >>> staffed(95, 0.9), staffed(95, 1.0), staffed(3, 0.5)
    (86, 95, 2)
    """
    return math.floor(round(number * ratio, 6) + 0.5)


def unit_course(
    unit: Unit,
    monday: datetime.date,
    weeks: int,
    calendars: Mapping[str, Hours],
    staff: Ratios = AS_AT_THE_START,
) -> Course | None:
    """How a unit's places go over the weeks; None if they stay as they are."""
    if not (unit.by_week or unit.dated or unit.closed or len(staff) > 1):
        return None
    grain = unit.grain if unit.weekly_hours is not None else 0
    return Course.of(monday, weeks, unit.capacity, unit.by_week, unit.dated, unit.closed, calendars, grain, staff)


def team_course(
    team: Team,
    monday: datetime.date,
    weeks: int,
    calendars: Mapping[str, Hours],
    staff: Ratios = AS_AT_THE_START,
) -> Course:
    """How a team's posts go over the weeks, before vacancies, absence and sickness."""
    usual = 0 if team.headcount is None else int(team.headcount.value)
    return Course.of(monday, weeks, usual, team.shifts, team.dated, team.away, calendars, 0, staff)


def without_repeats(levels: list[Level]) -> Iterator[Level]:
    """Levels that differ from the one before."""
    for number, level in enumerate(levels):
        before = levels[number - 1]
        if number == 0 or (level.places, level.shift) != (before.places, before.shift):
            yield level
