"""What a measure is: a name, a sentence, a unit, and a function from a run's tallies to its values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from flowsim.results.sight import Sight

ALL = ""
"""``of`` of a measure that is about the whole place."""

EVERYONE = "everyone"
"""``group`` of a value that is about all people."""

HEADLINE, DETAIL = "headline", "detail"
"""Levels of a measure: shown first, or on demand."""

FAMILIES = (
    "beds", "delay", "stays", "teams", "workforce", "funds", "budgets", "flows", "waiting", "intervals", "follow-up",
    "providers", "acts", "counts", "money", "rings",
)  # fmt: skip
"""Families of measures, in the order in which they are reported."""

BODIES = ("NHS", "social care", "both", "family", "provider", "")
"""Whom a measure belongs to; empty where it belongs to nobody in particular."""


class Reading(NamedTuple):
    """One value as a measure's function gives it: what it is of, for which group, and the number."""

    of: str
    group: str
    value: float


class Value(NamedTuple):
    """One value of one measure in one replication.

    Attributes:
        measure: name of the measure.
        of: unit, team, reason, weekday, length class ...; empty for the whole place.
        group: ``everyone``, or the column of a grouped attribute.
        value: in the measure's unit; NaN where there was nothing to divide by.
    """

    measure: str
    of: str
    group: str
    value: float


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that a run gives.

    Attributes:
        name: kebab-case, stable.
        definition: one sentence.
        unit: of the value: ``people``, ``days``, ``1`` (a share or ratio), ``per day``, ``times`` (in the
            whole run), ``pounds per day``.
        body: one of :data:`BODIES`.
        family: one of :data:`FAMILIES`.
        level: ``headline`` or ``detail``. Every measure comes from the tallies, so any output level gives it.
        per: what it is reported for, in words: ``place``, ``unit, setting and kind``, ``reason`` ...
        read: its values in one replication.
        expected: whether it is an expected number of the plan, with no chance in it: the same in every replication, so
            that pages show it without an interval.
    """

    name: str
    definition: str
    unit: str
    body: str
    family: str
    level: str
    per: str
    read: Callable[[Sight], Iterable[Reading]]
    expected: bool = False

    def values(self, sight: Sight) -> Iterator[Value]:
        """Its values in one replication, with its name."""
        for reading in self.read(sight):
            yield Value(self.name, reading.of, reading.group, float(reading.value))


def ratio(over: float, under: float) -> float:
    """A quotient, NaN where there is nothing to divide by.

    >>> ratio(1, 4), ratio(0, 0)
    (0.25, nan)
    """
    return float(over) / float(under) if under else float("nan")


def one(value: float) -> list[Reading]:
    """The readings of a measure with a single number for the whole place."""
    return [Reading(ALL, EVERYONE, float(value))]


def by_group(number: Callable[[Sight, int], float]) -> Callable[[Sight], Iterator[Reading]]:
    """A measure of the whole place for everyone and for each group: a function of the group's column."""

    def read(sight: Sight) -> Iterator[Reading]:
        for column, label in sight.groups:
            yield Reading(ALL, label, number(sight, column))

    return read
