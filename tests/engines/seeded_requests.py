"""A case by hand for faults in what people ask for: a message, a search that nobody accepts, a visit with travel; and
faults in what is counted about them."""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.engine.output import ACTED
from flowsim.engine.reference import line
from flowsim.plan.tables import ACT
from tests.exact.tracing import place


def asked_and_visited() -> dict[str, Any]:
    """A message that comes and is counted as a hand-off, two providers who refuse one after the other, and a visit
    by a worker who has to travel."""
    pathway = [
        {"message": "referral", "takes": "2 h"},
        {"count": "hand-off", "by": "ward"},
        {"search": "home", "answer": "3 h", "accepts": 0, "fallback": {"approaches": 2}},
        {"task": "hub", "work": "2 h", "travel": "1 h"},
        {"leave": "home"},
    ]
    return place({"a": 0}, {"main": pathway}, teams={"hub": {"headcount": 1}})


def counted_as_something_else(patch: pytest.MonkeyPatch) -> None:
    """What a step counts is booked under the next act; messages and approaches are booked as they should be."""

    def act(self: line.Line, step: Any) -> int:
        self.ledger.act(self.person, (step.target + 1) % len(self.ledger.tallies.acts))
        self.note(ACTED, step.row, value=step.target)
        return int(step.next)

    patch.setitem(line.INSTANT, ACT, act)


FAULTS = (counted_as_something_else,)
