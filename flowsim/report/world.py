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
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flowsim.errors import UsageError
from flowsim.scenario.reading import locate

if TYPE_CHECKING:
    import pandas as pd

    from flowsim.experiment.replications import RunResult

FILE = "published.csv"
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

    def text(self, number: float) -> str:
        """A number as it is printed."""
        return f"{self._printed(number):.{self.digits}f}{' ' + self.unit if self.unit else ''}"

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
        A row a figure: figure, published, low, high, simulated, half_width (95 % t interval), hit, fitted, source,
        cause (empty for a hit). Numbers are in the measure's unit: shares are fractions.

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
        shown = (means[key], halves[key], hit, item.fitted, item.source, cause)
        rows.append((item.figure, item.value, item.low, item.high, *shown))
    names = ["figure", "published", "low", "high", "simulated", "half_width", "hit", "fitted", "source", "cause"]
    return pd.DataFrame(rows, columns=names)


def markdown(result: RunResult, figures: tuple[Published, ...]) -> str:
    """The same in Markdown: a table, how many were hit, and each miss with its cause."""
    frame = beside(result, figures)
    lines = ["| figure | published (range) | simulated | | fitted |", "| --- | --- | --- | --- | --- |"]
    for item, mean, half, hit in zip(figures, frame.simulated, frame.half_width, frame.hit, strict=True):
        lines.append(
            f"| {item.figure} | {item.text(item.value)} ({item.text(item.low)} to {item.text(item.high)}) "
            f"| {item.text(mean)} ± {item.text(half)} | {'hit' if hit else '**miss**'} | {item.fitted} |"
        )
    parts = [(word, frame[frame.fitted == word]) for word in FITTED]
    counts = [f"{word}: {int(part.hit.sum())} of {len(part)} hit" for word, part in parts if len(part)]
    misses = frame[~frame.hit]
    missed = [
        f"- {name}: {cause or 'cause not known'}." for name, cause in zip(misses.figure, misses.cause, strict=True)
    ]
    return "\n".join([*lines, "", f"Fitted {'; '.join(counts)}.", *(["", "Missed:", "", *missed] if missed else [])])


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
