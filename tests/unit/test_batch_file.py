"""Batch files: one fault is one problem with its line and hint, all come in one go, and combinations are counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowsim.errors import Problem, ScenarioError
from flowsim.experiment.batch import Batch
from flowsim.scenario.batch_file import BatchFile, read_batch, schema

GOOD = """\
flowsim: 1
batch: trial
scenarios: [tutorial]
settings:
  units.ward.places: [10, 12]
  units.care-home.places: [4, 6]
listed:
  - {arrivals.emergency.rate: 1.5 per day}
  - {arrivals.emergency.rate: 1.8 per day, run.warm_up: 90 d}
policies:
  - more-homes:+2
  - {policy: more-beds, with: {places: [1, 2]}}
  - combinations: ["more-assessors:+1", "more-homes:+3"]
baseline: no-policy
measures: [occupancy]
replications: 20
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "trial.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def problems(folder: Path, text: str) -> list[Problem]:
    with pytest.raises(ScenarioError) as caught:
        Batch.read(written(folder, text))
    return caught.value.problems


def test_every_combination_of_settings_and_listed_sets_and_policies(tmp_path: Path) -> None:
    batch = Batch.read(written(tmp_path, GOOD))
    assert [dict(case.values) for case in batch.cases][:2] == [
        {"units.ward.places": 10, "units.care-home.places": 4, "arrivals.emergency.rate": "1.5 per day"},
        {
            "units.ward.places": 10,
            "units.care-home.places": 4,
            "arrivals.emergency.rate": "1.8 per day",
            "run.warm_up": "90 d",
        },
    ]
    assert len(batch.cases) == 2 * 2 * 2
    names = [
        "no-policy",
        "more-homes:+2",
        "more-beds:places=1",
        "more-beds:places=2",
        "more-assessors:+1",
        "more-homes:+3",
        "more-assessors:+1+more-homes:+3",
    ]
    assert all([arm.name for arm in case.arms] == names for case in batch.cases)
    assert len(batch.arms) == 8 * 7


def test_uptakes_dates_and_ramps_are_lists_too(tmp_path: Path) -> None:
    entry = "{policy: discharge-to-assess, uptake: [50 %, 0.8], from: 2026-01-01, ramp: 90 d}"
    file = read_batch(written(tmp_path, f"flowsim: 1\nbatch: b\nscenarios: [northmoor]\npolicies: [{entry}]\n"))
    assert list(file.policies) == [
        f"discharge-to-assess:uptake={share},from=2026-01-01,ramp=90 d" for share in ("50 %", "0.8")
    ]


def test_the_baseline_is_the_first_arm_whichever_it_is(tmp_path: Path) -> None:
    batch = Batch.read(written(tmp_path, GOOD.replace("baseline: no-policy", "baseline: more-homes:+2")))
    assert [arm.name for arm in batch.cases[3].arms][:2] == ["more-homes:+2", "no-policy"]


FAULTS = [
    ("replications: 20", "replication: 20", 16, "unknown-key", "did you mean 'replications'?"),
    ("replications: 20", "replications: 0", 16, "out-of-range", ""),
    ("batch: trial", "batch: my trial", 2, "bad-name", ""),
    ("batch: trial\n", "", 1, "missing-key", ""),
    ("flowsim: 1", "flowsim: 2", 1, "wrong-version", ""),
    ("[tutorial]", "[tutorial, northmor]", 3, "no-such-scenario", "did you mean 'northmoor'?"),
    ("[tutorial]", "[tutorial, tutorial]", 3, "duplicate-name", ""),
    ("[tutorial]", "[]", 3, "wrong-length", ""),
    ("units.ward.places: [10, 12]", "units.wrad.places: [10, 12]", 5, "unknown-path", "did you mean 'ward'?"),
    ("units.ward.places: [10, 12]", "units.ward.places: [10, many]", 5, "bad-count", ""),
    ("units.ward.places: [10, 12]", "units.ward.places: 10", 5, "not-a-list", ""),
    ("units.ward.places: [10, 12]", "units.ward.places: []", 5, "wrong-length", ""),
    ("rate: 1.5 per day}", "rate: 1.5 per dya}", 8, "bad-rate", ""),
    ("- {arrivals.emergency.rate: 1.5 per day}", "- {units.ward.places: 3}", 8, "duplicate-key", ""),
    ("- more-homes:+2", "- more-homs:+2", 11, "cannot-be-used", ""),
    ("- more-homes:+2", "- more-homes:+2+more-homes:+4", 11, "cannot-be-used", ""),
    ("- more-homes:+2", "- more-homes:+3", 13, "duplicate-name", ""),
    ("- more-homes:+2", "- 5", 11, "not-text", "write it in quotes: '5'"),
    ("- more-homes:+2", "- no-policy", 11, "duplicate-name", ""),
    ("{policy: more-beds, with", "{policy: more-beds, whit", 12, "unknown-key", "did you mean 'with'?"),
    ("places: [1, 2]}", "places: [[1], 2]}", 12, "bad-value", "write a policy file of your own for anything else"),
    ("with: {places: [1, 2]}", "uptake: 50 %", 12, "policy-uptake", ""),
    ("baseline: no-policy", "baseline: no-polcy", 14, "unknown-word", "did you mean 'no-policy'?"),
    ("[occupancy]", "[occupency]", 15, "cannot-be-used", ""),
    ("[occupancy]", "al", 15, "unknown-word", "did you mean 'all'?"),
    ("[10, 12]", "[*a, 12]", 5, "anchor", ""),
    ("[10, 12]", "[10, 12", 5, "bad-yaml", ""),
    (
        "- more-homes:+2\n",
        "- {combination: [more-beds, more-homes:+9]}\n",
        11,
        "unknown-key",
        "did you mean 'combinations'?",
    ),
]


@pytest.mark.parametrize(("right", "wrong", "line", "code", "hint"), FAULTS)
def test_one_fault_is_one_problem_at_its_line(
    tmp_path: Path, right: str, wrong: str, line: int, code: str, hint: str
) -> None:
    small = GOOD.replace("  units.care-home.places: [4, 6]\n", "  units.care-home.places: [4]\n")
    assert right in small
    found = problems(tmp_path, small.replace(right, wrong, 1))
    assert [(problem.line, problem.code, problem.hint) for problem in found] == [(line, code, hint)], found
    assert found[0].file == str(tmp_path / "trial.yaml")


def test_all_faults_come_in_one_go_in_the_order_of_the_lines(tmp_path: Path) -> None:
    apart = [FAULTS[number] for number in (0, 2, 5, 8, 12, 14, 19, 22, 23)]
    text = GOOD
    for right, wrong, *_ in apart:
        text = text.replace(right, wrong, 1)
    found = problems(tmp_path, text)
    assert [(problem.line, problem.code) for problem in found] == sorted((line, code) for *_, line, code, _ in apart)


def test_a_scenario_and_a_policy_beside_the_file_are_found_and_their_faults_have_their_own_lines(
    tmp_path: Path,
) -> None:
    (tmp_path / "mine.yaml").write_text("flowsim: 1\nname: mine\nrun: {window: 12}\n", encoding="utf-8")
    found = problems(tmp_path, GOOD.replace("[tutorial]", "[tutorial, mine.yaml]"))
    assert [(Path(problem.file).name, problem.line, problem.code) for problem in found] == [
        ("mine.yaml", 3, "bad-duration")
    ]
    own = "flowsim: 1\npolicy: own\ntitle: t\ndefinition: d\nhelps: a\nharms: b\ncosts: c\n"
    own += "evidence: {text: none, source: assumption}\nedits: [{add: 1, to: units.ward.places}]\n"
    (tmp_path / "own.yaml").write_text(own, encoding="utf-8")
    file = written(tmp_path, "flowsim: 1\nbatch: b\nscenarios: [tutorial]\npolicies: [own.yaml]\n")
    ward = [arm.scenario.place.units["ward"].places.value for arm in Batch.read(file).arms]
    assert ward == [10, 11]


def test_too_many_combinations_are_refused_before_they_are_made(tmp_path: Path) -> None:
    many = ", ".join(map(str, range(1, 60)))
    text = GOOD.replace("[10, 12]", f"[{many}]").replace("[4, 6]", f"[{many}]")
    assert [problem.code for problem in problems(tmp_path, text)] == ["too-large"]
    lists = ", ".join(f"p{number}: [{many}]" for number in range(9))
    text = GOOD.replace("places: [1, 2]}", lists + "}")
    assert [problem.code for problem in problems(tmp_path, text)] == ["too-large"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be opened"):
        Batch.read(tmp_path / "none.yaml")


def test_the_schema_has_every_word_with_its_meaning() -> None:
    found = schema()
    assert list(found["properties"]) == list(BatchFile.model_fields)
    assert all(entry["description"] for entry in found["properties"].values())
    assert {"policy", "with", "uptake", "from", "ramp"} == set(found["$defs"]["PolicyLists"]["properties"])
