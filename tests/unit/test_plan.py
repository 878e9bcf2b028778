"""The plan: what scenarios become. Expected numbers are worked out by hand in each test's docstring."""

from __future__ import annotations

import copy
import datetime
from typing import Any

import numpy as np
import pytest

from flowsim.errors import ScenarioError
from flowsim.plan import tables
from flowsim.plan.compile import compile_plan
from flowsim.plan.digest import digest
from flowsim.plan.explain import explain
from flowsim.plan.flows import load, work_out
from flowsim.plan.purposes import Purposes
from flowsim.plan.sources import intensity
from flowsim.random.streams import purpose_code
from flowsim.scenario.place import Arrivals, Place
from flowsim.scenario.scenario import Scenario
from flowsim.units import DAY, HOUR

BASE: dict[str, Any] = {
    "flowsim": 1,
    "name": "small",
    "run": {"window": "10 d"},
    "units": {"ward": {"places": 10, "setting": "hospital"}, "nursing": {"places": 30, "setting": "care-home"}},
    "teams": {"social-work": {"headcount": 2, "hours": {"mon-fri": "09:00-17:00"}}},
    "attributes": {
        "age": {"shares": {"young": 0.5, "old": 0.5}},
        "frail": {"shares": {"by": "age", "young": {"no": 1.0, "yes": 0.0}, "old": {"no": 0.5, "yes": 0.5}}},
    },
    "arrivals": {"doctor": {"rate": "3 per day", "pathway": "main"}},
    "pathways": {
        "main": [
            {"stay": "ward", "time": {"by": "age", "young": "2 d", "old": {"exponential": {"mean": "5 d"}}}},
            {"mark": "discharge-ready"},
            {"task": "social-work", "work": "2 h"},
            {"choose": [{"share": 0.25, "do": [{"leave": "died"}]}, {"do": [{"stay": "nursing", "time": "8 d"}]}]},
        ]
    },
}


def plan_of(document: dict[str, Any]) -> tables.Plan:
    return compile_plan(Place.model_validate(document))


def changed(**sections: Any) -> dict[str, Any]:
    return copy.deepcopy(BASE) | sections


def row_of(plan: tables.Plan, name: str) -> int:
    return plan.names["steps"].index(name)


def test_flows_and_loads_by_hand() -> None:
    """3 a day; ward 1.5 x 2 + 1.5 x 5 = 10.5, and 2 h of work in a 40-hour week take 2 x 168 / 40 = 8.4 h = .35 d
    each: 10.5 + 3 x .35 = 11.55 in the ward. Team: 6 h of work a day; 2 workers have 80 / 7 h a day: .525.
    Nursing: .75 x 3 x 8 d = 18 of 30."""
    plan = plan_of(BASE)
    flows = work_out(plan)
    assert flows is not None
    ward, nursing = plan.names["resources"].index("ward"), plan.names["resources"].index("nursing")
    team = plan.names["resources"].index("social-work")
    assert flows.content[ward] == pytest.approx(11.55)
    assert flows.content[nursing] == pytest.approx(18.0)
    assert load(plan, flows, team) == pytest.approx(0.525)
    assert load(plan, flows, ward) == pytest.approx(1.155)
    assert flows.demand[ward] * DAY == pytest.approx(3.0)
    assert flows.complete


def test_flows_go_round_a_loop() -> None:
    """Back to the ward with chance .25: 3 / (1 - .25) = 4 visits a day."""
    document = changed(
        pathways={"main": [{"stay": "ward", "time": "1 d"}, {"choose": [{"share": 0.25, "do": "main"}, {"do": None}]}]}
    )
    flows = work_out(plan_of(document))
    assert flows is not None
    assert flows.through[0].sum() * DAY == pytest.approx(4.0)


def test_flows_follow_a_changed_attribute() -> None:
    """Everybody becomes old before a choice by age: all 3 a day go the old way."""
    document = changed(
        pathways={
            "main": [
                {"set": {"age": "old"}},
                {"choose": [{"when": {"age": "old"}, "do": [{"wait": "1 d", "name": "slow"}]}, {"do": None}]},
            ]
        }
    )
    plan = plan_of(document)
    flows = work_out(plan)
    assert flows is not None
    assert flows.through[row_of(plan, "main.slow")].sum() * DAY == pytest.approx(3.0)


def test_order_of_the_file_changes_nothing() -> None:
    document = copy.deepcopy(BASE)
    for section in ("units", "teams", "attributes", "arrivals", "pathways"):
        document[section] = dict(reversed(document[section].items()))
    turned = dict(reversed(document.items()))
    assert digest(plan_of(turned)) == digest(plan_of(BASE))


def test_every_number_changes_the_digest() -> None:
    longer = changed(run={"window": "11 d"})
    more = copy.deepcopy(BASE)
    more["units"]["ward"]["places"] = 11
    assert len({digest(plan_of(document)) for document in (BASE, longer, more)}) == 3


def test_purpose_is_the_name_of_the_step() -> None:
    plan = plan_of(BASE)
    assert plan.steps[row_of(plan, "main.ward")]["purpose"] == purpose_code("main.ward:time")


def test_an_inserted_step_moves_no_purpose() -> None:
    document = copy.deepcopy(BASE)
    document["pathways"]["main"].insert(1, {"wait": "1 h", "name": "new"})
    before, after = plan_of(BASE), plan_of(document)
    for name in ("main.ward", "main.social-work", "main.choose", "main.nursing"):
        assert before.steps[row_of(before, name)]["purpose"] == after.steps[row_of(after, name)]["purpose"]


def test_a_key_keeps_a_renamed_step() -> None:
    document = copy.deepcopy(BASE)
    document["pathways"]["main"][0] |= {"name": "bed", "key": "main.ward"}
    plan = plan_of(document)
    assert plan.steps[row_of(plan, "main.bed")]["purpose"] == purpose_code("main.ward:time")


def test_two_names_with_one_code_are_refused() -> None:
    purposes = Purposes()
    purposes._purposes[purpose_code("new")] = "old"
    with pytest.raises(ScenarioError, match="share random numbers"):
        purposes.code("new")


def test_a_pathway_that_ends_with_itself_is_a_loop() -> None:
    plan = plan_of(changed(pathways={"main": [{"stay": "ward", "time": "1 d"}, {"do": "main"}]}))
    assert plan.steps[0]["next"] == 0
    assert plan.steps[0]["visit"] == 0
    assert plan.counters == 1


def test_a_pathway_that_never_returns_is_refused() -> None:
    document = changed(pathways={"main": [{"do": "main"}, {"leave": "home"}]})
    with pytest.raises(ScenarioError, match="calls itself"):
        plan_of(document)


def test_a_pathway_called_twice_counts_its_visits() -> None:
    document = changed(
        pathways={
            "main": [{"do": "part"}, {"do": "part", "name": "again"}, {"leave": "home"}],
            "part": [{"wait": {"exponential": {"mean": "1 h"}}}],
        }
    )
    plan = plan_of(document)
    waits = plan.steps[plan.steps["kind"] == tables.WAIT]
    assert len(waits) == 2
    assert set(waits["visit"]) == {0}
    assert len(set(waits["purpose"])) == 1


def test_steps_of_one_visit_have_no_counter() -> None:
    assert plan_of(BASE).counters == 0


def test_wait_states_are_those_that_can_be() -> None:
    """Waiting for the ward in the community; in the ward, not declared; then waiting for the team and worked on,
    declared; then waiting for a nursing place in the ward, declared; then in the home, no longer declared: 6
    states."""
    plan = plan_of(BASE)
    ward, nursing = plan.names["resources"].index("ward"), plan.names["resources"].index("nursing")
    states = {(int(s["row"]), int(s["active"]), int(s["unit"]), int(s["declared"])) for s in plan.states}
    stay, task, home = (row_of(plan, f"main.{name}") for name in ("ward", "social-work", "nursing"))
    assert states == {
        (stay, 0, 0, 0), (stay, 1, ward, 0), (task, 0, ward, 1), (task, 1, ward, 1),
        (home, 0, ward, 1), (home, 1, nursing, 0),
    }  # fmt: skip
    for number, state in enumerate(plan.states):
        assert plan.state_of[state["row"], state["active"], state["unit"], state["declared"]] == number


def test_rings_are_seen_beforehand() -> None:
    ring = {
        "main": [{"stay": "ward"}, {"stay": "nursing"}],
        "other": [{"stay": "nursing"}, {"stay": "ward", "name": "w"}],
    }
    arrivals = {"a": {"rate": "1/d", "pathway": "main"}, "b": {"rate": "1/d", "pathway": "other"}}
    assert plan_of(BASE).rings == 0
    assert plan_of(changed(pathways=ring, arrivals=arrivals)).rings == 1
    assert "ring" in {
        doubt.code for doubt in explain(Place.model_validate(changed(pathways=ring, arrivals=arrivals))).doubts
    }


def test_filled_start_by_hand() -> None:
    """The ward's load of 11.55 exceeds its 10 places; nursing has 18. Of those in the ward 2 x 1.5 are young and
    5 x 1.5 old, half of these frail; nobody young is."""
    plan = plan_of(changed(run={"window": "10 d", "start": "filled"}))
    people = {
        plan.names["sources"][i]: int(s["people"]) for i, s in enumerate(plan.sources) if s["kind"] == tables.FILLED
    }
    assert people == {"nursing (at the start)": 18, "ward (at the start)": 10}
    ward = next(s for i, s in enumerate(plan.sources) if plan.names["sources"][i] == "ward (at the start)")
    ways = plan.fill[ward["first"] : ward["first"] + ward["count"]]
    age = plan.names["attributes"].index("age")
    frail = plan.names["attributes"].index("frail")
    assert plan.fill_levels[ways["levels"], age].tolist() == [0, 1, 1]
    assert plan.fill_levels[ways["levels"], frail].tolist() == [0, 0, 1]
    assert ways["cumulative"].tolist() == pytest.approx([3 / 10.5, (3 + 3.75) / 10.5, 1.0])


def test_filled_start_at_shares() -> None:
    start = {"filled": {"ward": "50 %", "nursing": "empty"}}
    plan = plan_of(changed(run={"window": "10 d", "start": start}))
    assert [int(s["people"]) for s in plan.sources if s["kind"] == tables.FILLED] == [5]


def test_profiles_are_divided_by_their_means() -> None:
    """Twice as many on Mondays, at every hour alike: with rate 8 a day, mean profile 8/7, Monday has 14, other days
    7."""
    arrivals = Arrivals.model_validate(
        {"rate": "8 per day", "pathway": "main", "by_weekday": [2, 1, 1, 1, 1, 1, 1], "by_hour": [3.0] * 24}
    )
    cell, cumulative = intensity(arrivals, 1.0, datetime.date(2024, 4, 1), 7 * DAY)
    assert cell == HOUR
    assert np.diff(cumulative[23::24], prepend=0.0).tolist() == pytest.approx([14.0] + [7.0] * 6)
    assert cumulative[-1] == pytest.approx(56.0)


def test_months_follow_the_calendar() -> None:
    """January has 1, every other month 0.5 (mean .5417): February's days have half of January's."""
    arrivals = Arrivals.model_validate({"rate": "1 per day", "pathway": "main", "by_month": [1.0] + [0.5] * 11})
    cell, cumulative = intensity(arrivals, 1.0, datetime.date(2024, 1, 30), 3 * DAY)
    daily = np.diff(cumulative, prepend=0.0)
    assert cell == DAY
    assert daily[2] == pytest.approx(daily[0] / 2)
    assert daily[0] == daily[1] == pytest.approx(12 / 6.5)


def test_cut_arrivals_keep_and_more_arrivals_add() -> None:
    """A factor of .8 keeps the stream and drops a fifth; 1.5 keeps it whole and adds half of it beside."""
    less, more = copy.deepcopy(BASE), copy.deepcopy(BASE)
    less["arrivals"]["doctor"]["factor"] = 0.8
    more["arrivals"]["doctor"]["factor"] = 1.5
    (cut,), added = plan_of(less).sources, plan_of(more).sources
    base = plan_of(BASE).sources[0]
    assert (cut["rate"], cut["retention"], cut["code"]) == (base["rate"], 0.8, base["code"])
    assert added["rate"].tolist() == pytest.approx([base["rate"], base["rate"] / 2])
    assert added[0]["code"] == base["code"] != added[1]["code"]


def test_listed_arrivals_come_in_order_of_time() -> None:
    plan = plan_of(changed(arrivals={"list": {"at": ["5 h", "1 h"], "pathway": "main"}}))
    assert plan.sources[0]["kind"] == tables.LISTED
    assert plan.listed["time"].tolist() == [HOUR, 5 * HOUR]


def doubts_of(document: dict[str, Any]) -> set[tuple[str, str]]:
    return {(doubt.code, doubt.path) for doubt in explain(Place.model_validate(document)).doubts}


def test_doubts_name_what_is_wrong() -> None:
    """The ward has 3 x 5 = 15 people for 10 places; a step with share 0; nobody ever leaves the nursing home."""
    document = changed(
        pathways={
            "main": [{"stay": "ward", "time": "5 d"}, {"wait": "1 d", "share": 0}, {"stay": "nursing"}, {"do": "sit"}],
            "sit": [{"wait": "1 d"}, {"do": "sit"}],
        }
    )
    assert doubts_of(document) == {
        ("overloaded", "units.ward"), ("unreached-step", "pathways.main.wait"), ("no-way-out", "units.nursing"),
        ("may-never-end", ""),
    }  # fmt: skip


def test_loads_say_that_they_leave_out_what_follows_from_risks() -> None:
    fall = {"rate": "1 per week", "then": [{"leave": "died"}]}
    document = changed(pathways={"main": [{"stay": "ward", "time": "5 d", "risks": {"fall": fall}}]})
    assert explain(Place.model_validate(document)).left_out == ("what follows from risks",)


def test_what_a_unit_holds_is_at_least_so_much_where_people_wait_for_what_runs_beside() -> None:
    beside = [
        {"meanwhile": "planning", "do": [{"wait": "9 d"}]},
        {"stay": "ward", "time": "5 d"},
        {"join": "planning"},
        {"stay": "nursing", "time": "2 d"},
    ]
    units = explain(Place.model_validate(changed(pathways={"main": beside}))).units
    assert [(unit.name, unit.bound) for unit in units if unit.bound] == [("ward", "at least")]


def test_a_unit_without_places_is_doubted() -> None:
    document = copy.deepcopy(BASE)
    document["units"]["ward"]["places"] = 0
    assert ("no-places", "units.ward") in doubts_of(document)


@pytest.mark.parametrize(("opening", "doubted"), [("£8400", False), ("£8399", True)])
def test_a_fund_is_doubted_when_it_has_less_than_is_asked_of_it(opening: str, doubted: bool) -> None:
    """3 people a day ask for £100 each for 28 days: £8,400, which is just enough at a load of 1."""
    way = [{"pay": "council", "amount": "£100"}, {"leave": "home"}]
    document = changed(funds={"council": {"opening": opening}}, pathways={"main": way}, run={"window": "28 d"})
    assert (("overloaded", "funds.council") in doubts_of(document)) == doubted


def test_a_long_loop_is_summed_to_its_end() -> None:
    """A day in the home, and again with chance .9999: 10,000 days each, 3 a day: 30,000 people; it does end."""
    document = changed(
        units={"nursing": {"places": 40_000, "setting": "care-home"}},
        pathways={
            "main": [{"stay": "nursing", "time": "1 d"}, {"choose": [{"share": 0.9999, "do": "main"}, {"do": None}]}]
        },
    )
    plan = plan_of(document)
    flows = work_out(plan)
    assert flows is not None
    assert flows.complete
    assert flows.content[plan.names["resources"].index("nursing")] == pytest.approx(30_000, rel=1e-9)


def test_what_the_first_of_a_list_cannot_hold_goes_to_the_next() -> None:
    """3 a day for 5 days are 15: 10 on the ward, 5 outlying of 8; nothing is overloaded. With 3 places it is."""
    outlying = {"ward": {"places": 10, "setting": "hospital"}, "outlying": {"places": 8, "setting": "hospital"}}
    document = changed(units=outlying, pathways={"main": [{"stay": ["ward", "outlying"], "time": "5 d"}]})
    lines = {line.name: line for line in explain(Place.model_validate(document)).units}
    assert (lines["ward"].content, lines["outlying"].content) == (pytest.approx(10), pytest.approx(5))
    assert doubts_of(document) == set()
    outlying["outlying"]["places"] = 3
    assert doubts_of(document) == {("overloaded", "units.outlying")}


def test_the_load_is_that_of_the_run() -> None:
    """January has three times the mean of the other months' 9/11... profile 3 and 1: mean 14/12. In January 3 a day
    become 3 x 3 / (14/12) = 7.714; 2 days on a ward of 10: load 1.543."""
    document = changed(
        run={"window": "30 d", "start_date": "2024-01-01"},
        arrivals={"doctor": {"rate": "3 per day", "pathway": "main", "by_month": [3] + [1] * 11}},
        pathways={"main": [{"stay": "ward", "time": "2 d"}]},
    )
    ward = next(line for line in explain(Place.model_validate(document)).units if line.name == "ward")
    assert ward.load == pytest.approx(3 * 3 / (14 / 12) * 2 / 10)


def test_listed_arrivals_after_the_end_do_not_count() -> None:
    """Two of three come within ten days: .2 a day."""
    document = changed(arrivals={"list": {"at": ["1 d", "2 d", "400 d"], "pathway": "main"}})
    flows = work_out(plan_of(document))
    assert flows is not None
    assert flows.through[0].sum() * DAY == pytest.approx(0.2)


def test_people_in_place_have_what_arrivals_set() -> None:
    """Everybody who comes pays for themselves, so everybody in place does."""
    document = changed(run={"window": "10 d", "start": "filled"}, groups=["funding"])
    document["attributes"]["funding"] = {"shares": {"council": 0.7, "self": 0.3}}
    document["arrivals"]["doctor"]["set"] = {"funding": "self"}
    plan = plan_of(document)
    funding = plan.names["attributes"].index("funding")
    assert set(plan.fill_levels[plan.fill["levels"], funding].tolist()) == {1}


def test_people_in_place_stay_who_they_are_when_a_step_is_added() -> None:
    """A later step that asks for frailty adds rows and makes frailty matter: the same way gives the same attributes."""
    start = {"window": "10 d", "start": "filled"}
    before = changed(run=start)
    after = copy.deepcopy(before)
    after["pathways"]["main"].append({"wait": "1 d", "name": "new", "when": {"frail": "yes"}})
    after["pathways"]["main"][0] |= {"share": 1.0}

    def people(document: dict[str, Any]) -> list[list[list[int]]]:
        plan = plan_of(document)
        found = []
        for source in plan.sources[plan.sources["kind"] == tables.FILLED]:
            ways = plan.fill[source["first"] : source["first"] + source["count"]]
            picked = [int(np.searchsorted(ways["cumulative"], u, side="right")) for u in np.linspace(0.005, 0.995, 100)]
            found.append([plan.fill_levels[ways[way]["levels"]].tolist() for way in picked])
        return found

    assert people(after) == people(before)


def test_many_conditions_take_few_rows() -> None:
    """Ten ways by ten pairs of attributes: the rows grow with the conditions, not with the combinations."""
    names = [f"a{number}" for number in range(12)]
    document = changed(attributes={name: {"shares": {"x": 0.4, "y": 0.3, "z": 0.3}} for name in names})
    options = [{"when": {names[n]: "x", names[n + 1]: ["x", "y"]}, "do": None} for n in range(10)]
    document["pathways"] = {"main": [{"choose": [*options, {"do": None}]}, {"leave": "home"}]}
    document["units"], document["teams"] = {}, {}
    assert len(plan_of(document).distributions) < 200


def test_too_many_sources_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowsim.plan.compile.MOST_SOURCES", 2)
    arrivals = {name: {"rate": "1 per day", "pathway": "main"} for name in ("a", "b", "c")}
    with pytest.raises(ScenarioError, match="3 streams"):
        plan_of(changed(arrivals=arrivals))


def test_a_place_that_is_not_sound_is_refused() -> None:
    with pytest.raises(ScenarioError, match="wrad"):
        plan_of(changed(pathways={"main": [{"stay": "wrad"}]}))


def test_every_field_of_every_table_is_used_by_its_dtype() -> None:
    plan = plan_of(BASE)
    for name, fields in tables.TABLES.items():
        assert getattr(plan, name).dtype.names == tuple(field.name for field in fields)
    for name in tables.ARRAYS:
        assert isinstance(getattr(plan, name), np.ndarray)


def test_endless_work_beside_the_main_line_takes_no_time_of_the_bed() -> None:
    """A team that never works, asked for in a branch: the ward has 2 a day for 2 days each."""
    document = {
        "flowsim": 1,
        "name": "beside",
        "run": {"window": "10 d"},
        "units": {"ward": {"places": 9, "setting": "hospital"}},
        "teams": {"hub": {"headcount": 0, "hours": {"mon-fri": "09:00-17:00"}, "away": []}},
        "arrivals": {"people": {"rate": "2 per day", "pathway": "main"}},
        "pathways": {
            "main": [
                {"stay": "ward", "time": "1 d"},
                {"meanwhile": "beside", "do": [{"task": "hub", "work": "2 h"}]},
                {"wait": "1 d"},
                {"leave": "home"},
            ]
        },
    }
    ward = next(line for line in explain(Scenario.from_document(document)).units if line.name == "ward")
    assert ward.content == pytest.approx(4.0)


def test_a_place_to_which_nobody_comes_is_explained() -> None:
    """Mutants found that ``check`` ended in a traceback where there are no arrivals."""
    document = {
        "flowsim": 1,
        "name": "empty",
        "run": {"window": "1 d"},
        "units": {"ward": {"places": 1}},
        "arrivals": {},
        "pathways": {"main": [{"stay": "ward", "time": "1 h"}, {"leave": "home"}]},
    }
    assert explain(Scenario.from_document(document)).units[0].asked_per_day == 0.0
