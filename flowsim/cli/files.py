"""Files that the command line writes: never half-written under their final name, safe to open in a spreadsheet."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from flowsim.errors import FlowsimError, UsageError

if TYPE_CHECKING:
    import pandas as pd

INSTANT = "%Y-%m-%d %H:%M:%S.%f"
"""One form for every instant of a file, so that whoever reads it can tell them as instants."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t")
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
    safe = frame.rename(columns=harmless)
    for name in safe.columns[[not _numeric(safe[name]) for name in safe.columns]]:
        safe[name] = safe[name].map(harmless)
    with written_whole(path) as file:
        safe.to_csv(file, index=False, date_format=INSTANT)


def _numeric(column: pd.Series) -> bool:
    return column.dtype.kind in "iufbM"


@contextmanager
def written_whole(path: Path) -> Iterator[TextIO]:
    """A text file that takes its name only when it is complete and on the disk."""
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent} to write {path.name} in")
    if path.is_dir():
        raise UsageError(f"{path} is a folder, not a file to write")
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("x", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise FlowsimError(f"{path} could not be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
