"""Quantiles from the fixed histograms, so that every output level gives the same ones.

A quantile q of n values is the one of rank ceil(q n) in ascending order (nearest rank). In a histogram of
times the rank picks the bin, and the ranks of a bin are spread evenly over its width: the j-th of m values of
a bin [a, b) stands at a + (j - 1/2) / m * (b - a); the first bin, less than a second, stands for no wait at
all. So a quantile is off by less than one bin: one second below 32 s, and at most 1/16 of the wait above. In a
histogram of whole days or nights the bin is the value, and nothing is interpolated.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from flowsim.engine.histogram import bin_edges
from flowsim.engine.output import BINS
from flowsim.units import DAY

NAN = float("nan")


@cache
def _edges() -> np.ndarray:
    return np.array([bin_edges(number) for number in range(BINS)], np.int64)


def _rank(count: int, share: float) -> int:
    # The share is a short decimal; rounding keeps 0.9 * 10 from becoming rank 10.
    return max(math.ceil(round(share * count, 9)), 1)


def time_quantile(histogram: np.ndarray, share: float) -> float:
    """Quantile of a histogram of times (see :mod:`flowsim.engine.histogram`), in ticks; NaN if empty.

    >>> import numpy as np
    >>> waits = np.zeros(512, np.int64)
    >>> waits[3] = 2
    >>> time_quantile(waits, 0.5), time_quantile(waits, 1.0)
    (3250.0, 3750.0)
    """
    count = int(histogram.sum())
    if count == 0:
        return NAN
    rank = _rank(count, share)
    below = np.cumsum(histogram)
    number = int(np.searchsorted(below, rank))
    if number == 0:
        return 0.0
    before = int(below[number]) - int(histogram[number])
    low, high = (int(edge) for edge in _edges()[number])
    return low + (rank - before - 0.5) / int(histogram[number]) * (high - low)


def share_below(histogram: np.ndarray, ticks: int) -> float:
    """Share of times in a histogram that are less than ``ticks``, linear inside a bin; NaN if empty."""
    count = int(histogram.sum())
    if count == 0:
        return NAN
    low, high = _edges().T
    part = np.clip((ticks - low) / (high - low), 0.0, 1.0)
    return float((histogram * part).sum() / count)


def day_quantile(histogram: np.ndarray, share: float) -> float:
    """Quantile of a histogram of whole days or nights; the last bin stands for itself or more. NaN if empty.

    >>> import numpy as np
    >>> day_quantile(np.array([5, 3, 2]), 0.9)
    2.0
    """
    count = int(histogram.sum())
    return float(np.searchsorted(np.cumsum(histogram), _rank(count, share))) if count else NAN


def nearest_rank(values: np.ndarray, share: float) -> float:
    """Quantile of plain numbers; NaN if there are none.

    >>> nearest_rank(np.array([6] * 13 + [10]), 0.9), nearest_rank(np.array([6] * 13 + [10]), 0.95)
    (6.0, 10.0)
    """
    return float(np.sort(values)[_rank(len(values), share) - 1]) if len(values) else NAN


BINNED = "read from bins a second wide below 32 seconds and at most a sixteenth of the time above"
"""What is said of a quantile that comes from :func:`time_quantile`."""


def days(ticks: float) -> float:
    """Days of so many ticks."""
    return ticks / DAY
