"""Ways to be in place at the start, as the plan has them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from flowsim.plan.tables import FILLED, Plan


@dataclass(frozen=True, slots=True)
class Way:
    """One way to be in place at the start: the stay under way, and attribute codes (-1: drawn as usual)."""

    row: int
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """All ways to be in place in one unit, of which there may be hundreds of thousands: only what is drawn is read.

    `cumulative`, `rows` and `levels` are one for each way; `codes` has the attributes of each of the levels.
    """

    cumulative: np.ndarray
    rows: np.ndarray
    levels: np.ndarray
    codes: np.ndarray

    @classmethod
    def of(cls, plan: Plan, source: np.void) -> Ways:
        """Those of one source, none if it is of another kind."""
        first, count = (source["first"], source["count"]) if source["kind"] == FILLED else (0, 0)
        fill = plan.fill[first : first + count]
        return cls(np.ascontiguousarray(fill["cumulative"]), fill["row"], fill["levels"], plan.fill_levels)

    def at(self, u: float) -> Way:
        """The first way whose cumulative share is above a number in (0, 1)."""
        way = int(np.searchsorted(self.cumulative, u, side="right"))
        return Way(int(self.rows[way]), tuple(self.codes[self.levels[way]].tolist()))
