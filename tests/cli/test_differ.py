"""``flowsim differ``: its page, its JSON and its file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from flowsim.scenario.reading import shipped_folder
from tests.cli.conftest import Call

POLICIES = ("tutorial", "-p", "more-homes:+1", "-p", "more-beds:+1")
SHORT = ("-n", "2", "--set", "run.window=60 d")


def test_the_page_names_what_changes_the_decision_and_what_does_not(call: Call) -> None:
    result = call("differ", *POLICIES, "-n", "10", "--set", "run.window=2 y")
    assert result.exit_code == 0
    _, changing, unclear, others = (" ".join(part.split()) for part in result.stdout.split("\nDisagreements that "))
    assert changing.startswith("change the decision")
    assert "six people in a hundred need the home, not twelve" in changing
    assert unclear.startswith("may change it")
    assert "an assessment takes six hours, not three" in unclear
    assert others == "do not The hospital: five more people in a hundred come (assumed: winter is counted in)"
    assert "Lowest first, as written: more-homes:+1 <" in result.stdout
    assert not {"best", "blocked"} & set(result.stdout.lower().split())


def test_json_and_file_hold_the_same(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "differ.csv"
    as_json = json.loads(call("differ", *POLICIES, *SHORT, "--json", "--csv", str(file)).stdout)
    with file.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [float(row["difference"]) for row in rows] == [row["difference"] for row in as_json["differences"]]
    assert len(as_json["worlds"]) == 6
    assert as_json["worlds"][0]["changes"] == []


def test_without_views_it_says_where_they_would_be(call: Call, small: str) -> None:
    result = call("differ", small, "-p", "more-beds:+1")
    assert result.exit_code == 2
    assert "there are no views of small" in result.stderr


def test_a_bad_view_is_told_with_its_line(call: Call, small: str, tmp_path: Path) -> None:
    folder = tmp_path / "partners"
    folder.mkdir()
    (folder / "x.yaml").write_text(
        "flowsim: 1\nview: x\ntitle: X\nassumes: y\nedits:\n"
        "  - {set: 9, in: units.wrad.places, title: nine, assumed: true}\n",
        encoding="utf-8",
    )
    result = call("differ", small, "-p", "more-beds:+1", "--views", str(folder))
    assert result.exit_code == 3
    assert f"{folder / 'x.yaml'}:6:" in result.stderr
    assert "did you mean 'ward'" in result.stderr


SHIPPED = shipped_folder() / "views" / "localities"
PARTNERS = ["board", "providers", "third-sector"]
AT_ONCE = ("--set", "run.warm_up=0 d", "--set", "run.window=1 d", "--set", "run.follow_up=0 d")


@pytest.mark.parametrize("views", [["board"], pytest.param(PARTNERS, marks=pytest.mark.statistical)])
def test_partners_of_the_localities_differ(call: Call, tmp_path: Path, views: list[str]) -> None:
    """Each view of two assumptions is three worlds, and each world another place, with the policy and without."""
    for view in views:
        (tmp_path / f"{view}.yaml").write_bytes((SHIPPED / f"{view}.yaml").read_bytes())
    command = ("differ", "localities", "-p", "more-homes", "-n", "2", "--engine", "reference", "--json", *AT_ONCE)
    result = call(*command, "--views", str(tmp_path))
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert [world["view"] for world in found["worlds"]] == ["", *(view for view in views for _ in range(3))]
    plans = found["provenance"]["plans"]
    assert len(set(plans.values())) == len(plans) == 2 * len(found["worlds"])
    assert {row["decision"] for row in found["differences"]} == {"same"}, "in one day no home of the policy counts"
    if views == PARTNERS:
        assert sorted(file.stem for file in SHIPPED.iterdir()) == PARTNERS
