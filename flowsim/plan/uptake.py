"""Uptake of policies: the table behind each policy's own choices, and how far a policy is in force by a time.

A policy reaches somebody when their draw is below its share times the part of the ramp that is past. The draw is a
person's own, or that of a unit, team or level of an attribute, which has one for the whole run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flowsim.plan import tables
from flowsim.plan.numbering import Numbering
from flowsim.plan.purposes import Purposes
from flowsim.plan.trees import Trees, name_leaves
from flowsim.scenario.check_uptake import POLICY_KEY
from flowsim.scenario.instants import ticks_of
from flowsim.scenario.place import Place
from flowsim.scenario.step import NameBy, NameTree
from flowsim.scenario.steps import Choose, Uptake

if TYPE_CHECKING:
    from flowsim.plan.rows import Row

LONG_AGO = -(2**62)
"""The start of a policy without a date: before everything."""


@dataclass(frozen=True, slots=True)
class _Deciding:
    """A row of the uptakes table in the making."""

    policy: str
    own: int
    share: int
    start: int
    ramp: int
    subject: int
    purposes: tuple[int, ...]


class Uptakes:
    """Collects how the uptake of policies is decided; choices that decide alike share a row."""

    def __init__(self, place: Place, numbering: Numbering, trees: Trees, purposes: Purposes) -> None:
        self.run, self.numbering, self.trees, self.purposes = place.run, numbering, trees, purposes
        self.found: dict[_Deciding, int] = {}

    def row(self, step: Choose) -> int:
        """The row behind one policy's choice, before :meth:`tables` numbers those that are used."""
        assert step.key is not None
        policy = step.key.removeprefix(POLICY_KEY)
        uptake = step.uptake or Uptake.model_validate({})
        subject, purposes = self._drawn(policy, uptake)
        window_from = round(self.run.warm_up.value)
        deciding = _Deciding(
            policy,
            int(uptake.by == "person"),
            self.trees.number(step.choose[0].share),
            self._start(uptake, window_from),
            0 if uptake.ramp is None else round(uptake.ramp.value),
            subject,
            purposes,
        )
        return self.found.setdefault(deciding, len(self.found))

    def _start(self, uptake: Uptake, window_from: int) -> int:
        """When people begin to be reached; a ramp without a date begins with the run."""
        if uptake.start is None:
            return LONG_AGO if uptake.ramp is None else 0
        return ticks_of(uptake.start, self.run.start_date, window_from)

    def _drawn(self, policy: str, uptake: Uptake) -> tuple[int, tuple[int, ...]]:
        """The row that says which purpose is drawn by (-1 by the unit where the person is), and the purposes."""
        if uptake.by == "person":
            return -1, (self.purposes.code(f"{POLICY_KEY}{policy}:uptake"),)
        if uptake.of is not None:
            leaves: list[object] = [_first(leaf) for leaf in name_leaves(uptake.of)]
            return self.trees.pick(_firsts(uptake.of), leaves), self._codes(policy, uptake.by, leaves)
        if uptake.by == "unit":
            return -1, self._codes(policy, "unit", list(self.numbering.resources)[: self.numbering.units])
        levels = self.numbering.levels[uptake.by]
        return self.trees.code(uptake.by), self._codes(policy, f"attribute.{uptake.by}", list(levels))

    def _codes(self, policy: str, kind: str, names: Sequence[object]) -> tuple[int, ...]:
        return tuple(self.purposes.code(f"{POLICY_KEY}{policy}:{kind}.{name}") for name in names)

    def tables(self, rows: Sequence[Row]) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
        """The tables ``uptakes`` and ``uptake_purposes`` for linked rows, which get their numbers, and the policies."""
        deciding = list(self.found)
        used = list(dict.fromkeys(row.uptake for row in rows if row.uptake >= 0))
        policies = sorted({deciding[number].policy for number in used})
        records, purposes = [], list[int]()
        for number in used:
            it = deciding[number]
            first = len(purposes)
            purposes += it.purposes
            policy = policies.index(it.policy)
            records.append((policy, it.own, it.share, it.start, it.ramp, it.subject, first, len(it.purposes)))
        for row in rows:
            row.uptake = used.index(row.uptake) if row.uptake >= 0 else -1
        return np.array(records, tables.dtype("uptakes")), np.array(purposes, np.int64), tuple(policies)


def _first(leaf: object) -> str:
    """The unit that a stay asks for first."""
    return leaf if isinstance(leaf, str) else leaf[0]  # type: ignore[index, no-any-return]


def _firsts(tree: NameTree) -> NameTree:
    """The same tree of names with the first of each list."""
    if not isinstance(tree, NameBy):
        return _first(tree)
    branches = {level: _firsts(branch) for level, branch in (tree.model_extra or {}).items()}
    rest = None if tree.otherwise is None else _firsts(tree.otherwise)
    return NameBy.model_validate({"by": tree.by, "else": rest, **branches})


def in_force(start: int, ramp: int, begin: int, end: int) -> float:
    """The mean, over [begin, end], of the part of the share that is reached; at one instant if they are the same.

    >>> in_force(0, 10, 5, 5), in_force(0, 10, 0, 20), in_force(5, 0, 0, 10)
    (0.5, 0.75, 0.5)
    """
    if begin == end:
        return _part(start, ramp, begin)
    rising = min(max(end - start, 0), ramp) ** 2 - min(max(begin - start, 0), ramp) ** 2
    full = max(end - start - ramp, 0) - max(begin - start - ramp, 0)
    return ((rising / (2 * ramp) if ramp else 0.0) + full) / (end - begin)


def _part(start: int, ramp: int, now: int) -> float:
    if now < start:
        return 0.0
    return 1.0 if now >= start + ramp else (now - start) / ramp
