"""The workforce beside its flows: measures, explain, policies, warnings, and an object made in Python."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

import flowsim as fs
from flowsim.errors import ScenarioError
from flowsim.plan.calendars import Span
from flowsim.plan.capacity import Capacity
from flowsim.plan.compile import compile_plan
from flowsim.plan.explain import explain
from flowsim.plan.staffing import employers, staffing_table
from flowsim.results.measures import MEASURES, measure
from flowsim.scenario.policies import describe
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.scenario import Scenario, load
from flowsim.scenario.workforce import Employer, Market, Workforce
from tests.shipped import northmoor
from tests.unit.results_case import CASE, empty

WORKFORCE: dict[str, Any] = {
    "employers": {
        "providers": {"kind": "home-care", "title": "Providers", "staffs": ["care"], "staff": 50, "posts": 60,
                      "turnover": "73 %", "market": "near", "moves": {"council": "10 %"}, "drifts": "a test"},
        "council": {"kind": "reablement", "staffs": ["workers"], "staff": 10, "posts": 12, "turnover": "36.5 %",
                    "market": "near", "drifts": "a test"},
    },
    "markets": {"near": {"joiners": "0.6 per week"}},
}  # fmt: skip
"""In a week 1.4 % of the providers' staff leave, .7 of 50 in the first, and .07 of 10 of the council's; .6 join, five
sixths of them the providers, .5, and .1 the council, to which .07 move."""


def staffed(**workforce: Any) -> dict[str, Any]:
    units = {**CASE["units"], "care": {"weekly_hours": "100 h", "kind": "home-care"}}
    return {**CASE, "units": units, "workforce": {**WORKFORCE, **workforce}}


def of(document: dict[str, Any]) -> dict[tuple[str, str], float]:
    """The measures of the workforce by name and employer, of a run in which nothing happened."""
    scenario = Scenario.from_document(document)
    plan = compile_plan(scenario)
    names = [name for name, item in MEASURES.items() if item.family == "workforce"]
    return {(one.measure, one.of): one.value for one in measure(plan, empty(plan), scenario.place, names)}


def test_measures_are_means_over_the_weeks_of_the_window() -> None:
    """Day 7 to 21 are the second and third week. Staff of the providers: 50, then 49.8, then 49.8 x .986 + what of .6
    goes there by empty posts: 10.2 of 10.2 + 1.9."""
    found = of(staffed())
    second, council = 50 - 0.7 + 0.5, 10 - 0.07 + 0.07 + 0.1
    joined = 0.6 * (60 - second) / (60 - second + 12 - council)
    third = second * 0.986 + joined
    assert found["staff-in-post", "providers"] == pytest.approx((second + third) / 2)
    assert found["posts-empty", "providers"] == pytest.approx(60 - (second + third) / 2)
    assert found["staff-leaving", "providers"] == pytest.approx(0.9 * 0.014 * (second + third) * 365 / 14)
    assert found["moves-between-employers", "providers"] == pytest.approx(0.1 * 0.014 * (second + third) * 365 / 14)
    assert found["moves-to-employer", "council"] == found["moves-between-employers", "providers"]
    assert found["moves-between-employers", "council"] == 0
    again = 0.6 * (60 - third) / (60 - third + 12 - (council * 0.993 + 0.0014 * second + 0.6 - joined))
    assert found["staff-joining", "providers"] == pytest.approx((joined + again) * 365 / 14)


def test_a_week_that_lies_partly_in_the_window_counts_as_far_as_it_does() -> None:
    """From day 10 on for seven days: four of the second week and three of the third."""
    run = {"start_date": "2024-04-01", "warm_up": "10 d", "window": "7 d"}
    whole = of({**staffed(), "run": {**run, "warm_up": "7 d"}})["staff-in-post", "providers"]
    after = of({**staffed(), "run": {**run, "warm_up": "14 d"}})["staff-in-post", "providers"]
    found = of({**staffed(), "run": run})["staff-in-post", "providers"]
    assert found == pytest.approx((4 * whole + 3 * after) / 7)


def test_explain_says_where_staff_goes_from_the_first_week_to_the_last() -> None:
    lines = {line.name: line for line in explain(Scenario.from_document(staffed())).employers}
    assert lines["providers"].staff[0] == 50
    assert lines["providers"].leave[0] == pytest.approx(0.9 * 36.5)
    assert lines["providers"].move_on[0] == lines["council"].move_in[0] == pytest.approx(3.65)
    assert lines["council"].join[0] == pytest.approx(0.1 * 365 / 7)
    assert lines["providers"].staff[1] < 50
    assert asdict(lines["council"])["empty"][0] == 2


def test_a_place_that_says_nothing_has_no_measure_and_no_line() -> None:
    assert of(CASE) == {}
    assert explain(Scenario.from_document(CASE)).employers == ()


def test_a_workforce_made_in_python() -> None:
    made = Workforce(
        employers={"care": Employer(staffs=["home"], staff=40, posts=40, turnover=0, market="near")},
        markets={"near": Market(joiners="1 per week")},
    )
    scenario = fs.Scenario(
        name="small",
        run={"window": "28 d"},
        units={"home": {"places": 40}},
        arrivals={"a": {"rate": "1 per day", "pathway": "main"}},
        pathways={"main": [{"stay": "home", "time": "5 d"}, {"leave": "home"}]},
        workforce=made,
    )
    assert scenario.place.workforce == made
    assert Scenario.from_document(scenario.document) == scenario
    with pytest.raises(ScenarioError, match="did you mean 'posts'"):
        Employer(staff=1, post=3, turnover=0)


# policies


def policy(*edits: dict[str, Any], **more: Any) -> Policy:
    words = dict.fromkeys(("title", "definition", "helps", "harms", "costs"), "x")
    evidence = {"text": "x", "source": "assumption"}
    return Policy.from_document(
        {"flowsim": 1, "policy": "tried", **words, "evidence": evidence, **more, "edits": list(edits)}
    )


def test_a_policy_changes_posts_turnover_moves_and_joiners() -> None:
    base = Scenario.from_document(staffed())
    tried = policy(
        {"add": 7, "to": "workforce.employers.*.posts"},
        {"scale": 0.5, "of": "workforce.employers[kind=home-care].turnover"},
        {"scale": 2, "of": "workforce.employers.*.moves.*"},
        {"add": "0.1 per week", "to": "workforce.markets.near.joiners"},
    )
    assert describe(tried, base).splitlines() == [
        "workforce.employers.providers.posts: 60 -> 66",
        "workforce.employers.council.posts: 12 -> 13",
        "workforce.employers.providers.turnover: 73 % -> 36.5 %",
        "workforce.employers.providers.moves.council: 10 % -> 20 %",
        "workforce.markets.near.joiners: 0.6 per week -> 0.7 per week",
    ]


def test_policies_from_dates_on_share_a_series() -> None:
    """One from day 3 of the window on, one from day 10; what each changes stands under its date."""
    base = Scenario.from_document(staffed())
    early = policy(
        {"scale": 0.5, "of": "workforce.employers[kind=home-care].turnover"},
        {"scale": 2, "of": "workforce.employers.*.moves.*"},
        {"scale": 2, "of": "workforce.markets.*.joiners"},
        **{"from": "3 d"},
    )
    late = policy(
        {"scale": 0.5, "of": "workforce.employers[kind=home-care].turnover"},
        {"add": 5, "to": "workforce.employers.providers.posts"},
        **{"from": "10 d", "policy": "later"},
    )
    workforce = base.with_policies(late, early).document["workforce"]
    assert workforce["employers"]["providers"]["dated"] == {
        "2024-04-11": {"turnover": "36.5 %", "moves": {"council": "20 %"}},
        "2024-04-18": {"turnover": "18.25 %", "posts": 65},
    }
    assert workforce["markets"]["near"]["dated"] == {"2024-04-11": {"joiners": "1.2 per week"}}
    assert workforce["employers"]["providers"]["turnover"] == "73 %"


def test_from_the_start_and_from_a_date_on_together() -> None:
    base = Scenario.from_document(staffed())
    start = policy({"add": 5, "to": "workforce.employers.providers.posts"})
    late = policy({"add": 4, "to": "workforce.employers.providers.posts"}, **{"from": "2024-04-20", "policy": "later"})
    providers = base.with_policies(late, start).document["workforce"]["employers"]["providers"]
    assert (providers["posts"], providers["dated"]) == (65, {"2024-04-20": {"posts": 69}})


@pytest.mark.parametrize(
    ("edit", "more", "says"),
    [
        ({"add": 5, "to": "workforce.employers.providers.posts"}, {"uptake": "50 %"}, "no uptake"),
        ({"add": 5, "to": "workforce.employers.providers.staff"}, {"from": "3 d"}, "the same for the whole run"),
        ({"add": 5, "to": "workforce.employers[kind=nursing].posts"}, {}, "no employer has kind=nursing"),
        ({"add": 5, "to": "workforce.employees.providers.posts"}, {}, "the workforce has no 'employees'"),
        ({"add": 5, "to": "workforce.employers.providers.places"}, {}, "has no 'places'"),
        ({"scale": 20, "of": "workforce.employers.*.posts"}, {}, "at most 10 times the staff"),
    ],
)
def test_what_a_policy_cannot_do_with_a_workforce(edit: dict[str, Any], more: dict[str, Any], says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        Scenario.from_document(staffed()).with_policies(policy(edit, **more))


def test_a_place_without_a_workforce_lacks_employers() -> None:
    tried = policy({"add": 5, "to": "workforce.employers[kind=home-care].posts"})
    with pytest.raises(ScenarioError, match="has no 'workforce'"):
        Scenario.from_document(CASE).with_policies(tried)
    passed = policy(
        {"add": 5, "to": "workforce.employers[kind=home-care].posts", "optional": True},
        {"add": 1, "to": "units[kind=nursing, employer=none].places"},
    )
    assert describe(passed, Scenario.from_document(CASE)).splitlines() == ["units.elm.places: 6 -> 7"]


def test_places_that_nobody_staffs_are_doubted() -> None:
    """Hours that an employer staffs, without its posts; with them it is the policy's own matter."""
    base = Scenario.from_document(staffed())
    hours = {"scale": 1.1, "of": "units[kind=home-care].weekly_hours"}
    (doubt,) = base.with_policies(policy(hours)).warnings
    assert doubt.code == "policy-staff"
    assert "'providers' staffs" in doubt.message
    both = policy(hours, {"scale": 1.1, "of": "workforce.employers.providers.posts"})
    assert not base.with_policies(both).warnings


def test_a_size_by_which_nothing_goes_here_is_told() -> None:
    """Where there is a workforce, nothing goes by the places and hours that are for places without one."""
    base = Scenario.from_document(staffed())
    (doubt,) = base.with_policies("more-home-care:places=50").warnings
    assert "is given places 50, and nothing here goes by it" in doubt.message
    assert doubt.hint == "here it goes by hours"
    assert not base.with_policies("more-home-care:hours=1.05").warnings


def test_flows_that_do_not_balance_are_doubted_unless_it_is_said() -> None:
    employers = {name: {k: v for k, v in one.items() if k != "drifts"} for name, one in WORKFORCE["employers"].items()}
    doubts = Scenario.from_document({**staffed(employers=employers), "run": {"window": "1 y"}}).warnings
    assert [doubt.path for doubt in doubts] == [
        "workforce.employers.providers.staff", "workforce.employers.council.staff",
    ]  # fmt: skip
    assert not Scenario.from_document({**staffed(), "run": {"window": "1 y"}}).warnings


def test_charges_for_posts_are_for_those_added() -> None:
    base = Scenario.from_document(staffed())
    charge = {"amount": "£30000", "per": "post", "assumed": True}
    for start in ({}, {"from": "3 d"}):
        tried = policy({"add": 7, "to": "workforce.employers.*.posts"}, charges=[charge], **start)
        applied = base.with_policies(tried).document["policies"]["tried"]["charges"]
        assert [one["times"] for one in applied] == [7]


# northmoor


def over_weeks(scenario: Scenario) -> tuple[Capacity, dict[str, list[float]]]:
    """What changes in a place, and each employer's staff, week by week: what its plan has of both, without the rest,
    which takes seconds."""
    place = scenario.place
    run = place.run
    span = Span(run.start_date, sum(round(time.value) for time in (run.warm_up, run.window, run.follow_up)))
    table = staffing_table(place, span)
    staff = {name: table["staff"][table["employer"] == row].tolist() for row, name in enumerate(employers(place))}
    return Capacity.of(place, span), staff


def test_nobody_comes_or_goes_on_balance_in_northmoor() -> None:
    """To the last hour of care: no unit that an employer staffs has any change, and as many come as leave."""
    capacity, staff = over_weeks(northmoor())
    staffed_units = [name for one in northmoor().place.workforce.employers.values() for name in one.staffs]  # type: ignore[union-attr]
    assert len(staffed_units) == 6
    assert not set(staffed_units) & set(capacity.levels)
    for weeks in staff.values():
        assert weeks == pytest.approx([weeks[0]] * len(weeks), abs=1e-6)


def test_a_shared_workforce_fills_posts_over_months() -> None:
    """More care staff with every week from the date on, up to the posts, and hours of care with them; none before."""
    base = northmoor()
    capacity, of_all = over_weeks(base.with_policies("shared-workforce"))
    staff = np.array(of_all["home-care"])
    before = round((base.place.run.warm_up.value / 86_400_000 + 90) // 7)
    assert staff[: before + 1] == pytest.approx(1200)
    assert (staff[before + 2 :] > staff[before + 1 : -1]).all()
    assert 1212 < staff[-1] < 1320
    hours = capacity.levels["home-care-a"][-1].places / 4
    assert hours == pytest.approx(15620 * staff[-1] / 1200, abs=0.2)


def test_more_home_care_takes_staff_from_reablement() -> None:
    _, staff = over_weeks(northmoor().with_policies("more-home-care"))
    assert 1212 < staff["home-care"][-1] < 1224
    assert staff["reablement"][-1] < 155.9


def test_where_a_place_says_no_staff_the_policies_do_as_before() -> None:
    plain = load("localities")
    assert all(".weekly_hours" in line for line in describe("more-home-care", plain).splitlines())
    assert all(line.startswith("units.") for line in describe("shared-workforce", plain).splitlines())


# what staff give at the end of the run


def with_work(turnover: str, places: int, dated: bool = False, joiners: str = "0 per week") -> dict[str, Any]:
    """A home whose staff goes by one employer of 100, over 20 weeks; 7.8 people a day come for a day."""
    home = {"staffs": ["home"], "staff": 100, "posts": 200, "turnover": turnover, "market": "near", "drifts": "a test"}
    return {
        "flowsim": 1,
        "name": "staffed",
        "run": {"start_date": "2024-04-01", "window": "140 d"},
        "units": {"home": {"places": places}, **({"late": {"places": 9, "dated": {"2024-05-01": 7}}} if dated else {})},
        "workforce": {"employers": {"home": home}, "markets": {"near": {"joiners": joiners}}},
        "arrivals": {"all": {"rate": "7.8 per day", "pathway": "main"}},
        "pathways": {"main": [{"stay": "home", "time": "1 d"}, *([{"stay": "late", "time": "1 d"}] * dated)]},
    }


def test_a_load_is_judged_by_the_staff_at_the_end_of_the_run() -> None:
    """Of 100, 1.4 % leave a week: (1 - .014)^19 = .765 of them are there in the last week. Of nine places 7 (6.88) are
    left, and 7.8 are wanted. In the mean of the run there are enough; with 12 there are 9 (9.2) at the end."""
    found = explain(Scenario.from_document(with_work("73 %", 9)))
    (home,) = (line for line in found.units if line.name == "home")
    assert home.staffed == (9, 7)
    assert home.load < 1
    assert home.load_at_end == pytest.approx(7.8 / 7)
    (doubt,) = found.doubts
    assert (doubt.code, doubt.path) == ("overloaded", "units.home")
    assert doubt.message == (
        "the load of 'home' is 1.11 with the staff of the last week of the run, more than it can give: its queue grows "
        "while that lasts unless people give up or are held up earlier; "
        f"in the mean of the run it is {home.load:.2f}"
    )
    assert explain(Scenario.from_document(with_work("73 %", 12))).doubts == ()


def test_what_has_too_little_at_first_is_told_with_what_there_is_at_the_end() -> None:
    """Three a week come to 100 and none leave: 157 in the last week, so that of 6 places there are 9 (9.42) then."""
    found = explain(Scenario.from_document(with_work("0 %", 6, joiners="3 per week")))
    (home,) = (line for line in found.units if line.name == "home")
    assert home.load > 1
    assert home.load_at_end == pytest.approx(7.8 / 9)
    (doubt,) = found.doubts
    assert (doubt.code, doubt.path) == ("overloaded", "units.home")
    assert doubt.message == (
        f"the load of 'home' is {home.load:.2f} in the mean of the run, more than it can give: its queue grows over "
        "the run unless people give up or are held up earlier; with the staff of the last week it is 0.87"
    )


def test_what_goes_by_no_staff_is_judged_by_the_run_as_before() -> None:
    """Nine places, seven from the 30th of 140 days on: 7.43 in the mean, and 7.8 are wanted."""
    found = explain(Scenario.from_document(with_work("73 %", 12, dated=True)))
    (late,) = (line for line in found.units if line.name == "late")
    assert (late.staffed, late.load_at_end) == (None, None)
    assert late.load == pytest.approx(7.8 / ((30 * 9 + 110 * 7) / 140))
    (doubt,) = found.doubts
    assert (doubt.path, doubt.message[:30]) == ("units.late", "the load of 'late' is 1.05, mo")


def test_workers_go_from_what_there_is_to_what_is_left() -> None:
    """Four workers whose employer loses 23.5 % of its staff: three (3.06) at the end, with their own hours."""
    document = with_work("73 %", 12)
    document["teams"] = {"workers": {"headcount": 4, "hours": {"mon-fri": "09:00-17:00"}}}
    document["workforce"]["employers"]["home"]["staffs"] = ["workers"]
    document["pathways"]["main"] = [{"task": "workers", "work": "2 h"}]
    found = explain(Scenario.from_document(document))
    (team,) = found.teams
    assert (team.headcount, team.staffed) == (4, (4, 3))
    assert team.load_at_end == pytest.approx(2 * 7.8 * 7 / (3 * 40))
    assert found.doubts == ()
    document["arrivals"]["all"]["rate"] = "9 per day"
    (doubt,) = explain(Scenario.from_document(document)).doubts
    assert (doubt.code, doubt.path) == ("overloaded", "teams.workers")
    assert "the load of 'workers' is 1.05 with the staff of the last week of the run" in doubt.message


# what can come to nothing


def doubts_of(employers: dict[str, Any], markets: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    """Codes and paths of what is doubted of a workforce over four weeks from Monday 1 April 2024 on."""
    document = {**CASE, "run": {"start_date": "2024-04-01", "window": "28 d"}, **more}
    found = Scenario.from_document({**document, "workforce": {"employers": employers, "markets": markets}}).warnings
    return [(one.code, one.path) for one in found]


def test_who_can_only_lose_staff_is_doubted() -> None:
    """Of two without a market one gains whom the other loses; with a reason, or without leavers, nothing is doubted."""
    small, path = {"staff": 10, "posts": 12, "turnover": "1 %"}, "workforce.employers."
    assert doubts_of({"a": small, "b": small}, {}) == [("nobody-comes", path + "a"), ("nobody-comes", path + "b")]
    assert doubts_of({"a": {**small, "moves": {"b": "5 %"}}, "b": small}, {}) == [("nobody-comes", path + "a")]
    later = {"2024-04-08": {"moves": {"b": "5 %"}}}
    assert doubts_of({"a": {**small, "dated": later}, "b": small}, {}) == [("nobody-comes", path + "a")]
    assert doubts_of({"a": {**small, "moves": {"b": "0 %"}}, "b": {**small, "drifts": "it closes"}}, {}) == [
        ("nobody-comes", path + "a")
    ]
    assert doubts_of({"a": {**small, "turnover": "0 %"}}, {}) == []
    assert doubts_of({"a": {**small, "market": "near"}}, {"near": {"joiners": "1 per year"}}) == []


def test_a_date_in_the_last_week_of_the_run_is_too_late() -> None:
    """The last of four weeks begins on 22 April: what is dated then counts, a minute later it does not."""
    care = {"staff": 10, "posts": 12, "turnover": "1 %", "market": "near"}
    for date, late in (("2024-04-22", False), ("2024-04-22 00:01", True), ("2023-01-01", False)):
        found = doubts_of({"care": {**care, "dated": {date: {"posts": 13}}}}, {"near": {"joiners": "1 per year"}})
        assert found == [("after-the-run", f"workforce.employers.care.dated.{date}")] * late
        found = doubts_of({"care": care}, {"near": {"joiners": 0, "dated": {date: {"joiners": "1 per year"}}}})
        assert found == [("after-the-run", f"workforce.markets.near.dated.{date}")] * late


def test_what_a_policy_dates_is_no_doubt_of_the_place_and_the_place_keeps_its_own() -> None:
    employers = {"care": {"staff": 10, "posts": 12, "turnover": "1 %", "dated": {"2024-06-01": {"posts": 13}}}}
    document = {**CASE, "run": {"start_date": "2024-04-01", "window": "28 d"}, "workforce": {"employers": employers}}
    document["workforce"]["employers"]["more"] = {"staff": 10, "posts": 12, "turnover": 0}
    tried = policy({"add": 4, "to": "workforce.employers.more.posts"}, **{"from": "2024-07-20"})
    found = Scenario.from_document(document).with_policies(tried).warnings
    assert [(one.code, one.path) for one in found if one.code != "policy-staff"] == [
        ("after-the-run", "workforce.employers.care.dated.2024-06-01"),
        ("nobody-comes", "workforce.employers.care"),
    ]


@pytest.mark.parametrize(
    ("to", "code", "expected", "hint"),
    [
        ("care", "bad-move", "council or hospital", ""),
        ("cares", "unknown-employer", "council or hospital", ""),
        ("hospitel", "unknown-employer", "council or hospital", "did you mean 'hospital'?"),
    ],
)
def test_an_employer_is_not_offered_to_itself(to: str, code: str, expected: str, hint: str) -> None:
    small = {"staff": 10, "posts": 10, "turnover": 0}
    for moves in ({"moves": {to: "5 %"}}, {"dated": {"2024-04-08": {"moves": {to: "5 %"}}}}):
        employers = {"care": {**small, **moves}, "council": small, "hospital": small}
        with pytest.raises(ScenarioError) as told:
            Scenario.from_document({**CASE, "workforce": {"employers": employers}})
        (problem,) = told.value.problems
        assert (problem.code, problem.expected, problem.hint) == (code, expected, hint)


def test_the_only_employer_has_nobody_to_move_to() -> None:
    employers = {"care": {"staff": 10, "posts": 10, "turnover": 0, "moves": {"cares": "5 %"}}}
    with pytest.raises(ScenarioError, match="another employer, and there is none"):
        Scenario.from_document({**CASE, "workforce": {"employers": employers}})


def test_a_section_of_employers_that_cannot_be_read_leaves_no_market_doubted() -> None:
    with pytest.raises(ScenarioError) as told:
        Scenario.from_document({**CASE, "workforce": {"employers": True, "markets": {"near": {"joiners": 0}}}})
    assert [problem.code for problem in told.value.problems] == ["not-a-mapping"]
