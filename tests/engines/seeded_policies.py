"""Ways to break what policies decide on purpose, and a case by hand in which dates and ramps matter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from flowsim.engine.reference import line, uptake
from tests.exact.tracing import place, unit


def over_a_ramp() -> dict[str, Any]:
    """Somebody every 4 hours, whose task a policy skips: from hour 24 and over 48 hours more and more of them."""
    said = {"from": "1 d", "ramp": "2 d"}
    task = {"task": "team", "work": "1 h"}
    skipped = {"choose": [{"share": 0.9}, {"do": [task]}], "name": "x", "key": "policy.tried", "uptake": said}
    hours = list(range(0, 96, 4))
    return place({"a": (hours, "main", {})}, {"main": [skipped, {"leave": "home"}]}, teams={"team": {"headcount": 1}})


def by_the_ward() -> dict[str, Any]:
    """Sixteen people in one ward, which takes a policy up for all of them or for none."""
    task = {"task": "team", "work": "1 h"}
    skipped = {"choose": [{"share": 0.5}, {"do": [task]}], "name": "x", "key": "policy.tried", "uptake": {"by": "unit"}}
    ways = {"main": [{"stay": "ward", "time": "2 h"}, skipped, {"leave": "home"}]}
    people = {"a": (list(range(0, 64, 4)), "main", {})}
    return place(people, ways, units={"ward": unit(2)}, teams={"team": {"headcount": 1}})


def uptake_decided_anew_at_every_step(patch: pytest.MonkeyPatch) -> None:
    """What was decided is not held for the spell."""
    patch.setattr(line, "taken_up", lambda who, step: 1 - int(uptake.is_reached(who, step.uptake)))


def ramp_ignored(patch: pytest.MonkeyPatch) -> None:
    """From the date on the whole share is reached."""
    patch.setattr(uptake, "share_at", lambda share, start, ramp, now: share if now >= start else 0.0)


def date_ignored(patch: pytest.MonkeyPatch) -> None:
    """The whole share is reached from the start."""
    patch.setattr(uptake, "share_at", lambda share, start, ramp, now: share)


def units_decide_one_by_one_for_each_person(patch: pytest.MonkeyPatch) -> None:
    """A unit's draw has the person in its key."""
    right = uptake.is_reached
    patch.setattr(uptake, "is_reached", lambda who, how: right(who, replace(how, own=True)))


FAULTS = (uptake_decided_anew_at_every_step, ramp_ignored, date_ignored, units_decide_one_by_one_for_each_person)
