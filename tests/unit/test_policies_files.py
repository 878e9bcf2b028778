"""Policy files: problems with their lines, names and values, the shipped ones, what they say of a scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowsim.errors import ScenarioError, UsageError
from flowsim.scenario.policies import apply, describe, find, policy_files, registry
from flowsim.scenario.policy_frame import CODES, EDITS, PolicyFrame
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.scenario import Scenario, load
from tests.unit.policy_cases import place, policy

HEAD = """\
flowsim: 1
policy: mine
title: Mine
definition: It does something.
helps: a
harms: b
costs: c
evidence: {text: none, source: assumption}
"""


def written(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


EDITS_FROM = HEAD + "edits:\n  - "
BAD_FILES = [
    (EDITS_FROM + "scales: 2\n    of: units.ward.places\n", 10, "unknown-edit", "did you mean 'scale'?"),
    (EDITS_FROM + "scale: 2\n    off: units.ward.places\n", 11, "unknown-key", "did you mean 'of'?"),
    (EDITS_FROM + "scale: 2\n", 10, "missing-key", "'of' is missing"),
    (EDITS_FROM + "skip: 5\n", 10, "not-text", "this must be text"),
    (EDITS_FROM + "insert: [{wait: 1 h}]\n", 10, "no-anchor", "say in one way where the steps go"),
    (EDITS_FROM + "{insert: [{wait: 1 h}], before: a.b.c, after: a.b.d}\n", 10, "no-anchor", "before, after"),
    (EDITS_FROM + "{insert: [{wait: 1 h}], into: a.b.c}\n", 10, "no-anchor", "found into"),
    (EDITS_FROM + "{insert: [{wait: 1 h}], after: next-stay}\n", 10, "no-anchor", "next-stay"),
    (EDITS_FROM + "insert:\n      - wait: 1 hor\n    after: a.b.c\n", 11, "bad-duration", "unit of time 'hor'"),
    (EDITS_FROM + "insert:\n      - wiat: 1 h\n    after: a.b.c\n", 11, "unknown-step", "did you mean 'wait'?"),
    (EDITS_FROM + "replace: a.b.c\n    with:\n      - task: t\n", 12, "missing-key", "'work' is missing"),
    (EDITS_FROM + "add: {parameter: n}\n    to: units.ward.places\n", 10, "unknown-parameter", "parameter 'n'"),
    (HEAD + "edits: []\n", 9, "wrong-length", "too few"),
    (HEAD, 1, "missing-key", "'edits' is missing"),
    (HEAD + "titel: x\nedits: [{skip: a.b.c}]\n", 9, "unknown-key", "did you mean 'title'?"),
    (HEAD + "uptake: 120 %\nedits: [{skip: a.b.c}]\n", 9, "bad-share", "between 0 and 1"),
    (HEAD + "parameters: {n: {range: [1, 2]}}\nedits: [{skip: a.b.c}]\n", 9, "missing-key", "'value'"),
    (HEAD.replace("policy: mine", "policy: my own") + "edits: [{skip: a.b.c}]\n", 2, "bad-name", "digits"),
    (HEAD.replace("flowsim: 1", "flowsim: 9") + "edits: [{skip: a.b.c}]\n", 1, "wrong-version", "version"),
    (HEAD + "edits: [{skip: &a a.b.c}]\n", 9, "anchor", "anchors"),
]


@pytest.mark.parametrize(("text", "line", "code", "words"), BAD_FILES)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, text: str, line: int, code: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Policy.read(written(tmp_path, text))
    problem = caught.value.problems[0]
    assert (Path(problem.file).name, problem.line, problem.code) == ("mine.yaml", line, code), str(problem)
    assert words in str(problem)
    assert len(caught.value.problems) == 1


def test_all_problems_of_a_file_at_once(tmp_path: Path) -> None:
    text = HEAD + "uptake: 2\nedits:\n  - scales: 2\n  - scale: 2\n  - insert: [{wait: 1 hor}]\n"
    with pytest.raises(ScenarioError) as caught:
        Policy.read(written(tmp_path, text))
    found = {(problem.line, problem.code) for problem in caught.value.problems}
    assert found == {
        (9, "bad-share"),
        (11, "unknown-edit"),
        (12, "missing-key"),
        (13, "no-anchor"),
        (13, "bad-duration"),
    }


def test_wrong_edits_are_told_beside_wrong_words(tmp_path: Path) -> None:
    text = HEAD.replace("title:", "titel:") + "parameters: {n: {valeu: 2}}\nedits:\n  - scales: 2\n  - {skip: 5}\n"
    with pytest.raises(ScenarioError) as caught:
        Policy.read(written(tmp_path, text + "  - {add: {parameter: n}, to: a.b}\n"))
    found = {(problem.line, problem.code) for problem in caught.value.problems}
    assert found == {(3, "unknown-key"), (9, "unknown-key"), (11, "unknown-edit"), (12, "not-text")}


def test_what_does_not_fit_a_scenario_has_the_line_of_the_edit(tmp_path: Path) -> None:
    file = written(tmp_path, HEAD + "edits:\n  - skip: pathways.main.form\n  - skip: pathways.main.from\n")
    with pytest.raises(ScenarioError) as caught:
        apply(Scenario.from_document(place()), [file])
    problem = caught.value.problems[0]
    assert (problem.line, problem.code, problem.path) == (11, "unknown-path", "edits[1]")
    assert "policy 'mine': there is no step 'from' here" in problem.message
    assert "did you mean 'form'?" in problem.hint


# names and values


@pytest.mark.parametrize(
    ("spec", "values"),
    [
        ("more-beds", {"places": 20}),
        ("more-beds:+7", {"places": 7}),
        ("more-beds:-7", {"places": -7}),
        ("more-beds:places=7", {"places": 7}),
        (" more-beds : places = 7 ", {"places": 7}),
        ("discharge-to-assess:60 %", {"reach": "60 %", "travel": "£60"}),
    ],
)
def test_a_policy_by_name_and_value(spec: str, values: dict[str, object]) -> None:
    assert find(spec).values == values


def test_a_policy_by_path_with_several_values(tmp_path: Path) -> None:
    text = (
        HEAD + "parameters: {a: {value: 1}, b: {value: 2}}\nedits: [{scale: {parameter: b}, of: units.ward.places}]\n"
    )
    file = written(tmp_path, text)
    assert find(file).values == {"a": 1, "b": 2}
    assert find(f"{file}:b=4,a=3").values == {"a": 3, "b": 4}
    assert find(f"{file}:5").values == {"a": 5, "b": 2}


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("more-bed", "did you mean 'more-beds'"),
        ("no-such", "there are carer-support, collaboration"),
        ("more-beds:beds=3", "policy 'more-beds' has places, beside from or ramp, so it cannot take 'beds=3'"),
        ("more-beds:.inf", "is not a value"),
    ],
)
def test_a_wrong_name_or_value_is_an_error_of_use(spec: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        find(spec)


def test_a_value_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ScenarioError, match="discharge-to-assess:3: a share lies between 0 and 1"):
        find("discharge-to-assess:3")
    with pytest.raises(ScenarioError, match=r"1\.5 is not a whole number"):
        apply(Scenario.from_document(place()), ["more-beds:1.5"])


def test_a_scenario_of_its_own_folder_has_its_own_policies(tmp_path: Path) -> None:
    scenario = Scenario.from_document(place())
    folder = tmp_path / "place"
    (folder / "policies").mkdir(parents=True)
    (folder / "place.yaml").write_text(scenario.to_yaml(), encoding="utf-8")
    text = HEAD.replace("policy: mine", "policy: more-beds") + "edits: [{add: 1, to: units.medical.places}]\n"
    written(folder / "policies", text, "more-beds.yaml")
    mine = load(folder)
    assert mine.with_policies("more-beds").place.units["medical"].places.value == 31
    assert find("more-beds", mine).frame.title == "Mine"
    assert set(policy_files(mine)) == set(policy_files())
    assert find("more-beds").frame.title == "More hospital beds"


# the shipped policies


def test_the_shipped_policies_say_what_they_should() -> None:
    found = registry()
    assert {"discharge-to-assess", "more-beds", "more-assessors", "more-homes"} <= set(found)
    for name, shipped in found.items():
        assert policy_files()[name].stem == name
        frame = shipped.frame
        words = [frame.title, frame.definition, frame.helps, frame.harms, frame.costs, frame.evidence.text]
        assert all(words)
        assert frame.definition.rstrip().count(". ") == 0, "the definition is one sentence"
        assert "best" not in " ".join(words).lower().split()
        assert not any(word in " ".join(words).lower() for word in ("blocker", "blocked", "blocking"))
        assert frame.evidence.source
        assert all(parameter.range for parameter in frame.parameters.values())


@pytest.mark.parametrize("scenario", ["small", "tutorial"])
def test_the_first_policies_work(scenario: str) -> None:
    base = Scenario.from_document(place()) if scenario == "small" else load(scenario)
    first = ("discharge-to-assess", "more-assessors", "more-beds", "more-homes")
    for name in first:
        assert base.with_policies(name) != base
        assert describe(name, base)
    assert base.with_policies(*first) == base.with_policies(*reversed(first))


def test_what_a_policy_changes_in_words() -> None:
    scenario = Scenario.from_document(place())
    assert describe("more-beds:+8", scenario).splitlines() == [
        "units.medical.places: 30 -> 36",
        "units.surgical.places: 10 -> 12",
    ]
    assert describe("more-homes:2", scenario) == "units.care-home.places: 20 -> 22"
    assert describe("discharge-to-assess:0.6", scenario) == (
        "pathways.main.assessment: moved beside pathways.main.care-home (for 0.6 of people)"
    )
    edits = [
        {"scale": 0.5, "of": "pathways.main.medical.time"},
        {"scale": 1.1, "of": "arrivals.emergency.rate"},
        {"set": 3, "in": "pathways.main.assessment.priority"},
        {"skip": "pathways.main.form"},
        {"insert": [{"mark": "seen"}], "after": "pathways.main.assessment"},
    ]
    assert describe(policy("a", *edits), scenario).splitlines() == [
        "pathways.main.medical.time: {gamma: {mean: 5 d, cv: 1}} -> {gamma: {mean: 5 d, cv: 1}, times: 0.5}",
        "arrivals.emergency.factor: 1 -> 1.1",
        "pathways.main.assessment.priority: nothing -> 3",
        "pathways.main.form: skipped",
        "mark-seen: inserted after pathways.main.assessment",
    ]


def test_every_key_of_the_language_of_policies_is_described() -> None:
    assert PolicyFrame.__doc__
    assert all(model.__doc__ for model in EDITS.values())
    assert all(meaning.endswith(".") for meaning in CODES.values())


def test_uptake_date_and_ramp_may_be_given_when_a_policy_is_used(tmp_path: Path) -> None:
    file = written(tmp_path, HEAD + "uptake: {share: 80 %, by: unit}\nedits: [{skip: main.stay}]\n")
    found = find(f"{file}:uptake=30 %,from=2026-01-01,ramp=90 d")
    assert (found.uptake, found.by, found.start, found.ramp) == (0.3, "unit", "2026-01-01", "90 d")
    plain = find("discharge-to-assess:uptake=30 %")
    assert (plain.uptake, plain.by, plain.start) == (0.3, "person", None)
    assert find("more-beds:7,from=30 d").values == {**find("more-beds").values, "places": 7}
    for wrong, words in (("uptake=130 %", "between 0 and 1"), ("from=soon", "from"), ("ramp=long", "ramp")):
        with pytest.raises(ScenarioError, match=words):
            find(f"discharge-to-assess:{wrong}")
    with pytest.raises(UsageError, match="uptake, from or ramp"):
        find("discharge-to-assess:fro=2026-01-01")
