"""Distributions, shares and numbers by attribute become rows of the distribution table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf
from typing import Any

from flowsim.plan.numbering import By, Numbering, case
from flowsim.random.table import DistributionTable
from flowsim.random.truncation import truncated
from flowsim.scenario.conditions import When
from flowsim.scenario.distributions import Deterministic, DistributionBy, Mixture, Truncate, parameters
from flowsim.scenario.quantities import Figure
from flowsim.scenario.rules import branches
from flowsim.scenario.steps import ShareTable
from flowsim.scenario.sums import SumBy, sum_parameters

Known = dict[str, str]
"""Attributes whose level is settled on the way down a tree."""

Pending = tuple[tuple[int, tuple[tuple[str, frozenset[str]], ...]], ...]
"""Conditions that may still be the first to hold: index, and the attributes still to be looked at with their levels."""


class Trees:
    """Appends rows to one :class:`DistributionTable` from the trees of a scenario."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.table = DistributionTable()
        self._categories: dict[tuple[object, ...], int] = {}
        self._matches: dict[Pending, int] = {}

    def distribution(self, spec: object) -> int:
        """Row of a time to draw, in ticks."""
        if isinstance(spec, Figure):
            return self.table.constant(spec.value)
        times = getattr(spec, "times", None)
        row = self._unscaled(spec)
        if times is not None:
            row = self.table.scaled(row, self.number(times))
        bounds = getattr(spec, "truncate", None)
        return row if bounds is None else self._truncated(row, bounds)

    def _truncated(self, row: int, bounds: Truncate) -> int:
        low = bounds.low.value if bounds.low else 0.0
        return truncated(self.table, row, low, bounds.high.value if bounds.high else inf)

    def _unscaled(self, spec: Any) -> int:
        if isinstance(spec, DistributionBy):
            return self._by(spec, self.distribution)
        if isinstance(spec, Mixture):
            parts = spec.mixture
            return self.table.mixture([p.share.value for p in parts], [self.distribution(p.of) for p in parts])
        if isinstance(spec, Deterministic):
            return self.table.constant(spec.deterministic.value)
        return self.table.leaf(*parameters(spec))

    def sum(self, spec: Any) -> int:
        """Row of a sum of money, in pence."""
        if isinstance(spec, Figure):
            return self.table.constant(spec.value)
        row = self._by(spec, self.sum) if isinstance(spec, SumBy) else self.table.leaf(*sum_parameters(spec))
        return row if spec.times is None else self.table.scaled(row, self.number(spec.times))

    def number(self, tree: object) -> int:
        """Row of a plain number, or one by attribute."""
        if isinstance(tree, Figure):
            return self.table.constant(tree.value)
        return self._by(tree, self.number)

    def _by(self, tree: object, row_of: Callable[[object], int]) -> int:
        name = tree.by  # type: ignore[attr-defined]
        rows = [row_of(case(tree, level)) for level in self.numbering.levels[name]]
        return rows[0] if len(set(rows)) == 1 else self.table.by(self.numbering.attributes[name], rows)

    def category(self, shares: Sequence[object | None]) -> int:
        """Row that draws the index of one of several shares (each a number or by attribute; ``None`` is the rest).

        What is missing to one falls to an index of its own, ``len(shares)``, unless there is a rest.
        """
        key = tuple(share.value if isinstance(share, Figure) else id(share) for share in shares)
        if key not in self._categories:
            attribute = self._first_open(shares)
            self._categories[key] = (
                self._plain_category(shares)
                if attribute is None
                else self._split(attribute, lambda level: self.category(_settled(shares, attribute, level)))
            )
        return self._categories[key]

    def _plain_category(self, shares: Sequence[object | None]) -> int:
        values = [share.value if isinstance(share, Figure) else None for share in shares]
        given = sum(value for value in values if value is not None)
        rest = max(0.0, 1.0 - given)
        filled = [rest if value is None else value for value in values]
        if None not in values and rest > 1e-9:
            filled.append(rest)
        certain = [index for index, value in enumerate(filled) if value > 1.0 - 1e-12]
        if certain:
            return self.table.constant(float(certain[0]))
        return self.table.category(_cumulative(filled))

    def first_match(self, conditions: Sequence[When | None]) -> int:
        """Row that gives the index of the first condition that holds (``None`` always holds), by the levels of
        attributes alone; draws nothing.

        Where none holds the index is ``len(conditions)``.
        """
        wanted = [
            tuple((attribute, frozenset([levels] if isinstance(levels, str) else levels)) for attribute, levels in each)
            for each in [condition.levels.items() if condition else () for condition in conditions]
        ]
        return self._match((*enumerate(wanted), (len(conditions), ())))

    def _match(self, pending: Pending) -> int:
        """The first of some conditions, each with what is still to be looked at."""
        index, wanted = pending[0]
        if not wanted:
            return self.table.constant(float(index))
        if pending not in self._matches:
            attribute = wanted[0][0]
            self._matches[pending] = self._split(attribute, lambda level: self._match(_left(pending, attribute, level)))
        return self._matches[pending]

    def _split(self, attribute: str, row_of: Callable[[str], int]) -> int:
        rows = [row_of(level) for level in self.numbering.levels[attribute]]
        return rows[0] if len(set(rows)) == 1 else self.table.by(self.numbering.attributes[attribute], rows)

    def levels(self, attribute: str, shares: object, known: Known | None = None) -> int:
        """Row that draws the code of one attribute's level from a table of shares."""
        known = known or {}
        codes = self.numbering.levels[attribute]
        if isinstance(shares, str):
            return self.table.constant(float(codes[shares]))
        if isinstance(shares, ShareTable):
            if shares.by in known:
                return self.levels(attribute, case(shares, known[shares.by]), known)
            return self._split(shares.by, lambda level: self.levels(attribute, shares, {**known, shares.by: level}))
        assert isinstance(shares, dict)
        zero = Figure(0.0, 0)
        return self.category([shares.get(level, zero) for level in codes])

    def pick(self, tree: object, leaves: list[object]) -> int:
        """Row that gives the index, in ``leaves``, of what a tree of names says; draws nothing."""
        if isinstance(tree, By):
            return self._split(tree.by, lambda level: self.pick(case(tree, level), leaves))
        return self.table.constant(float(leaves.index(tree)))

    def code(self, attribute: str) -> int:
        """Row that gives the code of a person's level of an attribute; draws nothing."""
        codes = self.numbering.levels[attribute]
        return self._split(attribute, lambda level: self.table.constant(float(codes[level])))

    def _first_open(self, shares: Sequence[object | None]) -> str | None:
        open_names = {share.by for share in shares if isinstance(share, By)}
        return min(open_names, key=self.numbering.attributes.__getitem__, default=None)


def name_leaves(tree: object) -> list[object]:
    """The different names (or lists of names) at the ends of a tree of names, in order of appearance."""
    if not isinstance(tree, By):
        return [tree]
    found: list[object] = []
    for branch in branches(tree):
        found += [leaf for leaf in name_leaves(branch) if leaf not in found]
    return found


def _settled(shares: Sequence[object | None], attribute: str, level: str) -> list[object | None]:
    """The same shares for people at one level of an attribute, as far as that attribute is asked first."""
    settled = []
    for share in shares:
        while isinstance(share, By) and share.by == attribute:
            share = case(share, level)
        settled.append(share)
    return settled


def _left(pending: Pending, attribute: str, level: str) -> Pending:
    """What is left to look at for people at one level of an attribute, up to the first condition sure to hold."""
    left = []
    for index, wanted in pending:
        if all(level in levels for name, levels in wanted if name == attribute):
            left.append((index, tuple(part for part in wanted if part[0] != attribute)))
            if not left[-1][1]:
                break
    return tuple(left)


def _cumulative(shares: Sequence[float]) -> list[float]:
    total, running = 0.0, []
    for share in shares:
        total += share
        running.append(total)
    return [value / total for value in running[:-1]] + [1.0]
