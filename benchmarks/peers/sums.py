"""What every peer counts, so that it can be seen that they simulate the same thing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Sums:
    """Sums over the replications of one call.

    Attributes:
        replications: how many.
        left: people who left by the end.
        granted: times that somebody got a place or a worker; nought where a peer does not say.
        waited: days waited by them.
        happenings: events as flowsim counts them; nought where a peer does not say.
        seconds: processor time, where the work was done in another process.
    """

    replications: int = 1
    left: int = 0
    granted: int = 0
    waited: float = 0.0
    happenings: int = 0
    seconds: float = 0.0

    def add(self, other: Sums) -> None:
        """Add another call's sums, all but the number of replications."""
        self.left += other.left
        self.granted += other.granted
        self.waited += other.waited
        self.happenings += other.happenings
