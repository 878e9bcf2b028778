"""Wards in series with blocking after service, held to their Markov chain solved here."""

from __future__ import annotations

import pytest

from tests.theory.holding import Figure, System, hold, runs
from tests.theory.markov import Ward, series
from tests.theory.wards import at_most, exponential, in_series

ENDLESS = 150
"""Room that a queue never fills, for all that matters, at the loads below."""


def chain(name: str, rate: float, wards: list[Ward], room: int | None, sees: tuple[float, float, float]) -> System:
    """Wards in series. ``room`` may wait outside (None: anybody). ``sees``: beds in use; delays; people turned away."""
    solved = series(rate, wards, ENDLESS if room is None else room)
    names = [f"ward-{number}" for number in range(1, len(wards) + 1)]
    figures = [Figure("occupied-beds", *row, sees[0]) for row in zip(names, solved.occupied, strict=True)]
    figures.append(Figure("admissions", names[-1], solved.admitted[-1], sees[0]))
    for number in range(0 if room != 0 else 1, len(wards)):
        figures.append(Figure("waiting-for-place", names[number], solved.waiting[number], sees[1]))
        figures.append(Figure("wait-for-place", names[number], solved.wait(number), sees[1]))
    if room is not None:
        figures.append(Figure("turned-away", names[0], rate * solved.lost, sees[2]))
    else:
        figures.append(Figure("share-who-waited-for-place", names[0], solved.waited, sees[2]))
    units = [(unit, ward.places, exponential(ward.mean)) for unit, ward in zip(names, wards, strict=True)]
    request = {} if room is None else at_most(room)
    return System(name, rate, 300_000, in_series(rate, units, **request), figures, settling=240 if room is None else 96)


SINGLE = [Ward(1, 1), Ward(1, 1)]
SYSTEMS = [
    chain("no-room-between", 0.8, SINGLE, 0, (0.017, 0.05, 0.015)),
    chain("no-room-between-endless-queue", 0.45, SINGLE, None, (0.012, 0.08, 0.018)),
    chain("no-room-between-unequal", 1.2, [Ward(1, 0.7), Ward(1, 1.1)], 2, (0.013, 0.03, 0.018)),
    chain("two-wards", 3, [Ward(4, 1), Ward(3, 0.8)], 2, (0.013, 0.052, 0.058)),
    chain("three-wards", 2, [Ward(3, 1), Ward(2, 0.8), Ward(2, 0.9)], 1, (0.013, 0.042, 0.022)),
    chain("three-wards-endless-queue", 1.1, [Ward(3, 1), Ward(2, 0.8), Ward(2, 0.9)], None, (0.017, 0.14, 0.065)),
]


@runs(SYSTEMS)
def test_chain(system: System, engine: str, length: float) -> None:
    """Beds in use, throughput, delays in the ward before, people turned away."""
    hold(system, engine, length)


@pytest.mark.seeded
def test_a_ward_that_does_not_hold_people_up_is_seen() -> None:
    """With one place more in the second ward the chain's figures are missed."""
    right = SYSTEMS[0]
    units = [("ward-1", 1, exponential(1)), ("ward-2", 2, exponential(1))]
    wrong = System("wrong", 0.8, right.people, in_series(0.8, units, **at_most(0)), right.figures, right.settling)
    with pytest.raises(AssertionError, match="wait-for-place ward-2"):
        hold(wrong, "compiled", 1)
