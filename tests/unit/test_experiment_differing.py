"""Views of partners: files and what is refused of them, and decisions that change or do not by construction.

People come at a rate and stay a mean time in a ward with room for all, so that beds in use are rate times stay. A
policy sets the stay to 1.2 days. As written it is 1 day, four a day: the policy fills 0.8 beds more. Whoever takes the
stay to be 1.5 days sees it empty 1.2; whoever takes three a day to come sees it fill 0.6, which changes no decision.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from flowsim.errors import ScenarioError, UsageError
from flowsim.experiment.differing import CHANGES, GONE, NEW, REVERSED, SAME, UNCLEAR, Disagreements, World, _how, differ
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.scenario import Scenario, load
from flowsim.scenario.views import CODES, View, views

WARD = """\
flowsim: 1
name: ward
run: {window: 60 d, warm_up: 20 d, replications: 20}
units:
  ward: {places: 40, setting: hospital, title: The ward}
arrivals:
  all: {rate: 4 per day, pathway: main}
pathways:
  main:
    - stay: ward
      time: {exponential: {mean: 1 d}}
    - leave: home
"""
POLICY = """\
flowsim: 1
policy: {name}
title: A stay
definition: Sets the stay.
helps: a
harms: b
costs: c
evidence: {{text: none, source: assumption}}
edits:
  - {{set: {{exponential: {{mean: {mean}}}}}, in: pathways.main.ward.time}}
"""
HEAD = """\
flowsim: 1
view: council
title: The council
assumes: Something else.
edits:
"""
LONG = "- {title: a day and a half, scale: 1.5, of: pathways.main.ward.time, assumed: true}\n"
FEW = "- {title: three a day, set: 3 per day, in: arrivals.all.rate, source: a count of May}\n"


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    """The file of the ward, with a folder for views beside it."""
    file = tmp_path / "ward.yaml"
    file.write_text(WARD, encoding="utf-8")
    (tmp_path / "views" / "ward").mkdir(parents=True)
    return file


def written(ward: Path, text: str, name: str = "council") -> Path:
    file = ward.parent / "views" / "ward" / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Disagreements:
    """Two policies in the ward as written and under a view with two assumptions."""
    folder = tmp_path_factory.mktemp("ward")
    (folder / "policies").mkdir()
    for name, mean in (("day-and-fifth", "1.2 d"), ("ten-hours", "10 h")):
        (folder / "policies" / f"{name}.yaml").write_text(POLICY.format(name=name, mean=mean), encoding="utf-8")
    (folder / "views").mkdir()
    (folder / "ward.yaml").write_text(WARD, encoding="utf-8")
    (folder / "views" / "council.yaml").write_text(HEAD + LONG + FEW, encoding="utf-8")
    scenario = load(folder / "ward.yaml")
    return differ(scenario, ["day-and-fifth", "ten-hours"], views(scenario), "occupied-beds:ward")


def test_each_view_and_each_assumption_alone_is_a_world(found: Disagreements) -> None:
    assert [world.label for world in found.worlds] == [
        "as written",
        "council: all that is assumed",
        "council: a day and a half",
        "council: three a day",
    ]
    assert [world.source for world in found.worlds] == ["", "", "assumed", "a count of May"]


def test_the_differences_are_rate_times_stay(found: Disagreements) -> None:
    table = found.table().set_index(["assumption", "view", "policy"])
    expected = {
        ("", ""): (4 * 1.2 - 4, 4 * 10 / 24 - 4),
        ("a day and a half", "council"): (4 * 1.2 - 6, 4 * 10 / 24 - 6),
        ("three a day", "council"): (3 * 1.2 - 3, 3 * 10 / 24 - 3),
        ("", "council"): (3 * 1.2 - 4.5, 3 * 10 / 24 - 4.5),
    }
    for (assumption, view), differences in expected.items():
        for policy, exact in zip(("day-and-fifth", "ten-hours"), differences, strict=True):
            row = table.loc[(assumption, view, policy)]
            assert abs(row.difference - exact) < 1.5 * row.half_width < 0.4
            assert abs(row["shift"] - (exact - dict(zip(found.policies, expected["", ""], strict=True))[policy])) <= (
                1.5 * row.shift_half_width
            )


def test_one_disagreement_turns_the_sign_and_another_does_not(found: Disagreements) -> None:
    assert [found.decision(number) for number in range(4)] == [SAME, CHANGES, CHANGES, SAME]
    turned = found.changes(2)
    assert [(one.policy, one.beside, one.how) for one in turned] == [("day-and-fifth", "baseline", REVERSED)]
    assert (turned[0].written, turned[0].here) == ("higher", "lower")
    assert [name for name, _ in found.order(0)] == ["ten-hours", "baseline", "day-and-fifth"]
    assert found.order(2) == [("ten-hours", False), ("day-and-fifth", True), ("baseline", True)]


def test_what_is_shown_of_policies_beside_each_other_counts_too(ward: Path) -> None:
    """Two policies that set the same differ where one of them is one that a view takes for done."""
    scenario = load(ward)
    more = Policy.from_document(_adding("more", 2))
    written(ward, HEAD + "- {title: a small ward, set: 4, in: units.ward.places, assumed: true}\n")
    found = differ(scenario, [_named(ward, more)], views(scenario), "waiting-for-place:ward", replications=6)
    # With 40 places nobody waits: two more do nothing. With four of four asked for they are wanted.
    assert [(one.policy, one.how) for one in found.changes(1)] == [(found.policies[0], NEW)]
    assert found.table().shows.tolist() == ["unchanged", "lower"]


def _adding(name: str, amount: int) -> dict[str, Any]:
    words = dict.fromkeys(("title", "definition", "helps", "harms", "costs"), "x")
    edits = [{"add": amount, "to": "units.ward.places"}]
    return {"flowsim": 1, "policy": name, **words, "evidence": {"text": "x", "source": "x"}, "edits": edits}


def _named(ward: Path, policy: Policy) -> str:
    import json

    file = ward.parent / f"{policy.name}.yaml"
    file.write_text(json.dumps(dict(policy.document)), encoding="utf-8")
    return str(file)


def test_what_may_be_noise_is_called_unclear(found: Disagreements) -> None:
    """The differences of three policies in two worlds, written down: shown and not shown, apart and not."""
    key, (first, second, *_) = found.key, found.worlds
    place = first.comparison.keys.index(key)

    def world(world: World, policy: list[float]) -> World:
        arms = tuple(
            replace(arm, name=name) for arm, name in zip(world.comparison.arms, ("baseline", "p"), strict=False)
        )
        comparison = replace(world.comparison, arms=arms, samples=world.comparison.samples[:2])
        values = np.zeros((2, len(policy), len(comparison.keys)))
        values[1, :, place] = policy
        comparison.__dict__["values"] = values
        return replace(world, comparison=comparison)

    written = world(first, [1.0, 1.2, 0.8, 1.0])  # 1 ± 0.26: higher
    noise = world(second, [0.2, 2.0, -0.5, 1.9])  # 0.9 ± 2.0: not shown, and no other than 1 either
    gone = world(second, [0.1, -0.1, 0.1, -0.1])  # 0 ± 0.18: not shown, and another than 1
    result = Disagreements((written, noise, gone), key)
    assert [result.decision(number) for number in range(3)] == [SAME, UNCLEAR, CHANGES]
    assert [(one.how, one.clear) for number in (1, 2) for one in result.changes(number)] == [
        (GONE, False),
        (GONE, True),
    ]


def test_how_a_decision_changes() -> None:
    shown = ("lower", "higher", "no difference shown", "unchanged", "too few pairs")
    changed = {(a, b): _how(a, b) for a in shown for b in shown}
    assert {two for two, how in changed.items() if how == REVERSED} == {("lower", "higher"), ("higher", "lower")}
    assert {two for two, how in changed.items() if how == GONE} == {(a, b) for a in shown[:2] for b in shown[2:]}
    assert {two for two, how in changed.items() if how == NEW} == {(a, b) for a in shown[2:] for b in shown[:2]}


BAD = [
    ("- {skip: pathways.main.ward, title: x, assumed: true}\n", 6, "view-edit", "set, scale, add"),
    ("- {scales: 2, of: arrivals.all.rate, title: x, assumed: true}\n", 6, "unknown-edit", "did you mean 'scale'"),
    ("- {scale: 2, of: arrivals.all.rate, assumed: true}\n", 6, "view-title", "has a title"),
    ("- {scale: 2, of: arrivals.all.rate, title: x}\n", 6, "view-source", "source: ..."),
    (FEW + "- {scale: 2, off: arrivals.all.rate, title: x, assumed: true}\n", 7, "unknown-key", "did you mean 'of'"),
    (FEW + "- {set: 9, in: units.wrad.places, title: x, assumed: true}\n", 7, "unknown-path", "did you mean 'ward'"),
    (FEW + "- {set: 9, in: run.seed, title: x, assumed: true}\n", 7, "bad-edit", "a view edits the place"),
    (FEW + "- {set: 40, in: units.ward.places, title: x, assumed: true}\n", 7, "view-idle", "no disagreement"),
    ("- {set: 4 per day, in: arrivals.all.rate, title: x, assumed: true}\n", 6, "view-idle", "says this already"),
    (FEW + "- {set: Ward, in: units.ward.title, title: x, assumed: true}\n", 7, "view-words", "no disagreement"),
]


@pytest.mark.parametrize(("text", "line", "code", "words"), BAD)
def test_an_assumption_that_cannot_be_is_refused_at_its_line(
    ward: Path, text: str, line: int, code: str, words: str
) -> None:
    written(ward, HEAD + text)
    scenario = load(ward)
    with pytest.raises(ScenarioError) as error:
        views(scenario)[0].on(scenario)
    found = error.value.problems[0]
    assert (found.line, found.code) == (line, code), found
    assert words in str(found)


def test_every_problem_of_a_view_is_told_in_one_go(ward: Path) -> None:
    edits = "- {scale: 2, of: arrivals.all.rate, title: x}\n- {scales: 2, of: arrivals.all.rate}\n"
    written(ward, HEAD.replace("title: ", "titel: ") + edits)
    with pytest.raises(ScenarioError) as error:
        views(load(ward))
    found = [(one.line, one.code) for one in error.value.problems]
    assert found == [(3, "unknown-key"), (6, "view-source"), (7, "unknown-edit")]


@pytest.mark.parametrize(
    ("right", "wrong", "line", "expected", "hint"),
    [
        ("assumes: ", "asumes: ", 4, "flowsim, view, title, assumes or edits", "did you mean 'assumes'?"),
        ("edits:\n", "unit: x\nedits:\n", 5, "flowsim, view, title, assumes or edits", ""),
        ("{title: a", "{titel: a", 6, "optional, scale, of, title, source or assumed", "did you mean 'title'?"),
        ("assumed: t", "asumed: t", 6, "optional, scale, of, title, source or assumed", "did you mean 'assumed'?"),
        (" of: ", " off: ", 6, "optional, scale, of, title, source or assumed", "did you mean 'of'?"),
    ],
)
def test_a_wrong_key_is_one_problem_with_the_keys_of_a_view(
    ward: Path, right: str, wrong: str, line: int, expected: str, hint: str
) -> None:
    assert right in HEAD + LONG
    with pytest.raises(ScenarioError) as error:
        View.read(written(ward, (HEAD + LONG).replace(right, wrong)))
    found = [(one.line, one.code, one.expected, one.hint) for one in error.value.problems]
    assert found == [(line, "unknown-key", expected, hint)]


def test_every_code_of_a_view_has_a_bad_file() -> None:
    assert set(CODES) <= {code for _, _, code, _ in BAD}


def test_what_comes_out_must_be_a_scenario(ward: Path) -> None:
    written(ward, HEAD + "- {set: 2 moons, in: pathways.main.ward.time, title: x, assumed: true}\n")
    scenario = load(ward)
    with pytest.raises(ScenarioError, match="under the view 'council'"):
        views(scenario)[0].on(scenario)


def test_views_are_looked_for_beside_the_place(ward: Path) -> None:
    scenario = load(ward)
    with pytest.raises(UsageError, match="there are no views of ward"):
        views(scenario)
    written(ward, HEAD + FEW)
    written(ward, HEAD + LONG, "other")
    with pytest.raises(UsageError, match=r"two files are the view 'council', .*\.yaml and .*\.yaml"):
        views(scenario)
    assert [view.name for view in views(load("tutorial"))] == ["council", "home", "hospital"]
    with pytest.raises(UsageError, match="there are no views"):
        views(Scenario.from_document(scenario.document))


def test_shipped_views_fit_their_place() -> None:
    scenario = load("tutorial")
    for view in views(scenario):
        assert view.on(scenario) != scenario
        assert all(view.on(scenario, one) != scenario for one in view.assumptions)


def test_a_view_keeps_what_stands_beside_the_scenario(ward: Path) -> None:
    written(ward, HEAD + FEW)
    scenario = load(ward)
    seen = View.read(ward.parent / "views" / "ward" / "council.yaml").on(scenario)
    assert seen.document["arrivals"]["all"]["factor"] == 0.75  # of the same people, not others
    assert seen.positions.of(("units", "ward")).file == str(ward)
