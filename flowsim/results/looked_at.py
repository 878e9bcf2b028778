"""How much there was in a run for each rule to be looked at on: people, requests, stays that ended, figures ..."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from flowsim.engine.followed import PEOPLE
from flowsim.engine.output import BEGIN, CHANGE, CHOSE, END, HAND, JOIN, JUMP, STRUCK, TAPERED, Replication, Tallies
from flowsim.plan.tables import (
    COMMUNITY_UNIT,
    PAY,
    RESERVE,
    SEARCH,
    STAY,
    TASK,
    TEST,
    TO_A_PLACE,
    TRANSFER,
    Plan,
)
from flowsim.results.held import IN_KEPT


def in_a_place(plan: Plan) -> dict[str, int]:
    """What there is of the place itself, alike in every replication, by the name of the rule."""
    tallies = Tallies.empty(plan)
    figures = sum(getattr(tallies, item.name).size for item in fields(Tallies))
    return {
        "place-time": plan.units - 1,  # the community has no places
        "hours": plan.first_fund - plan.units,
        "funds": len(plan.resources) - plan.first_fund,
        "little": plan.first_fund - 1,
        "levels": figures,
        "shape": len(fields(Tallies)),
        "counts": figures,
        "groups": int((plan.attributes["column"] >= 0).sum()),
    }


def in_a_run(plan: Plan, replication: Replication) -> dict[str, int]:
    """What there was of one replication with its log, by the name of the rule.

    What stands in the log is counted over the whole run, what stands in tallies over the window.
    """
    assert replication.log is not None
    people, tallies = int(replication.tallies.totals[0]), replication.tallies
    times = int(tallies.wait_count.sum() + tallies.interval_count[:, 0].sum() + tallies.nights[0].sum())
    books = {
        "story": people,
        "nobody-lost": people,
        "flow": people,
        "midnights": tallies.occupied.shape[1],
        "histograms": times,
        "followed": int(tallies.followed[:, PEOPLE, 0].sum()),
    }
    return books | _in_a_log(plan, replication.log)


def _in_a_log(plan: Plan, log: np.ndarray) -> dict[str, int]:
    kind, steps = log["kind"], plan.steps[log["row"]]
    asked, begun = kind == JOIN, kind == BEGIN
    test, drawn = (kind == CHOSE) & (steps["kind"] == TEST), np.isin(kind, (CHOSE, CHANGE))
    found = {
        "time": np.ones(len(log), bool),
        "capacity": begun & np.isin(steps["kind"], (STAY, TASK, RESERVE, PAY, TRANSFER)),
        "kept": begun & (log["value"] == IN_KEPT),
        "working-hours": begun & (steps["kind"] == TASK),
        "caseload": kind == HAND,
        "taper": kind == TAPERED,
        "left-waiting": asked,
        "order": asked,
        "queue-limit": asked & (steps["limit"] >= 0),
        "ring": asked & np.isin(steps["kind"], TO_A_PLACE) & (log["unit"] != COMMUNITY_UNIT),
        "patience": asked & (steps["patience"] >= 0),
        "jump": kind == JUMP,
        "length": kind == END,
        "draws": drawn & ~test,
        "risk": kind == STRUCK,
        "expiry": (kind == CHANGE) & (steps["expiry"] >= 0),
        "search": begun & (steps["kind"] == SEARCH),
        "condition": test,
    }
    return {rule: int(which.sum()) for rule, which in found.items()}
