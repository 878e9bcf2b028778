"""Workers who are told apart, in teams with work in sittings: how many there are, and what they can have in hand."""

from __future__ import annotations

import numpy as np

from flowsim.plan.tables import UNLIMITED, Plan

FIRST_SITTING, LATER_SITTING = 1, 2
"""Kinds of sitting: the one for which a worker takes on the case, and those that only this worker can hold."""


def most_workers(plan: Plan) -> list[int]:
    """How many workers each resource has when most are on duty, by row; 0 where workers are not told apart."""
    most = plan.resources["places"].copy()
    np.maximum.at(most, plan.changes["resource"], plan.changes["places"])
    return [int(number) for number in np.where(plan.resources["caseload"] > 0, most, 0)]


def most_cases(plan: Plan, team: int) -> int:
    """How many cases the workers of a team have in hand at most; :data:`UNLIMITED` without a caseload."""
    limit = int(plan.resources["caseload"][team])
    return UNLIMITED if limit in (0, UNLIMITED) else limit * most_workers(plan)[team]
