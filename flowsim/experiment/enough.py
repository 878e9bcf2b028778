"""Whether a comparison has pairs enough to see what policies usually change."""

from __future__ import annotations

from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from scipy.special import chdtri

from flowsim.experiment.arms import Key
from flowsim.experiment.comparison import HIGHER, LOWER, Comparison, verdict
from flowsim.experiment.paired import pairs_needed
from flowsim.results.registry import ALL, EVERYONE
from flowsim.results.summary import CONFIDENCE

FIRST = "no-criteria-to-reside"
"""The figure that is looked at."""

USUAL = 0.05
"""By this share of it as it is a policy usually moves it (four of ninety people)."""

LEAST = 1.0
"""Where the figure is less than this, nothing is usual about it."""

CAUTION = 0.8
"""So sure the spread of all pairs is no larger than what is taken for it: that of a few may be small by chance."""

WITHIN = 0.5
"""A difference is known when its half-width is no more than this share of it."""


class TooFew(NamedTuple):
    """A comparison whose intervals are too wide to see a usual difference.

    Attributes:
        key: of the figure.
        usual: difference, in the measure's unit.
        half_width: of the differences at hand, in the middle of the policies.
        pairs: so many should make it half of the usual difference: an estimate on the safe side, from the spread at
            hand.
    """

    key: Key
    usual: float
    half_width: float
    pairs: int


def too_few(comparison: Comparison) -> TooFew | None:
    """What a usual difference is, and how many pairs would show it.

    Nothing where the intervals are narrow enough, or some policy is shown to make a difference already.
    """
    found = (place for place, key in enumerate(comparison.keys) if key == Key(FIRST, ALL, EVERYONE))
    return next((_judged(comparison, place) for place in found), None)


def _judged(comparison: Comparison, place: int) -> TooFew | None:
    policies = list(comparison.statistics.values())
    widths = comparison.together([place])[:, 0]
    usual = USUAL * abs(float(policies[0].baseline[place]))
    spreads = np.array([float(one.deviation[place]) for one in policies])
    known = np.isfinite(widths) & np.isfinite(spreads) & (spreads > 0)
    seen = [verdict(float(one.difference[place]), wide) for one, wide in zip(policies, widths.tolist(), strict=True)]
    small = usual < USUAL * LEAST or not known.any()
    if small or {LOWER, HIGHER} & set(seen) or np.median(widths[known]) <= usual:
        return None
    several = NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / 2 / len(policies))
    wider = several / NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / 2)
    freedom = max(comparison.pairs.values()) - 1
    spread = float(np.median(spreads[known]) * np.sqrt(freedom / chdtri(freedom, CAUTION)))
    try:
        pairs = pairs_needed(spread, usual * WITHIN / wider)
    except ValueError:
        return None
    return TooFew(comparison.keys[place], usual, float(np.median(widths[known])), pairs)
