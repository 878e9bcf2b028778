"""Plans of one experiment: what is equal is kept once, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

from flowsim.experiment.arms import Arm
from flowsim.experiment.comparison import arms_of
from flowsim.plan.compile import compile_plan
from flowsim.plan.digest import digest
from flowsim.scenario.scenario import load
from tests.shipped import northmoor


def test_what_is_equal_is_kept_once_and_the_plan_is_the_same() -> None:
    base, more = arms_of(load("tutorial"), ["more-beds:+3"])
    assert more.plan.steps is base.plan.steps
    assert more.plan.states is base.plan.states
    assert more.plan.resources is not base.plan.resources
    assert more.digest != base.digest
    assert more.digest == digest(compile_plan(load("tutorial").with_policies("more-beds:+3")))


@pytest.mark.statistical
def test_who_can_be_in_place_at_northmoor_s_start_is_kept_once() -> None:
    """Most of its plan, which forty policies beside it would hold forty times."""
    base = Arm.of("baseline", northmoor())
    other = Arm.of("other", northmoor().with_policies("early-planning"), beside=base)
    assert base.plan.fill_levels.nbytes > 40e6
    assert other.plan.fill_levels is base.plan.fill_levels
    assert np.array_equal(other.plan.fill, compile_plan(other.scenario).fill)
    assert other.plan.steps is not base.plan.steps
