"""Statistics of two arms that share their random numbers: replication r of one is paired with r of the other.

Everything works on columns: a matrix has a row a replication and a column a measure. A value that is missing (NaN:
nothing of the kind happened) takes its pair with it, and the number of pairs says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from flowsim.results.summary import half_width as half_width_of

ROUNDING = 1e-12
"""What is no more than this share of the figures that it is worked out from is rounding: sums of thousands of numbers
are exact to some 13 digits, and no planner asks for the 12th."""


@dataclass(frozen=True, slots=True)
class Paired:
    """Paired statistics, each an array with an entry a measure; half-widths are those of 95 % t intervals.

    Attributes:
        pairs: replications with both values.
        baseline, policy, difference: means over the pairs; difference is policy minus baseline.
        baseline_half_width, policy_half_width, half_width: of these three means; NaN with fewer than two pairs.
        correlation: of the two arms over the pairs; NaN where one arm never varies.
        variance_reduction: (var baseline + var policy) / var difference: how many times more unpaired replications
            the same half-width would take. Infinite where the difference never varies and an arm does.
        deviation: standard deviation of the difference, in the measure's unit.
    """

    pairs: np.ndarray
    baseline: np.ndarray
    policy: np.ndarray
    difference: np.ndarray
    baseline_half_width: np.ndarray
    policy_half_width: np.ndarray
    half_width: np.ndarray
    correlation: np.ndarray
    variance_reduction: np.ndarray
    deviation: np.ndarray


@dataclass(frozen=True, slots=True)
class Intervals:
    """Means of columns, the half-widths of their 95 % t intervals, and how many values each is of."""

    mean: np.ndarray
    half_width: np.ndarray
    count: np.ndarray


def intervals(values: np.ndarray) -> Intervals:
    """Mean and interval of each column of [replications, measures]; NaN takes no part."""
    use = np.isfinite(values)
    count = use.sum(axis=0)
    arm = _columns(values, use, count)
    return Intervals(arm.mean, arm.half_width, count)


def without_rounding(differences: np.ndarray, size: np.ndarray) -> np.ndarray:
    """The differences, exactly 0 where they are no more than rounding leaves of figures of this size.

    >>> without_rounding(np.array([1.8e-15, 0.5]), np.array([10.0, 10.0]))
    array([0. , 0.5])
    """
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(differences) <= ROUNDING * size, 0.0, differences)


def apart(baseline: np.ndarray, policy: np.ndarray) -> np.ndarray:
    """Policy less baseline, value by value; what is the same but for rounding differs by exactly 0.

    >>> apart(np.array([0.3]), np.array([0.1 + 0.2]))
    array([0.])
    """
    return without_rounding(policy - baseline, np.maximum(np.abs(baseline), np.abs(policy)))


def paired(baseline: np.ndarray, policy: np.ndarray) -> Paired:
    """Paired statistics of two matrices [replications, measures] of float64 with the same rows and columns."""
    both = np.isfinite(baseline) & np.isfinite(policy)
    pairs = both.sum(axis=0)
    first, second = _columns(baseline, both, pairs), _columns(policy, both, pairs)
    difference = _columns(apart(baseline, policy), both, pairs)
    with np.errstate(invalid="ignore", divide="ignore"):
        covariance = (first.centred * second.centred).sum(axis=0) / (pairs - 1)
        correlation = covariance / np.sqrt(first.variance * second.variance)
        reduction = (first.variance + second.variance) / difference.variance
    return Paired(
        pairs=pairs,
        baseline=first.mean,
        policy=second.mean,
        difference=difference.mean,
        baseline_half_width=first.half_width,
        policy_half_width=second.half_width,
        half_width=difference.half_width,
        correlation=correlation,
        variance_reduction=reduction,
        deviation=np.sqrt(difference.variance),
    )


@dataclass(frozen=True, slots=True)
class _Arm:
    count: np.ndarray
    mean: np.ndarray
    centred: np.ndarray
    variance: np.ndarray

    @property
    def half_width(self) -> np.ndarray:
        return half_width_of(np.sqrt(self.variance), self.count)


def _columns(values: np.ndarray, use: np.ndarray, count: np.ndarray) -> _Arm:
    kept = np.where(use, values, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(count > 0, kept.sum(axis=0) / count, np.nan)
        centred = np.where(use, values - mean, 0.0)
        variance = np.where(count > 1, (centred**2).sum(axis=0) / (count - 1), np.nan)
    # A column of one repeated value must not vary by the rounding of its own mean.
    level = np.where(count > 0, np.max(np.where(use, values, -np.inf), axis=0, initial=-np.inf), np.nan)
    same = (count > 0) & np.all(~use | (values == level), axis=0)
    variance = np.where(same & (count > 1), 0.0, variance)
    return _Arm(count, np.where(same, level, mean), np.where(same, 0.0, centred), variance)


def pairs_needed(deviation: float, half_width: float, largest: int = 10_000_000) -> int:
    """The least number of pairs with ``t(pairs - 1) * deviation / sqrt(pairs) <= half_width``.

    It is an estimate: the deviation comes from the pairs at hand.

    >>> pairs_needed(10.0, 2.0)
    99

    Raises:
        ValueError: the half-width is not above 0, or more than ``largest`` pairs would be needed.
    """
    if not half_width > 0:
        raise ValueError("a half-width is above 0")

    def enough(pairs: int) -> bool:
        return float(half_width_of(np.array([deviation]), np.array([pairs]))[0]) <= half_width

    low, high = 1, 2
    while not enough(high):
        low, high = high, 2 * high
        if high > largest:
            raise ValueError(f"more than {largest} pairs would be needed")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
