"""Faults in funds, with cases by hand, for the test that the comparison of the engines notices them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flowsim.engine.reference import capacity, dispatch, ledger, line
from tests.exact.tracing import place

Patch = Callable[[pytest.MonkeyPatch], None]


def dry_and_filled(overtaking: bool = False) -> dict[str, Any]:
    """A fund with £100 that gets £100 a day; people ask for £80 and £30, more than comes in."""
    ways = {
        way: [{"pay": "council", "amount": way, "patience": {"time": "3 d"}}, {"leave": "home"}] for way in ("80", "30")
    }
    pathways = {f"p{way}": steps for way, steps in ways.items()}
    fund = {"opening": "£100", "instalments": {"amount": "£100", "every": "1 d"}, "overtaking": overtaking}
    people = {"a": ([0, 2, 4, 24, 48], "p80", {}), "b": ([1, 3, 5, 72], "p30", {})}
    for steps in pathways.values():
        steps[0] = {**steps[0], "amount": f"£{steps[0]['amount']}"}
    return place(people, pathways, funds={"council": fund})


def by_hand() -> list[dict[str, Any]]:
    """The cases of this page."""
    return [dry_and_filled(), dry_and_filled(overtaking=True)]


def instalments_lost(patch: pytest.MonkeyPatch) -> None:
    def change(self: capacity.Capacity, change: Any) -> None:
        if not self.model.resources[change.resource].is_fund:
            right(self, change)

    right = capacity.Capacity.change
    patch.setattr(capacity.Capacity, "change", change)


def paid_for_nothing(patch: pytest.MonkeyPatch) -> None:
    def take(self: dispatch.Dispatcher, resource: Any, amount: int = 1) -> None:
        if not resource.is_fund:
            right(self, resource, amount)

    right = dispatch.Dispatcher.take
    patch.setattr(dispatch.Dispatcher, "take", take)


def payments_not_booked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ledger.Ledger, "pay", lambda self, person, fund, pence: None)


def money_given_back(patch: pytest.MonkeyPatch) -> None:
    def pay(who: line.Line, step: Any) -> line.Walk:
        after = yield from right(who, step)
        who.dispatcher.release(who.model.resources[step.wanted[0]], 1)
        return after

    right = line.LASTING[line.PAY]
    patch.setitem(line.LASTING, line.PAY, pay)


FAULTS: tuple[Patch, ...] = (instalments_lost, paid_for_nothing, payments_not_booked, money_given_back)
