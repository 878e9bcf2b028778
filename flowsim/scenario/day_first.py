"""Dates with the day first, as many write them: what the same date is in the language of scenarios."""

from __future__ import annotations

import datetime
import re

_DAY_FIRST = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T]+(.+))?", re.DOTALL)


def day_first(text: object) -> str:
    """A hint for a date that is written with the day first; empty for everything else.

    >>> day_first("28/12/2024"), day_first("1.4.2024 09:30")
    ("write the year first: '2024-12-28'", "write the year first: '2024-04-01 09:30'")
    >>> day_first("31/02/2024"), day_first("12 d")
    ('', '')
    """
    found = _DAY_FIRST.fullmatch(text) if isinstance(text, str) else None
    try:
        date = datetime.date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return ""
    if found is None or date is None:
        return ""
    return f"write the year first: '{date.isoformat()}{' ' + found[4].strip() if found[4] else ''}'"
