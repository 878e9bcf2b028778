"""Published and exactly solved cases: each run as its scenario says, each figure laid beside what is known.

The cases are the scenarios in ``validation``; what is known of them stands in ``expected.csv`` there, with the
tolerance that was set before the run. A figure is a hit if the simulated mean lies within the tolerance and its 95 %
interval is no wider than that, a miss if the whole interval lies outside, and otherwise the run was too short to tell.
At length a case runs in one engine, the compiled one if not said; a short run in both says whether they are alike, and
if they are not, that is a miss too.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flowsim.errors import FlowsimError, UsageError
from flowsim.experiment.both_engines import Agreement, in_both_engines
from flowsim.experiment.replications import run
from flowsim.results.census import census, delay_probability
from flowsim.results.registry import EVERYONE
from flowsim.results.sight import Sight
from flowsim.scenario.reading import shipped_folder
from flowsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from flowsim.engine.output import Replication
    from flowsim.experiment.fanout import Progress
    from flowsim.plan.tables import Plan

FOLDER, FILE = "validation", "expected.csv"
HIT, MISS, UNCLEAR = "hit", "miss", "unclear"
"""Verdicts; ``unclear``: too few replications to tell."""

DELAY_PROBABILITY = "delay-probability"
"""A figure that is no measure: see :func:`flowsim.results.census.delay_probability`; ``of`` is ``ward at 9``."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known of one figure of a case.

    Attributes:
        scenario: the case's scenario, a file of ``validation``.
        figure: what it is, in words.
        kind: ``published``, ``exact`` or (by other means than flowsim) ``worked out``.
        value: as published or solved, in the measure's unit.
        tolerance: how far a simulated mean may lie from it.
        digits: decimal places to which it is printed.
        measure, of: of :mod:`flowsim.results.measures` for everyone, or :data:`DELAY_PROBABILITY`.
        source: publication or method.
    """

    scenario: str
    figure: str
    kind: str
    value: float
    tolerance: float
    digits: int
    measure: str
    of: str
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a run says of one figure: mean over replications and half-width of its 95 % t interval."""

    expected: Expected
    mean: float
    half_width: float

    @property
    def verdict(self) -> str:
        """One of :data:`HIT`, :data:`MISS`, :data:`UNCLEAR`; a mean that is no number is a miss.

        >>> figure = Expected("case", "beds", "exact", 6.9, 0.1, 1, "occupied-beds", "ward", "")
        >>> [Finding(figure, mean, 0.05).verdict for mean in (7.0, 7.04, 7.2, float("nan"))]
        ['hit', 'unclear', 'miss', 'miss']
        >>> Finding(figure, 6.9, 0.2).verdict
        'unclear'
        """
        tolerance = self.expected.tolerance + 1e-12  # 7.0 - 6.9 is a little more than 0.1 in binary
        apart = abs(self.mean - self.expected.value)
        if apart <= tolerance and self.half_width <= tolerance:
            return HIT
        if math.isnan(apart) or apart > tolerance + self.half_width:
            return MISS
        return UNCLEAR


def expected() -> tuple[Expected, ...]:
    """Every figure of every case, in the order of the file."""
    path = shipped_folder() / FOLDER / FILE
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(_expected(row) for row in csv.DictReader(stream))


def scenarios(case: str = "") -> list[str]:
    """Names of the scenarios of a case (``A``, ``case-a`` or ``case-a-current``); of all without one.

    >>> scenarios("a")
    ['case-a-current', 'case-a-future']

    Raises:
        UsageError: there is no such case.
    """
    names = list(dict.fromkeys(item.scenario for item in expected()))
    if not case:
        return names
    word = case.lower() if case.lower().startswith("case-") else f"case-{case.lower()}"
    found = [name for name in names if name == word or name.startswith(f"{word}-")]
    if not found:
        raise UsageError(f"there is no case '{case}'; there are {', '.join(names)}")
    return found


def findings(
    scenario: str,
    engine: str = "compiled",
    replications: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> tuple[Finding, ...]:
    """Run the scenario of a case and lay its figures beside what is known.

    Args:
        scenario: one of :func:`scenarios`.
        engine, replications, threads, progress: see :func:`flowsim.experiment.replications.run`.

    Raises:
        UsageError: an argument is out of bounds.
        FlowsimError: a replication failed.
        Interrupted: Ctrl-C.
    """
    figures = [item for item in expected() if item.scenario == scenario]
    counted = [item for item in figures if item.measure == DELAY_PROBABILITY]
    censuses: dict[str, list[np.ndarray]] = {_asked(item)[0]: [] for item in counted}
    result = run(
        place(scenario),
        replications,
        engine=engine,
        threads=threads,
        progress=progress,
        consume=_counting(censuses) if counted else None,
    )
    if result.failures:
        raise FlowsimError(f"{scenario}: replication {result.failures[0].replication}: {result.failures[0].message}")
    known = {(row.measure, row.of): (row.mean, row.half_width) for row in result.rows if row.group == EVERYONE}
    for item in counted:
        unit, places = _asked(item)
        known[item.measure, item.of] = delay_probability(np.array(censuses[unit]), places)
    return tuple(Finding(item, *known[item.measure, item.of]) for item in figures)


def both_engines(scenario: str) -> Agreement:
    """Whether the scenario of a case is the same in both engines, to the last integer, in one replication.

    Raises:
        Interrupted: Ctrl-C.
    """
    return in_both_engines(place(scenario))


def place(scenario: str) -> Scenario:
    """The scenario of a case."""
    return Scenario.load(shipped_folder() / FOLDER / f"{scenario}.yaml")


def frame(found: Sequence[Finding], agreements: Mapping[str, Agreement] | None = None) -> pd.DataFrame:
    """A row a figure.

    Its columns: scenario, figure, kind, expected, tolerance, simulated, half_width, verdict, measure, of, source; with
    ``agreements`` (by scenario) also both_engines: ``alike`` or ``differ``.
    """
    import pandas as pd

    rows = [
        (
            item.expected.scenario,
            item.expected.figure,
            item.expected.kind,
            item.expected.value,
            item.expected.tolerance,
            item.mean,
            item.half_width,
            item.verdict,
            item.expected.measure,
            item.expected.of,
            item.expected.source,
        )
        for item in found
    ]
    names = ["scenario", "figure", "kind", "expected", "tolerance", "simulated", "half_width", "verdict"]
    table = pd.DataFrame(rows, columns=[*names, "measure", "of", "source"])
    if agreements is None:
        return table
    return table.assign(both_engines=[agreements[item.expected.scenario].word for item in found])


def markdown(found: Sequence[Finding], agreements: Mapping[str, Agreement]) -> str:
    """The findings as a Markdown table, a miss in bold.

    >>> figure = Expected("case", "beds", "exact", 6.9, 0.1, 1, "occupied-beds", "ward", "")
    >>> print(markdown([Finding(figure, 6.95, 0.02)], {"case": Agreement(465, 17_925, 1_900)}).splitlines()[-1])
    | case | beds | 6.9 exact | 0.1 | 6.950 ± 0.020 | hit | alike |
    """
    rows = ["| case | figure | expected | tolerance | simulated | | both engines |", "|" + " --- |" * 7]
    for item in found:
        known, verdict = item.expected, item.verdict
        figures = max(1 - math.floor(math.log10(item.half_width)), 0) if item.half_width > 0 else known.digits
        simulated = f"{item.mean:.{figures}f} ± {item.half_width:.{figures}f}"
        shown = verdict if verdict == HIT else f"**{verdict}**"
        agreement = agreements[known.scenario]
        engines = agreement.word if agreement.alike else f"**{agreement.word}**"
        value = f"{known.value:.{known.digits}f} {known.kind}"
        cells = (known.scenario, known.figure, value, f"{known.tolerance:g}", simulated, shown, engines)
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _asked(figure: Expected) -> tuple[str, int]:
    unit, _, places = figure.of.rpartition(" at ")
    return unit, int(places)


def _counting(censuses: dict[str, list[np.ndarray]]) -> Callable[[Plan, Replication], None]:
    """Keep the census of some units of each replication."""

    def consume(plan: Plan, replication: Replication) -> None:
        for unit, kept in censuses.items():
            kept.append(census(Sight(plan, replication.tallies), unit))

    return consume


def _expected(row: dict[str, str]) -> Expected:
    return Expected(
        scenario=row["scenario"],
        figure=row["figure"],
        kind=row["kind"],
        value=float(row["value"]),
        tolerance=float(row["tolerance"]),
        digits=int(row["digits"]),
        measure=row["measure"],
        of=row["of"],
        source=row["source"],
    )
