"""Traces of a start by census at other steps than stays and tasks, in both engines. Hours count from Monday 00:00."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowsim.engine.output import AMOUNT, LOG, TAPERED, Replication
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import Plan
from flowsim.results.difference import first_difference
from flowsim.results.invariants import check_invariants
from flowsim.results.recompute import people_from_log, tallies_from_log
from flowsim.scenario.scenario import load
from flowsim.units import HOUR
from tests.exact.test_traces_census import census
from tests.exact.tracing import ENGINES, Document, place, run, trace, unit

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])


def sound(document: Document, engine: str) -> tuple[Plan, Replication]:
    """A run whose every rule holds, and which the log tells whole."""
    plan, replication = run(document, engine)
    assert not check_invariants(plan, replication)
    again = Replication(
        replication.number,
        replication.seed,
        tallies_from_log(plan, replication),
        people_from_log(plan, replication),
        replication.log,
    )
    again.tallies.happenings = replication.tallies.happenings
    assert not first_difference(plan, replication, again)
    return plan, replication


def waiting(step: Document, **sections: Document) -> Document:
    """Somebody comes at 100 h; the census is of a step after which people leave."""
    return place({"a": 100}, {"main": [step, {"leave": "home"}]}, **sections)


def test_what_is_left_of_a_wait(engine: str) -> None:
    """3 of 10 h have passed: until 7. 12 of 10 h: it ends at 0, first of all."""
    document = census(
        waiting({"wait": "10 h"}), {"step": "main.wait", "for": "3 h"}, {"step": "main.wait", "for": "12 h"}
    )
    assert trace(document, engine)[:6] == [
        "0 census begins wait", "0 census1 begins wait", "0 census1 ends wait", "0 census1 leaves leave-home",
        "7 census ends wait", "7 census leaves leave-home",
    ]  # fmt: skip
    sound(document, engine)


def test_a_wait_in_office_hours(engine: str) -> None:
    """12 hours of the office, 9 to 17 on weekdays; at Monday 00:00 they have waited since Friday 12:00, which is 5 h of
    the office: 7 are left, from 9 to 16."""
    office = {"office": {"mon-fri": "09:00-17:00"}}
    document = census(
        waiting({"wait": "12 h", "hours": "office"}, calendars=office), {"step": "main.wait", "for": "60 h"}
    )
    assert trace(document, engine)[:3] == [
        "0 census begins wait", "16 census ends wait", "16 census leaves leave-home",
    ]  # fmt: skip
    sound(document, engine)


def test_a_wait_past_a_bank_holiday(engine: str) -> None:
    """The same in a run that starts on Tuesday 2 April 2024, after Easter Monday: since Thursday 12:00, with Good
    Friday and Easter Monday closed, 5 h have passed too. Hours count from that Tuesday."""
    calendars = {"office": {"mon-fri": "09:00-17:00", "holidays": "england"}}
    document = waiting({"wait": "12 h", "hours": "office"}, calendars=calendars)
    document = census(document, {"step": "main.wait", "for": "108 h"})
    document["run"]["start_date"] = "2024-04-02"
    assert trace(document, engine)[1] == "16 census ends wait"


def test_a_stay_on_a_slow_clock(engine: str) -> None:
    """Therapy goes on at weekends at half speed: since Sunday 00:00 12 of 24 h have passed, and 12 are left."""
    clocks = {"therapy": {"sat-sun": 0.5, "else": 1}}
    step = {"stay": "ward", "time": "24 h", "clock": "therapy"}
    document = census(waiting(step, units={"ward": unit(2)}, clocks=clocks), {"step": "main.ward", "for": "1 d"})
    assert trace(document, engine)[1] == "12 census ends ward"
    sound(document, engine)


def test_a_wait_for_a_board_round(engine: str) -> None:
    """Rounds at 9 to 10 on weekdays; who waits to be declared is ready at 9 on Monday, and may leave."""
    calendars = {"board": {"mon-fri": "09:00-10:00"}}
    pathway = [{"stay": "ward", "time": "5 h"}, {"declare": "ready", "at": "board"}, {"leave": "home"}]
    document = place({"a": 100}, {"main": pathway}, units={"ward": unit(2)}, calendars=calendars)
    document = census(document, {"step": "main.declare-ready", "unit": "ward", "for": "3 h", "admitted": "2 d"})
    assert trace(document, engine)[:3] == [
        "0 census begins declare-ready", "9 census ends declare-ready", "9 census leaves leave-home",
    ]  # fmt: skip
    _, replication = sound(document, engine)
    assert replication.people is not None
    assert replication.people.ready[1] == 9 * HOUR
    assert replication.tallies.nights[0].nonzero()[0].tolist() == [0, 2]  # a leaves on the day on which they came


@pytest.mark.parametrize(("opens", "at"), [("00:00-01:00", 0), ("02:00-03:00", 2)])
def test_a_panel_that_opens_as_the_run_starts(engine: str, opens: str, at: int) -> None:
    """Who has waited for the next sitting is there when it begins, at midnight too."""
    document = waiting({"wait": {"until": "panel"}}, calendars={"panel": {"daily": opens}})
    document = census(document, {"step": "main.wait", "for": "3 h"})
    assert trace(document, engine)[1] == f"{at} census ends wait"
    sound(document, engine)


def test_a_search_begins_anew(engine: str) -> None:
    """Whatever was asked before, a provider asked at 0 accepts at 3."""
    document = waiting({"search": "home", "answer": "3 h", "accepts": 1})
    document = census(document, {"step": "main.search-home", "for": "9 d"})
    assert trace(document, engine)[:3] == [
        "0 census begins search-home", "3 census ends search-home", "3 census leaves leave-home",
    ]  # fmt: skip
    sound(document, engine)


def test_a_reservation_keeps_its_place_in_the_queue(engine: str) -> None:
    """The only bed is taken until 4 (1 of 5 h spent). a asks for it at 0, and census1 has asked for it since 9 h: the
    bed is kept for census1, who comes to it at once, 4 to 9; then a."""
    steps = [{"reserve": "ward"}, {"stay": "ward", "time": "5 h"}, {"leave": "home"}]
    document = census(
        place({"a": 0}, {"main": steps}, units={"ward": unit(1)}),
        {"step": "main.ward", "for": "1 h"},
        {"step": "main.reserve-ward", "for": "9 h"},
    )
    assert [line for line in trace(document, engine) if "begins ward" in line] == [
        "0 census begins ward", "4 census1 begins ward", "9 a begins ward",
    ]  # fmt: skip
    sound(document, engine)


CARE = {"stay": "care", "amount": "8 h", "time": "10 h"}
TAPER = [{"after": "3 h", "amount": "6 h"}, {"after": "5 h", "amount": "4 h"}]
HOURS = {"care": {"weekly_hours": "12 h"}}


def test_people_have_so_many_hours_of_care(engine: str) -> None:
    """Of 12 h census has 7, until 6 (4 of 10 h spent). a asks for 8 at 0, and waits: until 6."""
    pathway = [CARE, {"leave": "home"}]
    document = place({"a": 0}, {"main": pathway}, units=HOURS)
    document = census(document, {"step": "main.care", "for": "4 h", "amount": "7 h"})
    assert trace(document, engine)[:4] == [
        "0 census begins care", "6 census ends care", "6 census leaves leave-home", "6 a begins care",
    ]  # fmt: skip
    _, replication = sound(document, engine)
    assert replication.log is not None
    assert replication.log["value"][replication.log["kind"] == AMOUNT].tolist() == [28, 32]
    assert int(replication.tallies.held[1].sum()) == (28 * 6 + 32 * 10) * HOUR


def test_what_has_come_down_before_the_start_stays_down(engine: str) -> None:
    """8 h come down to 6 after 3 h and to 4 after 5 h. After 4 h census has 6, and comes down to 4 at 1: then 8 of 12
    are free for a."""
    pathway = [CARE | {"taper": TAPER}, {"leave": "home"}]
    document = place({"a": 0}, {"main": pathway}, units=HOURS)
    document = census(document, {"step": "main.care", "for": "4 h", "amount": "6 h"})
    assert [line for line in trace(document, engine) if "begins" in line] == [
        "0 census begins care", "1 a begins care",
    ]  # fmt: skip
    _, replication = sound(document, engine)
    assert replication.log is not None
    falls = replication.log[replication.log["kind"] == TAPERED]
    assert [(time / HOUR, value / 4) for time, value in falls[["time", "value"]].tolist()] == [(1, 4), (4, 6), (6, 4)]


def test_at_home_with_care_and_waiting_for_a_task(engine: str) -> None:
    """Who has 7 h of care waits for a worker: the hours are theirs until they leave at 2, and then a has 8 of 12."""
    pathway = [CARE, {"task": "hub", "work": "2 h"}, {"leave": "home"}]
    document = place({"a": 0}, {"main": pathway}, units=HOURS, teams={"hub": {"headcount": 1}})
    document = census(document, {"step": "main.hub", "unit": "care", "for": "4 h", "amount": "7 h"})
    assert trace(document, engine)[:4] == [
        "0 census begins hub", "2 census ends hub", "2 census leaves leave-home", "2 a begins care",
    ]  # fmt: skip
    sound(document, engine)


def test_who_waits_for_care_asks_for_what_they_draw(engine: str) -> None:
    """census1 has waited for 8 h of care since 30 h; census has 7 of 12 until 6; a asks at 0 and comes after."""
    document = place({"a": 0}, {"main": [CARE, {"leave": "home"}]}, units=HOURS)
    document = census(
        document,
        {"step": "main.care", "for": "4 h", "amount": "7 h"},
        {"step": "main.care", "unit": "community", "waiting": True, "for": "30 h"},
    )
    assert [line for line in trace(document, engine) if "begins" in line] == [
        "0 census begins care", "6 census1 begins care", "16 a begins care",
    ]  # fmt: skip
    sound(document, engine)


def test_a_stay_that_can_fail_does_not(engine: str) -> None:
    """Every placement fails after 1 h, but not that which the census finds: 4 of 5 h spent, until 1."""
    step = {"stay": "home", "time": "5 h", "fails": {"share": 1, "after": "1 h", "then": [{"leave": "failed"}]}}
    document = waiting(step, units={"home": unit(2, "care-home")})
    document = census(document, {"step": "main.home", "for": "4 h"})
    assert trace(document, engine)[1:3] == ["1 census ends home", "1 census leaves leave-home"]


FILE = """flowsim: 1
name: small
run: {window: 28 d, start_date: 2024-04-01, start: {census: people.csv}}
units: {ward: {places: 3, setting: hospital}}
attributes: {age: {shares: {young: 50 %, old: 50 %}}}
arrivals: {late: {at: [20 d], pathway: main}}
pathways: {main: [{stay: ward, time: 5 h}, {leave: home}]}
"""
ROWS = """step,for,people,age,admitted,waiting
main.ward,3 h,2,old,2 d,
main.ward,2024-03-31 23:00,,,2024-03-31 12:00,no
"""


def test_a_census_in_a_file(engine: str, tmp_path: Path) -> None:
    """Two old since 3 h: until 2. One since 23:00, which is 1 h: until 4."""
    (tmp_path / "people.csv").write_text(ROWS)
    (tmp_path / "small.yaml").write_text(FILE)
    scenario = load(tmp_path / "small.yaml")
    assert scenario.document["run"]["start"]["census"] == [
        {"step": "main.ward", "for": "3 h", "admitted": "2 d", "people": 2, "set": {"age": "old"}},
        {"step": "main.ward", "for": "60 min", "waiting": False, "admitted": "720 min"},
    ]  # fmt: skip
    replication = ENGINES[engine].replicate(compile_plan(scenario), 1, 0, LOG)
    assert replication.people is not None
    assert (replication.people.left[replication.people.source == 1] / HOUR).tolist() == [2, 2, 4]
