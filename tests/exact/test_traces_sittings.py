"""Traces worked by hand: work in several sittings. Hours count from Monday 00:00; letters are people.

A case has two sittings of 2 h with 4 h in between, unless said otherwise.
"""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.engine.output import HAND
from flowsim.results.invariants import check_invariants
from tests.exact.tracing import place, run, trace, unit

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])

HOUR = 3_600_000
CASE = {"task": "social", "work": "2 h", "sittings": 2, "between": "4 h", "name": "case"}
GO = {"leave": "home"}


def team(headcount: int, caseload: int, **more: Any) -> dict[str, Any]:
    return {"social": {"headcount": headcount, "caseload": caseload, **more}}


def told(document: dict[str, Any], engine: str) -> list[str]:
    """The sittings: hour, person, begins or ends, number of the sitting."""
    lines = trace(document, engine)
    words = [line.replace("case (sitting ", "").replace(" of 2)", "") for line in lines]
    return [line for line in words if "between" not in line and "leaves" not in line]


def workers(document: dict[str, Any], engine: str) -> list[tuple[float, str, int]]:
    """Who has a task begun by which worker."""
    plan, replication = run(document, engine)
    assert replication.log is not None
    hands = replication.log[replication.log["kind"] == HAND]
    return [(line["time"] / HOUR, plan.names["sources"][line["source"]], int(line["value"])) for line in hands]


def cases(document: dict[str, Any], engine: str) -> float:
    """Hours for which cases were in hand."""
    plan, replication = run(document, engine)
    assert check_invariants(plan, replication) == []
    return float(replication.tallies.cases[plan.names["resources"].index("social")]) / HOUR


def test_one_case_in_hand(engine: str) -> None:
    """Two workers, one case each. a has the first worker 0-2, b the second 1-3. c comes at 2, when the first is free
    again, but both have a case. a waits 2-6 and has the second sitting 6-8; b waits 3-7 and has it 7-9. At 8 a's case
    is closed and c's allocated to the first worker: 8-10, and 14-16. In hand were 0-8, 1-9 and 8-16: 24 h."""
    document = place({"a": 0, "b": 1, "c": 2}, {"main": [CASE, GO]}, teams=team(2, 1))
    assert told(document, engine) == [
        "0 a begins 1", "1 b begins 1", "2 a ends 1", "3 b ends 1", "6 a begins 2", "7 b begins 2", "8 a ends 2",
        "8 c begins 1", "9 b ends 2", "10 c ends 1", "14 c begins 2", "16 c ends 2",
    ]  # fmt: skip
    assert workers(document, engine) == [
        (0, "a", 0), (1, "b", 1), (6, "a", 0), (7, "b", 1), (8, "c", 0), (14, "c", 0)
    ]  # fmt: skip
    assert cases(document, engine) == 24


def test_two_cases_in_hand(engine: str) -> None:
    """The same with two cases each: c's is allocated at 2 to the first worker (one case, free; the second is busy) 2-4.
    a 6-8 and b 7-9 as before. c waits 4-8 and has the first worker 8-10."""
    document = place({"a": 0, "b": 1, "c": 2}, {"main": [CASE, GO]}, teams=team(2, 2))
    assert told(document, engine)[3:] == [
        "2 c begins 1", "3 b ends 1", "4 c ends 1", "6 a begins 2", "7 b begins 2", "8 a ends 2", "8 c begins 2",
        "9 b ends 2", "10 c ends 2",
    ]  # fmt: skip
    assert cases(document, engine) == 8 + 8 + 8


def test_the_same_worker_while_another_idles(engine: str) -> None:
    """Two workers. a's first sitting is 0-2 by the first. b's work in one go, 5 h, comes at 4: the second has it, with
    no case in hand; c's at 5 has the first, 5-10. a asks at 6 for the first worker, who is busy; the second is free
    from 9 on but has not got the case. a's second sitting is 10-12."""
    once = [{"task": "social", "work": "5 h", "name": "once"}, GO]
    ways = {"main": [CASE, GO], "once": once}
    document = place({"a": 0, "b": (4, "once", {}), "c": (5, "once", {})}, ways, teams=team(2, 3))
    assert told(document, engine) == [
        "0 a begins 1", "2 a ends 1", "4 b begins once", "5 c begins once", "9 b ends once", "10 c ends once",
        "10 a begins 2", "12 a ends 2",
    ]  # fmt: skip
    assert workers(document, engine) == [(0, "a", 0), (4, "b", 1), (5, "c", 0), (10, "a", 0)]


def test_the_least_laden_worker(engine: str) -> None:
    """Two workers, three cases each; sittings of 1 h. a 0-1 by the first. b at 2: both are free, and the second has no
    case: 2-3. c at 4: both have one, so the first."""
    case = CASE | {"work": "1 h", "between": "9 h"}
    document = place({"a": 0, "b": 2, "c": 4}, {"main": [case, GO]}, teams=team(2, 3))
    assert workers(document, engine)[:3] == [(0, "a", 0), (2, "b", 1), (4, "c", 0)]


def test_queue_order(engine: str) -> None:
    """One worker, two cases. a 0-2. b comes at 5, c at 5.5 with work of 3 h in one go; b's case is allocated 5-7. a
    asks for the second sitting at 6, c waits since 5.5 and goes first, 7-10; then a, who asked before b (11), 10-12."""
    ways = {"main": [CASE, GO], "once": [{"task": "social", "work": "3 h", "name": "once"}, GO]}
    document = place({"a": 0, "b": 5, "c": (5.5, "once", {})}, ways, teams=team(1, 2))
    assert told(document, engine)[2:] == [
        "5 b begins 1", "7 b ends 1", "7 c begins once", "10 c ends once", "10 a begins 2", "12 a ends 2",
        "12 b begins 2", "14 b ends 2",
    ]  # fmt: skip


def test_leaving_closes_the_case(engine: str) -> None:
    """One worker, one case. a's case runs beside a stay of 5 h: first sitting 0-2, then a waits until 6, but leaves at
    5. b's case is allocated at that instant, 5-7. In hand: 5 h of a's, 8 of b's."""
    beside = [{"meanwhile": "beside", "do": [CASE]}, {"stay": "ward", "time": "5 h"}, GO]
    ways = {"a": beside, "b": [CASE, GO]}
    document = place({"a": (0, "a", {}), "b": (1, "b", {})}, ways, units={"ward": unit(3)}, teams=team(1, 1))
    assert [line for line in told(document, engine) if "ward" not in line and "5 a stops" not in line] == [
        "0 a begins 1", "2 a ends 1", "5 b begins 1", "7 b ends 1", "11 b begins 2", "13 b ends 2",
    ]  # fmt: skip
    assert cases(document, engine) == 5 + 8


def test_patience_closes_the_case(engine: str) -> None:
    """One worker, two cases; patience 1 h. a 0-2. At 6 a asks for the second sitting, but b has the worker from 5.5 on:
    5.5-8.5 in one go. a gives up at 7 and leaves. In hand: 7 h."""
    ways = {
        "main": [CASE | {"patience": {"time": "1 h"}}, GO],
        "once": [{"task": "social", "work": "3 h", "name": "once"}, GO],
    }
    document = place({"a": 0, "b": (5.5, "once", {})}, ways, teams=team(1, 2))
    assert "7 a gives up 2" in told(document, engine)
    assert cases(document, engine) == 7


def test_fewer_on_duty(engine: str) -> None:
    """Two workers by day, one from midnight on. a's first sitting is 20-22 by the first, b's 21-23 by the second. At 26
    a's second sitting is held by the first, 26-28. b asks at 27: one is on duty, and busy until 28; then the case
    goes on with its own worker, 28-30."""
    shifts = {"08:00-24:00": 2, "00:00-08:00": 1}
    document = place({"a": 20, "b": 21}, {"main": [CASE, GO]}, teams={"social": {"shifts": shifts, "caseload": 1}})
    assert workers(document, engine) == [(20, "a", 0), (21, "b", 1), (26, "a", 0), (28, "b", 1)]


def test_found_by_a_census(engine: str) -> None:
    """One worker, one case. Somebody found waiting since 3 h before the start has it from 0 on, 0-2 and 6-8; a asks at
    0 and has the worker at 8."""
    document = place({"a": 0}, {"main": [CASE, GO]}, teams=team(1, 1))
    document["run"]["start"] = {"census": [{"step": "main.case", "people": 1, "since": "3 h"}]}
    assert [line.partition(" begins")[0] for line in told(document, engine) if "begins" in line] == [
        "0 census", "6 census", "8 a", "14 a"
    ]  # fmt: skip
    assert cases(document, engine) == 16
