"""What a policy with a date changes in the weeks after its start: paired differences, four weeks at a time.

Means over the window mix what was before a policy began, what builds up, and what lasts. Four weeks have every weekday
four times, so that no period has more weekends than another. The intervals of one policy and series hold for all its
periods at once (:mod:`flowsim.experiment.together`): one looks along the whole row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from flowsim.experiment.arms import Arm, Sample
from flowsim.experiment.paired import apart
from flowsim.experiment.together import together
from flowsim.results.by_day import BY_DAY
from flowsim.results.measures import MEASURES
from flowsim.scenario.instants import ticks_of
from flowsim.scenario.policy_frame import When
from flowsim.units import DAY

WEEKS = 4
"""Weeks of a period."""

SINCE_START = (
    *("policy", "series", "weeks", "from", "unit", "baseline", "mean"),
    *("difference", "half_width", "low", "high", "shows", "pairs"),
)
"""Names of what a record holds."""

Verdict = Callable[[float, float], str]
"""What a difference and its half-width show, in words."""


@dataclass(frozen=True, slots=True)
class Period:
    """So many dates of a run, after a policy's start.

    Attributes:
        first_week, last_week: since the start, from 1.
        first_day, end_day: dates of the run, the second not among them.
    """

    first_week: int
    last_week: int
    first_day: int
    end_day: int


def start_of(arm: Arm) -> int | None:
    """The instant, in ticks, at which the first policy of an arm with a date begins; None if none has a date."""
    run = arm.scenario.place.run
    starts = [When.model_validate({"from": policy.start}).start for policy in arm.scenario.policies]
    window_from = round(run.warm_up.value)
    ticks = [ticks_of(start, run.start_date, window_from) for start in starts if start is not None]
    return min(ticks) if ticks else None


def periods(start: int, days: int) -> list[Period]:
    """The periods of whole dates from an instant to the end of a run of so many days, each of four whole weeks.

    >>> [(one.first_week, one.last_week, one.first_day) for one in periods(10 * DAY + 5, 70)]
    [(1, 4, 11), (5, 8, 39)]
    """
    first, length = max(-(-start // DAY), 0), 7 * WEEKS
    many = max((days - first) // length, 0)
    return [
        Period(WEEKS * number + 1, WEEKS * (number + 1), first + length * number, first + length * (number + 1))
        for number in range(many)
    ]


def since_start(
    arms: Sequence[Arm], samples: Sequence[Sequence[Sample | None]], verdict: Verdict
) -> Iterator[dict[str, Any]]:
    """A record a dated policy, series and period; see :data:`SINCE_START`.

    Args:
        arms: the baseline, then each policy.
        samples: [arm][replication], with their days.
        verdict: what a difference and its half-width show, in words.
    """
    baseline = _days(samples[0])
    for arm, own in zip(arms[1:], samples[1:], strict=True):
        start = start_of(arm)
        if start is not None and baseline is not None and (days := _days(own)) is not None:
            both = [place for place, pair in enumerate(zip(samples[0], own, strict=True)) if None not in pair]
            yield from _of_arm(arm, start, baseline[both], days[both], verdict)


def _days(samples: Sequence[Sample | None]) -> np.ndarray | None:
    """[replication, series, date]; a replication that is missing is nought throughout, and to be left out."""
    known = next((sample.days for sample in samples if sample is not None and sample.days is not None), None)
    if known is None:
        return None
    missing = np.zeros_like(known)
    return np.stack([missing if one is None or one.days is None else one.days for one in samples])


def _of_arm(arm: Arm, start: int, baseline: np.ndarray, own: np.ndarray, verdict: Verdict) -> Iterator[dict[str, Any]]:
    found = periods(start, own.shape[2])
    begun = arm.scenario.place.run.start_date
    for number, series in enumerate(BY_DAY):
        before, after = (
            np.array([days[:, number, one.first_day : one.end_day].mean(axis=1) for one in found])
            for days in (baseline, own)
        )
        for place, (one, wide) in enumerate(zip(found, _band(after, before), strict=True)):
            difference = float(apart(before[place], after[place]).mean()) if own.size else float("nan")
            yield {
                "policy": arm.name,
                "series": series,
                "weeks": f"{one.first_week}-{one.last_week}",
                "from": (begun + timedelta(days=one.first_day)).isoformat(),
                "unit": MEASURES[series].unit,
                "baseline": float(before[place].mean()) if own.size else float("nan"),
                "mean": float(after[place].mean()) if own.size else float("nan"),
                "difference": difference,
                "half_width": wide,
                "low": difference - wide,
                "high": difference + wide,
                "shows": verdict(difference, wide),
                "pairs": len(own),
            }


def _band(after: np.ndarray, before: np.ndarray) -> list[float]:
    """Half-widths that hold for all periods at once, of [periods, pairs]."""
    if not len(after):
        return []
    widths: list[float] = together(apart(before, after)[:, :, None])[:, 0].tolist()
    return widths
