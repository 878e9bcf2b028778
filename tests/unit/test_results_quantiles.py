"""Quantiles from histograms against numpy on the values; half-widths against scipy; the clock."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from flowsim.engine import clock as engine_clock
from flowsim.engine.histogram import bin_edges, wait_bin
from flowsim.results.clock import Clock
from flowsim.results.quantiles import day_quantile, share_below, time_quantile
from flowsim.results.summary import half_width
from flowsim.units import DAY, HOUR, SECOND
from tests.unit.results_case import histogram, made


def binned(waits: np.ndarray) -> np.ndarray:
    return histogram(*(wait_bin(int(wait)) for wait in waits))


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9, 0.95, 1.0])
@pytest.mark.parametrize("scale", [5 * SECOND, HOUR, 20 * DAY])
def test_time_quantile_is_within_its_bin_of_the_nearest_rank(share: float, scale: float) -> None:
    waits = np.sort(np.random.default_rng(1).exponential(scale, 1001).astype(np.int64))
    exact = int(np.quantile(waits, share, method="inverted_cdf"))
    low, high = bin_edges(wait_bin(exact))
    assert (0 if low == 0 else low) <= time_quantile(binned(waits), share) < high


def test_time_quantile_by_hand() -> None:
    # Bin 40 is [40, 42) s: octave 1 has bins two seconds wide from 32 s on.
    assert wait_bin(40 * SECOND) == 36
    waits = histogram(*[36] * 4)
    assert [time_quantile(waits, share) for share in (0.25, 0.5, 0.75, 1.0)] == [40_250, 40_750, 41_250, 41_750]
    assert time_quantile(histogram(0, 0, 5), 0.5) == 0
    assert math.isnan(time_quantile(histogram(), 0.5))


def test_ranks_are_not_lost_to_rounding() -> None:
    """0.9 of ten is nine, though 0.9 * 10 in floating point may lie above it; 0.07 * 100 does."""
    values = histogram(*range(100))
    assert day_quantile(values, 0.07) == 6
    assert day_quantile(histogram(*range(10)), 0.9) == 8


def test_day_quantile_is_numpys() -> None:
    days = np.random.default_rng(2).poisson(4, 333)
    for share in (0.1, 0.5, 0.9):
        assert day_quantile(histogram(*days), share) == np.quantile(days, share, method="inverted_cdf")
    assert math.isnan(day_quantile(histogram(), 0.5))


def test_share_below() -> None:
    waits = histogram(*(wait_bin(wait) for wait in (0, HOUR, DAY, 3 * DAY)))
    assert share_below(waits, 2 * DAY) == 0.75
    low, high = bin_edges(wait_bin(2 * DAY))
    assert share_below(histogram(wait_bin(2 * DAY)), 2 * DAY) == pytest.approx((2 * DAY - low) / (high - low))
    assert math.isnan(share_below(histogram(), DAY))


def test_half_width_is_scipys() -> None:
    for seen in (np.array([1.0, 4.0, 2.5, 3.0]), np.array([5.0, 7.0, 8.0])):
        low, high = stats.t.interval(0.95, len(seen) - 1, seen.mean(), stats.sem(seen))
        assert half_width(seen.std(ddof=1), np.array(len(seen))) == pytest.approx((high - low) / 2)
    assert math.isnan(half_width(np.array([1.0]), np.array([1]))[0])
    assert half_width(np.array([2.0]), np.array([1e6]))[0] == pytest.approx(1.96 * 2 / 1000, rel=1e-3)


PLAN, _ = made()
OFFICE = Clock(PLAN, 0)


def test_clock_by_hand() -> None:
    """Monday to Friday 9 to 17; the run starts on a Monday."""
    assert OFFICE.is_open(9 * HOUR)
    assert not OFFICE.is_open(17 * HOUR)
    assert OFFICE.worked(0, 7 * DAY) == 40 * HOUR
    assert OFFICE.worked(4 * DAY + 16 * HOUR, 7 * DAY + 10 * HOUR) == 2 * HOUR
    assert OFFICE.finish(4 * DAY + 16 * HOUR, HOUR) == 4 * DAY + 17 * HOUR  # may end exactly at closing
    assert OFFICE.finish(4 * DAY + 16 * HOUR, HOUR + 1) == 7 * DAY + 9 * HOUR + 1
    assert OFFICE.finish(10 * HOUR, 80 * HOUR) == 14 * DAY + 10 * HOUR
    assert OFFICE.finish(9 * HOUR, 40 * HOUR) == 4 * DAY + 17 * HOUR
    assert Clock(PLAN, -1).finish(5, 7) == 12


def test_clock_agrees_with_the_engines() -> None:
    """Written apart, so that each is the other's test."""
    rng = np.random.default_rng(3)
    tables = (PLAN.calendars, PLAN.windows, 0, PLAN.weekday)
    for start, length in rng.integers(0, [40 * DAY, 100 * HOUR], (300, 2)).tolist():
        assert OFFICE.is_open(start) == engine_clock.is_open(*tables, start)
        assert OFFICE.worked(start, start + length) == engine_clock.worked(*tables, start, start + length)
        if OFFICE.is_open(start):
            assert OFFICE.finish(start, length) == engine_clock.advance(*tables, start, length)
