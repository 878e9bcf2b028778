"""How much work something is, counted rather than timed: the same on any machine and beside anything."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


def calls(work: Callable[[], object]) -> int:
    """How many Python functions are called.

    >>> calls(lambda: [abs(number) for number in range(3)])
    2
    """
    found = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal found
        found += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return found


@contextmanager
def at_most(most: int) -> Iterator[None]:
    """Work in which so many Python functions are called and no more; what never ends is broken off.

    Raises:
        AssertionError: at the first call too many.
    """
    left = most

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal left
        left -= event == "call"
        if left < 0:
            sys.setprofile(None)
            raise AssertionError(f"more than {most:,} calls")

    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(None)
