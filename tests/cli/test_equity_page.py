"""The page of gaps and ratios between groups of people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Call

SHORT = ("-n", "2", "--engine", "reference", "--equity")
GROUPS = "groups: [age]\nattributes:\n  age: {shares: {young: 50 %, old: 50 %}}\n"


@pytest.fixture
def grouped(small: str) -> str:
    """The small scenario, split by age."""
    path = Path(small)
    path.write_text(path.read_text(encoding="utf-8") + GROUPS, encoding="utf-8")
    return small


def test_gaps_are_shown_and_in_the_json(call: Call, grouped: str) -> None:
    text = call("run", grouped, *SHORT, width=120).stdout
    assert "By age: each group beside young" in text
    assert "Nights in hospital (nights)" in text
    assert "Approaches per placement" not in text
    answer = json.loads(call("run", grouped, *SHORT, "--json").stdout)
    means = {row["group"]: row["mean"] for row in answer["measures"] if row["measure"] == "nights-in-hospital"}
    gap = next(row for row in answer["equity"] if row["measure"] == "nights-in-hospital")
    first, second = (
        [cell.strip() for cell in line.split("  ") if cell.strip()]
        for line in text.splitlines()
        if line.startswith("Nights in hospital (nights)")
    )
    assert (first[1], second[1]) == ("young", "old")
    assert float(first[2].split()[0]) == pytest.approx(means["age.young"], abs=0.5)  # to the digits of its half-width
    assert first[3:] == ["reference", "reference"]
    assert (gap["attribute"], gap["group"], gap["reference"]) == ("age", "old", "young")
    assert gap["gap"] == pytest.approx(means["age.old"] - means["age.young"])
    assert gap["ratio"] == pytest.approx(means["age.old"] / means["age.young"])


def test_without_groups_it_says_how_to_have_them(call: Call, small: str) -> None:
    wrong = call("run", small, *SHORT)
    assert wrong.exit_code == 2
    assert "groups: [age]" in wrong.stderr
    assert "--equity" in call("run", "northmoor", "--published", "--equity").stderr


def test_by_groups_people_by_an_attribute_that_the_scenario_does_not_group_by(call: Call, grouped: str) -> None:
    path = Path(grouped)
    path.write_text(path.read_text(encoding="utf-8").replace("groups: [age]\n", ""), encoding="utf-8")
    asked = ("--engine", "reference", "-n", "2", "--all", "--json")
    there = json.loads(call("run", grouped, *asked, "--by", "age").stdout)["measures"]
    assert {"age.young", "age.old"} <= {row["group"] for row in there}
    without = json.loads(call("run", grouped, *asked).stdout)["measures"]
    everyone = [row for row in there if row["group"] == "everyone"]
    assert [row["mean"] for row in everyone if row["measure"] == "discharges"] == [
        row["mean"] for row in without if row["measure"] == "discharges"
    ]
    wrong = call("compare", grouped, "-p", "more-beds:+1", "--by", "agee")
    assert wrong.exit_code == 2
    assert "did you mean 'age'?" in wrong.stderr


def test_figures_by_an_attribute_stand_on_the_page_of_a_run(call: Call, grouped: str) -> None:
    """A column for each level; a comparison says where they are."""
    asked = ("--engine", "reference", "-n", "2", "--by", "age")
    page = call("run", grouped, *asked, width=120).stdout
    answer = json.loads(call("run", grouped, *asked, "--all", "--json").stdout)
    means = {row["group"]: row["mean"] for row in answer["measures"] if row["measure"] == "nights-in-hospital"}
    heads, line = page[page.index("By age") :].splitlines()[1], page[page.rindex("Nights in hospital (nights)") :]
    assert heads.split() == ["Measure", "young", "old"]
    shown = [float(part.split()[0]) for part in line.splitlines()[0].split("  ")[1:] if part.strip()]
    assert shown == pytest.approx([means["age.young"], means["age.old"]], abs=0.5)  # to the digits of their half-widths
    assert "by age" not in page.splitlines()[0]
    beside = call("compare", grouped, "-p", "more-beds:+1", *asked).stdout
    assert "Figures by age are in --csv and --json, and on the page with --all." in " ".join(beside.split())
