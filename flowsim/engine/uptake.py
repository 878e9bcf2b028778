"""How far a policy has come: the share of people, units or levels that it reaches by a time. Both engines use it."""

from flowsim.random.jit import inlined

UNDECIDED, REACHED, NOT_REACHED = range(3)
"""What stands in a person's counter for a policy; the choice goes option number ``decided - 1``."""


@inlined
def share_at(share: float, start: int, ramp: int, now: int) -> float:
    """The share reached at an instant: nought before the start, then rising in a straight line over the ramp.

    >>> share_at(0.5, 10, 4, 9), share_at(0.5, 10, 4, 11), share_at(0.5, 10, 4, 14), share_at(0.5, 10, 0, 10)
    (0.0, 0.125, 0.5, 0.5)
    """
    if now < start:
        return 0.0
    if now - start >= ramp:
        return share
    return share * (float(now - start) / float(ramp))
