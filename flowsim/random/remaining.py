"""The remaining time in equilibrium of a distribution that is known by its quantiles alone.

With Q the quantile function and u = F(x): the chance that a remaining time is above x = Q(u) is the integral of
(1 - v) dQ(v) from u to 1, over the mean. The integrals are summed cell by cell from either end, so that both tails keep
their accuracy, and turned round by cubics with the exact slopes (Hermite).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from flowsim.random.quantiles import Nodes, grid

Quantiles = Callable[[np.ndarray], np.ndarray]

_NEGLIGIBLE = 1e-9
"""A least value below this part of the mean counts as nought."""


def remaining_of(quantiles: Quantiles, mean: float) -> tuple[float, float, float, Nodes]:
    """Least value, mean, mean of what remains beyond the least value, and its quantiles there.

    The time that remains is uniform below the least value with the chance least / mean, and else the least value plus a
    draw from the table.
    """
    edges = grid()
    y = np.concatenate([quantiles(edges), quantiles(1.0 - edges)[-2::-1]])
    low = float(y[0]) if y[0] > _NEGLIGIBLE * mean else 0.0
    y = y - low
    left = np.concatenate([1.0 - edges, edges[-2::-1]])
    area, moment = _areas(quantiles, low)
    parts = np.concatenate([[y[0]], left[1:] * y[1:] - left[:-1] * y[:-1] + area])
    total = parts.sum()
    below, above = np.cumsum(parts) / total, np.concatenate([np.cumsum(parts[::-1])[-2::-1], [0.0]]) / total
    slope = total / left
    lower = _turned(np.concatenate([[0.0], below]), np.concatenate([[0.0], y]), np.concatenate([[total], slope]))
    upper = _turned(above[::-1], y[::-1], -slope[::-1])
    return low, mean, float(moment / (2.0 * total)), Nodes(*lower(edges), *upper(edges))


def _areas(quantiles: Quantiles, low: float) -> tuple[np.ndarray, float]:
    """The integral of Q(u) - low over each cell, in rising order of u, and that of its square over all."""
    nodes, weights = np.polynomial.legendre.leggauss(4)
    edges = grid()
    width = np.diff(edges)[:, None]
    v = edges[:-1, None] + (nodes + 1.0) / 2.0 * width
    lower = quantiles(v.ravel()).reshape(v.shape) - low
    upper = quantiles(1.0 - v.ravel()).reshape(v.shape) - low
    weight = weights / 2.0 * width
    area = np.concatenate([(lower * weight).sum(axis=1), (upper * weight).sum(axis=1)[::-1]])
    return area, float(((lower**2 + upper**2) * weight).sum())


def _turned(t: np.ndarray, y: np.ndarray, slope: np.ndarray) -> Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Values and densities as functions of t, by cubics between the nodes."""
    keep = np.concatenate([[True], np.diff(t) > 0.0])
    t, y, slope = t[keep], y[keep], slope[keep]

    def at(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        cell = np.clip(np.searchsorted(t, x, side="right") - 1, 0, len(t) - 2)
        width, rise = t[cell + 1] - t[cell], y[cell + 1] - y[cell]
        s = np.clip((x - t[cell]) / width, 0.0, 1.0)
        a, b = slope[cell] * width, slope[cell + 1] * width
        value = y[cell] + s * (a + s * (3.0 * rise - 2.0 * a - b + s * (a + b - 2.0 * rise)))
        steepness = (a + s * (2.0 * (3.0 * rise - 2.0 * a - b) + 3.0 * s * (a + b - 2.0 * rise))) / width
        return value, 1.0 / np.abs(steepness)

    return at
