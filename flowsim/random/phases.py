"""Phase-type distributions: the time until a person who goes through phases, each exponential, has left them all.

Source: Neuts, Matrix-Geometric Solutions in Stochastic Models (1981), chapter 2. Parameters are `start` (the share that
begins in each phase), `means` (the mean time in each) and `next` (row by row, the share that goes from a phase to each
other; what is missing to one has left). Exponentials of matrices are sums and products of numbers that are not
negative, so both tails keep their relative accuracy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowsim.random.records import Parameters

if TYPE_CHECKING:
    import numpy as np

MOST_PHASES = 20
"""More phases than this are refused: a sum of so many is nearly normal, and its tables take long to make."""

_TERMS = 20


def check_phases(p: Parameters) -> list[str]:
    """As many rows as phases, shares that go no further than one, a way out of every phase."""
    count = len(p["means"])
    if count > MOST_PHASES:
        return [f"at most {MOST_PHASES} phases; found {count}"]
    if min(p["means"]) <= 0.0:
        return ["every one of means must be above nought"]
    if len(p["start"]) != count or len(p["next"]) != count or any(len(row) != count for row in p["next"]):
        return [f"means has {count} phases: start needs as many shares, and next as many rows of as many"]
    problems = [f"row {n + 1} of next adds up to more than 1" for n, row in enumerate(p["next"]) if sum(row) > 1 + 1e-9]
    problems += [f"phase {n + 1} goes on to itself" for n, row in enumerate(p["next"]) if row[n] > 0.0]
    caught = [str(n + 1) for n in range(count) if not _leaves(p["next"], n)]
    return problems or ([f"nobody leaves who is in phase {' or '.join(caught)}"] if caught else [])


def check_coxian(p: Parameters) -> list[str]:
    """One share between each two phases."""
    if len(p["onward"]) != len(p["means"]) - 1:
        return [
            f"means has {len(p['means'])} phases and onward {len(p['onward'])} shares; it needs one less than phases"
        ]
    if len(p["means"]) > MOST_PHASES:
        return [f"at most {MOST_PHASES} phases; found {len(p['means'])}"]
    if min(p["means"]) <= 0.0:
        return ["every one of means must be above nought"]
    return [] if max(p["onward"]) <= 1.0 else ["none of onward may be above 1"]


def _leaves(onward: list[list[float]], phase: int) -> bool:
    """Whether somebody in this phase can leave them all."""
    seen, stack = set(), [phase]
    while stack:
        at = stack.pop()
        if at in seen:
            continue
        seen.add(at)
        if sum(onward[at]) < 1.0 - 1e-12:
            return True
        stack += [n for n, share in enumerate(onward[at]) if share > 0.0]
    return False


def moments(p: Parameters) -> tuple[float, float]:
    """Mean and variance, in the unit of `means` and its square.

    >>> moments({"start": [1.0, 0.0], "means": [2.0, 3.0], "next": [[0.0, 1.0], [0.0, 0.0]]})
    (5.0, 13.0)
    """
    import numpy as np

    start, rates = _start_and_rates(p)
    once = np.linalg.solve(-rates, np.ones(len(start)))
    mean, square = float(start @ once), 2.0 * float(start @ np.linalg.solve(-rates, once))
    return mean, square - mean * mean


def equilibrium(p: Parameters) -> dict[str, list[float] | list[list[float]]]:
    """The remaining time in equilibrium is of phase type too: it starts where people are found (Neuts, section 2.2)."""
    import numpy as np

    start, rates = _start_and_rates(p)
    found = np.linalg.solve(-rates.T, start)
    return {"start": (found / found.sum()).tolist(), "means": list(p["means"]), "next": p["next"]}


def cdf(p: Parameters, x: float) -> float:
    """The probability of a value not above x."""
    import numpy as np

    below, above, _ = (float(part[0]) for part in below_above_density(p, np.array([max(x, 0.0)])))
    return below if below < 0.5 else 1.0 - above


def below_above_density(p: Parameters, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """[n] the distribution function, its complement and the density at each x, each to its own relative accuracy.

    The phases and a last state, to have left, are a chain; with c its greatest rate, exp(Qt) is exp(-ct) times
    exp((Q + cI) t), summed as a series for a small t and squared up to x.
    """
    import numpy as np

    start, rates = _start_and_rates(p)
    count = len(start)
    chain = np.zeros((count + 1, count + 1))
    chain[:count, :count], chain[:count, count] = rates, np.maximum(-rates.sum(axis=1), 0.0)
    fastest = -rates.diagonal().min()
    doublings = max(0, int(np.ceil(np.log2(max(fastest * x.max(), 1.0)))) + 1)
    step = fastest * x / 2.0**doublings
    jump = chain / fastest + np.eye(count + 1)
    power = np.tile(np.eye(count + 1), (len(x), 1, 1))
    total = power.copy()
    for term in range(1, _TERMS):
        power = power @ jump * (step / term)[:, None, None]
        total += power
    total *= np.exp(-step)[:, None, None]
    for _ in range(doublings):
        total = total @ total
    at = start @ total[:, :count, :]
    return at[:, count], at[:, :count].sum(axis=1), at[:, :count] @ chain[:count, count]


def _start_and_rates(p: Parameters) -> tuple[np.ndarray, np.ndarray]:
    """Shares of the phases at the start, and rates between phases (the sub-generator)."""
    import numpy as np

    start = np.array(p["start"], float)
    rates = (np.array(p["next"], float) - np.eye(len(start))) / np.array(p["means"], float)[:, None]
    return start / start.sum(), rates
