"""What the log does not say of people found in place by a census: since when they wait, are ready, are in hospital."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from flowsim.engine.output import NOT_YET
from flowsim.plan.tables import CENSUS, Plan

Who = tuple[int, int]
"""A person: source and index."""


def everybody(plan: Plan) -> Iterator[tuple[Who, np.void]]:
    """What a census says of each person whom it finds."""
    for row, source in enumerate(plan.sources):
        if source["kind"] == CENSUS:
            people = plan.census[source["first"] : source["first"] + source["count"]]
            yield from (((row, index), one) for index, one in enumerate(people))


def asked_before(plan: Plan) -> dict[Who, int]:
    """When everybody who waits at the start asked for what they wait for.

    Their first line JOIN stands at the start of the run, and is taken out by whoever has read it.
    """
    return {who: int(one["since"]) for who, one in everybody(plan) if not one["active"]}


def began_before(plan: Plan) -> dict[Who, int]:
    """When what is under way at the start began; to be taken out likewise by who has read its line BEGIN."""
    return {who: int(one["since"]) for who, one in everybody(plan) if one["active"]}


def ready_before(plan: Plan) -> dict[Who, int]:
    """When everybody who is declared ready at the start was."""
    return {who: int(one["ready"]) for who, one in everybody(plan) if one["declared"]}


def amounts_before(plan: Plan) -> dict[Who, int]:
    """How much everybody has of the unit where they are, to be taken out by who has read their first line."""
    return {who: int(one["amount"]) for who, one in everybody(plan)}


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
