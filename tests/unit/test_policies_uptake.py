"""Uptake by unit, team or attribute, dates and ramps: what a policy may say, and what it becomes."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from flowsim.engine import reference
from flowsim.engine.output import PEOPLE
from flowsim.errors import ScenarioError
from flowsim.plan.compile import compile_plan
from flowsim.plan.flows import work_out
from flowsim.plan.uptake import in_force
from flowsim.scenario.policies import find
from flowsim.scenario.scenario import Scenario
from flowsim.units import DAY
from tests.unit.policy_cases import main, place, policy, under

FORM = {"skip": "pathways.main.form"}
ASSESSMENT = {"scale": 0.5, "of": "pathways.main.assessment.work"}
STAY = {"scale": 0.5, "of": "pathways.main.care-home.time"}


def said(*edits: dict[str, Any], **reach: Any) -> list[dict[str, Any]]:
    """The uptake of each hidden choice that a policy makes of these edits."""
    return [step["uptake"] for step in main(under(place(), policy("tried", *edits, **reach))) if "uptake" in step]


def refused(*edits: dict[str, Any], **reach: Any) -> str:
    with pytest.raises(ScenarioError) as error:
        under(place(), policy("tried", *edits, **reach))
    return "\n".join(map(str, error.value.problems))


def test_by_unit_is_the_unit_asked_for_or_the_one_where_the_person_is() -> None:
    by_unit = {"share": 0.5, "by": "unit"}
    assert said(ASSESSMENT, STAY, uptake=by_unit) == [{"by": "unit"}, {"by": "unit", "of": "care-home"}]
    after = {"insert": [{"wait": "1 d", "name": "new"}], "after": "pathways.main.care-home"}
    assert said(after, uptake=by_unit) == [{"by": "unit"}]


def test_by_team_is_the_team_of_the_task() -> None:
    new = {"insert": [{"task": "brokers", "work": "1 h"}], "after": "pathways.main.assessment"}
    beside = {"insert": [{"wait": "1 h", "name": "new"}], "after": "pathways.main.assessment"}
    by_team = {"share": 0.5, "by": "team"}
    assert said(ASSESSMENT, uptake=by_team) == [{"by": "team", "of": "social-work"}]
    assert said(new, uptake=by_team) == [{"by": "team", "of": "brokers"}]
    assert said(beside, uptake=by_team) == [{"by": "team", "of": "social-work"}]
    assert "uptake by team is for tasks" in refused(STAY, uptake=by_team)


def test_by_attribute_is_one_of_this_scenario() -> None:
    assert said(FORM, uptake={"share": "60 %", "by": "age"}) == [{"by": "age"}]
    text = refused(FORM, uptake={"by": "aeg"})
    assert "there is no attribute 'aeg'" in text
    assert "did you mean 'age'?" in text


def test_dates_and_ramps_stand_in_the_choice_as_written() -> None:
    assert said(FORM, start="90 d", ramp="60 d") == [{"from": "90 d", "ramp": "60 d"}]
    assert said(FORM, start=datetime.date(2024, 6, 1)) == [{"from": "2024-06-01"}]
    late = policy("tried", FORM, start={"parameter": "when"}, when="30 d")
    assert main(under(place(), late))[3]["uptake"] == {"from": "30 d"}


@pytest.mark.parametrize(
    ("reach", "words"),
    [
        ({"start": "soon"}, "a date from 1900 to 2199, such as 2025-06-01, or a time after the start such as 90 d"),
        ({"start": "2024-06-31"}, "not a date"),
        ({"ramp": 90}, "a duration needs a unit"),
        ({"uptake": {"share": 1.2}}, "share"),
        ({"uptake": {"share": 0.5, "bye": "unit"}}, "did you mean 'by'?"),
    ],
)
def test_what_cannot_be_read_is_refused(reach: dict[str, Any], words: str) -> None:
    assert words in refused(FORM, **reach)


def test_what_is_the_same_for_the_whole_run_has_no_date() -> None:
    text = refused({"set": "hospital", "in": "units.care-home.setting"}, start="90 d")
    assert "units.care-home.setting" in text
    assert "the whole run" in text


def test_places_and_workers_change_on_the_date() -> None:
    """Before it nothing is different; a policy without a date holds on both sides; scaling and adding commute."""
    more = policy("more", {"add": 10, "to": "units.medical.places"}, start="2024-06-01")
    double = policy("double", {"scale": 2, "of": "units.medical.places"})
    later = policy("later", {"add": 1, "to": "teams.brokers.headcount"}, start="90.5 d", ramp="30 d")
    document = under(place(), more, double, later)
    assert document["units"]["medical"] == {"places": 60, "setting": "hospital", "dated": {"2024-06-01": 70}}
    assert document["teams"]["brokers"] == {"headcount": 2, "dated": {"2024-06-30 12:00": 3}}
    assert under(place(), later, double, more) == document


def test_arrivals_change_from_the_date_by_a_shock_to_the_end() -> None:
    """Times 0.5 from day 30, and 1.2 from day 60 besides: 0.5, then 0.6 of what came before."""
    less = policy("less", {"scale": 0.5, "of": "arrivals.emergency.rate"}, start="30 d")
    more = policy("more", {"scale": 1.2, "of": "arrivals.emergency.rate"}, start="2024-05-31")
    document = {**place(), "run": {"window": "90 d"}}
    assert under(document, less, more)["arrivals"]["emergency"]["shocks"] == [
        {"from": "2024-05-01", "to": "2024-05-30", "factor": 0.5},
        {"from": "2024-05-31", "to": "2024-06-30", "factor": 0.6},
    ]
    with pytest.raises(ScenarioError, match="midnight"):
        under(document, policy("less", {"scale": 0.5, "of": "arrivals.emergency.rate"}, start="30.5 d"))


def test_fewer_from_a_date_are_some_of_the_same_people() -> None:
    """Nobody arrives at another instant; before the date all do; after it about half of 60 (error 5)."""
    document = {**place(), "run": {"window": "60 d"}}
    half = policy("less", {"scale": 0.5, "of": "arrivals.emergency.rate"}, start="30 d")
    arrived = []
    for one in (document, under(document, half)):
        people = reference.replicate(compile_plan(Scenario.from_document(one)), 1, 0, PEOPLE).people
        assert people is not None
        arrived.append(set(people.arrived.tolist()))
    assert arrived[1] < arrived[0]
    date = 30 * DAY
    assert {at for at in arrived[0] if at < date} == {at for at in arrived[1] if at < date}
    assert 15 <= sum(at >= date for at in arrived[1]) <= 45


def test_a_date_before_the_run_is_from_the_start() -> None:
    more = policy("more", {"add": 10, "to": "units.medical.places"}, start="2024-01-01")
    assert under(place(), more)["units"]["medical"] == {"places": 40, "setting": "hospital"}


def test_what_changes_over_time_already_has_no_second_date() -> None:
    document = place()
    document["units"]["medical"]["dated"] = {"2024-12-01": 35}
    with pytest.raises(ScenarioError, match="changes over time already"):
        under(document, policy("more", {"add": 10, "to": "units.medical.places"}, start="2024-06-01"))


def test_places_have_no_uptake_even_with_a_date() -> None:
    assert "has no uptake" in refused({"add": 1, "to": "units.medical.places"}, uptake=0.5, start="30 d")


def test_how_far_a_policy_is_in_force() -> None:
    """Over a window of 100 days from day 0: from day 20 over a ramp of 40 days it is half in force on average for 40
    days and whole for 40, of 100."""
    assert in_force(20 * DAY, 40 * DAY, 0, 100 * DAY) == pytest.approx((0.5 * 40 + 40) / 100)
    assert in_force(-20 * DAY, 40 * DAY, 0, 0) == pytest.approx(0.5)
    assert in_force(-20 * DAY, 40 * DAY, 0, 20 * DAY) == pytest.approx(0.75)


def test_flows_are_those_of_the_mean_over_the_window() -> None:
    """The form is skipped by 40 % of people from the middle of the window on: by 20 % over all of it. Of 2 a day 30 %
    have it."""
    document = under(place(), policy("tried", FORM, uptake=0.4, start="182.5 d"))
    plan = compile_plan(Scenario.from_document(document))
    flows = work_out(plan)
    assert flows is not None
    row = next(n for n, name in enumerate(plan.names["steps"]) if name == "main.form")
    assert flows.through[row].sum() * DAY == pytest.approx(2 * 0.3 * 0.8)


def test_a_filled_start_knows_nothing_of_what_is_yet_to_come() -> None:
    """At the start a stay that is halved from day 90 on still has its whole load, with 2 a day for 4 days: 8."""
    document = place()
    document["run"]["start"] = "filled"
    document["pathways"]["main"] = [{"stay": "medical", "time": "4 d"}, {"leave": "home"}]
    halved = {"scale": 0.5, "of": "pathways.main.medical.time"}
    for start, people in (("90 d", 8), ("0 d", 4)):
        plan = compile_plan(Scenario.from_document(under(document, policy("tried", halved, start=start))))
        assert plan.sources["people"].max() == people


def test_a_policy_of_charges_alone_reaches_no_share_of_people() -> None:
    with pytest.raises(ScenarioError, match="charges alone"):
        find("reimbursement:uptake=50 %")
    assert find("reimbursement:uptake=100 %").name == "reimbursement"
