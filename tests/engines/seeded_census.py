"""Faults in what a census finds, for the test that the comparison of the engines notices them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from flowsim.engine.reference import census as found
from flowsim.engine.reference import conditions, line, sources
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


def waits_begun_anew(patch: pytest.MonkeyPatch) -> None:
    _found_with(patch, spent=0)


def hours_of_care_forgotten(patch: pytest.MonkeyPatch) -> None:
    _found_with(patch, amount=1)


def tapers_from_the_start_on(patch: pytest.MonkeyPatch) -> None:
    right = line.Line.be_there
    patch.setattr(line.Line, "be_there", lambda self, step, ends, since=None: right(self, step, ends))


def openings_at_the_start_missed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(found, "opening", lambda line, step: line.opening(step))


def marks_before_the_start_never_made(patch: pytest.MonkeyPatch) -> None:
    def since(line: Any, test: Any) -> tuple[float, float]:
        made = line.person.marks[test.target]
        return (line.env.now - made, 1) if made >= 0 else (-1, 1)

    patch.setitem(conditions.LOOKS, SINCE, since)


FAULTS: tuple[Patch, ...] = (
    time_spent_forgotten,
    declarations_forgotten,
    admitted_at_the_start,
    waits_begun_anew,
    hours_of_care_forgotten,
    tapers_from_the_start_on,
    openings_at_the_start_missed,
    marks_before_the_start_never_made,
)


def ready_for_days() -> dict[str, Any]:
    """Two in the last hour of their stay; who has been ready for more than a day waits no more."""
    late = {"wait": "1 h", "when": {"since": {"mark": "discharge-ready", "over": "1 d"}}}
    pathway = [{"stay": "ward", "time": "5 h"}, late, {"mark": "discharge-ready"}, {"leave": "home"}]
    found = [{"step": "main.ward", "for": "4 h", "ready": "3 d"}, {"step": "main.ward", "for": "4 h"}]
    document = place({"a": 0}, {"main": pathway}, units={"ward": unit(3)})
    return document | {"run": document["run"] | {"start": {"census": found}}}


def found_at_home() -> dict[str, Any]:
    """In care that comes down, in a wait half over, and before a panel that sits as the run starts."""
    care = {"stay": "care", "amount": "8 h", "taper": [{"after": "3 h", "amount": "2 h"}], "time": "10 h"}
    waits = [{"wait": "10 h", "name": "rest"}, {"wait": {"until": "panel"}, "name": "panel"}]
    document = place({"a": 0}, {"main": [care, *waits, {"leave": "home"}]}, units={"care": {"weekly_hours": "12 h"}})
    found = [{"step": "main.care", "for": "1 h", "amount": "8 h"}, {"step": "main.rest", "for": "4 h"}]
    start = {"census": [*found, {"step": "main.panel", "for": "4 h"}]}
    return document | {"calendars": {"panel": {"daily": "00:00-01:00"}}, "run": document["run"] | {"start": start}}


def by_hand() -> list[dict[str, Any]]:
    """Documents in which each fault shows that random ones may not show."""
    return [ready_for_days(), found_at_home()]
