"""Measures in the words and units of the people who read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flowsim.cli.output import decimals, number, with_half_width

if TYPE_CHECKING:
    from flowsim.results.registry import Measure

_SCOPES = {"setting: ": "{}", "kind: ": "all {}", "payer: ": "paid by {}", "body: ": "to {}"}
"""How settings, kinds, payers and bodies are written in a table."""


def changed(name: str, changes: Sequence[str]) -> str:
    """A scenario's name, and what was done to it on the command line.

    >>> changed("tutorial", ["more-beds:+5", "run.window=1 y"])
    'tutorial with more-beds:+5, run.window=1 y'
    """
    return f"{name} with {', '.join(changes)}" if changes else name


def scale(measure: Measure) -> tuple[float, str]:
    """What a value is multiplied by to be shown, and the unit it then has: shares as ``%``, money in thousands, but of
    funds as it is: a fund may be small.

    >>> from flowsim.results.measures import MEASURES
    >>> scale(MEASURES["occupancy"]), scale(MEASURES["cost-of-bed-days"]), scale(MEASURES["paid-from-fund"])
    ((100, '%'), (0.001, 'thousand pounds per day'), (1, 'pounds per day'))
    """
    if measure.unit == "1":
        return (100, "%") if "share" in measure.definition.lower() else (1, "")
    large = measure.unit.startswith("pounds") and measure.family != "funds"
    return (0.001, f"thousand {measure.unit}") if large else (1, measure.unit)


def title(measure: Measure, of: str = "", group: str = "everyone") -> str:
    """A value in words: the measure, its unit, what it is of and for whom.

    >>> from flowsim.results.measures import MEASURES
    >>> title(MEASURES["occupancy"], "setting: hospital")
    'Occupancy, hospital (%)'
    """
    name = measure.name.replace("-", " ")
    whose = [_scope(of), "" if group == "everyone" else group]
    text = ", ".join([name[:1].upper() + name[1:], *filter(None, whose)])
    _, unit = scale(measure)
    return f"{text} ({unit})" if unit else text


def titles(values: Sequence[tuple[Measure, str, str]]) -> list[str]:
    """Each value, given as measure, what it is of and group, in words; a setting called like a unit says so.

    >>> from flowsim.results.measures import MEASURES
    >>> beds = MEASURES["occupancy"]
    >>> titles([(beds, "care-home", "everyone"), (beds, "setting: care-home", "everyone")])
    ['Occupancy, care-home (%)', 'Occupancy, setting care-home (%)']
    """
    found = [title(*one) for one in values]
    twice = {text for text, many in Counter(found).items() if many > 1}
    return [
        title(measure, of.replace(": ", " ", 1), group) if text in twice else text
        for text, (measure, of, group) in zip(found, values, strict=True)
    ]


def _scope(of: str) -> str:
    for prefix, words in _SCOPES.items():
        if of.startswith(prefix):
            return words.format(of.removeprefix(prefix))
    return of


def value(measure: Measure, mean: float, half_width: float, sign: bool = False, beside: float | None = None) -> str:
    """A mean with its half-width, in the unit that :func:`scale` gives; a difference ``beside`` its baseline."""
    times, _ = scale(measure)
    return with_half_width(mean * times, half_width * times, sign, beside and beside * times)


def amount(size: float) -> str:
    """A number without an interval, to four digits.

    >>> amount(0.98765), amount(1234.5), amount(float("nan"))
    ('0.9877', '1,234', '-')
    """
    return number(size, max(decimals(size, 4), 0))
