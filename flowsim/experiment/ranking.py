"""What the same money frees, addition by addition: the order in which to buy one step, and how sure it is.

Each addition's step is divided by what the step costs, replication by replication. So whether one frees more for a
pound than another is asked of the difference between the two over the same people: two intervals may overlap and the
difference be shown, since what shakes both in a pair is not in it.

Which is first is seen in the same figures. So an interval of a difference from it holds only if it would have held
whichever had been first: it is one for every two additions, as Tukey's are. How far another is behind still leans high,
as does the first itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from flowsim.experiment.paired import apart
from flowsim.experiment.together import together
from flowsim.scenario.additions import Addition

if TYPE_CHECKING:
    from flowsim.experiment.arms import Key
    from flowsim.experiment.comparison import Comparison
    from flowsim.experiment.savings import Price

MONEY = 100_000
"""Pounds a year that are compared."""


@dataclass(frozen=True, slots=True)
class Rank:
    """What :data:`MONEY` pounds a year of one addition free.

    Attributes:
        addition: what is bought.
        freed, half_width: of the measure, for the money; the interval holds for all additions at once.
        behind, behind_half_width: how much less that is than what the first frees, over the same people; the interval
            holds for every two of the ranking at once. Nought for the first itself.
    """

    addition: Addition
    freed: float
    half_width: float
    behind: float = 0.0
    behind_half_width: float = 0.0

    @property
    def told_apart(self) -> bool:
        """Whether it is shown to free less than the first."""
        return self.behind - self.behind_half_width > 0

    def to_dict(self) -> dict[str, Any]:
        """The rank as plain values."""
        return {
            "addition": self.addition.label,
            "freed_for_100000": self.freed,
            "half_width": self.half_width,
            "behind_first": self.behind,
            "behind_first_half_width": self.behind_half_width,
            "told_apart_from_first": self.told_apart,
        }


def ranking(
    comparison: Comparison, key: Key, additions: Sequence[Addition], prices: Sequence[Price | None]
) -> tuple[Rank, ...]:
    """Additions that have a price and are shown to free any, what frees most for a pound first."""
    place = comparison.keys.index(key)
    widths = comparison.together([place])[:, 0]
    found, freed = [], []
    for arm, (addition, price) in enumerate(zip(additions, prices, strict=True), 1):
        if price is None:
            continue
        times = MONEY / (price.pounds * addition.amount)
        mean = -float(comparison.statistics[addition.label].difference[place])
        if mean > widths[arm - 1]:
            found.append(Rank(addition, mean * times, float(widths[arm - 1]) * times))
            freed.append(apart(comparison.values[arm, :, place], comparison.values[0, :, place]) * times)
    order = sorted(range(len(found)), key=lambda number: -found[number].freed)
    return _behind([found[number] for number in order], np.array([freed[number] for number in order]))


def _behind(found: Sequence[Rank], freed: np.ndarray) -> tuple[Rank, ...]:
    """The same, each with how far it is behind the first; ``freed`` is [additions, replications]."""
    if len(found) < 2:
        return tuple(found)
    one, other = np.triu_indices(len(found), 1)  # whichever may be first; those with the first come first
    less = apart(freed[other], freed[one])
    wide = together(less[:, :, None])[:, 0]
    others = [
        Rank(rank.addition, rank.freed, rank.half_width, float(np.nanmean(row)), float(width))
        for rank, row, width in zip(found[1:], less, wide, strict=False)
    ]
    return (found[0], *others)
