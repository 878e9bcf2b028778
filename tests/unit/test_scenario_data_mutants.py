"""Whatever is done to a data file that a scenario names: it is read, or refused with problems of bounded length.

And a scenario cannot name what lies outside its own folder, nor anything that is no plain file.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from flowsim.errors import Problem, ScenarioError
from flowsim.plan.compile import compile_plan
from flowsim.scenario.faults import CODES
from flowsim.scenario.scenario import load
from tests.unit.effort import at_most
from tests.unit.mutants import ODD_NUMBERS, ODD_QUANTITIES, ODD_TEXTS

PLACE = """flowsim: 1
name: traced
run: {start_date: 2025-01-01, window: 30 d}
units:
  ward: {places: 3, setting: hospital}
attributes:
  age: {shares: {young: 0.5, old: 0.5}}
  frail: {shares: {no-sign: 0.5, frail: 0.5}}
arrivals:
  referred: {file: FILE, pathway: main}
pathways:
  main: [{stay: ward, time: 2 d}, {leave: home}]
"""
PEOPLE = [["at", "age", "frail"]] + [
    [f"2025-01-{day:02d} {day % 24:02d}:30", ("young", "old", "")[day % 3], ("frail", "no-sign")[day % 2]]
    for day in range(1, 29)
]
ODD_CELLS = (
    *ODD_TEXTS,
    *ODD_QUANTITIES,
    *map(str, ODD_NUMBERS),
    "9999-12-31",
    "0001-01-01",
    "2025-01-01T00:00:00Z",
    "at",
    "age",
    "2025-01-01 24:00",
    "2025-13-01",
    "20250101",
    "2025-W05-5",
    "2025-01-01 00:00:00.0000001",
    '"',
    '""',
    "\t",
    "é" * 9_000,
)
CENSUS = [["step", "for", "waiting", "people", "age"]] + [
    ["main.ward", f"{number} h", ("no", "yes")[number % 9 == 0], "1", ("young", "old", "")[number % 3]]
    for number in range(3)
]
SERIES = [["date", "places"]] + [[f"2025-01-{day:02d}", str(day % 5)] for day in range(2, 30)]
TABLES = {"people": PEOPLE, "census": CENSUS, "series": SERIES}
"""A good table of each kind that a scenario can name."""

NAMED = {
    "people": PLACE.replace("FILE", "people.csv"),
    "census": PLACE.replace("file: FILE", "rate: 1 per day").replace("30 d}", "30 d, start: {census: census.csv}}"),
    "series": PLACE.replace("file: FILE", "rate: 1 per day").replace("3, set", "3, dated: series.csv, set"),
}
"""The scenario that names it."""

MOST_CALLS, LENGTH = 1_000_000, 2_000
"""Work at a file (a sound one takes some 13,000 calls), and characters of a problem."""


def mutated(table: list[list[str]], chance: random.Random) -> bytes:
    """A good table with a few cells, rows or bytes changed."""
    rows = [list(row) for row in table]
    for _ in range(chance.randint(1, 3)):
        row = chance.choice(rows)
        match chance.randrange(6):
            case 0 | 1:
                row[chance.randrange(len(row)) if row else 0 :] = [chance.choice(ODD_CELLS)] * chance.randint(0, 4)
            case 2:
                rows.insert(chance.randrange(len(rows) + 1), list(chance.choice(rows)))
            case 3:
                rows.remove(row)
                rows = rows or [table[0][:1]]
            case 4:
                chance.shuffle(rows)
            case 5 if row:
                row[chance.randrange(len(row))] += chance.choice(ODD_CELLS)
    raw = bytearray("\r\n".join(",".join(row) for row in rows).encode("utf-8"))
    if chance.random() < 0.3 and raw:
        at = chance.randrange(len(raw))
        raw[at : at + chance.randint(0, 3)] = chance.choice(
            (b"\x00", b"\xff", b"\n", b"\r", b'"', b",,", b";", b"\xef\xbb\xbf")
        )
    return bytes(raw)


def problems_of(file: Path) -> list[Problem]:
    """What a scenario is refused or warned for; anything but the documented error escapes."""
    try:
        with at_most(MOST_CALLS):
            scenario = load(file)
            compile_plan(scenario)
        found = list(scenario.warnings)
    except ScenarioError as error:
        found = error.problems
        assert found
    return found


@pytest.mark.parametrize("kind", TABLES)
def test_the_good_tables_are_read(kind: str, tmp_path: Path) -> None:
    place = tmp_path / "place.yaml"
    place.write_text(NAMED[kind], encoding="utf-8")
    (tmp_path / f"{kind}.csv").write_text("\n".join(",".join(row) for row in TABLES[kind]), encoding="utf-8")
    assert problems_of(place) == []


@pytest.mark.parametrize("number", [60, pytest.param(600, marks=pytest.mark.statistical)])
@pytest.mark.parametrize("kind", TABLES)
def test_mutated_tables_are_read_or_refused(kind: str, number: int, tmp_path: Path) -> None:
    chance, place, table = random.Random(30), tmp_path / "place.yaml", tmp_path / f"{kind}.csv"
    place.write_text(NAMED[kind], encoding="utf-8")
    refused = 0
    for _ in range(number):
        table.write_bytes(mutated(TABLES[kind], chance))
        found = problems_of(place)
        refused += bool(found)
        for problem in found:
            assert problem.code in CODES, problem
            assert problem.message, problem
            assert problem.line > 0, problem
            assert len(str(problem)) < LENGTH, problem.code
    assert 60 * number < 300 * refused < 290 * number


@pytest.mark.parametrize(
    "name",
    [
        "../people.csv",
        "/etc/passwd",
        "a/../../people.csv",
        "link.csv",
        "folder-link/people.csv",
        "loop.csv",
        "~/x.csv",
        "folder",
        ".",
        "..",
        "''",
        "pipe.csv",
        "none.csv",
        "/dev/zero",
        "'x\\y.csv'",
        "file:///etc/passwd",
        "'  '",
        "place.yaml",
        "x" * 5_000,
    ],
)
def test_nothing_outside_the_folder_is_opened(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "place"
    (folder / "folder").mkdir(parents=True)
    (tmp_path / "people.csv").write_text("at\n2025-01-02\n", encoding="utf-8")
    (folder / "link.csv").symlink_to(tmp_path / "people.csv")
    (folder / "folder-link").symlink_to(tmp_path)
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    os.mkfifo(folder / "pipe.csv")
    file = folder / "place.yaml"
    file.write_text(PLACE.replace("FILE", name), encoding="utf-8")
    found = problems_of(file)
    assert {problem.code for problem in found} & {"outside-folder", "no-such-file", "bad-table", "not-text-file"}, found
    assert all(problem.severity == "error" and problem.line > 0 and len(str(problem)) < LENGTH for problem in found)


def test_a_link_inside_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("at\n2025-01-02\n", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    file = tmp_path / "place.yaml"
    file.write_text(PLACE.replace("FILE", "link.csv"), encoding="utf-8")
    assert problems_of(file) == []
