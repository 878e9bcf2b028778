"""Intervals that hold together: Dunnett's published constants, scipy's multivariate t, and simulated coverage."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from flowsim.experiment.paired import paired
from flowsim.experiment.together import factor, together


def alike(policies: int, correlation: float) -> np.ndarray:
    """A matrix with the same correlation between any two."""
    return np.full((policies, policies), correlation) + np.eye(policies) * (1 - correlation)


@pytest.mark.parametrize(
    ("policies", "freedom", "published"),
    [(1, 60, 2.00), (2, 60, 2.27), (3, 60, 2.41), (4, 60, 2.51), (5, 60, 2.58), (2, 24, 2.35), (5, 24, 2.70)],
)
def test_with_a_correlation_of_a_half_it_is_dunnett_s_table(policies: int, freedom: int, published: float) -> None:
    """Dunnett (1964), Biometrics 20:482, table II: two-sided, .95; to its two decimals and half a per cent of ours."""
    assert factor(alike(policies, 0.5), freedom + 1) == pytest.approx(published, abs=0.015)


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.9])
@pytest.mark.parametrize(("policies", "pairs"), [(3, 20), (6, 50)])
def test_the_box_holds_95_per_cent_of_scipy_s_multivariate_t(correlation: float, policies: int, pairs: int) -> None:
    shape = alike(policies, correlation)
    edge = np.full(policies, factor(shape, pairs))
    law = stats.multivariate_t(shape=shape, df=pairs - 1, seed=1)
    assert law.cdf(edge, lower_limit=-edge, random_state=1, maxpts=20_000) == pytest.approx(0.95, abs=0.002)


def test_few_pairs_have_bonferroni_s_bound() -> None:
    assert factor(alike(4, 0.9), 10) == pytest.approx(stats.t.ppf(1 - 0.025 / 4, 9))
    assert factor(alike(15, 0.9), 29) == pytest.approx(stats.t.ppf(1 - 0.025 / 15, 28))
    assert factor(alike(15, 0.9), 30) < stats.t.ppf(1 - 0.025 / 15, 29)


def test_one_policy_has_the_interval_of_t_and_missing_pairs_take_no_part() -> None:
    values = np.random.default_rng(4).normal(size=(2, 30, 3))
    values[1, 4, 1] = np.nan
    values[1, :29, 2] = np.nan
    found = together(values[1:] - values[0])
    assert found[0, :2] == pytest.approx(paired(values[0], values[1]).half_width[:2])
    assert np.isnan(found[0, 2])


def test_what_is_the_same_in_every_pair_widens_nobody_s_interval() -> None:
    differences = np.random.default_rng(5).normal(size=(2, 25, 1))
    alone = together(differences[:1])[0, 0]
    differences[1] = 0.1
    assert together(differences)[:, 0].tolist() == [alone, 0.0]


def covered(pairs: int, policies: int, correlation: float, experiments: int) -> float:
    """The share of comparisons in which all intervals hold their true differences."""
    normal = np.random.default_rng(6).normal(size=(experiments, pairs, policies))
    drawn = (normal @ np.linalg.cholesky(alike(policies, correlation)).T + np.arange(policies)).transpose(2, 1, 0)
    off = np.abs(drawn.mean(axis=1) - np.arange(policies)[:, None])
    return float((off <= together(drawn)).all(axis=0).mean())


@pytest.mark.parametrize(("pairs", "policies", "correlation"), [(20, 5, 0.8), (8, 4, 0.3)])
def test_all_intervals_of_a_figure_hold_at_once(pairs: int, policies: int, correlation: float) -> None:
    # 400 comparisons: a standard deviation of .011; four of them below .95 is .906. Each by itself covers .85 or less.
    assert covered(pairs, policies, correlation, 400) > 0.906


@pytest.mark.statistical
@pytest.mark.parametrize(
    ("pairs", "policies", "correlation"), [(20, 3, 0.0), (20, 3, 0.9), (20, 10, 0.9), (50, 10, 0.0), (50, 10, 0.9)]
)
def test_all_intervals_of_a_figure_hold_at_once_closely(pairs: int, policies: int, correlation: float) -> None:
    # 4,000 comparisons: a standard deviation of .0034; an estimated correlation may cost a point at 20 pairs.
    assert 0.926 < covered(pairs, policies, correlation, 4_000) < 0.968
