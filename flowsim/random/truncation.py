"""Truncation: a distribution on the condition that the value lies within bounds.

A truncated leaf draws from the part of its uniform numbers that give values within, so inversion stays inversion: the
part is found by asking the sampler itself, number by number of the grid of 2**-53 on which uniform numbers lie.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from flowsim.random import samplers
from flowsim.random.quantiles import grid, rounded

if TYPE_CHECKING:
    from flowsim.random.table import DistributionTable

_STEPS = 2**53


def truncated(table: DistributionTable, row: int, low: float, high: float, averaged: bool = True) -> int:
    """The row on the condition that its value lies from `low` to `high`.

    Args:
        table: where the row stands and the new one will.
        row: of any kind but a category.
        low, high: bounds, either of them inclusive; `high` may be infinite.
        averaged: whether the mean is worked out, for flows and remaining times.

    Raises:
        ValueError: no value lies within, for people at some level of an attribute.
    """
    attributes = table.attributes(row)
    if attributes:
        attribute = min(attributes)
        levels = range(table.levels_of(row, attribute))
        at = [truncated(table, table.at_level(row, attribute, level), low, high, averaged) for level in levels]
        return table.by(attribute, at)
    if within(table, row, low, high) <= 0.0:
        raise ValueError("no value of this distribution lies within the bounds")
    kind, children = table.kind(row), table.children_of(row)
    if kind == samplers.SCALED:
        factor = table.constant_of(children[1])
        inner = truncated(table, children[0], low / factor, high / factor, averaged) if factor else children[0]
        return table.scaled(inner, children[1])
    if kind == samplers.MIXTURE:
        parts = [(s * within(table, c, low, high), c) for s, c in zip(table.shares_of(row), children, strict=True)]
        kept = [(share, truncated(table, child, low, high, averaged)) for share, child in parts if share > 0.0]
        return table.mixture([share for share, _ in kept], [child for _, child in kept])
    if kind == samplers.CONSTANT:
        return row
    if kind == samplers.EMPIRICAL:
        pairs = zip(table.values_of(row), table.shares_of(row), strict=True)
        inside = [(value, share) for value, share in pairs if low <= value <= high]
        return table.mixture([share for _, share in inside], [table.constant(value) for value, _ in inside])
    return _leaf(table, row, low, high, averaged)


def within(table: DistributionTable, row: int, low: float, high: float) -> float:
    """The share of a row, one that does not look at attributes, from `low` to `high`."""
    kind, children = table.kind(row), table.children_of(row)
    if kind == samplers.SCALED:
        factor = table.constant_of(children[1])
        return within(table, children[0], low / factor, high / factor) if factor else float(low <= 0.0 <= high)
    if kind == samplers.MIXTURE:
        parts = zip(table.shares_of(row), children, strict=True)
        return math.fsum(share * within(table, child, low, high) for share, child in parts)
    if kind == samplers.CONSTANT:
        return float(low <= table.constant_of(row) <= high)
    if kind == samplers.EMPIRICAL:
        pairs = zip(table.values_of(row), table.shares_of(row), strict=True)
        return math.fsum(share for value, share in pairs if low <= value <= high)
    _, least, most = table.uncut(row)
    below, above = _bounds(table, row, low, high)
    return max(0.0, above - below) / (most - least)


def _leaf(table: DistributionTable, row: int, low: float, high: float, averaged: bool) -> int:
    leaf, least, most = table.uncut(row)
    below, above = _bounds(table, row, low, high)
    if (below, above) == (least, most):
        return row
    made = table.cut(leaf, below, above)
    if averaged and math.isnan(table.mean_of(made, [])):
        table.cut(leaf, below, above, rounded(_mean(table, made)))
    return made


def _bounds(table: DistributionTable, row: int, low: float, high: float) -> tuple[float, float]:
    """The least uniform number that gives at least `low` and the greatest that gives at most `high`."""
    leaf, least, most = table.uncut(row)
    rows, values = table.lone(leaf)

    def first(bound: float, strictly: bool) -> int:
        """The first step of the grid at which the value is at least, or above, a bound."""
        low, high = 1, _STEPS
        while low < high:
            middle = (low + high) // 2
            value = samplers.leaf(rows, values, 0, middle / _STEPS)
            if value > bound or (value == bound and not strictly):
                high = middle
            else:
                low = middle + 1
        return low

    below = max(least, first(low, False) / _STEPS) if low > 0.0 or table.kind(leaf) == samplers.NORMAL else least
    above = min(most, (first(high, True) - 1) / _STEPS) if high < math.inf else most
    return below, above


def _mean(table: DistributionTable, row: int) -> float:
    """By Gauss and Legendre in every cell of the grid on which quantile tables stand."""
    nodes, weights = np.polynomial.legendre.leggauss(3)
    edges = np.concatenate([[0.0], grid()])
    width = np.diff(edges)[:, None]
    v = (edges[:-1, None] + (nodes + 1.0) / 2.0 * width).ravel()
    both = table.quantiles_of(row, v) + table.quantiles_of(row, 1.0 - v)
    return math.fsum((weights / 2.0 * width).ravel() * both)
