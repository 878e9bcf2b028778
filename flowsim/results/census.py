"""What the census of a unit with room for everybody says of units with fewer places."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from flowsim.results.sight import Sight


class Chance(NamedTuple):
    """A chance, and the half-width of its 95 % interval over replications."""

    value: float
    half_width: float


def census(sight: Sight, unit: str) -> np.ndarray:
    """[midnights] people in a unit at each midnight of the window.

    Raises:
        ValueError: there is no such unit.
    """
    row = sight.plan.names["resources"].index(unit)
    return sight.tallies.occupied[row, sight.midnights]


def delay_probability(censuses: np.ndarray, places: int) -> Chance:
    """The chance that somebody who comes to so many places finds them all taken: P(N = places) / P(N <= places).

    N is the census of a unit that was never full; with Poisson arrivals this is Erlang's loss formula, whatever the
    stays (Monks et al. 2016, BMC Health Services Research 16:530). All replications are counted together; the
    interval is that of a ratio of means (Cochran 1977, Sampling Techniques, section 2.11).

    Args:
        censuses: [replications, midnights] from :func:`census`.

    Returns:
        NaN where so few people were never there; no half-width from a single replication.

    >>> delay_probability(np.array([[3, 4, 4, 5], [4, 3, 5, 4]]), 4)
    Chance(value=0.6666666666666666, half_width=0.0)
    """
    from scipy import stats

    full = (censuses == places).sum(axis=1)
    within = (censuses <= places).sum(axis=1)
    if not within.any():
        return Chance(float("nan"), float("nan"))
    chance, runs = float(full.sum() / within.sum()), len(censuses)
    if runs < 2:
        return Chance(chance, float("nan"))
    error = np.std(full - chance * within, ddof=1) / within.mean() / np.sqrt(runs)
    return Chance(chance, float(stats.t.ppf(0.975, runs - 1) * error))
