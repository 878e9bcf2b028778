"""Paired statistics against scipy's own, and the coverage of the intervals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from flowsim.experiment.paired import apart, paired, pairs_needed
from flowsim.experiment.together import together

SEED = 20240401


def two_arms(rows: int = 25, columns: int = 6) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(SEED)
    shared = rng.normal(100, 10, (rows, columns))
    return shared + rng.normal(0, 3, (rows, columns)), shared + rng.normal(-2, 4, (rows, columns))


def test_differences_and_their_intervals_are_those_of_the_paired_t_test() -> None:
    baseline, policy = two_arms()
    ours = paired(baseline, policy)
    for column in range(baseline.shape[1]):
        low, high = stats.ttest_rel(policy[:, column], baseline[:, column]).confidence_interval(0.95)
        assert ours.difference[column] - ours.half_width[column] == pytest.approx(low, rel=1e-10)
        assert ours.difference[column] + ours.half_width[column] == pytest.approx(high, rel=1e-10)
        low, high = stats.ttest_1samp(policy[:, column], 0).confidence_interval(0.95)
        assert ours.policy[column] - ours.policy_half_width[column] == pytest.approx(low, rel=1e-10)
        correlation = stats.pearsonr(baseline[:, column], policy[:, column]).statistic
        assert ours.correlation[column] == pytest.approx(correlation, rel=1e-10)


def test_what_is_the_same_but_for_rounding_differs_by_exactly_nought() -> None:
    """Sums of the same numbers in another order; beside a column that differs by a part in a hundred million."""
    parts = np.random.default_rng(SEED).exponential(900.0, (2_000, 12))
    first, second = (np.array([sum(column) for column in rows.T]) for rows in (parts, parts[::-1]))
    assert (first != second).any()
    baseline = np.column_stack([first, first])
    ours = paired(baseline, np.column_stack([second, first * (1 + 1e-8)]))
    assert (ours.difference[0], ours.half_width[0]) == (0.0, 0.0)
    assert ours.difference[1] == pytest.approx(first.mean() * 1e-8, rel=1e-3)
    widths = together(apart(baseline[None], np.column_stack([second, first * (1 + 1e-8)])[None]))[0]
    assert widths[0] == 0 < widths[1]


def test_variance_reduction_is_the_ratio_of_replications_for_one_half_width() -> None:
    baseline, policy = two_arms()
    ours = paired(baseline, policy)
    unpaired = baseline.var(axis=0, ddof=1) + policy.var(axis=0, ddof=1)
    np.testing.assert_allclose(ours.variance_reduction, unpaired / (policy - baseline).var(axis=0, ddof=1))
    assert (ours.variance_reduction > 3).all()


def test_a_missing_value_takes_its_pair_with_it() -> None:
    baseline, policy = two_arms()
    baseline[3, 0] = policy[5, 0] = np.nan
    policy[:, 1] = np.nan
    policy[1:, 2] = np.nan
    ours = paired(baseline, policy)
    keep = np.delete(np.arange(25), [3, 5])
    low, high = stats.ttest_rel(policy[keep, 0], baseline[keep, 0]).confidence_interval(0.95)
    assert ours.pairs.tolist() == [23, 0, 1, 25, 25, 25]
    assert ours.difference[0] - ours.half_width[0] == pytest.approx(low)
    assert ours.difference[0] + ours.half_width[0] == pytest.approx(high)
    assert np.isnan(ours.difference[1])
    assert ours.difference[2] == policy[0, 2] - baseline[0, 2]
    assert np.isnan(ours.half_width[1:3]).all()


def test_a_measure_that_the_policy_leaves_alone_has_a_difference_of_exactly_nothing() -> None:
    baseline, _ = two_arms()
    baseline[:, 0] = 0.1  # 25 times 0.1 over 25 is not 0.1 in floating point
    ours = paired(baseline, baseline.copy())
    assert (ours.difference == 0).all()
    assert (ours.half_width == 0).all()
    assert ours.baseline[0] == 0.1
    assert ours.baseline_half_width[0] == 0
    assert np.isnan(ours.variance_reduction[0])
    assert np.isinf(ours.variance_reduction[1:]).all()


def test_intervals_cover_as_often_as_they_say() -> None:
    # 20,000 experiments of 12 pairs from a correlated normal law, whose t interval is exact: the covering share is
    # binomial(20000, .95) / 20000 with a standard deviation of .00154. Three of these each side is .9454 to .9546.
    rng = np.random.default_rng(SEED)
    shared = rng.normal(0, 5, (12, 20_000))
    baseline = shared + rng.normal(0, 1, shared.shape)
    policy = shared + rng.normal(3, 2, shared.shape)
    ours = paired(baseline, policy)
    assert 0.9454 < np.mean(np.abs(ours.difference - 3) <= ours.half_width) < 0.9546
    assert 0.9454 < np.mean(np.abs(ours.policy - 3) <= ours.policy_half_width) < 0.9546


@pytest.mark.parametrize(("deviation", "half_width"), [(10.0, 2.0), (1.0, 3.0), (5.0, 0.3), (0.0, 1.0)])
def test_pairs_needed_is_the_least_number_that_is_enough(deviation: float, half_width: float) -> None:
    found = pairs_needed(deviation, half_width)

    def reached(pairs: int) -> float:
        return float(stats.t.ppf(0.975, pairs - 1)) * deviation / pairs**0.5

    assert reached(found) <= half_width
    assert found == 2 or reached(found - 1) > half_width


def test_pairs_needed_refuses_what_has_no_answer() -> None:
    with pytest.raises(ValueError, match="above 0"):
        pairs_needed(1.0, 0.0)
    with pytest.raises(ValueError, match="more than"):
        pairs_needed(1.0, 1e-9)
