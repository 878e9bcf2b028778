"""Free words that look like slips of the pen are doubted, and none of a shipped scenario is."""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.errors import ScenarioError
from flowsim.experiment.foremost import FOREMOST
from flowsim.experiment.headline import KIND
from flowsim.scenario.check_spellings import edits
from flowsim.scenario.looked_for import MARK, STAGE, TEAM, UNIT, looked_for
from flowsim.scenario.policies import registry
from flowsim.scenario.scenario import Scenario, load
from flowsim.scenario.selectors import parse
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
    main = [{"stay": "ward", "time": "5 d"}, *({**one, "name": f"l{n}"} for n, one in enumerate(steps))]
    usual: dict[str, Any] = {
        "units": {"ward": {"places": 10, "setting": "hospital"}},
        "arrivals": {"all": {"rate": "1 per day", "pathway": "main"}},
        "pathways": {"main": main},
    }
    return Scenario(name="house", run={"window": "30 d"}, **{**usual, **more})


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


def edited_paths() -> list[tuple[str, str]]:
    """Every path of every shipped policy, as its edits are read, with the policy's name."""
    texts = [
        (policy.name, value)
        for policy in registry().values()
        for edit in policy.edits
        for value in edit.model_dump().values()
        if isinstance(value, str) and "[" in value
    ]
    assert len(texts) > 60
    return texts


def test_every_word_that_a_shipped_policy_selects_by_is_looked_for() -> None:
    sorts = {("steps", "stage"): STAGE, ("units", "kind"): UNIT, ("teams", "kind"): TEAM}
    for name, text in edited_paths():
        for part in parse(text):
            for field, words in part.where:
                sort = sorts.get((str(part.word), field), "")
                for word in words.split("|") if sort else ():
                    missing = looked_for()[sort][word.strip()]
                    assert name in missing or " others " in missing or "1 other " in missing


def test_kinds_that_are_shown_first_are_looked_for() -> None:
    kinds = [first.of.removeprefix(KIND) for first in FOREMOST if first.of.startswith(KIND)]
    assert kinds
    for kind in kinds:
        assert "shown first" in looked_for()[TEAM][kind]


def warned(scenario: Scenario) -> list[tuple[str, str, str]]:
    return [(one.path, one.found, one.hint) for one in scenario.warnings if one.code == "near-miss"]


def test_a_word_that_is_looked_for_is_missed_however_often_it_is_written_otherwise() -> None:
    """Two teams of the same misspelt kind: one warning, at the first."""
    teams = {"east": {"headcount": 1, "kind": "assesment"}, "west": {"headcount": 1, "kind": "assesment"}}
    scenario = house("home", teams=teams)
    assert warned(scenario) == [("teams.east.kind", "assesment", "did you mean 'assessment'?")]
    [message] = [one.message for one in scenario.warnings if one.code == "near-miss"]
    assert "(and 1 more like it)" in message
    assert "more-assessors" in message


@pytest.mark.parametrize("kind", ["assessment", "asssessment-and-review", "nursing"])
def test_a_kind_that_is_right_or_like_none_is_not_doubted(kind: str) -> None:
    assert warned(house("home", teams={"east": {"headcount": 1, "kind": kind}})) == []


@pytest.mark.parametrize(
    ("mark", "doubted"),
    [("ready", True), ("medically-fit", True), ("discharge_ready", True), ("already-seen", False), ("seen", False)],
)
def test_a_mark_that_may_be_meant_for_who_is_ready_is_doubted(mark: str, doubted: bool) -> None:
    main = [{"stay": "ward", "time": "5 d"}, {"mark": mark}, {"leave": "home"}]
    found = warned(house(pathways={"main": main}))
    assert [word for _, word, _ in found] == ([mark] if doubted else [])
    assert all("'discharge-ready'" in hint for _, _, hint in found)
    beside = [*main[:2], {"mark": "discharge-ready"}, main[2]]
    assert bool(warned(house(pathways={"main": beside}))) is (mark == "discharge_ready")
    titled = house(pathways={"main": main}, titles={mark: "the room is ready"})
    assert warned(titled) == []
    named = house(pathways={"main": beside}, titles={"discharge-ready": "fit to go"})
    assert bool(warned(named)) is (mark == "discharge_ready")


def test_a_setting_that_is_misspelt_is_refused() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'care-home'"):
        house("home", units={"ward": {"places": 1, "setting": "carehome"}})


def test_what_no_figure_of_delay_needs_is_marked_by_the_word_of_the_language() -> None:
    assert "no figure of delay" in looked_for()[MARK]["discharge-ready"]
