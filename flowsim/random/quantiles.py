"""Quantile tables: inverse distribution functions that have no closed form, as cubics on a fixed grid.

The grid is dense where a tail is: sixteen equal cells in every halving of the distance to 0 and to 1, down to
2**-53. In each cell the quantile is a cubic with the exact values and slopes at both ends (Hermite), the slopes
limited to three times the chord so that it never falls (Fritsch and Carlson, SIAM Journal on Numerical Analysis
17, 1980). Errors against scipy, which the tests hold:

- gamma quantiles between u = 1e-6 and 1 - 1e-9: relative error below 2e-5 for cv .3 to 2.5 (below 1e-6 to cv
  2); absolute error below 3e-5 of the mean for all cv from .01 to 10
- beta quantiles: absolute error below 2e-6 of the width for shapes from .1 to 10,000; phase-type quantiles: relative
  error below 1e-6
- remaining times of gamma, lognormal, Weibull: relative error of a quantile below 2e-5 there
- relative error of every table's mean below 3e-7, of the standard deviation of gamma below 1e-7

Nodes come from scipy, whose last bits may differ between machines, and are rounded to DIGITS significant digits:
a run's tables are then the same everywhere but for a value that happens to lie on the edge of rounding (about one
in a million for errors in the last place). The plan's digest covers the tables, so a difference cannot pass unseen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from flowsim.random import phases
from flowsim.random.samplers import CELLS, HALF_CELLS

DIGITS = 9
"""Significant digits kept of numbers that come from scipy or the machine's mathematical library."""

Curve = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Nodes:
    """Quantiles at the grid's nodes: `lower` at u = grid, `upper` at u = 1 - grid, each with its density there."""

    lower: np.ndarray
    lower_density: np.ndarray
    upper: np.ndarray
    upper_density: np.ndarray

    def cells(self) -> np.ndarray:
        """The table as the sampler reads it: four coefficients a cell, lower half then upper half (float64)."""
        lower = _cubics(self.lower, self.lower_density)
        return np.concatenate([lower, _cubics(self.upper, -self.upper_density)])


def grid() -> np.ndarray:
    """The distances to the nearer end at which quantiles are stored: 2**-53 to 1/2, increasing, all exact."""
    octaves = np.ldexp(1.0, np.arange(-53, -1))
    within = 1.0 + np.arange(CELLS) / CELLS
    return np.append(np.outer(octaves, within).ravel(), 0.5)


def rounded(x: float) -> float:
    """A number to DIGITS significant digits.

    >>> rounded(1 / 3)
    0.333333333
    """
    return float(f"{x:.{DIGITS - 1}e}")


def _cubics(x: np.ndarray, density: np.ndarray) -> np.ndarray:
    """Coefficients of the cubic of every cell of one half, and of the constant cell for exactly one half."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        slope = np.where(density == 0.0, 0.0, 1.0 / density)
    slope = np.where((np.abs(x) > 1e-290) & np.isfinite(slope), slope, 0.0)
    x = np.array([rounded(v) for v in x.tolist()])  # Python's own numbers are written faster than NumPy's
    slope = np.array([rounded(v) for v in slope.tolist()])
    width, rise = np.diff(grid()), np.diff(x)
    left = _limited(slope[:-1] * width, rise)
    right = _limited(slope[1:] * width, rise)
    inner = np.stack([x[:-1], left, 3.0 * rise - 2.0 * left - right, left + right - 2.0 * rise], axis=1)
    table = np.vstack([inner, [x[-1], 0.0, 0.0, 0.0]]).ravel()
    assert table.size == 4 * HALF_CELLS
    return table


def _limited(slope: np.ndarray, rise: np.ndarray) -> np.ndarray:
    """Slopes of a cell between nought and three times its rise, so that its cubic is monotone."""
    return np.where(rise >= 0.0, np.clip(slope, 0.0, 3.0 * rise), np.clip(slope, 3.0 * rise, 0.0))


def gamma(cv: float) -> Nodes:
    """The gamma distribution of mean 1 and coefficient of variation `cv`."""
    from scipy import special  # scipy.stats would take most of a run's start to import

    shape = cv**-2
    u = grid()
    lower, upper = special.gammaincinv(shape, u) / shape, special.gammainccinv(shape, u) / shape

    def density(x: np.ndarray) -> np.ndarray:
        return np.asarray(shape * np.exp(special.xlogy(shape - 1.0, shape * x) - shape * x - special.gammaln(shape)))

    with np.errstate(over="ignore"):  # densities at nought
        return Nodes(lower, density(lower), upper, density(upper))


def beta(shapes: tuple[float, float]) -> Nodes:
    """The beta distribution on 0 to 1 with these shapes."""
    from scipy import special

    first, second = shapes
    u = grid()
    lower, upper = special.betaincinv(first, second, u), special.betaincinv(second, first, u)

    def density(x: np.ndarray, rest: np.ndarray) -> np.ndarray:
        log_density = special.xlogy(first - 1.0, x) + special.xlogy(second - 1.0, rest) - special.betaln(first, second)
        return np.asarray(np.exp(log_density))

    with np.errstate(over="ignore"):  # densities at the ends
        return Nodes(lower, density(lower, 1.0 - lower), 1.0 - upper, density(1.0 - upper, upper))


def phase_type(shape: tuple[Sequence[float], Sequence[float], Sequence[Sequence[float]]]) -> Nodes:
    """A phase-type distribution: shares at the start, mean times, and shares from each phase to each other."""
    p = dict(zip(("start", "means", "next"), shape, strict=True))
    u = grid()
    x = np.geomspace(1e-18, 1e3, 2000) * phases.moments(p)[0]
    below, above, _ = phases.below_above_density(p, x)

    def solved(target: np.ndarray, tail: int, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Newton's method in the logarithms of both, from a reading of the coarse grid."""
        rising = slice(None, None, 1 if tail == 0 else -1)
        use = known[rising] > 1e-300
        y = np.interp(np.log(target), np.log(known[rising][use]), np.log(x[rising][use]))
        for _ in range(6):
            found = phases.below_above_density(p, np.exp(y))
            slope = found[2] * np.exp(y) / found[tail] * (1.0 if tail == 0 else -1.0)
            y = y + np.clip((np.log(target) - np.log(found[tail])) / slope, -0.5, 0.5)
        return np.exp(y), phases.below_above_density(p, np.exp(y))[2]

    return Nodes(*solved(u, 0, below), *solved(u, 1, above))


def remaining_gamma(cv: float) -> Nodes:
    """The remaining time in equilibrium of a gamma stay of mean 1.

    With G(a, .) the gamma(a) distribution function: F_e(x) = x (1 - G(k, kx)) + G(k + 1, kx), by parts.
    """
    from scipy import special

    k = cv**-2

    def above(x: np.ndarray) -> np.ndarray:
        return np.asarray(special.gammaincc(k, k * x))

    return _solved(
        lambda x: x * above(x) + special.gammainc(k + 1.0, k * x),
        lambda x: special.gammaincc(k + 1.0, k * x) - x * above(x),
        above,
    )


def remaining_lognormal(cv: float) -> Nodes:
    """The remaining time in equilibrium of a lognormal stay of mean 1.

    With z the standardised logarithm and Phi the normal distribution function: F_e(x) = x (1 - Phi(z)) +
    Phi(z - sigma). In the tail 1 - F_e = phi(z - sigma) (M(z - sigma) - M(z)), M being the ratio of Mills.
    """
    from scipy import special

    sigma = np.sqrt(np.log1p(cv * cv))
    root_half_pi = np.sqrt(np.pi / 2.0)

    def standardised(x: np.ndarray) -> np.ndarray:
        return np.asarray(np.log(x) / sigma + sigma / 2.0)

    def mills(z: np.ndarray) -> np.ndarray:
        return np.asarray(root_half_pi * special.erfcx(z / np.sqrt(2.0)))

    def below(x: np.ndarray) -> np.ndarray:
        z = standardised(x)
        return np.asarray(x * special.ndtr(-z) + special.ndtr(z - sigma))

    def above(x: np.ndarray) -> np.ndarray:
        z = standardised(x)
        # Left of the centre the ratios of Mills overflow and nothing is lost by subtracting from one.
        right = np.maximum(z, sigma)
        phi = np.exp(-((right - sigma) ** 2) / 2.0) / np.sqrt(2.0 * np.pi)
        return np.where(z < sigma, 1.0 - below(x), phi * (mills(right - sigma) - mills(right)))

    return _solved(below, above, lambda x: special.ndtr(-standardised(x)))


def remaining_weibull(shape: float) -> Nodes:
    """The remaining time in equilibrium of a Weibull stay of mean 1: (x / scale)**shape is gamma(1 / shape)."""
    from scipy import special

    scale = 1.0 / special.gamma(1.0 + 1.0 / shape)
    u = grid()
    lower, upper = special.gammaincinv(1.0 / shape, u), special.gammainccinv(1.0 / shape, u)
    return Nodes(scale * lower ** (1.0 / shape), np.exp(-lower), scale * upper ** (1.0 / shape), np.exp(-upper))


def remaining_triangular(mode: float) -> Nodes:
    """The remaining time in equilibrium of a stay that is triangular on 0 to 1 with this mode (0 <= mode <= 1)."""
    mean = (1.0 + mode) / 3.0

    def survival(x: np.ndarray) -> np.ndarray:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(x < mode, 1.0 - x * x / mode, (1.0 - x) ** 2 / (1.0 - mode))

    def early(x: np.ndarray) -> np.ndarray:
        return (x - x**3 / (3.0 * mode)) / mean if mode > 0.0 else np.zeros_like(x)

    def late(x: np.ndarray) -> np.ndarray:
        return (1.0 - x) ** 3 / (3.0 * (1.0 - mode)) / mean if mode < 1.0 else np.zeros_like(x)

    return _solved(
        lambda x: np.where(x < mode, early(x), 1.0 - late(x)),
        lambda x: np.where(x < mode, 1.0 - early(x), late(x)),
        lambda x: survival(x) / mean,
        most=1.0,
    )


def _solved(below: Curve, above: Curve, density: Curve, most: float = np.exp(100.0)) -> Nodes:
    """Nodes from a distribution function, its complement (exact in the upper tail) and its density."""
    u = grid()
    lower = _root(lambda x: below(x) - u, density, most)
    upper = _root(lambda x: u - above(x), density, most)
    return Nodes(lower, density(lower), upper, density(upper))


def _root(rising: Curve, density: Curve, most: float) -> np.ndarray:
    """Where each component of a rising function of x > 0 is nought: bisection in log x, then one Newton step."""
    low, high = np.full(grid().size, -50.0), np.full(grid().size, np.log(most))
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for _ in range(70):
            middle = (low + high) / 2.0
            under = rising(np.exp(middle)) < 0.0
            low, high = np.where(under, middle, low), np.where(under, high, middle)
        x = np.exp((low + high) / 2.0)
        step = rising(x) / density(x)
    return np.where(np.abs(step) < 1e-6 * x, x - step, x)
