"""``flowsim story``: what it prints where, and how it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import SMALL, Call


def test_a_story_is_told_with_its_purpose(call: Call, small: str) -> None:
    result = call("story", small, "--person", "0")
    assert result.exit_code == 0
    assert result.stdout.startswith("small: the story of emergency-0\n"), "a place without a title has its name"
    assert "Comes to ward." in result.stdout
    assert "as it is" in result.stdout
    assert "For planning, not for decisions about a person" in result.stdout


def test_two_worlds_beside_each_other_and_a_page(call: Call, small: str, tmp_path: Path) -> None:
    file = tmp_path / "story.html"
    result = call("story", small, "--person", "0", "-p", "more-homes:+1", "--html", str(file), "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert [told["world"] for told in answer["stories"]] == ["baseline", "more-homes:+1"]
    assert answer["stories"][0]["moments"][0] == answer["stories"][1]["moments"][0]
    page = file.read_text(encoding="utf-8")
    assert "under more care-home places (+1)" in page
    assert "more-homes" not in page
    assert "messages lost" not in page
    assert "For planning, not for decisions" in page


def test_who_was_there_at_the_start_is_called_so(call: Call, small: str) -> None:
    said = call("story", small, "--person", "ward (at the start)-1", "--set", "run.start=filled", width=200).stdout
    assert said.startswith("small: the story of somebody in ward at the start (number 1)\n")


def test_lines_after_the_first_are_indented_further_than_worlds(call: Call, small: str) -> None:
    said = call("story", small, "--person", "0", "-p", "more-homes:+1", width=40).stdout
    told = said.partition("\n\n")[2].partition("What it came to")[0].splitlines()
    begins = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "20", "    as it is", "    under", " " * 8)
    assert any(line.startswith(" " * 8) for line in told)
    assert all(line.startswith(begins) or not line for line in told[:-2])


def test_why_somebody_is_picked_is_said_in_text_page_and_json(call: Call, small: str, tmp_path: Path) -> None:
    file = tmp_path / "story.html"
    asked = ("story", small, "--pick", "longest-delay")
    said = call(*asked, width=200).stdout.splitlines()[1]
    assert said.startswith("Picked because nobody who came in the window was delayed longer: ")
    answer = json.loads(call(*asked, "--html", str(file), "--json").stdout)
    assert (answer["picked"]["pick"], answer["picked"]["why"], answer["group"]) == ("longest-delay", said, None)
    assert f"longer: {answer['picked']['amount']:.1f} days from" in said
    assert said in file.read_text(encoding="utf-8")


def test_a_group_is_told_in_both_worlds_in_text_page_and_json(call: Call, tmp_path: Path) -> None:
    place, file = tmp_path / "place.yaml", tmp_path / "story.html"
    place.write_text(f"{SMALL}attributes:\n  age: {{shares: {{young: 0.5, old: 0.5}}}}\n", encoding="utf-8")
    asked = ("story", str(place), "--like", "old", "-p", "more-assessors:+1")
    said = [line.split() for line in call(*asked).stdout.splitlines()]
    answer = json.loads(call(*asked, "--html", str(file), "--json").stdout)
    assert answer["picked"] is None
    assert "who came in the window of one replication" in " ".join(call(*asked).stdout.split())
    worlds = answer["group"]["worlds"]
    assert [one["world"] for one in worlds] == ["baseline", "more-assessors:+1"]
    assert worlds[0]["delay"] != worlds[1]["delay"]
    for one, name in zip(worlds, ("as it is", "under more assessors (+1)"), strict=True):
        for figures in ([f"{days:.1f}" for days in one["delay"]], [f"{nights:.0f}" for nights in one["nights"]]):
            assert [*name.split(), *figures] in said
            cells = "".join(f"<td>{figure}</td>" for figure in figures)
            assert f'<th scope="row">{name}</th>{cells}' in file.read_text(encoding="utf-8")


def test_a_level_that_nobody_has_is_told_before_anything_runs(
    call: Call, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path(small).open("a", encoding="utf-8") as file:
        file.write("attributes: {age: {shares: {young: 0.5, old: 0.5}}}\n")
    monkeypatch.setattr("flowsim.report.story.worlds", None)
    result = call("story", small, "--like", "age=odl", width=200)
    assert result.exit_code == 2
    assert "age is young or old; did you mean 'age=old'?" in result.stderr


@pytest.mark.parametrize(
    "asked", [(), ("--person", "0", "--pick", "most-moves"), ("--pick", "luckiest"), ("--like", "x"), ("--person", "x")]
)
def test_whose_story_is_said_in_one_way(call: Call, small: str, asked: tuple[str, ...]) -> None:
    result = call("story", small, *asked)
    assert result.exit_code == 2
    assert not result.stdout
