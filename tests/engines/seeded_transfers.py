"""Faults in places that are kept for people ahead, and cases by hand for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flowsim.engine.reference import keeping
from tests.exact.tracing import place, unit

Patch = Callable[[pytest.MonkeyPatch], None]


def by_hand() -> list[dict[str, Any]]:
    """Somebody waits for the room that their branch asked for before; somebody else has it first."""
    pathway = [
        {"meanwhile": "ahead", "do": [{"reserve": "home"}]},
        {"stay": "ward", "time": "4 h"},
        {"stay": "home", "time": "2 h"},
        {"leave": "home"},
    ]
    ahead = {"a": (1, "a", {}), "b": ([0, 2], "b", {})}
    ways = {"a": pathway, "b": [{"stay": "home", "time": "6 h"}, {"leave": "home"}]}
    return [place(ahead, ways, units={"ward": unit(1), "home": unit(1)})]


def what_is_reserved_answers_nobody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(keeping, "_tell", lambda person, unit: None)


FAULTS: tuple[Patch, ...] = (what_is_reserved_answers_nobody,)
