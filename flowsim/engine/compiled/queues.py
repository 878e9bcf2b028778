"""Who waits for what: for each resource and level a doubly linked list of requests, first come first.

A request for several units is one node in the queue of each, chained by `other`. Lists are in order of
(since, order); a request that joins nearly always goes last. A word of 64 bits a resource says at which levels
somebody waits. Resources where something changed stand in a list of those due for a look.
"""

import numpy as np

from flowsim.engine.compiled.layout import State
from flowsim.engine.compiled.room import room_for_request
from flowsim.random.jit import kernel

_1 = np.int64(1)


@kernel
def join_queue(state: State, p: int, resource: int) -> None:
    """One node of the request of person p, in its place in the queue of this resource and the person's level."""
    person, node = state.people[p], room_for_request(state)
    request = state.requests[node]
    since, order, level = person["joined"], person["order"], person["level"]
    request["since"] = since
    request["order"] = order
    request["person"] = p
    request["resource"] = resource
    request["level"] = level
    request["other"] = person["request"]
    person["request"] = node
    ends = state.queues[resource, level]
    before = ends["last"]
    after = -1
    while before >= 0 and comes_first(since, order, state.requests[before]["since"], state.requests[before]["order"]):
        after = before
        before = state.requests[before]["before"]
    request["before"] = before
    request["after"] = after
    if before >= 0:
        state.requests[before]["after"] = node
    else:
        ends["first"] = node
    if after >= 0:
        state.requests[after]["before"] = node
    else:
        ends["last"] = node
    state.resources[resource]["levels"] |= _1 << np.int64(level)
    state.resources[resource]["waiting"] += 1
    mark_due(state, resource)


@kernel
def comes_first(since: int, order: int, other_since: int, other_order: int) -> bool:
    """Whether (since, order) is less than the other pair."""
    return since < other_since or (since == other_since and order < other_order)


@kernel
def withdraw(state: State, p: int) -> None:
    """Take the request of person p out of all its queues."""
    node = state.people[p]["request"]
    while node >= 0:
        request = state.requests[node]
        resource, level = request["resource"], request["level"]
        before, after = request["before"], request["after"]
        ends = state.queues[resource, level]
        if before >= 0:
            state.requests[before]["after"] = after
        else:
            ends["first"] = after
        if after >= 0:
            state.requests[after]["before"] = before
        else:
            ends["last"] = before
        if before < 0 and after < 0:
            state.resources[resource]["levels"] &= ~(_1 << np.int64(level))
        state.resources[resource]["waiting"] -= 1
        if state.resources[resource]["room"] > 0 and state.resources[resource]["waiting"] > 0:
            mark_due(state, resource)
        counts = state.counts[0]
        state.free_requests[counts["free_requests"]] = node
        counts["free_requests"] += 1
        node = request["other"]
    state.people[p]["request"] = -1


@kernel
def lowest(levels: int) -> int:
    """The number of the lowest bit set: halve the bits in question six times.

    >>> lowest(0b1000), lowest(-(2**63))
    (3, 63)
    """
    level = np.int64(0)
    if levels & _1:
        return level  # nearly always: without priorities everybody waits at level 0
    for half in (32, 16, 8, 4, 2, 1):
        if levels & ((_1 << np.int64(half)) - _1) == 0:
            levels >>= np.int64(half)
            level += half
    return level


@kernel
def head(state: State, resource: int) -> int:
    """The first request in the queue of a resource where somebody waits: least level, then first come."""
    return state.queues[resource, lowest(state.resources[resource]["levels"])]["first"]


@kernel
def following(state: State, node: int) -> int:
    """The request that comes after this one in the queue of its resource, over all levels; -1 at the end."""
    request = state.requests[node]
    if request["after"] >= 0:
        return request["after"]
    levels = state.resources[request["resource"]]["levels"]
    for level in range(np.int64(request["level"]) + 1, 64):
        if (levels >> np.int64(level)) & _1:
            return state.queues[request["resource"], level]["first"]
    return -1


@kernel
def ahead(state: State, p: int, resource: int, now: int) -> int:
    """How many in the queue of a resource, at any level, joined before person p, who joined it now.

    All others who joined earlier than now did; only those at the end of each list can have joined now as well.
    """
    order = state.people[p]["order"]
    count = state.resources[resource]["waiting"]
    levels = state.resources[resource]["levels"]
    for level in range(64):
        if (levels >> np.int64(level)) & _1:
            node = state.queues[resource, level]["last"]
            while node >= 0 and state.requests[node]["since"] == now and state.requests[node]["order"] >= order:
                count -= 1
                node = state.requests[node]["before"]
    return count


@kernel
def mark_due(state: State, resource: int) -> None:
    """Have a resource looked at before this instant is over: somebody may be granted it now."""
    if state.resources[resource]["due"] == 0:
        state.resources[resource]["due"] = 1
        counts = state.counts[0]
        state.due[counts["due"]] = resource
        counts["due"] += 1


@kernel
def unmark_due(state: State, i: int) -> None:
    """Drop entry i of the list of resources due: nobody can be granted it before something changes."""
    counts = state.counts[0]
    counts["due"] -= 1
    state.resources[state.due[i]]["due"] = 0
    state.due[i] = state.due[counts["due"]]


@kernel
def take(state: State, resource: int, amount: int) -> None:
    """Somebody gets a place or a worker, or so much of a unit."""
    state.resources[resource]["room"] -= amount


@kernel
def release(state: State, resource: int, amount: int) -> None:
    """A place or a worker is free again, or so much of a unit."""
    state.resources[resource]["room"] += amount
    if state.resources[resource]["waiting"] > 0:
        mark_due(state, resource)
    if state.resources[resource]["room"] - amount < 0 <= state.resources[resource]["room"]:
        state.counts[0]["ring"] = 1  # it had too many people, and rings passed it by
