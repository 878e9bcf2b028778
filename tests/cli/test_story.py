"""``flowsim story``: what it prints where, and how it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Call


def test_a_story_is_told_with_its_purpose(call: Call, small: str) -> None:
    result = call("story", small, "--person", "0")
    assert result.exit_code == 0
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
    assert "under more-homes:+1" in page
    assert "For planning, not for decisions" in page


@pytest.mark.parametrize(
    "asked", [(), ("--person", "0", "--pick", "most-moves"), ("--pick", "luckiest"), ("--like", "x"), ("--person", "x")]
)
def test_whose_story_is_said_in_one_way(call: Call, small: str, asked: tuple[str, ...]) -> None:
    result = call("story", small, *asked)
    assert result.exit_code == 2
    assert not result.stdout
