"""What a place lacks for a policy: what nearly fits and why not, and which word to write where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flowsim.errors import Problem, ScenarioError
from flowsim.experiment.face import policies
from flowsim.scenario.fitting import fits
from flowsim.scenario.policies import find, find_fitting, registry
from flowsim.scenario.resolving import resolve
from flowsim.scenario.scenario import Scenario, load
from tests.unit.policy_cases import main, place, policy

EVERY_STAGE = Path(__file__).parent / "every-stage.yaml"


def lacks(name: str, document: dict[str, Any]) -> list[Problem]:
    """What is said of a shipped policy in a place."""
    return resolve(document, find(name))[1]


def test_a_step_of_the_right_stage_and_another_kind_is_named_with_its_kind() -> None:
    """The hub confirms as a task; the policy shortens waits."""
    document = place()
    hub = {"task": "brokers", "name": "hub", "stage": "hub-confirmation", "work": "1 h"}
    main(document).insert(2, hub)
    (problem,) = lacks("transfer-of-care-hub", document)
    assert problem.found == "pathways.main.hub has stage hub-confirmation, but is a task and no wait"
    assert "write" not in problem.hint
    assert "a place needs waits of stage hub-referral" in problem.hint
    main(document)[2] = {"wait": "1 h", "name": "hub", "stage": "hub-confirmation"}
    assert not lacks("transfer-of-care-hub", document)


def test_a_step_elsewhere_is_named_with_where_it_is() -> None:
    document = place()
    main(document).insert(0, {"wait": "1 h", "name": "visit", "stage": "home-visit"})
    (problem,) = lacks("trusted-assessor", document)
    assert problem.found == "pathways.main.visit has stage home-visit, but is at home and not in hospital"


def test_a_step_that_nobody_comes_to_is_named_so() -> None:
    document = place()
    document["pathways"]["unused"] = [{"wait": "1 h", "name": "visit", "stage": "home-visit"}]
    assert lacks("trusted-assessor", document)[0].found.endswith("has stage home-visit, but nobody comes to it")


def test_a_kind_that_is_nowhere_said_and_hours_that_are_not_there() -> None:
    """Neither team is of a kind that the hospital's are; the step of its stage has no hours of its own."""
    document = place()
    main(document).insert(2, {"task": "brokers", "name": "hub", "stage": "hub-confirmation", "work": "1 h"})
    (problem,) = lacks("seven-day-hospital", document)
    assert problem.found == "pathways.main.hub has no 'hours'"
    assert problem.hint.startswith(
        "write 'kind: therapy' or 'kind: hub' at the team that is meant (here: social-work, brokers); for the policy"
    )
    document["teams"]["brokers"] = {"headcount": 1, "kind": "hub", "hours": {"mon-fri": "09:00-17:00"}}
    assert not lacks("seven-day-hospital", document)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("trusted-assessor", "write 'stage: home-visit' at the step in hospital that is meant"),
        ("exit-review", "'stage: reablement' at the stay that is meant (here: medical, care-home)"),
        ("queue-rule", "at the stay that people come to from hospital that is meant (here: care-home)"),
        ("step-down-beds", "write 'kind: p2-bed' or 'kind: d2a-bed' at the unit that is meant (here: medical, "),
        ("guardianship", "'stage: guardianship' at the wait in hospital that is meant (here: form)"),
    ],
)
def test_the_word_to_write_and_where(name: str, hint: str) -> None:
    (problem,) = lacks(name, place())
    assert hint in problem.hint


def test_where_there_is_none_it_is_said() -> None:
    document = place()
    del main(document)[3]
    assert "at the wait in hospital that is meant (there is none here)" in lacks("guardianship", document)[0].hint


def test_the_words_for_the_same_thing_come_together() -> None:
    (problem,) = lacks("locality-pooling", place())
    assert "'kind: reablement', 'kind: short-support', 'kind: p2-bed' or 'kind: d2a-bed' at the unit" in problem.hint


def test_of_a_shipped_policy_nothing_points_into_its_file_and_no_consequence_is_told() -> None:
    """Discharge to assess has a cost for each person reached; where it finds no step, nobody is."""
    document = place()
    del main(document)[2]["stage"]
    (problem,) = lacks("discharge-to-assess", document)
    assert (problem.path, problem.file, problem.line) == ("policies.discharge-to-assess", "", 0)
    assert "looking for" not in problem.message


def test_of_an_own_policy_the_edit_is_named() -> None:
    (problem,) = resolve(place(), policy("own", {"skip": "steps[stage=home-visit]"}))[1]
    assert problem.path == "edits[0]"
    assert "looking for steps[stage=home-visit]" in problem.message


def test_several_that_do_not_fit_are_told_together_each_once() -> None:
    scenario = Scenario.from_document(place())
    with pytest.raises(ScenarioError) as caught:
        find_fitting(["guardianship", "more-beds", "trusted-assessor", "guardianship"], scenario)
    assert [problem.path for problem in caught.value.problems] == [
        "policies.guardianship", "policies.trusted-assessor",
    ]  # fmt: skip
    assert [found.name for found in find_fitting(["more-beds:+1", "more-homes"], scenario)] == [
        "more-beds", "more-homes",
    ]  # fmt: skip


def test_one_where_two_are_needed() -> None:
    """Assessment by several teams is joined; here one is of that kind."""
    assert lacks("joint-assessment", place())[0].found == "there is only one of them, social-work"


def test_the_list_of_what_fits_is_what_can_be_done() -> None:
    """Each said to fit is applied without a word; each of the others is refused, and something is lacking."""
    scenario = Scenario.from_document(place())
    tried = {one.policy.name: one for one in fits(scenario)}
    assert list(tried) == list(registry())
    for name, one in tried.items():
        if one.fits:
            scenario.with_policies(name)
        else:
            with pytest.raises(ScenarioError):
                scenario.with_policies(name)
    assert list(policies(scenario)) == [name for name, one in tried.items() if one.fits]
    assert {"discharge-to-assess", "more-beds", "seven-day-council"} < set(policies(scenario))


def test_people_that_a_place_has_not_are_among_what_is_lacking() -> None:
    tried = {one.policy.name: one for one in fits(Scenario.from_document(place()))}
    assert tried["home-first"].lacks == (
        "it is for people by 'pathway', which this scenario has not",
        "write 'stage: discharge-way' at the step that is meant",
    )
    assert tried["more-assessors"].doubts[0].startswith("the policy 'more-assessors' adds 4 workers to the 3")


def test_everything_fits_a_place_with_every_stage() -> None:
    assert [one.policy.name for one in fits(load(EVERY_STAGE)) if not one.fits] == []


def test_where_a_step_cannot_be_moved_it_is_named() -> None:
    """The assessed go home without another stay."""
    document = place()
    del main(document)[4]
    (problem,) = lacks("discharge-to-assess", document)
    assert problem.message.endswith("so the step cannot be moved, at pathways.main.assessment")
