"""What northmoor's fitters, volunteers and people who live alone do, seen from outside. Years are compared for the same
people; two of them tell such differences (``pytest -m statistical``).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from flowsim.experiment.replications import RunResult, run
from tests.shipped import northmoor
from tests.world.test_frailty import band, table
from tests.world.test_northmoor import mean, needing, quick

NOBODY_FREE = ("counts", "nobody-free-to-settle-in")
LOOKED_IN_ON = "settling-in"


@cache
def year(*values: tuple[str, Any]) -> RunResult:
    """Two years of the place with other values."""
    return run(northmoor().with_values(dict(values)), replications=2, seed=1)


@pytest.mark.statistical
def test_volunteers_look_in_on_as_many_as_they_can_and_the_others_do_without() -> None:
    """About two a day are asked, for a fortnight each: thirty at a time. With a third of the places two in three go
    home without it, with plenty nobody does, and nobody stays in hospital longer for it."""
    few, plenty = (year(("units.settling-in.places", places)) for places in (10, 400))
    shipped = year()  # 36
    without = [mean(result, *NOBODY_FREE) for result in (few, shipped, plenty)]
    assert without[0] > without[1] > without[2] == 0
    assert mean(few, "people-there", LOOKED_IN_ON) == pytest.approx(10, abs=1)
    assert 20 < mean(plenty, "people-there", LOOKED_IN_ON) < 40
    delays = [mean(result, "delayed-days-per-overnight-discharge") for result in (few, plenty)]
    assert delays[0] == pytest.approx(delays[1], rel=0.1)


@pytest.mark.statistical
def test_half_the_fitters_leave_people_at_home_and_in_hospital_waiting() -> None:
    """Both come in turn: with two of four the agency cannot do what is asked, and the queue grows all year."""
    shipped, half = year(), year(("teams.adaptation-fitters.headcount", 2), ("teams.equipment-fitters.headcount", 1))
    for team in ("adaptation-fitters", "equipment-fitters"):
        assert mean(shipped, "wait-for-team", team) < 3
        assert mean(half, "wait-for-team", team) > 10
    assert mean(half, "delayed-bed-days-by-reason", "equipment") > 1.5 * mean(
        shipped, "delayed-bed-days-by-reason", "equipment"
    )


def test_who_lives_alone_needs_support_a_quarter_more_often_at_each_age() -> None:
    """Over all bands of frailty, with dementia and without; the shares by age over who lives alone are held in
    ``test_frailty``."""
    for age in table("support"):
        if age != "by":
            some = {
                alone: sum(share * sum(needing(age, alone, name).values()) for name, share in band(age).items())
                for alone in ("yes", "no")
            }
            assert some["yes"] / some["no"] == pytest.approx(1.25, abs=0.002)


@pytest.mark.statistical
def test_who_lives_alone_is_older_and_needs_support_more_often() -> None:
    result = quick()
    discharges = {level: mean(result, "discharges", group=f"lives-alone.{level}") for level in ("yes", "no")}
    assert 0.25 < discharges["yes"] / sum(discharges.values()) < 0.45
    delayed = {level: mean(result, "share-of-discharges-delayed", group=f"lives-alone.{level}") for level in discharges}
    assert delayed["yes"] > delayed["no"] + 0.02
