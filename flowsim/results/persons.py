"""One person of a replication: by name, or by number in the order of arrival."""

from __future__ import annotations

import numpy as np

from flowsim.engine.output import People
from flowsim.errors import UsageError
from flowsim.plan.tables import Plan
from flowsim.scenario.arguments import unknown

Who = tuple[int, int]
"""The number of the stream of arrivals, and the person's in it: the same person under every policy."""


def by_number(people: People, number: int) -> Who:
    """The person of a number: their place, from 0, among all in the order of arrival.

    Raises:
        UsageError: there are not so many.
    """
    order = np.lexsort((people.index, people.source, people.arrived))
    if not 0 <= number < len(order):
        raise UsageError(f"there are {len(order):,} people, with numbers from 0; there is no {number:,}")
    return int(people.source[order[number]]), int(people.index[order[number]])


def by_name(plan: Plan, people: People, name: str) -> Who:
    """The person of a name such as ``emergency-12``: the stream of arrivals and the person's number in it, or a number.

    Raises:
        UsageError: there is no such stream or person.
    """
    source, dash, index = name.rpartition("-")
    names = plan.names["sources"]
    if not index.isdecimal():
        raise UsageError(f"a person is a number, or a name such as {names[0]}-0, not {name!r}")
    if not dash:
        return by_number(people, int(index))
    if source not in names:
        raise unknown("stream of arrivals", source, names)
    return names.index(source), int(index)
