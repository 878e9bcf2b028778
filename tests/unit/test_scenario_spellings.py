"""Free words that look like slips of the pen are doubted, and none of a shipped scenario is."""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.scenario.check_spellings import edits
from flowsim.scenario.scenario import Scenario, load
from tests.shipped import SHIPPED, northmoor


def doubted(scenario: Scenario) -> list[str]:
    return [one.found for one in scenario.warnings if one.code == "near-miss"]


@pytest.mark.parametrize("name", SHIPPED)
def test_no_word_of_a_shipped_scenario_is_doubted(name: str) -> None:
    assert doubted(northmoor() if name == "northmoor" else load(name)) == []


def test_words_of_a_place_under_policies_are_not_doubted() -> None:
    """A policy may take away all but one of them."""
    assert doubted(house("hone", "home", "home").with_policies("more-beds:+2")) == []


def house(*outcomes: str, **more: Any) -> Scenario:
    steps: list[Any] = [{"share": 0.1, "leave": outcome} for outcome in outcomes]
    return Scenario(
        name="house",
        run={"window": "30 d"},
        units={"ward": {"places": 10, "setting": "hospital"}},
        arrivals={"all": {"rate": "1 per day", "pathway": "main"}},
        pathways={
            "main": [{"stay": "ward", "time": "5 d"}, *({**one, "name": f"l{n}"} for n, one in enumerate(steps))]
        },
        **more,
    )


@pytest.mark.parametrize(
    ("outcomes", "found"),
    [
        (("home", "hone"), ["hone"]),
        (("hone", "home", "home"), ["hone"]),
        (("home", "home", "hone", "hone"), []),
        (("deid",), ["deid"]),
        (("ward-1", "ward-2"), []),
        (("placed", "replaced"), []),
        (("own", "won"), []),
        (("residential-home", "resdential-hmoe"), ["resdential-hmoe"]),
    ],
)
def test_a_word_that_stands_once_beside_one_that_is_alike_is_doubted(outcomes: list[str], found: list[str]) -> None:
    assert doubted(house(*outcomes)) == found


def test_a_word_with_a_title_is_meant() -> None:
    assert doubted(house("home", "hone", titles={"hone": "to sharpen a knife"})) == []


@pytest.mark.parametrize(
    ("word", "other", "number"),
    [("", "abc", 3), ("ca", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("a", "a", 0)],
)
def test_edits_are_those_of_the_literature(word: str, other: str, number: int) -> None:
    """Optimal string alignment: 'ca' to 'abc' is three, as no letter is edited twice."""
    assert edits(word, other) == edits(other, word) == number
