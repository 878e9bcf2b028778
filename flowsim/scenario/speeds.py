"""Clocks with speeds: from ``{mon-fri: 1.2, sat-sun: 0.5}`` to stretches of the week, each with its speed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flowsim.scenario.calendars import DAYS, Window, days, opening
from flowsim.scenario.hours import ClockWeek, DaySpeed
from flowsim.scenario.quantities import Figure
from flowsim.units import DAY

OTHERWISE = "else"
"""The word for days, or hours of a day, that are not listed."""

BEATS = 1_000
"""Beats of a clock with speeds in a tick at speed 1: speeds are rounded to thousandths."""

FASTEST = 100
"""The greatest speed that a clock may have."""


def stretches(week: ClockWeek) -> list[tuple[int, int, int]]:
    """Start, end (ticks from Monday 00:00) and speed (beats a tick) of every stretch of a week, in order.

    Raises:
        ValueError: days or hours cannot be read, are given twice or not at all.
    """
    found: list[tuple[int, int, int]] = []
    by_day = whole_days(week)
    for day in range(7):
        for (start, end), speed in sorted(parts(by_day[day]).items()):
            found.append((day * DAY + start, day * DAY + end, round(speed.value * BEATS)))
    return found


def whole_days(week: ClockWeek) -> list[DaySpeed]:
    """What is said for each day, Monday first.

    Raises:
        ValueError: a day cannot be read, is given twice or not at all.
    """
    said: dict[int, DaySpeed] = {}
    for on, speed in week.items():
        for day in days(on) if on != OTHERWISE else ():
            if day in said:
                raise ValueError(f"'{DAYS[day]}' is given twice")
            said[day] = speed
    missing = [name for day, name in enumerate(DAYS) if day not in said]
    if missing and OTHERWISE not in week:
        raise ValueError(f"nothing is said for {' and '.join(missing)}")
    return [said[day] if day in said else week[OTHERWISE] for day in range(7)]


def parts(speed: DaySpeed) -> dict[Window, Figure]:
    """The stretches of one day, from midnight to midnight, each with its speed.

    Raises:
        ValueError: hours cannot be read, overlap, go over midnight, or leave out a part of the day.
    """
    if isinstance(speed, Figure):
        return {(0, DAY): speed}
    said = {_within_day(hours): figure for hours, figure in speed.items() if hours != OTHERWISE}
    for start, end in list(_gaps(said)):
        if OTHERWISE not in speed:
            raise ValueError(f"nothing is said for {_clock(start)} to {_clock(end)}")
        said[start, end] = speed[OTHERWISE]
    return said


def _within_day(hours: str) -> Window:
    start, end = opening(hours)
    if end > DAY:
        raise ValueError(f"'{hours}' goes over midnight; end the one day at 24:00 and begin the next at 00:00")
    return start, end


def _gaps(said: Mapping[Window, Figure]) -> Iterator[Window]:
    """What a day's stretches leave out.

    Raises:
        ValueError: two overlap.
    """
    reached = 0
    for start, end in sorted(said):
        if start < reached:
            raise ValueError(f"{_clock(start)} to {_clock(min(end, reached))} is given twice")
        if start > reached:
            yield reached, start
        reached = end
    if reached < DAY:
        yield reached, DAY


def _clock(ticks: int) -> str:
    minutes = ticks // 60_000
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
