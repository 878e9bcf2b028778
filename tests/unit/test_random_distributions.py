"""The registry of distributions: what it refuses, and its moments and distribution functions against scipy."""

import itertools
import math
import subprocess
import sys
from typing import Any

import pytest
from scipy import integrate, special

from flowsim.random import distributions, records
from flowsim.random.distributions import check
from flowsim.random.records import DISTRIBUTIONS

GOOD: list[tuple[str, dict[str, Any]]] = [
    ("deterministic", {"value": 3.0}),
    ("deterministic", {"value": 0}),
    ("exponential", {"mean": 2.5}),
    ("gamma", {"mean": 4.0, "sd": 2.0}),
    ("gamma", {"mean": 4.0, "cv": 1.5}),
    ("lognormal", {"mean": 6.0, "sd": 7.2}),
    ("lognormal", {"mean": 6.0, "cv": 1.2}),
    ("lognormal", {"median": 545.0, "mean": 870.0}),
    ("weibull", {"mean": 3.0, "sd": 1.0}),
    ("weibull", {"mean": 3.0, "cv": 1.7}),
    ("weibull", {"shape": 1.5, "scale": 2.0}),
    ("uniform", {"low": 1.0, "high": 4.0}),
    ("triangular", {"low": 1.0, "mode": 2.0, "high": 5.0}),
    ("triangular", {"low": 1.0, "mode": 1.0, "high": 5.0}),
    ("triangular", {"low": 0.0, "mode": 5.0, "high": 5.0}),
    ("empirical", {"values": [1.0, 2.0, 6.0]}),
    ("empirical", {"values": [1.0, 2.0, 6.0], "shares": [0.5, 0.3, 0.2]}),
    ("mixture", {"shares": [0.4, 0.6], "of": [("exponential", {"mean": 2.0}), ("gamma", {"mean": 5.0, "cv": 0.5})]}),
]
GOOD += [
    ("hyperexponential", {"mean": 5.0, "cv": 2.0}),
    ("hyperexponential", {"mean": 5.0, "sd": 5.0}),
    ("hyperexponential", {"means": [1.0, 6.0, 2.0], "shares": [0.5, 0.2, 0.3]}),
    ("erlang", {"mean": 6.0, "stages": 1}),
    ("erlang", {"mean": 6.0, "stages": 3}),
    ("truncated_normal", {"mean": 5.0, "sd": 2.0, "low": 0.0, "high": 20.0}),
    ("truncated_normal", {"mean": 5.0, "sd": 0.6, "low": 4.0, "high": 10.0}),
    ("truncated_normal", {"centre": 3.0, "spread": 4.0, "low": 2.0, "high": 6.0}),
    ("truncated_normal", {"centre": 0.0, "spread": 2.0, "low": 4.0, "high": 30.0}),
    ("beta", {"low": 1.0, "high": 5.0, "mean": 2.0, "sd": 0.5}),
    ("beta", {"low": 0.0, "high": 2.0, "mean": 1.0, "sd": 0.7}),
    ("pert", {"low": 1.0, "mode": 2.0, "high": 10.0}),
    ("pert", {"low": 2.0, "mode": 2.0, "high": 2.0}),
    ("quantiles", {"at": [0.0, 0.5, 0.9, 1.0], "values": [0.0, 3.0, 10.0, 30.0]}),
    ("quantiles", {"at": [0.0, 0.3, 1.0], "values": [2.0, 2.0, 5.0]}),
    ("phase_type", {"start": [0.4, 0.6], "means": [2.0, 5.0], "next": [[0.0, 0.5], [0.25, 0.0]]}),
    ("phase_type", {"start": [1.0, 0.0, 0.0], "means": [1.0, 1.0, 4.0], "next": [[0, 1, 0], [0, 0, 1], [0, 0, 0]]}),
    ("coxian", {"means": [1.0, 8.0], "onward": [0.3]}),
]

BAD: list[tuple[str, dict[str, Any], str]] = [
    ("exponential", {}, "exponential takes mean; found nothing"),
    ("exponential", {"rate": 2.0}, "exponential takes mean; found rate"),
    ("gamma", {"mean": 2.0}, "gamma takes mean and sd; or mean and cv; found mean"),
    ("gamma", {"mean": 2.0, "sd": 1.0, "cv": 0.5}, "gamma takes mean and sd; or mean and cv; found mean and sd and cv"),
    ("exponential", {"mean": -3.0}, "mean must be above nought"),
    ("exponential", {"mean": 0}, "mean must be above nought"),
    ("exponential", {"mean": "3"}, "mean must be a finite number"),
    ("exponential", {"mean": True}, "mean must be a finite number"),
    ("exponential", {"mean": math.inf}, "mean must be a finite number"),
    ("exponential", {"mean": math.nan}, "mean must be a finite number"),
    ("deterministic", {"value": -1.0}, "value must not be negative"),
    ("gamma", {"mean": 2.0, "cv": 0}, "cv must be above nought; for a value without spread use deterministic"),
    ("weibull", {"mean": 2.0, "sd": 0}, "sd must be above nought; for a value without spread use deterministic"),
    ("gamma", {"mean": 2.0, "cv": 20.0}, "the standard deviation must be 0.01 to 10 times the mean; found 20 times"),
    ("gamma", {"mean": 2000.0, "sd": 1.0}, "the standard deviation must be 0.01 to 10 times the mean; found 0.0005"),
    ("lognormal", {"median": 4.0, "mean": 3.0}, "median must be below mean"),
    ("lognormal", {"median": 3.0, "mean": 3.0}, "median must be below mean"),
    ("weibull", {"shape": 0.01, "scale": 3.0}, "shape must be between"),
    ("uniform", {"low": 4.0, "high": 3.0}, "low must not be above high"),
    ("uniform", {"low": -1.0, "high": 3.0}, "low must not be negative"),
    ("triangular", {"low": 1.0, "mode": 0.5, "high": 3.0}, "low must not be above mode"),
    ("triangular", {"low": 1.0, "mode": 3.5, "high": 3.0}, "mode must not be above high"),
    ("empirical", {"values": []}, "values must be a list with at least one number"),
    ("empirical", {"values": 3.0}, "values must be a list with at least one number"),
    ("empirical", {"values": [1.0, "x"]}, "every one of values must be a finite number"),
    ("empirical", {"values": [1.0, -2.0]}, "none of values may be negative"),
    ("empirical", {"values": [1.0, 2.0], "shares": [0.5, 0.4]}, "shares must add up to 1; they add up to 0.9"),
    ("empirical", {"values": [1.0, 2.0], "shares": [1.0]}, "values has 2 entries and shares has 1"),
    ("mixture", {"shares": [1.0], "of": [("gamma", {"mean": 1.0})]}, "part 1 (gamma): gamma takes mean and sd"),
    ("mixture", {"shares": [1.0], "of": [("gumma", {"mean": 1.0})]}, "part 1 (gumma): there is no such distribution"),
]

BAD += [
    ("hyperexponential", {"mean": 5.0, "cv": 0.9}, "the standard deviation must be 1 to 10 times the mean; found 0.9"),
    ("hyperexponential", {"means": [1.0, 2.0], "shares": [0.5, 0.4]}, "shares must add up to 1; they add up to 0.9"),
    ("hyperexponential", {"means": [1.0, 0.0], "shares": [0.5, 0.5]}, "every one of means must be above nought"),
    ("hyperexponential", {"means": [1.0], "shares": [0.5, 0.5]}, "means has 1 entries and shares has 2"),
    ("erlang", {"mean": 5.0, "stages": 2.5}, "stages must be a whole number from 1 to 10,000; found 2.5"),
    ("erlang", {"mean": 5.0, "stages": 0}, "stages must be above nought"),
    ("truncated_normal", {"mean": 5.0, "sd": 5.0, "low": 0.0, "high": 20.0}, "no normal cut at low and high has"),
    ("truncated_normal", {"mean": 25.0, "sd": 5.0, "low": 0.0, "high": 20.0}, "mean must lie between low and high"),
    ("truncated_normal", {"mean": 5.0, "sd": 1.0, "low": 20.0, "high": 20.0}, "low must be below high"),
    ("truncated_normal", {"centre": 5.0, "spread": 1.0, "low": 9.0, "high": 20.0}, "less than 1 % of this normal"),
    ("truncated_normal", {"mean": 5.0, "spread": 1.0, "low": 0.0, "high": 20.0}, "truncated_normal takes mean and sd"),
    ("beta", {"low": 0.0, "high": 2.0, "mean": 1.0, "sd": 1.0}, "no beta has this sd: sd squared is 1 times"),
    ("beta", {"low": 0.0, "high": 2.0, "mean": 3.0, "sd": 1.0}, "mean must lie between low and high"),
    ("pert", {"low": 1.0, "mode": 0.5, "high": 3.0}, "low must not be above mode"),
    ("quantiles", {"at": [0.0, 0.9], "values": [1.0, 2.0]}, "the table must begin at 0 % and end at 100 %"),
    ("quantiles", {"at": [0.0, 1.0], "values": [3.0, 2.0]}, "the values must not fall"),
    ("quantiles", {"at": [0.0, 0.5, 0.5, 1.0], "values": [1.0, 2.0, 3.0, 4.0]}, "the shares must rise"),
    ("quantiles", {"at": [0.0, 1.0], "values": [3.0]}, "at has 2 entries and values has 1"),
    ("phase_type", {"start": [0.5], "means": [1.0], "next": [[0.0]]}, "start must add up to 1; it adds up to 0.5"),
    ("phase_type", {"start": [1.0], "means": [1.0], "next": [[0.5]]}, "phase 1 goes on to itself"),
    ("phase_type", {"start": [1.0], "means": [1.0], "next": [0.5]}, "next must be a list of lists of shares"),
    ("phase_type", {"start": [1.0, 0.0], "means": [1.0, 2.0], "next": [[0, 1], [1, 0]]}, "nobody leaves who is in"),
    ("phase_type", {"start": [1.0, 0.0], "means": [1.0], "next": [[0.0]]}, "means has 1 phases: start needs as many"),
    ("phase_type", {"start": [1.0], "means": [0.0], "next": [[0.0]]}, "every one of means must be above nought"),
    ("phase_type", {"start": [1.0] + [0.0] * 20, "means": [1.0] * 21, "next": [[0.0] * 21] * 21}, "at most 20 phases"),
    ("coxian", {"means": [1.0, 2.0], "onward": [0.5, 0.5]}, "means has 2 phases and onward 2 shares"),
    ("coxian", {"means": [1.0, 2.0], "onward": [1.5]}, "none of onward may be above 1"),
]


@pytest.mark.parametrize(("name", "parameters"), GOOD)
def test_good_parameters_pass(name: str, parameters: dict[str, Any]) -> None:
    assert check(name, parameters) == []


@pytest.mark.parametrize(("name", "parameters", "sentence"), BAD)
def test_bad_parameters_are_told(name: str, parameters: dict[str, Any], sentence: str) -> None:
    found = check(name, parameters)
    assert any(problem.startswith(sentence) for problem in found), found


def test_all_problems_come_at_once() -> None:
    assert check("gamma", {"mean": -1.0, "cv": 0.0}) == [
        "mean must be above nought",
        "cv must be above nought; for a value without spread use deterministic",
    ]
    assert len(check("triangular", {"low": 3.0, "mode": 2.0, "high": 1.0})) == 2
    assert len(check("empirical", {"values": [1.0], "shares": [0.5, 0.4]})) == 2


def test_shares_may_miss_one_by_a_billionth() -> None:
    assert check("empirical", {"values": [1.0, 2.0], "shares": [0.5, 0.5 + 9e-10]}) == []
    assert check("empirical", {"values": [1.0, 2.0], "shares": [0.5, 0.5 + 3e-9]}) != []


def test_every_record_is_whole() -> None:
    for name, record in DISTRIBUTIONS.items():
        assert record.name == name
        assert record.definition.endswith(".")
        assert record.source
        used = {parameter for form in record.forms for parameter in form}
        assert used == {p.name for p in record.parameters}
        assert all(p.kind in records.KINDS for p in record.parameters)
        assert any(good == name for good, _ in GOOD)


def moments_by_integration(name: str, parameters: dict[str, Any]) -> tuple[float, float]:
    """Mean and variance from the distribution function alone: E X = int 1 - F, E X**2 = int 2x (1 - F)."""

    def above(x: float) -> float:
        return 1.0 - distributions.cdf(name, parameters, x)

    edges = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 10.0, 30.0, 100.0, 1e3, 1e4, 1e5]
    if name == "lognormal":
        edges += [1e6, 1e7]
    enough = 1e-9 * distributions.mean(name, parameters)
    pairs = list(itertools.pairwise(edges))
    first = sum(integrate.quad(above, a, b, epsabs=enough, limit=200)[0] for a, b in pairs)
    enough *= 1e-6 + distributions.mean(name, parameters)
    second = sum(integrate.quad(lambda x: 2 * x * above(x), a, b, epsabs=enough, limit=200)[0] for a, b in pairs)
    return first, second - first * first


@pytest.mark.parametrize(("name", "parameters"), GOOD)
def test_moments_are_those_of_the_distribution_function(name: str, parameters: dict[str, Any]) -> None:
    mean, variance = moments_by_integration(name, parameters)
    assert distributions.mean(name, parameters) == pytest.approx(mean, rel=1e-7, abs=1e-9)
    assert distributions.variance(name, parameters) == pytest.approx(variance, rel=1e-6, abs=1e-6)


def test_given_moments_are_the_variable_s_own() -> None:
    for name in ("gamma", "lognormal", "weibull"):
        assert distributions.mean(name, {"mean": 6.0, "cv": 1.2}) == pytest.approx(6.0, rel=1e-12)
        assert distributions.variance(name, {"mean": 6.0, "sd": 7.2}) == pytest.approx(7.2**2, rel=1e-10)
    assert distributions.cdf("lognormal", {"median": 545.0, "mean": 870.0}, 545.0) == pytest.approx(0.5, abs=1e-12)
    assert distributions.mean("lognormal", {"median": 545.0, "mean": 870.0}) == 870.0


@pytest.mark.parametrize("cv", [0.01, 0.1, 0.5, 1.0, 2.0, 10.0])
def test_weibull_shape_gives_the_coefficient_of_variation(cv: float) -> None:
    k = distributions.weibull_shape(cv)
    ratio = math.expm1(special.gammaln(1 + 2 / k) - 2 * special.gammaln(1 + 1 / k))
    assert math.sqrt(ratio) == pytest.approx(cv, rel=1e-9)


def test_importing_the_registry_loads_nothing_heavy() -> None:
    code = (
        "import sys, flowsim.random.distributions as d; d.check('weibull', {'mean': 1.0, 'cv': 0.5});"
        "print(sorted({'numba', 'scipy', 'numpy', 'pandas'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
