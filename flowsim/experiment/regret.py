"""Regret: how far an arm lies behind the one that has least of a figure in the same future, or most where more helps.

Savage 1951 (Journal of the American Statistical Association 46:55) judged decisions so; Lempert, Popper and Bankes 2003
(Shaping the next one hundred years) and others judge policies so over many futures.

What is seen of an arm in a future is a mean over few replications. The least of several such means is low partly by
chance, so regret is seen too large, on average, and arms that are all the same seem to have some. So it is given a
second time without that chance: which arm is least is chosen by all replications but one, the regret is taken from the
one left out, and this is done for each in turn. Choice and figure have nothing in common then. If the arm chosen is the
least one, this is right on average; if chance chose another one, it is too small. So on average the truth lies between
the two. Of arms that are all the same it is 0 on average. What chance may make is the difference of the two: it comes
of the choice of the least, so it is the same for all arms of a future, and never below 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from flowsim.experiment.comparison import HIGHER, LOWER
from flowsim.experiment.foremost import MORE
from flowsim.experiment.paired import without_rounding
from flowsim.experiment.twos import twos

ENOUGH_FUTURES = 10
"""With fewer it is not said with which uncertain numbers regret goes together: the test of a rank correlation needs
some."""

SURE = 0.05
"""How likely a correlation is said of anything at all where there is none."""


@dataclass(frozen=True, slots=True)
class Regret:
    """The regret of each arm in one future.

    Attributes:
        mean: the figure of each arm [arms]; NaN where it has no value.
        regret: behind the arm that has the least, or most [arms].
        without_chance: the same without what chance may make of it [arms]; it may be below 0.
        behind: whether the arm is shown to be behind another one [arms].
    """

    mean: np.ndarray
    regret: np.ndarray
    without_chance: np.ndarray
    behind: np.ndarray


def regret_of(values: np.ndarray, helps: str) -> Regret:
    """The regret of each arm, by the replications that have a value in all of them; NaN with fewer than two.

    Args:
        values: [arms, replications]; NaN where there is none.
        helps: :data:`flowsim.experiment.foremost.LESS` or ``MORE``.
    """
    whole = values[:, np.isfinite(values).all(axis=0)]
    if whole.shape[1] < 2:
        unknown = np.full(len(values), np.nan)
        return Regret(unknown, unknown, unknown, np.zeros(len(values), bool))
    signed = -whole if helps == MORE else whole
    mean = signed.mean(axis=1)
    regret = without_rounding(mean - mean.min(), np.abs(mean) + abs(mean.min()))
    return Regret(whole.mean(axis=1), regret, _without_chance(signed), _behind(signed))


def _without_chance(signed: np.ndarray) -> np.ndarray:
    """Regret [arms] where less helps, from each replication beside the arm that is least in all others."""
    others = signed.sum(axis=1, keepdims=True) - signed
    chosen = signed[others.argmin(axis=0), np.arange(signed.shape[1])]
    size = np.abs(signed).max(axis=0)
    found: np.ndarray = without_rounding(signed - chosen, size).mean(axis=1)
    return found


def _behind(signed: np.ndarray) -> np.ndarray:
    """Whether each arm is shown to have more than another one."""
    behind = np.zeros(len(signed), bool)
    for (first, second), (_, _, shows) in twos(signed).items():
        behind[second] |= shows == HIGHER
        behind[first] |= shows == LOWER
    return behind


@dataclass(frozen=True, slots=True)
class GoesWith:
    """An uncertain number with which the regret of an arm goes together.

    Attributes:
        arm, number: their places.
        correlation: Spearman's, over futures; above 0 where there is more regret the higher the number is.
        p: how likely one so strong is where there is none, corrected for all that were looked at (Holm 1979).
    """

    arm: int
    number: int
    correlation: float
    p: float


def goes_with(regrets: np.ndarray, ranks: np.ndarray) -> list[GoesWith]:
    """What is shown to go together, strongest first for each arm; nothing with fewer than ten futures.

    Args:
        regrets: [futures, arms]; futures with a NaN take no part.
        ranks: [futures, numbers], anything that grows with each number.
    """
    whole = np.isfinite(regrets).all(axis=1)
    regrets, ranks = regrets[whole], ranks[whole]
    if len(regrets) < ENOUGH_FUTURES:
        return []
    found = _correlations(regrets, ranks)
    return sorted((one for one in _holm(found) if one.p < SURE), key=lambda one: (one.arm, -abs(one.correlation)))


def _correlations(regrets: np.ndarray, ranks: np.ndarray) -> list[GoesWith]:
    """Of each arm with each number, as far as both vary."""
    from scipy.stats import spearmanr

    arms, numbers = np.flatnonzero(np.ptp(regrets, axis=0) > 0), np.flatnonzero(np.ptp(ranks, axis=0) > 0)
    if not (len(arms) and len(numbers)):
        return []
    result = spearmanr(regrets[:, arms], ranks[:, numbers])  # of every two columns, a matrix; of two columns a number
    one_way = (slice(0, len(arms)), slice(len(arms), None))
    whole = np.ndim(result.statistic) > 0
    statistic, p = (np.atleast_2d(one[one_way] if whole else one) for one in (result.statistic, result.pvalue))
    return [
        GoesWith(int(arm), int(number), float(statistic[row, column]), float(p[row, column]))
        for row, arm in enumerate(arms)
        for column, number in enumerate(numbers)
    ]


def _holm(found: list[GoesWith]) -> list[GoesWith]:
    """The same with p corrected for how many there are, the smallest for all of them, the next for the others ..."""
    corrected, least = [], 0.0
    for place, one in enumerate(sorted(found, key=lambda one: one.p)):
        least = max(least, min(1.0, one.p * (len(found) - place)))
        corrected.append(GoesWith(one.arm, one.number, one.correlation, least))
    return corrected
