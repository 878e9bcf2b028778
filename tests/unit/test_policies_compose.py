"""Every form of edit, policies together in any order, conflicts by name, uptake."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from flowsim.errors import ScenarioError, UsageError
from flowsim.scenario.paths import steps as all_steps
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.scenario import Scenario
from flowsim.scenario.steps import STEP_KINDS
from tests.unit.policy_cases import PLACE, main, place, policy, under

VISIT = {"task": "brokers", "name": "visit", "work": "1 h"}
CALL = {"wait": "10 min", "name": "call"}


def names(steps: list[dict[str, Any]]) -> list[str]:
    return [step.get("name") or f"{next(k for k in STEP_KINDS if k in step)}" for step in steps]


def problems(*policies: Policy) -> str:
    with pytest.raises(ScenarioError) as caught:
        under(place(), *policies)
    return str(caught.value)


# one policy, each form of edit


def test_set_scale_and_add() -> None:
    edits = [
        {"set": "£60", "in": "teams.social-work.hour_cost"},
        {"scale": 0.75, "of": "pathways.main.assessment.work"},
        {"add": 4, "to": "units[setting=hospital].places"},
    ]
    new = under(place(), policy("a", *edits))
    assert new["teams"]["social-work"]["hour_cost"] == "£60"
    assert main(new)[2]["work"] == {"exponential": {"mean": "6 h"}, "times": 0.75}
    assert (new["units"]["medical"]["places"], new["units"]["surgical"]["places"]) == (33, 11)
    assert place() == PLACE


def test_set_adds_what_is_not_there() -> None:
    edits = [
        {"set": {"places": 5, "setting": "hospital"}, "in": "units.lounge"},
        {"set": {"daily": "09:00-12:00"}, "in": "calendars.mornings"},
        {"set": [{"wait": "1 h"}], "in": "pathways.chat"},
    ]
    new = under(place(), policy("a", *edits))
    assert new["units"]["lounge"] == {"places": 5, "setting": "hospital"}
    assert new["calendars"] == {"mornings": {"daily": "09:00-12:00"}}
    assert new["pathways"]["chat"] == [{"wait": "1 h"}]


def test_add_to_each() -> None:
    new = under(place(), policy("a", {"add": 4, "to": "units[setting=hospital].places", "each": True}))
    assert (new["units"]["medical"]["places"], new["units"]["surgical"]["places"]) == (34, 14)


def test_numbers_with_notes_keep_them() -> None:
    new = under(place(), policy("a", {"add": 4, "to": "units.care-home.places"}))
    assert new["units"]["care-home"]["places"] == {"value": 24, "source": "count; + 4", "range": [22, 26]}


@pytest.mark.parametrize(
    ("edit", "factor"),
    [
        ({"scale": 0.8, "of": "arrivals.emergency.rate"}, 0.8),
        ({"set": "3 per day", "in": "arrivals.emergency.rate"}, 1.5),
        ({"add": "-7 per week", "to": "arrivals.emergency.rate"}, 0.5),
    ],
)
def test_arrivals_are_changed_by_a_factor_so_that_the_same_people_come(edit: dict[str, Any], factor: float) -> None:
    """2 a day: scaled by 0.8; set to 3 a day is 1.5 times; one a day less is half."""
    new = under(place(), policy("a", edit))
    assert new["arrivals"]["emergency"]["rate"] == "2 per day"
    assert new["arrivals"]["emergency"]["factor"] == pytest.approx(factor)


@pytest.mark.parametrize(
    ("where", "order"),
    [
        ({"before": "pathways.main.assessment"}, ["stay", "mark", "visit", "assessment", "form", "stay", "leave"]),
        ({"after": "steps[stage=assessment]"}, ["stay", "mark", "assessment", "visit", "form", "stay", "leave"]),
        ({"first_in": "pathways.main"}, ["visit", "stay", "mark", "assessment", "form", "stay", "leave"]),
        ({"last_in": "pathways.main"}, ["stay", "mark", "assessment", "form", "stay", "leave", "visit"]),
    ],
)
def test_insert(where: dict[str, str], order: list[str]) -> None:
    new = main(under(place(), policy("a", {"insert": [VISIT], **where})))
    assert names(new) == order
    assert VISIT in new, "an inserted step draws under its own name"


def test_skip() -> None:
    new = under(place(), policy("a", {"skip": "pathways.main.assessment"}, {"skip": "steps[kind=wait]"}))
    assert names(main(new)) == ["stay", "mark", "stay", "leave"]


def test_the_first_step_without_a_key_inherits_the_draws_of_the_step_it_replaces() -> None:
    own = {**CALL, "key": "mine"}
    new = main(under(place(), policy("a", {"replace": "pathways.main.assessment", "with": [own, VISIT]})))
    assert new[2:4] == [own, {**VISIT, "key": "main.assessment"}]
    letter = {"wait": "1 h", "name": "letter"}
    edit = {"replace": "pathways.main.visit", "with": [letter]}
    again = main(under({**place(), "pathways": {"main": new}}, policy("b", edit)))
    assert again[3] == {**letter, "key": "main.assessment"}


def test_move_keeps_the_draws() -> None:
    new = main(under(place(), policy("a", {"move": "pathways.main.form", "before": "pathways.main.medical"})))
    assert names(new) == ["form", "stay", "mark", "assessment", "stay", "leave"]
    assert new[0]["key"] == "main.form"


def test_move_with_its_own_numbers_changed() -> None:
    edits = [
        {"move": "pathways.main.assessment", "after": "pathways.main.care-home"},
        {"scale": 0.5, "of": "pathways.main.assessment.work"},
    ]
    new = main(under(place(), policy("a", *edits)))
    assert names(new) == ["stay", "mark", "form", "stay", "assessment", "leave"]
    assert new[4]["work"]["times"] == 0.5


def test_edits_inside_choices_patience_and_limits() -> None:
    document = place()
    main(document)[2]["patience"] = {"time": "2 d", "then": [{**CALL, "name": "give-up"}]}
    main(document)[3] = {"choose": [{"share": 0.5, "do": [VISIT]}, {"do": "main-end"}], "name": "way"}
    document["pathways"]["main-end"] = [{"wait": "1 h", "name": "pause"}]
    edits = [
        {"scale": 2, "of": "pathways.main.visit.work"},
        {"scale": 0.5, "of": "pathways.main.way.choose[0].share"},
        {"skip": "pathways.main.give-up"},
        {"insert": [CALL], "after": "pathways.main.visit"},
        {"scale": 0.5, "of": "pathways.main.assessment.patience.time"},
    ]
    new = main(under(document, policy("a", *edits)))
    assert new[2]["patience"] == {"time": "1 d", "then": []}
    assert new[3]["choose"] == [{"share": 0.25, "do": [{**VISIT, "work": "2 h"}, CALL]}, {"do": "main-end"}]


# parameters


def test_parameters_stand_anywhere_in_an_edit() -> None:
    edits = [
        {"add": {"parameter": "beds"}, "to": "units.medical.places"},
        {"insert": [{"wait": {"parameter": "pause"}, "name": "pause"}], "first_in": "pathways.main"},
    ]
    made = policy("a", *edits, beds=5, pause="1 h")
    assert under(place(), made)["units"]["medical"]["places"] == 35
    new = under(place(), made.with_values({"beds": -5, "pause": "3 h"}))
    assert new["units"]["medical"]["places"] == 25
    assert main(new)[0]["wait"] == "3 h"


# several policies

PARTS = [
    policy("faster", {"scale": 0.5, "of": "pathways.main.assessment.work"}),
    policy("half-again", {"scale": 1.5, "of": "pathways.main.assessment.work"}),
    policy("beds", {"add": 10, "to": "units[setting=hospital].places"}),
    policy("shrink", {"scale": 0.9, "of": "units[setting=hospital].places"}),
    policy("visits", {"insert": [VISIT], "after": "pathways.main.assessment"}),
    policy("calls", {"insert": [CALL], "after": "pathways.main.assessment"}, uptake=0.5),
    policy("no-form", {"skip": "pathways.main.form"}, uptake="25 %"),
    policy("some-faster", {"scale": 0.8, "of": "pathways.main.assessment.work"}, uptake=0.3),
]


def test_any_order_gives_the_same_document() -> None:
    expected = json.dumps(under(place(), *PARTS))
    for order in itertools.islice(itertools.permutations(PARTS), 0, 40_000, 1_301):
        assert json.dumps(under(place(), *order)) == expected


def test_scaling_and_adding_make_one_value() -> None:
    """30 beds: 30 x 0.9 = 27, plus 10 x 30/40 = 7.5 rounded up with the larger remainder (tie: the earlier) = 8."""
    new = under(place(), *PARTS)
    assert new["units"]["medical"]["places"] == 35
    assert new["units"]["surgical"]["places"] == 9 + 2


def test_what_is_set_is_scaled_by_nobody_else_but_the_same_policy() -> None:
    edits = [{"set": 20, "in": "units.medical.places"}, {"add": 3, "to": "units.medical.places"}]
    assert "contradicts itself" in problems(policy("a", *edits))


def test_inserts_at_one_place_go_by_policy_name() -> None:
    both = [policy("z", {"insert": [CALL], "before": "steps[stage=assessment]"}),
            policy("b", {"insert": [VISIT], "before": "pathways.main.assessment"})]  # fmt: skip
    assert names(main(under(place(), *both)))[2:5] == ["visit", "call", "assessment"]


def test_an_insert_stays_where_the_step_was_that_another_policy_skips_or_moves() -> None:
    insert = policy("i", {"insert": [VISIT], "after": "pathways.main.assessment"})
    skip = policy("s", {"skip": "pathways.main.assessment"})
    move = policy("m", {"move": "pathways.main.assessment", "after": "pathways.main.care-home"})
    assert names(main(under(place(), insert, skip))) == ["stay", "mark", "visit", "form", "stay", "leave"]
    assert names(main(under(place(), insert, move))) == ["stay", "mark", "visit", "form", "stay", "assessment", "leave"]


EDITS = {
    "set": {"set": "3 h", "in": "pathways.main.assessment.work"},
    "set-part": {"set": "3 h", "in": "pathways.main.assessment.work.exponential.mean"},
    "scale": {"scale": 0.5, "of": "pathways.main.assessment.work"},
    "scale-part": {"scale": 0.5, "of": "pathways.main.assessment.work.exponential.mean"},
    "set-other": {"set": 3, "in": "pathways.main.assessment.priority"},
    "skip": {"skip": "pathways.main.assessment"},
    "replace": {"replace": "pathways.main.assessment", "with": [VISIT]},
    "move": {"move": "pathways.main.assessment", "after": "pathways.main.medical"},
    "insert": {"insert": [CALL], "after": "pathways.main.assessment"},
    "move-into": {"move": "pathways.main.form", "into": "pathways.main.care-home"},
    "skip-stay": {"skip": "pathways.main.care-home"},
    "stay-first": {"set": 1, "in": "pathways.main.care-home.priority"},
    "stay-time": {"scale": 0.5, "of": "pathways.main.care-home.time"},
    "set-places": {"set": 25, "in": "units.medical.places"},
    "scale-places": {"scale": 1.1, "of": "units[setting=hospital].places"},
    "add-places": {"add": 2, "to": "units.medical.places"},
    "set-rate": {"set": "3 per day", "in": "arrivals.emergency.rate"},
    "scale-rate": {"scale": 0.9, "of": "arrivals.emergency.rate"},
    "set-factor": {"set": 0.9, "in": "arrivals.emergency.factor"},
}
STRUCTURE = ("skip", "replace", "move")
VALUES = ("set", "set-part", "scale", "scale-part", "set-other")
ALLOWED = {("move", value) for value in VALUES}
CONFLICTS = {
    *(frozenset((one, other)) for one in STRUCTURE for other in (*STRUCTURE, *VALUES) if (one, other) not in ALLOWED),
    *map(frozenset, (
        ("set",), ("set-part",), ("set-other",), ("set", "set-part"), ("set", "scale"), ("set", "scale-part"),
        ("set-part", "scale-part"), ("set-part", "scale"),
        ("move-into", "skip-stay"), ("move-into",), ("skip-stay",), ("stay-first",),
        ("skip-stay", "stay-first"), ("skip-stay", "stay-time"),
        ("set-places",), ("set-places", "scale-places"), ("set-places", "add-places"),
        ("set-rate",), ("set-rate", "scale-rate"), ("set-rate", "set-factor"), ("set-factor",),
        ("scale-rate", "set-factor"),
    )),
}  # fmt: skip
"""Which of these edits by two policies conflict, from the rule in words."""


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations_with_replacement(EDITS, 2)))
def test_conflicts_are_refused_by_name(one: str, other: str) -> None:
    two = [policy("alpha", EDITS[one]), policy("beta", EDITS[other])]
    if frozenset((one, other)) in CONFLICTS:
        for order in (two, two[::-1]):
            words = problems(*order)
            assert "policies 'alpha' and 'beta' conflict over" in words
    elif one == other == "insert":
        assert "two steps of this pathway would be called 'call' under alpha and beta" in problems(*two)
    else:
        assert under(place(), *two) == under(place(), *two[::-1])


def test_a_step_that_is_moved_is_scaled_where_it_is_done() -> None:
    scaled = main(under(place(), policy("move", EDITS["move"]), policy("scale", EDITS["scale"])))
    assert names(scaled)[1] == "assessment"
    assert scaled[1]["work"] == {"exponential": {"mean": "6 h"}, "times": 0.5}


def test_what_a_policy_asks_of_a_stay_for_some_people_conflicts_with_moving_steps_into_it() -> None:
    first, into = policy("first", EDITS["stay-first"]), policy("into", EDITS["move-into"])
    assert [step.get("priority") for step in main(under(place(), first, into)) if "stay" in step] == [None, 1, 1]
    words = problems(into, policy("first", EDITS["stay-first"], uptake=0.5))
    assert "policies 'first' and 'into' conflict over pathways.main.care-home" in words


def test_a_policy_contradicts_itself() -> None:
    words = problems(policy("a", {"skip": "pathways.main.assessment"}, EDITS["scale"]))
    assert "policy 'a' contradicts itself over pathways.main.assessment: one skips it, the other scales it" in words


def test_an_edit_inside_a_step_that_is_skipped_conflicts_and_so_does_an_insert_there() -> None:
    document = place()
    main(document)[3] = {"choose": [{"share": 0.5, "do": [VISIT]}, {"do": []}], "name": "way"}
    skip = policy("s", {"skip": "pathways.main.way"})
    for edit in ({"scale": 2, "of": "pathways.main.visit.work"}, {"insert": [CALL], "after": "pathways.main.visit"}):
        with pytest.raises(ScenarioError, match="'s' and 't' conflict"):
            under(document, skip, policy("t", edit))
    assert (
        names(main(under(document, skip, policy("t", {"insert": [CALL], "after": "pathways.main.way"}))))[3] == "call"
    )


def test_all_problems_at_once() -> None:
    words = problems(
        policy("a", {"scale": 2, "of": "units.wrad.places"}, {"skip": "pathways.main.nothing"}),
        policy("b", EDITS["set-places"]),
        policy("c", EDITS["scale-places"]),
    )
    assert "policy 'a': there is no 'wrad' in units" in words
    assert "policy 'a': there is no step 'nothing' here" in words
    assert "'b' and 'c' conflict over units.medical.places: 'b' sets it, 'c' scales it" in words


def test_the_same_policy_twice() -> None:
    with pytest.raises(UsageError, match="'beds' is given twice"):
        under(place(), PARTS[2], PARTS[2].with_values({}))


# what cannot be edited


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ({"set": 5, "in": "run.seed"}, "a policy edits the place, not how it is run"),
        ({"set": "other", "in": "name"}, "a policy edits the place, not how it is run"),
        ({"set": "x", "in": "pathways.main.assessment.key"}, "leaves the names and keys of steps"),
        ({"set": VISIT, "in": "pathways.main.assessment"}, "a whole step is edited by replace, skip or move"),
        ({"skip": "pathways.main.assessment.work"}, "this is not a step"),
        ({"skip": "units.medical"}, "this is not a step"),
        ({"insert": [VISIT], "first_in": "pathways.main.assessment"}, "this is not a pathway"),
        ({"insert": [VISIT], "last_in": "units"}, "this is not a pathway"),
        ({"add": "1 d", "to": "pathways.main.medical.time"}, "nothing can be added to a distribution"),
        ({"add": 1.5, "to": "units[setting=hospital].places"}, "1.5 is not a whole number"),
        ({"add": -31, "to": "units.medical.places"}, "the result would be -1"),
        ({"scale": -1, "of": "units.medical.places"}, "a factor cannot be negative"),
        ({"scale": 4, "of": "pathways.main.form.share"}, "a share would be 1.2"),
        ({"scale": "fast", "of": "units.medical.places"}, "this is not a share"),
        ({"set": "often", "in": "arrivals.emergency.rate"}, "this is not a rate"),
        ({"move": "pathways.main.form", "after": "steps[kind=stay]"}, "a move goes to one place"),
        ({"move": "pathways.main.form", "after": "pathways.main.form"}, "cannot be moved to where it is itself"),
        ({"move": "pathways.main.form", "into": "pathways.main.assessment"}, "moved into a stay"),
        ({"insert": [{**VISIT, "name": "form"}], "after": "pathways.main.medical"}, "would be called 'form'"),
        ({"insert": [VISIT], "after": "steps[kind=stay]"}, "would be called 'visit'"),
    ],
)
def test_what_cannot_be_done_is_refused(edit: dict[str, Any], words: str) -> None:
    assert words in problems(policy("a", edit))


@pytest.mark.parametrize("path", ["arrivals.emergency", "arrivals.*"])
def test_arrivals_that_there_are_are_not_replaced_as_a_whole(path: str) -> None:
    """Their times would all be drawn anew; through ``rate`` the same people come. New arrivals may be set."""
    other = {"rate": "4 per day", "pathway": "main"}
    with pytest.raises(ScenarioError, match="move everybody's arrival") as caught:
        under(place(), policy("p", {"set": other, "in": path}))
    assert [problem.code for problem in caught.value.problems] == ["bad-edit"]
    added = under(place(), policy("p", {"set": other, "in": "arrivals.planned"}))
    assert added["arrivals"] == {**place()["arrivals"], "planned": other}


def test_profiles_of_arrivals_are_left_alone() -> None:
    document = place()
    document["arrivals"]["emergency"]["by_weekday"] = [1] * 7
    edit = {"set": [1, 1, 1, 1, 1, 2, 2], "in": "arrivals.emergency.by_weekday"}
    with pytest.raises(ScenarioError, match="another profile would move everybody's arrival"):
        under(document, policy("a", edit))


# uptake


def choice(name: str, number: int, uptake: float, reached: list[Any], others: list[Any]) -> dict[str, Any]:
    options = [{"share": uptake, "do": reached}, {"do": others}]
    return {"choose": options, "name": f"uptake-{name}-{number}", "key": f"policy.{name}"}


ASSESSMENT = main(PLACE)[2]
FORM = main(PLACE)[3]


def test_uptake_of_each_form_of_edit() -> None:
    edits = [
        {"scale": 0.5, "of": "pathways.main.assessment.work"},
        {"skip": "pathways.main.form"},
        {"insert": [CALL], "after": "pathways.main.assessment"},
    ]
    faster = {
        **ASSESSMENT,
        "name": "assessment-with-a",
        "key": "main.assessment",
        "work": {"exponential": {"mean": "6 h"}, "times": 0.5},
    }
    assert main(under(place(), policy("a", *edits, uptake="40 %")))[2:5] == [
        choice("a", 1, 0.4, [faster], [ASSESSMENT]),
        choice("a", 2, 0.4, [CALL], []),
        choice("a", 3, 0.4, [], [FORM]),
    ]


def test_uptake_of_replace_and_move() -> None:
    replace = policy("r", {"replace": "pathways.main.assessment", "with": [VISIT]}, uptake=0.5)
    new = main(under(place(), replace))
    assert new[2] == choice("r", 1, 0.5, [{**VISIT, "key": "main.assessment"}], [ASSESSMENT])
    move = policy("m", {"move": "pathways.main.form", "before": "pathways.main.assessment"}, uptake=0.5)
    new = main(under(place(), move))
    moved = {**FORM, "name": "form-with-m", "key": "main.form"}
    assert new[2] == choice("m", 1, 0.5, [moved], [])
    assert new[4] == choice("m", 2, 0.5, [], [FORM])


def test_replacing_by_a_step_of_the_same_name_with_uptake_keeps_names_apart() -> None:
    edit = {"replace": "pathways.main.assessment", "with": [{**VISIT, "name": "assessment"}]}
    new = main(under(place(), policy("r", edit, uptake=0.5)))
    reached = new[2]["choose"][0]["do"]
    assert [(step["name"], step["key"]) for step in reached] == [("assessment-with-r", "main.assessment")]


def test_two_policies_with_uptake_at_one_step_give_all_four_kinds_of_people() -> None:
    halves = [
        policy("a", {"scale": 0.5, "of": "pathways.main.assessment.work"}, uptake=0.5),
        policy("b", {"scale": 0.1, "of": "pathways.main.assessment.work"}, uptake=0.2),
        policy("all", {"scale": 3, "of": "pathways.main.assessment.work"}),
    ]
    outer = main(under(place(), *halves))[2]
    assert (outer["key"], outer["choose"][0]["share"]) == ("policy.a", 0.5)
    found = {}
    for inner in (option["do"][0] for option in outer["choose"]):
        assert (inner["key"], inner["choose"][0]["share"]) == ("policy.b", 0.2)
        found |= {option["do"][0]["name"]: option["do"][0] for option in inner["choose"]}
    assert {name: step["work"]["times"] for name, step in found.items()} == pytest.approx(
        {
            "assessment-with-a-and-b": 0.15,
            "assessment-with-a": 1.5,
            "assessment-with-b": 0.3,
            "assessment": 3,
        }
    )
    assert {step.get("key") for step in found.values()} == {"main.assessment", None}


def test_steps_inside_a_choice_that_is_edited_for_some_have_names_of_their_own() -> None:
    document = place()
    main(document)[3] = {"choose": [{"share": 0.5, "do": [VISIT]}, {"do": []}], "name": "way"}
    edits = [{"scale": 0.5, "of": "pathways.main.way.choose[0].share"}, {"scale": 2, "of": "pathways.main.visit.work"}]
    new = under(document, policy("a", *edits, uptake=0.5))
    reached = {**VISIT, "name": "visit-with-a", "key": "main.visit", "work": "2 h"}
    assert [option["do"][0]["choose"][0] for option in main(new)[3]["choose"]] == [
        {"share": 0.25, "do": [reached]},
        {"share": 0.5, "do": [VISIT]},
    ]
    found = [step.get("name") for _, step in all_steps(new, "main") if step.get("name")]
    assert len(found) == len(set(found))
    keys = {step.get("key") or f"main.{step['name']}" for _, step in all_steps(new, "main") if "task" in step}
    assert keys == {"main.assessment", "main.visit"}


def test_uptake_may_be_a_parameter() -> None:
    made = policy("a", {"skip": "pathways.main.form"}, uptake={"parameter": "reach"}, reach=0.5)
    assert main(under(place(), made))[3]["choose"][0]["share"] == 0.5
    assert names(main(under(place(), made.with_values({"reach": 1})))) == [
        "stay",
        "mark",
        "assessment",
        "stay",
        "leave",
    ]


@pytest.mark.parametrize(
    "edit",
    [
        {"add": 2, "to": "units.medical.places"},
        {"scale": 2, "of": "teams[kind=assessment].headcount"},
        {"scale": 0.5, "of": "arrivals.emergency.rate"},
        {"set": 0.5, "in": "attributes.age.shares.old"},
        {"set": "daily", "in": "teams.social-work.hours"},
    ],
)
def test_uptake_with_what_is_there_for_all_is_refused(edit: dict[str, Any]) -> None:
    assert "there for all, so a policy that edits them has no uptake" in problems(policy("a", edit, uptake=0.5))


def test_a_policy_with_uptake_may_bring_its_own_team() -> None:
    edits = [
        {"set": {"headcount": 2}, "in": "teams.visitors"},
        {"insert": [{**VISIT, "task": "visitors"}], "after": "pathways.main.assessment"},
    ]
    assert under(place(), policy("a", *edits, uptake=0.5))["teams"]["visitors"] == {"headcount": 2}


# whole scenarios


def test_what_comes_out_is_a_scenario() -> None:
    scenario = Scenario.from_document(place())
    new = scenario.with_policies(*PARTS)
    assert new.place.units["medical"].places.value == 35
    assert new == scenario.with_policies(*PARTS[::-1])


def test_what_is_no_scenario_is_refused_with_the_names_of_the_policies() -> None:
    scenario = Scenario.from_document(place())
    wrong = policy("wrong", {"insert": [{**VISIT, "task": "nobody"}], "first_in": "pathways.main"})
    with pytest.raises(ScenarioError, match=r"under beds and wrong: .*nobody"):
        scenario.with_policies(wrong, PARTS[2])


def test_of_several_steps_in_the_place_of_one_the_first_that_draws_inherits_the_draws() -> None:
    steps = [{"mark": "assessed"}, {"task": "social-work", "name": "short", "work": "1 h"}]
    made = under(place(), policy("p", {"replace": "pathways.main.assessment", "steps": steps}))
    mark, task = made["pathways"]["main"][2:4]
    assert "key" not in mark
    assert task["key"] == "main.assessment"
