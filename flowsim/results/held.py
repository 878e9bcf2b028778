"""Places of units as the log tells of them: who has how much of which unit."""

from __future__ import annotations

from flowsim.engine.output import AMOUNT, ARRIVE, BEGIN, DEPART, TAPERED
from flowsim.plan.tables import STAY, Plan

Who = tuple[int, int]


class Held:
    """Kept up to date line by line.

    Attributes:
        taken: [resources] quanta of each unit that are taken; may be shared with a reader that counts workers in it.
        unit: where each person present is.
        has: how much of it they have.
        wants: what the amount line before a stay says.
    """

    def __init__(self, plan: Plan, taken: list[int] | None = None) -> None:
        self.stays = (plan.steps["kind"] == STAY).tolist()
        self.counted = (plan.steps["amount"] >= 0).tolist()
        self.taken = [0] * len(plan.resources) if taken is None else taken
        self.unit: dict[Who, int] = {}
        self.has: dict[Who, int] = {}
        self.wants: dict[Who, int] = {}

    def read(self, who: Who, kind: int, row: int, unit: int, resource: int, value: int) -> None:
        """Take in one line of the log."""
        if kind == ARRIVE:
            self._have(who, unit, 1)
        elif kind == AMOUNT:
            self.wants[who] = value
        elif kind == TAPERED:
            self._have(who, unit, value)
        elif kind == BEGIN and self.stays[row]:
            self._have(who, resource, self.amount_of(who, row))
        elif kind == DEPART:
            self._have(who, unit, 0)
            del self.unit[who], self.has[who]

    def amount_of(self, who: Who, row: int) -> int:
        """How much the stay at a row is of: one place, unless a line said more."""
        return self.wants[who] if self.counted[row] else 1

    def _have(self, who: Who, unit: int, amount: int) -> None:
        if who in self.unit:
            self.taken[self.unit[who]] -= self.has[who]
        self.taken[unit] += amount
        self.unit[who], self.has[who] = unit, amount
