"""Rings: people who wait for each other's units, each for the one the next person holds.

`wants[a, b]` counts the people who hold a place in unit a and wait for unit b. It is kept, and looked at, only
where the plan says that rings can come about. A new ring needs a new edge, so nothing is searched before somebody
waits for a unit nobody in theirs waited for.
"""

import numpy as np

from flowsim.engine.compiled.amounts import of_one
from flowsim.engine.compiled.layout import Program, State
from flowsim.engine.compiled.queues import following, head
from flowsim.plan.tables import COMMUNITY_UNIT
from flowsim.random.jit import kernel


@kernel
def note_wants(program: Program, state: State, p: int, change: int) -> None:
    """A stay request of person p joined (1) or left (-1) its queues."""
    person = state.people[p]
    held = person["unit"]
    if held == COMMUNITY_UNIT or (program.amounts and not of_one(program, state, p)):
        return
    step = program.steps[person["row"]]
    for i in range(step["first"], step["first"] + step["count"]):
        unit = program.wanted[i]
        state.wants[held, unit] += change
        if change > 0 and state.wants[held, unit] == 1:
            state.counts[0]["ring"] = 1


@kernel
def find_ring(wants: np.ndarray, ring: np.ndarray) -> int:
    """Write the ring to turn to `ring[0]`, from its least unit on, and return its length; 0 if there is none.

    The shortest; among the shortest the one whose least unit is least; then the lexicographically least. `ring` has
    four rows of one entry a unit; the next two are room to work in, the last says which units are closed.
    """
    units = len(wants)
    length = units + 1
    for least in range(units):
        found = length if ring[3][least] else shortest_ring(wants, least, length, ring[1], ring[2], ring[3])
        if found < length:
            length = found
            write_ring(wants, least, length, ring[0], ring[1])
    return length if length <= units else 0


@kernel
def shortest_ring(
    wants: np.ndarray, least: int, below: int, steps: np.ndarray, found: np.ndarray, closed: np.ndarray
) -> int:
    """Length of the shortest ring through `least` over open units not less; `below` if none is shorter than that.

    Goes backwards from `least`, breadth first: `steps[u]` becomes the number of steps from u to `least`, 0 where not
    known. `found` holds the units in the order found.
    """
    units = len(wants)
    steps[:] = 0
    found[0] = least
    first, last = 0, 1
    while first < last:
        target = found[first]
        first += 1
        taken = np.int64(0) if target == least else np.int64(steps[target])
        if taken + 1 >= below:
            return below
        if target != least and wants[least, target] > 0:
            return taken + 1
        for unit in range(least + 1, units):
            if wants[unit, target] > 0 and steps[unit] == 0 and closed[unit] == 0:
                steps[unit] = taken + 1
                found[last] = unit
                last += 1
    return below


@kernel
def write_ring(wants: np.ndarray, least: int, length: int, ring: np.ndarray, steps: np.ndarray) -> None:
    """The lexicographically least ring of this length through `least`, by the steps that are left from each unit."""
    ring[0] = least
    for i in range(1, length):
        unit = np.int64(least) + 1
        while wants[ring[i - 1], unit] == 0 or steps[unit] != length - i:
            unit += 1
        ring[i] = unit


@kernel
def first_from(program: Program, state: State, held: int, wanted: int) -> tuple[int, int]:
    """The person in unit `held` who comes first in the queue of unit `wanted`, and how many there are passed over."""
    passed = np.int64(0)
    node = np.int64(head(state, wanted))
    while not is_edge(program, state, state.requests[node]["person"], held):
        passed += 1
        node = np.int64(following(state, node))
    return np.int64(state.requests[node]["person"]), passed


@kernel
def is_edge(program: Program, state: State, p: int, held: int) -> bool:
    """Whether the request of person p starts from this unit, and can be part of a ring."""
    return state.people[p]["unit"] == held and (not program.amounts or of_one(program, state, p))
