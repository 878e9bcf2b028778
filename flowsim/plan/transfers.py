"""Transfers and rings: in a ring all take the longest of their transfers, so that all that can take part have one."""

from __future__ import annotations

from dataclasses import replace

from flowsim.plan import tables
from flowsim.plan.rows import Row, transfer_to
from flowsim.plan.states import Reach, rings


def even_out(
    rows: list[Row], entries: list[int], resources: int, at_once: int, found: list[tuple[int, int, int, int]]
) -> tuple[list[Row], list[int]]:
    """The program with transfers of no length before stays that can be in a ring with somebody's transfer.

    Args:
        rows, entries: the linked program.
        resources: how many there are.
        at_once: the row of distributions that is always 0.
        found: (step, under way, unit, 0) of people whom a census finds in place.
    """
    behind = {row.next for row in rows if row.kind == tables.TRANSFER}
    reach = Reach(rows, [False] * resources, -1)
    reach.walk(entries, [])
    reach.walk_from(found)
    plain = {
        number
        for number in _in_rings(rows, reach)
        if rows[number].kind == tables.STAY and number not in behind and rows[number].keep < 0
    }
    goes = {number: len(rows) + place for place, number in enumerate(sorted(plain))}
    for row in rows:
        _redirect(row, goes)
    ways = [transfer_to(rows[number], number, at_once) for number in goes]
    return [*rows, *ways], [goes.get(entry, entry) for entry in entries]


def _in_rings(rows: list[Row], reach: Reach) -> set[int]:
    """The rows at which somebody can wait within a group of units where there are transfers from one to another."""
    groups = [set(group) for group in rings(reach.edges)]
    edges = {
        (number, unit, there)
        for number, active, unit, _ in reach.states
        if not active and rows[number].kind in tables.TO_A_PLACE
        for there in rows[number].wanted
    }
    slow = [
        group
        for group in groups
        if any(rows[number].kind == tables.TRANSFER and {unit, there} <= group for number, unit, there in edges)
    ]
    return {number for number, unit, there in edges if any({unit, there} <= group for group in slow)}


def _redirect(row: Row, goes: dict[int, int]) -> None:
    """Let a row lead to the transfer before a stay; a transfer leads to its stay."""
    row.options = [goes.get(option, option) for option in row.options]
    row.impatient, row.turned_away = (goes.get(number, number) for number in (row.impatient, row.turned_away))
    row.next = goes.get(row.next, row.next)
    row.risks = [replace(risk, then=goes.get(risk.then, risk.then)) for risk in row.risks]
