"""Where people come from: a process for each source, which makes a process of each person."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Generator
from itertools import count

import simpy

from flowsim.engine.reference.census import be_found, be_in_place
from flowsim.engine.reference.environment import ENDS, START, Moment
from flowsim.engine.reference.line import Line
from flowsim.engine.reference.person import Person
from flowsim.engine.reference.views import SourceView
from flowsim.engine.reference.world import World
from flowsim.plan.tables import ARRIVALS, CENSUS, FILLED, LISTED
from flowsim.random.functions import log
from flowsim.random.samplers import ticks
from flowsim.units import DAY


def populate(world: World) -> None:
    """Start the process of every source."""
    for source in world.model.sources:
        world.env.process(PROCESSES[source.kind](world, source))


def arrivals(world: World, source: SourceView) -> Generator[simpy.Event, None, None]:
    """A Poisson stream by inversion: person k arrives when the expected arrivals reach k + 1 Exp(1) draws."""
    reached = 0.0
    for index in count():
        reached -= log(world.draws.uniform(source.code, index, source.purpose))
        instant = instant_of(source, reached)
        if instant is None or instant >= world.model.plan.horizon:
            return
        yield from arrive(world, source, index, ticks(instant))


def listed(world: World, source: SourceView) -> Generator[simpy.Event, None, None]:
    """Arrivals at listed instants."""
    for one in source.listed:
        yield from arrive(world, source, one.index, one.time, one.codes)


def arrive(
    world: World, source: SourceView, index: int, instant: int, codes: tuple[int, ...] = ()
) -> Generator[simpy.Event, None, None]:
    """Sleep until an instant and start the process of one person, if they are kept."""
    yield Moment(world.env, instant, ENDS, source.row, index)
    if is_kept(world, source, index):
        world.env.process(Line(Person(world, source, index)).arrive(codes))


def fill(world: World, source: SourceView) -> Generator[simpy.Event, None, None]:
    """People in place at the start, one after the other, each in a way drawn by its share."""
    for index in range(source.people):
        yield Moment(world.env, 0, START, source.row, index)
        u = world.draws.uniform(source.code, index, source.purpose)
        world.env.process(be_in_place(Line(Person(world, source, index)), source.ways.at(u)))


def census(world: World, source: SourceView) -> Generator[simpy.Event, None, None]:
    """People found in place, one after the other."""
    for index, found in enumerate(source.found):
        yield Moment(world.env, 0, START, source.row, index)
        world.env.process(be_found(Line(Person(world, source, index)), found))


PROCESSES = {ARRIVALS: arrivals, LISTED: listed, FILLED: fill, CENSUS: census}
"""The process of a source, by its kind."""


def instant_of(source: SourceView, expected: float) -> float | None:
    """When a source's cumulative expected arrivals reach a value, in ticks; None if never.

    Within a cell of a profile the rate is constant, so the cumulative is a straight line.
    """
    if not source.cell:
        return expected / source.rate if source.rate > 0 else None
    edge = bisect_left(source.intensity, expected)
    if edge == len(source.intensity):
        return None
    before, after = source.intensity[edge - 1], source.intensity[edge]
    return ((edge - 1) + (expected - before) / (after - before)) * source.cell


def is_kept(world: World, source: SourceView, index: int) -> bool:
    """Whether a person comes at all: a cut drops people one by one, so that those kept are the same as uncut."""
    retention = source.keeping[world.env.now // DAY] if source.keeping else source.retention
    if retention >= 1:
        return True
    return world.draws.uniform(source.code, index, source.retention_purpose) < retention
