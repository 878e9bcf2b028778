"""``flowsim validate``: the table, the files and the exit codes."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from flowsim.report import cases
from tests.cli.conftest import Call
from tests.theory.test_cases import one_place_too_many


@pytest.mark.statistical
def test_the_table_has_every_figure_of_the_case(call: Call) -> None:
    result = call("validate", "--case", "case-c-lost-10", "--case", "case-e-target")
    assert result.exit_code == 0
    assert "case-c-lost-10: Acute ward into 4 step-down places" in result.stdout
    assert result.stdout.count(" hit\n") == 6 + 2
    assert "8 of 8 figures hit." in result.stdout
    assert result.stdout.count("Both engines alike in one run of") == 2
    assert "2 of 2 scenarios are the same in both engines." in result.stdout


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
    both = json.loads(result.stdout)["both_engines"]
    assert [(item["scenario"], item["alike"], item["days"]) for item in both] == [("case-c-lost-15", True, 365 * 3)]
    with file.open(encoding="utf-8") as stream:
        rows = [(row["verdict"], row["both_engines"]) for row in csv.DictReader(stream)]
    assert rows == [("miss", "alike")] * 6
    assert json.loads((tmp_path / "figures.csv.provenance.json").read_text())["cases"] == ["case-c-lost-15"]
    again = call("validate", "--case", "case-c-lost-15", "-n", "20")
    assert "Miss: case-c-lost-15, acute beds in use." in again.stdout


def test_engines_that_differ_are_a_miss(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    one_place_too_many(monkeypatch)
    result = call("validate", "--case", "case-e-target", "-n", "40")
    assert result.exit_code == 4
    assert " MISS\n" not in result.stdout, "the compiled engine's figures stay what they are"
    assert "THE ENGINES DIFFER in one run of 181 days (left: compiled, right: reference):" in result.stdout
    assert "0 of 1 scenarios are the same in both engines." in result.stdout
    assert "Miss: case-e-target, the engines differ." in result.stdout
    found = json.loads(call("validate", "--case", "case-e-target", "-n", "2", "--json").stdout)["both_engines"]
    assert [item["alike"] for item in found] == [False]
    assert "the logs differ at line" in found[0]["difference"]
    table = call("validate", "--case", "case-e-target", "-n", "40", "--markdown").stdout
    assert [row.split(" | ")[-1] for row in table.splitlines()[2:]] == ["**differ** |"] * 2


def test_an_unknown_case_is_a_usage_error(call: Call) -> None:
    assert call("validate", "--case", "Z").exit_code == 2
