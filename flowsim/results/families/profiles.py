"""Shapes of a daily series: by weekday, and from week to week."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from flowsim.results.registry import EVERYONE, Reading, ratio

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEK_PROFILE = "relative to the mean of the seven weekday means."


def by_weekday(series: np.ndarray, first_day: int, start_weekday: int) -> Iterator[Reading]:
    """Mean of each weekday over the mean of the seven; NaN unless every weekday occurs.

    Args:
        series: a number a day.
        first_day: which day of the run the series starts with; day 0 is the start date.
        start_weekday: weekday of the start date, Monday 0.
    """
    weekday = (start_weekday + first_day + np.arange(len(series))) % 7
    means = [ratio(series[weekday == day].sum(), (weekday == day).sum()) for day in range(7)]
    level = float(np.mean(means))
    for day, mean in zip(WEEKDAYS, means, strict=True):
        yield Reading(day, EVERYONE, ratio(mean, level))


def weekly_variation(series: np.ndarray) -> float:
    """Coefficient of variation (divisor n - 1) of the means of whole weeks; NaN with fewer than two weeks."""
    weeks = len(series) // 7
    if weeks < 2:
        return float("nan")
    means = series[: 7 * weeks].reshape(weeks, 7).mean(axis=1)
    return ratio(float(np.std(means, ddof=1)), float(means.mean()))
