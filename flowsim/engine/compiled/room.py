"""Room: what the kernels hand out from stacks of free numbers, and why a run has to be left.

Before every happening there is room for whatever one can bring, as :func:`flowsim.engine.compiled.programs.least_room`
has worked out. Whoever takes something looks whether as much is left for the next happening; if not, the run is left
before that one, and entered again when there is more.
"""

import numpy as np

from flowsim.engine.compiled.layout import State
from flowsim.engine.limits import MOST_AT_ONE_INSTANT
from flowsim.random.jit import inlined, kernel

DONE, MORE_ROOM, HAND_OVER, TOO_MANY_HAPPENINGS, TOO_MANY_STEPS, STOPPED = (np.int64(reason) for reason in range(6))
"""What `run` comes back with: the reason to leave it, the gravest of several. STOPPED is set from outside, by another
thread."""


@inlined
def leave_for(state: State, reason: int) -> None:
    """The run is to be left before the next happening."""
    state.counts[0]["leave_for"] = max(state.counts[0]["leave_for"], reason)


@kernel
def stop_at(state: State, limit: int, number: int) -> None:
    """Somebody has come to a limit, at a counter or row of steps; the replication ends after this happening."""
    if state.counts[0]["stuck_at"] < 0:
        state.counts[0]["stuck_at"] = number
        state.counts[0]["limit"] = limit
        leave_for(state, TOO_MANY_STEPS)


@inlined
def look_round(state: State) -> None:
    """Something else has happened at this instant: whether that has been too much."""
    counts = state.counts[0]
    if counts["happenings"] - counts["before_now"] > MOST_AT_ONE_INSTANT:
        leave_for(state, TOO_MANY_HAPPENINGS)


@inlined
def room_for_line(state: State) -> int:
    """A place in `people`."""
    counts = state.counts[0]
    counts["free_people"] -= 1
    if counts["free_people"] < counts["least_people"]:
        leave_for(state, MORE_ROOM)
    return np.int64(state.free_people[counts["free_people"]])


@inlined
def room_for_request(state: State) -> int:
    """A node of `requests`."""
    counts = state.counts[0]
    counts["free_requests"] -= 1
    if counts["free_requests"] < counts["least_requests"]:
        leave_for(state, MORE_ROOM)
    return np.int64(state.free_requests[counts["free_requests"]])


@inlined
def room_for_hold(state: State) -> int:
    """A record of `holds`."""
    counts = state.counts[0]
    counts["free_holds"] -= 1
    if counts["free_holds"] < counts["least_holds"]:
        leave_for(state, MORE_ROOM)
    return np.int64(state.free_holds[counts["free_holds"]])
