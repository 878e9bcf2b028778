"""The event list against a sorted list of keys."""

from __future__ import annotations

import numpy as np
import pytest

from flowsim.engine.clock import NEVER
from flowsim.engine.compiled.events import (
    AT_ONCE,
    ENDS,
    LIMITS,
    PATIENCE,
    cancel,
    empty_timers,
    order_of,
    phase_of,
    put,
    rebuild,
    rest_of,
)


def root(nodes: np.ndarray) -> tuple[int, int, int]:
    return int(nodes[1]["time"]), int(nodes[1]["rest"]), int(nodes[1]["owner"])


@pytest.mark.parametrize("spread", [3, 10**9], ids=["ties everywhere", "hardly a tie"])
@pytest.mark.parametrize("leaves", [1, 2, 64, 1024])
def test_the_root_is_the_least_of_all_timers_after_every_change(leaves: int, spread: int) -> None:
    rng = np.random.default_rng(leaves + spread)
    nodes = empty_timers(leaves)
    timers: dict[int, tuple[int, int, int]] = {}
    for step in range(3000):
        leaf = int(rng.integers(leaves))
        if leaf in timers and rng.random() < 0.4:
            cancel(nodes, np.int64(leaf))
            del timers[leaf]
        else:
            rest = int(rest_of(ENDS, order_of(np.int64(leaf), np.int64(step))))  # no two timers have one key
            timers[leaf] = (int(rng.integers(spread)), rest, leaf)
            put(nodes, np.int64(leaf), np.int64(timers[leaf][0]), np.int64(rest), np.int64(leaf))
        if timers:
            assert root(nodes) == min(timers.values())
        else:
            assert nodes[1]["time"] >= NEVER


def test_timers_taken_from_the_root_come_out_sorted() -> None:
    rng = np.random.default_rng(5)
    nodes = empty_timers(256)
    keys = [(int(rng.integers(40)), int(rest_of(ENDS, order_of(0, index))), index) for index in range(200)]
    for time, rest, leaf in keys:
        put(nodes, np.int64(leaf), np.int64(time), np.int64(rest), np.int64(leaf))
    taken = []
    for _ in keys:
        taken.append(root(nodes))
        cancel(nodes, np.int64(taken[-1][2]))
    assert taken == sorted(keys)


def test_rebuilding_gives_the_tree_that_single_changes_give() -> None:
    nodes = empty_timers(128)
    for leaf in range(0, 128, 3):
        put(nodes, np.int64(leaf), np.int64(leaf * 7919 % 50), rest_of(ENDS, np.int64(leaf)), np.int64(leaf))
    anew = nodes.copy()
    anew[1:128] = np.zeros(1, nodes.dtype)
    rebuild(anew)
    assert np.array_equal(anew[1:], nodes[1:])


def test_the_rest_of_a_key_sorts_by_phase_then_source_then_index() -> None:
    persons = [(0, 0), (0, 1), (0, 2**32 - 1), (1, 0), (7, 3), (4095, 2**32 - 1)]
    keys = [
        int(rest_of(phase, order_of(np.int64(source), np.int64(index))))
        for phase in (AT_ONCE, ENDS, PATIENCE)
        for source, index in persons
    ]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    assert [int(phase_of(np.int64(key))) for key in keys[:: len(persons)]] == [0, 2, 4]


def test_in_the_phase_of_limits_the_greater_person_comes_first() -> None:
    persons = [(0, 0), (0, 1), (1, 0), (4095, 2**32 - 1)]
    keys = [int(rest_of(LIMITS, order_of(np.int64(source), np.int64(index)))) for source, index in persons]
    assert keys == sorted(keys, reverse=True)
    assert min(keys) > int(rest_of(PATIENCE, order_of(np.int64(4095), np.int64(2**32 - 1))))
