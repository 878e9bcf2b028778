"""Frailty in northmoor: its shares, what it splits and leaves as it was, and what comes of it (Gilbert 2018, Lancet).

What is drawn is read from the place's own tables and added up here by hand; what emerges is measured.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from flowsim.engine import compiled
from flowsim.engine.output import MEASURES
from flowsim.plan.compile import compile_plan
from tests.shipped import northmoor
from tests.world.test_northmoor import by_band, mean, needing, number, quick, supported

BANDS = ("low", "intermediate", "high")
OLD = ("75-84", "85+")
AGES = {"18-64": 0.38, "65-74": 0.16, "75-84": 0.25, "85+": 0.21}
ALONE = {"18-64": 0.14, "65-74": 0.26, "75-84": 0.38, "85+": 0.52}
MEANS = {"18-64": 5.2, "65-74": 7.8, "75-84": 9.2, "85+": 9.9}
"""Of people, of whom live alone, and mean days of treatment before its factors (Health Foundation 2022), by age."""


def table(name: str) -> dict[str, Any]:
    shares: dict[str, Any] = northmoor().document["attributes"][name]["shares"]
    return shares


def band(age: str) -> dict[str, float]:
    return {name: number(table("frailty")[age][name]) for name in BANDS}


def support(age: str, name: str) -> float:
    """The share of an age and band who need support, over who lives alone, with dementia and without."""
    lone, others = (sum(needing(age, alone, name).values()) for alone in ("yes", "no"))
    return ALONE[age] * lone + (1 - ALONE[age]) * others


def odds(share: float) -> float:
    return share / (1 - share)


def test_bands_at_75_and_over_are_those_published() -> None:
    """42.4, 37.6 and 20.0 % of the 25 + 21 in a hundred admissions who are so old."""
    old = {name: sum(AGES[age] * band(age)[name] for age in OLD) / 0.46 for name in BANDS}
    assert old == pytest.approx({"low": 0.424, "intermediate": 0.376, "high": 0.2}, rel=1e-12)


def test_frailty_leaves_the_need_for_support_and_the_pathways_by_age_as_they_were() -> None:
    """.0695 .2088 .3245 .4861 need support, in whole, to the rounding of shares that are written to four digits of a
    per cent; pathways 1 and 2 as before there was frailty, to four digits."""
    need = {age: sum(band(age)[name] * support(age, name) for name in BANDS) for age in AGES}
    assert need == pytest.approx({"18-64": 0.0695, "65-74": 0.2088, "75-84": 0.3245, "85+": 0.4861}, abs=5e-7)
    ways = table("pathway")["needed"]
    on = {
        way: [
            sum(
                share * number(ways[with_it][age][way])
                for (_, with_it, one), share in supported().items()
                if one == age
            )
            / people
            for age, people in AGES.items()
        ]
        for way in ("p1", "p2")
    }
    assert on["p1"] == pytest.approx([0.0418, 0.1257, 0.1953, 0.2926], abs=5e-5)
    assert on["p2"] == pytest.approx([0.0171, 0.0514, 0.0799, 0.1197], abs=5e-5)
    for age in AGES:
        for alone in ("no", "yes"):
            low, some, high = (odds(sum(needing(age, alone, name).values())) for name in BANDS)
            assert (some / low, high / low) == pytest.approx((3, 9), rel=0.01)


def test_dementia_is_as_frequent_with_support_and_without_as_is_assumed() -> None:
    """5, 13 and 22 % of those of 65 and over who need no support have it by age; of those who need it, with pathways of
    .6019, .2462 and .1519, 10, 22 and 33 % on pathways 1 and 2, and 40, 55 and 55 % on pathway 3."""
    ways = table("pathway")["needed"]
    for age, none, some, home in (("65-74", 0.05, 0.10, 0.40), ("75-84", 0.13, 0.22, 0.55), ("85+", 0.22, 0.33, 0.55)):
        all_of_them = number(table("dementia")[age]["yes"])
        need = {
            d: sum(x for (_, it, one), x in supported().items() if (it, one) == (d, age)) / AGES[age]
            for d in ("no", "yes")
        }
        assert (all_of_them - need["yes"]) / (1 - sum(need.values())) == pytest.approx(none, abs=2e-3)
        for way, share in (("p1", some), ("p2", some), ("p3", home)):
            there = {d: need[d] * number(ways[d][age][way]) for d in need}
            assert there["yes"] / sum(there.values()) == pytest.approx(share, abs=2e-3), (age, way)


def test_deaths_in_treatment_are_five_in_a_hundred_over_all_bands() -> None:
    death = northmoor().document["pathways"]["emergency-admission"][2]["share"]
    shares = {name: sum(AGES[age] * band(age)[name] for age in AGES) for name in BANDS}
    assert sum(shares[name] * number(death[name]) for name in BANDS) == pytest.approx(0.05, rel=1e-3)
    assert odds(number(death["high"])) / odds(number(death["low"])) == pytest.approx(1.71, rel=2e-3)


@pytest.mark.parametrize(("needed", "factor"), [(False, 0.835), (True, 1.35)])
def test_mean_days_of_treatment_by_age_keep_their_proportions(needed: bool, factor: float) -> None:
    """In surgery, where nothing is cut off, over the bands: 3.2 % shorter, as the frail who come back stay longer."""
    ways = northmoor().document["pathways"]
    by = (ways["treatment"][0]["wait"] if needed else ways["ward"][0]["time"]["p0"])["surgery"]
    for age in AGES:
        weights = [band(age)[name] * abs(support(age, name) - (not needed)) for name in BANDS]
        days = float(by[age]["lognormal"]["mean"]["value"].split()[0])
        means = [days * by["times"][name]["value"] for name in BANDS]
        assert np.average(means, weights=weights) == pytest.approx(0.968 * factor * MEANS[age], rel=3e-3)


def test_need_rises_as_often_as_before_over_those_who_have_support() -> None:
    """Half as often with low frailty and half as much again with high: as often as before over all who need support."""
    weight = by_band()
    assert np.average([0.5, 1, 1.5], weights=[weight[name] for name in BANDS]) == pytest.approx(1, abs=0.01)
    steps = {step["name"]: step for step in northmoor().document["pathways"]["last-day"] if "name" in step}
    higher = [
        [number(steps[f"declined-in-{time}"]["set"]["need"]["as-before"][name]["higher"]) for name in BANDS]
        for time in ("days", "a-week", "a-fortnight", "weeks")
    ]
    assert np.allclose(higher, np.outer([0.025, 0.07, 0.14, 0.28], [0.5, 1, 1.5]))


@pytest.mark.statistical
def test_frailer_people_stay_longer_and_die_and_come_back_more_often() -> None:
    """Of all in hospital, planned operations too, so that ranges are wide."""
    nights, again, dead = (
        [mean(quick(), measure, group=f"frailty.{name}") for name in BANDS]
        for measure in ("nights-in-hospital", "readmitted-within-30-days", "deaths-in-hospital-share")
    )
    assert 2 < nights[2] / nights[0] < 3.5
    assert 1.2 < odds(again[2]) / odds(again[0]) < 1.7
    assert 1.4 < odds(dead[2]) / odds(dead[0]) < 2.4
    assert all(values == sorted(values) for values in (nights, again, dead))


@cache
def old_in_hospital() -> dict[str, tuple[float, float, float]]:
    """Of stays of people of 75 and over who came as emergencies, by band, over six years: the shares of more than ten
    nights, in hospital again within 30 days, and dead."""
    cells = {"by": "age", **{age: {"by": "frailty", **{name: f"old-{name}" for name in BANDS}} for age in OLD}}
    place = northmoor().with_values(
        {
            "attributes.cell": {"shares": {**cells, "else": "other"}},
            "arrivals.elective.set": {"pathway": "p0", "cell": "other"},
            "groups": ["cell"],
        }
    )
    plan = compile_plan(place)
    runs = [compiled.replicate(plan, 1, number, MEASURES).tallies for number in range(6)]
    found = {}
    for name in BANDS:
        group = plan.names["groups"].index(f"cell.old-{name}")
        nights = sum(run.nights[group] for run in runs)
        again, dead = sum(run.readmitted[group] for run in runs), sum(run.died_in_hospital[group] for run in runs)
        alive = nights.sum()
        found[name] = (nights[11:].sum() / alive, again / alive, dead / (alive + dead))
    return found


@pytest.mark.statistical
def test_what_comes_of_frailty_lies_near_what_was_published() -> None:
    """Odds of high against low: a stay of more than ten days 6.0, in hospital again within 30 days 1.5, death within 30
    days, wherever, 1.71. Six years have some 26,000 and 14,000 stays: 95 % intervals are 5, 5 and 7 % either way."""
    low, high = (old_in_hospital()[name] for name in ("low", "high"))
    stay, again, dead = (odds(there) / odds(here) for here, there in zip(low, high, strict=True))
    assert stay == pytest.approx(6.0, rel=0.12)
    assert again == pytest.approx(1.5, rel=0.15)
    assert dead == pytest.approx(1.71, rel=0.2)


def test_a_queue_rule_can_let_the_frailest_go_first() -> None:
    steps = northmoor().with_policies("frailest-first").document["pathways"]["discharge-2"]
    priority = next(step["priority"] for step in steps if step.get("name") == "p2-bed")
    assert priority == {"by": "frailty", "high": 16, "else": 24}


def test_a_frailty_team_and_early_planning_reach_those_they_are_for() -> None:
    """The team: as many bed days of frail people of 75 and over as 3 in a hundred of all of them have. Early planning:
    nobody for whom it began early before, and what is planned in vain is of those whom it reaches."""
    ways = northmoor().with_policies("frailty-front-door", "early-planning").document["pathways"]
    team = next(step for step in ways["emergency-bed"] if "frailty-front-door" in step.get("name", ""))
    some = {"by": "frailty", "intermediate": 0.042, "high": 0.042, "else": 0}
    assert team["choose"][0]["share"] == {"by": "age", "75-84": some, "85+": some, "else": 0}
    hub = next(step for step in ways["hub-process"] if "early-planning" in step.get("name", ""))
    reached, others = hub["choose"]
    assert reached["share"] == {"by": "planning-begins", "when-ready": 0.6, "else": 0}
    work = [number(part["do"][0]["work"]) for part in (reached, others)]
    assert work[0] == pytest.approx(1.1 * work[1])


def test_who_asks_for_a_care_home_from_home_has_a_wish_as_who_does_in_hospital() -> None:
    arrivals = northmoor().document["arrivals"]["community-care-home"]["set"]["wish"]
    in_hospital = table("wish")["p3"]
    for age in ("65-74", "else"):
        for wish in ("home", "care-home"):
            assert number(arrivals[age][wish]) == number(in_hospital[age][wish])
