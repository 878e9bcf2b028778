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


def listed(hours: int, **extra: Any) -> dict[str, Any]:
    """Nobody by the usual lists, and some others."""
    document = place({}, {"main": [{"wait": f"{hours} h"}, {"leave": "home"}]})
    document["arrivals"]["list"] = {"pathway": "main", **extra}
    return document | {"run": {"start_date": "2024-03-29", "window": "5 d"}}


def test_a_weekly_list_with_easter(engine: str) -> None:
    """Friday 29 March 2024 is Good Friday and Monday 1 April Easter Monday: of five days from Friday on, a list from
    Monday to Friday at 8 runs on Tuesday only, at hour 4 x 24 + 8 = 104, with the second half an hour later."""
    times = {"at": "08:00", "people": 2, "every": "30 min"}
    lines = trace(listed(1, schedule={"mon-fri": times, "holidays": "england"}), engine)
    assert [line for line in lines if "leaves" in line] == [
        "105 list4 leaves leave-home", "105.5 list32772 leaves leave-home",
    ]  # fmt: skip


def test_nobody_of_a_list_attends(engine: str) -> None:
    assert trace(listed(1, at=["1 h", "2 h"], attend=0), engine) == []


def test_a_shock_of_nought_closes_the_door_for_its_days(engine: str) -> None:
    """At 1 h (Friday), 25 h and 49 h; on Saturday nobody comes."""
    shock = {"from": "2024-03-30", "to": "2024-03-30", "factor": 0}
    lines = trace(listed(1, at=["1 h", "25 h", "49 h"], shocks=[shock]), engine)
    assert [line for line in lines if "leaves" in line] == ["2 list leaves leave-home", "50 list2 leaves leave-home"]
