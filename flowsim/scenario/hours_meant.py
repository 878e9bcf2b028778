"""Days and hours written otherwise than in the language: how the same is written there."""

from __future__ import annotations

import re

from flowsim.scenario.calendars import DAYS, days, opening

_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GROUPS = {
    **dict.fromkeys(("weekday", "weekdays", "working days"), "mon-fri"),
    **dict.fromkeys(("weekend", "weekends"), "sat,sun"),
    **dict.fromkeys(("every day", "everyday", "all days", "all week"), "daily"),
}
_TO = re.compile(r"\s*(?:-|–|—|\bto\b|\buntil\b)\s*")
_AND = re.compile(r"\s*(?:,|&|/|\band\b)\s*")
_TIME = re.compile(r"([0-9]{1,2})[:.]?([0-9]{2})?\s*(am|pm)?")


def days_meant(text: str) -> str:
    """A hint for days that cannot be read; empty where it is not plain which are meant.

    >>> days_meant("Monday to Friday"), days_meant("weekdays"), days_meant("mon-mon"), days_meant("mon-fry")
    ('write mon-fri', 'write mon-fri', 'write mon, or daily for the whole week', '')
    """
    text = text.strip().lower()
    if text in _GROUPS:
        return f"write {_GROUPS[text]}"
    written = ",".join("-".join(_day(word) for word in _TO.split(part)) for part in _AND.split(text))
    first, _, last = written.partition("-")
    if first == last and first in DAYS:
        return f"write {first}, or daily for the whole week"
    try:
        days(written)
    except ValueError:
        return ""
    return f"write {written}"


def _day(word: str) -> str:
    """The short name of a day that may be written at length; the word itself if it is none."""
    stem = word.strip().rstrip(".").removesuffix("s")
    return next((name[:3] for name in _NAMES if len(stem) > 2 and name.startswith(stem)), word)


def opening_meant(text: str) -> str:
    """A hint for hours that cannot be read: round the clock, over midnight, or with other clock times.

    >>> opening_meant("9am-5pm"), opening_meant("0900 to 1700"), opening_meant("24:00-06:00")
    ('write 09:00-17:00', 'write 09:00-17:00', 'write 00:00-06:00 on the next day')
    """
    first, _, last = (part.strip() for part in text.partition("-"))
    if first == last != "" or {first, last} == {"00:00", "24:00"}:
        return "a whole day is written 00:00-24:00"
    if first == "24:00":
        return f"write 00:00-{last} on the next day"
    hour, _, minute = last.partition(":")
    if hour.isdecimal() and minute.isdecimal() and 24 <= int(hour) < 48 and last != "24:00":
        return f"over midnight write {first}-{int(hour) - 24:02d}:{minute}; the hours belong to the day they begin on"
    written = "-".join(_clock(part) for part in _TO.split(text.strip().lower()))
    try:
        opening(written)
    except ValueError:
        return ""
    return f"write {written}"


def _clock(text: str) -> str:
    """A clock time with two digits of hours and of minutes; empty for what is none."""
    found = _TIME.fullmatch(text)
    if not found or (found[3] and not 1 <= int(found[1]) <= 12):
        return ""
    hour = int(found[1]) % 12 + 12 * (found[3] == "pm") if found[3] else int(found[1])
    return f"{hour:02d}:{found[2] or '00'}"
