"""What a person can say about a random time or amount: one record a distribution.

Parameters are moments of the variable itself (its mean, its standard deviation), never of its logarithm. This
module is light: it loads neither numba nor, unless a distribution function is asked for, scipy.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

from flowsim.random import bounded, phases
from flowsim.random.records import DISTRIBUTIONS, DistributionRecord, Parameter, Parameters
from flowsim.random.reductions import reduced

SHARES_TOLERANCE = 1e-9
"""Shares that should add up to 1 may miss it by this much."""
MIN_CV, MAX_CV = 0.01, 10.0
"""Coefficients of variation that lognormal, gamma and Weibull take; below them use `deterministic`."""


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

    name, parameters = reduced(name, parameters)
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
    if name == "phase_type":
        return float(phases.cdf(p, x))
    width = p["high"] - p["low"]
    if name == "truncated_normal":
        centre, spread = p["centre"], p["spread"]
        cut = stats.truncnorm((p["low"] - centre) / spread, (p["high"] - centre) / spread, centre, spread)
        return float(cut.cdf(x))
    if name == "beta":
        return float(stats.beta.cdf(x, *p["shapes"], p["low"], width))
    if name == "uniform":
        return float(stats.uniform.cdf(x, p["low"], width))
    return float(stats.triang.cdf(x, (p["mode"] - p["low"]) / width, p["low"], width))


def standard(name: str, parameters: Parameters) -> dict[str, Any]:
    """The parameters in the one form that the formulas use.

    gamma and lognormal: mean and cv; Weibull: shape and scale; empirical: values and shares; truncated normal: centre
    and spread; beta: shapes; others as given.

    >>> standard("gamma", {"mean": 4.0, "sd": 2.0})
    {'mean': 4.0, 'cv': 0.5}
    """
    p = dict(parameters)
    if name == "empirical":
        values = [float(v) for v in p["values"]]
        return {"values": values, "shares": shares(p.get("shares") or [1.0] * len(values))}
    if name == "weibull" and "shape" in p:
        return {"shape": float(p["shape"]), "scale": float(p["scale"])}
    if name == "truncated_normal":
        centre, spread = bounded.normal_of(p)
        return {"centre": centre, "spread": spread, "low": float(p["low"]), "high": float(p["high"])}
    if name == "beta":
        return {"shapes": bounded.beta_shapes(p), "low": float(p["low"]), "high": float(p["high"])}
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
    name, parameters = reduced(name, parameters)
    if name == "beta":
        return float(parameters["mean"]), float(parameters["sd"]) ** 2
    if name == "phase_type":
        return phases.moments(parameters)
    p = standard(name, parameters)
    if name == "truncated_normal":
        return bounded.cut_moments(p["centre"], p["spread"], p["low"], p["high"])
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
    if parameter.kind == "share table":
        return _table_problems(parameter, value)
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


def _table_problems(parameter: Parameter, value: Any) -> list[str]:
    """Complaints about a list of lists of shares."""
    whole = isinstance(value, Sequence) and value and all(isinstance(row, Sequence) and row for row in value)
    if not whole or not all(_is_number(v) and 0.0 <= v <= 1.0 for row in value for v in row):
        return [f"{parameter.name} must be a list of lists of shares from 0 to 1"]
    return []


def _is_number(value: Any) -> bool:
    """Whether this is a finite number (true and false are not)."""
    return not isinstance(value, bool) and isinstance(value, (int, float)) and math.isfinite(value)


def _may_be_nought(parameter: Parameter) -> bool:
    """Values and bounds may be nought; means, spreads, medians, shapes and scales may not."""
    return parameter.name in ("value", "low", "mode", "high", "centre")


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
    """uniform, triangular, PERT: low, mode and high in that order."""
    names = [n for n in ("low", "mode", "high") if n in parameters]
    return [f"{a} must not be above {b}" for a, b in itertools.pairwise(names) if parameters[a] > parameters[b]]


def _check_shares(parameters: Parameters) -> list[str]:
    """empirical, mixture, hyperexponential: as many shares as things to share, adding up to 1."""
    if "shares" not in parameters:
        return []
    things = next(name for name in ("values", "means", "of") if name in parameters)
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


def _check_hyperexponential(parameters: Parameters) -> list[str]:
    """More spread than an exponential; or as many means as shares."""
    if "means" in parameters:
        nought = [] if min(parameters["means"]) > 0.0 else ["every one of means must be above nought"]
        return nought + _check_shares(parameters)
    cv = _cv(parameters)
    if 1.0 <= cv <= MAX_CV:
        return []
    return [f"the standard deviation must be 1 to {MAX_CV:g} times the mean; found {cv:.3g} times"]


def _check_erlang(parameters: Parameters) -> list[str]:
    """A whole number of stages whose gamma the tables hold."""
    most = round(MIN_CV**-2)
    if parameters["stages"] == int(parameters["stages"]) and parameters["stages"] <= most:
        return []
    return [f"stages must be a whole number from 1 to {most:,}; found {parameters['stages']:g}"]


def _check_quantiles(parameters: Parameters) -> list[str]:
    """From the share 0 to the share 1, both rising."""
    at, values = parameters["at"], parameters["values"]
    if len(at) != len(values):
        return [f"at has {len(at)} entries and values has {len(values)}"]
    if len(at) < 2 or at[0] != 0.0 or at[-1] != 1.0:
        return ["the table must begin at 0 % and end at 100 %"]
    problems = [] if all(b > a for a, b in itertools.pairwise(at)) else ["the shares must rise from line to line"]
    falls = next((share for share, (a, b) in zip(at[1:], itertools.pairwise(values), strict=True) if b < a), None)
    says = "" if falls is None else f"the values must not fall from line to line; they do at {100 * falls:.10g} %"
    return [*problems, *filter(None, [says])]


def _check_phase_type(parameters: Parameters) -> list[str]:
    """Shares at the start, then the phases."""
    total = math.fsum(parameters["start"])
    if abs(total - 1.0) > SHARES_TOLERANCE:
        return [f"start must add up to 1; it adds up to {total:.10g}"]
    return phases.check_phases(parameters)


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
    "hyperexponential": _check_hyperexponential,
    "erlang": _check_erlang,
    "truncated_normal": bounded.check_normal,
    "beta": bounded.check_beta,
    "pert": _check_order,
    "quantiles": _check_quantiles,
    "phase_type": _check_phase_type,
    "coxian": phases.check_coxian,
}
