"""Risks: what can happen to people at a rate becomes rows of the risks table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from flowsim.plan import tables

EFFECT = -2
"""In the field ``branch`` of a step row: what comes of itself to somebody who goes on with what they are at."""

DURING = {None: 0, "ready": 1, "not-ready": 2}
"""When a risk runs, by the word for it."""


@dataclass
class Hazard:
    """A row of the risks table in the making; `then` is a row of steps and is numbered anew with these."""

    label: str
    rate: float
    times: int
    by_day: list[float]
    during: int
    purpose: int
    counted: str
    then: int
    interrupts: bool


class RiskTable:
    """Lays out the risks of all rows, one list of them after the other.

    Args:
        counters: index of each counter by name.
    """

    def __init__(self, counters: dict[str, int]) -> None:
        self.counters = counters
        self.rows: list[tuple[object, ...]] = []
        self.factors: list[float] = []
        self.labels: list[str] = []

    def add(self, hazards: list[Hazard]) -> int:
        """The row of the first of some risks."""
        first = len(self.rows)
        for hazard in hazards:
            self.labels.append(hazard.label)
            self.rows.append(
                (
                    hazard.rate, hazard.times, len(self.factors), len(hazard.by_day), hazard.during, hazard.purpose,
                    self.counters[hazard.counted], hazard.then, int(hazard.interrupts),
                )
            )  # fmt: skip
            self.factors += hazard.by_day
        return first

    def tables(self) -> tuple[np.ndarray, np.ndarray]:
        """The tables ``risks`` and ``factors``."""
        return np.array(self.rows, tables.dtype("risks")), np.array(self.factors, np.float64)
