"""Expiries: an attribute that a step has set goes out of date after a time, and becomes something else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from flowsim.plan import tables


@dataclass
class Expiry:
    """A row of the expiries table in the making; `then` is a row of steps and is numbered anew with these."""

    time: int
    draws: int
    purpose: int
    then: int


class ExpiryTable:
    """Lays out the expiries of all rows, one after the other."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, ...]] = []

    def add(self, expiry: Expiry | None) -> int:
        """The row of an expiry; -1 for none."""
        if expiry is None:
            return -1
        self.rows.append((expiry.time, expiry.draws, expiry.purpose, expiry.then))
        return len(self.rows) - 1

    def table(self) -> np.ndarray:
        """The table ``expiries``."""
        return np.array(self.rows, tables.dtype("expiries"))
