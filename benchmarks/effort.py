"""How much is done: enough to publish, or a fast look."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """How long a run of the benchmarks takes.

    Attributes:
        rounds: interleaved rounds.
        seconds: about how long each of a pair of quick actions runs a round; fewer are more disturbed.
        quick: whether what takes minutes is left out or made smaller.
    """

    rounds: int = 7
    seconds: float = 0.15
    quick: bool = False


FULL = Effort()
QUICK = Effort(3, 0.05, True)
