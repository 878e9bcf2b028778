"""How many places or workers every resource has at each instant, worked out again for the checks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import count

import numpy as np

from flowsim.plan.tables import UNLIMITED, Plan
from flowsim.random.counts import binomial
from flowsim.random.samplers import sample, ticks
from flowsim.results.clock import resource_clocks
from flowsim.results.redraw import Draws

Steps = list[tuple[int, int]]
"""From when on, and how much; the first is at 0."""


def own_places(plan: Plan, draws: Draws) -> list[Steps]:
    """Of every resource, its own places from when on, less closures and sickness, whatever the staff and pressure."""
    own: list[Steps] = [[(0, places)] for places in plan.resources["places"].tolist()]
    changed: set[int] = set()
    for time, resource, places, shift in plan.changes.tolist():
        if resource not in changed:
            changed.add(resource)
            own[resource] = []
        chance, purpose = plan.resources[["sickness", "sickness_purpose"]][resource].tolist()
        sick = binomial(places, chance, draws.uniform(0, shift, purpose)) if shift >= 0 and chance > 0 else 0
        own[resource].append((time, places - sick))
    for row in range(len(plan.closures)):
        resource = int(plan.closures["resource"][row])
        own[resource] = _with_closures(own[resource], plan, draws, row)
    return own


def with_staff(plan: Plan, own: list[Steps]) -> list[Steps]:
    """Places as far as there is staff."""
    staffed = zip(own, plan.resources["staff"].tolist(), plan.resources["ratio"].tolist(), strict=True)
    return [steps if team < 0 else _with_staff(steps, own[team], ratio) for steps, team, ratio in staffed]


def _with_closures(places: Steps, plan: Plan, draws: Draws, row: int) -> Steps:
    """Places less those closed at random."""
    less = int(plan.closures["places"][row])
    closed = list(closures(plan, draws, row))
    times = sorted({time for time, _ in places} | {edge for stretch in closed for edge in stretch})
    shut = [any(start <= time < end for start, end in closed) for time in times]
    return [(time, max(at(places, time) - less * now, 0)) for time, now in zip(times, shut, strict=True)]


def closures(plan: Plan, draws: Draws, row: int) -> Iterator[tuple[int, int]]:
    """The stretches of the run for which a unit is closed at random."""
    record, time = plan.closures[row], 0
    for index in count():
        found = []
        for name in ("every", "length"):
            u = draws.uniform(0, index, int(record[f"{name}_purpose"])) if record[f"{name}_draws"] else 0.5
            value = sample(plan.distributions, plan.values, plan.children, int(record[name]), np.zeros(0, np.int32), u)
            time += max(int(ticks(value)), 1)
            found.append(time)
        if found[0] >= plan.horizon:
            return
        yield found[0], found[1]


def _with_staff(places: Steps, workers: Steps, ratio: float) -> Steps:
    times = sorted({time for time, _ in (*places, *workers)})
    return [(time, min(at(places, time), int(at(workers, time) * ratio))) for time in times]


def at(steps: Steps, time: int) -> int:
    """What is open at an instant, after any change then."""
    return steps[bisect_right(steps, (time, UNLIMITED + 1)) - 1][1]


def open_ticks(plan: Plan, levels: list[Steps]) -> Iterator[int]:
    """Of every resource, the place-ticks open in the window: 0 without limit and of funds, of teams in working time."""
    clocks = resource_clocks(plan)
    for resource, steps in enumerate(levels):
        clock = clocks[resource if resource >= plan.units else 0]
        total = 0
        for (start, level), end in zip(steps, [*(time for time, _ in steps[1:]), plan.horizon], strict=True):
            first, last = max(start, plan.window_from), min(end, plan.window_to)
            if first < last and level < UNLIMITED and resource < plan.first_fund:
                total += level * clock.worked(first, last)
        yield total
