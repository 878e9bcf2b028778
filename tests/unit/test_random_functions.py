"""log, exp, power and the normal quantile against 50-digit decimal arithmetic, over wide random ranges."""

import math
from collections.abc import Callable
from decimal import Decimal, localcontext

import numpy as np
import pytest
from scipy import special

from flowsim.random import functions

PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803")
RNG_SEED = 11


def worst_ulp(function: Callable[[float], float], exact: Callable[[Decimal], Decimal], xs: np.ndarray) -> float:
    """The greatest error in units in the last place of the result."""
    worst = 0.0
    with localcontext() as context:
        context.prec = 50
        for x in xs.tolist():
            y = function(x)
            error = abs(Decimal(y) - exact(Decimal(x))) / Decimal(float(np.spacing(abs(y))))
            worst = max(worst, float(error))
    return worst


def arguments(low: float, high: float, n: int = 4000) -> np.ndarray:
    return np.random.default_rng(RNG_SEED).uniform(low, high, n)


@pytest.mark.parametrize(
    "xs",
    [
        arguments(0.0, 1.0),
        arguments(0.5, 2.0),
        1.0 - np.geomspace(2.0**-53, 0.5, 4000),
        np.geomspace(2.0**-53, 0.5, 4000),
        np.exp(arguments(-708.0, 709.0)),
        np.geomspace(5e-324, 2e-308, 500),
    ],
    ids=["unit", "near one", "just below one", "small", "every exponent", "subnormal"],
)
def test_log(xs: np.ndarray) -> None:
    assert worst_ulp(functions.log, Decimal.ln, xs) < 0.9


@pytest.mark.parametrize("span", [(-708.0, 709.0), (-40.0, 40.0), (-1.0, 1.0), (-1e-8, 1e-8)])
def test_exp(span: tuple[float, float]) -> None:
    assert worst_ulp(functions.exp, Decimal.exp, arguments(*span)) < 1.0


def test_exp_of_subnormal_results() -> None:
    assert worst_ulp(functions.exp, Decimal.exp, arguments(-744.0, -708.0, 500)) < 2.0


def test_special_arguments() -> None:
    assert functions.log(0.0) == -math.inf
    assert functions.log(math.inf) == math.inf
    assert math.isnan(functions.log(-1.0))
    assert math.isnan(functions.log(math.nan))
    assert functions.exp(-math.inf) == functions.exp(-746.0) == 0.0
    assert functions.exp(math.inf) == functions.exp(709.79) == math.inf
    assert math.isnan(functions.exp(math.nan))
    assert functions.exp(0.0) == functions.power(1.0, 17.0) == functions.power(0.0, 0.0) == 1.0
    assert functions.power(0.0, 0.3) == 0.0
    assert functions.log(1.0) == 0.0


def test_powers_of_two_are_exact() -> None:
    for k in (-1022, -1, 0, 1, 1023):
        assert functions.power_of_two(k) == math.ldexp(1.0, k)


def test_power_within_its_stated_error() -> None:
    rng = np.random.default_rng(RNG_SEED)
    with localcontext() as context:
        context.prec = 50
        for x, y in zip(rng.uniform(0.0, 40.0, 4000).tolist(), rng.uniform(0.05, 10.0, 4000).tolist(), strict=True):
            exponent = Decimal(y) * Decimal(x).ln()
            error = abs(Decimal(functions.power(x, y)) / exponent.exp() - 1)
            assert float(error) < (1.0 + abs(float(exponent))) * 2.0**-52


def normal_below(x: float) -> tuple[Decimal, Decimal]:
    """The normal distribution function and density to some 50 digits: 1/2 + density x sum x^(2n+1) / (2n+1)!!."""
    z = Decimal(x)
    term = total = z
    n = 0
    while abs(term) > Decimal(10) ** -66:
        n += 1
        term *= z * z / (2 * n + 1)
        total += term
    density = (-z * z / 2).exp() / (2 * PI).sqrt()
    return Decimal("0.5") + density * total, density


def test_normal_quantile_against_decimal_arithmetic() -> None:
    """Relative error below 6e-16, from one Newton step in 70 digits; both tails and the centre."""
    tail = np.geomspace(2.0**-53, 0.1, 150)
    with localcontext() as context:
        context.prec = 70
        for p in np.concatenate([arguments(0.0, 1.0, 150), tail, 1.0 - tail]).tolist():
            z = functions.normal_quantile(p)
            below, density = normal_below(z)
            assert abs(float((below - Decimal(p)) / density / Decimal(z))) < 6e-16


def test_normal_quantile_against_scipy() -> None:
    p = np.concatenate([arguments(0.0, 1.0, 20_000), np.geomspace(2.0**-53, 0.1, 2000)])
    ours = np.array([functions.normal_quantile(x) for x in p])
    np.testing.assert_allclose(ours, special.ndtri(p), rtol=2e-15)


def test_normal_quantile_is_odd_and_nought_at_a_half() -> None:
    assert functions.normal_quantile(0.5) == 0.0
    for p in (2.0**-53, 1e-9, 0.07, 0.074999, 0.3):
        upper = 1.0 - p
        assert functions.normal_quantile(upper) == -functions.normal_quantile(1.0 - upper)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (functions.log(0.1), -2.3025850929940455),
        (functions.log(3.0), 1.0986122886681096),
        (functions.exp(-2.5), 0.0820849986238988),
        (functions.exp(10.0), 22026.465794806718),
        (functions.power(2.0, 0.5), 1.414213562373095),
        (functions.normal_quantile(0.25), -0.6744897501960817),
        (functions.normal_quantile(0.001), -3.090232306167813),
        (functions.normal_quantile(1e-20), -9.262340089798405),
    ],
)
def test_frozen_to_the_last_bit(value: float, expected: float) -> None:
    """The same on every machine: rounding may put them one place beside the nearest float, but never elsewhere."""
    assert value == expected


@pytest.mark.parametrize(
    ("p", "published"),
    [(0.25, -0.6744897501960817), (0.001, -3.090232306167814), (1e-20, -9.262340089798408)],
)
def test_published_checks_of_as_241(p: float, published: float) -> None:
    """Wichura 1988, the three values given for PPND16, one in each range."""
    assert functions.normal_quantile(p) == pytest.approx(published, rel=1e-15)
