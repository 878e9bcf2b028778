"""Traces worked by hand: choosing by the state. Hours count from Monday 00:00; letters are people."""

from __future__ import annotations

from typing import Any

import pytest

from tests.exact.tracing import place, trace, unit

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])

WARD = {"ward": unit(1)}


def choice(when: Any) -> list[dict[str, Any]]:
    """A ward for 5 h, then by one road where the condition holds, else by the other."""
    ways = [{"when": when, "do": [{"leave": "yes"}]}, {"do": [{"leave": "no"}]}]
    return [{"stay": "ward", "time": "5 h"}, {"choose": ways}]


def roads(document: Any, engine: str) -> list[str]:
    return [line for line in trace(document, engine) if "leaves" in line]


def test_by_the_wait_before(engine: str) -> None:
    """One bed. a 0-5 did not wait; b comes at 1, waits 4 h, 5-10; c comes at 5, waits 5 h, 10-15. More than 4 h: c."""
    document = place({"a": 0, "b": 1, "c": 5}, {"main": choice({"waited": {"over": "4 h"}})}, units=WARD)
    assert roads(document, engine) == ["5 a leaves leave-no", "10 b leaves leave-no", "15 c leaves leave-yes"]


def test_by_a_wait_given_up(engine: str) -> None:
    """b comes at 1 and gives up after 3 h, at 4: that is a wait of 3 h, under 4 h and over 2 h."""
    main = choice({"waited": {"over": "2 h", "under": "4 h"}})
    main[0]["patience"] = {"time": "3 h"}
    document = place({"a": 0, "b": 1}, {"main": main}, units=WARD)
    assert roads(document, engine) == ["4 b leaves leave-yes", "5 a leaves leave-no"]


def test_by_the_queue_at_the_turn(engine: str) -> None:
    """a leaves the bed at 5; b and c wait for it since 1 and 2: more than one. At 10, when b goes, only c waits."""
    document = place({"a": 0, "b": 1, "c": 2}, {"main": choice({"queue": {"of": "ward", "over": 1}})}, units=WARD)
    assert roads(document, engine) == ["5 a leaves leave-yes", "10 b leaves leave-no", "15 c leaves leave-no"]


def test_full_at_the_turn_of_each(engine: str) -> None:
    """Two beds, a and b in them to 5. At 5 a looks first: both beds are taken (a's own too). a goes; b finds one."""
    document = place({"a": 0, "b": 0}, {"main": choice({"full": "ward"})}, units={"ward": unit(2)})
    assert roads(document, engine) == ["5 a leaves leave-yes", "5 b leaves leave-no"]


def test_by_occupancy(engine: str) -> None:
    """Four beds, three taken to 5: a finds 75 %, b 50 %, c 25 %. Over 25 % and under 75 %: b alone."""
    when = {"occupancy": {"of": "ward", "over": "25 %", "under": "75 %"}}
    document = place({"a": 0, "b": 0, "c": 0}, {"main": choice(when)}, units={"ward": unit(4)})
    assert roads(document, engine) == ["5 a leaves leave-no", "5 b leaves leave-yes", "5 c leaves leave-no"]


def test_an_assessment_out_of_date_is_done_again(engine: str) -> None:
    """a is assessed 0-2 and waits 4 h to 6: the assessment is 4 h old, over 3 h, and is done again
    (6-8; granted in phase 3, after b has ended). b is assessed at 2-4 (one worker) and waits 2 h: it is still good."""
    assess = [{"task": "hub", "work": "2 h", "name": "assess"}, {"mark": "assessed"}]
    again = [{"task": "hub", "work": "2 h", "name": "again"}, {"mark": "assessed", "name": "anew"}]
    main = [*assess, {"wait": {"by": "slow", "yes": "4 h", "no": "2 h"}},
            {"choose": [{"when": {"since": {"mark": "assessed", "over": "3 h"}, "slow": "yes"}, "do": again}, {}]},
            {"leave": "home"}]  # fmt: skip
    people = {"a": (0, "main", {"set": {"slow": "yes"}}), "b": 0}
    document = place(
        people, {"main": main}, units=WARD, teams={"hub": {"headcount": 1}},
        attributes={"slow": {"shares": {"no": 1, "yes": 0}}},
    )  # fmt: skip
    assert trace(document, engine) == [
        "0 a begins assess", "2 a ends assess", "2 a begins wait", "2 b begins assess", "4 b ends assess",
        "4 b begins wait", "6 a ends wait", "6 b ends wait", "6 b leaves leave-home", "6 a begins again",
        "8 a ends again", "8 a leaves leave-home",
    ]  # fmt: skip


def test_never_marked_is_neither_long_nor_short_ago(engine: str) -> None:
    """Nobody here makes the mark before the choice: neither over 0 h nor under 9 d holds."""
    for bound in ({"over": "0 h"}, {"under": "9 d"}):
        main = [*choice({"since": {"mark": "late", **bound}}), {"mark": "late"}]
        assert roads(place({"a": 0}, {"main": main}, units=WARD), engine) == ["5 a leaves leave-no"]


def test_a_step_only_while_nobody_waits(engine: str) -> None:
    """The review is skipped where somebody waits for the team. a 0-2; b and c wait; at 2 a finds c waiting (b, first in
    the queue, is granted only after a's turn): two wait, no review. At 4 b finds c alone; at 6 c finds nobody."""
    task = {"task": "hub", "work": "2 h"}
    review = {"wait": "1 h", "name": "review", "when": {"queue": {"of": "hub", "under": 1}}}
    document = place(
        {"a": 0, "b": 0, "c": 0}, {"main": [task, review, {"leave": "home"}]}, teams={"hub": {"headcount": 1}}
    )
    assert trace(document, engine) == [
        "0 a begins hub", "2 a ends hub", "2 a leaves leave-home", "2 b begins hub", "4 b ends hub",
        "4 b leaves leave-home", "4 c begins hub", "6 c ends hub", "6 c begins review", "7 c ends review",
        "7 c leaves leave-home",
    ]  # fmt: skip
