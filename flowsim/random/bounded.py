"""Distributions between two bounds: the beta and the normal cut at both ends, with their moments and shapes."""

import math

from flowsim.random.records import Parameters

LEAST_LEFT = 0.01
"""A normal of which less than this share lies between its bounds is refused."""

LEAST_SHAPE, GREATEST_SHAPE = 0.1, 10_000.0
"""Shapes of a beta: below, nearly all of it lies at its two ends; above, it has no spread to speak of."""

_MOST_ROUNDS = 500


def beta_shapes(p: Parameters) -> tuple[float, float]:
    """Both shapes of the beta with this mean and standard deviation between its bounds.

    >>> beta_shapes({"low": 0.0, "high": 1.0, "mean": 0.5, "sd": math.sqrt(1 / 12)})
    (1.0, 1.0)
    """
    width = p["high"] - p["low"]
    mean, square = (p["mean"] - p["low"]) / width, (p["sd"] / width) ** 2
    both = mean * (1.0 - mean) / square - 1.0
    return round(mean * both, 12), round((1.0 - mean) * both, 12)


def check_beta(p: Parameters) -> list[str]:
    """A mean between the bounds, a spread that a beta can have there."""
    if not p["low"] < p["mean"] < p["high"]:
        return ["mean must lie between low and high"]
    if all(LEAST_SHAPE <= shape <= GREATEST_SHAPE for shape in beta_shapes(p)):
        return []
    part = p["sd"] / math.sqrt((p["mean"] - p["low"]) * (p["high"] - p["mean"]))
    return [f"no beta has this sd: sd squared is {part * part:.3g} times (mean - low) x (high - mean)"]


def normal_of(p: Parameters) -> tuple[float, float]:
    """Centre and spread of the normal before it is cut: as given, or such that what is left has the moments asked for.

    ValueError if there is none of which at least LEAST_LEFT lies between the bounds.
    """
    low, high = p["low"], p["high"]
    if "centre" in p:
        centre, spread = float(p["centre"]), float(p["spread"])
        if _left(centre, spread, low, high) < LEAST_LEFT:
            raise ValueError("less than 1 % of this normal lies between low and high")
        return centre, spread
    if not low < p["mean"] < high:
        raise ValueError("mean must lie between low and high")
    centre, spread = float(p["mean"]), float(p["sd"])
    for _ in range(_MOST_ROUNDS):
        if _left(centre, spread, low, high) < LEAST_LEFT:
            break
        mean, variance = cut_moments(centre, spread, low, high)
        error, ratio = p["mean"] - mean, p["sd"] / math.sqrt(variance)
        if abs(error) < 1e-12 * (high - low) and abs(ratio - 1.0) < 1e-12:
            return centre, spread
        centre, spread = centre + error, spread * ratio
    raise ValueError("no normal cut at low and high has this mean and sd; a smaller sd may fit, or a beta")


def cut_moments(centre: float, spread: float, low: float, high: float) -> tuple[float, float]:
    """Mean and variance of a normal cut at both ends (Johnson, Kotz, Balakrishnan, volume 1, section 13.10).

    >>> cut_moments(5.0, 1.0, 0.0, 10.0)[0]
    5.0
    """
    a, b = (low - centre) / spread, (high - centre) / spread
    left = _left(centre, spread, low, high)
    at_a, at_b = _density(a) / left, _density(b) / left
    shift = at_a - at_b
    return centre + spread * shift, spread * spread * (1.0 + a * at_a - b * at_b - shift * shift)


def check_normal(p: Parameters) -> list[str]:
    """Bounds in order and a normal that fits them."""
    if p["low"] >= p["high"]:
        return ["low must be below high"]
    try:
        normal_of(p)
    except ValueError as error:
        return [str(error)]
    return []


def _density(z: float) -> float:
    """Of the standard normal."""
    return math.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi)


def _left(centre: float, spread: float, low: float, high: float) -> float:
    """The share of a normal between two bounds, from the tail in which both lie."""
    a, b = (low - centre) / spread / math.sqrt(2.0), (high - centre) / spread / math.sqrt(2.0)
    if a > 0.0:
        return (math.erfc(a) - math.erfc(b)) / 2.0
    return (math.erfc(-b) - math.erfc(-a)) / 2.0
