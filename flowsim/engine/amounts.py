"""Amounts: how much of a unit one person has, in whole quanta of that unit."""

from flowsim.random.jit import kernel
from flowsim.random.samplers import ticks

_MOST = 2**31 - 1


@kernel
def quanta(drawn: float, quantum: int) -> int:
    """A drawn amount in whole quanta: rounded half to even, but at least one, and no more than a log can say.

    >>> quanta(14 * 3.6e6, 900_000), quanta(1.0, 900_000)
    (56, 1)
    """
    return min(max(ticks(drawn / quantum), 1), _MOST)
