"""Traces of a start by census, in both engines. Hours count from Monday 00:00; people of the census are census, census1
and so on, in written order."""

from __future__ import annotations

import numpy as np
import pytest

from flowsim.engine.output import NOT_YET
from flowsim.results.invariants import check_invariants
from flowsim.results.tables import people
from flowsim.units import DAY, HOUR
from tests.exact.tracing import Document, place, run, trace, unit

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])

STAY = [{"stay": "ward", "time": "5 h"}, {"leave": "home"}]


def census(document: Document, *found: Document) -> Document:
    """A document that starts with people in place."""
    return document | {"run": document["run"] | {"start": {"census": list(found)}}}


def test_what_is_left_of_a_stay_is_the_whole_less_what_is_spent(engine: str) -> None:
    """One bed; somebody has been there for 3 of 5 h, so until 2. a comes at 1 and gets the bed at 2, to 7."""
    document = place({"a": 1}, {"main": STAY}, units={"ward": unit(1)})
    assert trace(census(document, {"step": "main.ward", "for": "3 h"}), engine) == [
        "0 census begins ward", "2 census ends ward", "2 census leaves leave-home", "2 a begins ward", "7 a ends ward",
        "7 a leaves leave-home",
    ]  # fmt: skip


def test_a_stay_that_should_be_over_ends_at_once(engine: str) -> None:
    """9 h of 5 h: it ends at 0."""
    document = place({}, {"main": STAY}, units={"ward": unit(1)})
    document["arrivals"]["late"] = {"at": ["20 d"], "pathway": "main"}
    lines = trace(census(document, {"step": "main.ward", "for": "9 h"}), engine)
    assert lines[:3] == ["0 census begins ward", "0 census ends ward", "0 census leaves leave-home"]


def test_of_two_lengths_the_one_that_is_still_possible(engine: str) -> None:
    """2 or 8 h, equally likely; after 3 h only 8 h is left: until 5."""
    time = {"empirical": {"values": ["2 h", "8 h"]}}
    document = place({}, {"main": [{"stay": "ward", "time": time}, {"leave": "home"}]}, units={"ward": unit(4)})
    document["arrivals"]["late"] = {"at": ["20 d"], "pathway": "main"}
    lines = trace(census(document, {"step": "main.ward", "for": "3 h", "people": 4}), engine)
    assert [line.split()[0] for line in lines if "ends" in line][:4] == ["5"] * 4


HOME = [
    {"stay": "ward", "time": "5 h"}, {"mark": "discharge-ready"},
    {"stay": "nursing", "time": "10 h", "patience": {"time": "30 h", "then": [{"leave": "elsewhere"}]}},
    {"leave": "home"},
]  # fmt: skip
UNITS = {"ward": unit(3), "nursing": unit(1, "care-home")}


def test_requests_keep_their_since_and_go_before_those_who_come(engine: str) -> None:
    """The home is full until 1 (9 of 10 h spent). Two wait in the ward: census1 for 2 h, census2 for 6 h, so
    census2 is first: 1 to 11. a, in the ward from 0 to 5, asks last. census1 has 28 of 30 h of patience left: gets
    the place at 11, to 21; a at 21, with patience to 35, to 31."""
    document = census(
        place({"a": 0}, {"main": HOME}, units=UNITS),
        {"step": "main.nursing", "for": "9 h"},
        {"step": "main.nursing", "unit": "ward", "waiting": True, "for": "2 h"},
        {"step": "main.nursing", "unit": "ward", "waiting": True, "for": "6 h"},
    )
    assert trace(document, engine) == [
        "0 census begins nursing", "0 a begins ward", "1 census ends nursing", "1 census leaves leave-home",
        "1 census2 begins nursing", "5 a ends ward", "11 census2 ends nursing", "11 census2 leaves leave-home",
        "11 census1 begins nursing", "21 census1 ends nursing", "21 census1 leaves leave-home", "21 a begins nursing",
        "31 a ends nursing", "31 a leaves leave-home",
    ]  # fmt: skip


def test_patience_runs_from_before_the_start(engine: str) -> None:
    """30 h of patience, 27 spent: until 3. The place is taken until 4 (6 of 10 h spent)."""
    document = census(
        place({"a": 40}, {"main": HOME}, units=UNITS),
        {"step": "main.nursing", "for": "6 h"},
        {"step": "main.nursing", "unit": "ward", "waiting": True, "for": "27 h"},
    )
    assert trace(document, engine)[:4] == [
        "0 census begins nursing", "3 census1 gives up nursing", "3 census1 leaves leave-elsewhere",
        "4 census ends nursing",
    ]  # fmt: skip


def test_a_task_begins_anew(engine: str) -> None:
    """A task of 2 h in office hours: at midnight on Monday nobody works; from 9 to 11, whatever was done before."""
    pathway = [{"stay": "ward", "time": "5 h"}, {"task": "hub", "work": "2 h"}, {"leave": "home"}]
    teams = {"hub": {"headcount": 1, "hours": {"mon-fri": "09:00-17:00"}}}
    document = place({"a": 40}, {"main": pathway}, units={"ward": unit(2)}, teams=teams)
    assert trace(census(document, {"step": "main.hub", "unit": "ward", "for": "1 d"}), engine)[:3] == [
        "9 census begins hub", "11 census ends hub", "11 census leaves leave-home",
    ]  # fmt: skip


def test_a_priority_that_has_changed_with_the_wait(engine: str) -> None:
    """Levels 32, 10 from 5 h on and 1 from 8 h on. census1 has waited 6 h (10), census2 7 h (10). The bed is free at 2:
    at 1 census2 has waited 8 h and goes to 1, at 2 census1 likewise, in the same instant before the grant; census2 has
    waited longer."""
    priority = {"level": 32, "after": {"5 h": 10, "8 h": 1}}
    document = census(
        place({"a": 0}, {"main": [{"stay": "ward", "time": "5 h", "priority": priority}, {"leave": "home"}]},
              units={"ward": unit(1)}),
        {"step": "main.ward", "for": "3 h"},
        {"step": "main.ward", "waiting": True, "for": "6 h"},
        {"step": "main.ward", "waiting": True, "for": "7 h"},
    )  # fmt: skip
    assert [line for line in trace(document, engine) if "begins" in line] == [
        "0 census begins ward", "2 census2 begins ward", "7 census1 begins ward", "12 a begins ward",
    ]  # fmt: skip


def test_declared_and_admitted_before_the_start(engine: str) -> None:
    """Admitted 10 days and declared 3 days before Monday; the home's place is free from 1 h on Monday. So discharged on
    Monday: 10 nights and 3 days of delay, and 1 h + 3 d of delay by the clock."""
    document = census(
        place({"a": 40}, {"main": HOME}, units=UNITS),
        {"step": "main.nursing", "for": "9 h"},
        {"step": "main.nursing", "unit": "ward", "waiting": True, "for": "29 h", "ready": "3 d", "admitted": "10 d"},
    )
    plan, replication = run(document, engine)
    assert replication.people is not None
    assert np.flatnonzero(replication.tallies.nights[0]).tolist() == [0, 10]  # a, admitted and discharged that day
    assert np.flatnonzero(replication.tallies.delay[0]).tolist()[-1] == 3
    assert int(replication.tallies.delay_ticks[0]) == 3 * DAY + HOUR
    assert replication.people.admitted[replication.people.source == 1].tolist() == [NOT_YET, -10 * DAY]
    found = replication.people.index[replication.people.source == list(plan.names["sources"]).index("census")]
    assert found.tolist() == [0, 1]


def test_a_mark_made_before_the_start_counts(engine: str) -> None:
    """Declared 3 days before Monday, 5 of 6 h of the stay spent: at 1 the mark was made 73 h ago, between 72 and 74.
    a, declared at 6, is asked in the same instant: 0 h ago. b was never declared before."""
    made = {"since": {"mark": "discharge-ready", "over": "72 h", "under": "74 h"}}
    asked = {"choose": [{"when": made, "do": [{"leave": "long-ago"}]}, {"do": [{"leave": "home"}]}]}
    pathway = [{"stay": "ward", "time": "6 h"}, asked]
    marks = [{"stay": "ward", "time": "6 h"}, {"mark": "discharge-ready"}, asked]
    document = place({"a": 0}, {"main": marks, "other": pathway}, units={"ward": unit(5)})
    document["arrivals"]["b"] = {"at": ["0 h"], "pathway": "other"}
    document = census(
        document, {"step": "other.ward", "for": "5 h", "ready": "3 d"}, {"step": "other.ward", "for": "5 h"}
    )
    plan, replication = run(document, engine)
    assert [line for line in trace(document, engine) if "leaves" in line] == [
        "1 census leaves leave-long-ago", "1 census1 leaves leave-home", "6 a leaves leave-home",
        "6 b leaves leave-home",
    ]  # fmt: skip
    assert np.flatnonzero(replication.tallies.delay[0]).tolist() == [0, 3]
    frame = people(plan, replication)
    assert frame["mark: discharge-ready"].tolist()[-2] == -3
    assert frame["ready"].isna().tolist() == [False, True, False, True]
    assert frame["delay_clock_days"].tolist()[-2] == pytest.approx(3 + 1 / 24)
    assert not check_invariants(plan, replication)
