"""What the log does not say of people found in place by a census: since when they wait, are ready, are in hospital."""

from __future__ import annotations

from typing import Any

import numpy as np

from flowsim.engine.output import NOT_YET
from flowsim.plan.tables import CENSUS, Plan


def asked_before(plan: Plan) -> dict[tuple[int, int], int]:
    """When everybody who waits at the start asked for what they wait for, by source and index.

    Their first line JOIN stands at the start of the run, and is taken out by whoever has read it.
    """
    found: dict[tuple[int, int], int] = {}
    for row, source in enumerate(plan.sources):
        if source["kind"] == CENSUS:
            people = plan.census[source["first"] : source["first"] + source["count"]]
            found |= {(row, index): int(one["since"]) for index, one in enumerate(people) if not one["active"]}
    return found


def ready_before(plan: Plan) -> dict[tuple[int, int], int]:
    """When everybody who is declared ready at the start was, by source and index."""
    found: dict[tuple[int, int], int] = {}
    for row, source in enumerate(plan.sources):
        if source["kind"] == CENSUS:
            people = plan.census[source["first"] : source["first"] + source["count"]]
            found |= {(row, index): int(one["ready"]) for index, one in enumerate(people) if one["declared"]}
    return found


def note_found(plan: Plan, person: Any, found: np.void | None) -> None:
    """Give a person who has just come to exist what a census says of them, if it says anything."""
    if found is None:
        return
    if person.admitted != NOT_YET:
        person.admitted = int(found["admitted"])
    if found["declared"]:
        person.declared, person.ready = 1, int(found["ready"])
        if plan.ready_mark >= 0:
            person.marks[plan.ready_mark] = person.ready
