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
| category | | `values`: count cumulative shares | |
| by | which attribute | `children`: one row a level | |
| mixture | where its cumulative shares begin in `values` | `children`: count rows | |
| scaled | | `children`: the row, then the row of constants that multiplies it | |

`mean` is the mean of a row that refers to no other, for working out loads; NaN elsewhere. Samplers do not read it.
Numbers that need scipy or the machine's mathematical library (Weibull shapes, quantile tables) are rounded to nine
significant digits, so that the bytes are the same on any machine; lognormals use the project's own functions.
"""

import itertools
import math
from collections.abc import Hashable, Sequence
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np

from flowsim.random import distributions, quantiles, samplers
from flowsim.random.functions import log

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
class _Row:
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
        self._rows: list[_Row] = []
        self._row_of: dict[_Row, int] = {}
        self._values: list[float] = []
        self._children: list[int] = []
        self._blocks: dict[Hashable, int] = {}
        self._leaves: dict[int, tuple[str, dict[str, Any]]] = {}
        self._means: dict[int, float] = {}

    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The table (`DISTRIBUTION`), the values (float64) and the children (int32), each one-dimensional."""
        rows = [(*astuple(row), self._means[index]) for index, row in enumerate(self._rows)]
        table = np.array(rows, dtype=DISTRIBUTION)
        return table, np.array(self._values, np.float64), np.array(self._children, np.int32)

    # Making rows

    def constant(self, x: float) -> int:
        """Always `x`."""
        return self._row(_Row(samplers.CONSTANT, a=float(x)), float(x))

    def leaf(self, name: str, parameters: distributions.Parameters) -> int:
        """A distribution of the registry, its parameters floats in ticks (or pure numbers).

        A mixture's `of` holds pairs (name, parameters). ValueError with every problem that `check` finds.
        """
        problems = distributions.check(name, parameters)
        if problems:
            raise ValueError("; ".join(problems))
        p = distributions.standard(name, parameters)
        if name == "mixture":
            return self.mixture(p["shares"], [self.leaf(*part) for part in p["of"]])
        if name == "empirical":
            return self._empirical(p["values"], p["shares"])
        if name == "deterministic" or ("low" in p and p["low"] == p["high"]):
            return self.constant(p["value"] if name == "deterministic" else p["low"])
        mean = distributions.mean(name, parameters)
        row = self._row(self._leaf(name, p), quantiles.rounded(mean) if name == "weibull" else mean)
        self._leaves[row] = (name, p)
        return row

    def by(self, attribute: int, children: Sequence[int]) -> int:
        """The child at the person's code of attribute number `attribute`; one child a level."""
        if not children:
            raise ValueError("a distribution by attribute needs at least one level")
        if len(set(children)) == 1:
            return children[0]
        first = self._child_block(children)
        return self._row(_Row(samplers.BY, attribute=attribute, first=first, count=len(children)))

    def mixture(self, shares: Sequence[float], children: Sequence[int]) -> int:
        """One of the children, chosen by shares (which are divided by their sum), in written order."""
        parts = [(s, child) for s, child in zip(shares, children, strict=True) if s > 0.0]
        if not parts or min(shares) < 0.0:
            raise ValueError("a mixture needs shares that are not negative, one of them above nought")
        if len({child for _, child in parts}) == 1:
            return parts[0][1]
        where = self._value_block(_cumulative([s for s, _ in parts]))
        first = self._child_block([child for _, child in parts])
        return self._row(_Row(samplers.MIXTURE, attribute=where, first=first, count=len(parts)))

    def scaled(self, child: int, factor: int) -> int:
        """The child multiplied by the number that the row `factor` gives; that row must need no draw.

        Products of constants are worked out here, so a factor is always constants by attribute.
        """
        if self.random(factor):
            raise ValueError("the factor of a scaled distribution must not be random")
        if self._kind(factor) == samplers.CONSTANT and self._rows[factor].a == 1.0:
            return child
        if not self.random(child):
            return self._product(child, factor)
        first = self._child_block([child, factor])
        return self._row(_Row(samplers.SCALED, first=first, count=2))

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
        row = _Row(samplers.CATEGORY, first=self._value_block(block), count=len(block))
        return self._row(row, math.fsum(i * s for i, s in enumerate(shares)))

    # Asking about rows

    def random(self, row: int) -> bool:
        """Whether a draw from this row needs a uniform number, for any person."""
        kind = self._kind(row)
        if kind == samplers.SCALED:
            return True
        if kind == samplers.BY:
            return any(self.random(child) for child in self._children_of(row))
        return kind != samplers.CONSTANT

    def attributes(self, row: int) -> frozenset[int]:
        """The numbers of the attributes that this row looks at."""
        own = {self._rows[row].attribute} if self._kind(row) == samplers.BY else set()
        return frozenset(own).union(*(self.attributes(child) for child in self._children_of(row)))

    def mean_of(self, row: int, codes: Sequence[int]) -> float:
        """The mean for a person with these attribute codes, from the parameters, not from the tables."""
        kind, children = self._kind(row), self._children_of(row)
        if kind == samplers.BY:
            return self.mean_of(children[codes[self._rows[row].attribute]], codes)
        if kind == samplers.SCALED:
            return self.mean_of(children[0], codes) * self.mean_of(children[1], codes)
        if kind == samplers.MIXTURE:
            return math.fsum(s * self.mean_of(c, codes) for s, c in zip(self._shares(row), children, strict=True))
        return self._means[row]

    # The remaining time of a stay found in progress

    def equilibrium(self, row: int) -> int:
        """The remaining time of a stay of this distribution in equilibrium: density (1 - F(x)) / mean.

        ValueError for a category, and for a row that is itself a tabled remaining time.
        """
        kind, children, r = self._kind(row), self._children_of(row), self._rows[row]
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
            values, shares = self._values[r.first : r.first + r.count], self._shares(row)
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
            levels = range(self._levels(row, attribute))
            return self.by(attribute, [self.equilibrium(self._at(row, attribute, level)) for level in levels])
        children = self._children_of(row)
        weights = [s * self.mean_of(c, []) for s, c in zip(self._shares(row), children, strict=True)]
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
        row = _Row(samplers.QUANTILES, first=first, a=width, b=low)
        rest = self._row(row, low + width * (variance + mean * mean) / (2.0 * mean))
        return self.mixture([low, width * mean], [self._between(0.0, low), rest])

    def _remaining_table(self, row: int) -> int:
        """A quantile table for the remaining time of a lognormal, Weibull or gamma stay."""
        if row not in self._leaves:
            raise ValueError("this distribution has no remaining time in equilibrium")
        name, p = self._leaves[row]
        mean, variance = distributions.mean(name, p), distributions.variance(name, p)
        shape = p["shape"] if name == "weibull" else p["cv"]
        first = self._quantiles(f"remaining {name}", quantiles.rounded(shape))
        left = (variance / mean + mean) / 2.0
        row_of_left = _Row(samplers.QUANTILES, first=first, a=quantiles.rounded(mean))
        return self._row(row_of_left, quantiles.rounded(left) if name == "weibull" else left)

    # Helpers

    def _row(self, row: _Row, mean: float = math.nan) -> int:
        """The index of this row, new or shared; the mean is kept for rows that refer to no other."""
        if row not in self._row_of:
            self._row_of[row] = len(self._rows)
            self._rows.append(row)
            self._means[len(self._rows) - 1] = mean
        return self._row_of[row]

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

    def _quantiles(self, family: str, shape: float) -> int:
        """Where the quantile table of this family and shape begins in `values`."""
        if (family, shape) not in self._blocks:
            cells = _FAMILIES[family](shape).cells()
            self._blocks[family, shape] = len(self._values)
            self._values.extend(cells.tolist())
        return self._blocks[family, shape]

    def _leaf(self, name: str, p: dict[str, Any]) -> _Row:
        """The row of a distribution in its standard form."""
        if name == "exponential":
            return _Row(samplers.EXPONENTIAL, a=float(p["mean"]))
        if name == "lognormal":
            square = log(1.0 + p["cv"] * p["cv"])
            return _Row(samplers.LOGNORMAL, a=log(p["mean"]) - square / 2.0, b=math.sqrt(square))
        if name == "gamma":
            return _Row(samplers.QUANTILES, first=self._quantiles("gamma", quantiles.rounded(p["cv"])), a=p["mean"])
        if name == "weibull":
            return _Row(samplers.WEIBULL, a=quantiles.rounded(p["scale"]), b=quantiles.rounded(1.0 / p["shape"]))
        if name == "uniform":
            return _Row(samplers.UNIFORM, a=float(p["low"]), b=float(p["high"]))
        return _Row(samplers.TRIANGULAR, a=float(p["low"]), b=float(p["mode"]), c=float(p["high"]))

    def _empirical(self, values: Sequence[float], shares: Sequence[float]) -> int:
        """Values in rising order (so that a larger uniform number never gives a smaller value), equal ones merged."""
        merged: dict[float, float] = {}
        for value, share in sorted(zip(values, shares, strict=True)):
            if share > 0.0:
                merged[value] = merged.get(value, 0.0) + share
        if len(merged) == 1:
            return self.constant(next(iter(merged)))
        first = self._value_block([*merged, *_cumulative(list(merged.values()))])
        row = _Row(samplers.EMPIRICAL, first=first, count=len(merged))
        return self._row(row, math.fsum(v * s for v, s in merged.items()))

    def _between(self, low: float, high: float) -> int:
        """Uniform, or the constant where both ends are one."""
        return self.leaf("uniform", {"low": low, "high": high})

    def _product(self, child: int, factor: int) -> int:
        """The product of two rows of constants by attribute, as one such row."""
        for row, other in ((child, factor), (factor, child)):
            if self._kind(row) == samplers.BY:
                return self.by(
                    self._rows[row].attribute, [self._product(level, other) for level in self._children_of(row)]
                )
        return self.constant(self._rows[child].a * self._rows[factor].a)

    def _kind(self, row: int) -> int:
        """The kind of a row."""
        return self._rows[row].kind

    def _children_of(self, row: int) -> list[int]:
        """The rows that a row refers to."""
        r = self._rows[row]
        if r.kind not in (samplers.BY, samplers.MIXTURE, samplers.SCALED):
            return []
        return self._children[r.first : r.first + r.count]

    def _shares(self, row: int) -> list[float]:
        """The shares of a mixture's or an empirical distribution's parts."""
        r = self._rows[row]
        where = r.attribute if r.kind == samplers.MIXTURE else r.first + r.count
        return [b - a for a, b in itertools.pairwise([0.0, *self._values[where : where + r.count]])]

    def _levels(self, row: int, attribute: int) -> int:
        """How many levels this row gives for an attribute (nought if it does not look at it)."""
        r = self._rows[row]
        own = r.count if r.kind == samplers.BY and r.attribute == attribute else 0
        return max([own, *(self._levels(child, attribute) for child in self._children_of(row))])

    def _at(self, row: int, attribute: int, level: int) -> int:
        """The row as it is for people at one level of an attribute."""
        kind, children = self._kind(row), self._children_of(row)
        if not children:
            return row
        if kind == samplers.BY and self._rows[row].attribute == attribute:
            return self._at(children[level], attribute, level)
        fixed = [self._at(child, attribute, level) for child in children]
        if kind == samplers.BY:
            return self.by(self._rows[row].attribute, fixed)
        if kind == samplers.SCALED:
            return self.scaled(*fixed)
        return self.mixture(self._shares(row), fixed)


_FAMILIES = {
    "gamma": quantiles.gamma,
    "triangular": quantiles.remaining_triangular,
    "remaining gamma": quantiles.remaining_gamma,
    "remaining lognormal": quantiles.remaining_lognormal,
    "remaining weibull": quantiles.remaining_weibull,
}


def _cumulative(shares: Sequence[float]) -> list[float]:
    """Cumulative shares, divided by their sum; the last is exactly 1."""
    total = math.fsum(shares)
    return [*(s / total for s in itertools.accumulate(shares[:-1])), 1.0]
