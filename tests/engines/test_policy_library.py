"""The shipped policies on runs: both engines agree under each, and what is obvious about them holds."""

from __future__ import annotations

import random
from functools import cache

import pytest

from flowsim.engine import compiled, reference
from flowsim.engine.output import LOG, MEASURES
from flowsim.errors import ScenarioError
from flowsim.plan.compile import compile_plan
from flowsim.results.difference import first_difference
from flowsim.results.measures import measure
from flowsim.scenario.policies import registry
from flowsim.scenario.scenario import Scenario, load
from tests.unit.test_policies_subsets import REFUSED
from tests.unit.test_policy_library import EVERY_STAGE, NAMES

SEED = 5


@cache
def base(window: str = "40 d") -> Scenario:
    """The small place with a step of every stage, with room for everybody: times are draws and hours, not queues."""
    place = load(EVERY_STAGE, {"run.window": window})
    room = {f"units.{name}.places": 900 for name in place.place.units if name != "home-care-b"}
    return place.with_values({**room, **{f"teams.{name}.headcount": 90 for name in place.place.teams}})


def delayed(scenario: Scenario) -> float:
    """People in hospital at midnight who are declared ready."""
    plan = compile_plan(scenario)
    tallies = compiled.replicate(plan, SEED, 0, MEASURES).tallies
    return next(value.value for value in measure(plan, tallies, scenario.place, ["no-criteria-to-reside"]))


def agree(*names: str) -> None:
    plan = compile_plan(load(EVERY_STAGE, {"run.window": "12 d"}).with_policies(*names))
    difference = first_difference(plan, reference.replicate(plan, SEED, 0, LOG), compiled.replicate(plan, SEED, 0, LOG))
    assert not difference, f"{names}: {difference}"


SHORTER = [
    "discharge-to-assess", "trusted-assessor", "transfer-of-care-hub", "shared-record", "hospital-process",
    "early-planning", "pooled-fund", "family-liaison", "early-choice", "voluntary-sector", "housing-adaptations",
    "nursing-dementia-fee", "guardianship", "collaboration", "joint-assessment",
]  # fmt: skip
NOTHING = [
    "more-beds",
    "more-assessors",
    "more-homes",
    "more-home-care",
    "more-volunteers",
    "locality-pooling",
    "reimbursement",
    "surge",
]


@pytest.mark.parametrize("name", SHORTER)
def test_a_policy_that_takes_time_away_leaves_fewer_delayed_where_nobody_queues(name: str) -> None:
    assert delayed(base().with_policies(f"{name}:uptake=1")) < delayed(base())


@pytest.mark.parametrize("name", NOTHING)
def test_more_of_what_nobody_waits_for_changes_nothing(name: str) -> None:
    assert delayed(base().with_policies(name)) == delayed(base())


def test_seven_days_with_hours_added_leave_fewer_delayed() -> None:
    for name in ("seven-day-hospital", "seven-day-council", "seven-day-providers"):
        assert delayed(base().with_policies(f"{name}:added=1")) < delayed(base())


def test_fines_move_money_and_nothing_else() -> None:
    plain, fined = load(EVERY_STAGE), load(EVERY_STAGE).with_policies("reimbursement")
    runs = [compiled.replicate(plan := compile_plan(one), SEED, 0, LOG) for one in (plain, fined)]
    assert not first_difference(plan, *runs)
    found = {
        (value.measure, value.of): value.value
        for value in measure(plan, runs[1].tallies, fined.place, ["cost-of-policies", "delayed-bed-days-by-body"])
    }
    paid = 100 * found["delayed-bed-days-by-body", "social care"]
    assert paid > 0
    assert found["cost-of-policies", "body: social care"] == pytest.approx(paid)
    assert found["cost-of-policies", "body: NHS"] == pytest.approx(-paid)
    assert found["cost-of-policies", ""] == 0


def test_both_engines_agree_under_some_policies_together() -> None:
    agree("discharge-to-assess", "remote-assessment", "locality-pooling", "seven-day-council", "virtual-ward")
    agree("discharge-to-assess:reach=0.5", "remote-assessment:share=0.5", "joint-assessment")
    agree("collaboration", "home-first", "surge", "queue-rule", "voluntary-sector")


@pytest.mark.statistical
@pytest.mark.parametrize("name", NAMES)
def test_both_engines_agree_under_each_policy(name: str) -> None:
    agree(name)


@pytest.mark.statistical
def test_both_engines_agree_under_random_policies_together() -> None:
    draw, done = random.Random(2), 0
    while done < 20:
        names = draw.sample(sorted(registry()), draw.randint(2, 7))
        try:
            agree(*names)
        except ScenarioError:
            continue
        done += 1


HANDS = 5


@cache
def dealt() -> list[list[str]]:
    """All shipped policies, dealt at random into hands that can be taken together on `northmoor`."""
    names = sorted(registry())
    for seed in range(100):
        mixed = random.Random(seed).sample(names, len(names))
        hands = [mixed[number::HANDS] for number in range(HANDS)]
        if not any(set(pair) <= set(hand) for pair in REFUSED for hand in hands):
            return hands
    raise AssertionError("a hundred deals had a refused pair in a hand")


@pytest.mark.statistical
@pytest.mark.parametrize("number", range(HANDS))
def test_both_engines_agree_on_northmoor_under_random_combinations(number: int) -> None:
    """Eight policies each, so that the five have all of them, for two days from the start, with places filled."""
    names = dealt()[number]
    short = {"run.warm_up": "0 d", "run.window": "2 d", "run.follow_up": "0 d"}
    plan = compile_plan(load("northmoor", short).with_policies(*names))
    difference = first_difference(plan, reference.replicate(plan, SEED, 0, LOG), compiled.replicate(plan, SEED, 0, LOG))
    assert not difference, f"{names}: {difference}"
