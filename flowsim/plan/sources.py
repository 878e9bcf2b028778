"""Arrivals: the cumulative rate of each stream, and its part of a random number's counter."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from flowsim.plan import tables
from flowsim.plan.purposes import Purposes
from flowsim.scenario.place import Arrivals, Place
from flowsim.units import DAY, HOUR


@dataclass(frozen=True, slots=True)
class Stream:
    """A Poisson stream, before it becomes a row: a scenario's arrivals, or what a policy adds to them.

    Attributes:
        label: the stream's own name; a companion's says whose it is.
        name: the name of the arrivals it comes from.
        factor: its rate over that of the arrivals as written.
        retention: the share of people kept.
    """

    label: str
    name: str
    factor: float
    retention: float


def streams(place: Place) -> list[Stream]:
    """Every stream of a place, by name; a policy that raises arrivals adds companions after all of them."""
    own, more = [], []
    for name in sorted(place.arrivals):
        factor = place.arrivals[name].factor
        scale = 1.0 if factor is None else factor.value
        own.append(Stream(name, name, 1.0, min(scale, 1.0)))
        if scale > 1.0 and place.arrivals[name].at is None:
            more.append(Stream(f"{name} (more)", name, scale - 1.0, 1.0))
    return own + more


def source_row(stream: Stream, arrivals: Arrivals, purposes: Purposes, entry: int) -> np.ndarray:
    """One row of the sources table, its profile not yet placed."""
    row = np.zeros(1, tables.dtype("sources"))
    row["kind"], row["entry"] = tables.ARRIVALS if arrivals.at is None else tables.LISTED, entry
    row["code"] = purposes.source(stream.label)
    row["rate"] = arrivals.rate.value * stream.factor if arrivals.rate is not None else 0.0
    row["retention"] = stream.retention
    row["purpose"] = purposes.code("arrivals:interval")
    row["retention_purpose"] = purposes.code("arrivals:kept")
    return row


def intensity(arrivals: Arrivals, factor: float, start: datetime.date, horizon: int) -> tuple[int, np.ndarray]:
    """Length of a cell and expected arrivals up to the end of each cell, over the whole run.

    Profiles are relative: each is divided by its mean, so that ``rate`` is the mean over a day, a week and a year of
    twelve equal months.

    Returns:
        (0, empty) for a constant rate.
    """
    if arrivals.rate is None or not (arrivals.by_hour or arrivals.by_weekday or arrivals.by_month):
        return 0, np.zeros(0)
    days = -(-horizon // DAY)
    by_day = np.ones(days)
    dates = [start + datetime.timedelta(days=day) for day in range(days)]
    if arrivals.by_weekday:
        by_day *= _relative(arrivals.by_weekday)[[date.weekday() for date in dates]]
    if arrivals.by_month:
        by_day *= _relative(arrivals.by_month)[[date.month - 1 for date in dates]]
    cell, rates = DAY, by_day
    if arrivals.by_hour:
        cell, rates = HOUR, np.outer(by_day, _relative(arrivals.by_hour)).ravel()
    return cell, np.cumsum(rates * (arrivals.rate.value * factor * cell))


def listed(arrivals: Arrivals) -> list[int]:
    """The instants of a list of arrivals, in order of time; empty for a stream."""
    return sorted(round(time.value) for time in arrivals.at or [])


def _relative(profile: list) -> np.ndarray:
    values = np.array([figure.value for figure in profile])
    return values / values.mean()
