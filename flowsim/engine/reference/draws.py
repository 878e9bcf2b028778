"""Random numbers of a replication, by who and what they are for. Nothing is stored between draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flowsim.engine.amounts import quanta
from flowsim.engine.reference.views import Quantity
from flowsim.plan.tables import Plan
from flowsim.random.samplers import sample, ticks
from flowsim.random.streams import uniform

if TYPE_CHECKING:
    from flowsim.engine.reference.person import Person

_NOTHING_DRAWN = 0.5
"""What the sampler is given where the quantity is fixed and no random number is taken."""


_NO_ATTRIBUTES = np.zeros(0, np.int32)
"""Codes of somebody who has no attributes."""


class Draws:
    """Draws of one replication: pure functions of (seed, replication, source, index, purpose, occurrence)."""

    def __init__(self, plan: Plan, seed: int, replication: int) -> None:
        self._plan, self._replication = plan, replication
        self._seed = np.uint64(seed).view(np.int64)  # the same 64 bits: numba takes a large Python int for signed

    def uniform(self, source_code: int, index: int, purpose: int, occurrence: int = 0) -> float:
        """The uniform number in (0, 1) of one draw."""
        return float(uniform(self._seed, self._replication, source_code, index, purpose, occurrence))

    def value(self, quantity: Quantity, person: Person, occurrence: int = 0) -> float:
        """A quantity as this person draws it, given their attributes."""
        u = _NOTHING_DRAWN
        if quantity.random:
            u = self.uniform(person.source.code, person.index, quantity.purpose, occurrence)
        plan = self._plan
        return float(sample(plan.distributions, plan.values, plan.children, quantity.row, person.codes, u))

    def whole(self, quantity: Quantity | None, person: Person, occurrence: int = 0) -> int:
        """A code, an option or a priority; 0 where there is none."""
        return 0 if quantity is None else int(self.value(quantity, person, occurrence))

    def amount(self, quantity: Quantity | None, quantum: int, person: Person, occurrence: int = 0) -> int:
        """How much of a unit is asked for, in its quanta; one place where nothing is said."""
        return 1 if quantity is None else int(quanta(self.value(quantity, person, occurrence), quantum))

    def duration(self, quantity: Quantity | None, person: Person, occurrence: int = 0) -> int:
        """A time in whole ticks; 0 where there is none."""
        return 0 if quantity is None else int(ticks(self.value(quantity, person, occurrence)))

    def of_nobody(self, quantity: Quantity, index: int) -> int:
        """A time in whole ticks that belongs to a unit and not to a person, at least one; `index` numbers its draws."""
        u = self.uniform(0, index, quantity.purpose) if quantity.random else _NOTHING_DRAWN
        plan = self._plan
        value = sample(plan.distributions, plan.values, plan.children, quantity.row, _NO_ATTRIBUTES, u)
        return max(int(ticks(value)), 1)
