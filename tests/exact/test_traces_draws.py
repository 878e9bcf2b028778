"""Traces of random times whose answer is certain, in both engines. Hours count from Monday 00:00."""

from __future__ import annotations

from typing import Any

import pytest

from tests.exact.tracing import place, trace, unit

WARD = {"ward": unit(3)}

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])


def stay(time: Any) -> dict[str, Any]:
    return {"main": [{"stay": "ward", "time": time}, {"leave": "home"}]}


def test_of_three_values_one_lies_within_the_bounds(engine: str) -> None:
    """Observed 2, 5 and 9 h, cut to 4 to 6 h: everybody stays 5 h. a: 1 to 6, b: 2 to 7."""
    time = {"empirical": {"values": ["2 h", "5 h", "9 h"]}, "truncate": {"low": "4 h", "high": "6 h"}}
    assert trace(place({"a": 1, "b": 2}, stay(time), units=WARD), engine) == [
        "1 a begins ward", "2 b begins ward", "6 a ends ward", "6 a leaves leave-home", "7 b ends ward",
        "7 b leaves leave-home",
    ]  # fmt: skip


def test_bounds_hold_for_what_comes_out_after_the_factor(engine: str) -> None:
    """2, 5 or 9 h, doubled: 4, 10 or 18 h. At most 6 h leaves 4 h: 1 to 5. The other way round 5 h would be left."""
    time = {"empirical": {"values": ["2 h", "5 h", "9 h"]}, "times": 2, "truncate": {"high": "6 h"}}
    assert trace(place({"a": 1}, stay(time), units=WARD), engine) == [
        "1 a begins ward", "5 a ends ward", "5 a leaves leave-home",
    ]  # fmt: skip


def test_a_mixture_keeps_the_parts_that_lie_within(engine: str) -> None:
    """Nine in ten stay 1 h; of those who stay 3 h or more only the tenth part with a table from 5 h to 5 h is left."""
    table = {"quantiles": {"0 %": "5 h", "50 %": "5 h", "100 %": "5 h"}}
    time = {"mixture": [{"share": 0.9, "of": "1 h"}, {"share": 0.1, "of": table}], "truncate": {"low": "3 h"}}
    assert trace(place({"a": 1}, stay(time), units=WARD), engine) == [
        "1 a begins ward", "6 a ends ward", "6 a leaves leave-home",
    ]  # fmt: skip
