"""Where people are at each step, and where a step goes that moves behind the next stay outside hospital."""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.errors import ScenarioError
from flowsim.scenario import paths, whereabouts
from flowsim.scenario.paths import step_name
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.whereabouts import Destination, next_stays, settings
from tests.unit.policy_cases import main, place, policy, under

MAIN = ("pathways", "main")
ASSESS = {"task": "social-work", "name": "assess", "stage": "assessment", "work": "6 h"}
WARD = {"stay": "medical", "time": "5 d"}
HOME = {"stay": "care-home", "time": "20 d"}
STEP_DOWN = {"stay": "step-down", "time": "9 d"}


def with_ways(**pathways: list[Any]) -> dict[str, Any]:
    return {**place(), "pathways": pathways}


def names(document: dict[str, Any], pathway: str = "main") -> list[str]:
    return [step_name(step) for step in document["pathways"][pathway]]


def assess_later(into: bool = True, uptake: float = 1) -> Policy:
    move = {"move": "steps[stage=assessment, setting=hospital]", "into" if into else "after": "next-stay"}
    return policy("d2a", move, uptake=uptake)


# where people are


def test_settings_follow_stays_choices_calls_patience_and_leaving() -> None:
    rest = [{"mark": "end"}]
    document = with_ways(
        main=[
            {**WARD, "patience": {"time": "1 h", "then": [{"mark": "gave-up"}]}},
            {"choose": [{"share": 0.5, "do": "away"}, {"share": 0.2, "do": [{"leave": "died"}]}, {"do": [STEP_DOWN]}]},
            {"mark": "a"},
            {"do": "away"},
            {"mark": "b"},
            {**HOME, "share": 0.5},
            {"mark": "c"},
            {"stay": {"by": "age", "young": "own-home", "old": ["medical", "care-home"]}, "time": "1 d"},
            {"mark": "d"},
        ],
        away=[{"wait": "1 h", "name": "pause"}],
        unreached=rest,
    )
    found = settings(document)
    assert found[*MAIN, 0] == {"home"}
    assert found[*MAIN, 0, "patience", "then", 0] == {"home"}
    assert found[*MAIN, 1] == {"home", "hospital"}, "who gave up carries on"
    assert found[*MAIN, 2] == {"home", "hospital", "rehabilitation"}
    assert found[*MAIN, 4] == {"home", "hospital", "rehabilitation"}
    assert found["pathways", "away", 0] == {"home", "hospital", "rehabilitation"}
    assert found[*MAIN, 6] == {"home", "hospital", "rehabilitation", "care-home"}
    assert found[*MAIN, 8] == {"home", "hospital", "care-home"}
    assert ("pathways", "unreached", 0) not in found


def test_settings_come_to_an_end_where_pathways_call_themselves() -> None:
    document = with_ways(main=[WARD, {"choose": [{"share": 0.5, "do": "main"}, {"do": [STEP_DOWN]}]}])
    assert settings(document)[*MAIN, 0] == {"home", "hospital"}


# where a step goes


@pytest.mark.parametrize(
    ("behind", "destinations"),
    [
        ([HOME], [((2,), "stay")]),
        ([{"stay": "surgical", "time": "1 d"}, {"mark": "m"}, STEP_DOWN, HOME], [((4,), "stay")]),
        ([{**STEP_DOWN, "share": 0.5}, HOME], [((3,), "stay")]),
        ([{**STEP_DOWN, "patience": {"time": "1 d"}}, HOME], [((3,), "stay")]),
        ([{"stay": ["medical", "step-down"], "time": "1 d"}, HOME], [((3,), "stay")]),
        ([{"choose": [{"share": 0.5, "do": [STEP_DOWN]}, {"do": [{"mark": "m"}, HOME]}]}],
         [((2, "choose", 0, "do", 0), "stay"), ((2, "choose", 1, "do", 1), "stay")]),
        ([{"choose": [{"share": 0.5, "do": [STEP_DOWN]}, {"share": 0.2}, {"do": [{"wait": "1 h"}]}]}],
         [((2, "choose", 0, "do", 0), "stay"), ((2, "choose", 1, "do"), "first"), ((2, "choose", 2, "do"), "first")]),
        ([{"choose": [{"share": 0.5, "do": [{"mark": "m"}]}, {"do": []}]}, HOME], [((3,), "stay")]),
        ([{"choose": [{"share": 0.5, "do": [STEP_DOWN]}, {"do": []}]}, HOME], [((3,), "stay")]),
        ([{"mark": "m"}], []),
        ([{"leave": "home"}, HOME], []),
        ([{"leave": "died", "share": 0.1}, HOME], [((3,), "stay")]),
    ],
)  # fmt: skip
def test_the_next_stay_outside_hospital(behind: list[Any], destinations: list[Any]) -> None:
    document = with_ways(main=[WARD, ASSESS, *behind])
    expected = [Destination((*MAIN, *address), where) for address, where in destinations]
    assert next_stays(document, (*MAIN, 1)) == expected


def test_it_may_be_in_a_called_pathway_that_nobody_else_calls() -> None:
    document = with_ways(main=[WARD, ASSESS, {"do": "on"}], on=[{"mark": "m"}, HOME])
    assert next_stays(document, (*MAIN, 1)) == [Destination(("pathways", "on", 1), "stay")]
    document["pathways"]["other"] = [{"do": "on"}]
    assert next_stays(document, (*MAIN, 1)) == []


def test_a_shared_assessment_moves_behind_each_of_its_calls() -> None:
    """Two ways out of hospital, and one that stays: there the step is kept, behind the call."""
    document = with_ways(
        main=[WARD, {"choose": [{"share": 0.4, "do": "a"}, {"share": 0.4, "do": "b"}, {"do": "c"}]}, {"leave": "home"}],
        a=[{"do": "assessment"}, STEP_DOWN],
        b=[{"do": "assessment"}, {"mark": "m"}, HOME],
        c=[{"do": "assessment"}, {"mark": "n"}],
        assessment=[ASSESS, {**ASSESS, "task": "brokers", "name": "record"}],
    )
    new = under(document, assess_later())
    assert names(new, "assessment") == []
    assert names(new, "a") == ["do-assessment", "arrive-step-down", "assess", "record", "step-down"]
    assert names(new, "b") == ["do-assessment", "mark-m", "arrive-care-home", "assess", "record", "care-home"]
    assert names(new, "c") == ["do-assessment", "assess", "record", "mark-n"]
    assert {step.get("key") for step in new["pathways"]["a"]} == {None, "assessment.assess", "assessment.record"}


def test_where_the_call_is_a_branch_the_step_is_kept_at_its_end() -> None:
    document = with_ways(
        main=[
            WARD,
            {"choose": [{"share": 0.5, "do": "assessment"}, {"do": [{"do": "assessment"}, HOME]}], "name": "way"},
        ],
        assessment=[ASSESS],
    )
    kept, moved = main(under(document, assess_later()))[1]["choose"]
    assert [step_name(step) for step in kept["do"]] == ["way-1", "assess"]
    assert [step_name(step) for step in moved["do"]] == ["do-assessment", "arrive-care-home", "assess-2", "care-home"]


@pytest.mark.parametrize(
    "more",
    [
        {"main": [WARD, {"do": "assessment", "when": {"age": "old"}}, HOME]},
        {"main": [WARD, {"do": "assessment"}, HOME], "arrivals": "assessment"},
    ],
)
def test_a_step_that_somebody_would_lose_is_not_moved(more: dict[str, Any]) -> None:
    """The call is only for some, so behind the stay it would be for too many; or people begin with the step."""
    document = with_ways(main=more["main"], assessment=[ASSESS])
    if "arrivals" in more:
        document["arrivals"]["direct"] = {"rate": "1 per day", "pathway": "assessment"}
    assert next_stays(document, ("pathways", "assessment", 0)) == []


def test_people_who_are_not_in_hospital_keep_the_step_where_it_was() -> None:
    document = with_ways(
        main=[WARD, {"do": "assessment"}, HOME],
        community=[{"do": "assessment"}, STEP_DOWN],
        assessment=[ASSESS],
    )
    document["arrivals"]["step-up"] = {"rate": "1 per day", "pathway": "community"}
    new = under(document, assess_later())
    assert names(new, "community") == ["do-assessment", "assess", "step-down"]
    assert names(new) == ["medical", "do-assessment", "arrive-care-home", "assess", "care-home"]


# the move itself


def test_after_is_at_the_end_of_the_stay_and_into_is_on_arrival() -> None:
    document = with_ways(main=[WARD, ASSESS, {**HOME, "reason": "p3-home-capacity", "priority": 3}])
    assert names(under(document, assess_later(into=False))) == ["medical", "care-home", "assess"]
    arrive, assess, stay = main(under(document, assess_later()))[1:]
    assert arrive == {"stay": "care-home", "reason": "p3-home-capacity", "priority": 3, "name": "arrive-care-home"}
    assert assess == {**ASSESS, "key": "main.assess"}
    assert stay == main(document)[2], "the stay itself, and so its draws, are as they were"


def test_several_branches_have_copies_with_one_key() -> None:
    document = with_ways(
        main=[WARD, ASSESS, {"choose": [{"share": 0.5, "do": [STEP_DOWN]}, {"do": [HOME]}], "name": "way"}]
    )
    one, other = main(under(document, assess_later()))[1]["choose"]
    assert [step_name(step) for step in one["do"]] == ["arrive-step-down", "assess", "step-down"]
    assert [step_name(step) for step in other["do"]] == ["arrive-care-home", "assess-2", "care-home"]
    assert {way["do"][1]["key"] for way in (one, other)} == {"main.assess"}


def test_with_uptake_the_others_are_assessed_as_before() -> None:
    document = with_ways(main=[WARD, ASSESS, HOME])
    stay, before, after, home = main(under(document, assess_later(uptake=0.25)))
    assert (stay, home) == (WARD, HOME)
    assert before["choose"] == [{"share": 0.25, "do": []}, {"do": [ASSESS]}]
    assert [step_name(step) for step in after["choose"][0]["do"]] == ["arrive-care-home", "assess-with-d2a"]
    assert after["choose"][1] == {"do": []}
    assert before["key"] == after["key"] == "policy.d2a"


def test_another_policy_may_change_the_time_of_the_stay() -> None:
    document = with_ways(main=[WARD, ASSESS, HOME])
    shorter = policy("shorter", {"scale": 0.5, "of": "pathways.main.care-home.time"})
    new = main(under(document, assess_later(), shorter))
    assert [step_name(step) for step in new] == ["medical", "arrive-care-home", "assess", "care-home"]
    assert new[3]["time"] == "10 d"


def test_two_policies_may_move_steps_into_one_stay() -> None:
    document = with_ways(main=[WARD, ASSESS, {"wait": "1 h", "name": "form"}, HOME])
    form = policy("form", {"move": "pathways.main.form", "into": "next-stay"})
    for order in ((assess_later(), form), (form, assess_later())):
        assert names(under(document, *order)) == [
            "medical", "arrive-care-home", "assess", "arrive-care-home-2", "form", "care-home",
        ]  # fmt: skip


def test_where_nothing_can_be_moved_the_problem_says_so() -> None:
    with pytest.raises(ScenarioError, match="no stay outside hospital follows"):
        under(with_ways(main=[WARD, ASSESS, {"leave": "home"}]), assess_later())
    with pytest.raises(ScenarioError, match=r"no step has stage=assessment, setting=hospital.*setting home"):
        under(with_ways(main=[{**ASSESS, "stage": "assessment"}, HOME]), assess_later())


def test_names_in_reads_every_form() -> None:
    tree = {"by": "age", "young": ["a", "b"], "else": {"by": "sex", "f": "c", "m": "d"}}
    assert list(whereabouts.names_in(tree)) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("uptake", [1, 0.5])
def test_a_value_that_is_set_for_everybody_is_set_where_its_step_moves_too(uptake: float) -> None:
    """Values first, then the move, whichever policy is named first."""
    document = with_ways(main=[WARD, ASSESS, HOME, {"leave": "home"}])
    edit = {"set": "3 h", "in": "steps[stage=assessment].work"}
    later, sooner = assess_later(uptake=uptake), policy("quick", edit)
    new = under(document, later, sooner)
    assert new == under(document, sooner, later)
    found = [step for _, step in paths.steps(new, "main") if step.get("stage") == "assessment"]
    assert [step["work"] for step in found] == ["3 h"] * (1 if uptake == 1 else 2)


def ways(steps: list[Any]) -> Any:
    """What a list of steps does: hidden choices as {policy: (reached, others)}, assessments as (name, work)."""
    found: list[Any] = []
    for step in steps:
        if str(step.get("key", "")).startswith("policy."):
            found.append({step["key"][7:]: tuple(ways(option["do"]) for option in step["choose"])})
        elif step.get("stage") == "assessment":
            assert step.get("key", f"main.{step['name']}") == "main.assess"
            found.append((step["name"], step["work"]))
    return found


@pytest.mark.parametrize("name", ["quick", "a-quick"])
def test_a_value_that_is_changed_for_some_is_changed_where_the_step_is_done(name: str) -> None:
    """Each policy is asked once on every way: who is assessed later is asked for the other one where that is."""
    document = with_ways(main=[WARD, ASSESS, HOME, {"leave": "home"}])
    quick = policy(name, {"scale": 0.5, "of": "pathways.main.assess.work"}, uptake=0.25)
    both = "-and-".join(sorted(["d2a", name]))
    at_once = ([(f"assess-with-{name}", "3 h")], [("assess", "6 h")])
    later = ([(f"assess-with-{both}", "3 h")], [("assess-with-d2a", "6 h")])
    new = under(document, assess_later(uptake=0.5), quick)
    assert new == under(document, quick, assess_later(uptake=0.5))
    assert ways(main(new)) == [{"d2a": ([], [{name: at_once}])}, {"d2a": ([{name: later}], [])}]
    sure = under(document, quick, assess_later())
    assert ways(main(sure)) == [{name: at_once}]
    assert names(sure) == ["medical", "arrive-care-home", f"uptake-{name}-1", "care-home", "leave-home"]


def test_a_choice_that_moves_to_two_branches_has_its_steps_changed_for_some_and_draws_as_before() -> None:
    """The inner step has one key wherever it stands, in another pathway too, and a name of its own."""
    look = {"choose": [{"share": 0.5, "do": [ASSESS]}, {"do": []}], "name": "look"}
    document = with_ways(
        main=[WARD, look, {"do": "on"}],
        on=[{"choose": [{"share": 0.5, "do": [STEP_DOWN]}, {"do": [HOME]}], "name": "way"}],
    )
    move = policy("d2a", {"move": "pathways.main.look", "after": "next-stay"}, uptake=0.5)
    quick = policy("quick", {"scale": 0.5, "of": "pathways.main.assess.work"}, uptake=0.25)
    new = under(document, move, quick)
    assert new == under(document, quick, move)
    found = {step["name"]: step for _, step in paths.steps(new, "on") if step.get("stage") == "assessment"}
    suffixes = ("", "-with-quick", "-2", "-2-with-quick")
    assert {name: step["work"] for name, step in found.items()} == {
        f"assess{suffix}-with-d2a": "3 h" if "quick" in suffix else "6 h" for suffix in suffixes
    }
    assert {step["key"] for step in found.values()} == {"main.assess"}
