"""What policies cost: charges as written, applied to a place, and the measure that they become."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from flowsim.engine import reference
from flowsim.engine.output import MEASURES
from flowsim.errors import ScenarioError
from flowsim.plan.compile import compile_plan
from flowsim.results.measures import measure
from flowsim.scenario.policies import apply_to_document
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.scenario import Scenario, load
from tests.shipped import northmoor
from tests.unit.policy_cases import place, policy

WORKERS = {"add": 2, "to": "teams.social-work.headcount"}
ASSUMED = {"assumed": True}


def costly(name: str, edits: list[dict[str, Any]], *charges: dict[str, Any], **reach: Any) -> Policy:
    """A policy with charges, each assumed unless it says more."""
    document = copy.deepcopy(dict(policy(name, *edits, **reach).document))
    return Policy.from_document({**document, "charges": [{**ASSUMED, **charge} for charge in charges]})


def costs(*policies: Policy, of: str = "", **run: Any) -> float:
    """Pounds a day over a window of 100 days."""
    document = apply_to_document({**place(), "run": {"window": "100 d", **run}}, policies)
    scenario = Scenario.from_document(document)
    plan = compile_plan(scenario)
    tallies = reference.replicate(plan, 1, 0, MEASURES).tallies
    return {value.of: value.value for value in measure(plan, tallies, scenario.place, ["cost-of-policies"])}[of]


def test_a_cost_for_each_worker_added_is_a_year_s() -> None:
    """Two workers at 36,500 pounds a year each: 200 pounds a day."""
    added = costly("more", [WORKERS], {"amount": "£36500", "per": "worker", "body": "social care"})
    assert costs(added) == pytest.approx(200)
    assert costs(added, of="body: social care") == pytest.approx(200)
    assert costs(added, of="policy: more") == pytest.approx(200)


def test_workers_that_two_policies_add_to_one_team_are_each_counted_once() -> None:
    charge = {"amount": "£36500", "per": "worker"}
    both = [costly(name, [WORKERS], charge) for name in ("one", "two")]
    assert costs(*both) == pytest.approx(400)
    assert costs(*both, of="policy: two") == pytest.approx(200)


def test_places_added_from_a_date_cost_from_then() -> None:
    """Five beds at 7,300 pounds a year are 100 pounds a day, from day 60 of 100."""
    more = {"add": 5, "to": "units.surgical.places"}
    assert costs(costly("beds", [more], {"amount": "£7300", "per": "place"}, start="60 d")) == pytest.approx(40)


def test_places_added_by_a_factor_are_counted() -> None:
    """Ten surgical beds times 1.5 are five more, at 7,300 pounds a year: 100 pounds a day."""
    more = {"scale": 1.5, "of": "units.surgical.places"}
    assert costs(costly("beds", [more], {"amount": "£7300", "per": "place"})) == pytest.approx(100)


def test_set_up_falls_in_the_window_or_is_spread() -> None:
    """1,000 pounds at once: 10 a day over 100 days. Spread over 200 days half of it falls in the window. From day 60 on
    and over 80 days, half of it too; from a date before the window nothing of what was paid at once."""
    skip = [{"skip": "pathways.main.form"}]
    once = {"amount": "£1000", "per": "once"}
    assert costs(costly("p", skip, once)) == pytest.approx(10)
    assert costs(costly("p", skip, {**once, "over": "200 d"})) == pytest.approx(5)
    assert costs(costly("p", skip, {**once, "over": "80 d"}, start="60 d")) == pytest.approx(5)
    assert costs(costly("p", skip, once, start="2024-03-01")) == 0


def test_running_costs_begin_with_the_policy() -> None:
    """3,650 pounds a year, from day 60 of 100: 10 a day for 40 days."""
    skip = [{"skip": "pathways.main.form"}]
    assert costs(costly("p", skip, {"amount": "£3650", "per": "year"}, start="60 d")) == pytest.approx(4)


def test_a_cost_for_each_person_reached() -> None:
    """The first step is everybody's: 10 pounds for each who arrives, about 2 a day (200 people, error 14)."""
    first = [{"scale": 0.5, "of": "pathways.main.medical.time"}]
    assert costs(costly("p", first, {"amount": "£10", "per": "person"})) == pytest.approx(20, rel=0.25)
    half = costly("p", first, {"amount": "£10", "per": "person"}, uptake=0.5)
    assert costs(half) == pytest.approx(10, rel=0.35)


def test_counting_people_doubles_no_step() -> None:
    """Who is reached for certain goes one way: the step keeps its name, and there is no other way beside it."""
    first = [{"scale": 0.5, "of": "pathways.main.medical.time"}]
    document = apply_to_document(place(), [costly("p", first, {"amount": "£10", "per": "person"})])
    choice = document["pathways"]["main"][0]
    assert choice["choose"][0]["share"] == 1
    assert [step["stay"] for step in choice["choose"][0]["do"]] == ["medical"]
    assert "name" not in choice["choose"][0]["do"][0]
    assert choice["choose"][1]["do"] == []


def test_nobody_is_counted_where_no_step_changes() -> None:
    with pytest.raises(ScenarioError) as error:
        costs(costly("p", [WORKERS], {"amount": "£10", "per": "person"}))
    assert "changes no step here" in str(error.value)


def test_no_policy_costs_nothing() -> None:
    assert costs() == 0


@pytest.mark.parametrize(
    ("charge", "words"),
    [
        ({"amount": "£10", "per": "person"}, "has a source, or says that it is assumed"),
        ({"amount": "10 euros", "per": "person", "assumed": True}, "pounds"),
        ({"amount": "£10", "per": "month", "assumed": True}, "year"),
        ({"amount": "£10", "pr": "year", "assumed": True}, "did you mean 'per'?"),
    ],
)
def test_a_charge_that_cannot_be_is_refused(charge: dict[str, Any], words: str) -> None:
    document = dict(policy("p", WORKERS).document)
    with pytest.raises(ScenarioError) as error:
        Policy.from_document({**document, "charges": [charge]})
    assert words in "\n".join(map(str, error.value.problems))
    assert error.value.problems[0].path.startswith("charges[0]")


def test_hours_of_care_added_are_counted_by_the_week() -> None:
    """Two in a hundred of 3,100, 4,220, 3,940 and 2,815 hours are 281.5 a week; places and posts are not added, so
    there are none."""
    charges = load("localities").with_policies("more-home-care").document["policies"]["more-home-care"]["charges"]
    assert [charge["per"] for charge in charges] == ["place", "hour", "post"]
    assert [charge["times"] for charge in charges] == pytest.approx([0, 281.5, 0])


def test_hours_of_care_from_a_date_on_are_charged_for() -> None:
    """Three in a hundred of 15,620 and 12,780 hours are 468.6 and 383.4: from the date on whole hours, 469 and 383. Of
    101 and 83 places of reablement and 33 and 27 of short support they are 3, 2, 1 and 1. So it is in a place that says
    nothing of its staff."""
    unstaffed = {key: part for key, part in northmoor().document.items() if key != "workforce"}
    document = Scenario.from_document(unstaffed).with_policies("shared-workforce").document
    assert document["units"]["home-care-b"]["dated"] == {"2024-12-27": 13163}
    charges = document["policies"]["shared-workforce"]["charges"]
    assert {charge["per"]: charge["times"] for charge in charges if "times" in charge} == {"place": 7, "hour": 852}
