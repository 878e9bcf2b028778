"""Distributions that reduce to others, that come from quantile tables, and truncations: against scipy; frozen draws."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import integrate, linalg, stats

from flowsim.random import distributions, quantiles, samplers, streams
from flowsim.random.table import DistributionTable
from flowsim.random.truncation import truncated, within

NO_CODES = np.zeros(1, np.int32)
FAMILIES: dict[str, tuple[str, dict[str, Any]]] = {
    "hyperexponential": ("hyperexponential", {"mean": 5.0, "cv": 2.0}),
    "erlang": ("erlang", {"mean": 6.0, "stages": 3}),
    "truncated normal": ("truncated_normal", {"mean": 5.0, "sd": 2.0, "low": 0.0, "high": 20.0}),
    "tail of a normal": ("truncated_normal", {"centre": 0.0, "spread": 2.0, "low": 4.0, "high": 30.0}),
    "beta": ("beta", {"low": 1.0, "high": 5.0, "mean": 2.0, "sd": 0.5}),
    "beta of two ends": ("beta", {"low": 0.0, "high": 2.0, "mean": 1.0, "sd": 0.7}),
    "pert": ("pert", {"low": 1.0, "mode": 2.0, "high": 10.0}),
    "quantiles": ("quantiles", {"at": [0.0, 0.5, 0.9, 1.0], "values": [0.0, 3.0, 10.0, 60.0]}),
    "phase type": ("phase_type", {"start": [0.4, 0.6], "means": [2.0, 5.0], "next": [[0.0, 0.5], [0.25, 0.0]]}),
    "coxian": ("coxian", {"means": [1.0, 8.0], "onward": [0.3]}),
}
INVERTED = [key for key in FAMILIES if key != "hyperexponential"]
US = (1e-6, 0.001, 0.1, 0.5, 0.9, 0.999, 1.0 - 1e-9)


def values(table: DistributionTable, row: int, us: Any, codes: np.ndarray = NO_CODES) -> np.ndarray:
    arrays = table.arrays()
    return np.array([samplers.sample(*arrays, row, codes, u) for u in us])


def drawn(key: str, us: Any) -> np.ndarray:
    table = DistributionTable()
    return values(table, table.leaf(*FAMILIES[key]), us)


def by_scipy(key: str, us: Any) -> np.ndarray:
    """The quantiles by the textbook, with the parameters of the examples above put in by hand where possible."""
    us = np.array(us)
    if key == "quantiles":
        return np.interp(us, [0.0, 0.5, 0.9, 1.0], [0.0, 3.0, 10.0, 60.0])
    law: Any = {
        "erlang": stats.erlang(3, scale=2.0),
        "tail of a normal": stats.truncnorm(2.0, 15.0, scale=2.0),
        "beta": stats.beta(2.75, 8.25, 1.0, 4.0),  # mean 1/4 and variance 1/64 on 0 to 1: the shapes add up to 11
        "beta of two ends": stats.beta((0.25 / 0.1225 - 1) / 2, (0.25 / 0.1225 - 1) / 2, 0.0, 2.0),
        "pert": stats.beta(13 / 9, 41 / 9, 1.0, 9.0),  # 1 + 4 (mode - low) / (high - low), and what is missing to 6
    }[key]
    return np.where(us < 0.5, law.ppf(us), law.isf(1.0 - us))


@pytest.mark.parametrize("key", ["erlang", "tail of a normal", "beta", "beta of two ends", "pert", "quantiles"])
def test_quantiles_are_scipy_s(key: str) -> None:
    np.testing.assert_allclose(drawn(key, US), by_scipy(key, US), rtol=1e-6, atol=1e-8)


def test_a_normal_has_the_moments_asked_for_after_the_cut() -> None:
    """Mean and standard deviation by quadrature over the quantile function: those of what is drawn, not of before."""
    us = (np.arange(20_000) + 0.5) / 20_000
    x = drawn("truncated normal", us)
    assert x.mean() == pytest.approx(5.0, rel=1e-5)
    assert x.std() == pytest.approx(2.0, rel=1e-4)
    assert x.min() >= 0.0
    assert x.max() <= 20.0
    centre, spread = (distributions.standard(*FAMILIES["truncated normal"])[name] for name in ("centre", "spread"))
    law = stats.truncnorm(-centre / spread, (20.0 - centre) / spread, centre, spread)
    assert (law.mean(), law.std()) == (pytest.approx(5.0, rel=1e-9), pytest.approx(2.0, rel=1e-9))
    np.testing.assert_allclose(x[::1000], law.ppf(us[::1000]), rtol=1e-7)


@pytest.mark.parametrize("key", ["phase type", "coxian"])
def test_phases_are_the_exponential_of_their_matrix(key: str) -> None:
    """1 - F(x) = start exp(Tx) 1, with T by hand and scipy's exponential; relative error of the quantile below 1e-6."""
    rates = {"phase type": [[-0.5, 0.25], [0.05, -0.2]], "coxian": [[-1.0, 0.3], [0.0, -0.125]]}[key]
    start = {"phase type": [0.4, 0.6], "coxian": [1.0, 0.0]}[key]
    for u, x in zip(US, drawn(key, US), strict=True):
        left = float((np.array(start) @ linalg.expm(np.array(rates) * x)).sum())
        density = float(-np.array(start) @ linalg.expm(np.array(rates) * x) @ np.array(rates) @ np.ones(2))
        assert abs((1.0 - u) - left) <= 1e-6 * x * density + 1e-15


def test_three_equal_phases_in_turn_are_an_erlang() -> None:
    """Two tables made in different ways, one by matrices and one by the incomplete gamma function."""
    table = DistributionTable()
    onward = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]
    phases = table.leaf("phase_type", {"start": [1.0, 0.0, 0.0], "means": [2.0] * 3, "next": onward})
    erlang = table.leaf("erlang", {"mean": 6.0, "stages": 3})
    np.testing.assert_allclose(values(table, phases, US), values(table, erlang, US), rtol=2e-7)


def test_hyperexponential_by_its_textbook_distribution_function() -> None:
    """4,000 keyed draws, fixed seed, significance 1e-4; balanced means: shares (1 +- sqrt(3 / 5)) / 2 for cv 2."""
    us = [streams.uniform(2026, 0, 1, person, 79, 0) for person in range(4000)]
    share = (1.0 + math.sqrt(3.0 / 5.0)) / 2.0

    def law(x: np.ndarray) -> np.ndarray:
        first, second = 2.5 / share, 2.5 / (1.0 - share)
        return 1.0 - share * np.exp(-x / first) - (1.0 - share) * np.exp(-x / second)

    assert stats.kstest(drawn("hyperexponential", us), law).pvalue > 1e-4


@pytest.mark.parametrize("key", list(FAMILIES))
def test_mean_and_spread_of_the_draws_are_those_stated(key: str) -> None:
    """By Gauss and Legendre in every cell of the tables' grid."""
    table = DistributionTable()
    row = table.leaf(*FAMILIES[key])
    nodes, weights = np.polynomial.legendre.leggauss(6)
    edges = quantiles.grid()
    width = np.diff(edges)[:, None]
    v = (edges[:-1, None] + (nodes + 1.0) / 2.0 * width).ravel()
    w = (weights / 2.0 * width).ravel()
    lower, upper = values(table, row, v), values(table, row, 1.0 - v)
    mean = math.fsum(w * (lower + upper))
    # A mixture jumps inside a cell: only the cells' width bounds its error.
    tolerance = 2e-2 if key in ("hyperexponential", "quantiles") else 1e-6
    assert mean == pytest.approx(distributions.mean(*FAMILIES[key]), rel=tolerance)
    assert table.mean_of(row, []) == pytest.approx(distributions.mean(*FAMILIES[key]), rel=1e-8)
    variance = math.fsum(w * ((lower - mean) ** 2 + (upper - mean) ** 2))
    assert variance == pytest.approx(distributions.variance(*FAMILIES[key]), rel=max(tolerance, 1e-5))


@pytest.mark.parametrize("key", INVERTED)
def test_a_larger_uniform_never_gives_a_smaller_value(key: str) -> None:
    tail = np.geomspace(2.0**-53, 0.5, 3000)
    x = drawn(key, np.sort(np.concatenate([tail, 1.0 - tail])))
    assert np.isfinite(x).all()
    assert (x >= 0.0).all()
    assert (np.diff(x) >= -1e-13 * x[1:]).all()


LAWS: list[tuple[str, dict[str, Any], float, float]] = [
    ("exponential", {"mean": 5.0}, 0.0, 12.0),
    ("exponential", {"mean": 5.0}, 40.0, math.inf),
    ("gamma", {"mean": 4.0, "cv": 0.7}, 2.0, 9.0),
    ("lognormal", {"mean": 6.0, "cv": 1.2}, 1.0, 30.0),
    ("weibull", {"shape": 1.5, "scale": 2.0}, 0.5, 3.0),
    ("uniform", {"low": 1.0, "high": 4.0}, 2.0, 10.0),
    ("triangular", {"low": 1.0, "mode": 2.0, "high": 5.0}, 1.5, 4.0),
    ("beta", {"low": 1.0, "high": 5.0, "mean": 2.0, "sd": 0.5}, 1.5, 3.0),
    ("truncated_normal", {"mean": 5.0, "sd": 2.0, "low": 0.0, "high": 20.0}, 3.0, 6.0),
]


@pytest.mark.parametrize(("name", "parameters", "low", "high"), LAWS)
def test_a_truncated_draw_is_a_draw_on_the_condition_of_lying_within(
    name: str, parameters: dict[str, Any], low: float, high: float
) -> None:
    """(F(x) - F(low)) / (F(high) - F(low)) = u with F by scipy; the mean by quadrature over it."""

    def law(x: float) -> float:
        return distributions.cdf(name, parameters, x) if x < math.inf else 1.0

    table = DistributionTable()
    row = table.leaf(name, parameters)
    inside = law(high) - law(low)
    assert within(table, row, low, high) == pytest.approx(inside, rel=1e-6)
    cut = truncated(table, row, low, high)
    for u, x in zip(US, values(table, cut, US), strict=True):
        assert low * (1 - 1e-12) <= x <= high * (1 + 1e-12)
        # The tables' relative error of 2e-6 in x, times the density there.
        slack = 2e-6 * x * (law(x * 1.0001) - law(x * 0.9999)) / (x * 0.0002)
        assert abs(law(x) - law(low) - u * inside) <= slack + 1e-12
    top = high if high < math.inf else 300.0
    mean = low + integrate.quad(lambda x: (law(top) - law(x)) / inside, low, top, limit=300)[0]
    assert table.mean_of(cut, []) == pytest.approx(mean, rel=1e-5)


def test_a_truncation_reaches_through_attributes_factors_and_mixtures() -> None:
    """Half a fixed 1, half an exponential of mean 4 times 2 or 3 by attribute 0, cut at 6: of the exponential
    1 - exp(-6 / 8) or 1 - exp(-6 / 12) is left, so the fixed 1 has the share .5 / (.5 + .5 (1 - exp(-6 / 8)))."""
    table = DistributionTable()
    factor = table.by(0, [table.constant(2.0), table.constant(3.0)])
    long = table.scaled(table.leaf("exponential", {"mean": 4.0}), factor)
    row = truncated(table, table.mixture([0.5, 0.5], [table.constant(1.0), long]), 0.0, 6.0)
    for code, mean in ((0, 8.0), (1, 12.0)):
        left = 1.0 - math.exp(-6.0 / mean)
        share = 1.0 / (1.0 + left)
        codes = np.array([code], np.int32)
        edge = values(table, row, [share - 1e-9, share + 1e-9, 1.0 - 1e-12], codes)
        assert edge[0] == 1.0
        assert edge[1] == pytest.approx(0.0, abs=1e-6)
        assert edge[2] == pytest.approx(6.0, rel=1e-9)
        inside = mean - 6.0 * math.exp(-6.0 / mean) / left
        assert table.mean_of(row, [code]) == pytest.approx(share + (1.0 - share) * inside, rel=1e-8)


def test_what_a_truncation_leaves_as_it_is_and_what_it_refuses() -> None:
    table = DistributionTable()
    uniform = table.leaf("uniform", {"low": 2.0, "high": 5.0})
    assert truncated(table, uniform, 0.0, 5.0) == uniform
    assert truncated(table, table.constant(3.0), 1.0, 3.0) == table.constant(3.0)
    observed = table.leaf("empirical", {"values": [1.0, 2.0, 6.0], "shares": [0.5, 0.3, 0.2]})
    kept = truncated(table, observed, 1.5, 6.0)
    assert values(table, kept, [0.59, 0.61]).tolist() == [2.0, 6.0]
    twice = truncated(table, truncated(table, uniform, 2.0, 4.0), 3.0, 9.0)
    assert values(table, twice, [0.5])[0] == pytest.approx(3.5, rel=1e-12)
    for row in (uniform, table.constant(3.0), observed):
        with pytest.raises(ValueError, match="no value"):
            truncated(table, row, 6.5, 9.0)


@pytest.mark.parametrize(("name", "parameters", "low", "high"), LAWS)
def test_the_remaining_time_of_a_truncated_stay(name: str, parameters: dict[str, Any], low: float, high: float) -> None:
    """At even uniforms the share below a mark is the integral of 1 - F up to it, over the mean."""
    table = DistributionTable()
    cut = truncated(table, table.leaf(name, parameters), low, high)
    row = table.equilibrium(cut)
    us = (np.arange(2001) + 0.5) / 2001
    x = np.sort(values(table, row, us))
    stay = np.sort(values(table, cut, (np.arange(20_001) + 0.5) / 20_001))
    for mark in x[[40, 400, 1000, 1600, 1960]]:
        assert np.mean(x <= mark) == pytest.approx(np.minimum(stay, mark).mean() / stay.mean(), abs=4 / 2001)
    assert table.mean_of(row, []) == pytest.approx((stay**2).mean() / (2 * stay.mean()), rel=1e-3)


FROZEN_US = (0.001, 0.1, 0.5, 0.9, 0.999)
FROZEN: dict[str, tuple[str, ...]] = {
    "hyperexponential": (
        "0x1.a07160dd4e94ap-9",
        "0x1.58fd8f8ac0b5fp-2",
        "0x1.2af84ccbc0a64p+1",
        "0x1.538355e8b188dp+1",
        "0x1.a339cbca4f2e2p+6",
    ),
    "erlang": (
        "0x1.86365ddcb4737p-2",
        "0x1.1a20f4257c514p+1",
        "0x1.56479bbe14abcp+2",
        "0x1.54a0e54e27703p+3",
        "0x1.6752eb6bbff06p+4",
    ),
    "truncated normal": (
        "0x1.6ac4762d771c0p-4",
        "0x1.3374aa40b45dep+1",
        "0x1.3e6a763444383p+2",
        "0x1.e651cab016a33p+2",
        "0x1.6a01119dea54dp+3",
    ),
    "tail of a normal": (
        "0x1.000dd0310f980p+2",
        "0x1.05a2e3cb8f16dp+2",
        "0x1.23888e2bf2f0bp+2",
        "0x1.6b2bdbfce4b3fp+2",
        "0x1.04f79fd1d022bp+3",
    ),
    "beta": (
        "0x1.102b5f51cf809p+0",
        "0x1.65c1bbf773b80p+0",
        "0x1.f017f084037cbp+0",
        "0x1.585b5e6d63f5ep+1",
        "0x1.e4b683a22c56ep+1",
    ),
    "beta of two ends": (
        "0x1.0a78d5c101771p-17",
        "0x1.c16694abd9e0ap-5",
        "0x1.0000000000000p+0",
        "0x1.f1f4cb5731950p+0",
        "0x1.ffff7ac180fc9p+0",
    ),
    "pert": (
        "0x1.04d0a18ff0a3dp+0",
        "0x1.7e1a75b7a6c23p+0",
        "0x1.72e9c730a3027p+1",
        "0x1.4fde0fcc0d298p+2",
        "0x1.0ad2b85e266d2p+3",
    ),
    "quantiles": (
        "0x1.89374bc6a7efap-8",
        "0x1.3333333333334p-1",
        "0x1.8000000000002p+1",
        "0x1.4000000000003p+3",
        "0x1.dc00000000000p+5",
    ),
    "phase type": (
        "0x1.5924d22a59a4ep-8",
        "0x1.1fafc0f233f3bp-1",
        "0x1.f3a89ee55de84p+1",
        "0x1.b59ae4a8c97dep+3",
        "0x1.4f838d991d6ffp+5",
    ),
    "coxian": (
        "0x1.76beac2b0b556p-10",
        "0x1.3a4705824d22ep-3",
        "0x1.2bb1bbb589757p+0",
        "0x1.3b844324e42c5p+3",
        "0x1.75968c1788b5fp+5",
    ),
}


@pytest.mark.parametrize("key", list(FAMILIES))
def test_frozen_draws(key: str) -> None:
    """To the last bit, on every machine. A change here changes every result, and needs a line in the changelog."""
    assert [x.hex() for x in drawn(key, FROZEN_US).tolist()] == list(FROZEN[key])


def test_a_truncated_draw_is_frozen() -> None:
    table = DistributionTable()
    row = truncated(table, table.leaf("gamma", {"mean": 4.0, "cv": 0.7}), 2.0, 9.0)
    assert [x.hex() for x in values(table, row, FROZEN_US).tolist()] == [
        "0x1.0078b885073c0p+1",
        "0x1.2f53232d2def6p+1",
        "0x1.0372d8d450e44p+2",
        "0x1.c853080d60a93p+2",
        "0x1.1f20dcd69fc51p+3",
    ]
