"""The workforce: staff in post, posts that stand empty, and who leaves, moves and joins, by employer.

These are expected flows that the plan holds, so they are the same in every replication.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from flowsim.plan.tables import Plan
from flowsim.results.registry import DETAIL, EVERYONE, HEADLINE, Measure, Reading, ratio
from flowsim.results.sight import Sight
from flowsim.units import WEEK, YEAR


def _shares(plan: Plan, rows: np.ndarray) -> np.ndarray:
    """[rows] the part of each week that lies in the window."""
    end = np.minimum(rows["time"] + WEEK, plan.window_to)
    return np.asarray(np.maximum(end - np.maximum(rows["time"], plan.window_from), 0) / WEEK)


def _mean(plan: Plan, rows: np.ndarray, of: np.ndarray) -> float:
    shares = _shares(plan, rows)
    return ratio(float((shares * of).sum()), float(shares.sum()))


def _a_year(plan: Plan, rows: np.ndarray, of: np.ndarray) -> float:
    return ratio(float((_shares(plan, rows) * of).sum()) * YEAR, plan.window_to - plan.window_from)


def _by_employer(number: Callable[[Plan, np.ndarray], float]) -> Callable[[Sight], Iterator[Reading]]:
    def read(sight: Sight) -> Iterator[Reading]:
        plan = sight.plan
        for row, name in enumerate(plan.names.get("employers", ())):
            yield Reading(name, EVERYONE, number(plan, plan.staffing[plan.staffing["employer"] == row]))

    return read


def _measure(
    name: str, definition: str, unit: str, number: Callable[[Plan, np.ndarray], float], level: str = DETAIL
) -> Measure:
    return Measure(name, definition, unit, "", "workforce", level, "employer", _by_employer(number), True)


def _flow(name: str, definition: str, column: str) -> Measure:
    return _measure(name, definition, "people per year", lambda plan, rows: _a_year(plan, rows, rows[column]))


MEASURES = (
    _measure(
        "staff-in-post",
        "Mean staff of the employer over the window, as expected; what it staffs goes by it.",
        "people",
        lambda plan, rows: _mean(plan, rows, rows["staff"]),
        HEADLINE,
    ),
    _measure(
        "posts-empty",
        "Mean number of the employer's posts that stand empty over the window.",
        "posts",
        lambda plan, rows: _mean(plan, rows, np.maximum(rows["posts"] - rows["staff"], 0)),
    ),
    _flow("staff-leaving", "Staff a year who leave the employer and go to no other employer of the place.", "left"),
    _flow(
        "moves-between-employers", "Staff a year who leave the employer for another employer of the place.", "moved_on"
    ),
    _flow("moves-to-employer", "Staff a year who come to the employer from another employer of the place.", "moved_in"),
    _flow("staff-joining", "People a year who come to the employer from its labour market.", "joined"),
)
"""Measures of the workforce; none where the scenario says no employers."""
