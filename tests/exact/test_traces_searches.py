"""Traces worked by hand: searches for a provider, and placements that fail. Hours count from Monday 00:00."""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.engine.output import ACTED
from flowsim.results.measures import MEASURES
from flowsim.results.sight import Sight
from tests.exact.tracing import place, run, trace, unit

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])

INTERIM = [{"stay": "interim", "time": "10 h"}]
UNITS = {"interim": unit(1, "care-home"), "home": unit(1, "care-home")}


def looking(accepts: float, **options: Any) -> dict[str, Any]:
    """a looks for a home from 1 on; each provider takes 3 h to answer; then the home for 2 h, or home."""
    step = {"search": "home", "answer": "3 h", "accepts": accepts, **options}
    main = [step, {"stay": "home", "time": "2 h"}, {"leave": "done"}]
    return place({"a": 1}, {"main": main}, units=UNITS, calendars={"office": {"mon-fri": "09:00-17:00"}})


def counted(document: dict[str, Any], engine: str) -> dict[str, int]:
    """How often each act stands in the log."""
    plan, replication = run(document, engine)
    assert replication.log is not None
    found: dict[str, int] = {}
    for act in replication.log["value"][replication.log["kind"] == ACTED]:
        found[plan.names["acts"][act]] = found.get(plan.names["acts"][act], 0) + 1
    return found


def test_the_first_accepts(engine: str) -> None:
    """Asked at 1, accepted at 4; in the home 4 to 6."""
    assert trace(looking(1), engine) == [
        "1 a begins search-home", "4 a ends search-home", "4 a begins home", "6 a ends home", "6 a leaves leave-done",
    ]  # fmt: skip
    assert counted(looking(1), engine) == {"approach:home": 1, "acceptance:home": 1}


def test_a_search_that_nobody_accepts(engine: str) -> None:
    """Four providers one after another refuse at 4, 7, 10 and 13; then an interim place, 13 to 23, and the home."""
    document = looking(0, fallback={"approaches": 4, "then": INTERIM})
    assert trace(document, engine) == [
        "1 a begins search-home", "13 a ends search-home", "13 a begins interim", "23 a ends interim",
        "23 a begins home", "25 a ends home", "25 a leaves leave-done",
    ]  # fmt: skip
    assert counted(document, engine) == {"approach:home": 4, "refusal:home": 4, "fallback:home": 1}


def test_two_asked_at_once(engine: str) -> None:
    """Five at most, two at a time: two refuse at 4, two more at 7, the fifth, asked at 7, at 10."""
    document = looking(0, at_once=2, fallback={"approaches": 5, "then": [{"leave": "nowhere"}]})
    assert trace(document, engine) == ["1 a begins search-home", "10 a ends search-home", "10 a leaves leave-nowhere"]
    assert counted(document, engine) == {"approach:home": 5, "refusal:home": 5, "fallback:home": 1}


def test_a_search_that_runs_out_of_time(engine: str) -> None:
    """8 h are over at 9. Answers at 4 and 7 refuse; the third, asked at 7, would answer at 10."""
    document = looking(0, fallback={"time": "8 h", "then": [{"leave": "nowhere"}]})
    assert trace(document, engine)[1:] == ["9 a ends search-home", "9 a leaves leave-nowhere"]
    assert counted(document, engine) == {"approach:home": 3, "refusal:home": 2, "fallback:home": 1}


def test_an_answer_at_the_last_instant_counts(engine: str) -> None:
    """3 h are over at 4, the instant of the answer, which accepts."""
    assert trace(looking(1, fallback={"time": "3 h"}), engine)[2] == "4 a begins home"


def test_answers_in_office_hours(engine: str) -> None:
    """Asked at 1 (Monday 01:00): 3 office hours end at 12. The second, asked at 12, answers at 15."""
    document = looking(0, hours="office", fallback={"approaches": 2, "then": [{"leave": "nowhere"}]})
    assert trace(document, engine)[1] == "15 a ends search-home"


def test_a_placement_that_fails_and_a_new_search(engine: str) -> None:
    """Everybody's first placement fails after 1 h, and is looked for again: accepted at 4, in the home 4 to 5, searched
    5 to 8; the second stay, in the interim unit, lasts."""
    again = [{"search": "anew", "answer": "3 h", "accepts": 1}, {"stay": "interim", "time": "6 h"}]
    document = looking(1)
    document["pathways"]["main"][1]["fails"] = {"share": 1, "after": "1 h", "then": again}
    assert trace(document, engine) == [
        "1 a begins search-home", "4 a ends search-home", "4 a begins home (fails)", "5 a ends home (fails)",
        "5 a begins search-anew", "8 a ends search-anew", "8 a begins interim", "14 a ends interim",
        "14 a leaves leave-done",
    ]  # fmt: skip
    assert counted(document, engine)["failure:home"] == 1
    plan, replication = run(document, engine)
    sight = Sight(plan, replication.tallies)
    found = {reading.of: reading.value for reading in MEASURES["failed-placements"].read(sight)}
    assert found == pytest.approx({"": 1 / 28, "home": 1 / 28})
