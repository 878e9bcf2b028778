"""The peers: what each is called, how it is run, how often, and what is simplified."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.peers import by_hand, cimba_models, ciw_networks, native
from benchmarks.peers.sums import Sums
from benchmarks.timing import cpu


def _nothing_missing() -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Peer:
    """Another way to simulate W1 and W2.

    Attributes:
        name: what it is called in tables.
        run: so many replications of a workload, from a number on.
        replications: how many are run a round.
        missing: why it cannot be run here; None if it can.
        note: what is different, by workload.
        same_draws: whether its people and times are those of flowsim, one by one.
    """

    name: str
    run: Callable[[str, int, int], Sums]
    replications: int
    missing: Callable[[], str | None] = _nothing_missing
    note: dict[str, str] = field(default_factory=dict)
    same_draws: bool = False

    def timed(self, workload: str, first: int) -> tuple[Sums, float]:
        """A round's replications from number ``first`` on, and the processor seconds of one."""
        found: list[Sums] = []
        here = cpu(lambda: found.append(self.run(workload, first, self.replications)))
        return found[0], (found[0].seconds or here) / self.replications


SIMPY = "SimPy by hand"
CIMBA = "Cimba, Python models"
CIMBA_FASTEST = "Cimba, a process a place"
C = "C by hand, same draws"

PEERS = (
    Peer(SIMPY, by_hand.run, 1),
    Peer(
        "Ciw",
        ciw_networks.run,
        1,
        ciw_networks.missing,
        {"W2": "simplified: a bed is given up to an assessor, who is kept until there is a room"},
    ),
    Peer(CIMBA, cimba_models.by_person, 20, cimba_models.missing),
    Peer(CIMBA_FASTEST, cimba_models.by_place, 20, cimba_models.missing),
    Peer(C, native.run, 20, native.missing, same_draws=True),
)
"""All peers of W1 and W2. `northmoor` has one: flowsim's own SimPy engine."""
