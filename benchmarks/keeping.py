"""Figures kept: one JSON file a run in ``benchmarks/results``, and the table between the marks in the README."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.effort import Effort
from benchmarks.machine import machine

RESULTS = Path(__file__).parent / "results"
README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- speed -->", "<!-- /speed -->"


def keep(found: dict[str, Sequence[Any]], tables: dict[str, str], effort: Effort) -> Path:
    """Write the rows and the tables of a run, with the machine and the hour; the path of the file."""
    now = datetime.datetime.now(datetime.UTC)
    record = {
        "when": f"{now:%Y-%m-%d %H:%M} UTC",
        "machine": machine(),
        "rounds": effort.rounds,
        "rows": {name: [_short(asdict(row)) for row in rows] for name, rows in found.items()},
        "tables": {name: text.splitlines() for name, text in tables.items()},
    }
    path = RESULTS / f"{now:%Y-%m-%d-%H%M}.json"
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return path.relative_to(README.parent)


def _short(value: Any) -> Any:
    """Numbers in five figures: more would be noise."""
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, dict):
        return {key: _short(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_short(entry) for entry in value]
    return value


def write_readme() -> None:
    """Put the newest kept figures between the marks of the README.

    Raises:
        SystemExit: no run was kept, or the README has no marks.
    """
    kept = sorted(RESULTS.glob("*.json"))
    if not kept:
        raise SystemExit("no run is kept: run python -m benchmarks first")
    text = README.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        raise SystemExit(f"the README has no {BEGIN} and {END}")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{BEGIN}\n{section(json.loads(kept[-1].read_text()))}\n{END}{after}", encoding="utf-8")


def section(record: dict[str, Any]) -> str:
    """What the README shows of a run that was kept."""
    on = record["machine"]
    place = f"{on['processor']}, {on['usable cores']} cores, Python {on['python']}, numba {on['numba']}"
    head = f"`python -m benchmarks`, {record['when']}, on {place}; medians of {record['rounds']} interleaved rounds."
    tables = ["\n".join(record["tables"][name]) for name in ("peers", "bars") if name in record["tables"]]
    return "\n\n".join([head, *tables])
