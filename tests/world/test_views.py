"""What partners assume about the shipped places: every view applies, and says where it comes from."""

from __future__ import annotations

from functools import cache

import pytest

from flowsim.experiment.face import check
from flowsim.scenario.scenario import load
from flowsim.scenario.views import View, views
from tests.shipped import northmoor

PARTNERS = ["council", "hospital", "people", "providers", "third-sector"]


@cache
def of_northmoor() -> dict[str, View]:
    return {view.name: view for view in views(northmoor())}


def test_every_partner_has_a_view() -> None:
    assert list(of_northmoor()) == PARTNERS
    assert [view.name for view in views(load("winter"))] == PARTNERS


@pytest.mark.parametrize("name", PARTNERS)
def test_a_view_applies_and_every_assumption_says_where_it_comes_from(name: str) -> None:
    """An edit that finds nothing, or changes nothing, is an error of ``on``."""
    view = of_northmoor()[name]
    assert view.on(northmoor()) != northmoor()
    assert [assumption.title for assumption in view.assumptions if len(assumption.source) < 20] == []


@pytest.mark.parametrize("name", ["board", "providers", "third-sector"])
def test_views_of_localities_apply_and_say_where_they_come_from(name: str) -> None:
    place = load("localities")
    view = {view.name: view for view in views(place)}[name]
    assert view.on(place) != place
    assert [assumption.title for assumption in view.assumptions if len(assumption.source) < 20] == []


@pytest.mark.parametrize("name", ["localities", "northmoor"])
def test_what_nobody_has_published_is_assumed(name: str) -> None:
    """What is known from practice, or somebody's own estimate, is no source."""
    said = [
        one.source for view in views(northmoor() if name == "northmoor" else load(name)) for one in view.assumptions
    ]
    unpublished = [
        source for source in said if {"practice", "practice;", "practice,", "estimate"} & set(source.split())
    ]
    assert unpublished
    assert [source for source in unpublished if not source.startswith("assumed")] == []


@cache
def overloaded_as_it_is() -> set[str]:
    return {problem.path for problem in check(northmoor())}


@pytest.mark.statistical
@pytest.mark.parametrize("name", PARTNERS)
def test_a_view_overloads_nothing_else(name: str) -> None:
    """A partner who overloads another queue describes a year in which delay grows without bound."""
    assert {problem.path for problem in check(of_northmoor()[name].on(northmoor()))} == overloaded_as_it_is()
