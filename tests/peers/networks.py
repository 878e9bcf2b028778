"""Random networks that both Ciw and flowsim can say: entries with queues feed wards that hold people up before them.

An entry has endless room to wait, perhaps two classes of people of whom one goes first, perhaps patience. A ward has
no room to wait: whoever is done before it keeps the place where they are (blocking after service). People go forward
only, so nobody waits in a ring. Beside them there may be a clinic that takes people in by day only; it is an entry, and
nobody goes on from it, since Ciw's servers change with the shift whoever they still hold. Times are in hours.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from typing import Any

DAY = 24.0
OPEN = (8.0, 20.0)
"""When a clinic takes people in."""


@dataclass(frozen=True)
class Law:
    """A law of stays: its name and mean; spread and shape follow from the name."""

    name: str
    mean: float

    def ours(self) -> Any:
        """As a scenario says it."""
        mean = f"{self.mean!r} h"
        return {
            "exponential": {"exponential": {"mean": mean}},
            "lognormal": {"lognormal": {"mean": mean, "cv": 1.2}},
            "gamma": {"gamma": {"mean": mean, "cv": 0.5}},
            "uniform": {"uniform": {"low": f"{self.mean / 2!r} h", "high": f"{self.mean * 1.5!r} h"}},
        }[self.name]

    def ciws(self) -> Any:
        """As Ciw says it: of the logarithm, shape and scale, and so on."""
        import ciw

        if self.name == "lognormal":
            square = math.log(1 + 1.2**2)
            return ciw.dists.Lognormal(math.log(self.mean) - square / 2, math.sqrt(square))
        return {
            "exponential": ciw.dists.Exponential(1 / self.mean),
            "gamma": ciw.dists.Gamma(4.0, self.mean / 4.0),
            "uniform": ciw.dists.Uniform(self.mean / 2, self.mean * 1.5),
        }[self.name]


@dataclass(frozen=True)
class Node:
    """Where people stay.

    Attributes:
        places: how many.
        law: of the stay.
        rates: arrivals an hour from outside, of those who go first and of the others; empty for a ward.
        patience: mean of the exponential patience in an entry's queue; None: endless.
        by_day: whether it is a clinic.
        onward: shares who go on to each later node, by its number; the rest leave.
    """

    places: int
    law: Law
    rates: tuple[float, ...] = ()
    patience: float | None = None
    by_day: bool = False
    onward: dict[int, float] = field(default_factory=dict)


Network = list[Node]


def network(seed: int) -> Network:
    """A random network of one or two entries and one to three wards; every even one has a clinic besides."""
    rng = random.Random(seed)
    entries, wards = rng.choice([1, 1, 2]), rng.choice([1, 2, 2, 3])
    many = entries + wards
    flows = [0.0] * many
    nodes: Network = []
    for number in range(many):
        rates = tuple(rng.uniform(0.3, 0.9) for _ in range(rng.choice([1, 2]))) if number < entries else ()
        flow = sum(rates) if rates else flows[number]
        onward = {} if number == many - 1 else _shares(rng, range(max(number + 1, entries), many))
        for after, share in onward.items():
            flows[after] += flow * share
        law = Law(rng.choice(["exponential", "lognormal", "gamma"]), 4.0)
        places = max(2, math.ceil(flow * law.mean * (1.3 if rates else 1.15)))
        nodes.append(Node(places, law, rates, rng.choice([None, 6.0]) if rates else None, onward=onward))
    if seed % 2 == 0:
        nodes.append(Node(5, Law("uniform", 4.0), (0.25, 0.3), rng.choice([None, 6.0]), by_day=True))
    return nodes


def _shares(rng: random.Random, after: range) -> dict[int, float]:
    weights = [rng.uniform(0.3, 1) for _ in after]
    total = sum(weights) / rng.uniform(0.6, 0.95)
    return {number: weight / total for number, weight in zip(after, weights, strict=True)}


def document(nodes: Network, run: dict[str, str]) -> dict[str, Any]:
    """The network as a scenario."""
    arrivals = {
        f"entry-{number}-{place}": {"rate": f"{rate!r} per hour", "pathway": f"comes-to-{number}-{place}"}
        for number, node in enumerate(nodes)
        for place, rate in enumerate(node.rates)
    }
    pathways = {
        f"comes-to-{number}-{place}": _steps(nodes, number, place)
        for number, node in enumerate(nodes)
        for place in range(max(1, len(node.rates)))
    }
    units = {f"node-{number}": _unit(node) for number, node in enumerate(nodes)}
    return {"flowsim": 1, "name": "network", "units": units, "arrivals": arrivals, "pathways": pathways, "run": run}


def _unit(node: Node) -> dict[str, Any]:
    hours = f"{OPEN[0]:02.0f}:00-{OPEN[1]:02.0f}:00"
    return {"places": node.places} | ({"admits": {"daily": hours}} if node.by_day else {})


def _steps(nodes: Network, number: int, priority: int) -> list[dict[str, Any]]:
    node = nodes[number]
    stay = {"stay": f"node-{number}", "time": node.law.ours(), "priority": priority}
    if node.patience is not None:
        time = {"exponential": {"mean": f"{node.patience!r} h"}}
        stay["patience"] = {"time": time, "then": [{"leave": "gave-up"}]}
    ways = [{"share": share, "do": f"comes-to-{after}-0"} for after, share in node.onward.items()]
    return [stay, {"choose": [*ways, {"do": [{"leave": "home"}]}]} if ways else {"leave": "home"}]
