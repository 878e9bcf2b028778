"""Place-time: held, kept, made ready and free are all the places of a unit at every instant."""

from __future__ import annotations

from collections.abc import Iterator

from flowsim.engine.output import Replication
from flowsim.plan.tables import Plan
from flowsim.results.checks.broken import Broken
from flowsim.results.escalations import open_places
from flowsim.results.held import Held
from flowsim.results.levels import open_ticks
from flowsim.results.redraw import Draws


def check_places(plan: Plan, replication: Replication) -> Iterator[Broken]:
    """Rule ``place-time``: held + kept + turned + free are the places open, times the window, in every unit.

    What is free is counted from the log: the places that there are less those that are taken, at every instant.
    """
    assert replication.log is not None
    tallies = replication.tallies
    taken = _taken(plan, replication)
    levels = open_places(plan, Draws(plan, replication.seed, replication.number), replication.log)
    opened = list(open_ticks(plan, levels))
    for unit in range(1, plan.units):
        places = opened[unit]
        booked = int(tallies.held[unit].sum() + tallies.kept[unit].sum() + tallies.turned[unit])
        free = places - taken[unit]
        if booked + free != places or int(tallies.open[unit]) != places:
            name = plan.names["resources"][unit]
            sentence = f"{booked} ticks held, kept or made ready and {free} free, of {places}"
            yield Broken("place-time", -1, f"{name}: {sentence}")


def _taken(plan: Plan, replication: Replication) -> list[int]:
    """Place-ticks in the window in which places of each unit were taken, by the log."""
    assert replication.log is not None
    held, areas, since = Held(plan), [0] * plan.units, 0
    for time, source, index, kind, row, unit, resource, value, _ in replication.log.tolist():
        for instant in _instants(held, since, time):
            _add(plan, areas, held.taken, since, instant)
            held.go_on(instant)
            since = instant
        held.read(time, (source, index), kind, row, unit, resource, value)
    for instant in _instants(held, since, plan.horizon):
        _add(plan, areas, held.taken, since, instant)
        held.go_on(instant)
        since = instant
    return areas


def _instants(held: Held, since: int, until: int) -> Iterator[int]:
    """The instants up to one at which places get ready, and that one itself."""
    while since < until:
        since = min(held.next_ready(), until)
        yield since


def _add(plan: Plan, areas: list[int], taken: list[int], start: int, end: int) -> None:
    ticks = min(end, plan.window_to) - max(start, plan.window_from)
    if ticks > 0:
        for unit in range(plan.units):
            areas[unit] += taken[unit] * ticks
