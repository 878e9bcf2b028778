"""What is typed wrongly where a policy is asked for: said of what was typed, and never half taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowsim.errors import ScenarioError, UsageError
from flowsim.scenario.asked import reached_by
from flowsim.scenario.policies import find, registry
from flowsim.scenario.policy_model import REACH
from flowsim.scenario.scenario import load

EVERY_STAGE = Path(__file__).with_name("every-stage.yaml")


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("more-beds:places=2,places=3", "given 'places' twice, in 'places=2,places=3'"),
        ("more-beds:2,3", "given 'places' twice"),
        ("more-beds:2,places=3", "given 'places' twice"),
        ("more-beds:from=1 y,from=2 y", "given 'from' twice"),
        ("more-beds:1,000", "write numbers without commas: 1000"),
        ("more-beds:x", "'x' is not a value for 'places' of policy 'more-beds'; write one such as 20"),
        ("more-beds:places=+10x", "'+10x' is not a value for 'places'"),
        ("more-beds:places=", "'' is not a value for 'places'"),
        ("", "a policy has no name here"),
        (":+2", "a policy has no name here"),
        ("nothing.yaml", "there is no file 'nothing.yaml'; flowsim policies lists"),
        (f"{'x' * 300}.yaml", "there is no file 'xxx"),
        ("more-bed.yaml:+2", "there is no file 'more-bed.yaml'; did you mean 'more-beds'?"),
    ],
)
def test_what_is_typed_wrongly_is_said_of_what_was_typed(spec: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        find(spec)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("more-beds:+1:from=2026-01-01", "a comma, not a colon, stands between values: more-beds:+1,from=2026-01-01"),
        ("more-beds:places=1:from=1 y", "a comma, not a colon, stands between values: more-beds:places=1,from=1 y"),
        ("more-beds:from=1 y:ramp=3 d", "a comma, not a colon, stands between values: more-beds:from=1 y,ramp=3 d"),
        ("home-first:20 %: ramp = 3 d", "a comma, not a colon, stands between values: home-first:20 %,ramp = 3 d"),
        ("more-beds:+1;from=1 y", "a comma, not a semicolon, stands between values: more-beds:+1,from=1 y"),
        ("more-beds:+1 from=1 y", "a comma, not a space, stands between values: more-beds:+1,from=1 y"),
    ],
)
def test_values_with_anything_but_a_comma_between_them_are_told_so(spec: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        find(spec)
    assert says in str(caught.value)


def test_what_a_policy_cannot_take_is_not_offered() -> None:
    for spec, offered in (
        ("more-beds:uptak=50 %", "has places, beside from or ramp, so"),
        ("home-first:uptak=50 %", "has share, beside uptake, from or ramp, so"),
        ("reimbursement:uptak=50 %", "beside from, so"),
        ("surge:uptak=50 %", "has places or waiting, so"),
    ):
        with pytest.raises(UsageError) as caught:
            find(spec)
        assert f"{offered} it cannot take 'uptak=50 %'" in str(caught.value)


@pytest.mark.parametrize("name", sorted(registry()))
def test_what_is_offered_is_what_is_taken(name: str) -> None:
    """Uptake, date and ramp of each shipped policy, tried on a place that has a step of every stage."""
    place = load(EVERY_STAGE)
    taken, refused = [], set()
    for word, value in zip(REACH, ("50 %", "30 d", "30 d"), strict=True):
        try:
            place.with_policies(f"{name}:{word}={value}")
            taken.append(word)
        except ScenarioError as error:
            refused |= {problem.code for problem in error.problems}
    assert refused <= {"policy-uptake", "policy-date"}
    assert list(reached_by(find(name))) == taken


@pytest.mark.parametrize(
    "spec", ["more-beds:+2", "more-beds: places = 2 , from = 1 y", "early-planning:1", "home-first:20 %"]
)
def test_what_is_typed_rightly_is_taken(spec: str) -> None:
    assert find(spec).values


def test_half_a_bed_is_refused_in_one_unit_as_in_many() -> None:
    with pytest.raises(ScenarioError) as caught:
        load("tutorial").with_policies("more-beds:2.5")
    assert "policy 'more-beds' with places=2.5: 2.5 is not a whole number" in caught.value.problems[0].message
    with pytest.raises(ScenarioError) as caught:
        load("one-hundred").with_policies("more-beds:2.5")
    assert "2.5 is not a whole number" in caught.value.problems[0].message


@pytest.mark.parametrize(
    ("text", "hint"), [("tomorrow", ""), ("1 June 2025", ""), ("01/06/2025", "write the year first: '2025-06-01'")]
)
def test_a_date_that_is_none_is_told_with_how_one_is_written(text: str, hint: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        find(f"more-beds:from={text}")
    [problem] = caught.value.problems
    assert (problem.code, problem.found, problem.hint) == ("bad-date", repr(text), hint)
    assert problem.expected == "a date from 1900 to 2199, such as 2025-06-01, or a time after the start such as 90 d"


def test_a_time_without_a_unit_is_still_told_as_one() -> None:
    with pytest.raises(ScenarioError) as caught:
        find("more-beds:from=90 dd")
    assert caught.value.problems[0].code == "bad-duration"


@pytest.mark.parametrize("path", ["units..places", ".units.ward.places", "units.ward.places."])
def test_a_path_with_nothing_between_its_dots_is_refused(path: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load("tutorial", {path: 3})
    assert "a part of this path is missing" in caught.value.problems[0].message


def test_where_nothing_is_what_was_probably_meant_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_text("flowsim: 1\n", encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to("away/base.yaml")
    hints = {}
    for target in ("", "base", "link.yaml", "tutorail"):
        with pytest.raises(ScenarioError) as caught:
            load(target)
        [problem] = caught.value.problems
        assert problem.code == "no-such-scenario"
        hints[target] = problem.hint
    assert hints == {
        "": "no name was given; for all files of this folder write .",
        "base": "did you mean 'base.yaml'?",
        "link.yaml": "it is a link to 'away/base.yaml', and nothing is there",
        "tutorail": "did you mean 'tutorial'?",
    }
