"""How a system is held to its theory: independent replications, a t interval, and how small a bias would be seen.

Every test has significance 1e-4 (shared among its figures), a fixed seed of its own and no retries; the some 200 such
tests of theory and against Ciw, both suites together, come to a chance of 2 % at most that sound engines fail one.
A figure also states the bias it can see: the half-width of that interval over the true value, which the test holds to.
So a test cannot pass by being too short.

Long queues come from chance crowds, so most of what varies in a mean wait is explained by how many came and how long
they stayed, whose expectations are inputs. Figures marked as controls are such; they are held to theory as they
stand, and the others after regression on them over the replications (Lavenberg and Welch 1981).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from scipy import stats

from flowsim.engine import compiled, reference
from flowsim.engine.output import Tallies
from flowsim.experiment.fanout import default_threads, fan_out
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import Plan
from flowsim.results.measures import MEASURES, measure
from flowsim.scenario.scenario import Scenario

ENGINES: dict[str, ModuleType] = {"compiled": compiled, "reference": reference}
SIGNIFICANCE = 1e-4
REPLICATIONS = 40
DAYS_IN_AN_HOUR = 1 / 24

QUICK = {"compiled": 1.0, "reference": 1 / 64}
"""Length of a test in the everyday suite, as a multiple of the system's own number of people."""

LONG = {"compiled": 8.0, "reference": 1 / 8}
"""Length of the same test in the slower suite (``pytest -m statistical``)."""

Reading = str | Callable[[Plan, Tallies], float]


@dataclass(frozen=True)
class Figure:
    """One number that theory gives.

    Attributes:
        read: the name of a measure, or a function of plan and tallies.
        of: unit, team, interval or source that the measure is of.
        truth: what theory says; times in hours, rates per hour.
        sees: the relative bias that a run of length 1 would see; a run k times as long sees one sqrt(k) times smaller.
        control: whether the truth follows from the inputs alone, whoever waits for whom.
    """

    read: Reading
    of: str
    truth: float
    sees: float
    control: bool = False


@dataclass(frozen=True)
class System:
    """A scenario that theory knows.

    Attributes:
        name: for the list of tests.
        rate: arrivals an hour, all together.
        people: arrivals in the windows of all replications of a run of length 1.
        sections: of the scenario's document, all but ``run``.
        figures: what theory says.
        settling: hours from the empty start to the window, many times what the system takes to forget. A quarter of it
            lies between the window's end and the run's, so that all who joined in the window get their turn.
    """

    name: str
    rate: float
    people: int
    sections: Mapping[str, Any]
    figures: Sequence[Figure] = field(repr=False)
    settling: int = 240

    @property
    def seed(self) -> int:
        """A seed of its own, so that systems do not share their luck."""
        return crc32(self.name.encode())

    @property
    def held(self) -> list[Figure]:
        """All figures; that of arrivals is everybody's."""
        return [Figure("arrivals", "", self.rate, 7 / math.sqrt(self.people), control=True), *self.figures]

    def plan(self, length: float) -> Plan:
        """The plan for a run of a length."""
        window = 24 * math.ceil(self.people * length / self.rate / REPLICATIONS / 24)
        run = {"warm_up": f"{self.settling} h", "window": f"{window} h", "follow_up": f"{self.settling // 4} h"}
        return compile_plan(Scenario.from_document({"flowsim": 1, "name": "theory", **self.sections, "run": run}))


@dataclass(frozen=True)
class Finding:
    """What a run says of one figure: mean over replications, and half-width at the test's significance."""

    figure: Figure
    mean: float
    half_width: float

    @property
    def missed(self) -> bool:
        """Whether theory lies outside the interval (also when there is no number)."""
        return not abs(self.mean - self.figure.truth) <= self.half_width

    def __str__(self) -> str:
        name = self.figure.read if isinstance(self.figure.read, str) else self.figure.read.__name__
        return (
            f"{name} {self.figure.of}: {self.mean:.6g}, theory {self.figure.truth:.6g}, "
            f"half-width {self.half_width:.2g} ({self.half_width / self.figure.truth:.2%} of theory)"
        )


def findings(system: System, engine: str, length: float) -> list[Finding]:
    """Run a system and set each figure beside its theory."""
    plan, figures = system.plan(length), system.held

    def work(replication: int) -> list[float]:
        tallies = ENGINES[engine].replicate(plan, system.seed, replication).tallies
        return [value_of(plan, tallies, figure) for figure in figures]

    # SimPy holds the interpreter's lock, so that a second thread would only get in its way.
    outcome = fan_out(range(REPLICATIONS), work, default_threads() if engine == "compiled" else 1)
    values = np.array([outcome.done[replication] for replication in range(REPLICATIONS)])
    controls = np.array([figure.control for figure in figures])
    luck = values[:, controls] - [figure.truth for figure in figures if figure.control]
    nothing = luck[:, :0]
    level = SIGNIFICANCE / len(figures)
    return [
        Finding(figure, *corrected(column, nothing if figure.control else luck, level))
        for figure, column in zip(figures, values.T, strict=True)
    ]


def corrected(values: np.ndarray, luck: np.ndarray, level: float) -> tuple[float, float]:
    """Mean and half-width at a significance level, by regression on columns whose expectation is nought.

    >>> corrected(np.array([1.0, 2.0, 3.0]), np.zeros((3, 0)), 0.05)[0]
    2.0
    """
    design = np.column_stack([np.ones(len(values)), luck])
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ design.T @ values
    freedom = len(values) - design.shape[1]
    variance = ((values - design @ coefficients) ** 2).sum() / freedom * inverse[0, 0]
    return float(coefficients[0]), float(stats.t.ppf(1 - level / 2, freedom) * math.sqrt(variance))


def value_of(plan: Plan, tallies: Tallies, figure: Figure) -> float:
    """A figure in one replication, in hours."""
    if not isinstance(figure.read, str):
        return figure.read(plan, tallies)
    values = measure(plan, tallies, names=[figure.read])
    found = {value.of: value.value for value in values if value.group == "everyone"}
    scale = {"days": 1 / DAYS_IN_AN_HOUR, "per day": DAYS_IN_AN_HOUR}
    return found[figure.of] * scale.get(MEASURES[figure.read].unit, 1.0)


def hold(system: System, engine: str, length: float) -> None:
    """Fail if theory lies outside an interval, or if an interval is wider than was promised."""
    found = findings(system, engine, length)
    missed = [str(finding) for finding in found if finding.missed]
    blurred = [
        f"{finding}: more than {finding.figure.sees / math.sqrt(length):.2%}"
        for finding in found
        if not finding.half_width <= finding.figure.sees / math.sqrt(length) * finding.figure.truth
    ]
    assert not missed, missed
    assert not blurred, blurred


def runs(systems: Sequence[System], quick_reference: Sequence[str] = ()) -> pytest.MarkDecorator:
    """Every system in the compiled engine, those named in the reference engine too; all in both when at length."""
    cases = []
    for system in systems:
        for engine in ENGINES:
            if engine == "compiled" or system.name in quick_reference:
                cases.append(pytest.param(system, engine, QUICK[engine], id=f"{system.name}-{engine}"))
            long = pytest.param(
                system, engine, LONG[engine], id=f"{system.name}-{engine}-long", marks=pytest.mark.statistical
            )
            cases.append(long)
    missing = set(quick_reference) - {system.name for system in systems}
    assert not missing, missing
    return pytest.mark.parametrize(("system", "engine", "length"), cases)
