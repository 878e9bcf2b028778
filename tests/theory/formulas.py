"""Closed forms of queueing theory. Rates are per hour, times in hours. test_oracles.py checks them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.integrate import quad


def erlang_b(servers: int, load: float) -> float:
    """Share of arrivals lost when nobody waits, whatever the service law (Erlang 1917, by the usual recursion)."""
    lost = 1.0
    for n in range(1, servers + 1):
        lost = load * lost / (n + load * lost)
    return lost


def erlang_c(servers: int, load: float) -> float:
    """Probability of waiting in M/M/c."""
    lost = erlang_b(servers, load)
    return lost / (1 - load / servers * (1 - lost))


def pollaczek_khinchine(rate: float, mean: float, second: float) -> float:
    """Mean wait in M/G/1; ``second`` is the second moment of the service time."""
    return rate * second / (2 * (1 - rate * mean))


@dataclass(frozen=True)
class Kind:
    """One priority of a single server: arrivals, and mean and second moment of the service time."""

    rate: float
    mean: float
    second: float


def cobham(kinds: Sequence[Kind]) -> list[float]:
    """Mean waits at one server that lets the more urgent go first without interruption (Cobham 1954)."""
    remaining = sum(kind.rate * kind.second for kind in kinds) / 2
    loads = np.concatenate([[0.0], np.cumsum([kind.rate * kind.mean for kind in kinds])])
    return [remaining / ((1 - above) * (1 - own)) for above, own in pairwise(loads)]


@dataclass(frozen=True)
class Impatient:
    """M/M/c with patience: share who give up, and mean number waiting (where it follows from the share)."""

    gives_up: float
    waiting: float


def erlang_a(servers: int, rate: float, mean: float, patience: float) -> Impatient:
    """Exponential patience: the number present is a birth-death process (Palm 1957), summed until nothing is left."""
    weights = [1.0]
    while weights[-1] > 1e-16 * max(weights) or len(weights) <= servers:
        n = len(weights)
        weights.append(weights[-1] * rate / (min(n, servers) / mean + max(n - servers, 0) / patience))
    total = sum(weights)
    waiting = sum(max(n - servers, 0) * weight for n, weight in enumerate(weights)) / total
    return Impatient(waiting / patience / rate, waiting)


def baccelli_hebuterne(servers: int, rate: float, mean: float, patient: Callable[[float], float], kink: float) -> float:
    """Share who give up in M/M/c with patience of any law (Baccelli and Hebuterne 1981; Zeltyn and Mandelbaum 2005).

    Args:
        patient: mean of the lesser of patience and x: the integral of the survival function from 0 to x.
        kink: where that function is not smooth, or any number of the size of the patience.
    """

    def integrand(x: float) -> float:
        return math.exp(rate * patient(x) - servers / mean * x)

    integral = quad(integrand, 0, kink)[0] + quad(integrand, kink, math.inf)[0]
    load = rate * mean
    terms = [load**n / math.factorial(n) for n in range(servers)]
    idle = sum(terms) / terms[-1]
    return (1 + (rate - servers / mean) * integral) / (idle + rate * integral)
