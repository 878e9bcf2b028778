"""Branches: which rows of the plan are walked beside the main line."""

from __future__ import annotations

from flowsim.plan import tables
from flowsim.plan.risks import EFFECT
from flowsim.plan.rows import Row


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


def effects(rows: list[Row]) -> dict[int, int]:
    """The rows of what risks and expiries do to people who go on with what they are at, each with EFFECT."""
    found: dict[int, int] = {}
    thens = [risk.then for row in rows for risk in row.risks if not risk.interrupts]
    thens += [row.expiry.then for row in rows if row.expiry is not None]
    for number in thens:
        while number not in found:
            found[number] = EFFECT
            number = rows[number].next
    return found


def ways(rows: list[Row]) -> list[list[int]]:
    """Where a person can come to from each row, interruptions by risks included, which may come at any later row."""
    exits = [row.exits() for row in rows]
    for number, row in enumerate(rows):
        thens = [risk.then for risk in row.risks if risk.interrupts]
        seen: set[int] = set()
        stack = exits[number][:] if thens else []
        while stack:
            later = stack.pop()
            if later not in seen:
                seen.add(later)
                stack += exits[later]
        for later in seen:
            exits[later] = [*exits[later], *thens]
    return exits
