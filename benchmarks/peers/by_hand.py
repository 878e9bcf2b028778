"""W1 and W2 in SimPy written by hand, the way people write it; times in days."""

from __future__ import annotations

import random
from collections.abc import Generator
from typing import Any

import simpy

from benchmarks import cases
from benchmarks.peers.sums import Sums

Events = Generator[simpy.Event, Any, None]


def run(workload: str, first: int, replications: int) -> Sums:
    """So many replications of W1 or W2; the seeds are their numbers."""
    model, sums = {"W1": queue, "W2": ward}[workload], Sums(replications)
    for seed in range(first, first + replications):
        sums.add(model(seed))
    return sums


def queue(seed: int) -> Sums:
    """One replication of W1."""
    env, rng, sums = simpy.Environment(), random.Random(seed), Sums()
    desks = simpy.Resource(env, cases.DESKS)

    def customer() -> Events:
        arrived = env.now
        with desks.request() as desk:
            yield desk
            sums.granted += 1
            sums.waited += env.now - arrived
            yield env.timeout(rng.expovariate(1.0))
        sums.left += 1

    def arrivals() -> Events:
        while True:
            yield env.timeout(rng.expovariate(cases.CUSTOMERS))
            env.process(customer())

    env.process(arrivals())
    env.run(until=cases.DAYS)
    return sums


def ward(seed: int) -> Sums:
    """One replication of W2."""
    env, rng, sums = simpy.Environment(), random.Random(seed), Sums()
    beds, assessors = simpy.Resource(env, cases.BEDS), simpy.Resource(env, cases.ASSESSORS)
    rooms = simpy.Resource(env, cases.ROOMS)

    def waited(since: float) -> None:
        sums.granted += 1
        sums.waited += env.now - since

    def patient() -> Events:
        arrived = env.now
        with beds.request() as bed:
            yield bed
            waited(arrived)
            yield env.timeout(rng.lognormvariate(cases.LOG_MEAN, cases.LOG_SD))
            asked = env.now
            with assessors.request() as assessor:
                yield assessor
                waited(asked)
                yield env.timeout(rng.expovariate(1 / cases.ASSESSMENT))
            ready = env.now
            room = rooms.request()
            yield room
            waited(ready)
        yield env.timeout(rng.expovariate(1 / cases.RESIDENCE))
        rooms.release(room)
        sums.left += 1

    def arrivals() -> Events:
        while True:
            yield env.timeout(rng.expovariate(cases.PATIENTS))
            env.process(patient())

    env.process(arrivals())
    env.run(until=cases.DAYS)
    return sums
