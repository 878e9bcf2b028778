"""How long steps last in the mean, by combination of attributes."""

from __future__ import annotations

import numpy as np

from flowsim.plan import tables
from flowsim.plan.calendars import opening_wait
from flowsim.plan.crowds import Combinations
from flowsim.plan.means import means, shares
from flowsim.plan.searches import search_length
from flowsim.plan.tables import Plan


def lengths(plan: Plan, number: int, combinations: Combinations) -> np.ndarray:
    """[K] mean length of a step by the clock on the wall, in ticks (of a task: of its work, by its team's clock).

    A step on a calendar's clock lasts longer or shorter as that clock runs in the mean.
    """
    step = plan.steps[number]
    if step["until"]:
        return np.full(len(combinations), opening_wait(plan, int(step["calendar"]), int(step["until"])))
    length = means(plan, int(step["time"]), combinations)
    if step["kind"] == tables.TASK:
        return length + (means(plan, int(step["travel"]), combinations) if step["travel"] >= 0 else 0.0)
    length *= spread(plan, int(step["calendar"]))
    if step["kind"] == tables.SEARCH:
        return search_length(plan, number, length, acceptance(plan, number, combinations))
    return length


def acceptance(plan: Plan, number: int, combinations: Combinations) -> np.ndarray:
    """[K] the chance that one provider accepts in a search."""
    accept = int(plan.searches["accept"][plan.steps[number]["target"]])
    return shares(plan, accept, combinations, 2)[:, 0]


def spread(plan: Plan, calendar: int) -> float:
    """Clock time over a calendar's own time, in the long run: a period over what its clock advances in it."""
    if calendar < 0:
        return 1.0
    row = plan.calendars[calendar]
    beats = int(row["beats"])
    return int(row["period"]) * int(row["scale"]) / beats if beats else float("inf")
