"""A task in sittings becomes a row for each, with a wait between each two.

With the first a worker takes on the case; the last closes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flowsim.plan.flows import Flows
from flowsim.plan.lengths import lengths, spread
from flowsim.plan.tables import WAIT, Plan
from flowsim.plan.workers import FIRST_SITTING, LATER_SITTING

if TYPE_CHECKING:
    from flowsim.plan.program import Program
    from flowsim.plan.rows import Row
    from flowsim.scenario.steps import Task


BETWEEN = "between sittings"
"""What the row of a wait between two sittings is called, beside its step."""


def written_out(program: Program, step: Task, row: Row, count: int) -> int:
    """The rows of so many sittings, each like the row of the whole task; the first of them.

    Only the first is for the whole team's queue to limit: nobody is turned away who has a worker.
    """
    after, base = row.next, step.key or row.definition
    for number in range(count, 0, -1):
        closes, note = int(number == count), f"sitting {number} of {count}"
        if number == 1:
            return program.one_more(row, next=after, sitting=FIRST_SITTING, closes=closes, note=note)
        later = {"sitting": LATER_SITTING, "closes": closes, "note": note, "limit": -1, "turned_away": -1}
        after = program.one_more(row, next=after, **later)
        if step.between is not None:
            after = program.pause(row.definition, after, step.between, f"{base}:between", None, step.reason, BETWEEN)
    raise AssertionError("a task has at least one sitting")


def cases_asked(plan: Plan, flows: Flows, team: int) -> float:
    """Cases that a team would have in hand in the mean if nobody waited for a sitting, by Little's law.

    Each is open from the begin of its first sitting to the end of its last: sittings, and waits that lead to them.
    """
    if not plan.sittings:
        return 0.0
    sitting, onward = plan.steps["sitting"], plan.steps["next"]
    own = (sitting > 0) & (plan.wanted[np.where(sitting > 0, plan.steps["first"], 0)] == team)
    between = (plan.steps["kind"] == WAIT) & (sitting[onward] == LATER_SITTING) & own[onward]
    stretch = spread(plan, int(plan.resources["calendar"][team]))
    return sum(
        flows.through[row].times(lengths(plan, row, flows.combinations(row))).sum() * (stretch if own[row] else 1.0)
        for row in np.flatnonzero(own | between).tolist()
    )
