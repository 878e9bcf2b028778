"""CSV files beside a scenario: limits, and ways out of the folder. Faults of content are in tests/bad."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowsim.scenario import csv_files
from flowsim.scenario.csv_files import read_table

PATH = ("arrivals", "some", "file")


def codes(name: str, folder: Path) -> list[str]:
    table, faults = read_table(name, folder, PATH)
    assert (table is None) == bool(faults)
    return [fault.code for fault in faults]


def test_a_table_is_text_and_nothing_but_text(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('\ufeffat , age\n\n =1+1 ,"two, three"\n', encoding="utf-8")
    table, _ = read_table("t.csv", tmp_path, PATH)
    assert table is not None
    assert table.columns == ("at", "age")
    assert [(row.line, row.cells) for row in table.rows] == [(3, {"at": "=1+1", "age": "two, three"})]


def test_limits_of_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.csv").write_text("at\n" + "1\n" * 6)
    monkeypatch.setattr(csv_files, "MOST_ROWS", 5)
    assert codes("t.csv", tmp_path) == ["too-large"]
    monkeypatch.setattr(csv_files, "MOST_BYTES", 10)
    assert codes("t.csv", tmp_path) == ["too-large"]


def test_no_way_leads_out_of_the_folder(tmp_path: Path) -> None:
    inside = tmp_path / "place"
    (inside / "data").mkdir(parents=True)
    (tmp_path / "secret.csv").write_text("at\n1\n")
    (inside / "data" / "own.csv").write_text("at\n1\n")
    (inside / "link.csv").symlink_to(tmp_path / "secret.csv")
    assert codes("data/own.csv", inside) == []
    for name in ("../secret.csv", str(tmp_path / "secret.csv"), "link.csv", "data/../../secret.csv"):
        assert codes(name, inside) == ["outside-folder"]
    for name in ("nobody.csv", "data", "own\0.csv", "."):
        assert codes(name, inside) == ["no-such-file"]
