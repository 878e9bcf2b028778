"""Distributions, shares and numbers by attribute become rows of the distribution table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flowsim.plan.numbering import By, Numbering, case
from flowsim.random.table import DistributionTable
from flowsim.scenario.distributions import Deterministic, DistributionBy, Mixture, parameters
from flowsim.scenario.quantities import Figure
from flowsim.scenario.rules import branches
from flowsim.scenario.steps import Condition, ShareTable

Known = dict[str, str]
"""Attributes whose level is settled on the way down a tree."""


class Trees:
    """Appends rows to one :class:`DistributionTable` from the trees of a scenario."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.table = DistributionTable()

    def distribution(self, spec: object) -> int:
        """Row of a time to draw, in ticks."""
        if isinstance(spec, Figure):
            return self.table.constant(spec.value)
        times = getattr(spec, "times", None)
        row = self._unscaled(spec)
        return row if times is None else self.table.scaled(row, self.number(times))

    def _unscaled(self, spec: Any) -> int:
        if isinstance(spec, DistributionBy):
            return self._by(spec, self.distribution)
        if isinstance(spec, Mixture):
            parts = spec.mixture
            return self.table.mixture([p.share.value for p in parts], [self.distribution(p.of) for p in parts])
        if isinstance(spec, Deterministic):
            return self.table.constant(spec.deterministic.value)
        return self.table.leaf(*parameters(spec))

    def number(self, tree: object) -> int:
        """Row of a plain number, or one by attribute."""
        if isinstance(tree, Figure):
            return self.table.constant(tree.value)
        return self._by(tree, self.number)

    def _by(self, tree: object, row_of: Callable[[object], int]) -> int:
        name = tree.by  # type: ignore[attr-defined]
        rows = [row_of(case(tree, level)) for level in self.numbering.levels[name]]
        return rows[0] if len(set(rows)) == 1 else self.table.by(self.numbering.attributes[name], rows)

    def category(self, shares: Sequence[object | None], known: Known | None = None) -> int:
        """Row that draws the index of one of several shares (each a number or by attribute; ``None`` is the rest).

        What is missing to one falls to an index of its own, ``len(shares)``, unless there is a rest.
        """
        known = known or {}
        settled = [_settle(share, known) for share in shares]
        open_attribute = self._first_open(settled)
        if open_attribute is None:
            return self._plain_category(settled)
        return self._split(open_attribute, self._chooser(settled, known, open_attribute))

    def _chooser(self, shares: Sequence[object | None], known: Known, attribute: str) -> Callable[[str], int]:
        return lambda level: self.category(shares, {**known, attribute: level})

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

    def first_match(self, conditions: Sequence[Condition | None], known: Known | None = None) -> int:
        """Row that gives the index of the first condition that holds (``None`` always holds); draws nothing.

        Where none holds the index is ``len(conditions)``.
        """
        known = known or {}
        for index, condition in enumerate(conditions):
            verdict = _holds(condition, known)
            if verdict is True:
                return self.table.constant(float(index))
            if isinstance(verdict, str):
                return self._split(verdict, self._matcher(conditions, known, verdict))
        return self.table.constant(float(len(conditions)))

    def _matcher(self, conditions: Sequence[Condition | None], known: Known, attribute: str) -> Callable[[str], int]:
        return lambda level: self.first_match(conditions, {**known, attribute: level})

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
        return self.category([shares.get(level, zero) for level in codes], known)

    def pick(self, tree: object, leaves: list[object]) -> int:
        """Row that gives the index, in ``leaves``, of what a tree of names says; draws nothing."""
        if isinstance(tree, By):
            return self._split(tree.by, lambda level: self.pick(case(tree, level), leaves))
        return self.table.constant(float(leaves.index(tree)))

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


def _settle(tree: object, known: Known) -> object:
    while isinstance(tree, By) and tree.by in known:
        tree = case(tree, known[tree.by])
    return tree


def _holds(condition: Condition | None, known: Known) -> bool | str:
    """True, False, or the name of an attribute that decides and is not known yet."""
    undecided = ""
    for attribute, wanted in (condition or {}).items():
        if attribute not in known:
            undecided = undecided or attribute
        elif known[attribute] not in ([wanted] if isinstance(wanted, str) else wanted):
            return False
    return undecided or True


def _cumulative(shares: Sequence[float]) -> list[float]:
    total, running = 0.0, []
    for share in shares:
        total += share
        running.append(total)
    return [value / total for value in running[:-1]] + [1.0]
