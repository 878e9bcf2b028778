"""The half-width of the 95 % t interval of a mean over replications."""

from __future__ import annotations

import numpy as np

CONFIDENCE = 0.95


def half_width(sd: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Half-width of the 95 % t interval of a mean of ``n`` values with standard deviation ``sd``.

    >>> half_width(np.array([1.0]), np.array([4])).round(4).tolist()
    [1.5912]
    """
    from scipy.special import stdtrit  # a fraction of the import time of scipy.stats

    freedom = np.maximum(np.asarray(n) - 1, 1)
    quantile = stdtrit(freedom, 0.5 + CONFIDENCE / 2)
    return np.where(np.asarray(n) >= 2, quantile * sd / np.sqrt(np.maximum(n, 1)), np.nan)
