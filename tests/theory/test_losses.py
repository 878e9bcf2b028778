"""Queues that lose people: no room to wait, little room, patience."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.theory.formulas import baccelli_hebuterne, erlang_a, erlang_b
from tests.theory.holding import Figure, System, hold, runs
from tests.theory.markov import Ward, series
from tests.theory.wards import at_most, exponential, one_ward, patient

SETTLING = 48
"""Hours; without long queues everything is forgotten within a few stays of an hour."""

LAWS: dict[str, Any] = {
    "fixed": "1 h",
    "exponential": exponential(1),
    "lognormal": {"lognormal": {"mean": "1 h", "cv": 1.5}},
    "mixture": {
        "mixture": [{"share": 0.75, "of": "20 min"}, {"share": 0.25, "of": {"gamma": {"mean": "3 h", "cv": 0.5}}}]
    },
}


def loss(places: int, load: float, law: str) -> System:
    """Erlang's loss system: the share lost does not depend on the service law."""
    lost = erlang_b(places, load)
    figures = [
        Figure("turned-away", "ward", load * lost, 0.065),
        Figure("admissions", "ward", load * (1 - lost), 0.012),
        Figure("occupied-beds", "ward", load * (1 - lost), 0.012),
        Figure("left", "turned-away", load * lost, 0.065),
    ]
    return System(
        f"Erlang-B-{places}-{law}", load, 300_000, one_ward(load, places, LAWS[law], **at_most(0)), figures, SETTLING
    )


def little_room() -> System:
    """M/M/2 with three places in all: arrivals 3 and services 4 an hour; one may wait."""
    solved = series(3, [Ward(2, 0.25)], room=1)
    figures = [
        Figure("turned-away", "ward", 3 * solved.lost, 0.075),
        Figure("occupied-beds", "ward", solved.occupied[0], 0.01),
        Figure("waiting-for-place", "ward", solved.waiting[0], 0.052),
        Figure("wait-for-place", "ward", solved.wait(0), 0.055),
        Figure("share-who-waited-for-place", "ward", solved.waited, 0.036),
    ]
    return System("M/M/2-three-places", 3, 300_000, one_ward(3, 2, exponential(0.25), **at_most(1)), figures, SETTLING)


def giving_up(name: str, places: int, rate: float, time: Any, share: float, waiting: float | None) -> System:
    """M/M/c with patience and services of mean 1 hour."""
    figures = [
        Figure("gave-up-waiting", "ward", rate * share, 0.05),
        Figure("occupied-beds", "ward", rate * (1 - share), 0.01),
        Figure("left", "gave-up", rate * share, 0.05),
    ]
    if waiting is not None:
        figures.append(Figure("waiting-for-place", "ward", waiting, 0.05))
    return System(name, rate, 300_000, one_ward(rate, places, exponential(1), **patient(time)), figures, SETTLING)


def erlang_a_system(places: int, rate: float, patience: float) -> System:
    """Exponential patience: Erlang A. Rates above what the places can do are fine."""
    told = erlang_a(places, rate, 1.0, patience)
    return giving_up(f"Erlang-A-{places}-{rate}", places, rate, exponential(patience), told.gives_up, told.waiting)


FIXED_PATIENCE = baccelli_hebuterne(5, 5.5, 1.0, lambda x: min(x, 0.5), 0.5)
UNIFORM_PATIENCE = baccelli_hebuterne(3, 3.0, 1.0, lambda x: x - x * x / 4 if x < 2 else 1.0, 2.0)
"""Uniform between 0 and 2 hours: the mean of the lesser of patience and x is x - x^2 / 4."""

SYSTEMS = [
    *(loss(10, 8, law) for law in LAWS),
    *(loss(20, 20, law) for law in LAWS),
    little_room(),
    erlang_a_system(5, 5.5, 2.0),
    erlang_a_system(1, 0.8, 1.0),
    giving_up("fixed-patience", 5, 5.5, "0.5 h", FIXED_PATIENCE, None),
    giving_up("uniform-patience", 3, 3.0, {"uniform": {"low": 0, "high": "2 h"}}, UNIFORM_PATIENCE, None),
]


@runs(SYSTEMS, quick_reference=["Erlang-A-1-0.8"])
def test_loss(system: System, engine: str, length: float) -> None:
    """People lost, people served, people waiting: as theory says."""
    hold(system, engine, length)


def test_uniform_patience_by_hand() -> None:
    """The formula used above at its ends: no patience at all is Erlang B, endless patience loses nobody."""
    assert baccelli_hebuterne(3, 2.0, 1.0, lambda x: min(x, 1e-9), 1e-9) == pytest.approx(erlang_b(3, 2.0), rel=1e-6)
    assert baccelli_hebuterne(3, 2.0, 1.0, lambda x: 1e3 * (1 - math.exp(-x / 1e3)), 1.0) < 1e-3


@pytest.mark.seeded
def test_a_bed_that_is_missing_is_seen() -> None:
    """Erlang's loss with nine places in place of ten fails."""
    right = loss(10, 8, "exponential")
    wrong = System("wrong", 8, right.people, one_ward(8, 9, LAWS["exponential"], **at_most(0)), right.figures, SETTLING)
    with pytest.raises(AssertionError, match="turned-away"):
        hold(wrong, "compiled", 1)
