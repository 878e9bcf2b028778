"""Faults in places that are kept for people ahead and in transfers, and cases by hand for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flowsim.engine.reference import keeping, line, stopping, transfers
from tests.exact.test_traces_transfers import circle, slow_and_plain, two_wards
from tests.exact.tracing import place, unit

Patch = Callable[[pytest.MonkeyPatch], None]


def by_hand() -> list[dict[str, Any]]:
    """Somebody waits for the room that their branch asked for before; people on the way, and in rings."""
    pathway = [
        {"meanwhile": "ahead", "do": [{"reserve": "home"}]},
        {"stay": "ward", "time": "4 h"},
        {"stay": "home", "time": "2 h"},
        {"leave": "home"},
    ]
    ahead = {"a": (1, "a", {}), "b": ([0, 2], "b", {})}
    ways = {"a": pathway, "b": [{"stay": "home", "time": "6 h"}, {"leave": "home"}]}
    reserved = place(ahead, ways, units={"ward": unit(1), "home": unit(1)})
    return [reserved, two_wards(), circle(), slow_and_plain(True)]


def what_is_reserved_answers_nobody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(keeping, "_tell", lambda person, unit: None)


def each_takes_their_own_way(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(transfers, "max", lambda length, longest: length, raising=False)


def places_given_up_for_good(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(stopping, "turn_back", lambda who, step: keeping.lapse(who, who.kept[-1], who.model.steps[step.next]))


def who_stays_is_not_reckoned_with(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(keeping, "_kept_in_ring", lambda who, ring: None)


def nobody_knows_whom_the_way_brought(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(line, "reached_by", lambda who, step: None)


FAULTS: tuple[Patch, ...] = (
    what_is_reserved_answers_nobody,
    each_takes_their_own_way,
    places_given_up_for_good,
    who_stays_is_not_reckoned_with,
    nobody_knows_whom_the_way_brought,
)
