"""What is uncertain about northmoor: every number fits at both ends, says where it is from, and overloads nothing."""

from __future__ import annotations

from functools import cache

import pytest

from flowsim.experiment.face import check
from flowsim.scenario.axes import Range
from flowsim.scenario.scenario import load
from flowsim.scenario.uncertain import Outlook, drawn, outlooks
from flowsim.scenario.uncertain_fit import fitted
from tests.shipped import northmoor

NAMES = ["assessment", "care", "coming-back", "demand"]


@cache
def of_northmoor() -> list[Outlook]:
    return fitted(northmoor(), outlooks(northmoor()))


def test_every_number_fits_at_both_ends_and_says_where_it_comes_from() -> None:
    """An edit that finds nothing, changes nothing or is no scenario at an end is an error of ``fitted``."""
    numbers = [one for outlook in of_northmoor() for one in outlook.uncertain]
    assert [outlook.name for outlook in of_northmoor()] == NAMES
    assert len(numbers) == 8
    assert [one.title for one in numbers if len(one.source) < 15] == []


def test_what_northmoor_says_is_within_every_range() -> None:
    ranges = [one.axis for outlook in of_northmoor() for one in outlook.uncertain]
    assert all(isinstance(axis, Range) and axis.rank(axis.low) <= 1 <= axis.rank(axis.high) for axis in ranges)


def test_winter_has_those_of_northmoor_and_the_tutorial_its_own() -> None:
    assert [outlook.name for outlook in outlooks(load("winter"))] == NAMES
    assert [outlook.name for outlook in outlooks(load("tutorial"))] == ["place"]


@pytest.mark.statistical
@pytest.mark.parametrize("end", [0, -1])
def test_no_end_overloads_anything_else(end: int) -> None:
    """With all numbers at one end at once no queue grows without bound that does not do so as it is."""
    values = {one.title: one.axis.ends()[end] for outlook in of_northmoor() for one in outlook.uncertain}
    own = {problem.path for problem in check(drawn(northmoor(), of_northmoor(), values))}
    assert own <= {problem.path for problem in check(northmoor())}
