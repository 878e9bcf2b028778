"""Risks: the arithmetic that both engines share.

A risk happens when its threshold, an Exp(1) draw, has been used up at its rate. Rates change only where an attribute is
set, where ready is declared or withdrawn, and at whole days after the declaration, so that each is constant from one
look to the next; a threshold is used up at each look by the rate since the last.
"""

import numpy as np

from flowsim.engine.clock import NEVER
from flowsim.random.jit import kernel
from flowsim.random.samplers import constant, ticks
from flowsim.units import DAY

ALWAYS, READY, NOT_READY = range(3)
"""When a risk runs."""

_LONGEST = 1e15


@kernel
def rate_of(
    risks: np.ndarray,
    factors: np.ndarray,
    table: np.ndarray,
    children: np.ndarray,
    row: int,
    codes: np.ndarray,
    declared: int,
    days: int,
) -> float:
    """The rate of a risk per tick, for a person's codes; `days` are whole days since ready was declared."""
    risk = risks[row]
    if (risk["during"] == READY and declared == 0) or (risk["during"] == NOT_READY and declared != 0):
        return 0.0
    rate = risk["rate"]
    if risk["times"] >= 0:
        rate = rate * constant(table, children, risk["times"], codes)
    if declared != 0 and risk["count"] > 0:
        rate = rate * factors[risk["first"] + min(np.int64(days), np.int64(risk["count"]) - 1)]
    return rate


@kernel
def used_up(left: float, rate: float, ticks_passed: int) -> float:
    """What is left of a threshold after some time at a rate."""
    return max(left - rate * ticks_passed, 0.0)


@kernel
def strikes_at(left: float, rate: float, now: int) -> int:
    """The instant at which a threshold is used up at this rate; NEVER if it is not."""
    instant = int(NEVER)
    if rate > 0.0 and left / rate < _LONGEST:
        instant = int(now + ticks(left / rate))
    return instant


@kernel
def next_day(ready: int, now: int) -> int:
    """The next whole day after the declaration."""
    return ready + ((now - ready) // DAY + 1) * DAY
