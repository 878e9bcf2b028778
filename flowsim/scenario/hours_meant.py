"""Days and hours written otherwise than in the language: how the same is written there."""

from __future__ import annotations

import re

from flowsim.scenario.calendars import DAYS, days, opening
from flowsim.units import DAY, HOUR, parse_clock

_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GROUPS = {
    **dict.fromkeys(("weekday", "weekdays", "working days"), "mon-fri"),
    **dict.fromkeys(("weekend", "weekends"), "sat,sun"),
    **dict.fromkeys(("every day", "everyday", "all days", "all week"), "daily"),
}
_TO = re.compile(r"\s*(?:-|–|—|\bto\b|\buntil\b)\s*")
_AND = re.compile(r"\s*(?:,|&|/|\band\b)\s*")
_TIME = re.compile(r"([0-9]{1,2})[:.]?([0-9]{2})?\s*(am|pm)?")
_PAST_MIDNIGHT = re.compile(r"(2[4-9]|3[0-9]|4[0-7]):([0-9]{2})")

HARDLY = 18 * HOUR
"""Nobody is likely to mean hours as long as this where another reading is twelve hours shorter."""


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

    Empty where what it would say to write could not be read either, or may not be what is meant, as of 9-5.

    >>> opening_meant("9am-5pm"), opening_meant("0900 to 1700"), opening_meant("24:00-06:00")
    ('write 09:00-17:00', 'write 09:00-17:00', 'write 00:00-06:00 on the next day')
    >>> opening_meant("10pm-6"), opening_meant("9am-5"), opening_meant("1pm-5")
    ('write 22:00-06:00', 'write 09:00-17:00', '')
    """
    first, _, last = (part.strip() for part in text.partition("-"))
    if (first == last and _is_clock(first)) or {first, last} == {"00:00", "24:00"}:
        return "a whole day is written 00:00-24:00"
    if first == "24:00":
        return _if_read("write {} on the next day", f"00:00-{last}")
    past = _PAST_MIDNIGHT.fullmatch(last)
    if past and last != "24:00":
        written = f"{first}-{int(past[1]) - 24:02d}:{past[2]}"
        return _if_read("over midnight write {}; the hours belong to the day they begin on", written)
    ends = _TO.split(text.strip().lower())
    clocks = [_clock(end) for end in ends]
    meant = _sooner(ends, clocks) if _of_either_half(ends, clocks) else "-".join(clocks)
    return _if_read("write {}", meant)


def _if_read(hint: str, written: str) -> str:
    """The hint with the hours that it says to write; empty if they could not be read either."""
    try:
        opening(written)
    except ValueError:
        return ""
    return hint.format(written)


def _is_clock(text: str) -> bool:
    try:
        parse_clock(text)
    except ValueError:
        return False
    return True


def _of_either_half(ends: list[str], clocks: list[str]) -> bool:
    """Whether the second time is not after the first and either may be of the afternoon: 9-5 is hardly 20 hours."""
    found = [match for match in map(_TIME.fullmatch, ends) if match]
    twelve = len(found) == len(ends) == 2 and all(int(match[1]) <= 12 for match in found)
    return twelve and clocks[1] <= clocks[0] and not all(match[3] for match in found)


def _sooner(ends: list[str], clocks: list[str]) -> str:
    """The shorter of both readings where one time has am or pm and the other has not: 10pm-6 is hardly until 18:00.

    Empty where the longer one is below 18 hours, so that it may be meant.
    """
    bare = [place for place, end in enumerate(ends) if end[-1:] != "m"]
    if len(bare) != 1 or not all(map(_is_clock, clocks)):
        return ""
    hour, minute = int(clocks[bare[0]][:2]) % 12, clocks[bare[0]][2:]
    readings = [[*clocks[: bare[0]], f"{hour + half:02d}{minute}", *clocks[bare[0] + 1 :]] for half in (0, 12)]
    short, long = sorted(readings, key=_length)
    return "-".join(short) if _length(long) >= HARDLY else ""


def _length(clocks: list[str]) -> int:
    start, end = map(parse_clock, clocks)
    return (end - start) % DAY


def _clock(text: str) -> str:
    """A clock time with two digits of hours and of minutes; empty for what is none."""
    found = _TIME.fullmatch(text)
    if not found or (found[3] and not 1 <= int(found[1]) <= 12):
        return ""
    hour = int(found[1]) % 12 + 12 * (found[3] == "pm") if found[3] else int(found[1])
    return f"{hour:02d}:{found[2] or '00'}"
