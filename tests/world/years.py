"""Sixty years of northmoor, run once for all who look at that many."""

from __future__ import annotations

from functools import cache

import numpy as np

from flowsim.engine.output import Replication
from flowsim.experiment.replications import RunResult, run
from flowsim.plan.tables import Plan
from flowsim.results.sight import Sight
from tests.shipped import northmoor


@cache
def sixty_years() -> tuple[RunResult, tuple[np.ndarray, ...]]:
    """What they measure; of each, in their order, people with no criteria to reside at each midnight."""
    nights: list[np.ndarray] = []

    def consume(plan: Plan, replication: Replication) -> None:
        nights.append(np.asarray(Sight(plan, replication.tallies).ready_by_day, dtype=float))

    return run(northmoor(), replications=60, seed=1, consume=consume), tuple(nights)
