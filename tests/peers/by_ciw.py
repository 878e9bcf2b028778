"""A random network simulated by Ciw, as figures of one replication."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from tests.peers.networks import DAY, OPEN, Network

CLASSES = ("first", "second")


def simulate(nodes: Network, seed: int, warm_up: float, window: float) -> dict[str, float]:
    """Hours of wait for each node, and for an entry with patience people who give up a day.

    The wait for a ward is the time for which those who move into it are held up in the node before; only who began to
    wait in the window counts.
    """
    import ciw

    ciw.seed(seed)
    simulation = ciw.Simulation(_network(nodes))
    simulation.simulate_until_max_time(warm_up + window + 10 * DAY)
    waits, given_up = defaultdict(list), defaultdict(int)
    for record in simulation.get_all_records():
        if record.record_type == "renege" and warm_up <= record.arrival_date < warm_up + window:
            given_up[record.node - 1] += 1
        if record.record_type != "service":
            continue
        if nodes[record.node - 1].rates and warm_up <= record.arrival_date < warm_up + window:
            waits[record.node - 1].append(record.waiting_time)
        if record.destination > 0 and warm_up <= record.service_end_date < warm_up + window:
            waits[record.destination - 1].append(record.time_blocked)
    found = {f"wait {node}": float(np.mean(values)) for node, values in waits.items()}
    return found | {
        f"gave up {number}": given_up[number] / window * DAY
        for number, node in enumerate(nodes)
        if node.patience is not None
    }


def _network(nodes: Network) -> Any:
    import ciw

    classes = CLASSES[: max(len(node.rates) for node in nodes)]
    routing = [[node.onward.get(after, 0.0) for after in range(len(nodes))] for node in nodes]
    return ciw.create_network(
        arrival_distributions={
            name: [ciw.dists.Exponential(node.rates[place]) if len(node.rates) > place else None for node in nodes]
            for place, name in enumerate(classes)
        },
        service_distributions={name: [node.law.ciws() for node in nodes] for name in classes},
        reneging_time_distributions={
            name: [None if node.patience is None else ciw.dists.Exponential(1 / node.patience) for node in nodes]
            for name in classes
        },
        routing={name: ciw.routing.TransitionMatrix(transition_matrix=routing) for name in classes},
        number_of_servers=[_day(node.places) if node.by_day else node.places for node in nodes],
        queue_capacities=[float("inf") if node.rates else 0 for node in nodes],
        priority_classes=dict(zip(classes, range(len(classes)), strict=True)),
    )


def _day(places: int) -> Any:
    """All places by day, none at night; what is begun goes on."""
    import ciw

    return ciw.Schedule(numbers_of_servers=[0, places, 0], shift_end_dates=[*OPEN, DAY])
