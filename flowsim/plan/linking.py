"""Rows are linked: aliases followed, rows that nobody reaches dropped, the rest numbered in order of first visit."""

from __future__ import annotations

from dataclasses import replace

from flowsim.errors import Problem, ScenarioError
from flowsim.plan.rows import Row


def link(rows: list[Row | int], entries: list[int]) -> tuple[list[Row], list[int]]:
    """Follow aliases, drop what nobody reaches, and number the rest in order of first visit from the entries."""
    order: dict[int, int] = {}
    kept: list[Row] = []
    stack = [_target(rows, entry) for entry in reversed(entries)]
    while stack:
        old = stack.pop()
        if old in order:
            continue
        row = rows[old]
        assert isinstance(row, Row)
        order[old] = len(kept)
        kept.append(row)
        stack += [_target(rows, exit_) for exit_ in reversed(row.exits())]

    def renumber(old: int) -> int:
        return order[_target(rows, old)] if old >= 0 else -1

    for row in kept:
        row.options = [renumber(option) for option in row.options]
        row.impatient, row.turned_away, row.next = map(renumber, (row.impatient, row.turned_away, row.next))
        row.risks = [replace(risk, then=renumber(risk.then)) for risk in row.risks]
        if row.expiry is not None:
            row.expiry = replace(row.expiry, then=renumber(row.expiry.then))
    return kept, [renumber(entry) for entry in entries]


def _target(rows: list[Row | int], number: int) -> int:
    """The row an alias stands for. A pathway that only calls itself has none."""
    seen = set()
    while isinstance(target := rows[number], int):
        if number in seen or target < 0:
            raise ScenarioError([Problem("endless-call", "a pathway does nothing but call itself")])
        seen.add(number)
        number = target
    return number
