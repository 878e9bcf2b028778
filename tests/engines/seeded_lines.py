"""Faults in what a person's lines do, for the test that the comparison of the engines notices them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flowsim.engine.reference import ledger, line, person, risks, stopping
from tests.exact.tracing import place, unit

Patch = Callable[[pytest.MonkeyPatch], None]


def risky() -> dict[str, Any]:
    """Risks whose rates change at a set, and that must end with their place; people who come back."""
    fall = {
        "rate": "0.05 per hour",
        "times": {"by": "age", "young": 1, "old": 4},
        "then": [{"wait": "3 h", "name": "hurt"}],
    }
    pathway = [
        {"stay": "ward", "time": "9 h", "risks": {"fall": fall}},
        {"stay": "ward", "time": "9 h", "name": "on"},
        {"set": {"age": "old"}},
        {"wait": "9 h"},
        {"stay": "community", "time": "30 h"},
        {"mark": "seen"},
        {"leave": "home", "returns": {"to": "main", "after": {"exponential": {"mean": "20 h"}}}},
    ]
    attributes = {"age": {"shares": {"young": 1.0, "old": 0.0}}}
    return place({"a": [0, 1, 2, 3, 4, 5]}, {"main": pathway}, units={"ward": unit(3)}, attributes=attributes)


def joins_passed(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(line.LASTING, line.MEET, passed)


def passed(self: line.Line, step: Any) -> line.Walk:
    yield self.env.event().succeed()
    return int(step.next)


def worker_kept_when_stopped(patch: pytest.MonkeyPatch) -> None:
    def break_off(one: line.Line) -> None:
        one.work = None
        right(one)

    right = stopping.break_off
    patch.setattr(stopping, "break_off", break_off)


def time_beside_lost(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ledger.Ledger, "charge_beside", lambda self, line: None)


def never_withdrawn(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(person.Person, "withdraw", lambda self: None)


def no_look_before_a_change(patch: pytest.MonkeyPatch) -> None:
    right = line.Line.set

    def change(self: line.Line, step: Any) -> int:
        patch.setattr(risks.Risks, "spend", lambda self: None)
        following = right(self, step)
        patch.setattr(risks.Risks, "spend", spend)
        return following

    spend = risks.Risks.spend
    patch.setitem(line.INSTANT, line.SET, change)


def never_struck(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(risks.Risks, "_strike", lambda self, struck: None)


def risks_that_outlast_their_place(patch: pytest.MonkeyPatch) -> None:
    right = risks.Risks.begin
    patch.setattr(risks.Risks, "begin", lambda self, step, moved: right(self, step, False))


def by_hand() -> list[dict[str, Any]]:
    """Somebody who comes to a join an hour early; somebody whose risk rises, since an attribute is set beside."""
    planning = {"meanwhile": "planning", "do": [{"wait": "3 h", "name": "form"}]}
    early = [planning, {"wait": "2 h"}, {"join": "planning"}, {"leave": "home"}]
    risk = {"rate": "0.01 per hour", "times": {"by": "age", "young": 1, "old": 30}, "then": [{"leave": "died"}]}
    older = {"meanwhile": "age", "do": [{"wait": "4 h", "name": "four"}, {"set": {"age": "old"}}]}
    stay = {"stay": "ward", "time": "600 h", "name": "stay", "risks": {"fall": risk}}
    rising = [{"stay": "ward"}, older, stay, {"leave": "home"}]
    ages = {"age": {"shares": {"young": 1.0, "old": 0.0}}}
    return [
        place({"a": 0}, {"main": early}),
        place({"a": [0] * 9}, {"main": rising}, units={"ward": unit(9)}, attributes=ages),
    ]


def draws_of_the_first_spell_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(person, "VISITS_A_SPELL", 0)


def marks_kept_over_spells(patch: pytest.MonkeyPatch) -> None:
    def come_back(self: person.Person, row: int) -> None:
        marks = self.marks
        right(self, row)
        self.marks = marks

    right = person.Person.come_back
    patch.setattr(person.Person, "come_back", come_back)


FAULTS: tuple[Patch, ...] = (
    joins_passed,
    worker_kept_when_stopped,
    time_beside_lost,
    never_withdrawn,
    no_look_before_a_change,
    never_struck,
    risks_that_outlast_their_place,
    draws_of_the_first_spell_again,
    marks_kept_over_spells,
)
"""Each breaks the reference engine in one way."""
