"""Equity: how far each group of people is from the first of its attribute, as a gap and as a ratio."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from flowsim.experiment.arms import Key
from flowsim.experiment.paired import intervals, paired
from flowsim.results.measures import MEASURES
from flowsim.results.registry import EVERYONE

PER_PERSON = ("1", "nights", "days", "hours")
"""Units of measures that say something of each person; counts say how large a group is, not how it fares."""


class Gap(NamedTuple):
    """One measure for one group beside the reference group: the first value that the scenario lists of the attribute.

    The reference is fixed before anything is run, so that no interval is of a group picked for being far away. Each
    interval holds by itself, not all of them together.

    Attributes:
        measure, of, unit: as in the measures of the run.
        attribute, group, reference: the attribute, the group's value of it, and the value it is compared with.
        value, value_half_width, reference_value: means over the replications that have both.
        gap, gap_half_width: ``value`` minus ``reference_value``, in the measure's unit, with the half-width of a paired
            95 % t interval.
        ratio, ratio_half_width: ``value`` over ``reference_value``, with that of the linearised ratio; NaN if the
            reference is zero.
        n: replications that have both.
    """

    measure: str
    of: str
    unit: str
    attribute: str
    group: str
    reference: str
    value: float
    value_half_width: float
    reference_value: float
    gap: float
    gap_half_width: float
    ratio: float
    ratio_half_width: float
    n: int


def gaps(keys: Sequence[Key], values: np.ndarray) -> list[Gap]:
    """The gaps of every measure of people that comes by group.

    Args:
        keys: what there are values of; groups are called ``attribute.value``, in the scenario's order.
        values: [replications, keys], NaN where there is none.
    """
    pairs = list(_pairs(keys))
    own, reference = (values[:, [pair[side] for pair in pairs]] for side in (0, 1))
    found = paired(reference, own)
    ratio, ratio_half_width = _ratios(own, reference)
    means = (found.policy, found.policy_half_width, found.baseline, found.difference, found.half_width)
    numbers = zip(*means, ratio, ratio_half_width, strict=True)
    return [
        Gap._make((*_names(keys[here], keys[first]), *map(float, row), int(n)))
        for (here, first), row, n in zip(pairs, numbers, found.pairs, strict=True)
    ]


class Change(NamedTuple):
    """How far a group is from the reference group, without a policy and under it, for the same people.

    Attributes:
        policy: as it was asked for.
        measure, of, unit, attribute, group, reference: as in :class:`Gap`.
        gap, gap_under, change: the gap as things are, under the policy, and the difference of the two, each with the
            half-width of a paired 95 % t interval, of each by itself.
        ratio, ratio_under: the ratio of means as things are and under the policy; NaN if the reference is zero.
        pairs: replications in which all four values are known.
    """

    policy: str
    measure: str
    of: str
    unit: str
    attribute: str
    group: str
    reference: str
    gap: float
    gap_half_width: float
    gap_under: float
    gap_under_half_width: float
    change: float
    change_half_width: float
    ratio: float
    ratio_under: float
    pairs: int


def changes(keys: Sequence[Key], baseline: np.ndarray, policy: np.ndarray, name: str) -> list[Change]:
    """What a policy does to the gaps of every measure of people that comes by group.

    Args:
        keys: what there are values of.
        baseline, policy: [replications, keys], of the same replications; NaN where there is none.
        name: of the policy.
    """
    pairs = list(_pairs(keys))
    own, reference = ([pair[side] for pair in pairs] for side in (0, 1))
    known = np.isfinite(baseline[:, own] + baseline[:, reference] + policy[:, own] + policy[:, reference])
    sides = [np.where(known, side[:, of], np.nan) for side in (baseline, policy) for of in (own, reference)]
    found = paired(sides[0] - sides[1], sides[2] - sides[3])
    ratios = [_ratios(sides[at], sides[at + 1])[0] for at in (0, 2)]
    gaps_of_both = (found.baseline, found.baseline_half_width, found.policy, found.policy_half_width)
    numbers = zip(*gaps_of_both, found.difference, found.half_width, *ratios, strict=True)
    return [
        Change._make((name, *_names(keys[here], keys[first]), *map(float, row), int(n)))
        for (here, first), row, n in zip(pairs, numbers, found.pairs, strict=True)
    ]


def _pairs(keys: Sequence[Key]) -> Iterator[tuple[int, int]]:
    """Places of each group's value and of that of the first group of its attribute."""
    first: dict[tuple[str, str, str], int] = {}
    for place, key in enumerate(keys):
        if key.group == EVERYONE or MEASURES[key.measure].unit not in PER_PERSON:
            continue
        reference = first.setdefault((key.measure, key.of, key.group.partition(".")[0]), place)
        if reference != place:
            yield place, reference


def _names(own: Key, reference: Key) -> tuple[str, str, str, str, str, str]:
    attribute, _, group = own.group.partition(".")
    return own.measure, own.of, MEASURES[own.measure].unit, attribute, group, reference.group.partition(".")[2]


def _ratios(own: np.ndarray, reference: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ratios of means and their half-widths: those of the mean of what each replication adds to the ratio's error."""
    both = np.isfinite(own) & np.isfinite(reference)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = intervals(np.where(both, reference, np.nan)).mean
        ratio = np.where(mean, intervals(np.where(both, own, np.nan)).mean / mean, np.nan)
        error = intervals((own - ratio * reference) / mean)
    return ratio, np.where(np.isfinite(ratio), error.half_width, np.nan)
