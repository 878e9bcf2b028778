"""Amounts: how much of a unit one person has, in whole quanta of that unit."""

from flowsim.random.jit import kernel
from flowsim.random.samplers import ticks


@kernel
def quanta(drawn: float, quantum: int) -> int:
    """A drawn amount in whole quanta: rounded half to even, but at least one.

    >>> quanta(14 * 3.6e6, 900_000), quanta(1.0, 900_000)
    (56, 1)
    """
    return max(ticks(drawn / quantum), 1)
