"""Parts of the compiled engine: frames, queues, rings; each against plain Python that does the same slowly."""

from __future__ import annotations

import os
from typing import Annotated, Any, NamedTuple

import numpy as np
import pytest
from numba.core.errors import TypingError

from flowsim.engine.compiled import engine, queues
from flowsim.engine.compiled.events import order_of
from flowsim.engine.compiled.frame import WHOLE, Packed, pack, unpacked
from flowsim.engine.compiled.layout import State
from flowsim.engine.compiled.programs import packed_program
from flowsim.engine.compiled.ring import find_ring
from flowsim.engine.reference import rings
from flowsim.random.jit import kernel
from tests.engines.handmade import Handmade

# Frames

PAIR = np.dtype([("a", "i8"), ("b", "f8")])


class Sample(NamedTuple):
    """A frame with one field of every kind."""

    number: int
    vector: Annotated[np.ndarray, "i8"]
    square: Annotated[np.ndarray, "i8", 2]
    deep: Annotated[np.ndarray, "i8", 4]
    pairs: Annotated[np.ndarray, PAIR]
    grid: Annotated[np.ndarray, PAIR, 2]
    whole: Annotated[np.ndarray, "i8", 2, WHOLE]


def sample() -> Sample:
    return Sample(
        number=-7,
        vector=np.arange(5),
        square=np.arange(12).reshape(3, 4),
        deep=np.arange(120).reshape(2, 3, 4, 5),
        pairs=np.zeros(3, PAIR),
        grid=np.zeros((2, 3), PAIR),
        whole=np.arange(6).reshape(2, 3),
    )


@kernel
def read(frame: Sample, i: int, j: int) -> tuple[int, int, int, int, int]:
    row = frame.whole[i]
    return frame.number, frame.vector[j], frame.square[i, j], frame.deep[i, j, 1, 2], row[0] + len(frame.square)


@kernel
def write(frame: Sample, i: int, j: int, value: int) -> None:
    frame.vector[j] += value
    frame.square[i, j] = value
    frame.pairs[j]["a"] = value
    frame.grid[i, j]["b"] = value


def test_a_kernel_reads_what_the_arrays_hold() -> None:
    frame = sample()
    packed = pack(frame)
    for i in range(2):
        for j in range(3):
            assert read(packed, i, j) == (-7, j, 4 * i + j, 60 * i + 20 * j + 7, 3 * i + 3)


def test_what_a_kernel_writes_stands_in_the_arrays_and_nowhere_else() -> None:
    frame, before = sample(), sample()
    write(pack(frame), 1, 2, 9)
    assert frame.vector.tolist() == [0, 1, 11, 3, 4]
    assert np.argwhere(frame.square != before.square).tolist() == [[1, 2]]
    assert frame.square[1, 2] == 9
    assert frame.pairs.tolist() == [(0, 0.0), (0, 0.0), (9, 0.0)]
    assert np.argwhere(frame.grid["b"] == 9).tolist() == [[1, 2]]
    assert not frame.grid["a"].any()


@pytest.mark.parametrize(
    "wrong",
    [
        {"vector": np.arange(5, dtype=np.int32)},
        {"vector": np.arange(10)[::2]},
        {"square": np.arange(4)},
        {"pairs": np.zeros(3, [("a", "i8"), ("c", "f8")])},
    ],
    ids=["width", "not contiguous", "dimensions", "names"],
)
def test_an_array_that_a_kernel_would_misread_is_refused(wrong: dict[str, np.ndarray]) -> None:
    with pytest.raises(TypeError, match=next(iter(wrong))):
        Packed(sample()._replace(**wrong))


def only_in_python(value: int) -> int:
    return value + 1


@kernel
def left_out(frame: Sample, x: int) -> int:
    if frame.number > 0 or len(frame.vector) > 0:
        x = only_in_python(x)
    for _ in range(frame.number):
        x += 1
    return x + len(frame.square)


def nothing() -> Sample:
    return sample()._replace(number=0, vector=np.zeros(0, np.int64))


@pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="asks about compiled code")
def test_what_is_absent_is_left_out_before_it_is_compiled() -> None:
    assert left_out(pack(nothing(), frozenset({"number", "vector"})), 5) == 8
    with pytest.raises(TypingError, match="only_in_python"):
        left_out(pack(nothing(), frozenset({"number"})), 5)
    with pytest.raises(TypingError, match="only_in_python"):
        left_out(pack(nothing()), 5)


@pytest.mark.parametrize("name", ["number", "vector", "pairs"])
def test_what_is_there_cannot_be_called_absent(name: str) -> None:
    with pytest.raises(TypeError, match=f"{name} is not absent"):
        Packed(sample(), frozenset({name}))


# Queues

Request = tuple[int, int, int, int]
"""(level, since, order, slot) of a request in a list that is kept in order."""


def empty_state(units: int) -> State:
    model = Handmade(units={f"unit{number}": 1 for number in range(units)})
    model.stay("stay", "unit0", time=1.0)
    model.leave("home")
    plan = model.plan()
    return engine._state(plan, unpacked(packed_program(plan, 1, 0, 0, 1)))


def in_queue(state: State, frame: Any, resource: int) -> list[int]:
    """Slots of those who wait for a resource, walking the queue as the engine does (the frame is the state, packed)."""
    found = []
    if state.resources[resource]["waiting"]:
        node = int(queues.head(frame, resource))
        while node >= 0:
            found.append(int(state.requests[node]["person"]))
            node = int(queues.following(frame, node))
    return found


def test_queues_hold_everybody_in_the_order_of_granting() -> None:
    """Random joining, also late with an earlier instant's order, and leaving; against sorted lists."""
    rng = np.random.default_rng(11)
    state, units = empty_state(3), 4
    frame = pack(state)
    waiting: dict[int, tuple[Request, list[int]]] = {}
    for step in range(600):
        now = step // 4
        slot = int(rng.integers(60))
        if slot in waiting:
            queues.withdraw(frame, slot)
            del waiting[slot]
        else:
            person = state.people[slot]
            level = int(rng.choice([0, 5, 32, 63]))
            order = int(order_of(np.int64(rng.integers(3)), np.int64(step * 7919 % 1000)))
            person["joined"], person["level"], person["order"], person["request"] = now, level, order, -1
            wanted = rng.choice(units, size=rng.integers(1, 4), replace=False).tolist()
            for resource in wanted:
                queues.join_queue(frame, slot, resource)
            waiting[slot] = ((level, now, order, slot), wanted)
        for resource in range(units):
            here = sorted(request for request, wanted in waiting.values() if resource in wanted)
            assert in_queue(state, frame, resource) == [slot for *_, slot in here]
            assert state.resources[resource]["waiting"] == len(here)
            for _, since, order, slot in here:
                if since == now:
                    earlier = sum((other[1], other[2]) < (since, order) for other in here)
                    assert queues.ahead(frame, slot, resource, now) == earlier
    assert len(waiting) > 10  # nodes came back: 1,500 joins went through room for some 500


@pytest.mark.parametrize("level", range(64))
def test_the_lowest_level_in_use(level: int) -> None:
    higher = (0xA5A5A5A5A5A5A5A5 << (level + 1)) & (2**64 - 1)
    word = np.uint64(higher | 1 << level).astype(np.int64)
    assert queues.lowest(word) == level


# Rings


def test_rings_are_those_of_the_reference_engine() -> None:
    """The reference's search is tested against all permutations."""
    rng = np.random.default_rng(3)
    found: dict[int, int] = {}
    for _ in range(3000):
        units = int(rng.integers(2, 12))
        wants = (rng.random((units, units)) < rng.choice([0.08, 0.12, 0.16, 0.3])).astype(np.int64)
        wants[0] = wants[:, 0] = 0  # nobody in the community is part of a ring
        np.fill_diagonal(wants, 0)
        ring = np.zeros((4, units), np.int64)
        length = int(find_ring(wants, ring))
        expected: Any = rings.find_ring(map(tuple, np.argwhere(wants).tolist()))
        assert ring[0, :length].tolist() == (expected or [])
        found[length] = found.get(length, 0) + 1
    assert all(found.get(length, 0) > 10 for length in (0, 2, 3, 4)), found
