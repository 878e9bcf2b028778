"""Faults in what a census finds, for the test that the comparison of the engines notices them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from flowsim.engine.reference import conditions, sources
from flowsim.plan.tables import SINCE
from tests.exact.tracing import place, unit

Patch = Callable[[pytest.MonkeyPatch], None]


def _found_with(patch: pytest.MonkeyPatch, **changes: Any) -> None:
    right = sources.be_found
    patch.setattr(sources, "be_found", lambda line, found: right(line, replace(found, **changes)))


def time_spent_forgotten(patch: pytest.MonkeyPatch) -> None:
    _found_with(patch, since=0)


def declarations_forgotten(patch: pytest.MonkeyPatch) -> None:
    _found_with(patch, declared=False)


def admitted_at_the_start(patch: pytest.MonkeyPatch) -> None:
    _found_with(patch, admitted=0)


def marks_before_the_start_never_made(patch: pytest.MonkeyPatch) -> None:
    def since(line: Any, test: Any) -> tuple[float, float]:
        made = line.person.marks[test.target]
        return (line.env.now - made, 1) if made >= 0 else (-1, 1)

    patch.setitem(conditions.LOOKS, SINCE, since)


FAULTS: tuple[Patch, ...] = (
    time_spent_forgotten,
    declarations_forgotten,
    admitted_at_the_start,
    marks_before_the_start_never_made,
)


def ready_for_days() -> dict[str, Any]:
    """Two in the last hour of their stay; who has been ready for more than a day waits no more."""
    late = {"wait": "1 h", "when": {"since": {"mark": "discharge-ready", "over": "1 d"}}}
    pathway = [{"stay": "ward", "time": "5 h"}, late, {"mark": "discharge-ready"}, {"leave": "home"}]
    found = [{"step": "main.ward", "for": "4 h", "ready": "3 d"}, {"step": "main.ward", "for": "4 h"}]
    document = place({"a": 0}, {"main": pathway}, units={"ward": unit(3)})
    return document | {"run": document["run"] | {"start": {"census": found}}}


def by_hand() -> list[dict[str, Any]]:
    """Documents in which each fault shows that random ones may not show."""
    return [ready_for_days()]
