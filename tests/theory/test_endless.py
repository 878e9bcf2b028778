"""Places for everybody: the number present is Poisson, with a mean that is known at every instant.

With Poisson arrivals at rate r(s) and independent stays, the number present at t is Poisson with mean the integral of
r(s) P(stay > t - s) over s up to t. Replications are independent, so the tests below are exact: their sums are Poisson.
Each test has significance 1e-4, shared among the instants it looks at.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from flowsim.engine.output import PEOPLE
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import Plan
from flowsim.scenario.scenario import Scenario
from flowsim.units import HOUR
from tests.theory.holding import ENGINES, SIGNIFICANCE
from tests.theory.wards import Document, one_ward

MEAN, SIGMA = 30.0, 0.9
"""A lognormal stay: mean in hours, and standard deviation of its logarithm."""

DAYS = 14
BY_HOUR = [1, 1, 1, 1, 1, 2, 3, 5, 8, 10, 12, 12, 11, 10, 10, 9, 8, 8, 7, 6, 5, 4, 3, 2]
BY_WEEKDAY = [12, 11, 10, 10, 11, 7, 6]
RATE = 2.0
SEED = 11

SIZES = [
    pytest.param("compiled", 600, id="compiled"),
    pytest.param("compiled", 6000, id="compiled-long", marks=pytest.mark.statistical),
    pytest.param("reference", 150, id="reference-long", marks=pytest.mark.statistical),
]


def place(**profile: list[int]) -> Plan:
    """A unit that is never full, arrivals with a profile, from an empty start on a Monday."""
    stay = {"lognormal": {"mean": f"{MEAN} h", "cv": math.sqrt(math.expm1(SIGMA**2))}}
    document: Document = {"flowsim": 1, "name": "endless", **one_ward(RATE, 100_000, stay)}
    document["arrivals"]["people"] |= profile
    document["run"] = {"window": f"{DAYS} d", "start_date": "2024-04-01"}
    return compile_plan(Scenario.from_document(document))


def rates() -> np.ndarray:
    """Arrivals in each hour of the run by both profiles; the mean over a day and over a week is RATE."""
    by_hour = np.array(BY_HOUR) / np.mean(BY_HOUR)
    by_weekday = np.array(BY_WEEKDAY) / np.mean(BY_WEEKDAY)
    return RATE * np.outer(np.tile(by_weekday, DAYS // 7), by_hour).ravel()


def mean_lesser(x: np.ndarray) -> np.ndarray:
    """Mean of the lesser of a stay and x hours: the integral of P(stay > u) from 0 to x."""
    x = np.maximum(x, 1e-12)
    middle = math.log(MEAN) - SIGMA**2 / 2
    z = (np.log(x) - middle) / SIGMA
    return np.asarray(MEAN * stats.norm.cdf(z - SIGMA) + x * stats.norm.sf(z))


def mean_path(by_cell: np.ndarray) -> np.ndarray:
    """Mean number present at the end of each hour, arrivals being at a constant rate within each hour."""
    hours = np.arange(1, len(by_cell) + 1)
    since = hours[:, None] - np.arange(len(by_cell))[None, :]
    return np.asarray((mean_lesser(since) - mean_lesser(since - 1.0)) @ by_cell)


def observed(plan: Plan, engine: str, replications: int) -> tuple[np.ndarray, np.ndarray]:
    """[replications, hours] people present at the end of each hour, and people who arrived in each hour."""
    ends = np.arange(1, DAYS * 24 + 1) * HOUR
    present, arrived = [], []
    for number in range(replications):
        people = ENGINES[engine].replicate(plan, SEED, number, PEOPLE).people
        assert people is not None
        came = np.searchsorted(np.sort(people.arrived), ends)
        went = np.searchsorted(np.sort(people.left[people.left >= 0]), ends)
        present.append(came - went)
        arrived.append(np.diff(came, prepend=0))
    return np.array(present), np.array(arrived)


def poisson_tails(counts: np.ndarray, means: np.ndarray) -> np.ndarray:
    """Two-sided tail probabilities of Poisson counts."""
    tails = np.minimum(stats.poisson.cdf(counts, means), stats.poisson.sf(counts - 1, means))
    return np.asarray(np.minimum(1, 2 * tails))


def assert_poisson(counts: np.ndarray, means: np.ndarray, sees: float) -> None:
    """Sums of counts [replications, instants] are Poisson, and a relative bias of ``sees`` would show somewhere."""
    totals = counts.sum(axis=0), means * len(counts)
    tails = poisson_tails(*totals)
    worst = int(tails.argmin())
    assert tails[worst] > SIGNIFICANCE / len(means), (worst, totals[0][worst], totals[1][worst])
    blur = stats.norm.isf(SIGNIFICANCE / 2 / len(means)) / math.sqrt(totals[1].max())
    assert blur < sees


@pytest.mark.parametrize(("engine", "replications"), SIZES)
def test_mean_path_under_profiles(engine: str, replications: int) -> None:
    """M(t)/G/infinity from an empty start, arrivals by hour and weekday: present at every hour of two weeks, and
    arrived in every hour. A bias of 3 % in the number present is seen, and one of 10 % in the arrivals of the
    busiest hour (6 and 20 % in the reference engine)."""
    by_cell = rates()
    present, arrived = observed(place(by_hour=BY_HOUR, by_weekday=BY_WEEKDAY), engine, replications)
    longer = math.sqrt(600 / replications)
    assert_poisson(present, mean_path(by_cell), 0.028 * longer)
    assert_poisson(arrived, by_cell, 0.1 * longer)
    chi_square = ((arrived.sum(axis=0) - by_cell * replications) ** 2 / (by_cell * replications)).sum()
    tail = stats.chi2(len(by_cell))
    assert SIGNIFICANCE / 2 < tail.sf(chi_square) < 1 - SIGNIFICANCE / 2


@pytest.mark.parametrize(("engine", "replications"), SIZES)
def test_census_is_poisson(engine: str, replications: int) -> None:
    """M/G/infinity: not only the mean but the whole distribution of the number present, at three instants; a Poisson
    law has variance over mean of one, and a tenth more or less (a fifth in the reference engine) is seen."""
    present, _ = observed(place(), engine, replications)
    means = mean_path(np.full(DAYS * 24, RATE))
    assert_poisson(present, means, 0.028 * math.sqrt(600 / replications))
    for hour in (23, 100, 335):
        dispersion = ((present[:, hour] - means[hour]) ** 2).sum() / means[hour]
        tail = stats.chi2(replications).sf(dispersion)
        assert SIGNIFICANCE / 12 < tail < 1 - SIGNIFICANCE / 12
        assert_shape(present[:, hour], float(means[hour]), SIGNIFICANCE / 6)


def assert_shape(counts: np.ndarray, mean: float, level: float) -> None:
    """Chi-square over classes that should hold equal shares, as near as whole numbers allow (at least 5 in each)."""
    classes = min(10, len(counts) // 6)
    inner = stats.poisson.ppf(np.arange(1, classes) / classes, mean)
    edges = np.unique(inner)
    expected = len(counts) * np.diff(stats.poisson.cdf(edges, mean), prepend=0.0, append=1.0)
    found = np.bincount(np.searchsorted(edges, counts), minlength=len(edges) + 1)
    assert stats.chisquare(found, expected).pvalue > level


@pytest.mark.seeded
def test_a_profile_that_is_an_hour_late_is_seen() -> None:
    """The same path with the profile shifted by an hour is refused."""
    late = BY_HOUR[-1:] + BY_HOUR[:-1]
    present, _ = observed(place(by_hour=late, by_weekday=BY_WEEKDAY), "compiled", 600)
    with pytest.raises(AssertionError):
        assert_poisson(present, mean_path(rates()), 1.0)
