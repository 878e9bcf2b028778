"""``flowsim policies show``: what a policy changes in a scenario, in words for people who plan."""

from __future__ import annotations

from typing import Any

from flowsim.plan.policy_effect import Effect, brief, effect
from flowsim.scenario.called import Called
from flowsim.scenario.saying import in_words, length
from flowsim.scenario.scenario import Scenario
from tests.unit.policy_cases import main, place, policy


def shown(*edits: dict[str, Any], document: dict[str, Any] | None = None, **reach: Any) -> Effect:
    """What a policy of these edits changes in the small place, where 2 people come a day."""
    return effect(policy("tried", *edits, **reach), Scenario.from_document(document or place()))


def test_numbers_before_and_after() -> None:
    found = shown({"add": 4, "to": "units[setting=hospital].places"}, {"scale": 1.5, "of": "arrivals.emergency.rate"})
    assert [(line.of, line.what, line.before, line.after) for line in found.numbers] == [
        ("medical", "places", "30", "33"), ("surgical", "places", "10", "11"),
        ("emergency", "arrivals, times", "1", "1.5"),
    ]  # fmt: skip
    assert found.reach == ("It is there for everybody.",)


def test_a_number_that_stays_is_left_out() -> None:
    """One place over 30 and 10: the larger gets it."""
    found = shown({"add": 1, "to": "units[setting=hospital].places"})
    assert [(line.of, line.after) for line in found.numbers] == [("medical", "31")]


def test_a_policy_too_small_for_a_whole_place_is_warned_of() -> None:
    """1 % of 30 places and of 10 is none; 10 % is 3 and 1."""
    base = Scenario.from_document(place())
    for factor, warned in ((1.01, ["policy-idle"]), (1.1, [])):
        small = policy("tried", {"scale": factor, "of": "units[setting=hospital].places"})
        assert [problem.code for problem in base.with_policies(small).warnings] == warned
        assert bool(brief(small, base)) is not bool(warned)


def test_steps_with_the_people_who_come_by() -> None:
    """Everybody is assessed, 2 a day; the form is for 30 %: 0.6."""
    found = shown(
        {"scale": 0.5, "of": "pathways.main.assessment.work"},
        {"skip": "pathways.main.form"},
        {"insert": [{"wait": "2 h", "name": "huddle"}], "after": "pathways.main.assessment"},
    )
    assert [(line.step, round(line.per_day, 3), line.before, line.after) for line in found.steps] == [
        ("assessment", 2.0, "work: mean 6 h", "work: mean 3 h"),
        ("form", 0.6, "wait, 4 h", "left out"),
        ("assessment", 2.0, "-", "new after it: huddle (wait, 2 h)"),
    ]
    assert found.reach == ("It reaches everybody who comes to one of its steps.",)


def test_the_same_in_short_lines() -> None:
    tried = policy(
        "tried",
        {"add": 4, "to": "units[setting=hospital].places"},
        {"scale": 0.5, "of": "pathways.main.assessment.work"},
        {"skip": "pathways.main.form"},
    )
    assert brief(tried, Scenario.from_document(place())) == [
        "medical: places 30 to 33", "surgical: places 10 to 11", "assessment (main): work mean 6 h to mean 3 h",
        "form (main): left out",
    ]  # fmt: skip


def test_the_same_in_the_words_of_the_place() -> None:
    """Titles of units and attributes, names without hyphens; steps with which the same is done share a line."""
    document = place()
    document["units"]["medical"]["title"] = "wards for older people"
    tried = policy(
        "tried",
        {"add": 4, "to": "units[setting=hospital].places"},
        {"skip": "pathways.main.form"},
        {"skip": "pathways.main.assessment"},
    )
    scenario = Scenario.from_document(document)
    assert brief(tried, scenario, Called(scenario.place)) == [
        "wards for older people: places 30 to 33", "surgical: places 10 to 11", "form, assessment (main): left out",
    ]  # fmt: skip


def test_a_step_that_moves_says_where_to() -> None:
    found = shown({"move": "steps[stage=assessment]", "into": "next-stay"}, uptake=0.6)
    assert [line.after for line in found.steps] == ["done on arrival at care-home (main)"]
    assert found.reach == ("It reaches 60 % of people, chosen by chance.",)


def test_from_when_and_how_fast() -> None:
    reach = {"uptake": {"share": 0.5, "by": "unit"}, "start": "2024-06-03", "ramp": "30 d"}
    found = shown({"skip": "pathways.main.form"}, **reach)
    assert found.reach[0].startswith("It reaches 50 % of units")
    assert found.reach[1] == "It begins on 3 June 2024."
    assert found.reach[2] == "It takes 30 d from then to reach all of these, in a straight line."
    assert "go on as before" in found.beyond[-1]


def test_a_date_after_the_end_is_said() -> None:
    found = shown({"skip": "pathways.main.form"}, start="2031-01-01")
    assert "after the end of the run: nothing changes here" in found.reach[1]


def test_whom_it_cannot_reach() -> None:
    """Of the two who are assessed a day, those on the second way have no stay outside hospital behind it."""
    document = place()
    document["arrivals"]["other"] = {"rate": "1 per day", "pathway": "other"}
    other = {"task": "social-work", "name": "look", "stage": "assessment", "work": "1 h"}
    document["pathways"]["other"] = [{"stay": "surgical", "time": "1 d"}, other, {"leave": "home"}]
    found = shown({"move": "steps[stage=assessment]", "into": "next-stay"}, document=document)
    assert found.beyond == (
        "look (other) stays where it is (1 a day): no stay outside hospital follows that all of them come to.",
    )


def test_words_of_steps_and_times() -> None:
    assert in_words({"stay": ["ward", "annexe"], "time": {"lognormal": {"median": "5 d", "mean": "8 d"}}}) == (
        "stay in ward or annexe, mean 8 d"
    )
    assert length({"weibull": {"mean": {"value": "7 h", "source": "x"}, "sd": "9 h"}}) == "mean 7 h"
    assert length({"empirical": {"values": ["1 h"]}, "times": {"by": "age", "old": 2, "else": 1}}) == (
        "empirical, times 1 to 2 by age"
    )
    inner = {"by": "sex", "female": {"value": 0.5, "source": "x"}, "else": 3}
    assert length({"exponential": {"mean": "1 h"}, "times": {"by": "age", "old": inner, "else": 1}}) == (
        "mean 1 h, times 0.5 to 3 by age"
    )


def test_a_change_of_what_a_time_is_multiplied_by_is_seen() -> None:
    """The mean stays as it is written; what it is multiplied by, by age, is what a policy changes."""
    document = place()
    work = {"exponential": {"mean": "0.1 h"}, "times": {"by": "age", "old": 8.3, "else": 0.95}}
    main(document)[2]["work"] = work
    found = shown({"scale": 0.4, "of": "pathways.main.assessment.work"}, document=document)
    assert [(line.before, line.after) for line in found.steps] == [
        ("work: mean 0.1 h, times 0.95 to 8.3 by age", "work: mean 0.1 h, times 0.38 to 3.32 by age")
    ]


def test_funds_that_pay_are_named_as_the_place_names_them() -> None:
    document = place()
    document["funds"] = {
        "council": {"opening": "£5000", "title": "the council"},
        "health": {"opening": "£5000", "title": "the NHS budget"},
    }
    main(document).insert(4, {"pay": "council", "amount": "£900", "name": "fee"})
    base = Scenario.from_document(document)
    found = effect(policy("tried", {"pool": "funds"}), base, Called(base.place))
    assert [(line.before, line.after) for line in found.steps] == [
        ("pay: the council", "pay: the council or the NHS budget")
    ]
