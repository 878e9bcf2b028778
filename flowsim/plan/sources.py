"""Arrivals: the cumulative rate of each stream, and its part of a random number's counter."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from flowsim.plan import tables
from flowsim.plan.demand import instants, multiples, recorded, scheduled
from flowsim.plan.numbering import Numbering
from flowsim.plan.purposes import Purposes
from flowsim.plan.trees import Trees
from flowsim.scenario.place import Arrivals, Place
from flowsim.scenario.traces import Trace
from flowsim.units import DAY, HOUR


@dataclass(frozen=True, slots=True)
class Stream:
    """A Poisson stream or a list, before it becomes a row: a scenario's arrivals, or what is added to them.

    Attributes:
        label: the stream's own name; a companion's says whose it is.
        name: the name of the arrivals it comes from.
        factor: its rate over that of the arrivals as written.
        retention: the share of people kept.
        keeping: [days] the share kept on each day of the run, if it changes.
    """

    label: str
    name: str
    factor: float
    retention: float
    keeping: np.ndarray | None = None


def streams(place: Place, horizon: int) -> list[Stream]:
    """Every stream of a place, by name; companions that raise arrivals come after all of them.

    Where the multiple of the rate changes over time, person k of the stream itself is kept on a day of multiple m with
    the chance m, and of companion j with m - j: a greater multiple anywhere adds people and moves nobody.
    """
    own, more = [], []
    for name in sorted(place.arrivals):
        arrivals = place.arrivals[name]
        attend = 1.0 if arrivals.attend is None else arrivals.attend.value
        by_day = multiples(arrivals, place.run.start_date, horizon)
        if by_day is not None:
            own.append(Stream(name, name, 1.0, 1.0, attend * np.clip(by_day, 0.0, 1.0)))
            for number in range(1, int(np.ceil(by_day.max()))):
                more.append(Stream(f"{name} (more {number})", name, 1.0, 1.0, np.clip(by_day - number, 0.0, 1.0)))
            continue
        scale = 1.0 if arrivals.factor is None else arrivals.factor.value
        own.append(Stream(name, name, 1.0, attend * min(scale, 1.0)))
        if scale > 1.0 and arrivals.rate is not None:
            more.append(Stream(f"{name} (more)", name, scale - 1.0, 1.0))
    return own + more


class Sources:
    """The tables of sources in the making: rows, presets, cells, people of lists with their levels, shares by day."""

    def __init__(self, place: Place, horizon: int, numbering: Numbering, trees: Trees, purposes: Purposes) -> None:
        self.place, self.horizon = place, horizon
        self.numbering, self.trees, self.purposes = numbering, trees, purposes
        attributes = len(numbering.attributes)
        self.rows: list[np.ndarray] = [np.zeros(0, tables.dtype("sources"))]
        self._presets: list[np.ndarray] = []
        self._cells: list[np.ndarray] = [np.zeros(0)]
        self._listed: list[np.ndarray] = [np.zeros(0, tables.dtype("listed"))]
        self._levels: list[np.ndarray] = [np.zeros((0, attributes), np.int16)]
        self._keeping: list[np.ndarray] = [np.zeros(0)]

    def add_levels(self, levels: np.ndarray) -> None:
        """Attributes of people in place, which come first."""
        self._levels.append(levels.reshape(len(levels), len(self.numbering.attributes)))

    def add(self, stream: Stream, entry: int, trace: Trace | None) -> None:
        """One stream, its profile or its list, its presets, its shares by day."""
        arrivals, start = self.place.arrivals[stream.name], self.place.run.start_date
        row = source_row(stream, arrivals, self.purposes, entry)
        if arrivals.rate is not None:
            row["cell"], profile = intensity(arrivals, stream.factor, start, self.horizon)
            row["first"], row["count"] = _length(self._cells), len(profile)
            self._cells.append(profile)
        else:
            people = self._people(arrivals, trace)
            row["first"], row["count"] = _length(self._listed), len(people)
            self._listed.append(people)
        if stream.keeping is not None:
            row["day"], row["days"] = _length(self._keeping), len(stream.keeping)
            self._keeping.append(stream.keeping)
        preset = np.full(len(self.numbering.attributes), -1, np.int32)
        for name, shares in (arrivals.set or {}).items():
            preset[self.numbering.attributes[name]] = self.trees.levels(name, shares)
        self.rows.append(row)
        self._presets.append(preset)

    def add_rows(self, rows: np.ndarray) -> None:
        """Sources of people in place."""
        self.rows.append(rows)
        self._presets += [np.full(len(self.numbering.attributes), -1, np.int32)] * len(rows)

    def _people(self, arrivals: Arrivals, trace: Trace | None) -> np.ndarray:
        if arrivals.schedule is not None:
            return scheduled(arrivals.schedule, self.place.run.start_date, self.horizon)
        if trace is None:
            return instants(arrivals)
        people, levels = recorded(trace, self.numbering, _length(self._levels))
        self._levels.append(levels)
        return people

    def arrays(self) -> dict[str, np.ndarray]:
        """The tables, by the plan's names."""
        shape = (len(self._presets), len(self.numbering.attributes))
        return {
            "sources": np.concatenate(self.rows),
            "presets": np.array(self._presets, np.int32).reshape(shape),
            "intensity": np.concatenate(self._cells),
            "listed": np.concatenate(self._listed),
            "fill_levels": np.concatenate(self._levels).astype(np.int16),
            "keeping": np.concatenate(self._keeping),
        }


def _length(parts: list[np.ndarray]) -> int:
    return sum(len(part) for part in parts)


def source_row(stream: Stream, arrivals: Arrivals, purposes: Purposes, entry: int) -> np.ndarray:
    """One row of the sources table, its profile not yet placed."""
    row = np.zeros(1, tables.dtype("sources"))
    row["kind"], row["entry"] = tables.LISTED if arrivals.rate is None else tables.ARRIVALS, entry
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


def _relative(profile: list) -> np.ndarray:
    values = np.array([figure.value for figure in profile])
    return values / values.mean()
