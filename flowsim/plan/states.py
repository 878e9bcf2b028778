"""Wait-states: every (step, waiting or active, unit, declared) that a person can be in, found by walking the plan."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from flowsim.plan import tables
from flowsim.plan.branches import beside, declares, ways
from flowsim.plan.loops import components
from flowsim.plan.rows import Row

Spot = tuple[int, int, int]
"""Where a walk stands: step row, unit, declared."""


class Reach:
    """Walks from every way in and collects the wait-states met.

    Args:
        rows: the linked program.
        hospital: for each resource, whether it is a hospital unit.
        ready_mark, withdrawn_mark: the marks that declare and withdraw; -1 if none.
    """

    def __init__(self, rows: list[Row], hospital: list[bool], ready_mark: int, withdrawn_mark: int = -1) -> None:
        self.rows, self.hospital, self.ready_mark, self.withdrawn_mark = rows, hospital, ready_mark, withdrawn_mark
        self.states: set[tuple[int, int, int, int]] = set()
        self.edges: set[tuple[int, int]] = set()
        self._seen: set[Spot] = set()
        self._branches = beside(rows)
        self._behind = {row.next for row in rows if row.kind == tables.TRANSFER}
        self._any_time = declares(rows, self._branches, {ready_mark, withdrawn_mark})

    def walk(self, entries: list[int], in_place: list[int]) -> None:
        """From the community at each entry, and from under way in each stay of a filled start."""
        stack: list[Spot] = [(row, tables.COMMUNITY_UNIT, 0) for row in entries]
        for row in in_place:
            unit = self.rows[row].wanted[0]
            self.states.add((row, 1, unit, 0))
            stack.append((self.rows[row].next, unit, 0))
        self._follow(stack)

    def walk_from(self, found: list[tuple[int, int, int, int]]) -> None:
        """From (step, under way, unit, declared) of people found in place by a census."""
        stack: list[Spot] = []
        for row, active, unit, declared in sorted(set(found)):
            if active and self.rows[row].kind == tables.STAY:
                self.states.add((row, 1, unit, declared))
                stack.append((self.rows[row].next, unit, declared))
            elif active:
                stack.append((row, unit, declared))
            else:
                wanted = self.rows[row].wanted if self.rows[row].kind == tables.STAY else [unit]
                stack += self._request(row, unit, declared, wanted)
        self._follow(stack)

    def _follow(self, stack: list[Spot]) -> None:
        while stack:
            spot = stack.pop()
            if spot not in self._seen:
                self._seen.add(spot)
                stack += self._exits(*spot)
                row, unit, _ = spot
                if self._any_time and self.hospital[unit]:
                    stack += [(row, unit, 0), (row, unit, 1)]

    def _exits(self, number: int, unit: int, declared: int) -> Iterator[Spot]:
        row = self.rows[number]
        if row.kind in (tables.CHOOSE, tables.TEST):
            yield from ((option, unit, declared) for option in row.options)
        elif row.kind == tables.MARK:
            if self.hospital[unit] and row.target in (self.ready_mark, self.withdrawn_mark):
                declared = int(row.target == self.ready_mark)
            yield row.next, unit, declared
        elif row.kind in (tables.SET, tables.ACT, tables.MEANWHILE, tables.RELEASE):
            yield row.next, unit, declared
        elif row.kind == tables.MEET:
            self._meet(row.target, unit, declared)
            yield row.next, unit, declared
        elif row.kind == tables.RETURN:
            yield row.options[0], tables.COMMUNITY_UNIT, 0
        elif row.kind == tables.SEARCH:
            self.states.add((number, 1, unit, declared))
            yield from ((option, unit, declared) for option in row.options)
        elif row.kind == tables.WAIT or (row.kind == tables.STAY and unit in row.wanted):
            self.states.add((number, 1, unit, declared))
            yield row.next, unit, declared
            if row.amount >= 0:
                yield from self._request(number, unit, declared, [unit])
        elif row.kind == tables.TRANSFER and unit in row.wanted:
            yield row.next, unit, declared
        elif number in self._behind:
            yield from self._granted(number, declared, row.wanted)
        elif row.kind in (tables.STAY, tables.TASK, tables.RESERVE, tables.PAY, tables.TRANSFER):
            yield from self._request(number, unit, declared, row.wanted if row.kind == tables.STAY else [unit])
        held = row.wanted if row.kind == tables.STAY else [unit]
        for there in held if row.risks else ():
            for ready in (0, 1) if self.hospital[there] else (0,):
                yield from ((risk.then, there, ready) for risk in row.risks if risk.interrupts)

    def _meet(self, branch: int, unit: int, declared: int) -> None:
        """Who waits for a branch is in the wait-state in which the branch is."""
        for number in (number for number, own in self._branches.items() if own == branch):
            if self.rows[number].kind in (tables.TASK, tables.RESERVE, tables.PAY):
                self.states.add((number, 0, unit, declared))
            if self.rows[number].kind in (tables.TASK, tables.WAIT, tables.SEARCH, tables.RESERVE, tables.PAY):
                self.states.add((number, 1, unit, declared))

    def _request(self, number: int, unit: int, declared: int, units: list[int]) -> Iterator[Spot]:
        row = self.rows[number]
        self.states.add((number, 0, unit, declared))
        if row.patience >= 0:
            yield row.impatient, unit, declared
        if row.limit >= 0:
            yield row.turned_away, unit, declared
        yield from self._granted(number, declared, units)
        towards = row.wanted if row.kind == tables.TRANSFER else units
        if row.kind in tables.TO_A_PLACE and row.keep < 0 and unit != tables.COMMUNITY_UNIT:
            self.edges |= {(unit, there) for there in towards if there not in (tables.COMMUNITY_UNIT, unit)}

    def _granted(self, number: int, declared: int, units: list[int]) -> Iterator[Spot]:
        """Under way in each of the units."""
        for there in units:
            still = int(declared and self.hospital[there])
            self.states.add((number, 1, there, still))
            if self._any_time and self.hospital[there]:
                self.states |= {(number, 1, there, 0), (number, 1, there, 1)}
            yield self.rows[number].next, there, still


def state_tables(rows: list[Row], states: set[tuple[int, int, int, int]], units: int) -> tuple[np.ndarray, np.ndarray]:
    """The states table, and the look-up from (row, active, unit, declared) to its rows."""
    ordered = sorted(states)
    table = np.zeros(len(ordered), tables.dtype("states"))
    lookup = np.full((len(rows), 2, units, 2), -1, np.int32)
    for number, (row, active, unit, declared) in enumerate(ordered):
        table[number] = (row, active, unit, declared, rows[row].reason)
        lookup[row, active, unit, declared] = number
    return table, lookup


def rings(edges: set[tuple[int, int]]) -> list[list[int]]:
    """Groups of units that can wait for each other in a ring (strongly connected, more than one unit)."""
    units = sorted({unit for edge in edges for unit in edge})
    reach = {unit: _reachable(unit, edges) for unit in units}
    groups = {tuple(other for other in units if other in reach[unit] and unit in reach[other]) for unit in units}
    return sorted(list(group) for group in groups if len(group) > 1)


def _reachable(start: int, edges: set[tuple[int, int]]) -> set[int]:
    found: set[int] = set()
    stack = [start]
    while stack:
        unit = stack.pop()
        new = {b for a, b in edges if a == unit} - found
        found |= new
        stack += new
    return found


def revisited(rows: list[Row]) -> set[str]:
    """Counted purposes that one person can meet more than once, and those that keep what was decided."""
    exits = ways(rows)
    component = components(exits)
    sizes: dict[int, int] = {}
    for number in component:
        sizes[number] = sizes.get(number, 0) + 1
    again: set[str] = set()
    by_name: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        if row.counted:
            by_name.setdefault(row.counted, []).append(number)
            if sizes[component[number]] > 1 or number in exits[number] or row.uptake >= 0:
                again.add(row.counted)
    for name, numbers in by_name.items():
        if len(numbers) > 1 and name not in again and _one_reaches_another(exits, numbers):
            again.add(name)
    return again


def _one_reaches_another(exits: list[list[int]], numbers: list[int]) -> bool:
    wanted = set(numbers)
    for start in numbers:
        seen: set[int] = set()
        stack = exits[start][:]
        while stack:
            number = stack.pop()
            if number in wanted and number != start:
                return True
            if number not in seen:
                seen.add(number)
                stack += exits[number]
    return False
