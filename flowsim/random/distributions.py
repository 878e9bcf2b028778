"""What a person can say about a random time or amount: one record a distribution.

Parameters are moments of the variable itself (its mean, its standard deviation), never of its logarithm. This
module is light: it loads neither numba nor, unless a distribution function is asked for, scipy.
"""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Parameters = Mapping[str, Any]
"""Parameter names to numbers, or to lists of numbers where the parameter's kind is a list."""

SHARES_TOLERANCE = 1e-9
"""Shares that should add up to 1 may miss it by this much."""
MIN_CV, MAX_CV = 0.01, 10.0
"""Coefficients of variation that lognormal, gamma and Weibull take; below them use `deterministic`."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a distribution: its name, what it is in (see `KINDS`), and its meaning."""

    name: str
    kind: str
    meaning: str


KINDS = {
    "own unit": "a number in the variable's own unit, such as 3 d",
    "number": "a pure number",
    "own unit list": "a list of numbers in the variable's own unit",
    "share list": "a list of shares that add up to 1",
    "distribution list": "a list of distributions",
}
"""What a parameter can be in. Code that turns units into ticks converts the two own-unit kinds only."""


@dataclass(frozen=True)
class DistributionRecord:
    """One distribution: name, definition, parameters, and the sets of them that may be given.

    `forms` are tuples of parameter names, the first the plainest; exactly one form is given. `source` says where
    the formulas come from.
    """

    name: str
    definition: str
    parameters: tuple[Parameter, ...]
    forms: tuple[tuple[str, ...], ...]
    source: str

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name; KeyError if there is none."""
        return {p.name: p for p in self.parameters}[name]


_MEAN = Parameter("mean", "own unit", "the mean of the variable itself")
_SD = Parameter("sd", "own unit", "the standard deviation of the variable itself")
_CV = Parameter("cv", "number", "the standard deviation divided by the mean")
_LOW = Parameter("low", "own unit", "the least value")
_HIGH = Parameter("high", "own unit", "the greatest value")
_JOHNSON_1 = "Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions, volume 1"
_JOHNSON_2 = "Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions, volume 2"

_RECORDS = (
    DistributionRecord(
        "deterministic",
        "Always the same value.",
        (Parameter("value", "own unit", "the value"),),
        (("value",),),
        "by definition",
    ),
    DistributionRecord(
        "exponential",
        "The time to an event that is as likely in one instant as in any other; its standard deviation is its mean.",
        (_MEAN,),
        (("mean",),),
        f"{_JOHNSON_1}, chapter 19",
    ),
    DistributionRecord(
        "gamma",
        "A right-skewed time like a sum of exponential stages, with variance = (mean x cv) squared.",
        (_MEAN, _SD, _CV),
        (("mean", "sd"), ("mean", "cv")),
        f"{_JOHNSON_1}, chapter 17: shape = 1 / cv squared, scale = mean x cv squared",
    ),
    DistributionRecord(
        "lognormal",
        "A right-skewed time with a long tail whose logarithm is normal; usual for lengths of stay.",
        (_MEAN, _SD, _CV, Parameter("median", "own unit", "the value that half the draws stay below")),
        (("mean", "sd"), ("mean", "cv"), ("median", "mean")),
        f"{_JOHNSON_1}, chapter 14: sigma squared = ln(1 + cv squared) = 2 ln(mean / median), mu = ln(median)",
    ),
    DistributionRecord(
        "weibull",
        "The time to an event whose rate rises (shape above 1) or falls (below 1) as a power of the time spent.",
        (
            _MEAN,
            _SD,
            _CV,
            Parameter("shape", "number", "the power plus one of the event's rate in the time spent"),
            Parameter("scale", "own unit", "the value that 63.2 % of the draws stay below"),
        ),
        (("mean", "sd"), ("mean", "cv"), ("shape", "scale")),
        f"{_JOHNSON_1}, chapter 21: mean = scale x Gamma(1 + 1/shape); the shape for a cv is solved numerically",
    ),
    DistributionRecord(
        "uniform",
        "Any value between the least and the greatest, all equally likely.",
        (_LOW, _HIGH),
        (("low", "high"),),
        f"{_JOHNSON_2}, chapter 26",
    ),
    DistributionRecord(
        "triangular",
        "Between a least and a greatest value with one most likely value, linear on both sides of it.",
        (_LOW, Parameter("mode", "own unit", "the most likely value"), _HIGH),
        (("low", "mode", "high"),),
        f"{_JOHNSON_2}, chapter 26",
    ),
    DistributionRecord(
        "empirical",
        "One of the listed values, equally likely or with the stated shares.",
        (
            Parameter("values", "own unit list", "the values that can occur"),
            Parameter("shares", "share list", "the share of each value"),
        ),
        (("values",), ("values", "shares")),
        "by definition",
    ),
    DistributionRecord(
        "mixture",
        "A draw from one of several distributions, chosen by shares.",
        (
            Parameter("shares", "share list", "the share of each distribution"),
            Parameter("of", "distribution list", "the distributions, in the order of the shares"),
        ),
        (("shares", "of"),),
        "by definition",
    ),
)
DISTRIBUTIONS: dict[str, DistributionRecord] = {record.name: record for record in _RECORDS}
"""Every distribution by name. In a mixture, `of` is a list of pairs (name, parameters) for the functions below."""


def check(name: str, parameters: Parameters) -> list[str]:
    """Everything that is wrong with these parameters, a sentence each; an empty list if nothing is.

    The sentences quote pure numbers but no number that has a unit: only the caller knows the unit it was given
    in. KeyError if there is no such distribution.

    >>> check("gamma", {"mean": -1.0, "cv": 0.5})
    ['mean must be above nought']
    >>> check("lognormal", {"mean": 3.0, "median": 4.0})
    ['median must be below mean: a lognormal is skewed to the right']
    """
    record = DISTRIBUTIONS[name]
    problems = _form_problems(record, parameters)
    if problems:
        return problems
    problems = [p for key in parameters for p in _value_problems(record.parameter(key), parameters[key])]
    return problems or _CHECKS[name](parameters)


def mean(name: str, parameters: Parameters) -> float:
    """The mean, in the parameters' own unit. The parameters must pass `check`.

    >>> mean("uniform", {"low": 2.0, "high": 4.0})
    3.0
    """
    return _moments(name, parameters)[0]


def variance(name: str, parameters: Parameters) -> float:
    """The variance, in the square of the parameters' own unit. The parameters must pass `check`.

    >>> variance("gamma", {"mean": 2.0, "cv": 0.5})
    1.0
    """
    return _moments(name, parameters)[1]


def cdf(name: str, parameters: Parameters, x: float) -> float:
    """The probability of a value not above `x` (own unit), by scipy. The parameters must pass `check`.

    >>> round(cdf("exponential", {"mean": 1.0}, math.log(2)), 12)
    0.5
    """
    from scipy import stats

    p = standard(name, parameters)
    if name == "mixture":
        parts = zip(shares(p["shares"]), p["of"], strict=True)
        return math.fsum(share * cdf(part, given, x) for share, (part, given) in parts)
    if name == "empirical":
        return math.fsum(s for s, v in zip(p["shares"], p["values"], strict=True) if v <= x)
    if name == "deterministic" or p.get("low", 0.0) == p.get("high", 1.0):
        return float(x >= p.get("value", p.get("low", 0.0)))
    if name == "exponential":
        return float(stats.expon.cdf(x, scale=p["mean"]))
    if name == "gamma":
        return float(stats.gamma.cdf(x, p["cv"] ** -2, scale=p["mean"] * p["cv"] ** 2))
    if name == "lognormal":
        sigma = math.sqrt(math.log1p(p["cv"] ** 2))
        return float(stats.lognorm.cdf(x, sigma, scale=p["mean"] * math.exp(-(sigma**2) / 2)))
    if name == "weibull":
        return float(stats.weibull_min.cdf(x, p["shape"], scale=p["scale"]))
    width = p["high"] - p["low"]
    if name == "uniform":
        return float(stats.uniform.cdf(x, p["low"], width))
    return float(stats.triang.cdf(x, (p["mode"] - p["low"]) / width, p["low"], width))


def standard(name: str, parameters: Parameters) -> dict[str, Any]:
    """The parameters in the one form that the formulas use.

    gamma and lognormal: mean and cv; Weibull: shape and scale; empirical: values and shares; others as given.

    >>> standard("gamma", {"mean": 4.0, "sd": 2.0})
    {'mean': 4.0, 'cv': 0.5}
    """
    p = dict(parameters)
    if name == "empirical":
        values = [float(v) for v in p["values"]]
        return {"values": values, "shares": shares(p.get("shares") or [1.0] * len(values))}
    if name == "weibull" and "shape" in p:
        return {"shape": float(p["shape"]), "scale": float(p["scale"])}
    if name in ("gamma", "lognormal", "weibull"):
        cv = _cv(p)
        if name != "weibull":
            return {"mean": float(p["mean"]), "cv": cv}
        shape = weibull_shape(cv)
        return {"shape": shape, "scale": p["mean"] / math.gamma(1.0 + 1.0 / shape)}
    return p


def shares(given: Sequence[float]) -> list[float]:
    """Shares divided by their sum, so that they add up to 1 as nearly as floats can.

    >>> shares([1, 3])
    [0.25, 0.75]
    """
    total = math.fsum(given)
    return [s / total for s in given]


def weibull_shape(cv: float) -> float:
    """The shape of the Weibull distribution with this coefficient of variation, by bisection.

    1 + cv squared = Gamma(1 + 2/shape) / Gamma(1 + 1/shape) squared, which falls as the shape rises.

    >>> round(weibull_shape(1.0), 9)
    1.0
    """
    target = math.log1p(cv * cv)
    low, high = 0.05, 500.0
    for _ in range(100):
        shape = math.sqrt(low * high)
        if math.lgamma(1.0 + 2.0 / shape) - 2.0 * math.lgamma(1.0 + 1.0 / shape) > target:
            low = shape
        else:
            high = shape
    return math.sqrt(low * high)


def _cv(p: Parameters) -> float:
    """The coefficient of variation said by any of the forms with moments."""
    if "cv" in p:
        return float(p["cv"])
    if "sd" in p:
        return float(p["sd"]) / float(p["mean"])
    ratio = float(p["mean"]) / float(p["median"])
    return math.sqrt((ratio - 1.0) * (ratio + 1.0))


def _moments(name: str, parameters: Parameters) -> tuple[float, float]:
    """Mean and variance."""
    p = standard(name, parameters)
    if name == "deterministic":
        return float(p["value"]), 0.0
    if name == "exponential":
        return float(p["mean"]), float(p["mean"]) * float(p["mean"])
    if name in ("gamma", "lognormal"):
        sd = p["mean"] * p["cv"]
        return p["mean"], sd * sd
    if name == "weibull":
        first = math.gamma(1.0 + 1.0 / p["shape"])
        spread = math.gamma(1.0 + 2.0 / p["shape"]) - first**2
        return p["scale"] * first, p["scale"] ** 2 * spread
    if name == "uniform":
        return (p["low"] + p["high"]) / 2.0, (p["high"] - p["low"]) ** 2 / 12.0
    if name == "triangular":
        low, mode, high = p["low"], p["mode"], p["high"]
        return (low + mode + high) / 3.0, ((high - low) ** 2 - (mode - low) * (high - mode)) / 18.0
    parts = [(v, 0.0) for v in p["values"]] if name == "empirical" else [_moments(*part) for part in p["of"]]
    weights = shares(p["shares"])
    centre = math.fsum(w * m for w, (m, _) in zip(weights, parts, strict=True))
    return centre, math.fsum(w * (v + (m - centre) ** 2) for w, (m, v) in zip(weights, parts, strict=True))


def _form_problems(record: DistributionRecord, parameters: Parameters) -> list[str]:
    """The complaint that the names given are none of the forms."""
    given = set(parameters)
    if any(given == set(form) for form in record.forms):
        return []
    forms = [" and ".join(form) for form in record.forms]
    wanted = "; or ".join(forms)
    found = " and ".join(parameters) if given else "nothing"
    return [f"{record.name} takes {wanted}; found {found}"]


def _value_problems(parameter: Parameter, value: Any) -> list[str]:
    """Complaints about one parameter on its own: its type, infinities, signs."""
    if parameter.kind == "distribution list":
        return []
    if not parameter.kind.endswith("list"):
        if not _is_number(value):
            return [f"{parameter.name} must be a finite number"]
        if value < 0:
            return [f"{parameter.name} must not be negative" if _may_be_nought(parameter) else _above_nought(parameter)]
        return [] if value > 0 or _may_be_nought(parameter) else [_above_nought(parameter)]
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        return [f"{parameter.name} must be a list with at least one number"]
    if not all(_is_number(v) for v in value):
        return [f"every one of {parameter.name} must be a finite number"]
    return [f"none of {parameter.name} may be negative"] if min(value) < 0 else []


def _is_number(value: Any) -> bool:
    """Whether this is a finite number (true and false are not)."""
    return not isinstance(value, bool) and isinstance(value, (int, float)) and math.isfinite(value)


def _may_be_nought(parameter: Parameter) -> bool:
    """Values and bounds may be nought; means, spreads, medians, shapes and scales may not."""
    return parameter.name in ("value", "low", "mode", "high")


def _above_nought(parameter: Parameter) -> str:
    """The complaint about a mean, spread, shape or scale that is nought or negative."""
    instead = "; for a value without spread use deterministic" if parameter.name in ("sd", "cv") else ""
    return f"{parameter.name} must be above nought{instead}"


def _no_more(parameters: Parameters) -> list[str]:
    """Nothing to check beyond the parameters one by one."""
    return []


def _check_spread(parameters: Parameters) -> list[str]:
    """gamma, lognormal, Weibull: a median below the mean, a coefficient of variation that the tables hold."""
    if "median" in parameters and parameters["median"] >= parameters["mean"]:
        return ["median must be below mean: a lognormal is skewed to the right"]
    if "shape" in parameters:
        low, high = weibull_shape(MAX_CV), weibull_shape(MIN_CV)
        if low <= parameters["shape"] <= high:
            return []
        return [f"shape must be between {low:.3g} and {high:.3g}; found {parameters['shape']:g}"]
    cv = _cv(parameters)
    if MIN_CV <= cv <= MAX_CV:
        return []
    return [f"the standard deviation must be {MIN_CV:g} to {MAX_CV:g} times the mean; found {cv:.3g} times"]


def _check_order(parameters: Parameters) -> list[str]:
    """uniform, triangular: low, mode and high in that order."""
    names = [n for n in ("low", "mode", "high") if n in parameters]
    return [f"{a} must not be above {b}" for a, b in itertools.pairwise(names) if parameters[a] > parameters[b]]


def _check_shares(parameters: Parameters) -> list[str]:
    """empirical, mixture: as many shares as things to share, adding up to 1."""
    if "shares" not in parameters:
        return []
    things = "values" if "values" in parameters else "of"
    given = parameters["shares"]
    problems = []
    if len(given) != len(parameters[things]):
        problems.append(f"{things} has {len(parameters[things])} entries and shares has {len(given)}")
    total = math.fsum(given)
    if abs(total - 1.0) > SHARES_TOLERANCE:
        problems.append(f"shares must add up to 1; they add up to {total:.10g}")
    return problems


def _check_mixture(parameters: Parameters) -> list[str]:
    """The shares, then each part, with its place in the list."""
    problems = _check_shares(parameters)
    for place, (name, part) in enumerate(parameters["of"], start=1):
        found = check(name, part) if name in DISTRIBUTIONS else ["there is no such distribution"]
        problems += [f"part {place} ({name}): {problem}" for problem in found]
    return problems


_CHECKS: dict[str, Callable[[Parameters], list[str]]] = {
    "deterministic": _no_more,
    "exponential": _no_more,
    "gamma": _check_spread,
    "lognormal": _check_spread,
    "weibull": _check_spread,
    "uniform": _check_order,
    "triangular": _check_order,
    "empirical": _check_shares,
    "mixture": _check_mixture,
}
