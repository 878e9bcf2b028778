"""Measures in the words and units of the people who read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from flowsim.cli.output import ROUNDING, decimals, number, with_half_width

if TYPE_CHECKING:
    from flowsim.results.registry import Measure
    from flowsim.scenario.called import Called

EVERYONE = "everyone"
"""``group`` of a value that is about all people."""


EXPECTED = "Without ±: expected numbers of staff, with no chance in them."


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


def unit(measure: Measure) -> str:
    """The unit of a measure in words: of a number without one, whether it is a share or a ratio.

    >>> from flowsim.results.measures import MEASURES
    >>> [unit(MEASURES[name]) for name in ("occupancy", "discharges-by-weekday", "discharges")]
    ['share', 'ratio', 'per day']
    """
    if measure.unit == "1":
        return "share" if scale(measure)[1] else "ratio"
    return measure.unit


def title(measure: Measure, of: str = "", group: str = EVERYONE, called: Called | None = None) -> str:
    """A value in words: the measure, its unit, what it is of and for whom, as the place calls it.

    >>> from flowsim.results.measures import MEASURES
    >>> from flowsim.scenario.called import Called
    >>> from flowsim.scenario.scenario import load
    >>> title(MEASURES["occupancy"], "setting: hospital", called=Called(load("tutorial").place))
    'Occupancy, hospital (%)'
    """
    return _with_unit(measure, name(measure, of, group, called))


def name(measure: Measure, of: str = "", group: str = EVERYONE, called: Called | None = None) -> str:
    """A value in words, without its unit."""
    whose = []
    if called is not None:
        whose = [of and called.of(measure.per, of), "" if group == EVERYONE else called.group(group)]
    return _line(measure, whose)


def titles(values: Sequence[tuple[Measure, str, str]], called: Called) -> list[str]:
    """Each value, given as measure, what it is of and group, in words; of two in the same words, with their names too,
    and what they are the names of.

    >>> from flowsim.results.measures import MEASURES
    >>> from flowsim.scenario.called import Called
    >>> from flowsim.scenario.scenario import load
    >>> beds = MEASURES["occupancy"]
    >>> two = [(beds, "care-home", "everyone"), (beds, "setting: care-home", "everyone")]
    >>> titles(two, Called(load("tutorial").place))
    ['Occupancy, unit care home (%)', 'Occupancy, setting care home (%)']
    """
    from flowsim.scenario.called import plain

    found = [title(*one, called) for one in values]
    twice = {text for text, many in Counter(found).items() if many > 1}
    return [
        _with_unit(measure, _line(measure, [_in_full(of, called), "" if group == EVERYONE else plain(group)]))
        if text in twice
        else text
        for text, (measure, of, group) in zip(found, values, strict=True)
    ]


def _in_full(of: str, called: Called) -> str:
    """What a value is of by its name, and what that is the name of: a unit, a setting ..."""
    from flowsim.scenario.called import plain

    book = called.place
    parts = (("unit", book.units), ("team", book.teams), ("fund", book.funds), ("employer", called.employers))
    for kind, names in parts:
        if of in names:
            return f"{kind} {plain(of)}"
    return plain(of.replace(": ", " ", 1))


def _line(measure: Measure, whose: Sequence[str]) -> str:
    words = measure.name.replace("-", " ")
    return ", ".join([words[:1].upper() + words[1:], *filter(None, whose)])


def _with_unit(measure: Measure, text: str) -> str:
    _, unit = scale(measure)
    return f"{text} ({unit})" if unit else text


def value(measure: Measure, mean: float, half_width: float, sign: bool = False, beside: float | None = None) -> str:
    """A mean with its half-width, in the unit that :func:`scale` gives; a difference ``beside`` its baseline.

    Money has three digits, or what its half-width needs: it rests on prices that are no better known. An expected
    number that does not vary has no interval.

    >>> from flowsim.results.measures import MEASURES
    >>> value(MEASURES["cost-by-body"], 274_520, 4_630), value(MEASURES["cost-of-policies"], 1_095.9, 0, sign=True)
    ('275 ± 5', '+1.10 ± 0')
    >>> value(MEASURES["staff-in-post"], 12.5, 0), value(MEASURES["staff-in-post"], 12.5, 0.5)
    ('12.50', '12.50 ± 0.50')
    >>> value(MEASURES["staff-in-post"], -0.0719, 0, sign=True, beside=15.06)
    '-0.07'
    """
    times, unit = scale(measure)
    most = 3 if "pounds" in unit else None
    if measure.expected and not half_width > ROUNDING * abs(mean):
        return number(mean * times, _digits(mean * times, beside and beside * times), sign)
    return with_half_width(mean * times, half_width * times, sign, beside and beside * times, most)


def _digits(size: float, beside: float | None) -> int:
    """Digits after the point of a number without an interval: four, of a difference no more than its baseline has."""
    places = decimals(size, 4)
    if beside:
        places = min(places, max(decimals(beside, 4), decimals(size, 1)))
    return max(places, 0)


def without_chance(measures: Iterable[Measure]) -> str:
    """What a legend adds where some of its measures are expected numbers; nothing where none is."""
    return f" {EXPECTED}" if any(measure.expected for measure in measures) else ""


def amount(size: float) -> str:
    """A number without an interval, to four digits.

    >>> amount(0.98765), amount(1234.5), amount(float("nan"))
    ('0.9877', '1,234', '-')
    """
    return number(size, max(decimals(size, 4), 0))
