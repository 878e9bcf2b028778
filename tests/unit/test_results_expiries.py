"""The check of what goes out of date holds on a real run, and fails on a log in which it comes late, early or never."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from flowsim.engine.output import ARRIVE, CHANGE, LOG
from flowsim.engine.reference import replicate
from flowsim.plan.compile import compile_plan
from flowsim.plan.explain import explain
from flowsim.results.checks.times import check_times
from flowsim.results.invariants import check_invariants
from flowsim.scenario.scenario import Scenario
from flowsim.units import HOUR

ASSESS = {
    "name": "assess",
    "set": {"assessed": "yes"},
    "expires": {"after": {"exponential": {"mean": "4 d"}}, "set": {"assessed": {"old": 0.7, "not": 0.3}}},
}
CASE: dict[str, Any] = {
    "flowsim": 1,
    "name": "assessed",
    "run": {"window": "40 d"},
    "attributes": {"assessed": {"shares": {"not": 1.0, "yes": 0.0, "old": 0.0}}},
    "groups": ["assessed"],
    "units": {"ward": {"places": 4, "setting": "hospital"}},
    "arrivals": {"people": {"rate": "1 per day", "pathway": "main"}},
    "pathways": {
        "main": [
            ASSESS,
            {"stay": "ward", "time": {"exponential": {"mean": "3 d"}}},
            {"name": "again", "choose": [{"when": {"assessed": ["old", "not"]}, "do": [ASSESS | {"name": "a2"}]}, {}]},
            {"leave": "home", "returns": {"to": "main", "share": 0.5, "after": {"exponential": {"mean": "3 d"}}}},
        ]
    },
}
PLAN = compile_plan(Scenario.from_document(CASE))
RUN = replicate(PLAN, 1, 0, LOG)
THENS = PLAN.expiries["then"]


def expired() -> np.ndarray:
    """The lines at which something goes out of date."""
    assert RUN.log is not None
    return np.flatnonzero((RUN.log["kind"] == CHANGE) & np.isin(RUN.log["row"], THENS))


def says(log: np.ndarray) -> set[str]:
    """The rules that a log breaks."""
    return {broken.rule for broken in check_times(PLAN, dataclasses.replace(RUN, log=log))}


def test_a_run_in_which_much_goes_out_of_date_keeps_every_rule() -> None:
    """Among them some that do so while people are away."""
    assert RUN.log is not None
    lines = RUN.log[expired()]
    assert check_invariants(PLAN, RUN) == []
    back = RUN.log[(RUN.log["kind"] == ARRIVE) & (RUN.log["value"] > 0)]
    assert len(lines) > 15
    assert len(np.intersect1d(lines[["time", "source", "index"]], back[["time", "source", "index"]])) > 2


def test_what_does_not_go_out_of_date_is_noticed() -> None:
    assert RUN.log is not None
    for line in expired():
        assert "expiry" in says(np.delete(RUN.log, line))


def test_what_goes_out_of_date_at_another_instant_is_noticed() -> None:
    assert RUN.log is not None
    for line in expired():
        for by in (-HOUR, HOUR):
            log = RUN.log.copy()
            log["time"][line] += by
            assert "expiry" in says(log)


def test_what_was_not_to_go_out_of_date_is_noticed() -> None:
    assert RUN.log is not None
    line = expired()[0]
    assert "expiry" in says(np.insert(RUN.log, line, RUN.log[line]))


def test_whoever_goes_by_what_goes_out_of_date_is_not_said_never_to_come() -> None:
    """Flows take nothing to go out of date, so that nobody would be assessed again; that is no doubt."""
    assert [doubt for doubt in explain(Scenario.from_document(CASE)).doubts if doubt.code == "unreached-step"] == []


def test_loads_say_that_they_leave_out_what_goes_out_of_date() -> None:
    assert explain(Scenario.from_document(CASE)).left_out == ("what follows when something goes out of date",)


def test_a_value_may_be_set_for_when_it_goes_out_of_date() -> None:
    shorter = Scenario.from_document(CASE).with_values({"pathways.main.assess.expires.after": "14 h"})
    assert shorter.document["pathways"]["main"][0]["expires"] == ASSESS["expires"] | {"after": "14 h"}
