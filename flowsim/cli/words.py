"""Measures in the words and units of the people who read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowsim.cli.output import number, with_half_width

if TYPE_CHECKING:
    from flowsim.results.registry import Measure

_SETTINGS = "setting: "


def is_share(measure: Measure) -> bool:
    """Whether a value is a share of something, to be shown as a percentage."""
    return measure.unit == "1" and "share" in measure.definition.lower()


def unit(measure: Measure) -> str:
    """The unit as it is shown: ``%`` for shares, nothing for other pure numbers."""
    return "%" if is_share(measure) else "" if measure.unit == "1" else measure.unit


def title(measure: Measure, of: str = "", group: str = "everyone") -> str:
    """A value in words: the measure, its unit, what it is of and for whom.

    >>> from flowsim.results.measures import MEASURES
    >>> title(MEASURES["occupancy"], "setting: hospital")
    'Occupancy, hospital (%)'
    """
    name = measure.name.replace("-", " ")
    whose = [of.removeprefix(_SETTINGS), "" if group == "everyone" else group]
    text = ", ".join([name[:1].upper() + name[1:], *filter(None, whose)])
    return f"{text} ({unit(measure)})" if unit(measure) else text


def value(measure: Measure, mean: float, half_width: float, sign: bool = False) -> str:
    """A mean with its half-width, in the unit that :func:`unit` names."""
    scale = 100 if is_share(measure) else 1
    return with_half_width(mean * scale, half_width * scale, sign)


def amount(size: float) -> str:
    """A number without an interval, to four digits.

    >>> amount(0.98765), amount(1234.5), amount(float("nan"))
    ('0.9877', '1,234', '-')
    """
    from flowsim.cli.output import decimals

    return number(size, decimals(float("nan"), size))
