"""``flowsim validate``: the table, the files and the exit codes."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from flowsim.report import cases
from tests.cli.conftest import Call


@pytest.mark.statistical
def test_the_table_has_every_figure_of_the_case(call: Call) -> None:
    result = call("validate", "--case", "case-c-lost-10", "--case", "case-e-target")
    assert result.exit_code == 0
    assert "case-c-lost-10: Acute ward into 4 step-down places" in result.stdout
    assert result.stdout.count(" hit\n") == 6 + 2
    assert "8 of 8 figures hit." in result.stdout


def test_too_few_replications_are_said_to_be_too_few(call: Call) -> None:
    result = call("validate", "--case", "case-c-waiting-4", "-n", "2")
    assert result.exit_code == 5
    assert "UNCLEAR" in result.stdout
    assert "need more replications" in result.stderr


def test_a_miss_is_a_miss(call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wrong = tuple(replace(item, value=item.value + 1) for item in cases.expected())
    monkeypatch.setattr(cases, "expected", lambda: wrong)
    file = tmp_path / "figures.csv"
    result = call("validate", "--case", "case-c-lost-15", "-n", "20", "--json", "--csv", str(file))
    assert result.exit_code == 4
    found = json.loads(result.stdout)["figures"]
    assert {figure["verdict"] for figure in found} == {"miss"}
    with file.open(encoding="utf-8") as stream:
        assert [row["verdict"] for row in csv.DictReader(stream)] == ["miss"] * 6
    assert json.loads((tmp_path / "figures.csv.provenance.json").read_text())["cases"] == ["case-c-lost-15"]
    again = call("validate", "--case", "case-c-lost-15", "-n", "20")
    assert "Miss: case-c-lost-15, acute beds in use." in again.stdout


def test_an_unknown_case_is_a_usage_error(call: Call) -> None:
    assert call("validate", "--case", "Z").exit_code == 2
