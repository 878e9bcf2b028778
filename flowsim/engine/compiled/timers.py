"""Timers: the leaves of the event list, handed out, set and given back."""

import numpy as np

from flowsim.engine.compiled.events import cancel, put, rest_of
from flowsim.engine.compiled.layout import State
from flowsim.engine.compiled.room import MORE_ROOM, leave_for
from flowsim.random.jit import inlined, spliced


@inlined
def new_leaf(state: State) -> int:
    """A leaf for a new timer: the one whose timer has just gone off, if there is one, else a free one."""
    counts = state.counts[0]
    leaf = counts["spare"]
    if leaf >= 0:
        counts["spare"] = -1
        return leaf
    counts["free_leaves"] -= 1
    if counts["free_leaves"] < counts["least_leaves"]:
        leave_for(state, MORE_ROOM)
    return np.int64(state.free_leaves[counts["free_leaves"]])


@spliced
def give_back_spare(state: State) -> None:
    """Nobody needed the leaf whose timer went off."""
    counts = state.counts[0]
    free_leaf(state, counts["spare"])
    counts["spare"] = -1


@inlined
def free_leaf(state: State, leaf: int) -> None:
    """Cancel a timer and give its leaf back."""
    counts = state.counts[0]
    cancel(state.timers, leaf)
    state.free_leaves[counts["free_leaves"]] = leaf
    counts["free_leaves"] += 1


@inlined
def set_timer(state: State, p: int, phase: int, time: int) -> None:
    """The timer of person p: the end of what is under way, or a look at the limit of the queue just joined."""
    person = state.people[p]
    if person["timer"] < 0:
        person["timer"] = new_leaf(state)
    put(state.timers, person["timer"], time, rest_of(phase, person["order"]), p)
