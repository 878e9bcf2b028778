"""The first place where two replications of one plan differ, in words."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from flowsim.engine.output import EVENT_KINDS, Replication
from flowsim.plan.tables import Plan
from flowsim.units import format_duration

CONTEXT = 6


def first_difference(plan: Plan, left: Replication, right: Replication) -> str:
    """Empty if logs, people and tallies are equal; else the first difference with what went before it.

    Args:
        plan: of both.
        left, right: with their log and people.
    """
    return _log(plan, left, right) or _people(left, right) or _tallies(left, right)


def _log(plan: Plan, left: Replication, right: Replication) -> str:
    one, other = left.log, right.log
    assert one is not None
    assert other is not None
    shared = min(len(one), len(other))
    unequal = np.zeros(shared, bool)
    for name in one.dtype.names or ():
        unequal |= one[name][:shared] != other[name][:shared]
    if not unequal.any() and len(one) == len(other):
        return ""
    at = int(np.argmax(unequal)) if unequal.any() else shared
    before = [f"      {line(plan, one[index])}" for index in range(max(0, at - CONTEXT), at)]
    after = [f"left  {line(plan, row)}" for row in one[at : at + 2]] + [
        f"right {line(plan, row)}" for row in other[at : at + 2]
    ]
    return "\n".join([f"the logs differ at line {at} (lengths {len(one)} and {len(other)}):", *before, *after])


def line(plan: Plan, event: np.void) -> str:
    """One line of a log, in words."""
    resource = plan.names["resources"][event["resource"]] if event["resource"] >= 0 else "-"
    return (
        f"{format_duration(int(event['time'])):>10} ({event['time']}) person {event['source']}/{event['index']} "
        f"{EVENT_KINDS[event['kind']]:<11} at {plan.names['steps'][event['row']]} (row {event['row']}) "
        f"in {plan.names['resources'][event['unit']]}, resource {resource}, value {event['value']}"
    )


def _people(left: Replication, right: Replication) -> str:
    assert left.people is not None
    assert right.people is not None
    return _fields("people", left.people, right.people)


def _tallies(left: Replication, right: Replication) -> str:
    return _fields("tallies", left.tallies, right.tallies)


def _fields(what: str, left: object, right: object) -> str:
    for field in fields(left):  # type: ignore[arg-type]
        one, other = np.asarray(getattr(left, field.name)), np.asarray(getattr(right, field.name))
        if one.shape != other.shape:
            return f"{what}.{field.name}: shapes {one.shape} and {other.shape}"
        if not np.array_equal(one, other):
            place = tuple(int(axis[0]) for axis in np.nonzero(one != other))
            return f"{what}.{field.name}{list(place)}: {one[place]} and {other[place]}"
    return ""
