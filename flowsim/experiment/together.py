"""Intervals that hold together: several policies compared with one baseline, 95 % sure of all of one figure at once.

Of twenty policies that do nothing, one shows a difference at 95 % each. Dunnett's constants mend that for arms that are
independent and vary alike. Under common random numbers neither is so: the arms share their people, and how much two
differences have in common is a matter of the two policies. So the correlation of the differences is estimated from the
pairs, and the factor is the quantile of the largest of several Student's t with that correlation (Dunnett 1955 and
1964 for what it is of; Hothorn, Bretz and Westfall 2008, Biometrical Journal 50:346, for an estimated correlation).

With few pairs the estimate is too hopeful: five policies over ten pairs were covered in 94 %, ten over five pairs in
88 % of simulated comparisons. So below :data:`ENOUGH` pairs, or two pairs a policy, it is Bonferroni's bound, which
needs no correlation and errs on the wide side, as Law (Simulation Modeling and Analysis, ch. 10) does under common
random numbers; it is never more than that bound. From 20 pairs on, two to ten policies were covered in 94 to 96 %.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from flowsim.results.summary import CONFIDENCE

ENOUGH = 20
"""Pairs from which the correlation of the differences is taken as known."""

POINTS = 16_384
"""Points over which the largest of several t is integrated: the factor is right to about half a per cent."""


def together(differences: np.ndarray) -> np.ndarray:
    """Half-widths [policies, figures] of intervals that hold for all policies at once, figure by figure.

    With one policy they are those of the t interval. A policy whose difference is the same in every pair has the
    half-width 0 and is not counted among those compared.

    Args:
        differences: [policies, pairs, figures] policy less baseline; NaN where a pair is missing.
    """
    widths = [_of_one(differences[:, :, place]) for place in range(differences.shape[2])]
    return np.stack(widths, axis=1) if widths else np.empty((len(differences), 0))


def _of_one(differences: np.ndarray) -> np.ndarray:
    """The half-widths [policies] for one figure, of [policies, pairs]."""
    pairs = np.isfinite(differences).sum(axis=1)
    widths = np.full(len(differences), np.nan)
    known = np.flatnonzero(pairs >= 2)
    spreads = np.array([_spread(differences[policy]) for policy in known])
    widths[known] = 0.0
    varying = known[spreads > 0]
    if len(varying):
        times = factor(_correlation(differences[varying]), int(pairs[varying].min()))
        widths[varying] = times * spreads[spreads > 0] / np.sqrt(pairs[varying])
    return widths


def _spread(values: np.ndarray) -> float:
    """Standard deviation of what there is; exactly 0 where it never varies."""
    own = values[np.isfinite(values)]
    return 0.0 if (own == own[0]).all() else float(own.std(ddof=1))


def _correlation(differences: np.ndarray) -> np.ndarray:
    """Correlation of the differences of [policies, pairs] over the pairs that all have; nothing known: none."""
    whole = differences[:, np.isfinite(differences).all(axis=0)]
    centred = whole - whole.mean(axis=1, keepdims=True) if whole.size else whole
    size = np.sqrt((centred**2).sum(axis=1))
    if whole.shape[1] < 2 or not (size > 0).all():
        return np.eye(len(differences))
    found: np.ndarray = (centred @ centred.T) / np.outer(size, size)
    return found


def factor(correlation: np.ndarray, pairs: int) -> float:
    """By what the standard error of each of several differences is multiplied.

    >>> round(factor(np.eye(1), 30), 3), round(factor(np.full((3, 3), 0.5) + np.eye(3) / 2, 61), 1)
    (2.045, 2.4)

    Args:
        correlation: of the differences, [policies, policies].
        pairs: how many; the freedom of t is one less.
    """
    from scipy.special import stdtrit

    policies, freedom = len(correlation), pairs - 1
    bound = float(stdtrit(freedom, 1 - (1 - CONFIDENCE) / 2 / policies))
    if policies == 1 or pairs < max(ENOUGH, 2 * policies):
        return bound
    size, axes = np.linalg.eigh(correlation)
    normal, chi = _points(policies, freedom)
    values = (axes * np.sqrt(np.clip(size, 0, None))) @ normal
    largest = np.abs(values, out=values).max(axis=0) / chi
    place = round(CONFIDENCE * POINTS)
    return min(bound, float(np.partition(largest, place)[place]))


@cache
def _points(policies: int, freedom: int) -> tuple[np.ndarray, np.ndarray]:
    """Independent normal values [policies, POINTS] and the root of chi-squared over its freedom [POINTS].

    A lattice of Richtmyer (multiples of roots of primes, less their whole part), put through the inverses: the same
    points every time, so that equal comparisons have equal intervals.
    """
    from scipy.special import chdtri, ndtri

    roots = np.sqrt(_primes(policies + 1))
    lattice = (np.outer(np.arange(1, POINTS + 1), roots) + 0.5) % 1.0
    uniform = np.clip(lattice, 1e-12, 1 - 1e-12)
    return np.ascontiguousarray(ndtri(uniform[:, 1:]).T), np.sqrt(chdtri(freedom, uniform[:, 0]) / freedom)


def _primes(many: int) -> list[int]:
    found: list[int] = []
    number = 2
    while len(found) < many:
        if all(number % prime for prime in found):
            found.append(number)
        number += 1
    return found
