"""The table's builder: shared rows, choices by attribute, mixtures, factors, and remaining times in equilibrium."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from flowsim.random import distributions, quantiles, samplers
from flowsim.random.table import DISTRIBUTION, DistributionTable


def draw(table: DistributionTable, row: int, u: float, *codes: int) -> float:
    return float(samplers.sample(*table.arrays(), row, np.array(codes or [0], np.int32), u))


def test_rows_are_aligned_and_small() -> None:
    assert DISTRIBUTION.isalignedstruct
    assert DISTRIBUTION.itemsize == 48
    table = DistributionTable()
    table.constant(1.0)
    rows, values, children = table.arrays()
    assert (rows.dtype, values.dtype, children.dtype) == (DISTRIBUTION, np.float64, np.int32)
    assert rows.size == 1


def test_identical_rows_and_tables_are_shared() -> None:
    table = DistributionTable()
    first = table.leaf("gamma", {"mean": 4.0, "cv": 0.5})
    size = table.arrays()[1].size
    assert size == 8 * samplers.HALF_CELLS
    assert table.leaf("gamma", {"mean": 4.0, "sd": 2.0}) == first
    assert table.leaf("gamma", {"mean": 8.0, "cv": 0.5}) != first
    assert table.arrays()[1].size == size
    other = table.constant(2.0)
    assert table.by(3, [first, other]) == table.by(3, [first, other])
    assert table.by(3, [first, other]) != table.by(2, [first, other])
    assert table.mixture([0.5, 0.5], [first, other]) == table.mixture([1.0, 1.0], [first, other])
    assert table.scaled(first, other) == table.scaled(first, other)


def test_bad_parameters_are_refused_with_every_problem() -> None:
    with pytest.raises(ValueError, match="mean must be above nought; cv must be above nought"):
        DistributionTable().leaf("gamma", {"mean": 0.0, "cv": 0.0})
    with pytest.raises(KeyError):
        DistributionTable().leaf("gumma", {})


def test_by_attribute_takes_the_person_s_level() -> None:
    table = DistributionTable()
    levels = [table.constant(10.0), table.leaf("exponential", {"mean": 4.0}), table.constant(30.0)]
    row = table.by(1, levels)
    assert [draw(table, row, 0.5, 9, code) for code in (0, 2)] == [10.0, 30.0]
    assert draw(table, row, 0.5, 9, 1) == pytest.approx(4.0 * math.log(2.0), rel=1e-15)
    assert [table.mean_of(row, [9, code]) for code in (0, 1, 2)] == [10.0, 4.0, 30.0]
    assert table.attributes(row) == {1}
    assert table.by(1, [levels[0]] * 3) == levels[0]
    with pytest.raises(ValueError, match="at least one level"):
        table.by(0, [])


def test_factors_multiply_and_nest() -> None:
    """exponential(4) x (2 or 3 by attribute 0) x (10 or 100 by attribute 1)."""
    table = DistributionTable()
    stay = table.leaf("exponential", {"mean": 4.0})
    two = table.by(0, [table.constant(2.0), table.constant(3.0)])
    ten = table.by(1, [table.constant(10.0), table.constant(100.0)])
    row = table.scaled(table.scaled(stay, two), ten)
    together = table.scaled(stay, table.scaled(two, ten))
    for a, b, factor in [(0, 0, 20.0), (1, 0, 30.0), (0, 1, 200.0), (1, 1, 300.0)]:
        for scaled in (row, together):
            assert draw(table, scaled, 0.9, a, b) == pytest.approx(factor * draw(table, stay, 0.9), rel=1e-15)
            assert table.mean_of(scaled, [a, b]) == factor * 4.0
    assert table.attributes(row) == {0, 1}
    assert not table.random(table.scaled(two, ten))
    assert table.scaled(stay, table.constant(1.0)) == stay
    with pytest.raises(ValueError, match="must not be random"):
        table.scaled(two, stay)


def test_products_of_constants_are_constants() -> None:
    table = DistributionTable()
    by = table.by(0, [table.constant(2.0), table.constant(5.0)])
    row = table.scaled(table.constant(3.0), by)
    assert not table.random(row)
    assert [draw(table, row, 0.5, code) for code in (0, 1)] == [6.0, 15.0]
    assert draw(table, table.scaled(by, by), 0.5, 1) == 25.0


def test_what_needs_a_draw() -> None:
    table = DistributionTable()
    constants = table.by(0, [table.constant(2.0), table.constant(5.0)])
    half = table.by(0, [table.constant(2.0), table.leaf("exponential", {"mean": 1.0})])
    assert not table.random(table.leaf("deterministic", {"value": 4.0}))
    assert not table.random(table.leaf("uniform", {"low": 4.0, "high": 4.0}))
    assert not table.random(table.leaf("empirical", {"values": [4.0, 4.0]}))
    assert not table.random(constants)
    assert not table.random(table.category([1.0]))
    assert not table.random(table.mixture([0.0, 1.0], [half, constants]))
    assert table.random(half)
    assert table.random(table.category([0.5, 1.0]))
    assert table.random(table.mixture([0.5, 0.5], [table.constant(1.0), table.constant(2.0)]))


def test_mixture_by_hand() -> None:
    """Cumulative shares .25, 1: the first below .25; at .25 exactly the second."""
    table = DistributionTable()
    row = table.mixture([0.25, 0.75], [table.constant(1.0), table.leaf("uniform", {"low": 0.0, "high": 3.0})])
    assert draw(table, row, 0.2) == 1.0
    assert draw(table, row, 0.25) == pytest.approx(0.0, abs=1e-15)
    assert draw(table, row, 0.625) == pytest.approx(1.5, rel=1e-15)
    assert table.mean_of(row, []) == 0.25 + 0.75 * 1.5
    with pytest.raises(ValueError, match="not negative"):
        table.mixture([0.0], [row])


def test_options_appended_last_move_nobody_between_the_earlier_ones() -> None:
    table = DistributionTable()
    u = np.linspace(0.001, 0.999, 999)
    codes, row = np.zeros(1, np.int32), table.category([0.3, 1.0])
    wider = table.category([0.3, 0.9, 1.0])
    arrays = table.arrays()
    before = np.array([samplers.sample(*arrays, row, codes, x) for x in u])
    after = np.array([samplers.sample(*arrays, wider, codes, x) for x in u])
    assert (before[u < 0.9] == after[u < 0.9]).all()
    assert set(after[u > 0.9]) == {2.0}


def test_category_leaves_out_options_without_a_share() -> None:
    table = DistributionTable()
    row = table.category([0.0, 0.5, 0.5, 0.9999999999999999, 0.9999999999999999])
    assert [draw(table, row, u) for u in (2.0**-53, 0.499, 0.5, 1.0 - 2.0**-53)] == [1.0, 1.0, 3.0, 3.0]
    assert table.mean_of(row, []) == pytest.approx(2.0)
    for wrong in ([], [0.5, 0.4, 1.0], [0.2, 0.9]):
        with pytest.raises(ValueError, match="must rise to 1"):
            table.category(wrong)


def test_empirical_values_are_sorted_and_merged() -> None:
    table = DistributionTable()
    row = table.leaf("empirical", {"values": [5.0, 1.0, 5.0, 2.0], "shares": [0.25, 0.25, 0.25, 0.25]})
    assert [draw(table, row, u) for u in (0.1, 0.3, 0.6, 0.9)] == [1.0, 2.0, 5.0, 5.0]
    assert table.mean_of(row, []) == 3.25


# Remaining times. The oracle: F_e(x) is the integral of 1 - F from 0 to x over the mean, by adaptive quadrature.

STAYS: list[tuple[str, dict[str, Any]]] = [
    ("deterministic", {"value": 3.0}),
    ("exponential", {"mean": 3.0}),
    ("gamma", {"mean": 3.0, "cv": 0.3}),
    ("gamma", {"mean": 3.0, "cv": 0.6}),
    ("gamma", {"mean": 3.0, "cv": 2.5}),
    ("lognormal", {"mean": 3.0, "cv": 0.02}),
    ("lognormal", {"mean": 3.0, "cv": 0.3}),
    ("lognormal", {"mean": 3.0, "cv": 1.2}),
    ("lognormal", {"mean": 3.0, "cv": 2.5}),
    ("weibull", {"mean": 3.0, "cv": 0.4}),
    ("weibull", {"mean": 3.0, "cv": 2.5}),
    ("uniform", {"low": 0.0, "high": 4.0}),
    ("uniform", {"low": 3.0, "high": 4.0}),
    ("triangular", {"low": 1.0, "mode": 2.0, "high": 5.0}),
    ("triangular", {"low": 0.0, "mode": 0.0, "high": 5.0}),
    ("triangular", {"low": 2.0, "mode": 5.0, "high": 5.0}),
    ("empirical", {"values": [0.0, 1.0, 2.0, 6.0], "shares": [0.1, 0.4, 0.3, 0.2]}),
    ("mixture", {"shares": [0.4, 0.6], "of": [("exponential", {"mean": 2.0}), ("gamma", {"mean": 9.0, "cv": 0.5})]}),
]

STAYS += [
    ("hyperexponential", {"mean": 3.0, "cv": 2.0}),
    ("erlang", {"mean": 3.0, "stages": 4}),
    ("truncated_normal", {"mean": 5.0, "sd": 2.0, "low": 0.0, "high": 20.0}),
    ("truncated_normal", {"centre": 3.0, "spread": 4.0, "low": 2.0, "high": 6.0}),
    ("beta", {"low": 0.0, "high": 5.0, "mean": 2.0, "sd": 0.5}),
    ("beta", {"low": 1.0, "high": 5.0, "mean": 2.0, "sd": 0.5}),
    ("beta", {"low": 0.0, "high": 2.0, "mean": 1.0, "sd": 0.7}),
    ("pert", {"low": 1.0, "mode": 2.0, "high": 10.0}),
    ("quantiles", {"at": [0.0, 0.5, 0.9, 1.0], "values": [0.0, 3.0, 10.0, 30.0]}),
    ("phase_type", {"start": [0.4, 0.6], "means": [2.0, 5.0], "next": [[0.0, 0.5], [0.25, 0.0]]}),
    ("coxian", {"means": [1.0, 8.0], "onward": [0.3]}),
]


def spent(name: str, parameters: dict[str, Any], x: float) -> float:
    """The integral of 1 - F from 0 to x over the mean."""

    def above(y: float) -> float:
        return 1.0 - distributions.cdf(name, parameters, y)

    kinks = {v for v in [*parameters.values(), *parameters.get("values", [])] if isinstance(v, float)}
    edges = sorted({0.0, x, x / 2.0, *(k for k in kinks if 0.0 < k < x)})
    total = 0.0
    for a, b in itertools.pairwise(edges):
        total += integrate.quad(above, a, b, epsabs=1e-13, limit=200)[0]
    return total / distributions.mean(name, parameters)


@pytest.mark.parametrize(("name", "parameters"), STAYS)
def test_remaining_times_against_the_exact_integral(name: str, parameters: dict[str, Any]) -> None:
    """Relative error of the quantile below 2e-5 (the error in u, over density and x)."""
    table = DistributionTable()
    row = table.equilibrium(table.leaf(name, parameters))
    mean = distributions.mean(name, parameters)
    us = [1e-4, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1.0 - 1e-4]
    # A mixture's remaining time is drawn part by part and is not monotone in u: see the test below.
    simple = table.arrays()[0][row]["kind"] != samplers.MIXTURE
    for u in us if simple else []:
        x = draw(table, row, u)
        density = (1.0 - distributions.cdf(name, parameters, x * (1 - 1e-12))) / mean
        assert abs(spent(name, parameters, x) - u) <= 2e-5 * density * x + 1e-12


@pytest.mark.parametrize(("name", "parameters"), STAYS)
def test_remaining_times_distribution_by_counting(name: str, parameters: dict[str, Any]) -> None:
    """Draws at 4,001 even uniforms: the share below each of nine marks is F_e there, to the spacing of the grid."""
    table = DistributionTable()
    row = table.equilibrium(table.leaf(name, parameters))
    us = (np.arange(4001) + 0.5) / 4001
    arrays, codes = table.arrays(), np.zeros(1, np.int32)
    x = np.sort([samplers.sample(*arrays, row, codes, u) for u in us])
    for mark in x[[40, 400, 1000, 1500, 2000, 2500, 3000, 3600, 3960]]:
        assert np.mean(x <= mark) == pytest.approx(spent(name, parameters, float(mark)), abs=5 / 4001)


@pytest.mark.parametrize(("name", "parameters"), STAYS)
def test_mean_remaining_time_is_half_the_second_moment_over_the_mean(name: str, parameters: dict[str, Any]) -> None:
    """E X**2 / (2 E X), as `mean_of` says and as the draws integrate to."""
    table = DistributionTable()
    row = table.equilibrium(table.leaf(name, parameters))
    mean, variance = distributions.mean(name, parameters), distributions.variance(name, parameters)
    expected = (variance + mean * mean) / (2.0 * mean)
    assert table.mean_of(row, []) == pytest.approx(expected, rel=1e-8)
    if table.arrays()[0][row]["kind"] != samplers.MIXTURE:
        assert integral_of_quantile(table, row) == pytest.approx(expected, rel=1e-6)


def integral_of_quantile(table: DistributionTable, row: int) -> float:
    nodes, weights = np.polynomial.legendre.leggauss(6)
    edges = quantiles.grid()
    width = np.diff(edges)[:, None]
    v = (edges[:-1, None] + (nodes + 1.0) / 2.0 * width).ravel()
    w = (weights / 2.0 * width).ravel()
    arrays, codes = table.arrays(), np.zeros(1, np.int32)
    x = [samplers.sample(*arrays, row, codes, u) + samplers.sample(*arrays, row, codes, 1.0 - u) for u in v]
    return math.fsum(w * np.array(x))


def test_remaining_times_that_are_known() -> None:
    table = DistributionTable()
    memoryless = table.leaf("exponential", {"mean": 3.0})
    assert table.equilibrium(memoryless) == memoryless
    assert table.equilibrium(table.constant(4.0)) == table.leaf("uniform", {"low": 0.0, "high": 4.0})
    assert table.equilibrium(table.constant(0.0)) == table.constant(0.0)
    # A gamma or a Weibull with cv 1 is exponential: so is its remaining time.
    for name in ("gamma", "weibull"):
        row = table.equilibrium(table.leaf(name, {"mean": 3.0, "cv": 1.0}))
        for u in (1e-6, 0.2, 0.5, 0.99, 1.0 - 1e-9):
            assert draw(table, row, u) == pytest.approx(stats.expon.isf(1.0 - u, scale=3.0), rel=1e-6)
    # Two exponentials: the chance of being in the long one is weighted by length, .4 x 2 against .6 x 8.
    row = table.mixture([0.4, 0.6], [table.leaf("exponential", {"mean": m}) for m in (2.0, 8.0)])
    assert table.mean_of(table.equilibrium(row), []) == pytest.approx((0.8 * 2.0 + 4.8 * 8.0) / 5.6)


def test_remaining_times_go_through_attributes_and_factors() -> None:
    table = DistributionTable()
    stay = table.leaf("lognormal", {"mean": 3.0, "cv": 1.2})
    factor = table.by(1, [table.constant(2.0), table.constant(5.0)])
    row = table.by(0, [stay, table.scaled(stay, factor)])
    rest = table.equilibrium(row)
    plain = table.equilibrium(stay)
    assert draw(table, rest, 0.7, 0, 1) == draw(table, plain, 0.7)
    assert draw(table, rest, 0.7, 1, 1) == pytest.approx(5.0 * draw(table, plain, 0.7), rel=1e-15)


def test_remaining_mixture_weighs_by_the_means_of_this_person() -> None:
    """Half a stay of 1 and half one of 2 or 6 by attribute 2: the weights of the second are 2/3 or 6/7."""
    table = DistributionTable()
    long = table.scaled(
        table.leaf("exponential", {"mean": 1.0}), table.by(2, [table.constant(2.0), table.constant(6.0)])
    )
    row = table.equilibrium(table.mixture([0.5, 0.5], [table.leaf("exponential", {"mean": 1.0}), long]))
    assert table.mean_of(row, [0, 0, 0]) == pytest.approx(1 / 3 + 2.0 * 2 / 3)
    assert table.mean_of(row, [0, 0, 1]) == pytest.approx(1 / 7 + 6.0 * 6 / 7)
    assert draw(table, row, 0.999, 0, 0, 1) == pytest.approx(-6.0 * math.log((1 - 0.999) * 7 / 6), rel=1e-9)


def test_no_remaining_time_for_categories_and_remaining_times() -> None:
    table = DistributionTable()
    for row in (table.category([0.5, 1.0]), table.equilibrium(table.leaf("gamma", {"mean": 1.0, "cv": 0.5}))):
        with pytest.raises(ValueError, match="no remaining time"):
            table.equilibrium(row)


def test_table_values_have_nine_digits_where_scipy_made_them() -> None:
    """The nodes: a change of scipy's last bits, here of two parts in 10**15, moves no value in a table of gamma."""
    nodes = quantiles.gamma(0.7)
    nudge = 1.0 + 2e-15
    moved = quantiles.Nodes(*(getattr(nodes, f) * nudge for f in ("lower", "lower_density", "upper", "upper_density")))
    assert np.mean(moved.cells() != nodes.cells()) < 1e-3
    first = nodes.cells().reshape(-1, 4)[:, 0]
    assert all(x == quantiles.rounded(x) for x in first)
