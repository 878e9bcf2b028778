"""Branches: which rows of the plan are walked beside the main line."""

from __future__ import annotations

from flowsim.plan import tables
from flowsim.plan.program import Row


def beside(rows: list[Row]) -> dict[int, int]:
    """For each row that only a branch comes to, the number of the branch."""
    found: dict[int, int] = {}
    for row in rows:
        stack = list(row.options) if row.kind == tables.MEANWHILE else []
        while stack:
            number = stack.pop()
            if number not in found:
                found[number] = row.target
                stack += rows[number].exits() if rows[number].kind != tables.FINISH else []
    return found


def declares(rows: list[Row], branches: dict[int, int], marks: set[int]) -> bool:
    """Whether a branch can make one of some marks, whatever the main line is at."""
    return any(rows[number].kind == tables.MARK and rows[number].target in marks for number in branches)
