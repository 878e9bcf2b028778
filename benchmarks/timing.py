"""Time, taken so that it can be compared: medians with their spread, and ratios of runs next to each other.

One-threaded work is timed by the processor time of the process, which other programs on the machine disturb least;
threads and starts by the clock on the wall. Machines drift, so a ratio is always of two runs next to each other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from statistics import median
from typing import NamedTuple

Action = Callable[[], object]


class Spread(NamedTuple):
    """Median, least and greatest of the rounds."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """The spread of at least one value.

        >>> Spread.of([3.0, 1.0, 2.0])
        Spread(median=2.0, low=1.0, high=3.0)
        """
        kept = list(values)
        return cls(median(kept), min(kept), max(kept))


class Pair(NamedTuple):
    """Two actions in turn: seconds of either, and the ratio of the first to the second, round by round."""

    first: Spread
    second: Spread
    ratio: Spread


def cpu(action: Action) -> float:
    """Processor seconds of an action, of all threads of this process."""
    begun = time.process_time()
    action()
    return time.process_time() - begun


def wall(action: Action) -> float:
    """Seconds of an action by the clock on the wall."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def in_turn(
    first: Callable[[int], object], second: Callable[[int], object], rounds: int, clock: Callable[[Action], float] = cpu
) -> Pair:
    """Run both once a round, the second right after the first; each is told the number of the round."""
    ones, others = [], []
    for number in range(rounds):
        ones.append(clock(lambda n=number: first(n)))
        others.append(clock(lambda n=number: second(n)))
    return paired(ones, others)


def paired(ones: list[float], others: list[float]) -> Pair:
    """The spreads of two lists of seconds, taken in turn.

    >>> paired([2.0, 6.0], [1.0, 2.0]).ratio
    Spread(median=2.5, low=2.0, high=3.0)
    """
    ratios = [one / other for one, other in zip(ones, others, strict=True)]
    return Pair(Spread.of(ones), Spread.of(others), Spread.of(ratios))
