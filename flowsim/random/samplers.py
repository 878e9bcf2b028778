"""Drawing from the numeric table of distributions: one uniform number in, one value out.

The table (see `flowsim.random.table`) is data: a new scenario compiles nothing. Both engines call `sample`.
Every leaf is drawn by inversion, so a value never falls as its uniform number rises.
"""

import math

import numpy as np

from flowsim.random.functions import exp, log, normal_quantile, power
from flowsim.random.jit import Integer, inlined, kernel

# The kinds of rows, by the numbers in the table's column `kind`.
CONSTANT = 0
EXPONENTIAL = 1
LOGNORMAL = 2
WEIBULL = 3
UNIFORM = 4
TRIANGULAR = 5
QUANTILES = 6
EMPIRICAL = 7
CATEGORY = 8
NORMAL = 9
BY = 10
MIXTURE = 11
SCALED = 12
TRUNCATED = 13

# A quantile table has, for each half, 52 octaves of the distance to the nearer end (0 or 1), CELLS equal cells an
# octave and one cell for exactly one half; a cell is the four coefficients of a cubic.
CELLS = 16
HALF_CELLS = 52 * CELLS + 1
_CELL_SHIFT = np.int64(52 - 4)
_CELL_BITS = np.int64((1 << 48) - 1)
_CELL_WIDTH = 2.0**-48
_FIRST_CELL = np.int64((1023 - 53) * CELLS)
LEAST = 2.0**-53
"""The least uniform number that a part of a mixture or of a truncation is given, and the least of a quantile table."""
MOST = 1.0 - 2.0**-53
"""The greatest."""
_LONGEST = 2.0**53


@inlined
def sample(
    table: np.ndarray, values: np.ndarray, children: np.ndarray, row: Integer, codes: np.ndarray, u: float
) -> float:
    """The value at the uniform number `u` (0 < u < 1) of the distribution at `row`, for a person's `codes`.

    `table` is an array of `DISTRIBUTION` rows, `values` float64 and `children` int32, as `DistributionTable.arrays`
    gives them; `codes` is a one-dimensional integer array, the person's attribute codes. Exactly one uniform
    number is used, also through mixtures: what is left of it after the choice serves the part chosen. Nothing is
    checked here; the plan's tables are.
    """
    scale = 1.0
    while table[row]["kind"] >= BY:
        kind = table[row]["kind"]
        first = table[row]["first"]
        if kind == BY:
            row = children[first + codes[table[row]["attribute"]]]
        elif kind == SCALED:
            scale *= constant(table, children, children[first + 1], codes)
            row = children[first]
        elif kind == TRUNCATED:
            below = table[row]["a"]
            above = table[row]["b"]
            u = min(max(below + (above - below) * u, below), above)
            row = children[first]
        else:
            shares = table[row]["attribute"]
            part = choose(values, shares, table[row]["count"], u)
            below = values[shares + part - 1] if part > 0 else 0.0
            u = (u - below) / (values[shares + part] - below)
            u = min(max(u, LEAST), MOST)
            row = children[first + part]
    return scale * leaf(table, values, row, u)


@kernel
def constant(table: np.ndarray, children: np.ndarray, row: Integer, codes: np.ndarray) -> float:
    """The number at a row made of constants by attribute alone, for a person's `codes`: no draw is needed."""
    while table[row]["kind"] == BY:
        row = children[table[row]["first"] + codes[table[row]["attribute"]]]
    return table[row]["a"]


@kernel
def choose(values: np.ndarray, first: Integer, count: Integer, u: float) -> int:
    """The first of `count` options whose cumulative share in `values[first:]` is above `u`; the last is exactly 1.

    >>> choose(np.array([0.25, 1.0]), 0, 2, 0.2), choose(np.array([0.25, 1.0]), 0, 2, 0.25)
    (0, 1)
    """
    low = 0
    high = count - 1
    while low < high:
        middle = (low + high) >> 1
        if u < values[first + middle]:
            high = middle
        else:
            low = middle + 1
    return low


@inlined
def leaf(table: np.ndarray, values: np.ndarray, row: Integer, u: float) -> float:
    """The value at `u` of a row that refers to no other row: the inverse of its distribution function."""
    kind = table[row]["kind"]
    a = table[row]["a"]
    if kind == CONSTANT:
        return a
    if kind == EXPONENTIAL:
        return -a * log(1.0 - u)
    if kind == LOGNORMAL:
        return exp(a + table[row]["b"] * normal_quantile(u))
    if kind == QUANTILES:
        return table[row]["b"] + a * interpolate(values, table[row]["first"], u)
    if kind == WEIBULL:
        return a * power(-log(1.0 - u), table[row]["b"])
    if kind == NORMAL:
        return a + table[row]["b"] * normal_quantile(u)
    if kind == UNIFORM:
        return a + (table[row]["b"] - a) * u
    if kind == TRIANGULAR:
        return triangular(a, table[row]["b"], table[row]["c"], u)
    first = table[row]["first"]
    count = table[row]["count"]
    if kind == EMPIRICAL:
        return values[first + choose(values, first + count, count, u)]
    return float(choose(values, first, count, u))


@kernel
def triangular(low: float, mode: float, high: float, u: float) -> float:
    """The quantile at `u` of the triangular distribution with low < high.

    >>> triangular(0.0, 1.0, 2.0, 0.5), triangular(0.0, 1.0, 2.0, 0.125)
    (1.0, 0.5)
    """
    if u * (high - low) < mode - low:
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1.0 - u) * (high - low) * (high - mode))


@kernel
def interpolate(values: np.ndarray, first: Integer, u: float) -> float:
    """The value at `u` of the quantile table that begins at `values[first]`.

    The cell is read off the exponent and the leading bits of the distance to the nearer end, so the cells are as
    fine relative to the tail in the tail as elsewhere, and no search is needed.
    """
    distance = u
    base = first
    if u >= 0.5:
        distance = 1.0 - u
        base += 4 * HALF_CELLS
    bits = np.float64(max(distance, LEAST)).view(np.int64)
    cell = base + 4 * ((bits >> _CELL_SHIFT) - _FIRST_CELL)
    t = float(bits & _CELL_BITS) * _CELL_WIDTH
    return values[cell] + t * (values[cell + 1] + t * (values[cell + 2] + t * values[cell + 3]))


@kernel
def ticks(x: float) -> int:
    """A drawn duration as whole ticks: rounded half to even, nought for what is negative, at most 2**53.

    >>> ticks(0.5), ticks(1.5), ticks(2.5), ticks(-3.0), ticks(1e300) == 2**53
    (0, 2, 2, 0, True)
    """
    if not x > 0.0:
        return 0
    if x >= _LONGEST:
        return 9007199254740992
    whole = math.floor(x)
    rest = x - float(whole)
    if rest > 0.5 or (rest == 0.5 and whole & 1):
        return whole + 1
    return whole
