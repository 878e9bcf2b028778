"""Traces of a place reserved in a branch that the main line waits for, or has, worked by hand, in both engines.

Hours count from Monday 00:00; letters are people. Each docstring is the working.
"""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.units import HOUR
from tests.exact.tracing import Document, place, run, trace, unit

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])


def beside(homes: int, others: dict[str, tuple[float, str]], **more: Any) -> Document:
    """a is on the ward from 0 to 4 and asks for a room in a branch meanwhile; others come to the homes for a time."""
    a = [
        {"meanwhile": "ahead", "do": [{"name": "ask", "reserve": "home"}]},
        {"stay": "ward", "time": "4 h"},
        {"name": "room", "stay": "home", "time": "2 h", **more},
        {"leave": "home"},
    ]
    ways = {who: [{"stay": "home", "time": time}, {"leave": "home"}] for who, (_, time) in others.items()}
    people = {who: (hour, who, {}) for who, (hour, _) in others.items()}
    units = {"ward": unit(1), "home": unit(homes, "care-home")}
    return place({"a": (1, "a", {}), **people}, {"a": a, **ways}, units=units)


def test_who_waits_for_a_place_that_is_reserved_for_them_has_it(engine: str) -> None:
    """b has the only room from 0 to 6. a's branch asks for it at 1, a themselves at 5, c at 2. At 6 it is reserved
    for a, who has it at once, to 8; c until 9. Waits for the room: b none, the branch 5 h, c 6 h; a's own is not
    counted."""
    document = beside(1, {"b": (0, "6 h"), "c": (2, "1 h")})
    assert trace(document, engine) == [
        "0 b begins home", "1 a begins ward", "5 a ends ward", "6 b ends home", "6 b leaves leave-home",
        "6 a begins ask", "6 a begins room", "6 a ends ask", "8 a ends room", "8 a leaves leave-home",
        "8 c begins home", "9 c ends home", "9 c leaves leave-home",
    ]  # fmt: skip
    plan, replication = run(document, engine)
    home = plan.names["resources"].index("home")
    assert replication.tallies.wait_count[home] == 3
    assert replication.tallies.wait_ticks[home] == 11 * HOUR
    assert not replication.tallies.kept.any()


def test_nothing_is_reserved_where_the_person_is_already(engine: str) -> None:
    """Two rooms: b has one from 0 to 6, d one to 7. a, who goes first, has b's at 6 for 2 h. At 7 the branch is granted
    d's room, which is given back at once: c, who has waited since 2, has it from 7 to 8."""
    document = beside(2, {"b": (0, "6 h"), "d": (0, "7 h"), "c": (2, "1 h")}, priority=0)
    assert trace(document, engine) == [
        "0 b begins home", "0 d begins home", "1 a begins ward", "5 a ends ward", "6 b ends home",
        "6 b leaves leave-home", "6 a begins room", "7 d ends home", "7 d leaves leave-home", "7 a begins ask",
        "7 a ends ask", "7 c begins home", "8 a ends room", "8 a leaves leave-home", "8 c ends home",
        "8 c leaves leave-home",
    ]  # fmt: skip
    assert not run(document, engine)[1].tallies.kept.any()


def test_what_is_reserved_and_too_little_is_given_back_when_the_person_comes(engine: str) -> None:
    """Of 10 h of care a's branch gets 2 h at 1, which are kept; a needs 5 h at 5, which are too many for that. The 2 h
    lapse then, and a asks for 5 h, which b (from 0, 8 h) frees at 6. Kept: 2 h (8 quarters) for 4 hours."""
    a = [
        {"meanwhile": "ahead", "do": [{"name": "ask", "reserve": "care", "amount": "2 h"}]},
        {"stay": "ward", "time": "4 h"},
        {"name": "care", "stay": "care", "amount": "5 h", "time": "2 h"},
        {"leave": "home"},
    ]
    b = [{"stay": "care", "amount": "8 h", "time": "6 h"}, {"leave": "home"}]
    units = {"ward": unit(1), "care": {"weekly_hours": "10 h"}}
    document = place({"a": (1, "a", {}), "b": (0, "b", {})}, {"a": a, "b": b}, units=units)
    assert trace(document, engine) == [
        "0 b begins care", "1 a begins ward", "1 a begins ask", "1 a ends ask", "5 a ends ward", "6 b ends care",
        "6 b leaves leave-home", "6 a begins care", "8 a ends care", "8 a leaves leave-home",
    ]  # fmt: skip
    plan, replication = run(document, engine)
    assert replication.tallies.kept[plan.names["resources"].index("care")].sum() == 8 * 4 * HOUR
