"""What is uncertain about northmoor: every number fits at both ends, says where it is from, and overloads nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

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
    assert [(one.title, part) for one in numbers for part in one.source.split("; ") if not says_from(part)] == []


def says_from(part: str) -> bool:
    """Whether a part of a source names who published it, says that it is assumed, or is of the place itself."""
    return bool(re.search("assumed|^the place|, [A-Z]|[(][A-Z]{2,}[)]", part))


def test_what_northmoor_says_is_within_every_range() -> None:
    ranges = [one.axis for outlook in of_northmoor() for one in outlook.uncertain]
    assert all(isinstance(axis, Range) and axis.rank(axis.low) <= 1 <= axis.rank(axis.high) for axis in ranges)


def test_winter_has_those_of_northmoor_and_the_tutorial_its_own() -> None:
    assert [outlook.name for outlook in outlooks(load("winter"))] == NAMES
    assert [outlook.name for outlook in outlooks(load("tutorial"))] == ["place"]


LESS_IS_WORSE = [
    "rooms of care homes that are open, beside those counted as open",
    "hours of home care that are delivered, beside those commissioned",
]
"""The numbers that load queues where they are low; all others do where they are high."""


def loading(most: bool) -> dict[str, Any]:
    """All numbers at the ends at which they load queues most, or least."""
    numbers = [one for outlook in of_northmoor() for one in outlook.uncertain]
    assert set(LESS_IS_WORSE) <= {one.title for one in numbers}
    return {one.title: one.axis.ends()[-1 if (one.title in LESS_IS_WORSE) is not most else 0] for one in numbers}


def overloaded(values: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The kind and place of all that is doubted of northmoor with these values."""
    place = drawn(northmoor(), of_northmoor(), values) if values else northmoor()
    return {(problem.code, problem.path) for problem in check(place)}


@pytest.mark.statistical
def test_no_corner_overloads_anything_else() -> None:
    """More come, work and care are longer, rooms and hours fewer, all at once: no other queue grows without bound."""
    assert overloaded(loading(most=True)) <= overloaded({})
    assert overloaded(loading(most=False)) <= overloaded({})
