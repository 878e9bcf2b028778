"""Which futures are looked at: points spread evenly over what is uncertain, however many numbers that are.

A Latin hypercube (McKay, Beckman and Conover 1979, Technometrics 21:239): of as many futures as there are, each number
is drawn once from every of as many equal shares of its axis, in an order of its own. So each number is covered alone
from end to end, also with few futures, and means over futures vary less than those of as many independent draws do
(Stein 1987, Technometrics 29:143), so that their t intervals are rather too wide than too narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from flowsim.scenario.uncertain import Uncertain

_DESIGN = 0x66757475
"""Beside the seed, so that no other draw from the seed alone is the same."""


def latin_hypercube(numbers: int, futures: int, seed: int) -> np.ndarray:
    """Points [futures, numbers], each at least 0 and below 1; they follow from the seed.

    >>> points = latin_hypercube(2, 4, seed=1)
    >>> [sorted((points[:, number] * 4).astype(int).tolist()) for number in range(2)]
    [[0, 1, 2, 3], [0, 1, 2, 3]]
    """
    chance = np.random.default_rng(np.random.SeedSequence([seed, _DESIGN], spawn_key=(0,)))
    within = chance.uniform(size=(futures, numbers))
    orders = np.array([chance.permutation(np.arange(1, futures + 1)) for _ in range(numbers)])
    points: np.ndarray = (orders.reshape(numbers, futures).T - within) / futures
    return np.minimum(points, np.nextafter(1, 0))  # rounding may make 1 of what is just below


def draws(uncertain: Sequence[Uncertain], futures: int, seed: int) -> list[dict[str, Any]]:
    """For each future what every uncertain number is there, by title, as it would be written."""
    points = latin_hypercube(len(uncertain), futures, seed)
    return [{one.title: one.axis.at(float(share)) for one, share in zip(uncertain, row, strict=True)} for row in points]
