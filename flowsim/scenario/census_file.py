"""A census in a CSV file beside a scenario: ``census: people.csv`` becomes the rows themselves, with their lines."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any

from flowsim import units
from flowsim.scenario.census import Found
from flowsim.scenario.csv_files import Row, Table, read_table
from flowsim.scenario.day_first import day_first
from flowsim.scenario.faults import Fault, quoted
from flowsim.scenario.names import listed, nearest
from flowsim.scenario.positions import Path, Positions, Spot

PATH: Path = ("run", "start", "census")
KEYS = [info.alias or name for name, info in Found.model_fields.items() if name != "set"]
"""The columns that are not attributes, as the language has them."""

NEEDED = [info.alias or name for name, info in Found.model_fields.items() if info.is_required()]
AGO = ("for", "ready", "admitted")
"""The columns that say how long ago something was, or when."""

WORDS = {"true": True, "yes": True, "false": False, "no": False}
MOST_FAULTS = 20
"""After so many problems the rest is not told."""


def take_in(document: dict[str, Any], folder: FilePath, positions: Positions, whole: bool = True) -> list[Fault]:
    """Put the rows of a file in place of its name; what is wrong with them.

    Args:
        document: the scenario as written; it is changed.
        folder: where the scenario is; the file must be in it, or in a folder of it.
        positions: where entries stand; those of the file are added.
        whole: whether all of the scenario could be read; without its attributes nothing is said of the file.
    """
    run = document.get("run")
    run = run if isinstance(run, dict) else {}
    start = run.get("start")
    if not isinstance(start, dict) or not isinstance(start.get("census"), str):
        return []
    name, attributes = start["census"], document.get("attributes")
    if not whole:
        start["census"] = []
        return []
    table, faults = read_table(name, folder, PATH)
    if table is not None:
        faults = list(_columns(table, list(attributes) if isinstance(attributes, dict) else []))
    start["census"] = []
    if table is None or faults:
        return faults
    midnight = _midnight(run)
    for number, row in enumerate(table.rows):
        cells = _Cells(table, row, midnight)
        start["census"].append(cells.found())
        faults += cells.faults
        positions.values[*PATH, number] = Spot(str(folder / name), row.line, 1)
    if faults:
        start["census"] = []
    return faults[:MOST_FAULTS]


def _midnight(run: dict[str, Any]) -> datetime.datetime | None:
    """The first instant of the run; None where it is not a date, which is another fault."""
    try:
        return datetime.datetime.fromisoformat(str(run.get("start_date", "2024-04-01")))
    except ValueError:
        return None


def _columns(table: Table, attributes: list[str]) -> Iterator[Fault]:
    known = [*KEYS, *attributes]
    for column in NEEDED:
        if column not in table.columns:
            message = f"there is no column '{column}'"
            yield table.fault("bad-table", PATH, None, message, listed(table.columns), listed(NEEDED))
    for column in table.columns:
        if column not in known:
            message = f"the column '{column}' is neither a key of a census nor an attribute"
            fault = table.fault("bad-table", PATH, None, message, quoted(column), listed(known))
            yield replace(fault, hint=nearest(column, known))


@dataclass
class _Cells:
    """One row on its way to what a scenario would say of these people, and what is wrong with its cells."""

    table: Table
    row: Row
    midnight: datetime.datetime | None
    faults: list[Fault] = field(default_factory=list)

    def found(self) -> dict[str, Any]:
        """The row as written in a scenario; an empty cell says nothing."""
        said = {column: cell for column, cell in self.row.cells.items() if cell}
        row = {key: self._value(key, said[key]) for key in KEYS if key in said}
        levels = {column: cell for column, cell in said.items() if column not in KEYS}
        for column in NEEDED:
            if column not in said:
                self._wrong("bad-table", f"the column '{column}' is empty", "", f"a '{column}' in each row")
        return row | ({"set": levels} if levels else {})

    def _value(self, key: str, cell: str) -> Any:
        if key == "waiting":
            if cell.lower() not in WORDS:
                self._wrong("bad-table", f"the column '{key}' says true or false", quoted(cell), listed(WORDS))
            return WORDS.get(cell.lower(), False)
        if key == "people":
            return self._count(cell)
        if key in AGO:
            return self._ago(key, cell)
        return cell

    def _count(self, cell: str) -> int:
        try:
            return int(units.parse_count(int(cell)))
        except ValueError:
            self._wrong("bad-count", "the column 'people' has no count", quoted(cell), units.EXPECTED["count"])
            return 0

    def _ago(self, key: str, cell: str) -> str:
        """How long ago; an instant becomes the time from then to the start of the run."""
        try:
            instant = datetime.datetime.fromisoformat(cell)
        except ValueError:
            return self._duration(key, cell)
        ago = None if self.midnight is None or instant.tzinfo else self.midnight - instant
        if ago is None or ago < datetime.timedelta():
            message = f"the column '{key}' has an instant after the start of the run, or with a time zone"
            self._wrong("bad-date", message, quoted(cell), "a date with a time before the start of the run")
            return "0 min"
        return f"{ago / datetime.timedelta(minutes=1):.15g} min"

    def _duration(self, key: str, cell: str) -> str:
        try:
            units.parse_duration(0 if cell == "0" else cell)
        except ValueError as error:
            expected = f"{units.EXPECTED['duration']}, or a date with a time"
            if hint := day_first(cell):
                self._wrong("bad-date", f"the column '{key}' has no date", quoted(cell), expected, hint)
            else:
                self._wrong("bad-duration", f"the column '{key}': {error}", quoted(cell), expected)
            return "0 min"
        return "0 min" if cell == "0" else cell

    def _wrong(self, code: str, message: str, found: str, expected: str, hint: str = "") -> None:
        self.faults.append(self.table.fault(code, PATH, self.row, message, found, expected, hint))
