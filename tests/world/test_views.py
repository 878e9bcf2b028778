"""What partners assume about the shipped places: every view applies, as a whole and assumption by assumption."""

from __future__ import annotations

import pytest

from flowsim.experiment.face import check
from flowsim.plan.compile import compile_plan
from flowsim.plan.digest import digest
from flowsim.scenario.scenario import load
from flowsim.scenario.views import Assumption, View, views

NORTHMOOR = load("northmoor")
ASSUMED = [(view, assumption) for view in views(NORTHMOOR) for assumption in view.assumptions]


def test_every_partner_has_a_view() -> None:
    assert [view.name for view in views(NORTHMOOR)] == ["council", "hospital", "people", "providers", "third-sector"]
    assert [view.name for view in views(load("winter"))] == [view.name for view in views(NORTHMOOR)]


@pytest.mark.parametrize(("view", "assumption"), ASSUMED, ids=lambda part: getattr(part, "title", ""))
def test_an_assumption_applies_and_says_where_it_comes_from(view: View, assumption: Assumption) -> None:
    assert len(assumption.source) > 20
    assert digest(compile_plan(view.on(NORTHMOOR, assumption))) != digest(compile_plan(NORTHMOOR))


@pytest.mark.parametrize("view", views(NORTHMOOR), ids=lambda view: view.name)
def test_a_view_overloads_nothing_else(view: View) -> None:
    """The front doors are as they are written; a partner who overloads another queue describes no year that ends."""
    assert {problem.path for problem in check(view.on(NORTHMOOR))} == {"teams.front-door-a", "teams.front-door-b"}
