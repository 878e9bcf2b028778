"""What partners assume about the shipped places: every view applies, and says where it comes from."""

from __future__ import annotations

from functools import cache

import pytest

from flowsim.experiment.face import check
from flowsim.scenario.scenario import load
from flowsim.scenario.views import View, views

NORTHMOOR = load("northmoor")
PARTNERS = views(NORTHMOOR)


def test_every_partner_has_a_view() -> None:
    assert [view.name for view in PARTNERS] == ["council", "hospital", "people", "providers", "third-sector"]
    assert [view.name for view in views(load("winter"))] == [view.name for view in PARTNERS]


@pytest.mark.parametrize("view", PARTNERS, ids=lambda view: view.name)
def test_a_view_applies_and_every_assumption_says_where_it_comes_from(view: View) -> None:
    """An edit that finds nothing, or changes nothing, is an error of ``on``."""
    assert view.on(NORTHMOOR) != NORTHMOOR
    assert [assumption.title for assumption in view.assumptions if len(assumption.source) < 20] == []


@cache
def overloaded_as_it_is() -> set[str]:
    return {problem.path for problem in check(NORTHMOOR)}


@pytest.mark.statistical
@pytest.mark.parametrize("view", PARTNERS, ids=lambda view: view.name)
def test_a_view_overloads_nothing_else(view: View) -> None:
    """A partner who overloads another queue describes a year in which delay grows without bound."""
    assert {problem.path for problem in check(view.on(NORTHMOOR))} == overloaded_as_it_is()
