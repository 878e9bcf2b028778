"""The numeric table of distributions that the samplers read, and the builder that makes it with the plan.

A row is one distribution; rows refer to other rows through `children` and to numbers through `values`:

| kind | attribute | first, count | a, b, c |
| --- | --- | --- | --- |
| constant | | | a value |
| exponential | | | a mean |
| lognormal | | | a mu, b sigma of the logarithm |
| Weibull | | | a scale, b 1/shape |
| uniform | | | a low, b high |
| triangular | | | a low, b mode, c high |
| quantiles | | first: its cells in `values` | a factor, b added constant |
| empirical | | `values`: count values, then count cumulative shares | |
| normal | | | a mean, b standard deviation; only under a truncation |
| category | | `values`: count cumulative shares | |
| by | which attribute | `children`: one row a level | |
| mixture | where its cumulative shares begin in `values` | `children`: count rows | |
| scaled | | `children`: the row, then the row of constants that multiplies it | |
| truncated | | `children`: the row, of no other kind below this line | uniform numbers a to b are used |

`mean` is the mean of a row that refers to no other, for working out loads; NaN elsewhere. Samplers do not read it.
Numbers that need scipy or the machine's mathematical library (Weibull shapes, quantile tables) are rounded to nine
significant digits, so that the bytes are the same on any machine; lognormals use the project's own functions.
"""

import itertools
import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import astuple, dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from flowsim.random import distributions, phases, quantiles, samplers
from flowsim.random.functions import log
from flowsim.random.reductions import reduced
from flowsim.random.remaining import remaining_of
from flowsim.random.truncation import truncated

DISTRIBUTION = np.dtype(
    [
        ("kind", np.int32),
        ("attribute", np.int32),
        ("first", np.int32),
        ("count", np.int32),
        ("a", np.float64),
        ("b", np.float64),
        ("c", np.float64),
        ("mean", np.float64),
    ],
    align=True,
)
"""One row of the table; the module's own text says what each column holds for each kind."""


@dataclass(frozen=True)
class Row:
    """One row of `DISTRIBUTION`, before it is an array."""

    kind: int
    attribute: int = 0
    first: int = 0
    count: int = 0
    a: float = 0.0
    b: float = 0.0
    c: float = 0.0


class DistributionTable:
    """Builds the table. Every method that makes a distribution returns its row; identical ones share a row.

    >>> table = DistributionTable()
    >>> stay = table.by(0, [table.constant(2.0), table.leaf("exponential", {"mean": 3.0})])
    >>> table.mean_of(stay, [1]), table.random(stay)
    (3.0, True)
    """

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._row_of: dict[Row, int] = {}
        self._values: list[float] = []
        self._children: list[int] = []
        self._blocks: dict[Hashable, int] = {}
        self._leaves: dict[int, tuple[str, dict[str, Any]]] = {}
        self._means: dict[int, float] = {}
        self._lone: dict[Hashable, np.ndarray] = {}

    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The table (`DISTRIBUTION`), the values (float64) and the children (int32), each one-dimensional."""
        rows = [(*astuple(row), self._means[index]) for index, row in enumerate(self._rows)]
        table = np.array(rows, dtype=DISTRIBUTION)
        return table, np.array(self._values, np.float64), np.array(self._children, np.int32)

    # Making rows

    def constant(self, x: float) -> int:
        """Always `x`."""
        return self.add(Row(samplers.CONSTANT, a=float(x)), float(x))

    def leaf(self, name: str, parameters: distributions.Parameters) -> int:
        """A distribution of the registry, its parameters floats in ticks (or pure numbers).

        A mixture's `of` holds pairs (name, parameters). ValueError with every problem that `check` finds.
        """
        problems = distributions.check(name, parameters)
        if problems:
            raise ValueError("; ".join(problems))
        name, parameters = reduced(name, parameters)
        p = distributions.standard(name, parameters)
        if name == "mixture":
            return self.mixture(p["shares"], [self.leaf(*part) for part in p["of"]])
        if name == "empirical":
            return self._empirical(p["values"], p["shares"])
        if name == "deterministic" or ("low" in p and p["low"] == p["high"]):
            return self.constant(p["value"] if name == "deterministic" else p["low"])
        if name == "truncated_normal":
            return self._cut_normal(p)
        mean = distributions.mean(name, parameters)
        row = self.add(self._leaf(name, p), quantiles.rounded(mean) if name in ("weibull", "phase_type") else mean)
        self._leaves[row] = (name, p)
        return row

    def _cut_normal(self, p: dict[str, Any]) -> int:
        """A normal under a truncation; centre and spread may come from a numerical solution, and keep nine digits."""
        row = Row(samplers.NORMAL, a=quantiles.rounded(p["centre"]), b=quantiles.rounded(p["spread"]))
        return truncated(self, self.add(row, p["centre"]), p["low"], p["high"])

    def by(self, attribute: int, children: Sequence[int]) -> int:
        """The child at the person's code of attribute number `attribute`; one child a level."""
        if not children:
            raise ValueError("a distribution by attribute needs at least one level")
        if len(set(children)) == 1:
            return children[0]
        first = self._child_block(children)
        return self.add(Row(samplers.BY, attribute=attribute, first=first, count=len(children)))

    def mixture(self, shares: Sequence[float], children: Sequence[int]) -> int:
        """One of the children, chosen by shares (which are divided by their sum), in written order."""
        parts = [(s, child) for s, child in zip(shares, children, strict=True) if s > 0.0]
        if not parts or min(shares) < 0.0:
            raise ValueError("a mixture needs shares that are not negative, one of them above nought")
        if len({child for _, child in parts}) == 1:
            return parts[0][1]
        where = self._value_block(_cumulative([s for s, _ in parts]))
        first = self._child_block([child for _, child in parts])
        return self.add(Row(samplers.MIXTURE, attribute=where, first=first, count=len(parts)))

    def scaled(self, child: int, factor: int) -> int:
        """The child multiplied by the number that the row `factor` gives; that row must need no draw.

        Products of constants are worked out here, so a factor is always constants by attribute.
        """
        if self.random(factor):
            raise ValueError("the factor of a scaled distribution must not be random")
        if self.kind(factor) == samplers.CONSTANT and self._rows[factor].a == 1.0:
            return child
        if not self.random(child):
            return self._product(child, factor)
        first = self._child_block([child, factor])
        return self.add(Row(samplers.SCALED, first=first, count=2))

    def category(self, cumulative: Sequence[float]) -> int:
        """A code 0 to n - 1, the first whose cumulative share is above the uniform number; the last must be 1."""
        steps = list(itertools.pairwise([0.0, *cumulative]))
        if not steps or any(b < a for a, b in steps) or abs(cumulative[-1] - 1.0) > distributions.SHARES_TOLERANCE:
            raise ValueError("cumulative shares must rise to 1")
        shares = [b - a for a, b in steps]
        if max(shares) >= 1.0 - distributions.SHARES_TOLERANCE:
            return self.constant(float(shares.index(max(shares))))
        last = max(i for i, s in enumerate(shares) if s > 0.0)
        block = [*map(float, cumulative[:last]), *[1.0] * (len(shares) - last)]
        row = Row(samplers.CATEGORY, first=self._value_block(block), count=len(block))
        return self.add(row, math.fsum(i * s for i, s in enumerate(shares)))

    # Asking about rows

    def random(self, row: int) -> bool:
        """Whether a draw from this row needs a uniform number, for any person."""
        kind = self.kind(row)
        if kind == samplers.SCALED:
            return True
        if kind == samplers.BY:
            return any(self.random(child) for child in self.children_of(row))
        return kind != samplers.CONSTANT

    def attributes(self, row: int) -> frozenset[int]:
        """The numbers of the attributes that this row looks at."""
        own = {self._rows[row].attribute} if self.kind(row) == samplers.BY else set()
        return frozenset(own).union(*(self.attributes(child) for child in self.children_of(row)))

    def mean_of(self, row: int, codes: Sequence[int]) -> float:
        """The mean for a person with these attribute codes, from the parameters, not from the tables."""
        kind, children = self.kind(row), self.children_of(row)
        if kind == samplers.BY:
            return self.mean_of(children[codes[self._rows[row].attribute]], codes)
        if kind == samplers.SCALED:
            return self.mean_of(children[0], codes) * self.mean_of(children[1], codes)
        if kind == samplers.MIXTURE:
            return math.fsum(s * self.mean_of(c, codes) for s, c in zip(self.shares_of(row), children, strict=True))
        return self._means[row]

    # The remaining time of a stay found in progress

    def equilibrium(self, row: int) -> int:
        """The remaining time of a stay of this distribution in equilibrium: density (1 - F(x)) / mean.

        ValueError for a category, and for a row that is itself a tabled remaining time.
        """
        kind, children, r = self.kind(row), self.children_of(row), self._rows[row]
        if kind == samplers.BY:
            return self.by(r.attribute, [self.equilibrium(child) for child in children])
        if kind == samplers.SCALED:
            return self.scaled(self.equilibrium(children[0]), children[1])
        if kind == samplers.MIXTURE:
            return self._remaining_mixture(row)
        if kind == samplers.CONSTANT:
            return self._between(0.0, r.a)
        if kind == samplers.EXPONENTIAL:
            return row
        if kind == samplers.UNIFORM:
            return self._remaining_uniform(r.a, r.b)
        if kind == samplers.TRIANGULAR:
            return self._remaining_triangular(r.a, r.b, r.c)
        if kind == samplers.EMPIRICAL:
            values, shares = self.values_of(row), self.shares_of(row)
            weights = [s * v for s, v in zip(shares, values, strict=True)]
            if not any(weights):
                return self.constant(0.0)
            return self.mixture(weights, [self._between(0.0, v) for v in values])
        return self._remaining_table(row)

    def _remaining_mixture(self, row: int) -> int:
        """Parts weighted by share x mean. Means that differ by attribute are taken one level at a time."""
        attributes = self.attributes(row)
        if attributes:
            attribute = min(attributes)
            levels = range(self.levels_of(row, attribute))
            return self.by(attribute, [self.equilibrium(self.at_level(row, attribute, level)) for level in levels])
        children = self.children_of(row)
        weights = [s * self.mean_of(c, []) for s, c in zip(self.shares_of(row), children, strict=True)]
        if not any(weights):
            return self.constant(0.0)
        return self.mixture(weights, [self.equilibrium(child) for child in children])

    def _remaining_uniform(self, low: float, high: float) -> int:
        """Exactly: uniform below `low`, then a density that falls in a straight line to nought at `high`."""
        falling = self.leaf("triangular", {"low": low, "mode": low, "high": high})
        return self.mixture([low, (high - low) / 2.0], [self._between(0.0, low), falling])

    def _remaining_triangular(self, low: float, mode: float, high: float) -> int:
        """Uniform below `low`, then `low` plus the remaining time of the same triangle moved to nought."""
        width = high - low
        share = quantiles.rounded((mode - low) / width)
        first = self._quantiles("triangular", share)
        mean, variance = (1.0 + share) / 3.0, (1.0 - share * (1.0 - share)) / 18.0
        row = Row(samplers.QUANTILES, first=first, a=width, b=low)
        rest = self.add(row, low + width * (variance + mean * mean) / (2.0 * mean))
        return self.mixture([low, width * mean], [self._between(0.0, low), rest])

    def _remaining_table(self, row: int) -> int:
        """A quantile table for the remaining time of a lognormal, Weibull or gamma stay."""
        if self.kind(row) == samplers.TRUNCATED or self._leaves.get(row, ("",))[0] == "beta":
            return self._remaining_tabled(row)
        if row not in self._leaves:
            raise ValueError("this distribution has no remaining time in equilibrium")
        name, p = self._leaves[row]
        if name == "phase_type":
            return self.leaf(name, phases.equilibrium(p))
        mean, variance = distributions.mean(name, p), distributions.variance(name, p)
        shape = p["shape"] if name == "weibull" else p["cv"]
        first = self._quantiles(f"remaining {name}", quantiles.rounded(shape))
        left = (variance / mean + mean) / 2.0
        row_of_left = Row(samplers.QUANTILES, first=first, a=quantiles.rounded(mean))
        return self.add(row_of_left, quantiles.rounded(left) if name == "weibull" else left)

    def _remaining_tabled(self, row: int) -> int:
        """Uniform below the least value, then from a table made from the row's own quantiles."""
        low, mean, left, nodes = remaining_of(lambda u: self.quantiles_of(row, u), self._means[row])
        shape = (row, "remaining")
        if shape not in self._blocks:
            self._blocks[shape] = len(self._values)
            self._values.extend(nodes.cells().tolist())
        above = self.add(
            Row(samplers.QUANTILES, first=self._blocks[shape], a=1.0, b=low), quantiles.rounded(low + left)
        )
        return self.mixture([low, mean - low], [self._between(0.0, low), above]) if low > 0.0 else above

    # Helpers

    def add(self, row: Row, mean: float = math.nan) -> int:
        """The index of this row, new or shared; the mean is kept for rows that refer to no other."""
        if row not in self._row_of:
            self._row_of[row] = len(self._rows)
            self._rows.append(row)
        index = self._row_of[row]
        if math.isnan(self._means.get(index, math.nan)):
            self._means[index] = mean
        return index

    def lone(self, row: int) -> tuple[np.ndarray, np.ndarray]:
        """A leaf as a table of one row with the values it needs, for asking the sampler about it."""
        r = self._rows[row]
        size = 8 * samplers.HALF_CELLS if r.kind == samplers.QUANTILES else 0
        if ("lone", r.first, size) not in self._lone:
            self._lone["lone", r.first, size] = np.array(self._values[r.first : r.first + size], np.float64)
        alone = np.array([(*astuple(replace(r, first=0)), math.nan)], dtype=DISTRIBUTION)
        return alone, self._lone["lone", r.first, size]

    def quantiles_of(self, row: int, us: np.ndarray) -> np.ndarray:
        """The values of a leaf, also of one under a truncation, at these uniform numbers."""
        r = self._rows[row]
        if r.kind == samplers.TRUNCATED:
            row, us = self._children[r.first], np.clip(r.a + (r.b - r.a) * us, r.a, r.b)
        table, values = self.lone(row)
        return np.array([samplers.leaf(table, values, 0, u) for u in us.tolist()])

    def uncut(self, row: int) -> tuple[int, float, float]:
        """The leaf itself, and between which uniform numbers it is drawn."""
        r = self._rows[row]
        if r.kind == samplers.TRUNCATED:
            return self._children[r.first], r.a, r.b
        return row, samplers.LEAST, samplers.MOST

    def cut(self, leaf: int, below: float, above: float, mean: float = math.nan) -> int:
        """A leaf drawn from the uniform numbers between two only."""
        return self.add(Row(samplers.TRUNCATED, first=self._child_block([leaf]), count=1, a=below, b=above), mean)

    def constant_of(self, row: int) -> float:
        """The number that a row of one constant gives."""
        return self._rows[row].a

    def values_of(self, row: int) -> list[float]:
        """The values of an empirical distribution, rising."""
        r = self._rows[row]
        return self._values[r.first : r.first + r.count]

    def _value_block(self, block: Sequence[float]) -> int:
        """Where these numbers begin in `values`; identical blocks are shared."""
        if ("values", *block) not in self._blocks:
            self._blocks["values", *block] = len(self._values)
            self._values.extend(float(v) for v in block)
        return self._blocks["values", *block]

    def _child_block(self, rows: Sequence[int]) -> int:
        """Where these rows begin in `children`; identical blocks are shared."""
        if ("children", *rows) not in self._blocks:
            self._blocks["children", *rows] = len(self._children)
            self._children.extend(int(row) for row in rows)
        return self._blocks["children", *rows]

    def _quantiles(self, family: str, shape: Hashable) -> int:
        """Where the quantile table of this family and shape begins in `values`."""
        if (family, shape) not in self._blocks:
            self._blocks[family, shape] = len(self._values)
            self._values.extend(_cells(family, shape))
        return self._blocks[family, shape]

    def _leaf(self, name: str, p: dict[str, Any]) -> Row:
        """The row of a distribution in its standard form."""
        if name == "exponential":
            return Row(samplers.EXPONENTIAL, a=float(p["mean"]))
        if name == "lognormal":
            square = log(1.0 + p["cv"] * p["cv"])
            return Row(samplers.LOGNORMAL, a=log(p["mean"]) - square / 2.0, b=math.sqrt(square))
        if name == "gamma":
            return Row(samplers.QUANTILES, first=self._quantiles("gamma", quantiles.rounded(p["cv"])), a=p["mean"])
        if name == "weibull":
            return Row(samplers.WEIBULL, a=quantiles.rounded(p["scale"]), b=quantiles.rounded(1.0 / p["shape"]))
        if name == "beta":
            shapes = (quantiles.rounded(p["shapes"][0]), quantiles.rounded(p["shapes"][1]))
            return Row(samplers.QUANTILES, first=self._quantiles("beta", shapes), a=p["high"] - p["low"], b=p["low"])
        if name == "phase_type":
            return self._phase_type(p)
        if name == "uniform":
            return Row(samplers.UNIFORM, a=float(p["low"]), b=float(p["high"]))
        return Row(samplers.TRIANGULAR, a=float(p["low"]), b=float(p["mode"]), c=float(p["high"]))

    def _phase_type(self, p: dict[str, Any]) -> Row:
        """A quantile table in units of the longest phase, so that a change of scale makes no other."""
        longest = max(p["means"])
        means = tuple(quantiles.rounded(mean / longest) for mean in p["means"])
        shape = (tuple(map(quantiles.rounded, p["start"])), means, tuple(map(tuple, p["next"])))
        return Row(samplers.QUANTILES, first=self._quantiles("phase_type", shape), a=longest)

    def _empirical(self, values: Sequence[float], shares: Sequence[float]) -> int:
        """Values in rising order (so that a larger uniform number never gives a smaller value), equal ones merged."""
        merged: dict[float, float] = {}
        for value, share in sorted(zip(values, shares, strict=True)):
            if share > 0.0:
                merged[value] = merged.get(value, 0.0) + share
        if len(merged) == 1:
            return self.constant(next(iter(merged)))
        first = self._value_block([*merged, *_cumulative(list(merged.values()))])
        row = Row(samplers.EMPIRICAL, first=first, count=len(merged))
        return self.add(row, math.fsum(v * s for v, s in merged.items()))

    def _between(self, low: float, high: float) -> int:
        """Uniform, or the constant where both ends are one."""
        return self.leaf("uniform", {"low": low, "high": high})

    def _product(self, child: int, factor: int) -> int:
        """The product of two rows of constants by attribute, as one such row."""
        for row, other in ((child, factor), (factor, child)):
            if self.kind(row) == samplers.BY:
                return self.by(
                    self._rows[row].attribute, [self._product(level, other) for level in self.children_of(row)]
                )
        return self.constant(self._rows[child].a * self._rows[factor].a)

    def kind(self, row: int) -> int:
        """The kind of a row."""
        return self._rows[row].kind

    def children_of(self, row: int) -> list[int]:
        """The rows that a row refers to."""
        r = self._rows[row]
        if r.kind not in (samplers.BY, samplers.MIXTURE, samplers.SCALED):
            return []
        return self._children[r.first : r.first + r.count]

    def shares_of(self, row: int) -> list[float]:
        """The shares of a mixture's or an empirical distribution's parts."""
        r = self._rows[row]
        where = r.attribute if r.kind == samplers.MIXTURE else r.first + r.count
        return [b - a for a, b in itertools.pairwise([0.0, *self._values[where : where + r.count]])]

    def levels_of(self, row: int, attribute: int) -> int:
        """How many levels this row gives for an attribute (nought if it does not look at it)."""
        r = self._rows[row]
        own = r.count if r.kind == samplers.BY and r.attribute == attribute else 0
        return max([own, *(self.levels_of(child, attribute) for child in self.children_of(row))])

    def at_level(self, row: int, attribute: int, level: int) -> int:
        """The row as it is for people at one level of an attribute."""
        kind, children = self.kind(row), self.children_of(row)
        if not children:
            return row
        if kind == samplers.BY and self._rows[row].attribute == attribute:
            return self.at_level(children[level], attribute, level)
        fixed = [self.at_level(child, attribute, level) for child in children]
        if kind == samplers.BY:
            return self.by(self._rows[row].attribute, fixed)
        if kind == samplers.SCALED:
            return self.scaled(*fixed)
        return self.mixture(self.shares_of(row), fixed)


_FAMILIES: dict[str, Callable[[Any], quantiles.Nodes]] = {
    "gamma": quantiles.gamma,
    "beta": quantiles.beta,
    "phase_type": quantiles.phase_type,
    "triangular": quantiles.remaining_triangular,
    "remaining gamma": quantiles.remaining_gamma,
    "remaining lognormal": quantiles.remaining_lognormal,
    "remaining weibull": quantiles.remaining_weibull,
}


@lru_cache(maxsize=64)
def _cells(family: str, shape: Hashable) -> tuple[float, ...]:
    """The quantile table of a family and shape; kept, since the next plan of a place has mostly the same ones."""
    return tuple(_FAMILIES[family](shape).cells().tolist())


def _cumulative(shares: Sequence[float]) -> list[float]:
    """Cumulative shares, divided by their sum; the last is exactly 1."""
    total = math.fsum(shares)
    return [*(s / total for s in itertools.accumulate(shares[:-1])), 1.0]
