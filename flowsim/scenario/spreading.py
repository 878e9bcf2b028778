"""Hours spread over all seven days of the week: the same hours a week, or some more.

Every day is open alike, from when the earliest day opened. With nothing added the week has as many hours as before;
with all added each day is as long as a working day was on average. Dates with hours of their own stay as they are.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from flowsim.scenario.calendars import DAYS, windows
from flowsim.scenario.hours import Hours
from flowsim.scenario.names import listed
from flowsim.units import DAY, MINUTE

OWNERS = (("teams", "hours"), ("units", "admits"), ("pathways", "hours"))
"""Sections, and the field in them that says hours: a calendar's name, or hours of the week."""

_DAYS = range(7)


def hours_of(document: Mapping[str, Any], written: Any) -> Mapping[str, Any]:
    """The hours that a field says, those of the calendar if it names one.

    Raises:
        ValueError: there is no such calendar.
    """
    if isinstance(written, Mapping):
        return written
    calendars = document.get("calendars") or {}
    if written not in calendars:
        raise ValueError(f"there is no calendar '{written}'; there are {listed(calendars)}")
    return calendars[written]  # type: ignore[no-any-return]


def spread(hours: Mapping[str, Any], added: float, far: float = 1) -> dict[str, Any]:
    """Hours over seven days; ``added`` from 0 (as many a week as before) to 1 (each as long as a working day).

    ``far`` from 0 (not at all) to 1 (all days alike) is how far the days go from what they were to that.

    >>> spread({"mon-fri": "09:00-17:00", "holidays": "england"}, 0)
    {'daily': '09:00-14:43', 'holidays': 'england'}
    >>> spread({"mon-fri": "09:00-17:00"}, 1)
    {'daily': '09:00-17:00'}
    >>> spread({"mon-fri": "09:00-17:00", "sat": "09:00-13:00"}, 0, 0.5)
    {'mon-fri': '09:00-16:09', 'sat': '09:00-14:09', 'sun': '09:00-12:09'}

    Raises:
        ValueError: the hours cannot be read.
    """
    said = Hours.model_validate(dict(hours))
    week = windows(said.week)
    starts = [start % DAY for start, _ in week]
    lengths = [sum(end - start for start, end in week if start // DAY == day) for day in _DAYS]
    open_days = [length for length in lengths if length]
    same, full = sum(lengths) / len(_DAYS), min(sum(open_days) / len(open_days), DAY)
    alike = same + added * (full - same)
    minutes = [round(((1 - far) * length + far * alike) / MINUTE) for length in lengths]
    start = min(min(starts) // MINUTE, DAY // MINUTE - max(minutes))
    kept = {key: value for key, value in hours.items() if key in ("holidays", "except")}
    openings = [(f"{_clock(start)}-{_clock(start + length)}" if length else "") for length in minutes]
    return {**_by_days(openings), **kept} if far else dict(hours)


def _by_days(openings: list[str]) -> dict[str, str]:
    """Openings of the seven days, Monday first, those of days alike together."""
    if len(set(openings)) == 1:
        return {"daily": openings[0]}
    found: dict[str, str] = {}
    for opening, group in itertools.groupby(range(len(DAYS)), key=openings.__getitem__):
        days = [DAYS[day] for day in group]
        if opening:
            found[f"{days[0]}-{days[-1]}" if len(days) > 1 else days[0]] = opening
    return found


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
