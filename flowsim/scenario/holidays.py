"""Public (bank) holidays of England, Wales and Scotland: by rule, with the days that were proclaimed for one year.

Sources: Banking and Financial Dealings Act 1971, schedule 1; the Scottish Government's St Andrew's Day Bank Holiday
(Scotland) Act 2007; proclamations in the London and Edinburgh Gazettes; Easter by the anonymous Gregorian computus
(Meeus 1991, Astronomical Algorithms, chapter 8). The rules of today are used for every year.
"""

from __future__ import annotations

import datetime
from functools import cache

NATIONS = ("england", "wales", "scotland")
"""Whose holidays are known. Northern Ireland's are not."""

_EVERYWHERE = frozenset(NATIONS)
_PROCLAIMED: dict[str, frozenset[str]] = {
    "1999-12-31": _EVERYWHERE,  # eve of the millennium
    "2002-06-03": _EVERYWHERE,  # Golden Jubilee
    "2011-04-29": _EVERYWHERE,  # royal wedding
    "2012-06-05": _EVERYWHERE,  # Diamond Jubilee
    "2022-06-03": _EVERYWHERE,  # Platinum Jubilee
    "2022-09-19": _EVERYWHERE,  # funeral of Queen Elizabeth II
    "2023-05-08": _EVERYWHERE,  # coronation of King Charles III
    "2026-06-15": frozenset({"scotland"}),  # football World Cup
}
_MOVED: dict[str, str] = {
    "1995-05-01": "1995-05-08",  # 50 years since the end of the war in Europe
    "2002-05-27": "2002-06-04",
    "2012-05-28": "2012-06-04",
    "2020-05-04": "2020-05-08",  # 75 years since the end of the war in Europe
    "2022-05-30": "2022-06-02",
}
"""Early May and spring holidays that were moved in one year."""


def easter(year: int) -> datetime.date:
    """Easter Sunday of a year.

    >>> easter(2024).isoformat()
    '2024-03-31'
    """
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, rest = divmod(century, 4)
    moon = (19 * golden + century - leap_centuries - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    leaps, left = divmod(of_century, 4)
    sunday = (32 + 2 * rest + 2 * leaps - moon - left) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return datetime.date(year, month, day + 1)


@cache
def holidays(nation: str, year: int) -> frozenset[datetime.date]:
    """The public holidays of a nation in one year.

    Args:
        nation: england, wales or scotland.
        year: of the Gregorian calendar.
    """
    sunday = easter(year)
    found = {sunday - datetime.timedelta(days=2), _moved(_first_monday(year, 5)), _moved(_last_monday(year, 5))}
    if nation == "scotland":
        found |= _observed(datetime.date(year, 1, 1), datetime.date(year, 1, 2))
        found |= {_first_monday(year, 8)} | _observed(datetime.date(year, 11, 30))
    else:
        found |= _observed(datetime.date(year, 1, 1))
        found |= {sunday + datetime.timedelta(days=1), _last_monday(year, 8)}
    found |= _observed(datetime.date(year, 12, 25), datetime.date(year, 12, 26))
    proclaimed = {datetime.date.fromisoformat(date) for date, nations in _PROCLAIMED.items() if nation in nations}
    return frozenset(found | {date for date in proclaimed if date.year == year})


def _observed(*dates: datetime.date) -> set[datetime.date]:
    """The days on which holidays of a date are kept: themselves, or the next weekday that is none of them."""
    kept = {date for date in dates if date.weekday() < 5}
    for date in dates:
        if date.weekday() >= 5:
            substitute = date
            while substitute.weekday() >= 5 or substitute in kept:
                substitute += datetime.timedelta(days=1)
            kept.add(substitute)
    return kept


def _first_monday(year: int, month: int) -> datetime.date:
    first = datetime.date(year, month, 1)
    return first + datetime.timedelta(days=-first.weekday() % 7)


def _last_monday(year: int, month: int) -> datetime.date:
    last = datetime.date(year, month, 31)  # May and August
    return last - datetime.timedelta(days=last.weekday())


def _moved(date: datetime.date) -> datetime.date:
    there = _MOVED.get(date.isoformat())
    return datetime.date.fromisoformat(there) if there else date
