"""Arrivals of the reference engine against inversion by hand; a single-server queue against Lindley's recursion."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from flowsim.engine.output import LOG, PEOPLE
from flowsim.engine.reference import replicate
from flowsim.random.functions import log
from flowsim.random.samplers import ticks
from flowsim.random.streams import purpose_code, uniform
from flowsim.units import DAY, HOUR, MINUTE
from tests.engines.handmade import Handmade

SEED, REPLICATION, CODE = 20_250_407, 3, 1


def exponentials(name: str, count: int) -> list[float]:
    """Exp(1) steps of the first source, by its name."""
    return [-log(uniform(SEED, REPLICATION, CODE, k, purpose_code(name), 0)) for k in range(count)]


def arrivals(**stream: Any) -> list[int]:
    made = Handmade({}, horizon=DAY)
    made.leave("home")
    made.stream("door", "leave home", **stream)
    people = replicate(made.plan(), SEED, REPLICATION, PEOPLE).people
    assert people is not None
    assert people.left.tolist() == people.arrived.tolist()
    return people.arrived.tolist()


def test_a_constant_rate_is_inverted() -> None:
    rate = 40 / DAY
    expected = [round(float(total) / rate) for total in np.cumsum(exponentials("door", 200))]
    assert arrivals(rate=rate) == [instant for instant in expected if instant < DAY]


def test_a_profile_is_inverted_cell_by_cell() -> None:
    cells = [0.0, 10.0, 10.0, 40.0]  # six-hour cells: nobody, ten, nobody, thirty
    expected = []
    for total in np.cumsum(exponentials("door", 200)):
        if total <= 40:
            expected.append(round(float(np.interp(total, [0, 10, 40], [0, 6 * HOUR, 6 * HOUR]))))
            expected[-1] = round((1 + total / 10) * 6 * HOUR if total <= 10 else (3 + (total - 10) / 30) * 6 * HOUR)
    assert arrivals(cell=6 * HOUR, cells=cells) == expected
    assert 10 < len(expected) < 70


def test_a_cut_keeps_some_of_the_same_people_at_the_same_instants() -> None:
    rate = 40 / DAY
    purpose = purpose_code("door:retention")
    kept = [uniform(SEED, REPLICATION, CODE, k, purpose, 0) < 0.6 for k in range(200)]
    everybody = arrivals(rate=rate)
    cut = arrivals(rate=rate, retention=0.6)
    assert cut == [instant for instant, stays in zip(everybody, kept, strict=False) if stays]
    assert 0 < len(cut) < len(everybody)


@pytest.mark.parametrize("rate", [0.0, 1e-300])
def test_no_rate_no_arrivals(rate: float) -> None:
    assert arrivals(rate=rate) == []


def test_dropped_people_are_no_happenings() -> None:
    made = Handmade({}, horizon=DAY)
    made.leave("home")
    made.stream("door", "leave home", rate=40 / DAY, retention=0.5)
    tallies = replicate(made.plan(), SEED, REPLICATION).tallies
    assert tallies.happenings[0] == tallies.arrived[0] == tallies.totals[0] > 0


def test_mm1_waits_by_lindley_person_by_person() -> None:
    """W(k+1) = max(0, W(k) + S(k) - A(k+1)), with the same draws, to the tick."""
    mean, rate = 50 * MINUTE, 1 / HOUR
    made = Handmade({"desk": 1}, horizon=200 * DAY)
    made.stay("served", "desk", time=("exponential", {"mean": mean}))
    made.leave("home")
    made.stream("door", "served", rate=rate)
    replication = replicate(made.plan(), SEED, REPLICATION, LOG)
    log_ = replication.log
    assert log_ is not None
    begun = log_[log_["kind"] == 2]
    joined = {int(event["index"]): int(event["time"]) for event in log_[log_["kind"] == 1]}
    waits = [int(event["time"]) - joined[int(event["index"])] for event in begun]
    assert begun["index"].tolist() == list(range(len(begun)))  # first come, first served

    instants = [ticks(float(total) / rate) for total in np.cumsum(exponentials("door", len(begun)))]
    service = [
        ticks(-mean * log(1.0 - uniform(SEED, REPLICATION, CODE, k, purpose_code("served"), 0)))
        for k in range(len(begun))
    ]
    expected = [0]
    for k in range(len(begun) - 1):
        expected.append(max(0, expected[-1] + service[k] - (instants[k + 1] - instants[k])))
    assert waits == expected
    assert len(waits) > 4_000
    rho = mean * rate  # theory: rho / (1 - rho) x mean; 4,800 correlated waits come within a third
    assert math.isclose(np.mean(waits), rho / (1 - rho) * mean, rel_tol=0.35)
