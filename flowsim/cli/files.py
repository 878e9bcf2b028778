"""Files that the command line writes: never half-written under their final name, safe to open in a spreadsheet."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from flowsim.errors import FlowsimError, UsageError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

PICTURES = (".png", ".svg", ".pdf")

INSTANT = "%Y-%m-%d %H:%M:%S.%f"
"""One form for every instant of a file, so that whoever reads it can tell them as instants."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")  # the wide ones too: some take them for the same
"""A cell of text that begins with one of these is run as a formula by spreadsheet programs."""


def harmless(cell: Any) -> Any:
    """Text as a spreadsheet shows it rather than runs it; numbers pass as they are.

    A carriage return becomes a space: CSV writers leave it bare, and a reader would begin a new row there.

    >>> harmless("=1+1"), harmless(-3.5)
    ("'=1+1", -3.5)
    """
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\r", " ")
    return f"'{text}" if text.lstrip(" \n\ufeff").startswith(FORMULA_STARTS) else text


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as UTF-8 CSV; empty cells for what never happened.

    Raises:
        UsageError: the folder does not exist, or ``path`` is a folder.
        FlowsimError: the file cannot be written (exit code 4).
    """
    with written_whole(path) as file:
        append(frame, file, header=True)


def write_provenance(record: dict[str, Any], path: Path) -> None:
    """Write what made a file beside it: ``figures.csv.provenance.json`` for ``figures.csv``.

    Raises:
        FlowsimError: the file cannot be written.
    """
    with written_whole(path.with_name(f"{path.name}.provenance.json")) as file:
        json.dump(record, file, indent=2, default=str)
        file.write("\n")


def write_parquet(frame: pd.DataFrame, path: Path, record: dict[str, Any]) -> None:
    """Write a table as Parquet, with what made it as JSON under ``flowsim`` in the file's own notes.

    Raises:
        UsageError: the folder does not exist, or ``path`` is a folder.
        FlowsimError: the file cannot be written.
    """
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.Table.from_pandas(frame, preserve_index=False)
    notes = {**(table.schema.metadata or {}), b"flowsim": json.dumps(record, default=str).encode()}
    with _whole(path) as part, part.open("xb") as file:
        parquet.write_table(table.replace_schema_metadata(notes), file)
        file.flush()
        os.fsync(file.fileno())


def append(frame: pd.DataFrame, file: TextIO, header: bool) -> None:
    """Write the rows of a table to an open file, under its column names if ``header``."""
    safe = frame.rename(columns=harmless)
    for name in safe.columns[[not _numeric(safe[name]) for name in safe.columns]]:
        safe[name] = safe[name].map(harmless)
    safe.to_csv(file, index=False, header=header, date_format=INSTANT)


def usable(*paths: Path | None) -> None:
    """Check that files can be written before the work that fills them: folders exist, no two files are the same.

    Raises:
        UsageError: one of them cannot be written.
    """
    asked = [path for path in paths if path]
    for path in asked:
        _writable(path)
    places = [path.resolve() for path in asked]
    twice = [path for place, path in enumerate(asked) if places[place] in places[:place]]
    if twice:
        raise UsageError(f"{twice[0]} is named for two files; give each its own name")


def _writable(path: Path) -> None:
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent} to write {path.name} in")
    if path.is_dir():
        raise UsageError(f"{path} is a folder, not a file to write")
    if not os.access(path.parent, os.W_OK):
        raise UsageError(f"nothing can be written in the folder {path.parent}")


def _numeric(column: pd.Series) -> bool:
    return column.dtype.kind in "iufbM"


@contextmanager
def written_whole(path: Path) -> Iterator[TextIO]:
    """A text file that takes its name only when it is complete and on the disk."""
    with _whole(path) as part, part.open("x", encoding="utf-8", newline="") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def write_figure(figure: Figure, path: Path) -> None:
    """Write a picture; the end of its name says how: .png, .svg or .pdf.

    Raises:
        UsageError: the folder does not exist, ``path`` is a folder, or its name ends otherwise.
        FlowsimError: the file cannot be written (exit code 4).
    """
    drawable(path)
    with _whole(path) as part, part.open("xb") as file:
        figure.savefig(file, format=path.suffix[1:].lower(), dpi=150)
        file.flush()
        os.fsync(file.fileno())


def drawable(path: Path | None) -> None:
    """Check that a picture can be written under this name.

    Raises:
        UsageError: its name ends otherwise than in one of :data:`PICTURES`.
    """
    if path and path.suffix.lower() not in PICTURES:
        raise UsageError(f"{path} is no name of a picture; end it in {', '.join(PICTURES[:-1])} or {PICTURES[-1]}")


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Another name to write a file under, which it has until it is complete."""
    _writable(path)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise FlowsimError(f"{path} could not be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


class GrowingCsv:
    """A CSV file that grows one table at a time, all with the same columns, and has its name only once it is kept.

    A write that fails does not end the work that feeds it: :meth:`keep` says so.

    Raises:
        UsageError: the folder does not exist, or ``path`` is a folder.
        FlowsimError: the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._open = ExitStack()
        self._file = self._open.enter_context(written_whole(path))
        self._empty = True
        self._failed: OSError | None = None

    def __enter__(self) -> GrowingCsv:
        return self

    def __exit__(self, *_: object) -> None:
        """Drop the file, unless it was kept."""
        self._open.__exit__(_Dropped, _Dropped(), None)

    def add(self, frame: pd.DataFrame) -> None:
        """Write the rows of a table below the others; all of them, or none if it is interrupted."""
        if self._failed:
            return
        end = self._file.tell()
        try:
            append(frame, self._file, self._empty)
            self._file.flush()
        except OSError as error:
            self._failed = error
        except BaseException:
            self._file.seek(end)
            self._file.truncate()
            raise
        self._empty = False

    def keep(self) -> None:
        """Give the file its name.

        Raises:
            FlowsimError: something could not be written; nothing is kept.
        """
        with self._open.pop_all():
            if self._failed:
                raise self._failed


class _Dropped(Exception):
    """What a file sees that is not kept."""
