"""A place beside published figures: each with its range, the simulated mean and interval, hit or miss, and whether
it was used to fit.

The figures stand in ``published.csv`` in the scenario's folder. A figure that was fitted is no evidence for the
model, and the table says which those are. A hit is a simulated mean that lies in the range at the digits printed:
the range that was published, or that of trusts of like size, or else 15 % either way, the noise of situation
reports that nobody validates. A miss stays a miss, with what is known of its cause.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flowsim.errors import UsageError
from flowsim.scenario.reading import locate

if TYPE_CHECKING:
    import pandas as pd

    from flowsim.experiment.replications import RunResult

FILE = "published.csv"
MOST_DIGITS = 9
EVERYONE = "everyone"
FITTED = ("yes", "partly", "no")
"""``partly``: it follows from figures that were fitted, or something near it was."""


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure and the measure that is its counterpart.

    Attributes:
        figure: what it is, in words.
        value: as published, in the measure's unit.
        low, high: the range in which a simulated mean is a hit.
        unit: ``%`` for a share that is printed as a percentage, else empty.
        digits: decimal places to which it is printed and compared.
        measure, of: of :mod:`flowsim.results.measures`, for everyone.
        fitted: one of :data:`FITTED`.
        span: where the range comes from.
        source: the publication.
        cause: what is known of the cause, if it is missed.
    """

    figure: str
    value: float
    low: float
    high: float
    unit: str
    digits: int
    measure: str
    of: str
    fitted: str
    span: str
    source: str
    cause: str

    def hit(self, simulated: float) -> bool:
        """Whether a simulated mean lies in the range, all rounded to what is printed.

        >>> share = Published("delayed", 0.135, 0.131, 0.145, "%", 1, "m", "", "yes", "", "", "")
        >>> share.hit(0.1454), share.hit(0.1456)
        (True, False)
        """
        return self._printed(self.low) <= self._printed(simulated) <= self._printed(self.high)

    def sure(self, mean: float, half_width: float) -> bool:
        """Whether the whole interval of a mean lies in the range, or on one side of it.

        >>> share = Published("delayed", 0.135, 0.131, 0.145, "%", 1, "m", "", "yes", "", "", "")
        >>> share.sure(0.14, 0.002), share.sure(0.14, 0.01), share.sure(0.17, 0.01), share.sure(0.14, float("nan"))
        (True, False, True, False)
        """
        ends = (self._printed(mean - half_width), self._printed(mean + half_width))
        low, high = self._printed(self.low), self._printed(self.high)
        return (low <= ends[0] and ends[1] <= high) or ends[1] < low or high < ends[0]

    def text(self, number: float) -> str:
        """A number as it is printed."""
        return f"{self._printed(number):.{self.digits}f}{' ' + self.unit if self.unit else ''}"

    def with_half_width(self, mean: float, half_width: float) -> str:
        """A mean and its half-width as they are printed: with more digits where the half-width would be nought.

        >>> share = Published("delayed", 0.135, 0.131, 0.145, "%", 1, "m", "", "yes", "", "", "")
        >>> share.with_half_width(0.1354, 0.002), share.with_half_width(0.1354, 0.0004), share.with_half_width(0, 0)
        ('13.5 % ± 0.2 %', '13.54 % ± 0.04 %', '0.0 % ± 0.0 %')
        """
        shown = self
        while half_width > 0 and not shown._printed(half_width) and shown.digits < MOST_DIGITS:
            shown = replace(shown, digits=shown.digits + 1)
        return f"{shown.text(mean)} ± {shown.text(half_width)}"

    def _printed(self, number: float) -> float:
        return round(100 * number if self.unit == "%" else number, self.digits)


def published(scenario: str | os.PathLike[str]) -> tuple[Published, ...]:
    """The published figures that stand beside a scenario.

    Args:
        scenario: a shipped name or a folder.

    Raises:
        ScenarioError: there is no such scenario.
        UsageError: it has no ``published.csv``.
    """
    path = Path(locate(scenario)) / FILE
    if not path.is_file():
        raise UsageError(f"'{os.fspath(scenario)}' has no {FILE}: there is nothing to lay it beside")
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(_figure(row) for row in csv.DictReader(stream))


def beside(result: RunResult, figures: tuple[Published, ...]) -> pd.DataFrame:
    """Published figures beside those of a run.

    Args:
        result: replications of the scenario under no policy.
        figures: from :func:`published`.

    Returns:
        A row a figure: figure, published, low, high, simulated, half_width (95 % t interval), hit, sure (whether that
        is so all over the interval), fitted, source, cause (empty for a hit). Numbers are in the measure's unit: shares
        are fractions.

    Raises:
        UsageError: the run has no such measure.
    """
    import pandas as pd

    measured = result.measures[result.measures.group == EVERYONE]
    means = dict(zip(zip(measured.measure, measured.of, strict=True), measured["mean"], strict=True))
    halves = dict(zip(means, measured.half_width, strict=True))
    rows = []
    for item in figures:
        key = (item.measure, item.of)
        if key not in means:
            raise UsageError(f"the run has no measure '{item.measure}' of '{item.of}' to lay beside '{item.figure}'")
        hit = item.hit(means[key])
        cause = "" if hit else item.cause
        shown = (means[key], halves[key], hit, item.sure(means[key], halves[key]), item.fitted, item.source, cause)
        rows.append((item.figure, item.value, item.low, item.high, *shown))
    names = ["figure", "published", "low", "high", "simulated", "half_width", "hit", "sure"]
    return pd.DataFrame(rows, columns=[*names, "fitted", "source", "cause"])


class Row(NamedTuple):
    """Numbers of a row of :func:`beside`, in the measure's unit."""

    figure: str
    published: float
    low: float
    high: float
    simulated: float
    half_width: float
    fitted: str


def rows_of(frame: pd.DataFrame, figures: Sequence[Published], measure: str) -> list[Row]:
    """The rows of :func:`beside` of one measure, in order."""
    chosen = frame[[item.measure == measure for item in figures]]
    return [Row(*values) for values in chosen[list(Row._fields)].itertuples(index=False)]


class Line(NamedTuple):
    """A row of :func:`beside` as it is printed: figure, published value with its range, simulated mean with its
    half-width, hit or not, and whether it was fitted."""

    figure: str
    published: str
    simulated: str
    hit: bool
    fitted: str


def lines(frame: pd.DataFrame, figures: tuple[Published, ...]) -> list[Line]:
    """The rows of :func:`beside` in words."""
    found = []
    for item, mean, half, hit in zip(figures, frame.simulated, frame.half_width, frame.hit, strict=True):
        span = f"{item.text(item.value)} ({item.text(item.low)} to {item.text(item.high)})"
        found.append(Line(item.figure, span, item.with_half_width(mean, half), bool(hit), item.fitted))
    return found


def counts(frame: pd.DataFrame) -> list[str]:
    """How many were hit of those fitted, partly fitted and not: ``no: 3 of 4 hit``."""
    parts = [(word, frame[frame.fitted == word]) for word in FITTED]
    return [f"{word}: {int(part.hit.sum())} of {len(part)} hit" for word, part in parts if len(part)]


def unsure(frame: pd.DataFrame) -> str:
    """How many hits and misses more replications might turn; empty where none."""
    if frame.half_width.isna().any():
        return "One replication has no interval: any hit or miss may be chance."
    number = int((~frame.sure).sum())
    reach = "The interval of 1 of them reaches" if number == 1 else f"The intervals of {number} of them reach"
    return f"{reach} over an edge of the range: more replications could turn a hit or a miss." if number else ""


def misses(frame: pd.DataFrame) -> list[str]:
    """Each miss with what is known of its cause."""
    missed = frame[~frame.hit]
    return [f"{name}: {cause or 'cause not known'}." for name, cause in zip(missed.figure, missed.cause, strict=True)]


def markdown(result: RunResult, figures: tuple[Published, ...]) -> str:
    """The same in Markdown: a table, how many were hit, and each miss with its cause."""
    frame = beside(result, figures)
    rows = ["| figure | published (range) | simulated | | fitted |", "| --- | --- | --- | --- | --- |"]
    for line in lines(frame, figures):
        hit = "hit" if line.hit else "**miss**"
        rows.append(f"| {line.figure} | {line.published} | {line.simulated} | {hit} | {line.fitted} |")
    missed = [f"- {line}" for line in misses(frame)]
    return "\n".join(
        [
            *(*rows, "", f"Fitted {'; '.join(counts(frame))}. {unsure(frame)}".rstrip()),
            *(["", "Missed:", "", *missed] if missed else []),
        ]
    )


def _figure(row: dict[str, str]) -> Published:
    return Published(
        figure=row["figure"],
        value=float(row["published"]),
        low=float(row["low"]),
        high=float(row["high"]),
        unit=row["unit"],
        digits=int(row["digits"]),
        measure=row["measure"],
        of=row["of"],
        fitted=row["fitted"],
        span=row["range"],
        source=row["source"],
        cause=row["cause"],
    )
