"""Time, money and shares: constants, parsing of what people write, and formatting of what they read.

The clock counts int64 milliseconds ("ticks") from midnight of the start date; money is integer pence.
"""

from __future__ import annotations

import numbers
import re
from collections.abc import Callable
from typing import Any

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
YEAR = 365 * DAY

DURATION_UNITS: dict[str, int] = {
    "ms": 1,
    "s": SECOND, "sec": SECOND, "second": SECOND, "seconds": SECOND,
    "min": MINUTE, "mins": MINUTE, "minute": MINUTE, "minutes": MINUTE,
    "h": HOUR, "hr": HOUR, "hrs": HOUR, "hour": HOUR, "hours": HOUR,
    "d": DAY, "day": DAY, "days": DAY,
    "wk": WEEK, "w": WEEK, "week": WEEK, "weeks": WEEK,
    "y": YEAR, "yr": YEAR, "year": YEAR, "years": YEAR,
}  # fmt: skip
"""Spellings of a unit of time and its length in ticks. A year is 365 days; there is no month, since months differ."""

EXPECTED: dict[str, str] = {
    "duration": "a duration with its unit (s, min, h, d, wk, y)",
    "growth": "a growth such as 2 % per year",
    "rate": "a rate, so many per hour, day, week or year",
    "share": "a share between 0 and 1, or a percentage",
    "count": "a whole number of at least 0",
    "number": "a plain number",
    "money": "an amount of pounds",
}
"""What each kind of number looks like, for error messages."""

_DIGITS = "[0-9]+"  # not \d, which takes the digits of every script, some of which look like other ones
_NUMBER = rf"[+-]?(?:{_DIGITS}(?:_{_DIGITS})*\.?[0-9]*|\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?"
_DURATION = re.compile(rf"({_NUMBER})\s*([A-Za-z]+)")
_RATE = re.compile(rf"({_NUMBER})\s*(?:per|/|a|an|each)\s*([A-Za-z]+)")
_PERCENT = re.compile(rf"({_NUMBER})\s*%")
_GROWTH = re.compile(rf"(-?\s*{_NUMBER})\s*%\s*(?:per|/|a)\s*(?:year|y)")
_MONEY = re.compile(rf"(-?)\s*(?:£\s*({_NUMBER})|({_NUMBER})\s*(?:GBP|pounds?))")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")
LARGEST_DURATION = 1_000 * YEAR
LARGEST_NUMBER = 1e15


def _finite(raw: Any) -> float:
    if raw is None:
        raise ValueError("there is no value here")
    if isinstance(raw, bool) or not isinstance(raw, numbers.Real):
        raise ValueError("this is not a number")
    number: Any = raw
    if not abs(number) <= LARGEST_NUMBER:  # also true of not-a-number; a huge whole number must not become a float
        raise ValueError("the number is too large, or not a number")
    return float(number)


def _unit(word: str) -> int:
    if word.lower() not in DURATION_UNITS:
        raise ValueError(f"unknown unit of time '{word}'")
    return DURATION_UNITS[word.lower()]


def parse_duration(raw: Any) -> float:
    """Ticks of a duration as written. A bare ``0`` needs no unit.

    >>> parse_duration("2.5 h")
    9000000.0

    Raises:
        ValueError: it has no unit, an unknown unit, is negative, or longer than a thousand years.
    """
    if not isinstance(raw, str):
        if _finite(raw) == 0:
            return 0.0
        raise ValueError("a duration needs a unit")
    match = _DURATION.fullmatch(raw.strip())
    if not match:
        raise ValueError("this is not a duration")
    ticks = _finite(float(match[1])) * _unit(match[2])
    if ticks < 0:
        raise ValueError("a duration cannot be negative")
    if ticks > LARGEST_DURATION:
        raise ValueError("a duration is at most a thousand years")
    return ticks


def parse_rate(raw: Any) -> float:
    """Events per tick, from text such as ``70 per day``.

    >>> round(parse_rate("2 per hour") * HOUR, 12)
    2.0
    """
    if not isinstance(raw, str):
        if _finite(raw) == 0:
            return 0.0
        raise ValueError("a rate needs a unit")
    match = _RATE.fullmatch(raw.strip())
    if not match:
        raise ValueError("this is not a rate")
    rate = _finite(float(match[1])) / _unit(match[2])
    if rate < 0:
        raise ValueError("a rate cannot be negative")
    return rate


def parse_share(raw: Any) -> float:
    """A fraction of one, from ``0.12`` or ``12 %``.

    >>> parse_share("12 %")
    0.12
    """
    if isinstance(raw, str):
        match = _PERCENT.fullmatch(raw.strip())
        if not match:
            raise ValueError("this is not a share")
        value = _finite(float(match[1])) / 100
    else:
        value = _finite(raw)
    if not 0 <= value <= 1:
        raise ValueError("a share lies between 0 and 1")
    return value


def parse_growth(raw: Any) -> float:
    """The part by which something grows in a year, from ``2 % per year``; it may be negative, but not below -100 %.

    >>> parse_growth("-1.5 % per year")
    -0.015
    """
    match = _GROWTH.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match is None:
        raise ValueError("this is not a growth")
    value = _finite(float(match[1].replace(" ", ""))) / 100
    if value < -1:
        raise ValueError("what falls cannot fall by more than all of it")
    return value


def parse_number(raw: Any) -> float:
    """A plain finite number.

    >>> parse_number(1.4)
    1.4
    """
    if isinstance(raw, str):
        raise ValueError("this is text, not a number")
    return _finite(raw)


def parse_count(raw: Any) -> float:
    """A whole number of at least 0 (kept as a float so that every figure has one type).

    >>> parse_count(800)
    800.0
    """
    value = parse_number(raw)
    if value < 0 and value == int(value):
        raise ValueError("a count cannot be negative")
    if value < 0 or value != int(value):
        raise ValueError("this is not a whole number of at least 0")
    return value


def parse_money(raw: Any) -> float:
    """Pence, from ``£345``, ``345 GBP`` or a plain number of pounds.

    >>> parse_money("£3.50")
    350.0
    """
    if isinstance(raw, str):
        match = _MONEY.fullmatch(raw.strip())
        if not match:
            raise ValueError("this is not an amount of money")
        pounds = float(match[2] or match[3]) * (-1 if match[1] else 1)
    else:
        pounds = _finite(raw)
    return float(round(_finite(pounds) * 100))


PARSERS: dict[str, Callable[[Any], float]] = {
    "duration": parse_duration,
    "rate": parse_rate,
    "share": parse_share,
    "count": parse_count,
    "number": parse_number,
    "money": parse_money,
    "growth": parse_growth,
}
"""The parser of each kind of number."""


def parse_clock(text: str) -> int:
    """Ticks since midnight of a clock time; ``24:00`` is the end of the day.

    >>> parse_clock("08:30") == 8 * HOUR + 30 * MINUTE
    True

    Raises:
        ValueError: not ``HH:MM`` between 00:00 and 24:00.
    """
    match = _CLOCK.fullmatch(text.strip()) if isinstance(text, str) else None
    ticks = int(match[1]) * HOUR + int(match[2]) * MINUTE if match else -1
    if match is None or int(match[2]) > 59 or ticks > DAY:
        raise ValueError("this is not a clock time such as 08:30")
    return ticks


def format_duration(ticks: float) -> str:
    """A duration in the unit that a person would choose.

    >>> format_duration(90 * MINUTE)
    '1.5 h'
    """
    for size, word in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s")):
        if abs(ticks) >= size:
            return f"{ticks / size:.4g} {word}"
    return f"{ticks:.4g} ms" if ticks else "0"
