"""What can happen on the way out of hospital and beyond it, each as often as its rate and flow on paper say.

Infections, homes that are refused, placements that fail, crews, the rehabilitation ward, journeys, deaths and decline
outside hospital: ranges are wide, as the flows themselves vary from year to year.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from flowsim.engine import compiled
from flowsim.engine.output import ARRIVE, BEGIN, LOG, Replication
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import Plan
from tests.shipped import northmoor
from tests.world.test_northmoor import mean, quick

pytestmark = pytest.mark.statistical

TREATED = ("rehabilitation-treatment", "second-treatment")


def test_infections_are_half_a_per_cent_of_the_days_that_people_wait() -> None:
    waiting = mean(quick(), "no-criteria-to-reside")
    assert mean(quick(), "counts", "infection-while-waiting") == pytest.approx(0.005 * waiting, rel=0.15)


def test_one_home_in_seventeen_is_refused() -> None:
    """Six in a hundred of those for whom a home is found, families and people from the community alike."""
    found = mean(quick(), "counts", "home-refused") / 0.06
    assert 4 < found < 7  # 1.9 on pathway 3, 2.3 from the community, and those who go on from other beds


def test_three_in_a_hundred_placements_fail() -> None:
    """Of 4.5 a day; who was placed only after ten days' wait is not asked."""
    assert mean(quick(), "failed-placements") == pytest.approx(0.03 * 4.5, rel=0.25)


def test_crews_and_the_rehabilitation_ward_are_in_use_and_not_full() -> None:
    """On paper: journeys of 8.7 x .3 + 5.2 x .85 + 33 x .12 + 4.1 x .85 + 4.9 x .5 = 17 a day, of 1.5 hours, of 42 that
    three crews have."""
    assert mean(quick(), "utilisation", "transport-crews") == pytest.approx(17 * 1.5 / 42, rel=0.2)
    assert 0.7 < mean(quick(), "occupancy", "rehabilitation") < 0.97


def test_workers_travel_twenty_miles_in_an_hour() -> None:
    hours = mean(quick(), "staff-travel", "kind: front-door")
    assert hours > 3
    assert mean(quick(), "staff-miles", "kind: front-door") == pytest.approx(20 * hours, rel=1e-9)


def test_people_die_outside_hospital_and_become_frailer_there() -> None:
    """A tenth of some 1,100 who wait for the front door die in a year: 0.3 a day; of 2.6 a day whose home care ends two
    in five."""
    died, ended = mean(quick(), "left", "died"), mean(quick(), "left", "home-care-ended")
    assert died - mean(quick(), "deaths-in-hospital") > 0.3 + ended * 0.4 / 0.6
    assert 0.2 < mean(quick(), "counts", "declined-at-home") < 1.2


@cache
def two_months() -> tuple[Plan, Replication]:
    plan = compile_plan(northmoor().with_values({"run.warm_up": "60 d", "run.window": "60 d", "run.follow_up": "0 d"}))
    return plan, compiled.replicate(plan, 0, 1, LOG)


def test_who_becomes_unwell_again_after_rehabilitation_has_a_second_treatment() -> None:
    """And no second rehabilitation, unless they have left and come back."""
    plan, replication = two_months()
    assert replication.log is not None
    names = np.array([name.partition(".")[0] for name in plan.names["steps"]])
    told = replication.log[np.isin(replication.log["kind"], (ARRIVE, BEGIN))]
    told = told[(told["kind"] == ARRIVE) | np.isin(names[told["row"]], TREATED)]
    lives: dict[tuple[int, int], list[str]] = {}
    for line in told.tolist():
        came = line[3] == ARRIVE
        lives.setdefault((line[1], line[2]), []).append("came" if came else str(names[line[4]]))
    again = [then for life in lives.values() for one, then in pairwise(life) if one == TREATED[0]]
    assert again.count("second-treatment") >= 3
    assert "rehabilitation-treatment" not in again
