"""The corpus of files with one fault each, in ``tests/bad``; and several faults in one file.

The first lines of each file say what must be found: ``# expect: code=...``, ``line=``, ``path=``, ``says=`` and, where
there is one, ``hint=``; ``file=`` where it is found in another file. The oracle is the person who wrote the fault into
the file and knows its line.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from flowsim.errors import Problem, ScenarioError
from flowsim.scenario.faults import CODES
from flowsim.scenario.scenario import load

FOLDER = Path(__file__).parent.parent / "bad"
FILES = sorted(FOLDER.glob("*.yaml"))

ELSEWHERE = {
    "no-such-scenario": "test_scenario_reading",
    "several-scenarios": "test_scenario_reading",
    "unknown-path": "test_scenario_scenario",
    "not-plain": "test_scenario_scenario",
    "no-folder": "test_scenario_series",
    "unreadable": "test_scenario_reading",
}
"""Codes that a file cannot show, and where they are tested."""

UNSEEN = {"bad-value"}
"""The code of last resort: no known file has it."""


@cache
def problems_of(file: Path) -> list[Problem]:
    try:
        return list(load(file).warnings)
    except ScenarioError as error:
        return error.problems


told_of = cache(problems_of)
"""The same of a file of the corpus, which two tests ask for; nobody changes what is told."""


def expected(file: Path) -> dict[str, str]:
    found = re.findall(rb"^# expect: (\w+)=(.*)$", file.read_bytes(), re.MULTILINE)
    return {key.decode(): value.decode() for key, value in found}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_one_fault_is_one_problem_with_its_line_path_and_words(file: Path) -> None:
    wanted = expected(file)
    found = told_of(file)
    assert [problem.code for problem in found] == [wanted["code"]], [str(problem) for problem in found]
    problem = found[0]
    assert problem.file == str(file.parent / wanted.get("file", file.name))
    assert str(problem.line) == wanted["line"]
    assert problem.path == wanted["path"]
    assert wanted["says"] in str(problem)
    assert problem.hint == wanted.get("hint", problem.hint)
    assert problem.column > 0


def test_the_corpus_shows_every_code() -> None:
    shown = {expected(file)["code"] for file in FILES}
    assert shown <= set(CODES)
    assert set(CODES) - shown == set(ELSEWHERE) | UNSEEN
    assert len(FILES) >= 300
    assert sum("hint" in expected(file) for file in FILES) >= 90


SEVERAL = """flowsim: 1
name: several
run: {window: 12}
units:
  ward: {places: 10, setting: hosptal}
  home: {places: .inf}
teams:
  hub: {headcount: 2, hours: {mon-fri: 09:00-17:00, fri: 16:00-18:00}}
arrivals:
  emergency: {rate: 1.5 per day, pathway: mian}
pathways:
  main:
    - stay: wrad
      time: {exponential: {maen: 5 d}}
    - task: hubb
      work: 2 h
    - stay: home
      time: {gamma: {mean: 5 d, sd: 0}}
    - choose:
        - share: 70 %
        - share: 20 %
    - leave: home
"""

SEVERAL_EXPECTED = [
    (3, "bad-duration"),
    (5, "unknown-word"),
    (6, "not-finite"),
    (8, "overlapping-hours"),
    (10, "unknown-pathway"),
    (13, "unknown-unit"),
    (14, "unknown-key"),
    (15, "unknown-team"),
    (18, "bad-distribution"),
    (19, "shares-sum"),
]


def test_faults_of_reading_of_shape_and_of_meaning_come_in_one_go_sorted_by_line(tmp_path: Path) -> None:
    file = tmp_path / "several.yaml"
    file.write_text(SEVERAL, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(file)
    found = [(problem.line, problem.code) for problem in caught.value.problems]
    assert found == SEVERAL_EXPECTED


def test_meaning_is_checked_whole_once_the_shape_is_right(tmp_path: Path) -> None:
    text = SEVERAL.replace("window: 12", "window: 12 d").replace("hosptal", "hospital").replace(".inf", "3")
    file = tmp_path / "several.yaml"
    file.write_text(text.replace("maen", "mean"), encoding="utf-8")
    found = [(problem.line, problem.code) for problem in problems_of(file)]
    assert found == [
        (8, "overlapping-hours"),
        (10, "unknown-pathway"),
        (13, "unknown-unit"),
        (15, "unknown-team"),
        (18, "bad-distribution"),
        (19, "shares-sum"),
    ]


COUNTED = """flowsim: 1
name: counted
run: {window: 12 d, start: {census: [{step: main.ward, people: 5, for: 1 d}]}}
units:
  ward: {places: 10, setting: hospital}
arrivals:
  emergency: {rate: 1.5 per day, pathway: main}
pathways:
  main:
    - {stay: ward, time: 5 d}
"""


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("{stay: ward, time: 5 d}", "{stay: ward, time: 5 dd}", "bad-duration"),
        ("{stay: ward, time: 5 d}", "{stay: ward, tim: 5 d}", "unknown-key"),
        ("{stay: ward, time: 5 d}", "{stay: wrad, time: 5 d}", "unknown-unit"),
        ("{places: 10, setting: hospital}", "{places: 10, setting: hosptal}", "unknown-word"),
        ("{step: main.ward, people: 5", "{step: main.ward, people: 11", "bad-census"),
    ],
)
def test_a_fault_of_a_step_or_unit_is_not_one_of_the_census_too(
    tmp_path: Path, right: str, wrong: str, code: str
) -> None:
    file = tmp_path / "counted.yaml"
    file.write_text(COUNTED, encoding="utf-8")
    assert problems_of(file) == []
    file = tmp_path / "wrong.yaml"
    file.write_text(COUNTED.replace(right, wrong), encoding="utf-8")
    assert [problem.code for problem in problems_of(file)] == [code]


def test_a_problem_reads_as_one_line_with_place_path_words_and_hint() -> None:
    [problem] = problems_of(FOLDER / "unknown-unit.yaml")
    shown = str(problem).replace(str(FOLDER), "bad")
    assert shown == (
        "bad/unknown-unit.yaml:24:13: pathways.main.wrad.stay: there is no unit 'wrad'; "
        "found wrad; expected ward, home or community (did you mean 'ward'?)"
    )


@pytest.mark.parametrize("key", ["<b>", "<by>", "<stay>", "<steps>"])
def test_a_key_in_angle_brackets_is_a_key_like_any_other(tmp_path: Path, key: str) -> None:
    """Whatever the parts of the language are called among themselves, a file may hold the same word anywhere."""
    lines = [
        "flowsim: 1", "name: brackets", "run: {window: 30 d}", "units: {ward: {places: 2}}",
        "arrivals: {all: {rate: 1 per day, pathway: main}}", f"pathways: {{{key}: [{{wait: 4 beds}}],",
        f"  main: [{{stay: ward, time: {{by: age, {key}: 4 beds}}, {key}: 2}}]}}", f"{key}: {{a: 1}}",
    ]  # fmt: skip
    file = tmp_path / "brackets.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(file)
    found = {(one.path, one.code) for one in caught.value.problems}
    assert found >= {
        (f"pathways.{key}.wait.wait", "bad-duration"),
        (f"pathways.main.ward.time.{key}", "bad-duration"),
        (f"pathways.main.ward.{key}", "unknown-key"),
        (key, "unknown-key"),
    }
