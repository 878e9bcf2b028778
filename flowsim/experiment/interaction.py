"""What policies do together beyond what each does alone: the interaction, with a paired interval of its own.

Of a combination ``a+b`` beside ``a`` and ``b``, replication by replication, with the same people in all four arms:

    interaction = (a+b less baseline) less (a less baseline) less (b less baseline) = a+b - a - b + baseline

Nought: the effects add up. The interval is that of the mean of these numbers over the replications (Law, Simulation
Modeling and Analysis, ch. 12, for interactions in simulated experiments), not of sums of intervals. Of three or more
policies it is what all of them do together less the sum of what each does alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from flowsim.experiment.paired import apart, intervals, without_rounding
from flowsim.experiment.together import together

INTERACTION = (
    *("policy", "measure", "of", "group", "body", "unit", "sum_alone", "sum_alone_half_width"),
    *("difference", "difference_half_width", "interaction"),
    *("half_width", "half_width_together", "low", "high", "shows", "pairs"),
)
"""Names of what a record holds."""

Verdict = Callable[[float, float], str]
"""What a number and its half-width show, in words."""


@dataclass(frozen=True, slots=True)
class Combination:
    """An arm of several policies each of which is an arm by itself; all are places in the list of arms."""

    policy: str
    whole: int
    alone: tuple[int, ...]


def combinations(names: Sequence[str], parts: Callable[[str], tuple[str, ...]]) -> list[Combination]:
    """The combinations among the arms, the first of which is the baseline, whose policies were all compared alone.

    >>> combinations(["baseline", "a", "b", "a+b", "a+c"], lambda name: tuple(name.split("+")))
    [Combination(policy='a+b', whole=3, alone=(1, 2))]
    """
    place = {name: number for number, name in enumerate(names) if number}
    found = []
    for name, number in place.items():
        own = parts(name)
        if len(own) > 1 and all(part in place for part in own):
            found.append(Combination(name, number, tuple(place[part] for part in own)))
    return found


def interactions(
    values: np.ndarray, found: Sequence[Combination], labels: Sequence[dict[str, Any]], verdict: Verdict
) -> Iterator[dict[str, Any]]:
    """A record a combination and value; see :data:`INTERACTION`.

    ``half_width`` is that of a 95 % t interval; ``half_width_together`` holds for all combinations at once, and
    ``low``, ``high`` and ``shows`` go by it. All figures, ``difference`` too, are of the replications that every arm
    has, so where one failed in some arm they are of fewer than those of the comparison.

    Args:
        values: [arm, replication, value], the baseline first; NaN where there is none.
        found: of :func:`combinations`.
        labels: of each value: its measure, of, group, body and unit.
        verdict: what a number and its half-width show.
    """
    if not found or not labels:
        return
    differences = apart(values[:1], values)
    sums = np.stack([differences[list(one.alone)].sum(axis=0) for one in found])
    whole = differences[[one.whole for one in found]]
    beyond = without_rounding(whole - sums, np.nanmax(np.abs(values), axis=0, initial=0.0))
    wide = together(beyond)
    for number, one in enumerate(found):
        known = np.isfinite(beyond[number])
        over = intervals(beyond[number])
        alone, all_of_them = (intervals(np.where(known, side[number], np.nan)) for side in (sums, whole))
        for place, label in enumerate(labels):
            mean, width = float(over.mean[place]), float(wide[number, place])
            yield {
                "policy": one.policy,
                **label,
                "sum_alone": float(alone.mean[place]),
                "sum_alone_half_width": float(alone.half_width[place]),
                "difference": float(all_of_them.mean[place]),
                "difference_half_width": float(all_of_them.half_width[place]),
                "interaction": mean,
                "half_width": float(over.half_width[place]),
                "half_width_together": width,
                "low": mean - width,
                "high": mean + width,
                "shows": verdict(mean, width),
                "pairs": int(over.count[place]),
            }
