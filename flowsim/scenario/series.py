"""Series in CSV files beside a scenario: ``dated: beds.csv`` becomes the numbers themselves, with their lines."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from flowsim import units
from flowsim.scenario.capacity import instant
from flowsim.scenario.csv_files import Row, Table, read_table
from flowsim.scenario.day_first import day_first
from flowsim.scenario.faults import Fault, quoted
from flowsim.scenario.positions import Path, Positions, Spot

DATE = "date"
COLUMNS = {"units": ("places", "weekly_hours", "weekly_budget"), "teams": ("headcount",)}
"""The sections whose entries can have a series, and the names of its column of numbers: the one that the entry has."""

MOST_ROWS, MOST_FAULTS = 20_000, 20
"""Limits of a series; after so many problems the rest is not told."""


@dataclass
class Series:
    """What one file gives.

    Attributes:
        numbers: by date, as written.
        lines: the line of each date.
        faults: what is wrong.
        last: the last instant that could be read.
    """

    numbers: dict[str, int] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    last: datetime.datetime = datetime.datetime.min


def take_in(document: dict[str, Any], folder: FilePath, positions: Positions) -> list[Fault]:
    """Put the series of files in place of their names; what is wrong with them.

    Args:
        document: the scenario as written; it is changed.
        folder: where the scenario is; a file must be in it, or in a folder of it.
        positions: where entries stand; those of the files are added.
    """
    faults: list[Fault] = []
    for path, entry, name, column in _files_named(document):
        table, found = read_table(name, folder, path)
        series = Series(faults=found) if table is None else _series(table, column, path)
        faults += series.faults
        if series.faults:
            del entry["dated"]
            continue
        entry["dated"] = series.numbers
        for date, line in series.lines.items():
            spot = Spot(str(folder / name), line, 1)
            positions.keys[*path, date] = positions.values[*path, date] = spot
    return faults


def _files_named(document: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any], str, str]]:
    """Every entry with a series in a file: its path, itself, the file's name, the column."""
    for section, columns in COLUMNS.items():
        entries = document.get(section)
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            if isinstance(entry, dict) and isinstance(entry.get("dated"), str):
                column = next((one for one in columns if one in entry), columns[0])
                yield (section, name, "dated"), entry, entry["dated"], column


def _series(table: Table, column: str, path: Path) -> Series:
    """The rows of a table with the columns ``date`` and that of the numbers, in order of date."""
    if set(table.columns) != {DATE, column}:
        message = f"a series has the columns '{DATE}' and '{column}'"
        return Series(faults=[table.fault("bad-table", path, None, message, quoted(",".join(table.columns)))])
    if len(table.rows) > MOST_ROWS:
        return Series(faults=[table.fault("too-large", path, None, f"a series has at most {MOST_ROWS:,} rows")])
    series = Series()
    for row in table.rows:
        if len(series.faults) < MOST_FAULTS:
            series.faults += _put_in(series, table, row, column, path)
    return series


def _put_in(series: Series, table: Table, row: Row, column: str, path: Path) -> Iterator[Fault]:
    """Add one row to a series, or say what is wrong with it."""
    date, cell = row.cells[DATE], row.cells[column]
    try:
        when = instant(date)
    except ValueError as error:
        yield table.fault("bad-date", path, row, str(error), quoted(date), "a date such as 2025-12-01", day_first(date))
        return
    try:
        count = int(units.parse_count(int(cell)))
    except ValueError:
        yield table.fault("bad-count", path, row, "this is not a count", quoted(cell), units.EXPECTED["count"])
        return
    if when <= series.last:
        yield table.fault("bad-table", path, row, "dates come in order, each once", quoted(date), "a later date")
        return
    series.numbers[date], series.lines[date], series.last = count, row.line, when
