"""W1 and W2 as networks of Ciw. W2 is simplified: Ciw's people hold one server at a time.

In Ciw a person whose next node is full keeps the server that they have, so that rooms are waited for in the place
before them. But the bed is given up when an assessor is free, and the assessor is kept until there is a room.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from benchmarks import cases
from benchmarks.peers.sums import Sums


def missing() -> str | None:
    """Why it cannot be run here; None if it can."""
    return None if find_spec("ciw") else "Ciw is not installed"


def run(workload: str, first: int, replications: int) -> Sums:
    """So many replications of W1 or W2; the seeds are their numbers. Only the people who left are counted."""
    import ciw

    network = queue() if workload == "W1" else ward()
    sums = Sums(replications)
    for seed in range(first, first + replications):
        ciw.seed(seed)
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_time(cases.DAYS)
        sums.left += len(simulation.nodes[-1].all_individuals)
    return sums


def queue() -> Any:
    """W1 as a network of one node."""
    import ciw

    return ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(cases.CUSTOMERS)],
        service_distributions=[ciw.dists.Exponential(1.0)],
        number_of_servers=[cases.DESKS],
    )


def ward() -> Any:
    """W2 as three nodes in a row, the last two without room to wait."""
    import ciw

    return ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(cases.PATIENTS), None, None],
        service_distributions=[
            ciw.dists.Lognormal(cases.LOG_MEAN, cases.LOG_SD),
            ciw.dists.Exponential(1 / cases.ASSESSMENT),
            ciw.dists.Exponential(1 / cases.RESIDENCE),
        ],
        routing=[[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]],
        number_of_servers=[cases.BEDS, cases.ASSESSORS, cases.ROOMS],
        queue_capacities=[float("inf"), 0, 0],
    )
