"""Arrivals from a file: a column of instants, ``at``, and a column for each attribute that people come with."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flowsim.scenario.csv_files import Table, folder_of, read_table
from flowsim.scenario.day_first import day_first
from flowsim.scenario.faults import Fault
from flowsim.scenario.names import listed, nearest
from flowsim.scenario.place import Place
from flowsim.scenario.positions import Path, Positions
from flowsim.scenario.rules import levels_of

AT = "at"
"""The name of the column of instants."""

MOST_FAULTS = 20
"""So many faults of one file are told; more are alike."""

_EXPECTED = "a date with a time, such as 2025-01-31 13:45"


@dataclass(frozen=True)
class Trace:
    """People who come at recorded instants, in the order of the file.

    Attributes:
        times: ticks from the start of the run.
        levels: for each attribute that the file gives, the level of each person; empty text is drawn as usual.
        rows: which row of the file each is, from 0: rows before the start of the run are left out.
    """

    times: tuple[int, ...]
    levels: Mapping[str, tuple[str, ...]]
    rows: tuple[int, ...]


Traces = Mapping[str, Trace]
"""By the name of the arrivals."""


def read_traces(place: Place, positions: Positions) -> tuple[dict[str, Trace], list[Fault]]:
    """The people of every file that the arrivals of a place name, and what is wrong with the files."""
    traces: dict[str, Trace] = {}
    faults: list[Fault] = []
    for name, arrivals in place.arrivals.items():
        if arrivals.file is None:
            continue
        path: Path = ("arrivals", name, "file")
        table, found = read_table(arrivals.file, folder_of(positions, path), path)
        if table is not None:
            found = list(_columns(table, place, path))
            traces[name], more = _trace(table, place, path)
            found += more
        faults += found
    return traces, faults


def _columns(table: Table, place: Place, path: Path) -> Iterator[Fault]:
    if AT not in table.columns:
        found = listed(table.columns)
        yield table.fault("bad-table", path, None, f"there is no column '{AT}' with the instants", found, _EXPECTED)
    for column in table.columns:
        if column != AT and column not in place.attributes:
            message = f"the column '{column}' is no attribute"
            expected = listed([AT, *place.attributes])
            fault = table.fault("unknown-attribute", path, None, message, column, expected)
            yield replace(fault, hint=nearest(column, [AT, *place.attributes]))


def _trace(table: Table, place: Place, path: Path) -> tuple[Trace, list[Fault]]:
    start = datetime.datetime.combine(place.run.start_date, datetime.time())
    known = {name: levels_of(place.attributes[name].shares) for name in table.columns if name in place.attributes}
    faults: list[Fault] = []
    times, rows, early = [], [], 0
    for number, row in enumerate(table.rows):
        for name, levels in known.items():
            level = row.cells[name]
            if level and level not in levels:
                message = f"'{name}' has no level '{level}'"
                faults.append(table.fault("unknown-level", path, row, message, level, listed(levels)))
        time = _ticks(row.cells.get(AT, ""), start)
        if time is None:
            message = "this is not an instant"
            cell = row.cells.get(AT, "")
            wrong = table.fault("bad-date", path, row, message, cell, _EXPECTED, day_first(cell))
            faults += [wrong] if AT in row.cells else []
        elif time < 0:
            early += 1
        else:
            times.append(time)
            rows.append(number)
    if early:
        message = f"{early:,} of {len(table.rows):,} people come before the start of the run and are left out"
        faults.append(Fault("before-the-start", path, message, severity="warning"))
    levels_by_row = {name: tuple(table.rows[row].cells[name] for row in rows) for name in known}
    return Trace(tuple(times), levels_by_row, tuple(rows)), faults[:MOST_FAULTS]


def _ticks(text: str, start: datetime.datetime) -> int | None:
    """Ticks from the start of the run; None for what is no instant. A date alone is its midnight."""
    try:
        instant = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    if instant.tzinfo is not None:
        return None
    return (instant - start) // datetime.timedelta(milliseconds=1)
