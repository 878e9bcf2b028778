"""Who is counted in northmoor as assessed a second time has been assessed before (``pytest -m statistical``)."""

from __future__ import annotations

import pytest

from flowsim.engine import compiled
from flowsim.engine.output import ACTED, CHANGE, LOG
from flowsim.plan.compile import compile_plan
from tests.shipped import northmoor


@pytest.mark.statistical
def test_nobody_is_assessed_again_who_never_was() -> None:
    """By the log of ten weeks: before each count a step of the same person has said that the assessment is done."""
    plan = compile_plan(northmoor().with_values({"run.warm_up": "0 d", "run.window": "70 d", "run.follow_up": "0 d"}))
    log = compiled.replicate(plan, 1, 0, LOG).log
    again = plan.names["acts"].index("count:repeated-assessment")
    assessed: set[tuple[int, int]] = set()
    counted = 0
    for event in () if log is None else log:
        who = (int(event["source"]), int(event["index"]))
        if event["kind"] == CHANGE and plan.names["steps"][event["row"]].endswith(".set-assessment"):
            assessed.add(who)
        elif event["kind"] == ACTED and event["value"] == again:
            counted += 1
            assert who in assessed
    assert counted > 2
