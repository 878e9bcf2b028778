"""A place simulated in SimPy from what its scenario says in words, by its own means: NumPy's generator, its own clocks.

Three people in two days come to a ward of eleven beds and stay four days (exponential). Of these, one in four is
assessed by one of two social workers, who work from nine to five on weekdays: four hours of working time (gamma,
coefficient of variation one half), begun work going on the next working day. They wait in their bed for both the
worker and one of five places in the care home, where they stay thirteen days (exponential). Who is frail, two in
five of them, goes before others there. After six days (exponential) of waiting for the home the family arranges
another one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import simpy

DAY = 24.0
SCENARIO: dict[str, Any] = {
    "flowsim": 1,
    "name": "by-words",
    "units": {"ward": {"places": 11, "setting": "hospital"}, "home": {"places": 5, "setting": "care-home"}},
    "teams": {"social-work": {"headcount": 2, "hours": {"mon-fri": "09:00-17:00"}}},
    "groups": ["frailty"],
    "attributes": {"frailty": {"shares": {"frail": 0.4, "fit": 0.6}}},
    "arrivals": {"people": {"rate": "1.5 per day", "pathway": "main"}},
    "pathways": {
        "main": [
            {"stay": "ward", "time": {"exponential": {"mean": "4 d"}}},
            {"choose": [{"share": 0.25, "do": "needs-a-home"}, {"do": [{"leave": "home"}]}]},
        ],
        "needs-a-home": [
            {"task": "social-work", "work": {"gamma": {"mean": "4 h", "cv": 0.5}}},
            {
                "stay": "home",
                "priority": {"by": "frailty", "frail": 0, "fit": 1},
                "time": {"exponential": {"mean": "13 d"}},
                "patience": {
                    "time": {"exponential": {"mean": "6 d"}},
                    "then": [{"leave": "arranged-by-the-family"}],
                },
            },
            {"leave": "settled"},
        ],
    },
}


class Town:
    """One replication: hours of each wait begun in the window, and families who arranged a home in it."""

    def __init__(self, seed: int, warm_up: float, window: float) -> None:
        self.draws = np.random.default_rng(seed)
        self.begin, self.end = warm_up, warm_up + window
        self.clock = simpy.Environment()
        self.beds = simpy.Resource(self.clock, 11)
        self.workers = simpy.Resource(self.clock, 2)
        self.rooms = simpy.PriorityResource(self.clock, 5)
        self.waits: dict[str, list[float]] = defaultdict(list)
        self.arranged = {"frail": 0, "fit": 0}
        self.clock.process(self.arrivals())
        self.clock.run(self.end + 60 * DAY)

    def arrivals(self) -> Iterator[simpy.Event]:
        while True:
            yield self.clock.timeout(self.draws.exponential(DAY / 1.5))
            self.clock.process(self.person())

    def person(self) -> Iterator[simpy.Event]:
        with self.beds.request() as bed:
            asked = self.clock.now
            yield bed
            self.note("ward", asked)
            yield self.clock.timeout(self.draws.exponential(4 * DAY))
            if self.draws.random() >= 0.25:
                return
            yield from self.assessment()
            asked = self.clock.now
            frail = self.draws.random() < 0.4
            room = self.rooms.request(priority=0 if frail else 1)
            yield room | self.clock.timeout(self.draws.exponential(6 * DAY))
            if not room.triggered:
                room.cancel()
                self.arranged["frail" if frail else "fit"] += self.begin <= self.clock.now < self.end
                return
            self.note("home", asked)
        yield self.clock.timeout(self.draws.exponential(13 * DAY))
        self.rooms.release(room)

    def assessment(self) -> Iterator[simpy.Event]:
        """Workers begin in working hours only; whoever is busy overnight goes on with the same person."""
        asked = self.clock.now
        with self.workers.request() as worker:
            yield worker
            yield self.clock.timeout(until_open(self.clock.now))
            self.note("social-work", asked)
            yield self.clock.timeout(by_the_clock(self.clock.now, self.draws.gamma(4.0, 1.0)))

    def note(self, what: str, asked: float) -> None:
        if self.begin <= asked < self.end:
            self.waits[what].append(self.clock.now - asked)


def until_open(now: float) -> float:
    """Hours until a worker is in the office; the first day is a Monday.

    >>> until_open(8.0), until_open(12.0), until_open(4 * 24 + 17.0), until_open(5 * 24.0)
    (1.0, 0.0, 64.0, 57.0)
    """
    day, hour = divmod(now, DAY)
    if day % 7 < 5 and hour < 17:
        return max(9 - hour, 0.0)
    days = 1
    while (day + days) % 7 >= 5:
        days += 1
    return days * DAY + 9 - hour


def by_the_clock(now: float, work: float) -> float:
    """Hours that some hours of work take if they begin now, in the office.

    >>> by_the_clock(9.0, 2.0), by_the_clock(16.0, 2.0), by_the_clock(4 * 24 + 16.0, 2.0)
    (2.0, 18.0, 66.0)
    """
    passed = 0.0
    while True:
        passed += until_open(now + passed)
        left = 17 - (now + passed) % DAY
        if work <= left:
            return passed + work
        work -= left
        passed += left


def simulate(seed: int, warm_up: float, window: float) -> dict[str, float]:
    """Mean waits in hours, and families a day who arrange a home, of one replication."""
    town = Town(seed, warm_up, window)
    means = {f"wait {what}": float(np.mean(values)) for what, values in town.waits.items()}
    return means | {f"arranged, {who}": many / window * DAY for who, many in town.arranged.items()}
