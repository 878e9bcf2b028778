"""What goes out of date does so at the instant that was drawn when it was set, unless it was set again before."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from flowsim.plan.tables import Plan
from flowsim.results.redraw import Draws


@dataclass(slots=True)
class Due:
    """What of one person goes out of date: by attribute when, and the first row of what is set then; `back` is when
    they last came back, and `away` whether they have left."""

    at: dict[int, tuple[int, int]] = field(default_factory=dict)
    back: int = -1
    away: bool = False

    def overdue(self, now: int) -> int | None:
        """When the first of it ought to have gone out of date, before now; None if none ought to."""
        first = min((at for at, _ in self.at.values()), default=now)
        return first if first < now and not self.away else None


def note_change(plan: Plan, draws: Draws, due: Due, who: tuple[int, int], now: int, row: int, occurrence: int,
                codes: np.ndarray) -> str:  # fmt: skip
    """Take in that the attribute of a row of steps is set; what is wrong with that, or nothing."""
    step, fault = plan.steps[row], ""
    attribute = next((one for one, (_, then) in due.at.items() if then == row), -1)
    if row in plan.expiries["then"]:
        at = due.at.pop(attribute, (-1, -1))[0]
        if at != now and not (0 <= at < now == due.back):
            fault = "has something go out of date that was not due"
    due.at.pop(int(step["target"]), None)
    if step["expiry"] >= 0:
        lasts = draws.lasts(int(step["expiry"]), *who, codes, occurrence)
        due.at[int(step["target"])] = (now + lasts, int(plan.expiries["then"][step["expiry"]]))
    return fault
