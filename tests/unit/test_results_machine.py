"""A place to which one thing after another happens: the rules hold, and what comes later changes nothing before it.

The state machine of Hypothesis chooses what happens next, here or a little later: somebody comes, beds close or open.
Both engines run the place anew each time.
"""

from __future__ import annotations

import copy
import datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from flowsim.engine import compiled, reference
from flowsim.engine.output import LOG, Replication
from flowsim.engine.reference import dispatch
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import Plan
from flowsim.results.difference import first_difference
from flowsim.results.invariants import check_invariants
from flowsim.scenario.scenario import Scenario
from flowsim.units import HOUR

Document = dict[str, Any]

START = datetime.datetime(2024, 4, 1)
SETTINGS = settings(
    max_examples=5,
    stateful_step_count=12,
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
gaps = st.sampled_from([0, 0, 1, 2, 5, 24])
"""Hours to what happens next; often none, since who goes first at one instant is where mistakes are."""

HOME: Document = {"stay": "home", "time": {"exponential": {"mean": "60 h"}}, "name": "home"}
PATHWAYS: Document = {
    "usual": [
        {"stay": "ward", "time": {"exponential": {"mean": "20 h"}}, "priority": 5, "patience": {"time": "48 h"}},
        {"task": "social-work", "work": "2 h"},
        HOME,
        {"leave": "died"},
    ],
    "urgent": [
        {"stay": "ward", "time": "6 h", "name": "urgent", "priority": 9},
        {"stay": "ward", "time": "1 h", "name": "again", "when": {"full": "home"}},
        {"leave": "well"},
    ],
    "back": [HOME | {"time": "9 h"}, {"stay": "ward", "time": "9 h"}, {"leave": "well"}],
}


class Place(RuleBasedStateMachine):
    """Two beds, one home place and a social worker, from the first of April 2024."""

    def __init__(self) -> None:
        super().__init__()
        self.hour = 0
        self.document: Document = {
            "flowsim": 1,
            "name": "machine",
            "run": {"window": "28 d", "start_date": START.date().isoformat()},
            "units": {
                "ward": {"places": 2, "setting": "hospital", "dated": {}},
                "home": {"places": 1, "setting": "care-home", "admits": {"daily": "09:00-17:00"}},
            },
            "teams": {"social-work": {"headcount": 1, "hours": {"mon-fri": "09:00-17:00"}}},
            "arrivals": {name: {"at": ["0 h"], "pathway": name} for name in PATHWAYS},
            "pathways": copy.deepcopy(PATHWAYS),
        }
        self.before: Replication | None = None

    @rule(gap=gaps, way=st.sampled_from(sorted(PATHWAYS)))
    def somebody_comes(self, gap: int, way: str) -> None:
        self.hour += gap
        self.document["arrivals"][way]["at"].append(f"{self.hour} h")

    @rule(gap=gaps, places=st.integers(0, 3))
    def beds_close_or_open(self, gap: int, places: int) -> None:
        self.hour += max(1, gap)
        self.document["units"]["ward"]["dated"][f"{START + datetime.timedelta(hours=self.hour):%Y-%m-%d %H:%M}"] = (
            places
        )

    @rule(gap=gaps)
    def time_passes(self, gap: int) -> None:
        self.hour += gap

    @invariant()
    def the_rules_hold_and_what_was_stays(self) -> None:
        plan, run = ran(self.document)
        assert check_invariants(plan, run) == []
        difference = first_difference(plan, run, compiled.replicate(plan, 1, 0, LOG))
        assert not difference, difference
        if self.before is not None:
            assert np.array_equal(up_to(self.before, self.hour), up_to(run, self.hour))
        self.before = run


def ran(document: Document) -> tuple[Plan, Replication]:
    """The place in the reference engine."""
    written = copy.deepcopy(document)
    written["units"]["ward"]["dated"] or written["units"]["ward"].pop("dated")
    plan = compile_plan(Scenario.from_document(written))
    return plan, reference.replicate(plan, 1, 0, LOG)


def up_to(run: Replication, hour: int) -> np.ndarray:
    """The log of what happened before an hour."""
    assert run.log is not None
    return run.log[run.log["time"] < hour * HOUR]


def test_the_rules_hold_whatever_happens_next() -> None:
    run_state_machine_as_test(Place, settings=SETTINGS)


@pytest.mark.seeded
def test_a_grant_out_of_turn_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        dispatch.Request, "turn", property(lambda r: (r.level, -r.since, r.person.source.row, r.person.index))
    )
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Place, settings=SETTINGS)
