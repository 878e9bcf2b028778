"""Markov chains solved numerically, and wards in series with blocking after service as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import spsolve

State = tuple[int, ...]
"""In :func:`series`: people queuing outside, then for each ward those in treatment, and those done but waiting."""

Moves = Callable[[State], Iterable[tuple[State, float]]]
"""Every state that can follow one, with its rate."""


def stationary(start: State, moves: Moves) -> tuple[np.ndarray, np.ndarray]:
    """All states that can be reached, a row each, and the long-run share of time in each: pi Q = 0, pi 1 = 1."""
    number, todo = {start: 0}, [start]
    rows, columns, rates = [], [], []
    while todo:
        state = todo.pop()
        for after, speed in moves(state):
            if after not in number:
                number[after] = len(number)
                todo.append(after)
            rows.append(number[state])
            columns.append(number[after])
            rates.append(speed)
    size = len(number)
    flow = coo_matrix((rates, (columns, rows)), shape=(size, size)).tolil()
    flow.setdiag(flow.diagonal() - np.bincount(rows, rates, size))
    flow[0, :] = 1.0
    right = np.zeros(size)
    right[0] = 1.0
    return np.array(list(number)), np.asarray(spsolve(flow.tocsc(), right))


@dataclass(frozen=True)
class Ward:
    """Places, mean stay (exponential), and the share who need the next ward; the last ward's share is not used."""

    places: int
    mean: float
    onward: float = 1.0


@dataclass(frozen=True)
class Solution:
    """Long-run figures of a series of wards; lists have an entry a ward, times are in the unit of the stays.

    Attributes:
        occupied: mean people in each ward, those waiting for the next included.
        waiting: mean people waiting for each ward: outside for the first, in the ward before for the others.
        full: share of time at which each ward is full.
        admitted: people a unit of time who enter each ward.
        lost: share of arrivals turned away.
        waited: share of those admitted to the first ward who had to wait.
    """

    occupied: list[float]
    waiting: list[float]
    full: list[float]
    admitted: list[float]
    lost: float
    waited: float

    def wait(self, ward: int) -> float:
        """Mean wait of those who enter a ward, by Little's law."""
        return self.waiting[ward] / self.admitted[ward]


def series(rate: float, wards: list[Ward], room: int) -> Solution:
    """Poisson arrivals to the first of some wards in series; ``room`` may wait outside, who finds no room is lost.

    A person done who finds the next ward full keeps their place; a freed place is taken at once, first come first
    served. An endless queue is one with so much room that its last place is never reached for all that matters.
    """
    start = (0, *(0,) * (2 * len(wards)))
    states, shares = stationary(start, lambda state: moves(state, rate, wards, room))
    return _figures(states, shares, rate, wards, room)


def moves(state: State, rate: float, wards: list[Ward], room: int) -> Iterator[tuple[State, float]]:
    """Every state that can follow, with its rate."""
    if state[0] < room or state[1] + state[2] < wards[0].places:
        yield settled((state[0] + 1, *state[1:]), wards), rate
    for index, ward in enumerate(wards):
        treated = state[1 + 2 * index]
        onward = ward.onward if index + 1 < len(wards) else 0.0
        done = list(state)
        done[1 + 2 * index] -= 1
        if treated and onward < 1:
            yield settled(tuple(done), wards), treated / ward.mean * (1 - onward)
        done[2 + 2 * index] += 1
        if treated and onward > 0:
            yield settled(tuple(done), wards), treated / ward.mean * onward


def settled(state: State, wards: list[Ward]) -> State:
    """The state once everybody has moved up who can: from the last ward back, since freed places run upstream."""
    now = list(state)
    for index in reversed(range(len(wards))):
        waiting, own = (0 if index == 0 else 2 * index), 1 + 2 * index
        moving = min(now[waiting], wards[index].places - now[own] - now[own + 1])
        now[waiting] -= moving
        now[own] += moving
    return tuple(now)


def _figures(states: np.ndarray, shares: np.ndarray, rate: float, wards: list[Ward], room: int) -> Solution:
    treated, done = states[:, 1::2], states[:, 2::2]
    full = treated + done == [ward.places for ward in wards]
    lost = float(shares[(states[:, 0] == room) & full[:, 0]].sum())
    admitted = [rate * (1 - lost)]
    for ward in wards[:-1]:
        admitted.append(admitted[-1] * ward.onward)
    everyone_full = float(shares @ full[:, 0])
    return Solution(
        occupied=list(shares @ (treated + done)),
        waiting=[float(shares @ states[:, 0]), *(shares @ done)[:-1]],
        full=list(shares @ full),
        admitted=admitted,
        lost=lost,
        waited=(everyone_full - lost) / (1 - lost),
    )
