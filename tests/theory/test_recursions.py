"""Queues follow their exact recursions, person by person and tick by tick: Lindley, Kiefer-Wolfowitz and their kin.

Arrivals come from the log, lengths of stay are drawn again outside the engines; then begin and end of everybody follow
by whole-number arithmetic alone, and must be those of the log. Ties come from arrivals and stays in whole hours.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from flowsim.engine.output import BEGIN, END, LOG, TURN_AWAY, Replication
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import Plan
from flowsim.results.redraw import Draws
from flowsim.scenario.scenario import Scenario
from tests.theory.holding import ENGINES
from tests.theory.wards import Document, at_most, exponential, in_series, one_ward, teams_in_series

SEED = 97
PEOPLE = 1200
WHOLE_HOURS = {"empirical": {"values": ["0 h", "1 h", "2 h", "3 h"], "shares": [0.1, 0.4, 0.3, 0.2]}}
SMOOTH = {"gamma": {"mean": "1 h", "cv": 1.2}}

Person = tuple[int, int]
Times = dict[Person, int]

engines = pytest.mark.parametrize("engine", ENGINES)


class Story:
    """One replication, read back: who came when, and when each began and ended each step."""

    def __init__(self, document: Document, engine: str, rate: float) -> None:
        run = {"window": f"{24 * math.ceil(PEOPLE / rate / 24)} h"}
        self.plan: Plan = compile_plan(Scenario.from_document({"flowsim": 1, "name": "path", **document, "run": run}))
        self.replication: Replication = ENGINES[engine].replicate(self.plan, SEED, 0, LOG)
        people = self.replication.people
        assert people is not None
        arrived = zip(people.arrived.tolist(), people.source.tolist(), people.index.tolist(), strict=True)
        self.arrivals = sorted(arrived)
        """(instant, source, index), in the order in which people at one instant come."""

    def times(self, kind: int, step: str) -> Times:
        """When each person had an event at a step of pathway main."""
        log = self.replication.log
        assert log is not None
        lines = log[(log["kind"] == kind) & (log["row"] == self._row(step))]
        return {(int(line["source"]), int(line["index"])): int(line["time"]) for line in lines}

    def length(self, step: str, person: Person) -> int:
        """What a person draws for a step, in ticks."""
        no_attributes = np.zeros(0, np.int32)
        return Draws(self.plan, SEED, 0).length(self._row(step), *person, no_attributes, 0)

    def agrees(self, kind: int, step: str, expected: Times) -> None:
        """The log has exactly these events, up to the end of the run."""
        seen = {person: time for person, time in expected.items() if time < self.plan.horizon}
        assert len(seen) > PEOPLE // 3
        assert self.times(kind, step) == seen

    def _row(self, step: str) -> int:
        return self.plan.names["steps"].index(f"main.{step}")

    def __iter__(self) -> Iterator[tuple[int, Person]]:
        for time, source, index in self.arrivals:
            yield time, (source, index)


def in_whole_hours(document: Document, rate: float) -> Document:
    """The same with listed arrivals in whole hours from two sources, so that most instants are shared by several."""
    generator = np.random.default_rng(5)
    instants = generator.integers(1, round(PEOPLE / rate), (2, PEOPLE // 2)).tolist()
    listed = [{"at": [f"{hour} h" for hour in hours], "pathway": "main"} for hours in instants]
    return document | {"arrivals": {"first": listed[0], "second": listed[1]}}


def queue(story: Story, step: str, servers: int) -> tuple[Times, Times]:
    """First come first served: who is next begins when they have come and the first of the servers is free.

    With one server this is Lindley's recursion, with several that of Kiefer and Wolfowitz.
    """
    free = [0] * servers
    begins, ends = {}, {}
    for arrived, person in story:
        begins[person] = max(arrived, heapq.heappop(free))
        ends[person] = begins[person] + story.length(step, person)
        heapq.heappush(free, ends[person])
    return begins, ends


CASES: dict[str, tuple[float, int, Any]] = {
    "Lindley-smooth": (0.85, 1, SMOOTH),
    "Lindley-fixed": (0.9, 1, "1 h"),
    "Kiefer-Wolfowitz-3": (2.7, 3, SMOOTH),
    "Kiefer-Wolfowitz-20": (19, 20, exponential(1)),
    "Kiefer-Wolfowitz-overloaded": (4, 3, SMOOTH),
}


@engines
@pytest.mark.parametrize("what", ["unit", "team"])
@pytest.mark.parametrize("case", CASES)
def test_queue(case: str, what: str, engine: str) -> None:
    """Everybody begins and ends at the tick that the recursion says, in a unit and with a team."""
    rate, servers, time = CASES[case]
    follow(single(what, rate, servers, time), servers, engine, rate)


@engines
@pytest.mark.parametrize("what", ["unit", "team"])
@pytest.mark.parametrize("servers", [1, 4])
def test_queue_with_ties(servers: int, what: str, engine: str) -> None:
    """The same where arrivals and stays are whole hours (a tenth of the stays nought), so that ties are the rule."""
    rate = 0.55 * servers
    follow(in_whole_hours(single(what, 1, servers, WHOLE_HOURS), rate), servers, engine, rate)


def single(what: str, rate: float, servers: int, time: Any) -> Document:
    """One unit or one team called ward."""
    return one_ward(rate, servers, time) if what == "unit" else teams_in_series(rate, [("ward", servers, time)])


def follow(document: Document, servers: int, engine: str, rate: float) -> None:
    """Run, and hold everybody's begin and end to the recursion."""
    story = Story(document, engine, rate)
    begins, ends = queue(story, "ward", servers)
    story.agrees(BEGIN, "ward", begins)
    story.agrees(END, "ward", ends)


@engines
@pytest.mark.parametrize("ties", [False, True])
def test_loss(ties: bool, engine: str) -> None:
    """Nobody may wait: a person is turned away if and only if everybody ahead still has all the places."""
    document = one_ward(4, 4, SMOOTH, **at_most(0))
    if ties:
        document = in_whole_hours(one_ward(4, 4, "2 h", **at_most(0)), 4)
    story = Story(document, engine, 4)
    free, begins, away = [0] * 4, {}, {}
    for arrived, person in story:
        if free[0] > arrived:
            away[person] = arrived
        else:
            begins[person] = arrived
            heapq.heapreplace(free, arrived + story.length("ward", person))
    story.agrees(BEGIN, "ward", begins)
    assert story.times(TURN_AWAY, "ward") == away
    assert len(away) > PEOPLE // 10


@engines
@pytest.mark.parametrize("ties", [False, True])
def test_single_servers_without_room_between(ties: bool, engine: str) -> None:
    """Three wards of one bed in a row: who is done keeps the bed until the one before them has left the next ward."""
    names = ("first", "second", "third")
    time = {"empirical": {"values": ["1 h", "2 h", "3 h"]}} if ties else {"gamma": {"mean": "2 h", "cv": 0.7}}
    document = in_series(0.3, [(name, 1, time) for name in names])
    story = Story(in_whole_hours(document, 0.3) if ties else document, engine, 0.3)
    left = [0, 0, 0]
    begins: dict[str, Times] = {name: {} for name in names}
    for arrived, person in story:
        ready = arrived
        for number, name in enumerate(names):
            begin = max(ready, left[number])
            if number:
                left[number - 1] = begin
            begins[name][person] = begin
            ready = begin + story.length(name, person)
        left[-1] = ready
    for name in names:
        story.agrees(BEGIN, name, begins[name])
