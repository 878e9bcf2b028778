"""CSV files beside a scenario: found inside its folder only, read within limits, every fault with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath

from flowsim.scenario.faults import Fault, quoted
from flowsim.scenario.positions import Path, Positions, Spot

MOST_BYTES = 100_000_000
MOST_ROWS = 1_000_000
MOST_COLUMNS = 200
"""Limits of one file."""


@dataclass(frozen=True)
class Row:
    """One line of a table: its number in the file, and its cells by the name of the column, without spaces around."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A CSV file as read: where it is, the names of its columns, its rows. Every cell is text and nothing but text."""

    file: FilePath
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def fault(
        self, code: str, path: Path, row: Row | None, message: str, found: str = "", expected: str = "", hint: str = ""
    ) -> Fault:
        """A fault of one row, or of the line of names."""
        return Fault(code, path, message, found, expected, hint, spot=Spot(str(self.file), row.line if row else 1, 1))


def folder_of(positions: Positions, path: Path) -> FilePath:
    """The folder of the file that an entry stands in; for one that stands in none, that of the scenario's files.

    Without files, as of a scenario made in Python, it is the current folder.
    """
    own = positions.of(path).file
    files = [own] if own else sorted({spot.file for spot in positions.values.values() if spot.file})
    return FilePath(files[0]).parent if files else FilePath.cwd()


def read_table(name: str, folder: FilePath, path: Path) -> tuple[Table | None, list[Fault]]:
    """The table in a file of a folder.

    Args:
        name: the file as the scenario names it.
        folder: the scenario's folder, which the file may not lead out of.
        path: where the scenario names it.

    Returns:
        None with a fault, if it cannot be read.
    """
    file = folder / name
    text, fault = _text(name, file, folder, path)
    if fault:
        return None, [fault]
    try:
        table = _table(file, text)
    except csv.Error as error:
        return None, [Fault("bad-table", path, f"this is not a CSV file: {error}", spot=Spot(str(file), 1, 1))]
    faults = list(_shape(table, path, len(table.columns)))
    return (None if faults else table), faults


def _text(name: str, file: FilePath, folder: FilePath, path: Path) -> tuple[str, Fault | None]:
    try:
        inside = file.resolve().is_relative_to(folder.resolve())
        if not inside:
            message = "a file must stand in the scenario's own folder"
            return "", Fault("outside-folder", path, message, quoted(name), "the name of a file beside the scenario")
        if not file.is_file():
            return "", Fault("no-such-file", path, "there is no such file beside the scenario", quoted(name))
        with file.open("rb") as stream:
            raw = stream.read(MOST_BYTES + 1)
    except (OSError, RuntimeError, ValueError):  # a RuntimeError is a link that leads back to itself
        return "", Fault("no-such-file", path, "there is no such file beside the scenario", quoted(name))
    if len(raw) > MOST_BYTES:
        return "", Fault("too-large", path, f"the file is larger than {MOST_BYTES:,} bytes", quoted(name))
    try:
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return "", Fault("not-text-file", path, "the file is not UTF-8 text", spot=Spot(str(file), line, 1))


def _table(file: FilePath, text: str) -> Table:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: tuple[str, ...] = ()
    rows: list[Row] = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = tuple(cell.strip() for cell in cells)
            continue
        if len(rows) > MOST_ROWS:
            break
        named = dict(zip(columns, map(str.strip, cells), strict=False))
        rows.append(Row(reader.line_num, named if len(cells) == len(columns) else {}))
    return Table(file, columns, tuple(rows))


def _shape(table: Table, path: Path, width: int) -> Iterator[Fault]:
    if width == 1 and ";" in table.columns[0]:
        message = "the columns are parted by semicolons: separate them with commas"
        yield table.fault(
            "bad-table", path, None, message, quoted(table.columns[0]), table.columns[0].replace(";", ",")
        )
        return
    if not table.rows:
        yield table.fault(
            "bad-table", path, None, "the table holds no rows", expected="a line of names, then a row each"
        )
    elif len(table.rows) > MOST_ROWS or width > MOST_COLUMNS:
        message = f"the table has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns"
        yield table.fault("too-large", path, None, message)
    for column in sorted({column for column in table.columns if table.columns.count(column) > 1}):
        yield table.fault("bad-table", path, None, f"two columns are called '{column}'")
    for row in [row for row in table.rows if not row.cells][:20]:
        yield table.fault("bad-table", path, row, f"this row does not have the {width} cells of the line of names")
