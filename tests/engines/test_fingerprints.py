"""What happens in a shipped scenario changes only on purpose: a changed trajectory needs a line in CHANGELOG.md.

The SimPy engine says the same of each, to the last integer (of `northmoor` in `tests/world`).
"""

from __future__ import annotations

import numpy as np
import pytest

from flowsim.engine import reference
from flowsim.engine.output import LOG
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import COMMUNITY_UNIT, STAY, Plan
from flowsim.results.difference import first_difference
from flowsim.scenario.reading import shipped_names
from flowsim.scenario.reasons import UNRECORDED
from flowsim.scenario.scenario import load
from tests.engines.fingerprints import LINE, SEED, fingerprint, lines, short_run, written
from tests.shipped import SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_what_happens_is_what_the_changelog_says(name: str) -> None:
    plan, run = short_run(name)
    assert fingerprint(plan, run) == written().get(name), (
        "what happens in this scenario has changed (or it is new): if on purpose, run "
        "python -m tests.engines.fingerprints and add its line, with the reason, to CHANGELOG.md"
    )
    assert not without_reason(plan), "every wait in a shipped scenario carries a reason"


GREAT = ("winter", "localities", "one-hundred")
"""Those of which the short run takes the SimPy engine seconds: in the slower suite only."""

OTHERS = [name for name in shipped_names() if name != "northmoor"]
"""All but `northmoor`, of which the slower suite compares six weeks (`tests/world/test_northmoor.py`)."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.statistical) if name in GREAT else name for name in OTHERS]
)
def test_the_same_happens_in_both_engines(name: str) -> None:
    plan, run = short_run(name)
    difference = first_difference(plan, reference.replicate(plan, SEED, 0, LOG), run)
    assert not difference, difference


def without_reason(plan: Plan) -> set[str]:
    """Steps without a reason at which somebody waits for a place, team or fund, or is ready in a place, in no stay.

    In hospital, who is not declared ready is under treatment; in a place elsewhere whoever is in no stay waits.
    """
    states = plan.states
    hospital = plan.resources["hospital"][states["unit"]] == 1
    ready = np.where(hospital, states["declared"] == 1, states["unit"] != COMMUNITY_UNIT)
    staying = (states["active"] == 1) & (plan.steps["kind"][states["row"]] == STAY)
    nameless = states["reason"] == plan.names["reasons"].index(UNRECORDED.name)
    rows = states["row"][nameless & ((states["active"] == 0) | ready) & ~staying]
    return {plan.names["steps"][row] for row in rows}


@pytest.mark.seeded
def test_a_wait_without_a_reason_is_seen() -> None:
    plan = compile_plan(load("tutorial", {"pathways.main.ward.reason": "unrecorded"}))
    assert without_reason(plan) == {"main.ward"}


def test_the_changelog_names_no_other_scenarios() -> None:
    assert set(written()) <= set(shipped_names())


@pytest.mark.seeded
def test_a_millisecond_is_seen() -> None:
    short = {"run.warm_up": "0 d", "run.window": "20 d"}
    tutorial, changed = (
        list(lines(plan, reference.replicate(plan, SEED, 0, LOG)))
        for more in ({}, {"pathways.main.assessment.work": "10800001 ms"})
        for plan in (compile_plan(load("tutorial", short | more)),)
    )
    assert len(tutorial) == len(changed)
    assert 0 < sum(one != other for one, other in zip(tutorial, changed, strict=True)) < 40


def test_the_last_line_of_a_scenario_stands() -> None:
    text = "- `tutorial` 0123456789abcdef: first\n- `tutorial` fedcba9876543210: mended\n"
    assert [line["fingerprint"] for line in LINE.finditer(text)] == ["0123456789abcdef", "fedcba9876543210"]
