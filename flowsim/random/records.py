"""The registry of distributions: one record each, with name, definition, parameters and source."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Parameters = Mapping[str, Any]
"""Parameter names to numbers, or to lists of numbers where the parameter's kind is a list."""


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
    "number list": "a list of pure numbers",
    "distribution list": "a list of distributions",
    "share table": "a list of lists of shares",
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
_MODE = Parameter("mode", "own unit", "the most likely value")
_MEANS = Parameter("means", "own unit list", "the mean time in each phase")
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
        (_LOW, _MODE, _HIGH),
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
    DistributionRecord(
        "hyperexponential",
        "One of several exponential times, chosen by shares: more spread than an exponential.",
        (_MEAN, _SD, _CV, _MEANS, Parameter("shares", "share list", "the share of each phase")),
        (("mean", "cv"), ("mean", "sd"), ("means", "shares")),
        "Whitt, Operations Research 30 (1982), 125-147: from moments two phases, each with half of the mean",
    ),
    DistributionRecord(
        "erlang",
        "A sum of equal exponential stages: less spread than an exponential; its cv is 1 over the root of the stages.",
        (_MEAN, Parameter("stages", "number", "how many stages, a whole number")),
        (("mean", "stages"),),
        f"{_JOHNSON_1}, chapter 17: a gamma whose shape is the number of stages",
    ),
    DistributionRecord(
        "truncated_normal",
        "A normal cut at both ends; mean and sd are those of what is left, centre and spread those before the cut.",
        (
            _MEAN,
            _SD,
            Parameter("centre", "own unit", "the mean of the normal before it is cut"),
            Parameter("spread", "own unit", "the standard deviation of the normal before it is cut"),
            _LOW,
            _HIGH,
        ),
        (("mean", "sd", "low", "high"), ("centre", "spread", "low", "high")),
        f"{_JOHNSON_1}, chapter 13; centre and spread for a mean and sd are solved numerically",
    ),
    DistributionRecord(
        "beta",
        "Between a least and a greatest value, with a mean and a standard deviation of its own.",
        (_LOW, _HIGH, _MEAN, _SD),
        (("low", "high", "mean", "sd"),),
        f"{_JOHNSON_2}, chapter 25: with m and v the moments on 0 to 1 the shapes add up to m (1 - m) / v - 1",
    ),
    DistributionRecord(
        "pert",
        "A smooth hump between a least and a greatest value with one most likely value, as experts are asked for it.",
        (_LOW, _MODE, _HIGH),
        (("low", "mode", "high"),),
        "Malcolm and others, Operations Research 7 (1959), 646-669: a beta with mean (low + 4 mode + high) / 6",
    ),
    DistributionRecord(
        "quantiles",
        "Read off a table of quantiles, in straight lines between them.",
        (
            Parameter("at", "number list", "cumulative shares, from 0 to 1"),
            Parameter("values", "own unit list", "the value that each share stays below"),
        ),
        (("at", "values"),),
        "by definition",
    ),
    DistributionRecord(
        "phase_type",
        "The time to go through exponential phases, from shares at the start and shares from each phase to each other.",
        (
            Parameter("start", "share list", "the share that begins in each phase"),
            _MEANS,
            Parameter("next", "share table", "row by row, the share that goes from a phase to each other"),
        ),
        (("start", "means", "next"),),
        "Neuts, Matrix-Geometric Solutions in Stochastic Models (1981), chapter 2",
    ),
    DistributionRecord(
        "coxian",
        "Exponential phases in turn; after each a share of people goes on to the next, and the others have left.",
        (_MEANS, Parameter("onward", "number list", "the share that goes on from each phase but the last")),
        (("means", "onward"),),
        "Cox, Proceedings of the Cambridge Philosophical Society 51 (1955), 313-319; a phase-type distribution",
    ),
)
DISTRIBUTIONS: dict[str, DistributionRecord] = {record.name: record for record in _RECORDS}
"""Every distribution by name. In a mixture, `of` is a list of pairs (name, parameters) for the functions below."""
