"""Faults in weekly budgets and in what is given back, with a case by hand, for the test that they are noticed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flowsim.engine.reference import line
from flowsim.engine.reference.keeping import kept_in, lapse
from flowsim.plan.tables import RELEASE
from tests.exact.tracing import place

Patch = Callable[[pytest.MonkeyPatch], None]


def money_short() -> dict[str, Any]:
    """Two budgets of £1,500; people keep £1,000 of each for a day, give both back, and go on for two days without."""
    ask = [{"reserve": name, "weekly": "£1000", "patience": {"time": "3 d"}} for name in ("council", "NHS")]
    both = [*ask, {"wait": "1 d"}, {"release": ["council", "NHS"]}, {"name": "on", "wait": "2 d"}, {"leave": "home"}]
    units = {name: {"weekly_budget": "£1500"} for name in ("council", "NHS")}
    return place({"a": ([0, 2, 4, 24, 48], "both", {})}, {"both": both}, units=units)


def by_hand() -> list[dict[str, Any]]:
    """The cases of this page."""
    return [money_short()]


def nothing_given_back(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(line.INSTANT, RELEASE, lambda who, step: step.next)


def only_the_first_given_back(patch: pytest.MonkeyPatch) -> None:
    def release(who: line.Line, step: Any) -> int:
        kept = kept_in(who.person, who.model.resources[step.wanted[0]])
        if kept is not None:
            lapse(who.person, kept, step)
        return int(step.next)

    patch.setitem(line.INSTANT, RELEASE, release)


FAULTS: tuple[Patch, ...] = (nothing_given_back, only_the_first_given_back)
