"""Tests on the state: each person went the way that the state, as the log tells it, says."""

from __future__ import annotations

from collections.abc import Iterator

from flowsim.engine.output import CHOSE, Replication
from flowsim.plan.tables import TEST, Plan
from flowsim.results.checks.broken import Broken, person, when
from flowsim.results.escalations import open_places
from flowsim.results.levels import at
from flowsim.results.redraw import Draws
from flowsim.results.state import State


def check_conditions(plan: Plan, replication: Replication) -> Iterator[Broken]:
    """Rule ``condition``: every test came out as the state at its turn says. The log must make a story."""
    assert replication.log is not None
    if not len(plan.tests):
        return
    levels = open_places(plan, Draws(plan, replication.seed, replication.number), replication.log)
    state = State(plan, lambda resource, now: at(levels[resource], now))
    for now, source, index, kind, row, unit, resource, value, slot in replication.log.tolist():
        who = (source, index, slot)
        if kind == CHOSE and plan.steps["kind"][row] == TEST:
            test = int(plan.steps["target"][row])
            if state.holds(now, who, test) != (value == 0):
                says, wrong = plan.names["tests"][test], "held" if value else "did not hold"
                sentence = f"{person(plan, source, index)} went on as if '{says}' {'did not hold' if value else 'held'}"
                yield Broken("condition", now, f"{when(plan, now)}: {sentence}, but it {wrong}")
        state.read(now, who, kind, row, unit, resource, value)
