"""Series of numbers by date in CSV files beside a scenario: what is read, and what is refused, by file and line."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from flowsim.errors import Problem, ScenarioError
from flowsim.plan.compile import compile_plan
from flowsim.scenario.scenario import Scenario, load
from flowsim.scenario.series import MOST_ROWS
from flowsim.units import DAY

PLACE = """flowsim: 1
name: small
run: {start_date: 2025-11-29, window: 30 d}
units:
  ward: {places: 10, setting: hospital, dated: winter/beds.csv}
arrivals:
  emergency: {rate: 1.5 per day, pathway: main}
pathways:
  main:
    - stay: ward
      time: 5 d
"""
GOOD = "date,places\n2025-12-01,14\n2025-12-20 12:00,16\n"


def written(folder: Path, text: str | bytes) -> Path:
    (folder / "winter").mkdir()
    (folder / "winter" / "beds.csv").write_bytes(text.encode() if isinstance(text, str) else text)
    file = folder / "small.yaml"
    file.write_text(PLACE)
    return file


def problems(file: Path) -> list[Problem]:
    with pytest.raises(ScenarioError) as caught:
        load(file)
    return caught.value.problems


def test_a_series_becomes_the_numbers_themselves(tmp_path: Path) -> None:
    scenario = load(written(tmp_path, GOOD))
    assert scenario.document["units"]["ward"]["dated"] == {"2025-12-01": 14, "2025-12-20 12:00": 16}
    changes = compile_plan(scenario).changes
    assert changes[["time", "places"]].tolist() == [(0, 10), (2 * DAY, 14), (21 * DAY + DAY // 2, 16)]
    again = Scenario.from_document(scenario.document)
    assert again == scenario  # written out it needs no file


def test_a_mark_of_byte_order_and_empty_lines_are_passed_over(tmp_path: Path) -> None:
    scenario = load(written(tmp_path, "\ufeffdate, places\r\n2025-12-01, 14\r\n\r\n"))
    assert scenario.document["units"]["ward"]["dated"] == {"2025-12-01": 14}


@pytest.mark.parametrize(
    ("text", "code", "line", "says"),
    [
        ("date,beds\n2025-12-01,14\n", "bad-table", 1, "the columns 'date' and 'places'"),
        ("date,places\n2025-12-01,14,3\n", "bad-table", 2, "the 2 cells"),
        ("date,places\n2025-12-01,14\n1 December,3\n", "bad-date", 3, "is no date"),
        ("date,places\n2025-12-01,many\n", "bad-count", 2, "found 'many'"),
        ("date,places\n2025-12-01,-1\n", "bad-count", 2, "found '-1'"),
        ("date,places\n2025-12-01,1.5\n", "bad-count", 2, "found '1.5'"),
        ("date,places\n2025-12-02,1\n2025-12-01,2\n", "bad-table", 3, "dates come in order"),
        ("date,places\n2025-12-02,1\n2025-12-02,2\n", "bad-table", 3, "dates come in order"),
        ("date,places\n", "bad-table", 1, "holds no rows"),
    ],
)
def test_faults_have_the_line_of_the_file(tmp_path: Path, text: str, code: str, line: int, says: str) -> None:
    [problem] = problems(written(tmp_path, text))
    assert (problem.code, problem.line, problem.file) == (code, line, str(tmp_path / "winter" / "beds.csv"))
    assert problem.path == "units.ward.dated"
    assert says in str(problem)


def test_every_fault_of_a_file_comes_in_one_go(tmp_path: Path) -> None:
    found = problems(written(tmp_path, "date,places\nnever,1\n2025-12-01,x\n"))
    assert [(problem.code, problem.line) for problem in found] == [("bad-date", 2), ("bad-count", 3)]


def test_a_series_with_too_many_rows_is_refused(tmp_path: Path) -> None:
    first = datetime.date(1990, 1, 1)
    rows = (f"{first + datetime.timedelta(days=day)},1" for day in range(MOST_ROWS + 1))
    assert [problem.code for problem in problems(written(tmp_path, "\n".join(["date,places", *rows])))] == ["too-large"]


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "place"
    folder.mkdir()
    (tmp_path / "beds.csv").write_text(GOOD)
    (folder / "winter").symlink_to(tmp_path)
    (folder / "small.yaml").write_text(PLACE)
    assert [problem.code for problem in problems(folder / "small.yaml")] == ["outside-folder"]


def test_a_scenario_made_in_python_gives_the_series_itself() -> None:
    document = {
        "flowsim": 1, "name": "small", "run": {"window": "1 y"},
        "units": {"ward": {"places": 1, "dated": "beds.csv"}},
    }  # fmt: skip
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_document(document)
    assert [problem.code for problem in caught.value.problems] == ["no-folder"]


def test_a_scenario_made_in_python_gives_the_census_itself() -> None:
    document = {
        "flowsim": 1, "name": "small", "run": {"window": "1 y", "start": {"census": "beds.csv"}},
        "units": {"ward": {"places": 1}},
    }  # fmt: skip
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_document(document)
    assert [problem.code for problem in caught.value.problems] == ["no-folder"]
