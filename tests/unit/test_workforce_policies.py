"""What policies and checks do with what employers staff: teams merged, doubts, posts by date, and who is found."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from flowsim.errors import ScenarioError
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
