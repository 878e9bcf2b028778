"""Means over replications with the half-widths of their 95 % t intervals, from one tidy table of measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

CONFIDENCE = 0.95


def summary(measures: pd.DataFrame) -> pd.DataFrame:
    """A row a value: ``measure, of, group, unit, mean, half_width, sd, n``.

    Replications in which a value is NaN (there was nothing to divide by) are left out of it, and ``n`` says how many
    are in. The half-width is t(n - 1) * sd / sqrt(n), sd with divisor n - 1; NaN with fewer than two.

    Args:
        measures: as :func:`flowsim.results.tables.measures` gives it, of one scenario.
    """
    keys = ["measure", "of", "group", "unit"]
    table = measures.groupby(keys, sort=False, dropna=False)["value"].agg(["mean", "std", "count"]).reset_index()
    table = table.rename(columns={"std": "sd", "count": "n"})
    table["half_width"] = half_width(table["sd"].to_numpy(float), table["n"].to_numpy())
    return table[[*keys, "mean", "half_width", "sd", "n"]]


def half_width(sd: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Half-width of the 95 % t interval of a mean of ``n`` values with standard deviation ``sd``.

    >>> half_width(np.array([1.0]), np.array([4])).round(4).tolist()
    [1.5912]
    """
    from scipy.special import stdtrit  # a fraction of the import time of scipy.stats

    freedom = np.maximum(np.asarray(n) - 1, 1)
    quantile = stdtrit(freedom, 0.5 + CONFIDENCE / 2)
    return np.where(np.asarray(n) >= 2, quantile * sd / np.sqrt(np.maximum(n, 1)), np.nan)
