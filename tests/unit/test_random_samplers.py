"""Every sampler against scipy's quantiles, by moments and by Kolmogorov and Smirnov; frozen draws; rounding."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from flowsim.random import distributions, quantiles, samplers, streams
from flowsim.random.table import DistributionTable

NO_CODES = np.zeros(1, np.int32)
LEAVES: dict[str, tuple[str, dict[str, Any]]] = {
    "exponential": ("exponential", {"mean": 2.5}),
    "gamma .3": ("gamma", {"mean": 4.0, "cv": 0.3}),
    "gamma .7": ("gamma", {"mean": 3.0, "cv": 0.7}),
    "gamma 1": ("gamma", {"mean": 3.0, "cv": 1.0}),
    "gamma 1.6": ("gamma", {"mean": 3.0, "cv": 1.6}),
    "gamma 2.5": ("gamma", {"mean": 3.0, "cv": 2.5}),
    "lognormal": ("lognormal", {"mean": 6.0, "cv": 1.2}),
    "lognormal median": ("lognormal", {"median": 545.0, "mean": 870.0}),
    "weibull": ("weibull", {"mean": 3.0, "cv": 1.7}),
    "weibull shape": ("weibull", {"shape": 1.5, "scale": 2.0}),
    "uniform": ("uniform", {"low": 1.0, "high": 4.0}),
    "triangular": ("triangular", {"low": 1.0, "mode": 2.0, "high": 5.0}),
    "triangular right": ("triangular", {"low": 0.0, "mode": 5.0, "high": 5.0}),
    "empirical": ("empirical", {"values": [6.0, 1.0, 2.0], "shares": [0.2, 0.5, 0.3]}),
    "mixture": (
        "mixture",
        {"shares": [0.4, 0.6], "of": [("exponential", {"mean": 2.0}), ("gamma", {"mean": 5.0, "cv": 0.5})]},
    ),
}
CONTINUOUS = [key for key in LEAVES if key not in ("empirical", "mixture")]


def draws(table: DistributionTable, row: int, us: np.ndarray, codes: np.ndarray = NO_CODES) -> np.ndarray:
    arrays = table.arrays()
    return np.array([samplers.sample(*arrays, row, codes, u) for u in us])


def leaf_draws(key: str, us: np.ndarray) -> np.ndarray:
    table = DistributionTable()
    return draws(table, table.leaf(*LEAVES[key]), us)


def law(key: str) -> Any:
    """The same distribution in scipy, from the parameters by the textbook formulas."""
    name, p = LEAVES[key]
    if name == "exponential":
        return stats.expon(scale=p["mean"])
    if name == "gamma":
        return stats.gamma(p["cv"] ** -2, scale=p["mean"] * p["cv"] ** 2)
    if name == "lognormal":
        square = math.log(1 + p["cv"] ** 2) if "cv" in p else 2 * math.log(p["mean"] / p["median"])
        return stats.lognorm(math.sqrt(square), scale=p["mean"] * math.exp(-square / 2))
    if name == "weibull":
        p = distributions.standard(name, p)
        return stats.weibull_min(p["shape"], scale=p["scale"])
    width = p["high"] - p["low"]
    if name == "uniform":
        return stats.uniform(p["low"], width)
    return stats.triang((p["mode"] - p["low"]) / width, p["low"], width)


def many_us() -> np.ndarray:
    tail = np.geomspace(1e-9, 0.5, 1500)
    us = np.concatenate([tail[tail >= 1e-6], 1.0 - tail, np.random.default_rng(5).uniform(0.0, 1.0, 2000)])
    # Numbers that a stream can give: odd multiples of 2**-53, whose distance to 1 is exact.
    return (2.0 * np.floor(us * 2.0**52) + 1.0) * 2.0**-53


# Relative: closed forms to rounding (a Weibull's numbers keep nine digits), tables as quantiles.py states.
PPF_TOLERANCE = {"gamma 2.5": 2e-5, "gamma .3": 1e-6, "gamma .7": 1e-6, "gamma 1": 1e-6, "gamma 1.6": 1e-6}


@pytest.mark.parametrize("key", CONTINUOUS)
def test_quantiles_are_scipy_s(key: str) -> None:
    us = many_us()
    tolerance = PPF_TOLERANCE.get(key, 1e-7 if "weibull" in key else 1e-12)
    # scipy's ppf near 1 takes u itself; isf takes the distance to 1, which is exact here.
    expected = np.where(us < 0.5, law(key).ppf(us), law(key).isf(1.0 - us))
    np.testing.assert_allclose(leaf_draws(key, us), expected, rtol=tolerance)


@pytest.mark.parametrize("cv", [0.01, 0.1, 0.3, 0.5, 0.7, 1.0, 1.3, 1.6, 2.0, 2.5, 4.0, 10.0])
def test_gamma_tables_over_the_whole_range_of_cv(cv: float) -> None:
    table = DistributionTable()
    us = many_us()
    x = draws(table, table.leaf("gamma", {"mean": 1.0, "cv": cv}), us)
    expected = np.where(us < 0.5, stats.gamma.ppf(us, cv**-2), stats.gamma.isf(1.0 - us, cv**-2)) * cv**2
    np.testing.assert_allclose(x, expected, rtol=0.0, atol=3e-5)
    if cv <= 2.5:
        np.testing.assert_allclose(x, expected, rtol=1e-6 if cv <= 2.0 else 2e-5)


@pytest.mark.parametrize("key", [key for key in LEAVES if key != "mixture"])
def test_draws_invert_the_distribution_function(key: str) -> None:
    """The generalised inverse: F(x - e) <= u <= F(x + e)."""
    name, parameters = LEAVES[key]
    for u, x in zip(us := np.linspace(0.013, 0.987, 61), leaf_draws(key, us), strict=True):
        below, above = (distributions.cdf(name, parameters, x * (1.0 + e)) for e in (-2e-5, 2e-5))
        assert below <= u <= above


def test_mixture_gives_each_part_the_rest_of_the_uniform() -> None:
    """Below .4 the exponential at u / .4, above it the gamma at (u - .4) / .6."""
    us = np.array([0.1, 0.3, 0.39, 0.41, 0.7, 0.99])
    expected = [stats.expon.ppf(u / 0.4, scale=2.0) for u in us[:3]]
    expected += [stats.gamma.ppf((u - 0.4) / 0.6, 4.0, scale=1.25) for u in us[3:]]
    np.testing.assert_allclose(leaf_draws("mixture", us), expected, rtol=1e-6)


def test_mixture_stays_inside_the_open_interval_at_its_edges() -> None:
    table = DistributionTable()
    row = table.mixture(
        [0.5, 0.5], [table.leaf("exponential", {"mean": 1.0}), table.leaf("lognormal", {"mean": 1.0, "cv": 1.0})]
    )
    edges = np.array([2.0**-53, np.nextafter(0.5, 0.0), 0.5, np.nextafter(0.5, 1.0), 1.0 - 2.0**-53])
    assert np.isfinite(draws(table, row, edges)).all()


@pytest.mark.parametrize("key", [key for key in LEAVES if key != "mixture"])
def test_a_larger_uniform_never_gives_a_smaller_value(key: str) -> None:
    tail = np.geomspace(2.0**-53, 0.5, 6000)
    x = leaf_draws(key, np.sort(np.concatenate([tail, 1.0 - tail])))
    assert np.isfinite(x).all()
    assert (x >= 0.0).all()
    # One part in 10**14 is rounding, many orders below one tick.
    assert (np.diff(x) >= -1e-14 * x[1:]).all()


def moments(table: DistributionTable, row: int) -> tuple[float, float]:
    """Mean and standard deviation by Gauss and Legendre in every cell of the grid: exact for the tables' cubics."""
    nodes, weights = np.polynomial.legendre.leggauss(6)
    edges = quantiles.grid()
    width = np.diff(edges)[:, None]
    v = (edges[:-1, None] + (nodes + 1.0) / 2.0 * width).ravel()
    w = (weights / 2.0 * width).ravel()
    lower, upper = draws(table, row, v), draws(table, row, 1.0 - v)
    mean = math.fsum(w * (lower + upper))
    return mean, math.sqrt(math.fsum(w * ((lower - mean) ** 2 + (upper - mean) ** 2)))


@pytest.mark.parametrize("key", [key for key in LEAVES if key not in ("empirical", "mixture")])
def test_moments_of_the_draws_are_those_asked_for(key: str) -> None:
    name, parameters = LEAVES[key]
    table = DistributionTable()
    mean, sd = moments(table, table.leaf(name, parameters))
    assert mean == pytest.approx(distributions.mean(name, parameters), rel=3e-7)
    # A triangle's quantile bends at its mode inside a cell, and a tail beyond 2**-53 is never drawn.
    tolerance = 1e-4 if name == "triangular" else 2e-6
    assert sd == pytest.approx(math.sqrt(distributions.variance(name, parameters)), rel=tolerance)


@pytest.mark.parametrize("cv", [0.01, 0.3, 0.6, 1.0, 1.5, 2.5, 10.0])
def test_moments_of_gamma_tables(cv: float) -> None:
    table = DistributionTable()
    mean, sd = moments(table, table.leaf("gamma", {"mean": 1.0, "cv": cv}))
    assert mean == pytest.approx(1.0, rel=3e-7)
    assert sd == pytest.approx(cv, rel=1e-7)


@pytest.mark.parametrize("key", [key for key in LEAVES if key != "empirical"])
def test_kolmogorov_smirnov(key: str) -> None:
    """4,000 keyed draws, fixed seed, significance 1e-4."""
    name, parameters = LEAVES[key]
    us = np.array([streams.uniform(2026, 0, 1, person, 77, 0) for person in range(4000)])
    cdf = np.vectorize(lambda x: distributions.cdf(name, parameters, x)) if name == "mixture" else law(key).cdf
    assert stats.kstest(leaf_draws(key, us), cdf).pvalue > 1e-4


def test_chi_square_of_empirical_and_category() -> None:
    us = np.array([streams.uniform(2026, 0, 1, person, 78, 0) for person in range(4000)])
    counts = np.array([(leaf_draws("empirical", us) == value).sum() for value in (1.0, 2.0, 6.0)])
    assert stats.chisquare(counts, 4000 * np.array([0.5, 0.3, 0.2])).pvalue > 1e-4
    table = DistributionTable()
    codes = draws(table, table.category([0.1, 0.1, 0.6, 1.0]), us)
    assert set(codes) == {0.0, 2.0, 3.0}
    counts = np.array([(codes == value).sum() for value in (0, 2, 3)])
    assert stats.chisquare(counts, 4000 * np.array([0.1, 0.5, 0.4])).pvalue > 1e-4


US = (0.001, 0.1, 0.5, 0.9, 0.999)
FROZEN: dict[str, tuple[str, ...]] = {
    "exponential": (
        "0x1.47d80d0fd8250p-9",
        "0x1.0db9114a668dap-2",
        "0x1.bb9d3beb8c86bp+0",
        "0x1.7069e2aa2aa5cp+2",
        "0x1.144f69ff9ffc3p+4",
    ),
    "gamma .3": (
        "0x1.47548ebc48df1p+0",
        "0x1.47a2e1a968eaep+1",
        "0x1.f0b98151b5659p+1",
        "0x1.660772e77012ap+2",
        "0x1.17e5cc920eae2p+3",
    ),
    "gamma .7": (
        "0x1.28ae622edfff9p-4",
        "0x1.a03d0a52c2341p-1",
        "0x1.436d6bb15c8c8p+1",
        "0x1.73a561e7eb501p+2",
        "0x1.b66314dd95e30p+3",
    ),
    "gamma 1": (
        "0x1.8969a93fb4f64p-9",
        "0x1.43aae19bc8b78p-2",
        "0x1.0a2b23f6907bcp+1",
        "0x1.ba18a9336c746p+2",
        "0x1.4b927e9b18d7dp+4",
    ),
    "gamma 1.6": (
        "0x1.fc30aedc1497cp-24",
        "0x1.ffdc335e62f68p-7",
        "0x1.0ee8413a907d4p+0",
        "0x1.104a3c5b89116p+3",
        "0x1.3389ef6a3ca9ap+5",
    ),
    "gamma 2.5": (
        "0x1.383600485b0c4p-59",
        "0x1.c0fa080a36886p-18",
        "0x1.4275c9a9d9622p-3",
        "0x1.1eea2d62a649ep+3",
        "0x1.20969fa84c20ep+6",
    ),
    "lognormal": (
        "0x1.a8df670bd82a5p-3",
        "0x1.251dadf66d9a5p+0",
        "0x1.eba95fdbe7ae5p+1",
        "0x1.9c58eaafa282ep+3",
        "0x1.1c798d94aa028p+6",
    ),
    "lognormal median": (
        "0x1.b70b39a1fa921p+4",
        "0x1.3b98134dba9c2p+7",
        "0x1.107ffffffffffp+9",
        "0x1.d694afbb85fc6p+10",
        "0x1.5243736ecaf32p+13",
    ),
    "weibull": (
        "0x1.d7d10f22f0c02p-16",
        "0x1.b765f30e18c54p-5",
        "0x1.2390f1d610088p+0",
        "0x1.fef00d84ba01bp+2",
        "0x1.7b757f6d335aep+5",
    ),
    "weibull shape": (
        "0x1.47ca0ee350844p-6",
        "0x1.c8dbd23370620p-2",
        "0x1.91022e781d19ep+0",
        "0x1.be64887c4f6f7p+1",
        "0x1.d044624f24463p+2",
    ),
    "uniform": (
        "0x1.00c49ba5e353fp+0",
        "0x1.4cccccccccccdp+0",
        "0x1.4000000000000p+1",
        "0x1.d99999999999ap+1",
        "0x1.ff9db22d0e560p+1",
    ),
    "triangular": (
        "0x1.1030dc4ea03a7p+0",
        "0x1.a1e89b1242488p+0",
        "0x1.46771ebf6ded2p+1",
        "0x1.f3c874583bdc7p+1",
        "0x1.38fd39046964ap+2",
    ),
    "triangular right": (
        "0x1.43d136248490fp-3",
        "0x1.94c583ada5b53p+0",
        "0x1.c48c6001f0ac0p+1",
        "0x1.2f9422c23c47ep+2",
        "0x1.3fd7079e03fecp+2",
    ),
    "empirical": (
        "0x1.0000000000000p+0",
        "0x1.0000000000000p+0",
        "0x1.0000000000000p+1",
        "0x1.8000000000000p+2",
        "0x1.8000000000000p+2",
    ),
    "mixture": (
        "0x1.48171cd951467p-8",
        "0x1.269621134db92p-1",
        "0x1.5477d5f991161p+1",
        "0x1.d2b34aa03742ap+2",
        "0x1.f06d6702d6728p+3",
    ),
}


def test_every_leaf_is_frozen() -> None:
    assert set(FROZEN) == set(LEAVES)


@pytest.mark.parametrize("key", list(FROZEN))
def test_frozen_draws(key: str) -> None:
    """To the last bit, on every machine. A change here changes every result, and needs a line in the changelog."""
    assert [x.hex() for x in leaf_draws(key, np.array(US)).tolist()] == list(FROZEN[key])


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (0.0, 0),
        (0.5, 0),
        (0.5000001, 1),
        (1.5, 2),
        (2.5, 2),
        (3.5, 4),
        (86_400_000.4999, 86_400_000),
        (-0.1, 0),
        (-1e300, 0),
        (math.nan, 0),
        (2.0**52 + 0.5, 2**52),
        (2.0**53 - 1, 2**53 - 1),
        (2.0**53, 2**53),
        (math.inf, 2**53),
    ],
)
def test_ticks(x: float, expected: int) -> None:
    assert samplers.ticks(x) == expected
    if 0.0 <= x < 2.0**53:
        assert samplers.ticks(x) == round(x)  # Python's round is half to even
