"""Faults in what goes out of date, for the test that the comparison of the engines notices them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flowsim.engine.reference import ledger, risks
from tests.exact.tracing import place

Patch = Callable[[pytest.MonkeyPatch], None]


def assessed_and_away() -> dict[str, Any]:
    """Assessed at 0 for 10 h and again at 6; out of date at 16, assessed again, away from 20 to 40 and asked then."""
    seen = {"assessed": {"shares": {"not": 1.0, "yes": 0.0, "old": 0.0}}}
    steps = [{"set": {"assessed": "yes"}, "expires": {"after": "10 h", "set": {"assessed": "old"}}, "name": f"s{n}"}
             for n in range(3)]  # fmt: skip
    pathway = [
        steps[0], {"wait": "6 h", "name": "six"}, steps[1], {"wait": "12 h", "name": "twelve"}, steps[2],
        {"wait": "2 h"}, {"leave": "home", "returns": {"to": "back", "after": "20 h"}},
    ]  # fmt: skip
    back = [{"wait": "1 h", "when": {"assessed": "old"}}, {"leave": "home"}]
    return place({"a": 0}, {"main": pathway, "back": back}, attributes=seen)


def nothing_goes_out_of_date(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(risks.Risks, "await_expiry", lambda self, step, occurrence: None)


def as_first_set(patch: pytest.MonkeyPatch) -> None:
    def await_expiry(self: risks.Risks, step: Any, occurrence: int) -> None:
        if step.target not in self.expiries:
            right(self, step, occurrence)

    right = risks.Risks.await_expiry
    patch.setattr(risks.Risks, "await_expiry", await_expiry)


def still_in_date_after_a_return(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(risks.Risks, "catch_up", lambda self: self.expiries.clear())


def what_goes_out_of_date_not_counted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ledger.Ledger, "expire", lambda self, person, attribute: None)


FAULTS: tuple[Patch, ...] = (
    nothing_goes_out_of_date,
    as_first_set,
    still_in_date_after_a_return,
    what_goes_out_of_date_not_counted,
)
"""Each breaks the reference engine in one way."""
