"""Faults in who pays for a place, with cases by hand, for the test that the comparison of the engines notices them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flowsim.engine.reference import ledger, line, person
from flowsim.plan.tables import SET
from tests.exact.tracing import place, unit

Patch = Callable[[pytest.MonkeyPatch], None]


def money_gone() -> dict[str, Any]:
    """a pays for her room until her money is gone; it is kept for her while she is in hospital."""
    steps = [
        {"stay": "room", "time": "10 h"},
        {"set": {"funding": "council"}},
        {"wait": "4 h"},
        {"name": "ill", "stay": "ward", "time": "2 h", "keep": {}},
        {"name": "back", "stay": "room", "time": "2 h"},
        {"leave": "home"},
    ]
    room = {"places": 1, "payer": {"by": "funding", "self": "family", "council": "council"}}
    document = place({"a": (0, "a", {})}, {"a": steps}, units={"room": room, "ward": unit(1)})
    document["attributes"] = {"funding": {"shares": {"self": "100 %", "council": 0}}}
    return document


def by_hand() -> list[dict[str, Any]]:
    """The cases of this page."""
    return [money_gone()]


def whoever_usually_pays(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(person.Person, "payer_of", lambda self, unit: unit.payer)


def all_the_time_paid_by_the_last(patch: pytest.MonkeyPatch) -> None:
    def set_level(self: line.Line, step: Any) -> int:
        with pytest.MonkeyPatch.context() as meanwhile:
            meanwhile.setattr(ledger.Ledger, "charge_place", lambda self, person: None)
            return right(self, step)

    right = line.INSTANT[SET]
    patch.setitem(line.INSTANT, SET, set_level)


FAULTS: tuple[Patch, ...] = (whoever_usually_pays, all_the_time_paid_by_the_last)
