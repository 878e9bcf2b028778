"""Edits that make one of several, spread hours or shift people; edits that may find nothing; whom a policy is for."""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.errors import ScenarioError
from flowsim.scenario.policies import apply, describe
from flowsim.scenario.scenario import Scenario
from tests.unit.policy_cases import main, place, policy, under

OFFICE = {"mon-fri": "09:00-17:00"}
TWO_TOWNS = {"by": "town", "a": "home-a", "b": "home-b"}
TWO_TEAMS = {"by": "town", "a": "work-a", "b": "work-b"}
HOMES = {"do": [{"do": "homes"}]}


def towns() -> dict[str, Any]:
    """A place of two towns, each with a home, a team and a fund of its own."""
    document = place()
    document["attributes"]["town"] = {"shares": {"a": 0.5, "b": 0.5}}
    document["calendars"] = {"office": OFFICE, "always": {"daily": "00:00-24:00"}}
    for town, size in (("a", 3), ("b", 1)):
        document["units"][f"home-{town}"] = {"places": size, "setting": "care-home", "kind": "home", "admits": "office"}
        document["teams"][f"work-{town}"] = {"headcount": size, "kind": "work", "hours": "office"}
    document["funds"] = {"council": {"opening": "£900"}, "health": {"opening": "£500"}}
    document["pathways"] = {
        "main": [
            {"stay": "medical", "time": "1 d"},
            {"task": TWO_TEAMS, "work": "2 h", "name": "assess", "stage": "assessment"},
            {"wait": "4 h", "hours": "office", "name": "form", "when": {"queue": {"of": "work-b", "over": 1}}},
            {"pay": "council", "amount": "£100", "name": "fee"},
            {"choose": [{"share": 0.3, "do": "short"}, {"share": "20 %", "do": "package"}, HOMES], "name": "way"},
            {"leave": "home"},
        ],
        "short": [{"stay": "step-down", "time": "9 d", "stage": "reablement"}],
        "package": [{"stay": "own-home", "time": "99 d", "stage": "home-care"}],
        "homes": [{"stay": TWO_TOWNS, "time": "20 d", "stage": "care-home"}],
    }  # fmt: skip
    return document


def refusal(document: dict[str, Any], *edits: dict[str, Any], **words: Any) -> str:
    with pytest.raises(ScenarioError) as caught:
        under(document, policy("tried", *edits, **words))
    return str(caught.value)


def sound(document: dict[str, Any]) -> dict[str, Any]:
    Scenario.from_document(document)
    return document


def test_who_asks_for_one_pooled_unit_may_have_any_and_their_own_first() -> None:
    result = sound(under(towns(), policy("tried", {"pool": "units[kind=home]"})))
    opened = {"by": "town", "a": ["home-a", "home-b"], "b": ["home-b", "home-a"]}
    assert result["pathways"]["homes"][0]["stay"] == opened
    assert main(result)[0] == towns()["pathways"]["main"][0]


def test_a_share_of_people_may_have_any_unit() -> None:
    result = sound(under(towns(), policy("tried", {"pool": "units[kind=home]"}, uptake=0.4)))
    choice = result["pathways"]["homes"][0]
    assert [option.get("share") for option in choice["choose"]] == [0.4, None]
    assert [option["do"][0]["stay"]["a"] for option in choice["choose"]] == [["home-a", "home-b"], "home-a"]


def test_pooled_funds_pay_for_each_other() -> None:
    assert main(sound(under(towns(), policy("tried", {"pool": "funds"}))))[3]["pay"] == ["council", "health"]


def test_teams_that_are_merged_are_one_with_the_workers_of_all() -> None:
    merge = policy("tried", {"merge": "teams[kind=work]", "as": "joint"})
    result = sound(under(towns(), merge))
    assert {"work-a", "work-b"}.isdisjoint(result["teams"])
    assert (result["teams"]["joint"]["headcount"], result["teams"]["joint"]["hours"]) == (4, "office")
    assert main(result)[1]["task"] == {"by": "town", "a": "joint", "b": "joint"}
    assert main(result)[2]["when"] == {"queue": {"of": "joint", "over": 1}}
    assert describe(merge, Scenario.from_document(towns())).splitlines() == [
        "teams.work-a: part of one team, joint",
        "teams.work-b: part of one team, joint",
    ]


def test_what_others_add_to_merged_teams_is_there() -> None:
    more = policy("more", {"add": 4, "to": "teams[kind=work].headcount"})
    merge = policy("tried", {"merge": "teams[kind=work]", "as": "joint"})
    assert under(towns(), more, merge)["teams"]["joint"]["headcount"] == 8
    with pytest.raises(ScenarioError, match=r"'other' and 'tried' conflict over teams\.work-a"):
        under(towns(), merge, policy("other", {"merge": "teams[kind=work]", "as": "other"}))


def test_a_meeting_of_merged_teams_takes_one_worker() -> None:
    document = towns()
    main(document)[1]["task"] = ["work-a", "work-b"]
    assert main(under(document, policy("tried", {"merge": "teams[kind=work]", "as": "joint"})))[1]["task"] == "joint"


def test_what_cannot_be_one_is_refused() -> None:
    document = towns()
    merge = {"merge": "teams[kind=work]", "as": "joint"}
    assert "there is a team 'brokers' already" in refusal(document, {**merge, "as": "brokers"})
    assert "there is only one of them, brokers" in refusal(document, {"merge": "teams[name=brokers]", "as": "x"})
    assert "these are no teams" in refusal(document, {"merge": "units[kind=home]", "as": "x"})
    assert "these are no units or funds" in refusal(document, {"pool": "teams[kind=work]"})
    assert "there for all" in refusal(document, merge, uptake=0.5)
    document["teams"]["work-b"]["hours"] = "always"
    assert "work-a or work-b differ in 'hours', so they cannot be one team" in refusal(document, merge)
    document["teams"]["work-b"] |= {"hours": "office", "shifts": {"mon-fri 09:00-12:00": 2}}
    assert "change over time (shifts)" in refusal(document, merge)


def test_hours_are_spread_over_seven_days_for_their_owner_alone() -> None:
    result = sound(under(towns(), policy("tried", {"spread": "teams[kind=work].hours"})))
    assert result["calendars"]["office-with-tried"] == {"daily": "09:00-14:43"}
    assert [result["teams"][name]["hours"] for name in ("work-a", "work-b")] == ["office-with-tried"] * 2
    assert result["teams"]["social-work"] == towns()["teams"]["social-work"]
    assert main(result)[2]["hours"] == "office"
    assert result["calendars"]["office"] == OFFICE


def test_hours_may_be_added_and_written_in_place() -> None:
    added = policy(
        "tried", *({"spread": f"{what}.hours", "added": 1} for what in ("teams.social-work", "steps[name=form]"))
    )
    result = sound(under(towns(), added))
    assert result["teams"]["social-work"]["hours"] == {"daily": "09:00-17:00"}
    assert result["calendars"][main(result)[2]["hours"]] == {"daily": "09:00-17:00"}
    half = under(towns(), policy("tried", {"spread": "units[kind=home].admits", "added": 0.5}))
    assert half["calendars"]["office-with-tried"] == {"daily": "09:00-15:51"}


def test_hours_may_be_spread_part_of_the_way_or_not_at_all() -> None:
    half = under(towns(), policy("t", {"spread": "teams[kind=work].hours", "far": 0.5}))
    assert half["calendars"]["office-with-t"] == {"mon-fri": "09:00-15:51", "sat-sun": "09:00-11:51"}
    assert "has nothing to change" in refusal(towns(), {"spread": "teams[kind=work].hours", "far": 0})


def test_what_is_open_all_week_stays_so_and_other_fields_are_no_hours() -> None:
    document = towns()
    document["teams"]["work-a"]["hours"] = document["teams"]["work-b"]["hours"] = "always"
    spread = policy("tried", {"spread": "teams[kind=work].hours"})
    assert "has nothing to change" in refusal(document, {"spread": "teams[kind=work].hours"})
    assert spread.frame.policy == "tried"
    assert "these are no hours of a team" in refusal(document, {"spread": "units.medical.places"})
    document["teams"]["work-a"]["hours"] = "ofice"
    assert "there is no calendar 'ofice'; there are office or always" in refusal(
        document, {"spread": "teams.work-a.hours"}
    )


def test_people_are_shifted_between_ways_told_by_the_stage_of_their_stay() -> None:
    shift = {"shift": "10 %", "of": "steps[name=way]", "from": "home-care", "to": "reablement"}
    assert [way.get("share") for way in main(under(towns(), policy("t", shift)))[4]["choose"]] == [0.4, "10 %", None]
    rest = {**shift, "from": "care-home"}
    assert [way.get("share") for way in main(under(towns(), policy("t", rest)))[4]["choose"]] == [0.4, "20 %", None]


def test_people_cannot_be_shifted_where_there_are_too_few_or_no_such_way() -> None:
    shift = {"shift": "10 %", "of": "steps[name=way]", "from": "home-care", "to": "reablement"}
    assert "the result would be -10, and cannot be negative" in refusal(towns(), {**shift, "shift": "30 %"})
    neither = "no choice here has a way to 'home-care' and one to"
    assert f"{neither} 'ward'" in refusal(towns(), {**shift, "to": "ward"})
    assert f"{neither} 'reablement'" in refusal(towns(), {**shift, "of": "steps[name=form]"})


def test_the_rest_of_a_choice_is_a_way_too() -> None:
    shift = {"shift": "10 %", "of": "steps[name=way]", "from": "home-care", "to": "rest"}
    assert [way.get("share") for way in main(under(towns(), policy("t", shift)))[4]["choose"]] == [0.3, "10 %", None]


def test_a_value_may_name_the_unit_that_it_is_set_in() -> None:
    opens = {
        "places": 2,
        "opens": {"queue": {"of": "{name}", "over": 3}},
        "shuts": {"queue": {"of": "{name}", "under": 1}},
    }
    result = sound(under(towns(), policy("t", {"set": opens, "in": "units[kind=home].escalation"})))
    assert result["units"]["home-b"]["escalation"]["opens"] == {"queue": {"of": "home-b", "over": 3}}


def test_a_step_is_done_beside_the_next_stay_which_waits_for_it() -> None:
    move = policy("tried", {"move": "steps[stage=assessment]", "beside": "next-stay"})
    steps = sound(under(towns(), move))["pathways"]["short"]
    assert [step["name"] for step in steps if "name" in step] == [
        "arrive-step-down", "beside-step-down", "join-step-down-tried",
    ]  # fmt: skip
    assert steps[1]["meanwhile"] == "tried"
    assert steps[1]["do"][0]["task"] == TWO_TEAMS
    assert steps[3]["join"] == "tried"


def test_an_edit_beside_a_stay_and_pooled_places_go_together() -> None:
    both = [
        policy("beside", {"move": "steps[stage=assessment]", "beside": "next-stay"}),
        policy("pool", {"pool": "units[kind=home]"}),
    ]
    steps = sound(under(towns(), *both))["pathways"]["homes"]
    assert [step["stay"]["a"] for step in steps if "stay" in step] == [["home-a", "home-b"]] * 2


def test_an_edit_that_finds_nothing_is_passed_over_if_it_is_optional_and_another_finds_something() -> None:
    more = {"add": 1, "to": "teams[kind=work].headcount"}
    nowhere = {"skip": "steps[stage=repeat-assessment]"}
    assert under(towns(), policy("t", more, {**nowhere, "optional": True}))["teams"]["work-a"]["headcount"] == 4
    assert "no step has stage=repeat-assessment" in refusal(towns(), more, nowhere)
    assert "policy 'tried' has nothing to change in 'small'" in refusal(towns(), {**nowhere, "optional": True})
    assert "cannot be negative" in refusal(towns(), {"add": -9, "to": "teams.work-a.headcount", "optional": True})


def test_a_refusal_says_what_a_place_needs() -> None:
    words = dict.fromkeys(("title", "definition", "helps", "harms", "costs"), "words")
    frame = {"flowsim": 1, "policy": "t", **words, "evidence": {"text": "none", "source": "assumption"}}
    tried = type(policy("t", {"skip": "a.b.c"})).from_document(
        {**frame, "needs": "steps of stage top-up", "edits": [{"skip": "steps[stage=top-up]"}]}
    )
    with pytest.raises(ScenarioError, match="for the policy 't' a place needs steps of stage top-up"):
        apply(Scenario.from_document(towns()), [tried])


def test_a_wait_until_a_calendar_opens_is_passed_over_beside_others() -> None:
    document = towns()
    main(document).insert(0, {"wait": {"until": "office"}, "name": "until"})
    scaled = under(document, policy("t", {"scale": 2, "of": "steps[kind=wait].wait"}))
    assert [step["wait"] for step in main(scaled) if "wait" in step] == [{"until": "office"}, "8 h"]
    until = {"scale": 2, "of": "steps[name=until].wait"}
    assert "a wait until a calendar opens has no length to scale" in refusal(document, until)
    assert "has nothing to change" in refusal(document, {**until, "optional": True})


def test_a_condition_may_name_several_words() -> None:
    scaled = under(towns(), policy("t", {"scale": 2, "of": "steps[stage=reablement|home-care].time"}))
    assert [scaled["pathways"][name][0]["time"] for name in ("short", "package", "homes")] == ["18 d", "198 d", "20 d"]
    assert "no step has stage=a or b" in refusal(towns(), {"skip": "steps[stage=a|b]"})


def for_some(people: dict[str, Any], *edits: dict[str, Any], **words: Any) -> Any:
    plain = policy("tried", *edits, **words)
    return type(plain).from_document({**plain.document, "for": people})


def test_a_policy_for_some_people_reaches_its_share_of_them_and_nobody_else() -> None:
    skip = {"skip": "steps[stage=assessment]"}
    result = sound(under(towns(), for_some({"age": "old", "town": ["a"]}, skip, uptake=0.5)))
    share = {"by": "age", "old": {"by": "town", "a": 0.5, "else": 0}, "else": 0}
    assert main(result)[1]["choose"][0]["share"] == share


def test_a_policy_for_people_who_cannot_be_here_is_refused() -> None:
    skip = {"skip": "steps[stage=assessment]"}
    with pytest.raises(ScenarioError, match="is for people by 'frailty', which this scenario has not"):
        under(towns(), for_some({"frailty": "high"}, skip))
    with pytest.raises(ScenarioError, match="is for people whose age is 'ancient', which nobody here can be"):
        under(towns(), for_some({"age": ["old", "ancient"]}, skip))
    with pytest.raises(ScenarioError, match="there for all"):
        under(towns(), for_some({"age": "old"}, {"add": 1, "to": "units.medical.places"}))
