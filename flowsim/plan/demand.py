"""How many come by day: growth and shocks as multiples of a rate, weekly lists and recorded people as instants."""

from __future__ import annotations

import datetime

import numpy as np

from flowsim.plan import tables
from flowsim.plan.numbering import Numbering
from flowsim.random.functions import power
from flowsim.scenario.calendars import days
from flowsim.scenario.demand import Schedule
from flowsim.scenario.holidays import holidays
from flowsim.scenario.place import Arrivals
from flowsim.scenario.traces import Trace
from flowsim.units import DAY, parse_clock

YEAR = 365.25
"""Days of a year in which growth is said."""

MOST_DAYS = 2**15
"""A place on a list has a number for each of so many days: who has it on a day stays who they are if lists change."""


def multiples(arrivals: Arrivals, start: datetime.date, horizon: int) -> np.ndarray | None:
    """[days] what a rate is multiplied by on each day of a run; None if it is the same throughout.

    Growth of g a year makes it (1 + g) to the power of the years since the first day, changed at each midnight.
    """
    if arrivals.growth is None and not arrivals.shocks:
        return None
    count = -(-horizon // DAY)
    by_day = np.full(count, 1.0 if arrivals.factor is None else arrivals.factor.value)
    if arrivals.growth is not None:
        by_day *= [power(1.0 + arrivals.growth.value, day / YEAR) for day in range(count)]
    for shock in arrivals.shocks or []:
        first, last = (shock.start - start).days, (shock.end - start).days
        by_day[max(first, 0) : max(last + 1, 0)] *= shock.factor.value
    return by_day


def scheduled(schedule: Schedule, start: datetime.date, horizon: int) -> np.ndarray:
    """Everybody on the lists of a week, over a whole run, as rows of `listed`."""
    count = -(-horizon // DAY)
    shut: set[datetime.date] = set()
    if schedule.holidays is not None:
        for year in range(start.year, start.year + count // 365 + 2):
            shut |= holidays(schedule.holidays, year)
    found: list[tuple[int, int, int]] = []
    number = 0
    for on, lists in schedule.lists.items():
        weekdays = days(on)
        for one in lists:
            at, every = parse_clock(one.at), one.every.value if one.every is not None else 0.0
            for day in range(count):
                date = start + datetime.timedelta(days=day)
                if date.weekday() in weekdays and date not in shut:
                    for place in range(int(one.people.value)):
                        who = (number * 2048 + place) * MOST_DAYS + day
                        found.append((day * DAY + at + round(place * every), who, -1))
            number += 1
    return _rows(found)


def recorded(trace: Trace, numbering: Numbering, before: int) -> tuple[np.ndarray, np.ndarray]:
    """Everybody in a file as rows of `listed`, and the levels that they come with, numbered from `before`."""
    combinations: dict[tuple[int, ...], int] = {}
    found = []
    for number, (time, row) in enumerate(zip(trace.times, trace.rows, strict=True)):
        levels_of = {name: levels[number] for name, levels in trace.levels.items() if levels[number]}
        codes = tuple(
            numbering.levels[name][levels_of[name]] if name in levels_of else -1 for name in numbering.attributes
        )
        given = any(code >= 0 for code in codes)
        levels = before + combinations.setdefault(codes, len(combinations)) if given else -1
        found.append((time, row, levels))
    shape = (len(combinations), len(numbering.attributes))
    return _rows(found), np.array(list(combinations), np.int32).reshape(shape)


def instants(arrivals: Arrivals) -> np.ndarray:
    """Listed instants as rows of `listed`: the first to come is person 0."""
    times = sorted(round(time.value) for time in arrivals.at or [])
    return _rows([(time, index, -1) for index, time in enumerate(times)])


def _rows(found: list[tuple[int, int, int]]) -> np.ndarray:
    """In order of time, and at one instant of who it is."""
    return np.array(sorted(found), tables.dtype("listed"))
