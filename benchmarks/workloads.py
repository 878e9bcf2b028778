"""The workloads: each once as a scenario and once as SimPy written by hand, the way people write it.

W1 is one queue, M/M/10 at load 0.9. W2 is a ward whose beds stay taken while people wait for an assessor and then
for a place in a care home.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import simpy

Scenario = dict[str, Any]
Events = Generator[simpy.Event, Any, None]

YEARS = 5
_DAYS = 365 * YEARS
_MEAN_STAY, _LOG_MEAN, _LOG_SD = 6.0, 1.4451859, 0.8325546  # lognormal, mean 6, coefficient of variation 1


@dataclass(slots=True)
class Sums:
    """What the hand-written models count: people who left, their waits and their time in the model, in days."""

    left: int = 0
    waited: float = 0.0
    time: float = 0.0


@dataclass(frozen=True, slots=True)
class Workload:
    """One workload.

    Attributes:
        name: W1, W2.
        scenario: as a YAML file would say it.
        by_hand: the same in SimPy; takes a seed.
    """

    name: str
    scenario: Scenario
    by_hand: Callable[[int], Sums]


def queue_by_hand(seed: int) -> Sums:
    """W1 in SimPy; days."""
    env, rng, sums = simpy.Environment(), random.Random(seed), Sums()
    servers = simpy.Resource(env, 10)

    def customer() -> Events:
        arrived = env.now
        with servers.request() as request:
            yield request
            sums.waited += env.now - arrived
            yield env.timeout(rng.expovariate(1.0))
        sums.left += 1
        sums.time += env.now - arrived

    def arrivals() -> Events:
        while True:
            yield env.timeout(rng.expovariate(9.0))
            env.process(customer())

    env.process(arrivals())
    env.run(until=_DAYS)
    return sums


def ward_by_hand(seed: int) -> Sums:
    """W2 in SimPy; days."""
    env, rng, sums = simpy.Environment(), random.Random(seed), Sums()
    ward, assessors, home = simpy.Resource(env, 60), simpy.Resource(env, 5), simpy.Resource(env, 400)

    def patient() -> Events:
        arrived = env.now
        with ward.request() as bed:
            yield bed
            sums.waited += env.now - arrived
            yield env.timeout(rng.lognormvariate(_LOG_MEAN, _LOG_SD))
            asked = env.now
            with assessors.request() as assessor:
                yield assessor
                sums.waited += env.now - asked
                yield env.timeout(rng.expovariate(2.0))
            ready = env.now
            place = home.request()
            yield place
            sums.waited += env.now - ready
        yield env.timeout(rng.expovariate(1 / 60))
        home.release(place)
        sums.left += 1
        sums.time += env.now - arrived

    def arrivals() -> Events:
        while True:
            yield env.timeout(rng.expovariate(6.2))
            env.process(patient())

    env.process(arrivals())
    env.run(until=_DAYS)
    return sums


_QUEUE: Scenario = {
    "flowsim": 1,
    "name": "w1",
    "run": {"window": f"{YEARS} y"},
    "units": {"desk": {"places": 10}},
    "arrivals": {"customers": {"rate": "9 per day", "pathway": "main"}},
    "pathways": {"main": [{"stay": "desk", "time": {"exponential": {"mean": "1 d"}}}, {"leave": "served"}]},
}

_WARD: Scenario = {
    "flowsim": 1,
    "name": "w2",
    "run": {"window": f"{YEARS} y"},
    "units": {
        "ward": {"places": 60, "setting": "hospital"},
        "home": {"places": 400, "setting": "care-home"},
    },
    "teams": {"assessors": {"headcount": 5}},
    "arrivals": {"emergency": {"rate": "6.2 per day", "pathway": "main"}},
    "pathways": {
        "main": [
            {"stay": "ward", "time": {"lognormal": {"mean": "6 d", "sd": "6 d"}}},
            {"task": "assessors", "work": {"exponential": {"mean": "0.5 d"}}},
            {"stay": "home", "time": {"exponential": {"mean": "60 d"}}},
            {"leave": "left"},
        ]
    },
}

WORKLOADS = (Workload("W1", _QUEUE, queue_by_hand), Workload("W2", _WARD, ward_by_hand))
"""All workloads."""
