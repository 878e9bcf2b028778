"""Random networks in flowsim and in Ciw: blocking after service, priorities, patience, opening hours.

Independent replications of both; each figure's difference has a t interval (Welch), at 1e-4 for a network, shared among
its figures. The intervals are narrow enough to see one place too many everywhere. Seeds are fixed and nothing is tried
again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from flowsim.engine import compiled
from flowsim.experiment.fanout import fan_out
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import Plan
from flowsim.results.measures import measure
from flowsim.scenario.scenario import Scenario
from tests.peers.by_ciw import simulate
from tests.peers.networks import DAY, Network, document, network

SIGNIFICANCE = 1e-4
WARM_UP = 10
"""Days; stays are of four hours, and no load is near one."""

NETWORKS = range(12)


def ours(nodes: Network, days: int, replications: int) -> list[dict[str, float]]:
    """Figures of independent replications, by the names of :func:`simulate`."""
    run = {"warm_up": f"{WARM_UP} d", "window": f"{days} d", "follow_up": "10 d"}
    plan = compile_plan(Scenario.from_document(document(nodes, run)))
    done = fan_out(range(replications), lambda number: _figures(plan, nodes, number), 1).done
    return [done[number] for number in range(replications)]


def _figures(plan: Plan, nodes: Network, replication: int) -> dict[str, float]:
    tallies = compiled.replicate(plan, 7, replication).tallies
    values = measure(plan, tallies, names=["wait-for-place", "gave-up-waiting"])
    found = {(value.measure, value.of): value.value for value in values if value.group == "everyone"}
    waits = {f"wait {number}": found["wait-for-place", f"node-{number}"] * DAY for number in range(len(nodes))}
    return waits | {
        f"gave up {number}": found["gave-up-waiting", f"node-{number}"]
        for number, node in enumerate(nodes)
        if node.patience is not None
    }


def theirs(nodes: Network, days: int, replications: int) -> list[dict[str, float]]:
    """The same by Ciw."""
    return [simulate(nodes, seed, WARM_UP * DAY, days * DAY) for seed in range(replications)]


def apart(flowsim: list[dict[str, float]], ciw: list[dict[str, float]]) -> list[str]:
    """The figures of which the interval of the difference leaves nought out."""
    found = []
    for name in flowsim[0]:
        one, other = [row[name] for row in flowsim], [row[name] for row in ciw]
        half_width = welch(one, other, SIGNIFICANCE / len(flowsim[0]))
        if not abs(np.mean(one) - np.mean(other)) <= half_width:
            found.append(f"{name}: flowsim {np.mean(one):.4g}, Ciw {np.mean(other):.4g}, half-width {half_width:.2g}")
    return found


def roomier(nodes: Network) -> Network:
    """With one place too many everywhere."""
    return [replace(node, places=node.places + 1) for node in nodes]


def welch(one: Sequence[float], other: Sequence[float], level: float) -> float:
    """Half-width of the interval of a difference of means with unequal variances (Welch 1947)."""
    parts = [np.var(one, ddof=1) / len(one), np.var(other, ddof=1) / len(other)]
    freedom = sum(parts) ** 2 / sum(part**2 / (len(one) - 1) for part in parts)
    return float(stats.t.ppf(1 - level / 2, freedom) * math.sqrt(sum(parts)))


def hold(seed: int, days: int, replications: int) -> None:
    """Both give the same, and it is seen if they do not."""
    nodes = network(seed)
    ciw = theirs(nodes, days, replications)
    assert not apart(ours(nodes, days, replications), ciw)
    assert apart(ours(roomier(nodes), days, replications), ciw)


@pytest.mark.statistical
@pytest.mark.parametrize("seed", NETWORKS)
def test_a_network_in_both(seed: int) -> None:
    hold(seed, days=120, replications=30)


def test_a_network_in_both_at_a_glance() -> None:
    hold(4, days=60, replications=8)


def test_the_networks_have_what_they_are_for() -> None:
    nodes = [node for seed in NETWORKS for node in network(seed)]
    assert sum(len(node.rates) == 2 for node in nodes) >= 5
    assert sum(node.patience is not None for node in nodes) >= 5
    assert sum(node.by_day for node in nodes) >= 5
    assert sum(len(network(seed)) >= 4 for seed in NETWORKS) >= 5
