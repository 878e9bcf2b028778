"""Wards that feed each other, with patience, with priorities and in rings, held to their Markov chains solved here.

Everybody who stays does so for an exponential time, keeps the place until the next one is free, and is lost where the
first ward has no room for them. Times are in hours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests.theory.holding import Figure, System, hold, runs
from tests.theory.markov import State, stationary
from tests.theory.wards import Document, at_most, exponential, patient, stay, stream

PEOPLE = 400_000
SETTLING = 96


# Patience: people queue for the first ward, and on it for the second, until their patience ends


def patience_moves(state: State, room: int) -> Iterator[tuple[State, float]]:
    """Arrivals 3 an hour; 3 beds of mean 1 h, 2 of 0.8 h; patience of mean 1.5 h outside, of 2 h on the ward."""
    queuing, treated, waiting, second = state

    def settled(queuing: int, treated: int, waiting: int, second: int) -> State:
        on = min(waiting, 2 - second)
        waiting, second = waiting - on, second + on
        on = min(queuing, 3 - treated - waiting)
        return queuing - on, treated + on, waiting, second

    if queuing < room:
        yield settled(queuing + 1, treated, waiting, second), 3.0
    if queuing:
        yield settled(queuing - 1, treated, waiting, second), queuing / 1.5
    if treated:
        yield settled(queuing, treated - 1, waiting + 1, second), float(treated)
    if waiting:
        yield settled(queuing, treated, waiting - 1, second), waiting / 2
    if second:
        yield settled(queuing, treated, waiting, second - 1), second / 0.8


def patience() -> System:
    states, shares = stationary((0, 0, 0, 0), lambda state: patience_moves(state, room=60))
    queuing, treated, waiting, second = shares @ states
    figures = [
        Figure("occupied-beds", "first", treated + waiting, 0.012),
        Figure("occupied-beds", "second", second, 0.012),
        Figure("waiting-for-place", "first", queuing, 0.05),
        Figure("waiting-for-place", "second", waiting, 0.05),
        Figure("gave-up-waiting", "first", queuing / 1.5, 0.05),
        Figure("gave-up-waiting", "second", waiting / 2, 0.05),
        Figure("left", "gave-up", queuing / 1.5 + waiting / 2, 0.04),
    ]
    first = stay("first", exponential(1)) | patient(exponential(1.5))
    then = [{"leave": "gave-up", "name": "gives-up-on-the-ward"}]
    moves_on = stay("second", exponential(0.8), patience={"time": exponential(2), "then": then})
    sections = {
        "units": {"first": {"places": 3}, "second": {"places": 2}},
        "arrivals": {"people": stream(3.0)},
        "pathways": {"main": [first, moves_on, {"leave": "home"}]},
    }
    return System("two-wards-with-patience", 3.0, PEOPLE, sections, figures, SETTLING)


# Priorities: two wards feed a third, whose freed place goes to the first of the one ward before any of the other


def priority_moves(state: State) -> Iterator[tuple[State, float]]:
    """Arrivals 1.2 and 1 an hour to 2 beds each, of mean 1 h; then 2 places of mean 0.8 h."""
    treated, waiting, third = list(state[0:2]), list(state[2:4]), state[4]

    def settled(treated: Sequence[int], waiting: Sequence[int], third: int) -> State:
        left = list(waiting)
        for ward in (0, 1):  # those of the first ward go first
            on = min(left[ward], 2 - third)
            left[ward], third = left[ward] - on, third + on
        return (*treated, *left, third)

    for ward, rate in enumerate((1.2, 1.0)):
        one = [int(ward == 0), int(ward == 1)]
        if treated[ward] + waiting[ward] < 2:
            yield settled([a + b for a, b in zip(treated, one, strict=True)], waiting, third), rate
        if treated[ward]:
            fewer = [a - b for a, b in zip(treated, one, strict=True)]
            more = [a + b for a, b in zip(waiting, one, strict=True)]
            yield settled(fewer, more, third), float(treated[ward])
    if third:
        yield settled(treated, waiting, third - 1), third / 0.8


def priorities() -> System:
    states, shares = stationary((0, 0, 0, 0, 0), priority_moves)
    means = shares @ states
    full = [float(shares @ (states[:, ward] + states[:, 2 + ward] == 2)) for ward in (0, 1)]
    figures = [
        Figure("occupied-beds", "third", means[4], 0.012),
        Figure("waiting-for-place", "third", means[2] + means[3], 0.05),
    ]
    for ward, (unit, rate) in enumerate((("first", 1.2), ("second", 1.0))):
        figures += [
            Figure("occupied-beds", unit, means[ward] + means[2 + ward], 0.015),
            Figure("turned-away", unit, rate * full[ward], 0.03),
            Figure("admissions", unit, rate * (1 - full[ward]), 0.012),
        ]
    return System("two-wards-of-two-priorities", 2.2, PEOPLE, priority_sections(first=0, second=1), figures, SETTLING)


def priority_sections(first: int, second: int) -> Document:
    """The document, with the priorities of people on the two wards: the lower goes first."""
    pathways = {
        unit: [
            stay(unit, exponential(1)) | at_most(0),
            stay("third", exponential(0.8), priority=priority),
            {"leave": "home"},
        ]
        for unit, priority in (("first", first), ("second", second))
    }
    return {
        "units": {"first": {"places": 2}, "second": {"places": 2}, "third": {"places": 2}},
        "arrivals": {"to-first": stream(1.2, "first"), "to-second": stream(1.0, "second")},
        "pathways": pathways,
    }


# Rings: wards that send people round to the next, and the last to the first; a standing ring changes at once


@dataclass(frozen=True)
class Ring:
    """A ward of a ring: places, arrivals from outside, mean stay, and the share who go on to the next ward."""

    places: int
    rate: float
    mean: float
    onward: float


def ring_moves(state: State, wards: Sequence[Ring]) -> Iterator[tuple[State, float]]:
    """For each ward those in treatment and those who wait there for the next ward of the circle."""
    many = len(wards)

    def settled(treated: list[int], waiting: list[int]) -> State:
        while all(waiting):  # everybody first in a queue moves on, each into the place that another leaves
            waiting[:] = [number - 1 for number in waiting]
            treated[:] = [number + 1 for number in treated]
        moved = True
        while moved:
            moved = False
            for ward in range(many):
                after = (ward + 1) % many
                if waiting[ward] and treated[after] + waiting[after] < wards[after].places:
                    waiting[ward] -= 1
                    treated[after] += 1
                    moved = True
        return tuple(number for pair in zip(treated, waiting, strict=True) for number in pair)

    for ward, own in enumerate(wards):
        treated, waiting = list(state[::2]), list(state[1::2])
        if treated[ward] + waiting[ward] < own.places:
            treated[ward] += 1
            yield settled(treated, waiting), own.rate
        if state[2 * ward]:
            treated, waiting = list(state[::2]), list(state[1::2])
            treated[ward] -= 1
            yield settled(treated[:], waiting[:]), state[2 * ward] / own.mean * (1 - own.onward)
            waiting[ward] += 1
            yield settled(treated, waiting), state[2 * ward] / own.mean * own.onward


def ring(name: str, wards: Sequence[Ring]) -> System:
    states, shares = stationary((0, 0) * len(wards), lambda state: ring_moves(state, wards))
    means = shares @ states
    figures, units, arrivals, pathways = [], {}, {}, {}
    for ward, own in enumerate(wards):
        unit, after = f"ward-{ward + 1}", f"ward-{(ward + 1) % len(wards) + 1}"
        full = float(shares @ (states[:, 2 * ward] + states[:, 2 * ward + 1] == own.places))
        figures += [
            Figure("occupied-beds", unit, means[2 * ward] + means[2 * ward + 1], 0.012),
            Figure("waiting-for-place", after, means[2 * ward + 1], 0.075),
            Figure("turned-away", unit, own.rate * full, 0.03),
            # Everybody treated goes on or leaves.
            Figure("admissions", unit, means[2 * ward] / own.mean, 0.017),
        ]
        units[unit] = {"places": own.places}
        arrivals[f"to-{unit}"] = stream(own.rate, f"comes-to-{unit}")
        onward = {"choose": [{"share": own.onward, "do": f"goes-to-{after}"}, {"do": [{"leave": "home"}]}]}
        pathways[f"comes-to-{unit}"] = [stay(unit, exponential(own.mean)) | at_most(0), onward]
        pathways[f"goes-to-{unit}"] = [stay(unit, exponential(own.mean)), onward]
    sections = {"units": units, "arrivals": arrivals, "pathways": pathways}
    return System(name, sum(own.rate for own in wards), PEOPLE, sections, figures, SETTLING)


SYSTEMS = [
    patience(),
    priorities(),
    ring("ring-of-two", [Ring(2, 1.0, 1.0, 0.6), Ring(3, 1.2, 0.8, 0.7)]),
    ring("ring-of-three", [Ring(1, 0.8, 1.0, 0.6), Ring(2, 1.0, 0.9, 0.7), Ring(1, 0.6, 0.7, 0.8)]),
]


@runs(SYSTEMS)
def test_network(system: System, engine: str, length: float) -> None:
    """Beds in use, people who wait in each ward for the next, people turned away or who give up."""
    hold(system, engine, length)


def wrong(right: System, **sections: Any) -> System:
    return System("wrong", right.rate, right.people, {**right.sections, **sections}, right.figures, right.settling)


@pytest.mark.seeded
def test_the_other_priority_is_seen() -> None:
    with pytest.raises(AssertionError, match="turned-away first"):
        hold(wrong(priorities(), **priority_sections(first=1, second=0)), "compiled", 1)


@pytest.mark.seeded
def test_a_place_too_many_in_a_ring_is_seen() -> None:
    right = SYSTEMS[2]
    units = {"ward-1": {"places": 2}, "ward-2": {"places": 4}}
    with pytest.raises(AssertionError, match="occupied-beds ward-1"):
        hold(wrong(right, units=units), "compiled", 1)
