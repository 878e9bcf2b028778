"""A scenario that builds on another: what is taken over, what is replaced, and where each part is said to stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowsim.errors import ScenarioError
from flowsim.scenario.scenario import load
from flowsim.scenario.schema import schema
from flowsim.scenario.tree import parse

BASE = """flowsim: 1
name: base
run: {start_date: 2024-04-01, window: 10 d, start: {filled: {ward: 50 %}}}
units:
  ward: {places: {value: 10, source: a count}, setting: hospital}
  other: {places: 4, setting: hospital}
arrivals:
  emergency: {rate: 1 per day, pathway: main}
pathways:
  main:
    - {stay: ward, time: {exponential: {mean: 5 d}}}
    - {leave: home}
"""
OVER = """flowsim: 1
name: over
builds_on: base.yaml
run: {window: 20 d, start: empty}
units:
  ward: {places: 12}
  third: {places: 1, setting: home}
arrivals:
  emergency: {shocks: [{from: 2024-04-03, to: 2024-04-04, factor: 2}]}
pathways:
  main: [{stay: other, time: 1 d}, {leave: gone}]
"""


def written(folder: Path, over: str = OVER, base: str = BASE) -> Path:
    (folder / "base.yaml").write_text(base, encoding="utf-8")
    (folder / "over.yaml").write_text(over, encoding="utf-8")
    return folder / "over.yaml"


def test_what_is_written_replaces_and_the_rest_is_taken_over(tmp_path: Path) -> None:
    """Worked by hand: key by key in sections' entries, each value as a whole."""
    assert load(written(tmp_path)).document == {
        "flowsim": 1,
        "name": "over",
        "run": {"start_date": "2024-04-01", "window": "20 d", "start": "empty"},
        "units": {
            "ward": {"places": 12, "setting": "hospital"},
            "other": {"places": 4, "setting": "hospital"},
            "third": {"places": 1, "setting": "home"},
        },
        "arrivals": {
            "emergency": {
                "rate": "1 per day",
                "pathway": "main",
                "shocks": [{"from": "2024-04-03", "to": "2024-04-04", "factor": 2}],
            }
        },
        "pathways": {"main": [{"stay": "other", "time": "1 d"}, {"leave": "gone"}]},
    }


def test_a_fault_stands_where_it_was_written(tmp_path: Path) -> None:
    over = OVER.replace("places: 12", "places: many")
    base = BASE.replace("places: 4", "places: few")
    with pytest.raises(ScenarioError) as caught:
        load(written(tmp_path, over, base))
    spots = {(Path(problem.file).name, problem.line, problem.path) for problem in caught.value.problems}
    assert spots == {("over.yaml", 6, "units.ward.places"), ("base.yaml", 6, "units.other.places")}


def test_a_folder_beside_it_and_one_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "all.yaml").write_text(BASE, encoding="utf-8")
    over = tmp_path / "over.yaml"
    over.write_text("flowsim: 1\nname: over\nbuilds_on: base\n", encoding="utf-8")
    assert load(over).place.run == load(tmp_path / "base").place.run
    for elsewhere in ("../base", "base/all.yaml", str(tmp_path / "base")):
        over.write_text(f"flowsim: 1\nname: over\nbuilds_on: {elsewhere}\n", encoding="utf-8")
        with pytest.raises(ScenarioError, match="builds on a shipped one, or on a file or folder beside it"):
            load(over)


def test_on_itself(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="itself builds on another"):
        load(written(tmp_path, OVER.replace("base.yaml", "over.yaml")))


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    over = written(tmp_path / "in", OVER.replace("base.yaml", "link.yaml"))
    (tmp_path / "out.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "in" / "link.yaml").symlink_to(tmp_path / "out.yaml")
    with pytest.raises(ScenarioError, match="beside it"):
        load(over)


def test_recorded_people_are_read_beside_the_file_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "all.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "came.csv").write_text("at\n2024-04-02 13:45\n2024-04-03 09:00\n", encoding="utf-8")
    over = tmp_path / "over.yaml"
    over.write_text(
        "flowsim: 1\nname: over\nbuilds_on: base\narrivals:\n  recorded: {file: came.csv, pathway: main}\n",
        encoding="utf-8",
    )
    assert len(load(over).traces["recorded"].times) == 2


def test_the_schema_takes_what_the_reader_takes(tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(schema())
    assert validator.is_valid(parse(OVER.encode()).data)
    assert validator.is_valid(parse(BASE.encode()).data)
    assert not validator.is_valid(parse(BASE.replace("name: base\n", "").encode()).data)
    assert not validator.is_valid(parse(OVER.replace("units:", "unist:").encode()).data)
