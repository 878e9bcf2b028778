"""What policies and checks do with what employers staff: teams merged, doubts, posts by date, and who is found."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from flowsim.errors import ScenarioError
from flowsim.scenario.policies import describe
from flowsim.scenario.scenario import Scenario
from tests.unit.test_workforce import policy, staffed

EMPLOYER: dict[str, Any] = {"staff": 10, "posts": 10, "turnover": 0}
MORE: dict[str, Any] = {**EMPLOYER, "posts": 20, "market": "near", "drifts": "a test"}
NEAR = {"near": {"joiners": "1 per week"}}


def codes(scenario: Scenario) -> list[str]:
    return [doubt.code for doubt in scenario.warnings]


# teams that become one


def two_teams(**employers: Any) -> dict[str, Any]:
    """Two teams of assessors, and who staffs them."""
    hours = {"mon-fri": "09:00-17:00"}
    return {
        "flowsim": 1,
        "name": "two-teams",
        "run": {"start_date": "2024-04-01", "window": "28 d"},
        "teams": {name: {"headcount": 2, "hours": hours, "kind": "assessment"} for name in ("east", "west", "north")},
        "workforce": {"employers": employers},
        "arrivals": {"a": {"rate": "1 per day", "pathway": "main"}},
        "pathways": {"main": [*(_task(name) for name in ("east", "west", "north")), {"leave": "home"}]},
    }


def _task(team: str) -> dict[str, Any]:
    return {"name": f"by-{team}", "task": team, "work": "1 h"}


MERGE = {"merge": "teams[kind=assessment]", "as": "one"}


def test_teams_that_one_employer_staffs_become_one_that_it_staffs() -> None:
    base = Scenario.from_document(two_teams(council={**EMPLOYER, "staffs": ["east", "north", "west"]}))
    for merged in (base.with_policies(policy(MERGE)), base.with_policies("joint-assessment")):
        (name,) = merged.place.teams
        assert merged.place.workforce is not None
        assert merged.place.workforce.employers["council"].staffs == [name]


def test_teams_of_different_employers_cannot_become_one() -> None:
    two = two_teams(council={**EMPLOYER, "staffs": ["east", "north"]}, trust={**EMPLOYER, "staffs": ["west"]})
    says = r"different employers \(east by council, west by trust, north by council\)"
    with pytest.raises(ScenarioError, match=says):
        Scenario.from_document(two).with_policies(policy(MERGE))
    some = two_teams(council={**EMPLOYER, "staffs": ["east", "north"]})
    with pytest.raises(ScenarioError, match="west by nobody"):
        Scenario.from_document(some).with_policies(policy(MERGE))


# teams whose staff changes, or stays


def test_teams_that_never_meet_are_told_though_an_employer_staffs_one() -> None:
    document = two_teams(council={**MORE, "staffs": ["east"]})
    document["workforce"]["markets"] = NEAR
    document["teams"]["west"]["hours"] = {"sat": "09:00-17:00"}
    document["pathways"]["main"][0] = {"task": ["east", "west"], "work": "1 h"}
    with pytest.raises(ScenarioError, match="never at work at one time"):
        Scenario.from_document(document)


# what is said of staff that drifts


@pytest.mark.parametrize("charges", [[], [{"amount": "£1", "per": "once", "assumed": True}]])
def test_staff_that_rises_by_a_policy_is_not_the_run_as_written(charges: list[Any]) -> None:
    """Nobody leaves and no post is empty until the policy adds posts, with a cost or without."""
    base = staffed(employers={"providers": {**EMPLOYER, "staffs": ["care"], "market": "near"}}, markets=NEAR)
    scenario = Scenario.from_document({**base, "run": {**base["run"], "window": "1 y"}})
    assert codes(scenario) == []
    tried = policy({"add": 10, "to": "workforce.employers.providers.posts"}, charges=charges)
    assert codes(scenario.with_policies(tried)) == []


def test_staff_that_rises_as_written_is_doubted_under_a_policy_too() -> None:
    employer = {**MORE, "staffs": ["care"]}
    del employer["drifts"]
    base = staffed(employers={"providers": employer}, markets=NEAR)
    scenario = Scenario.from_document({**base, "run": {**base["run"], "window": "1 y"}})
    under = scenario.with_policies(policy({"scale": 0.5, "of": "units.ward.places"}))
    (before,), (after,) = scenario.warnings, under.warnings
    assert before == after
    assert "rises from 10 to 20" in after.message


# posts that change by date as written


def test_a_policy_from_the_start_holds_after_a_date_too() -> None:
    """What is scaled, added to or set is so after each date that says the same thing, and is charged for in the end."""
    base = copy.deepcopy(staffed())
    base["workforce"]["employers"]["providers"]["dated"] = {
        "2024-04-10": {"posts": 80, "moves": {"council": "20 %"}},
        "2024-04-20": {"turnover": "50 %"},
    }
    base["workforce"]["markets"] = {
        "near": {"joiners": "1 per week", "dated": {"2024-04-10": {"joiners": "2 per week"}}}
    }
    charge = {"amount": "£30000", "per": "post", "assumed": True}
    tried = policy(
        {"scale": 1.1, "of": "workforce.employers.*.posts"},
        {"scale": 0.5, "of": "workforce.employers.*.turnover"},
        {"set": "5 %", "in": "workforce.employers.providers.moves.council"},
        {"add": "1 per week", "to": "workforce.markets.*.joiners"},
        charges=[charge],
    )
    document = Scenario.from_document(base).with_policies(tried).document
    providers = document["workforce"]["employers"]["providers"]
    assert (providers["posts"], providers["turnover"], providers["moves"]) == (66, "36.5 %", {"council": "5 %"})
    assert providers["dated"] == {
        "2024-04-10": {"posts": 88, "moves": {"council": "5 %"}},
        "2024-04-20": {"turnover": "25 %"},
    }
    assert document["workforce"]["markets"]["near"]["dated"] == {"2024-04-10": {"joiners": "3 per week"}}
    council = 13 - 12
    assert document["policies"]["tried"]["charges"][0]["times"] == 8 + council


def test_the_name_of_an_employer_stands_for_its_own() -> None:
    tried = policy({"set": "{name}", "in": "workforce.employers.*.note"}, {"scale": 0.5, "of": "units.ward.places"})
    under = Scenario.from_document(staffed()).with_policies(tried)
    assert under.place.workforce is not None
    assert {name: one.note for name, one in under.place.workforce.employers.items()} == {
        "providers": "providers",
        "council": "council",
    }


# places or posts: who is found


def to_support(**units: Any) -> dict[str, Any]:
    """People of whom some go home with reablement and the others with home care, and the units for both."""
    ways = [
        {"share": "20 %", "do": [{"stay": "reable", "time": "5 d", "stage": "reablement"}]},
        {"do": [{"stay": "care", "time": "5 d", "stage": "home-care"}]},
    ]
    return {
        "flowsim": 1,
        "name": "support",
        "run": {"start_date": "2024-04-01", "window": "28 d"},
        "units": {"reable": {"places": 40}, "care": {"places": 90}, **units},
        "arrivals": {"a": {"rate": "1 per day", "pathway": "main"}},
        "pathways": {"main": [{"name": "way", "choose": ways, "stage": "home-support"}, {"leave": "home"}]},
    }


REABLE = {"reable": {"places": 40, "kind": "reablement"}}


def test_posts_of_who_staffs_reablement_whatever_kind_of_employer_it_is() -> None:
    """Of an employer without a kind; one whose kind says so and who staffs nothing has no more posts."""
    employers = {
        "council": {**EMPLOYER, "staffs": ["reable"]},
        "other": {**EMPLOYER, "kind": "reablement"},
    }
    base = Scenario.from_document({**to_support(**REABLE), "workforce": {"employers": employers}})
    assert describe("reablement", base).splitlines()[1:] == ["workforce.employers.council.posts: 10 -> 18"]
    assert codes(base.with_policies("reablement")) == []


def test_an_employer_that_staffs_no_home_care_has_no_more_posts_for_it() -> None:
    """Nothing is staffed, so the units have more places, and no post is added or paid for."""
    units = {"care": {"places": 90, "kind": "home-care"}}
    employers = {"providers": {**EMPLOYER, "kind": "home-care", "posts": 100}}
    base = Scenario.from_document({**to_support(**units), "workforce": {"employers": employers}})
    assert describe("more-home-care", base).splitlines() == ["units.care.places: 90 -> 130"]


def test_a_policy_that_finds_neither_places_nor_posts_says_so() -> None:
    (doubt,) = Scenario.from_document(to_support()).with_policies("reablement").warnings
    assert doubt.code == "policy-idle"
    assert "adds neither places nor posts here, and does only the rest" in doubt.message
    assert "employers[staffs=reablement].posts" in doubt.hint
    assert codes(Scenario.from_document(to_support(**REABLE)).with_policies("reablement")) == []


def test_nobody_who_staffs_such_units_is_told_in_words() -> None:
    base = Scenario.from_document(staffed())
    with pytest.raises(ScenarioError, match="no employer has staffs=nursing") as told:
        base.with_policies(policy({"add": 1, "to": "workforce.employers[staffs=nursing].posts"}))
    assert "staffs care, home-care or workers" in str(told.value.problems[0].expected)
    assert not told.value.problems[0].hint


def test_shared_workforce_leaves_other_employers_moves() -> None:
    """Only of the kinds that it names; joiners are those who come whatever stands empty."""
    base = copy.deepcopy(staffed())
    base["workforce"]["employers"]["council"] |= {"kind": "town-hall", "moves": {"providers": "1 %"}}
    changes = describe("shared-workforce", Scenario.from_document(base))
    assert "employers.providers.moves.council: 10 % -> 12.5 %" in changes
    assert "employers.council" not in changes
    assert "markets.near.joiners" in changes


# places that come without staff


@pytest.mark.parametrize(
    ("unit", "edit"),
    [
        ({"places": 4, "by_week": {"sat-sun": 6}}, {"scale": 2, "of": "units.oak.by_week.sat-sun"}),
        ({"places": 4, "dated": {"2024-04-10": 6}}, {"set": {"2024-04-10": 9}, "in": "units.oak.dated"}),
    ],
)
def test_places_by_week_and_date_that_come_without_staff_are_doubted(unit: Any, edit: Any) -> None:
    base = copy.deepcopy(staffed())
    base["units"]["oak"] |= unit
    base["workforce"]["employers"]["council"]["staffs"] = ["oak"]
    scenario = Scenario.from_document(base)
    assert codes(scenario.with_policies(policy(edit))) == ["policy-staff"]
    assert codes(scenario.with_policies(policy(edit, same_staff=True))) == []


def test_the_same_carers_give_more_under_single_handed_care() -> None:
    units = {"care": {"places": 90, "kind": "home-care"}}
    employers = {"providers": {**EMPLOYER, "staffs": ["care"]}}
    base = Scenario.from_document({**to_support(**units), "workforce": {"employers": employers}})
    under = base.with_policies("single-handed-care")
    assert (under.document["units"]["care"]["places"], codes(under)) == (92, [])
