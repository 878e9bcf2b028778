"""The clinicians of northmoor's emergency department, seen from outside: what more or fewer of them do to everybody's
hours there and to who leaves unseen; and what a department that is overrun does (``pytest -m statistical``). The years
compared are of the same people, or so different that few of them tell.
"""

from __future__ import annotations

from functools import cache

import pytest

from flowsim.engine import compiled, reference
from flowsim.engine.output import LOG, Replication
from flowsim.experiment.replications import RunResult, run
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import Plan
from flowsim.results.difference import first_difference
from flowsim.results.tables import people
from tests.shipped import northmoor
from tests.world.test_northmoor import mean, quick

DAY, NIGHT = "daily 08:00-24:00", "daily 00:00-08:00"


@cache
def with_clinicians(day: int, night: int) -> RunResult:
    """Two years under other rotas: so many of the department's by day and by night, and of the centre's plenty."""
    rotas = {
        "teams.emergency-clinicians.shifts": {NIGHT: night, DAY: day},
        "teams.urgent-treatment-practitioners.shifts": {"daily": 100},
    }
    return run(northmoor().with_values(rotas), replications=2, seed=1)


def over_four_hours(result: RunResult) -> float:
    return mean(result, "reached-second-mark-share", "over-four-hours")


@pytest.mark.statistical
def test_with_plenty_of_clinicians_nobody_waits_for_one_or_leaves_unseen() -> None:
    """Then the hours are those of seeing, tests and beds alone, and fewer people are there for more than four."""
    plenty = with_clinicians(200, 200)
    assert mean(plenty, "wait-for-team", "emergency-clinicians") == 0
    assert mean(plenty, "left", "left-unseen") == 0
    assert over_four_hours(plenty) < over_four_hours(quick()) - 0.05


@pytest.mark.statistical
def test_fewer_clinicians_keep_more_people_for_more_than_four_hours_and_send_more_away_unseen() -> None:
    """274 people of 45 min and some 115 of an hour need 320 clinician hours a day: 8 x 12 + 16 x 16 = 352 suffice, 8
    x 4 + 16 x 16 = 288 do not. Those 32 hours and more are taken off 45 minutes at a time, from people who give up."""
    enough, few = with_clinicians(16, 12), with_clinicians(16, 4)
    assert over_four_hours(few) > over_four_hours(enough) + 0.02
    assert mean(few, "left", "left-unseen") > mean(enough, "left", "left-unseen") + 20
    assert mean(few, "left", "left-unseen") == pytest.approx(32 / 0.75, abs=15)


@pytest.mark.statistical
def test_who_is_most_ill_is_seen_first_so_ambulances_hardly_feel_a_short_rota() -> None:
    """They wait for a space, not for a clinician: with a sixth fewer hours as many are handed over late, while who
    is seen by the department has waited half as long again."""
    enough, few = with_clinicians(16, 12), with_clinicians(16, 4)
    hand_over = [mean(result, "over-threshold", "hand-over: 30 min") for result in (enough, few)]
    waits = [mean(result, "wait-for-team", "emergency-clinicians") for result in (enough, few)]
    assert hand_over[1] < 1.1 * hand_over[0]
    assert waits[1] > 1.3 * waits[0]


@pytest.mark.statistical
def test_everybody_who_comes_and_needs_no_bed_goes_home_or_leaves_unseen_and_a_fifth_of_those_come_again() -> None:
    """490 a day come for the first time, of whom less than one goes to another hospital, which is within the tolerance;
    who comes again is among those who leave."""
    result = quick()
    unseen, home = mean(result, "left", "left-unseen"), mean(result, "left", "home-from-department")
    assert 15 < unseen < 30
    assert home + unseen == pytest.approx(490 + 0.2 * unseen, rel=0.01)


@pytest.mark.statistical
def test_who_leaves_the_urgent_treatment_centre_unseen_comes_again_to_it() -> None:
    """With nobody on duty there all 216 a day leave, a fifth of them again and again: 216 / .8 = 270. The department
    sees its own 274 and no more, but for those who leave it and come again."""
    closed = {"teams.urgent-treatment-practitioners.shifts": {"daily": 0}}
    result = run(northmoor().with_values(closed), replications=1, seed=1)
    ours = mean(quick(), "left", "home-from-department") - 216
    assert mean(result, "left", "left-unseen") == pytest.approx(270 + mean(quick(), "left", "left-unseen"), rel=0.02)
    assert mean(result, "left", "home-from-department") == pytest.approx(ours, rel=0.02)


ELSEWHERE = "taken-to-another-hospital"


def of_a_small_department(over: int) -> tuple[Plan, Replication]:
    """Two days of `northmoor` with a department of 12 spaces."""
    values = {
        "run.warm_up": "0 d",
        "run.window": "2 d",
        "run.follow_up": "0 d",
        "units.emergency-department.places": 12,
        "pathways.divert[0].when.queue.over": over,
    }
    plan = compile_plan(northmoor().with_values(values))
    return plan, compiled.replicate(plan, 4, 0, LOG)


@pytest.mark.statistical
def test_ambulances_go_to_another_hospital_while_many_wait_for_a_space() -> None:
    plan, two_days = of_a_small_department(3)
    assert first_difference(plan, reference.replicate(plan, 4, 0, LOG), two_days) == ""
    came = people(plan, two_days)
    elsewhere = came[came.outcome == ELSEWHERE]
    assert set(elsewhere["came-by"]) == {"ambulance"}
    assert set(elsewhere.source) == {"emergency", "same-day", "attendance"}
    assert (elsewhere.arrived == elsewhere.left).all()
    let_in = came[(came.outcome != ELSEWHERE) & came.source.isin(elsewhere.source) & (came["came-by"] == "ambulance")]
    assert len(elsewhere) > 20
    assert len(let_in) > 20
    assert ELSEWHERE not in set(people(*of_a_small_department(1_000)).outcome)


PRESSED = {
    "arrivals.emergency.rate": "48.925 per day",
    "arrivals.same-day.rate": "82.4 per day",
    "arrivals.attendance.rate": "282.22 per day",
}
"""Three in a hundred more than the place has."""


@pytest.mark.statistical
def test_three_in_a_hundred_more_emergencies_are_felt_and_do_not_overrun_the_department() -> None:
    """A little more pressure goes with a little more delay, since the place answers. Without its answers 84 hours of
    waiting for a space and 540 people were seen in the mean; the bounds are what a department could be in: two hours,
    and half as many people as it has spaces. Beds open more often, ambulances go on, people wait longer, and those with
    no criteria to reside are a few more, where 3 % more admissions made 14 % more of them without any answer."""
    result = run(northmoor().with_values(PRESSED), replications=4, seed=1)
    assert mean(result, "wait-for-place", "emergency-department") < 2 / 24
    spaces = int(northmoor().document["units"]["emergency-department"]["places"]["value"])
    assert mean(result, "waiting-for-place", "emergency-department") < spaces / 2
    for felt, of in (("escalated-share", "surgery"), ("left", ELSEWHERE), ("wait-for-place", "emergency-department")):
        assert mean(result, felt, of) > mean(quick(), felt, of)
    ready = mean(result, "no-criteria-to-reside"), mean(quick(), "no-criteria-to-reside")
    assert ready[0] < 1.15 * ready[1]
