"""Distributions that are others in disguise: each becomes a simpler one, which is then drawn, averaged and tested."""

import itertools
import math
from collections.abc import Callable
from typing import Any

from flowsim.random.records import Parameters

Reduced = tuple[str, dict[str, Any]]
"""The name and the parameters of the simpler distribution."""


def reduced(name: str, parameters: Parameters) -> Reduced:
    """The distribution that this one is, in simpler words; itself if it is no other. It must pass `check`.

    >>> reduced("erlang", {"mean": 6.0, "stages": 4})
    ('gamma', {'mean': 6.0, 'cv': 0.5})
    """
    return _REDUCTIONS[name](parameters) if name in _REDUCTIONS else (name, dict(parameters))


def _hyperexponential(p: Parameters) -> Reduced:
    """One of several exponential phases. From moments: two, each giving half of the mean (balanced means)."""
    if "means" in p:
        means, shares = p["means"], p["shares"]
    else:
        square = (p["cv"] if "cv" in p else p["sd"] / p["mean"]) ** 2
        first = (1.0 + math.sqrt(max(square - 1.0, 0.0) / (square + 1.0))) / 2.0
        shares = [first, 1.0 - first]
        means = [p["mean"] / (2.0 * share) for share in shares]
    return "mixture", {"shares": shares, "of": [("exponential", {"mean": mean}) for mean in means]}


def _erlang(p: Parameters) -> Reduced:
    """A sum of equal exponential stages is a gamma with a whole number for its shape."""
    if p["stages"] == 1:
        return "exponential", {"mean": p["mean"]}
    return "gamma", {"mean": p["mean"], "cv": 1.0 / math.sqrt(p["stages"])}


def _quantiles(p: Parameters) -> Reduced:
    """Straight lines between quantiles are uniforms, each with the share between its two marks."""
    shares, parts = [], []
    for (start, low), (end, high) in itertools.pairwise(zip(p["at"], p["values"], strict=True)):
        if end > start:
            shares.append(end - start)
            parts.append(("uniform", {"low": low, "high": high}))
    return "mixture", {"shares": shares, "of": parts}


def _pert(p: Parameters) -> Reduced:
    """A beta with mean (low + 4 mode + high) / 6 and both shapes adding up to 6."""
    low, mode, high = p["low"], p["mode"], p["high"]
    if low == high:
        return "deterministic", {"value": low}
    mean = (low + 4.0 * mode + high) / 6.0
    return "beta", {"low": low, "high": high, "mean": mean, "sd": math.sqrt((mean - low) * (high - mean) / 7.0)}


def _coxian(p: Parameters) -> Reduced:
    """Phases one after the other, each left for the next by a share and otherwise for good."""
    count = len(p["means"])
    onward = [
        [p["onward"][row] if column == row + 1 else 0.0 for column in range(count)]
        if row + 1 < count
        else [0.0] * count
        for row in range(count)
    ]
    return "phase_type", {"start": [1.0, *[0.0] * (count - 1)], "means": p["means"], "next": onward}


_REDUCTIONS: dict[str, Callable[[Parameters], Reduced]] = {
    "hyperexponential": _hyperexponential,
    "erlang": _erlang,
    "quantiles": _quantiles,
    "pert": _pert,
    "coxian": _coxian,
}
