"""The tables on a run small enough to read, and the recount of real runs at every output level."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest

from flowsim.engine.output import LOG, MEASURES, PEOPLE, Replication
from flowsim.engine.reference import replicate
from flowsim.errors import UsageError
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import Plan
from flowsim.results import tables
from flowsim.results.measures import MEASURES as GATHERED
from flowsim.results.measures import headline, measure
from flowsim.results.recompute import NOT_KNOWN, people_from_log, tallies_from_log
from flowsim.scenario.scenario import Scenario
from flowsim.units import DAY
from tests.exact.tracing import place
from tests.unit.results_case import CASE, made, unit
from tests.unit.test_results_invariants import BUSY, PLAN, RING_PLAN, RING_RUN, RUN

# One person arrives at noon of the first day, waits for nothing, and is delayed over the weekend:
# ward from 1 April 12:00 for five days (Saturday 6 April 12:00), ready, an hour's wait, the team from Monday 09:00
# to 11:00, oak for ten days (18 April 11:00), the annexe for one, home on 19 April 11:00.
ONE: dict[str, Any] = CASE | {
    "run": {"start_date": "2024-04-01", "window": "30 d"},
    "attributes": {"pathway": {"shares": {"p0": 0, "p1": 0, "p3": 1}}},
    "arrivals": {"emergency": {"at": ["12 h"], "pathway": "main"}},
}


def one() -> tuple[Plan, Replication]:
    plan, _ = made(ONE)
    return plan, replicate(plan, 1, 0, LOG)


def stamp(text: str) -> pd.Timestamp:
    return pd.Timestamp(f"2024-04-{text}")


def test_events_are_vidigis() -> None:
    plan, run = one()
    found = tables.events(plan, run)
    columns = {"entity_id", "event_type", "event", "time", "resource_id", "pathway", "run_number", "timestamp"}
    assert columns | {"replication", "seq"} <= set(found.columns)
    assert list(zip(found["event_type"], found["event"], found["timestamp"], strict=True)) == [
        ("arrival_departure", "arrival", stamp("01 12:00")),
        ("queue", "ward_wait_begins", stamp("01 12:00")),
        ("resource_use", "ward_begins", stamp("01 12:00")),
        ("queue", "workers_wait_begins", stamp("06 13:00")),
        ("resource_use", "workers_begins", stamp("08 09:00")),
        ("resource_use_end", "workers_ends", stamp("08 11:00")),
        ("queue", "oak_wait_begins", stamp("08 11:00")),
        ("resource_use_end", "ward_ends", stamp("08 11:00")),
        ("resource_use", "oak_begins", stamp("08 11:00")),
        ("queue", "annexe_wait_begins", stamp("18 11:00")),
        ("resource_use_end", "oak_ends", stamp("18 11:00")),
        ("resource_use", "annexe_begins", stamp("18 11:00")),
        ("resource_use_end", "annexe_ends", stamp("19 11:00")),
        ("arrival_departure", "depart", stamp("19 11:00")),
    ]
    assert found["time"][2] == 720
    assert found["seq"].tolist() == list(range(14))
    assert found["resource_id"].dropna().eq(1).all()
    assert found["pathway"].eq("main").all()
    milestones = tables.events(plan, run, milestones=True)
    assert {"discharge-ready", "home", "treat_ends", "own-wait_begins"} <= set(milestones["event"])
    assert (milestones["event_type"] != "milestone").sum() == 14


def test_something_happens_to_a_person_who_waits() -> None:
    """What happens while somebody waits for a worker, or gives up, does not lose what they wait for."""
    document = place(
        {"a": 0, "b": 1},
        {
            "main": [
                {"stay": "ward", "time": "1 h", "risks": {"decline": {"rate": "40 per day", "set": {"need": "high"}}}},
                {"task": "team", "work": "10 h", "patience": {"time": "5 h", "then": [{"leave": "gone"}]},
                 "priority": {"level": 32, "after": {"2 h": 4}}},
                {"leave": "home"},
            ]
        },
        units={"ward": {"places": 2, "setting": "hospital"}},
        teams={"team": {"headcount": 1}},
        attributes={"need": {"shares": {"low": 1, "high": 0}}},
    )  # fmt: skip
    plan = compile_plan(Scenario.from_document(document))
    names = tables.events(plan, replicate(plan, 1, 0, LOG), milestones=True)["event"].tolist()
    assert names.count("need.high_set") > 3
    assert names.count("team_begins") == names.count("team_gave_up") == 1


def test_people() -> None:
    person = tables.people(*one()).iloc[0]
    assert person["entity_id"] == "emergency-0"
    assert person["outcome"] == "home"
    assert person["finished"]
    assert person["pathway"] == "p3"
    assert person["arrived"] == stamp("01 12:00")
    assert person["left"] == stamp("19 11:00")
    assert person["mark: discharge-ready"] == 5.5
    # The last hospital stay is the night in the annexe; nobody was declared in it.
    assert person["admitted"] == stamp("18 11:00")
    assert person["nights"] == 1
    assert np.isnan(person["delay_days"])
    assert pd.isna(person["ready"])


def test_people_of_the_first_stay() -> None:
    """Without the annexe: ready on Saturday at noon, discharged on Monday at 11."""
    document = ONE | {"pathways": {"main": [*CASE["pathways"]["main"][:6], {"leave": "home"}]}}
    plan, _ = made(document)
    person = tables.people(plan, replicate(plan, 1, 0, LOG)).iloc[0]
    assert (person["nights"], person["delay_days"], person["delay_clock_days"]) == (7, 2, pytest.approx(47 / 24))


def test_people_still_in_hospital_have_no_length_of_stay() -> None:
    plan, _ = made(ONE | {"run": {"start_date": "2024-04-01", "window": "7 d"}})
    person = tables.people(plan, replicate(plan, 1, 0, LOG)).iloc[0]
    assert not person["finished"]
    assert pd.isna(person["left"])
    assert person["outcome"] is None or pd.isna(person["outcome"])
    assert np.isnan(person["nights"])
    assert np.isnan(person["delay_days"])
    assert np.isnan(person["mark: home"])


def test_units_are_step_functions() -> None:
    plan, run = one()
    found = tables.units(plan, run)
    ward = found[found["resource"] == "ward"]
    assert list(zip(ward["timestamp"], ward["occupied"], ward["waiting"], strict=True)) == [
        (stamp("01 00:00"), 0, 0),
        (stamp("01 12:00"), 1, 0),
        (stamp("08 11:00"), 0, 0),
    ]
    team = found[(found["resource"] == "workers") & (found["kind"] == "team")]
    assert list(zip(team["occupied"], team["waiting"], strict=True)) == [(0, 0), (0, 1), (1, 0), (0, 0)]


def test_step_functions_have_the_area_of_the_tallies() -> None:
    found = tables.units(PLAN, RUN)
    for name in ("ward", "oak"):
        steps = found[found["resource"] == name]
        times = np.append((steps["time"] * DAY).round().astype(int), PLAN.horizon).clip(
            PLAN.window_from, PLAN.window_to
        )
        area = int((np.diff(times) * steps["occupied"].to_numpy()).sum())
        assert area == RUN.tallies.ticks[PLAN.states["unit"] == unit(PLAN, name)].sum()


@pytest.mark.parametrize(("plan", "run"), [(PLAN, RUN), (RING_PLAN, RING_RUN)], ids=["busy", "rings"])
def test_places_are_numbered_as_they_are_free(plan: Plan, run: Replication) -> None:
    """Nobody holds a place that somebody else holds, and no number is above the number of places."""
    found = tables.events(plan, run)
    held: dict[tuple[str, int], str] = {}
    for line in found[found["resource_id"].notna()].itertuples():
        spot = (line.event.rsplit("_", 1)[0], int(line.resource_id))
        if line.event_type == "resource_use":
            assert spot not in held
            assert spot[1] <= plan.resources["places"][unit(plan, spot[0])]
            held[spot] = line.entity_id
        else:
            assert held.pop(spot) == line.entity_id


def test_daily() -> None:
    plan, run = one()
    found = tables.daily(plan, run)
    ward = found[(found["series"] == "no-criteria-to-reside") & (found["of"] == "ward")]
    assert ward.loc[ward["value"] == 1, "date"].tolist() == [stamp("06"), stamp("07")]
    gone = found[found["series"] == "discharged"]
    assert gone.loc[gone["value"] == 1, "date"].tolist() == [stamp("08"), stamp("19")]
    assert (found["in_window"] == True).all()  # noqa: E712
    assert not tables.daily(PLAN, RUN)["in_window"].all()


def test_the_daily_series_in_the_window_give_the_measures() -> None:
    """With a window from noon to noon a midnight is in it whose date is not."""
    plan, place = made(BUSY | {"run": {"start_date": "2024-04-01", "warm_up": "20.5 d", "window": "10 d"}})
    run = replicate(plan, 3, 0, MEASURES)
    found = tables.daily(plan, run)
    inside = found[found["in_window"]]
    measured = {(value.measure, value.of): value.value for value in measure(plan, run.tallies, place)}
    for name in ("ward", "annexe", "oak", "elm"):
        own = inside[(inside["series"] == "occupied") & (inside["of"] == name)]
        assert len(own) == 10
        assert own["value"].mean() == pytest.approx(measured["occupied-beds-at-midnight", name])
    ready = inside[inside["series"] == "no-criteria-to-reside"].groupby("date")["value"].sum()
    assert ready.mean() == pytest.approx(measured["no-criteria-to-reside", ""])
    gone = inside[inside["series"] == "discharged"]
    assert gone["date"].tolist() == [stamp("22") + pd.Timedelta(days=day) for day in range(9)]


def test_replications_and_measures() -> None:
    plan, place = made(ONE)
    runs = [replicate(plan, 1, number, MEASURES) for number in range(3)]
    wide = tables.replications(plan, runs, place)
    assert wide["replication"].tolist() == [0, 1, 2]
    assert wide["digest"].nunique() == 1
    assert set(wide.columns) <= {"replication", "seed", "digest"} | {item.name for item in headline()}
    tidy = tables.measures(plan, runs, place)
    assert list(tidy.columns) == ["replication", "measure", "of", "group", "value", "unit"]
    assert len(tidy) == 3 * len(measure(plan, runs[0].tallies, place))
    nights = tidy[(tidy["measure"] == "nights-in-hospital") & (tidy["group"] == "everyone")]
    assert nights["value"].eq((7 + 1) / 2).all()
    asked = ("acts", "counts", "funds", "budgets", "follow-up", "workforce")
    unused = {item.name for item in GATHERED.values() if item.family in asked}
    unused |= {"hours-of-care", "cost-of-placements", "spells-reached", "returns", "risk-events", "escalations"}
    unused |= {"hours-of-care-waited-for", "people-out-of-area", "people-out-of-area-share", "staff-miles"}
    unused |= {"escalated-share", "transfers", "time-on-the-way", "out-of-date", "kept-places-run-out"}
    unused |= {"self-funded-share"}
    unused |= {"deaths-while-waiting", "deaths-while-ready", "risk-events-while-waiting", "risk-events-while-ready"}
    assert set(tables.definitions()["name"]) == set(tidy["measure"]) | {"delayed-days-per-supported-discharge"} | unused


def test_what_was_not_kept_is_refused() -> None:
    run = dataclasses.replace(RUN, log=None, people=None)
    for table in (tables.events, tables.people, tables.units, tallies_from_log, people_from_log):
        with pytest.raises(UsageError, match="kept no"):
            table(PLAN, run)


def same(left: Any, right: Any) -> None:
    for field in dataclasses.fields(left):
        np.testing.assert_array_equal(getattr(left, field.name), getattr(right, field.name), err_msg=field.name)


@pytest.mark.parametrize("engine", ["reference", "compiled"])
@pytest.mark.parametrize("document", ["busy", "rings"])
def test_the_three_levels_agree(engine: str, document: str) -> None:
    """Tallies of each level are the same, and the log gives them, and the people, once more."""
    module = pytest.importorskip(f"flowsim.engine.{engine}")
    plan = PLAN if document == "busy" else RING_PLAN
    runs = [module.replicate(plan, 11, 3, level) for level in (MEASURES, PEOPLE, LOG)]
    same(runs[0].tallies, runs[1].tallies)
    same(runs[0].tallies, runs[2].tallies)
    same(runs[1].people, runs[2].people)
    counted = tallies_from_log(plan, runs[2])
    limited = bool((plan.steps["limit"] >= 0).any())
    assert (counted.happenings[0] == NOT_KNOWN) == limited
    if limited:
        counted.happenings = runs[2].tallies.happenings
    same(counted, runs[2].tallies)
    same(people_from_log(plan, runs[2]), runs[2].people)


def test_a_recount_does_not_read_the_tallies() -> None:
    empty = dataclasses.replace(RING_RUN, tallies=type(RING_RUN.tallies).empty(RING_PLAN), people=None)
    same(tallies_from_log(RING_PLAN, empty), RING_RUN.tallies)
    assert BUSY["groups"] == ["pathway"]


def test_an_interval_ends_once() -> None:
    """Marks a at 0 h, b at 1 h and 2 h, a at 3 h, b at 5 h: from a to b one hour and two hours, no more."""
    steps = [{"mark": "a"}, {"wait": "1 h"}, {"name": "b1", "mark": "b"}, {"wait": "1 h"}, {"name": "b2", "mark": "b"},
             {"wait": "1 h"}, {"name": "a2", "mark": "a"}, {"wait": "2 h"}, {"name": "b3", "mark": "b"}]  # fmt: skip
    named = [step if "wait" not in step else step | {"name": f"w{number}"} for number, step in enumerate(steps)]
    document = {
        "flowsim": 1,
        "name": "marks",
        "run": {"window": "1 d"},
        "arrivals": {"one": {"at": ["0 h"], "pathway": "main"}},
        "intervals": {"a-to-b": {"from": "a", "to": "b"}},
        "pathways": {"main": named},
    }
    plan, _ = made(document)
    run = replicate(plan, 1, 0, LOG)
    for tallies in (run.tallies, tallies_from_log(plan, run)):
        assert tallies.interval_started.tolist() == [2]
        assert tallies.interval_count.tolist() == [[2]]
        assert tallies.interval_ticks.tolist() == [[DAY // 8]]
