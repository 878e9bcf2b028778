"""A file of one kind given for another: one line that says what it is and what to do with it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from flowsim.errors import Problem, ScenarioError
from flowsim.scenario.batch_file import read_batch
from flowsim.scenario.policies import find
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.scenario import load
from flowsim.scenario.uncertain import Outlook
from flowsim.scenario.views import View

PLACE = """flowsim: 1
name: house
run: {window: 30 d}
units:
  ward: {places: 10, setting: hospital}
arrivals:
  all: {rate: 1 per day, pathway: main}
pathways:
  main:
    - {stay: ward, time: 1 d}
"""
POLICY = "flowsim: 1\npolicy: mine\ntitle: Mine\nedits:\n  - {add: 2, to: units.ward.places}\n"
VIEW = "flowsim: 1\nview: council\ntitle: The council\nedits: []\n"
FUTURES = "flowsim: 1\nfutures: demand\ntitle: How many come\nuncertain: []\n"
BATCH = "flowsim: 1\nbatch: trial\nscenarios: [tutorial]\npolicies: [more-beds]\n"

FILES = {"scenario": PLACE, "policy": POLICY, "view": VIEW, "futures": FUTURES, "batch": BATCH}
READ = {"scenario": load, "policy": find, "view": View.read, "futures": Outlook.read, "batch": read_batch}
TRY = {
    "scenario": "try flowsim check FILE",
    "policy": "try flowsim policies show FILE SCENARIO",
    "view": "try flowsim differ SCENARIO, with this file in the scenario's folder 'views'",
    "futures": "try flowsim futures SCENARIO, with this file in the scenario's folder 'futures'",
    "batch": "try flowsim batch FILE",
}
CALLED = {"futures": "file of futures"}
"""What one file is called, where that is another word than its kind."""


def written(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def problems(asked: str, target: Path) -> list[Problem]:
    with pytest.raises(ScenarioError) as caught:
        READ[asked](str(target))
    return caught.value.problems


@pytest.mark.parametrize("asked", FILES)
@pytest.mark.parametrize("kind", FILES)
def test_a_file_of_another_kind_is_told_as_what_it_is(tmp_path: Path, asked: str, kind: str) -> None:
    if asked == kind:
        return
    file = written(tmp_path, file=FILES[kind]) / "file.yaml"
    [problem] = problems(asked, file)
    assert problem.code == "another-kind"
    assert f"this is a {CALLED.get(kind, kind)} (it says" in problem.message
    assert problem.message.endswith(f"not a {CALLED.get(asked, asked)}")
    assert problem.hint == TRY[kind].replace("FILE", str(file))
    assert problem.line == (3 if kind == "scenario" else 2)


def test_a_folder_of_other_kinds_is_one_problem(tmp_path: Path) -> None:
    [problem] = problems("scenario", written(tmp_path / "all", one=POLICY, two=POLICY, three=VIEW))
    assert problem.message == "the folder holds policies and views, and no scenario"
    assert problem.file == str(tmp_path / "all")
    [problem] = problems("scenario", written(tmp_path / "one", one=POLICY))
    assert problem.message.startswith("this is a policy")


@pytest.mark.parametrize(("asked", "read"), [("policy", Policy.read), ("view", View.read)])
def test_each_file_of_a_folder_in_the_place_of_one_file_is_told(
    tmp_path: Path, asked: str, read: Callable[[Path], object]
) -> None:
    units, pathways = PLACE.split("arrivals:")
    with pytest.raises(ScenarioError) as caught:
        read(written(tmp_path / "place", one=units, two="flowsim: 1\narrivals:" + pathways))
    assert [problem.code for problem in caught.value.problems] == ["another-kind"] * 2
    assert all(problem.message.endswith(f"not a {asked}") for problem in caught.value.problems)


def test_beside_a_file_of_another_kind_everything_else_is_told(tmp_path: Path) -> None:
    wrong = PLACE.replace("30 d", "30 dd").replace("stay: ward", "stay: wrad").replace("name: house\n", "")
    found = problems("scenario", written(tmp_path, place=wrong, policy=POLICY))
    assert [problem.code for problem in found] == ["missing-key", "bad-duration", "unknown-unit", "another-kind"]
    found = problems("scenario", written(tmp_path, place=PLACE, policy=POLICY))
    assert [problem.code for problem in found] == ["another-kind"]


def test_a_misspelt_section_is_no_other_kind(tmp_path: Path) -> None:
    text = PLACE + "policy: {mine: {}}\nview: 3\n"
    found = problems("scenario", written(tmp_path, place=text) / "place.yaml")
    assert [problem.code for problem in found] == ["unknown-key", "unknown-key"]
