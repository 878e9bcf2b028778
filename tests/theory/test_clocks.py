"""A ward nobody waits for, with treatment on a clock that is slow at weekends, from a filled start."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from flowsim.engine import compiled
from flowsim.plan.compile import compile_plan
from flowsim.scenario.scenario import Scenario

SPEEDS = {"mon": 1.06, "tue": 1.18, "wed": 1.16, "thu": 1.18, "fri": 1.21, "sat": 0.63, "sun": 0.5}


def ward(speeds: dict[str, Any]) -> Scenario:
    return Scenario.from_document(
        {
            "flowsim": 1,
            "name": "slow-weekends",
            "run": {"start": "filled", "start_date": "2024-04-01", "window": "8 wk"},
            "units": {"ward": {"places": 400, "setting": "hospital"}},
            "clocks": {"treatment": speeds},
            "arrivals": {"emergency": {"rate": "10 per day", "pathway": "main"}},
            "pathways": {"main": [{"stay": "ward", "time": {"exponential": {"mean": "6 d"}}, "clock": "treatment"}]},
        }
    )


def test_people_on_the_ward_go_by_the_mean_speed() -> None:
    """Little's law: 10 a day x 6 days / mean speed 6.92 / 7 of people, from the first day on, as the start is filled.

    With exponential stays people leave at a rate of speed / 6 days, which solves exactly day by day; the mean over
    midnights differs from the flat one by less than 1 %.
    """
    plan = compile_plan(ward(SPEEDS))
    runs = [compiled.replicate(plan, 5, number).tallies.occupied[1] for number in range(60)]
    means = np.array([run.mean() for run in runs])
    expected, _ = periodic(10.0, 6.0, list(SPEEDS.values()))
    assert expected == pytest.approx(10 * 6 * 7 / 6.92, rel=0.01)
    assert means.mean() == pytest.approx(expected, abs=4 * means.std(ddof=1) / len(means) ** 0.5)


def test_discharges_follow_the_clock() -> None:
    """Each weekday's share of all discharges, as solved day by day: about half as many on Sundays as on Fridays."""
    plan = compile_plan(ward(SPEEDS))
    runs = [compiled.replicate(plan, 5, number).tallies.discharged for number in range(60)]
    counts = np.array(runs).reshape(60, 8, 7).sum(axis=(0, 1))
    _, leavers = periodic(10.0, 6.0, list(SPEEDS.values()))
    expected = np.array(leavers) * 60 * 8
    assert (np.abs(counts - expected) < 4.5 * np.sqrt(expected)).all()  # a Poisson process of leavers
    assert leavers[6] / leavers[4] < 0.5


def periodic(rate: float, mean: float, speeds: list[float]) -> tuple[float, list[float]]:
    """People at midnight in the mean over a week, and leavers on each day of it, of dN/dt = rate - N speed(t) / mean
    once the week repeats itself; t in days. Within a day N goes to rate mean / speed exponentially."""
    people, midnights, leavers = rate * mean, [0.0] * 7, [0.0] * 7
    for _ in range(40):
        for day, speed in enumerate(speeds):
            level = rate * mean / speed
            after = level + (people - level) * np.exp(-speed / mean)
            midnights[day], leavers[day] = after, rate + people - after
            people = after
    return float(np.mean(midnights)), leavers
