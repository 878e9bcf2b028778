"""Numbers as written, taken apart: a size and the unit it is written in, so that others of the sort can be written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flowsim import units
from flowsim.scenario.edit import plain
from flowsim.scenario.quoting import quoted

_NUMBER = re.compile(r"(£?)\s*((?:[0-9]+(?:_[0-9]+)*\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(\s*)(.*?)")
_PER = re.compile(r"(?:per|/|a|an|each)\s*([A-Za-z]+)")
_GROWTH = re.compile(r"%\s*(?:per|/|a)\s*(?:year|y)")

DIGITS = 6
"""Significant digits of a number that is made: nobody knows more of what is uncertain."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as written.

    Attributes:
        sort: ``number``, ``duration``, ``rate``, ``share``, ``growth`` or ``money``.
        size: in units of the sort, so that amounts of one sort can be compared.
        one: the size of one of the unit that it is written in.
        head, tail: what stands before and behind the number.
        whole: whether it is a whole number without a unit.
    """

    sort: str
    size: float
    one: float
    head: str
    tail: str
    whole: bool

    def like(self, size: float, digits: int = DIGITS) -> Any:
        """Another size of the same sort, written in the same unit.

        >>> amount("3 h").like(units.DAY), amount(2).like(2.5), amount("-£4").like(0.123456789)
        ('24 h', 2.5, '£0.123457')
        """
        number = float(f"{size / self.one:.{digits}g}")
        if not self.head and not self.tail:
            return number
        sign = "-" if number < 0 else ""
        return f"{sign}{self.head}{abs(number):.{DIGITS}g}{self.tail}"


def amount(written: Any) -> Amount:
    """A number taken apart.

    >>> amount("12 %").size, amount("-2 d").size == -2 * units.DAY, amount("6 per week").sort
    (0.12, True, 'rate')

    Raises:
        ValueError: it is no number.
    """
    raw = plain(written)
    if not isinstance(raw, str):
        return Amount("number", units.parse_number(raw), 1.0, "", "", isinstance(raw, int))
    text = raw.strip()
    match = _NUMBER.fullmatch(text.lstrip("+-").strip())
    if not match:
        raise ValueError("this is not a number")
    head, number, gap, unit = match.groups()
    sort, one = _sort(head, unit)
    size = float(number) * one * (-1 if text.startswith("-") else 1)
    if not abs(float(number)) <= units.LARGEST_NUMBER:
        raise ValueError("the number is too large")
    return Amount(sort, size, one, head, gap + unit, False)


def as_written(value: Any) -> str:
    """A value of any kind as a file has it, without the notes of a number."""
    bare = plain(value) if isinstance(value, dict) and "value" in value else value
    return bare if isinstance(bare, str) else quoted(bare)


def short(written: Any, digits: int = 3) -> str:
    """A number as written with no more digits than a reader wants; what is none, or a whole number, stays.

    >>> short("2.82924 h"), short(1.00519), short(318), short("ward"), short({"7 d": 16}), short(True)
    ('2.83 h', '1.01', '318', 'ward', '{7 d: 16}', 'true')
    """
    try:
        known = amount(written)
    except ValueError:
        return as_written(written)
    return str(plain(written)) if known.whole else str(known.like(known.size, digits))


def _sort(head: str, unit: str) -> tuple[str, float]:
    """What sort of number has such a unit, and the size of one."""
    per = _PER.fullmatch(unit)
    if (head and not unit) or (not head and unit in ("GBP", "pound", "pounds")):
        return "money", 1.0
    if not head and unit == "%":
        return "share", 0.01
    if not head and unit.lower() in units.DURATION_UNITS:
        return "duration", float(units.DURATION_UNITS[unit.lower()])
    if not head and per and per[1].lower() in units.DURATION_UNITS:
        return "rate", 1 / units.DURATION_UNITS[per[1].lower()]
    if not head and _GROWTH.fullmatch(unit):
        return "growth", 0.01
    raise ValueError("this is not a number with a unit that is known")
