"""Rules about truncation: bounds in order, and enough of the distribution between them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from flowsim.random import distributions
from flowsim.scenario.distributions import DistributionBy, Leaf, Mixture, Truncate, parameters
from flowsim.scenario.faults import Fault
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import Figure
from flowsim.scenario.rules import Known, branches, rule, walk

LEAST_LEFT = 1e-6
"""A distribution of which less than this share lies within its bounds is refused."""


@rule(Leaf)
def truncated_leaf(known: Known, path: Path, spec: Leaf) -> Iterator[Fault]:
    """Bounds on a named distribution or a mixture."""
    yield from _bounds(path, spec)


@rule(DistributionBy)
def truncated_choice(known: Known, path: Path, spec: DistributionBy) -> Iterator[Fault]:
    """Bounds on a choice by attribute."""
    yield from _bounds(path, spec)


def _bounds(path: Path, spec: Leaf | DistributionBy) -> Iterator[Fault]:
    if spec.truncate is None:
        return
    where, (low, high) = (*path, "truncate"), _ends(spec.truncate)
    if spec.truncate.low is None and spec.truncate.high is None:
        yield Fault("bad-truncation", where, "the truncation has no bound", expected="low, high or both")
    elif low > high:
        yield Fault("bad-truncation", where, "low must not be above high")
    elif _sound(spec) and (left := left_of(spec)) < LEAST_LEFT:
        message = "next to nothing of the distribution lies between these bounds"
        yield Fault("bad-truncation", where, message, f"{left:.2g} of it", "at least one in a million")


def _ends(truncate: Truncate | None) -> tuple[float, float]:
    low = truncate.low.value if truncate and truncate.low else 0.0
    return low, truncate.high.value if truncate and truncate.high else math.inf


def _sound(spec: Leaf | DistributionBy) -> bool:
    """Whether every distribution inside passes its own check, and no factor is negative."""
    for _, node in walk(spec, ()):
        if isinstance(node, Leaf) and not isinstance(node, Mixture):
            try:
                name, given = parameters(node)
            except ValueError:
                return False
            if distributions.check(name, given):
                return False
    return all(factor >= 0.0 for factor in _factors(spec))


def left_of(spec: Any) -> float:
    """The share of a distribution that its own bounds leave; the least over people of every kind."""
    low, high = _ends(spec.truncate)
    return min(_within(spec, low, high, factor) for factor in _factors(spec))


def _within(spec: Any, low: float, high: float, factor: float) -> float:
    """The share of a distribution, before its own truncation, from low to high when multiplied by a factor."""
    if factor == 0.0:
        return float(low <= 0.0 <= high)
    low, high = low / factor, high / factor
    if isinstance(spec, Figure):
        return float(low <= spec.value <= high)
    if isinstance(spec, DistributionBy):
        return min(_given(branch, low, high) for branch in branches(spec))
    if isinstance(spec, Mixture):
        return math.fsum(part.share.value * _given(part.of, low, high) for part in spec.mixture)
    name, numbers = parameters(spec)
    values = numbers.get("values") if name == "empirical" else [numbers["value"]] if name == "deterministic" else None
    at_low = max((value for value in values if value < low), default=-1.0) if values else low
    below = distributions.cdf(name, numbers, at_low) if low > 0.0 else 0.0
    return (distributions.cdf(name, numbers, high) if high < math.inf else 1.0) - below


def _given(spec: Any, low: float, high: float) -> float:
    """The share of what a distribution with its own bounds gives that lies from low to high."""
    if isinstance(spec, Figure):
        return _within(spec, low, high, 1.0)
    own_low, own_high = _ends(spec.truncate)
    shares = []
    for factor in _factors(spec):
        whole = _within(spec, own_low, own_high, factor)
        part = _within(spec, max(low, own_low), min(high, own_high), factor)
        shares.append(part / whole if whole > 0.0 else 0.0)
    return max(0.0, min(shares))


def _factors(spec: Any) -> list[float]:
    """Every number by which people of some kind have it multiplied."""
    return [node.value for _, node in walk(spec.times, ()) if isinstance(node, Figure)] or [1.0]
