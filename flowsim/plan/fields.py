"""What a column of a table of the plan is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One column of one table.

    Attributes:
        name, dtype: as in the NumPy structured dtype.
        unit: ``ticks``, ``row of X``, ``1`` (a pure number), ``per tick`` ...
        meaning: one sentence.
    """

    name: str
    dtype: str
    unit: str
    meaning: str
