"""The event list: a winner tree over timers, so that the next happening always stands at the root.

`nodes` has twice as many entries as there are leaves (a power of two); leaf i is node `leaves + i`, node n is the
lesser of nodes 2n and 2n + 1, and node 1 is the root. A key is two whole numbers, the time and the rest

    rest = phase << 60 | order,  order = source << 48 | index << 16 | slot

in the order of one instant (RULES.md). An empty leaf has a time from NEVER on. Setting, moving and cancelling a
timer are one and the same walk towards the root, which ends where nothing changes any more: new timers, which are
seldom next, cost two levels on average, whatever the number pending.
"""

import numpy as np

from flowsim.engine.clock import NEVER
from flowsim.engine.compiled.layout import NONE, TIMER, ZERO
from flowsim.random.jit import inlined, kernel

AT_ONCE, HAZARDS, ENDS, GRANTS, PATIENCE, LIMITS = (np.int64(phase) for phase in range(6))
"""Phases of one instant; AT_ONCE are people in place at the start, and openings."""

_PHASE, _SOURCE, _INDEX = np.int64(60), np.int64(48), np.int64(16)
_ORDERS, _INDICES, _SLOTS = np.int64(2**60 - 1), np.int64(2**32 - 1), np.int64(2**16 - 1)
_1 = np.uint64(1)  # unsigned node numbers: a negative index would have to be looked out for at each step


@kernel
def order_of(source: int, index: int) -> int:
    """A person's place among all, and that of their main line (slot 0)."""
    return (np.int64(source) << _SOURCE) | (np.int64(index) << _INDEX)


@kernel
def source_of(order: int) -> int:
    """The source in the order of a person or line."""
    return np.int64(order) >> _SOURCE


@kernel
def index_of(order: int) -> int:
    """The person's index in the order of a person or line."""
    return (np.int64(order) >> _INDEX) & _INDICES


@kernel
def slot_of(order: int) -> int:
    """The slot in the order of a line."""
    return np.int64(order) & _SLOTS


@kernel
def rest_of(phase: int, order: int) -> int:
    """The rest of a key; in phase LIMITS the greater order comes first."""
    if phase == LIMITS:
        order = _ORDERS - order
    return (np.int64(phase) << _PHASE) | np.int64(order)


@kernel
def phase_of(rest: int) -> int:
    """The phase in the rest of a key."""
    return np.int64(rest) >> _PHASE


@inlined
def put(nodes: np.ndarray, leaf: int, time: int, rest: int, owner: int) -> None:
    """Set a timer, or move it; `owner` says whose it is."""
    node = np.uint64(leaf) + np.uint64(len(nodes) // 2)
    mine = nodes[node]
    mine["time"] = time
    mine["rest"] = rest
    mine["owner"] = owner
    least = np.int64(time)
    while node > _1:
        other = nodes[node ^ _1]
        # A number and not a branch, since which time is less cannot be foretold; that they differ nearly always can.
        other_first = np.uint64(other["time"] < least)
        if other["time"] == least:
            other_first = np.uint64(other["rest"] < nodes[node]["rest"])
        first = nodes[node ^ other_first]
        least = min(least, other["time"])
        node >>= _1
        above = nodes[node]
        if above["time"] == least and above["rest"] == first["rest"]:
            return
        above["time"] = least
        above["rest"] = first["rest"]
        above["owner"] = first["owner"]


@inlined
def cancel(nodes: np.ndarray, leaf: int) -> None:
    """Empty a leaf. No two empty leaves have the same time, so that the rest of their keys is never asked for."""
    put(nodes, leaf, NEVER + leaf, ZERO, NONE)


def empty_timers(leaves: int) -> np.ndarray:
    """A tree of so many leaves, a power of two, all empty."""
    nodes = np.zeros(2 * leaves, TIMER)
    nodes["time"][leaves:] = NEVER + np.arange(leaves)
    nodes["owner"] = NONE
    rebuild(nodes)
    return nodes


@kernel
def rebuild(nodes: np.ndarray) -> None:
    """Make every inner node the lesser of its two, from the leaves up."""
    for node in range(len(nodes) // 2 - 1, 0, -1):
        left, right = nodes[2 * node], nodes[2 * node + 1]
        first = left
        if right["time"] < left["time"] or (right["time"] == left["time"] and right["rest"] < left["rest"]):
            first = right
        nodes[node]["time"] = first["time"]
        nodes[node]["rest"] = first["rest"]
        nodes[node]["owner"] = first["owner"]
