"""Selectors and the arithmetic of edits, against values worked by hand."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from flowsim.errors import ScenarioError
from flowsim.scenario.edit import add_value, scale_value, scaled, set_value, share_out, shifted
from flowsim.scenario.place import Place
from flowsim.scenario.selectors import select
from tests.unit.policy_cases import PLACE, place

MAIN = ("pathways", "main")


def refused(call: Any, *arguments: Any) -> str:
    with pytest.raises(ScenarioError) as caught:
        call(*arguments)
    return str(caught.value)


@pytest.mark.parametrize(
    ("path", "addresses"),
    [
        ("units.medical.places", [("units", "medical", "places")]),
        ("units[setting=hospital].places", [("units", "medical", "places"), ("units", "surgical", "places")]),
        ("units[setting=home].places", [("units", "own-home", "places")]),
        ("units[setting=hospital, name=surgical].places", [("units", "surgical", "places")]),
        ("teams.*.headcount", [("teams", "social-work", "headcount"), ("teams", "brokers", "headcount")]),
        ("teams[kind=assessment].headcount", [("teams", "social-work", "headcount")]),
        ("pathways.main.assessment", [(*MAIN, 2)]),
        ("pathways.main.assessment.work", [(*MAIN, 2, "work")]),
        ("pathways.main.medical.time.gamma.mean", [(*MAIN, 0, "time", "gamma", "mean")]),
        ("pathways.*.steps[stage=assessment]", [(*MAIN, 2)]),
        ("pathways.main.steps[kind=wait]", [(*MAIN, 3)]),
        ("steps[task=social-work]", [(*MAIN, 2)]),
        ("steps[setting=hospital]", [(*MAIN, 1), (*MAIN, 2), (*MAIN, 3), (*MAIN, 4)]),
        ("steps[setting=care-home]", [(*MAIN, 5)]),
        ("steps[setting=home, kind=stay]", [(*MAIN, 0)]),
        ("attributes.age.shares.old", [("attributes", "age", "shares", "old")]),
        ("arrivals[pathway=main].rate", [("arrivals", "emergency", "rate")]),
    ],
)
def test_a_path_finds(path: str, addresses: list[Any]) -> None:
    assert list(select(place(), path).addresses) == addresses


def test_a_path_finds_steps_inside_steps() -> None:
    document = place()
    nested = {"task": "brokers", "work": "1 h", "stage": "brokerage"}
    document["pathways"]["main"][3] = {
        "choose": [{"share": 0.5, "do": [nested]}, {"do": []}],
        "name": "way",
    }
    document["pathways"]["main"][2]["patience"] = {"time": "1 d", "then": [{**nested, "name": "hurry"}]}
    found = [(*MAIN, 2, "patience", "then", 0), (*MAIN, 3, "choose", 0, "do", 0)]
    assert list(select(document, "steps[stage=brokerage]").addresses) == found
    assert select(document, "pathways.main.hurry.work").addresses == ((*found[0], "work"),)
    assert select(document, "pathways.main.way.choose[0].share").addresses == ((*MAIN, 3, "choose", 0, "share"),)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("units[setting=prison].places", "no unit has setting=prison; expected what there is: setting care-home, home"),
        ("units.medcal.places", "did you mean 'medical'?"),
        ("unit.medical.places", "the scenario has no 'unit'"),
        ("steps[stage=treatment]", "no step has stage=treatment; expected what there is: stage assessment"),
        ("steps[colour=red]", "colour is nowhere said"),
        ("pathways.main.assesment.work", "did you mean 'assessment'?"),
        ("pathways.mian.assessment", "did you mean 'main'?"),
        ("pathways.main.assessment.wrok", "did you mean 'work'?"),
        ("units[setting].places", "'[setting]' is not a selector"),
        ("units..places", "this is not a path"),
        ("", "this is not a path"),
    ],
)
def test_a_path_that_finds_nothing_says_what_there_is(path: str, words: str) -> None:
    assert words in refused(select, place(), path)


@pytest.mark.parametrize(
    ("value", "factor", "kind", "result"),
    [
        ("5 d", 0.5, "time", "2.5 d"),
        ("5d", 2, "time", "10d"),
        ("70 per day", 1.1, "number", "77 per day"),
        ("£345", 2, "number", "£690"),
        ("12 %", 0.75, "share", "9 %"),
        (0.4, 0.5, "share", 0.2),
        (5, 0.5, "count", 3),
        (7, 0.5, "count", 4),
        (1.4, 2, "number", 2.8),
        (0.1, 3, "number", 0.3),
        ({"value": "6 d", "source": "HES", "range": ["4 d", "8 d"], "assumed": True}, 0.5, "time",
         {"value": "3 d", "source": "HES; × 0.5", "range": ["2 d", "4 d"], "assumed": True}),
        ({"value": "90 %", "range": ["80 %", "95 %"]}, 1.1, "share",
         {"value": "99 %", "range": ["88 %", "100 %"], "source": "× 1.1"}),
        ({"by": "age", "young": "1 d", "else": {"value": "2 d"}}, 2, "number",
         {"by": "age", "young": "2 d", "else": {"value": "4 d", "source": "× 2"}}),
        ({"gamma": {"mean": "5 d", "cv": 1}}, 0.5, "time", {"gamma": {"mean": "5 d", "cv": 1}, "times": 0.5}),
        ({"exponential": {"mean": "5 d"}, "times": 2}, 0.5, "time", {"exponential": {"mean": "5 d"}, "times": 1}),
        ({"uniform": {"low": "1 d", "high": "2 d"}, "times": {"by": "age", "young": 1, "old": 3}}, 0.5, "time",
         {"uniform": {"low": "1 d", "high": "2 d"}, "times": {"by": "age", "young": 0.5, "old": 1.5}}),
        ({"by": "age", "young": "1 d", "old": {"exponential": {"mean": "2 d"}}}, 0.5, "time",
         {"by": "age", "young": "1 d", "old": {"exponential": {"mean": "2 d"}}, "times": 0.5}),
        ({"mixture": [{"share": 0.5, "of": "1 d"}, {"share": 0.5, "of": "9 d"}]}, 0.5, "time",
         {"mixture": [{"share": 0.5, "of": "1 d"}, {"share": 0.5, "of": "9 d"}], "times": 0.5}),
    ],
)  # fmt: skip
def test_scaling(value: Any, factor: float, kind: Any, result: Any) -> None:
    before = copy.deepcopy(value)
    assert scaled(value, factor, kind) == result
    assert value == before


def test_what_is_scaled_by_one_stays_as_it_is_written() -> None:
    for value in ({"gamma": {"mean": "5 d", "cv": 1}}, {"value": "4 h", "assumed": "planning"}, "30 min"):
        assert scaled(value, 1, "time") == value


@pytest.mark.parametrize(
    ("value", "factor", "kind", "words"),
    [
        ("60 %", 2, "share", "a share would be 1.2"),
        (0.6, 2, "share", "a share would be 1.2"),
        ("ward", 2, "number", "'ward' is not a number"),
        (True, 2, "number", "true is not a number"),
        ([1, 2], 2, "number", "is not a number"),
        ({"mean": "5 d", "cv": 1}, 2, "time", "is not a number"),
    ],
)
def test_what_cannot_be_scaled_is_refused(value: Any, factor: float, kind: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words.replace("(", r"\(")):
        scaled(value, factor, kind)


@pytest.mark.parametrize(
    ("value", "amount", "kind", "result"),
    [
        (30, 5, "count", 35),
        (30, -5, "count", 25),
        ("5 d", "12 h", "time", "5.5 d"),
        ("5 d", "-12 h", "time", "4.5 d"),
        ("2 per day", "1 per week", "number", "2.14285714286 per day"),
        ("£3.50", 1, "number", "£4.5"),
        ("12 %", 0.03, "share", "15 %"),
        (0.4, "10 %", "share", 0.5),
        ({"value": 20, "source": "count", "range": [18, 22]}, 4, "count",
         {"value": 24, "source": "count; + 4", "range": [22, 26]}),
    ],
)  # fmt: skip
def test_adding(value: Any, amount: Any, kind: Any, result: Any) -> None:
    assert shifted(value, amount, kind) == result


@pytest.mark.parametrize(
    ("value", "amount", "kind"),
    [
        (3, -4, "count"),
        ("1 h", "-2 h", "time"),
        ({"gamma": {"mean": "1 d", "cv": 1}}, "1 h", "time"),
        ("1 h", 3, "time"),
    ],
)
def test_what_cannot_be_added_is_refused(value: Any, amount: Any, kind: Any) -> None:
    with pytest.raises(ValueError, match=r"negative|distribution|unit"):
        shifted(value, amount, kind)


@pytest.mark.parametrize(
    ("total", "sizes", "shares"),
    [
        (20, [100, 50, 50], [10, 5, 5]),
        (10, [1, 1, 1], [4, 3, 3]),
        (7, [3, 2, 5, 4], [2, 1, 2, 2]),  # exact 1.5, 1, 2.5, 2: two remainders of a half, one left, the earlier
        (-5, [30, 10], [-4, -1]),
        (2, [0, 0, 0], [1, 1, 0]),
        (0, [3, 4], [0, 0]),
    ],
)
def test_shares_by_largest_remainder(total: int, sizes: list[float], shares: list[int]) -> None:
    assert share_out(total, sizes) == shares


def test_edits_of_a_document_leave_it_as_it_was_and_give_places_that_can_be_read() -> None:
    document = place()
    new = set_value(document, "pathways.main.assessment.priority", 3)
    new = scale_value(new, "steps[kind=stay].time", 0.5)
    new = add_value(new, "units[setting=hospital].places", 8)
    assert document == PLACE
    assert new["pathways"]["main"][2]["priority"] == 3
    assert [step.get("time") for step in new["pathways"]["main"] if "stay" in step] == [
        {"gamma": {"mean": "5 d", "cv": 1}, "times": 0.5},
        "10 d",
    ]
    assert [new["units"][name]["places"] for name in ("medical", "surgical")] == [36, 12]
    assert Place.model_validate(new).units["medical"].places.value == 36


def test_an_edit_that_cannot_be_done_names_the_place() -> None:
    words = refused(add_value, place(), "pathways.main.medical.time", "1 d")
    assert "pathways.main.medical.time: nothing can be added to a distribution" in words
    assert "only whole numbers" in refused(add_value, place(), "steps[kind=stay].time", "1 d")


def test_capacity_over_time_is_counted_and_absence_is_shared() -> None:
    """A third more of 3 is 4 workers in that shift; half of 4 % is 2 %."""
    team = {"shifts": {"sun": 3, "mon-fri 08:00-14:00": 4}, "dated": {"2025-01-01": 3}, "sickness": "4 %"}
    document: dict[str, Any] = {"teams": {"nurses": team}}
    assert scale_value(document, "teams.nurses.shifts.sun", 4 / 3)["teams"]["nurses"]["shifts"]["sun"] == 4
    assert add_value(document, "teams.nurses.dated.2025-01-01", 2)["teams"]["nurses"]["dated"]["2025-01-01"] == 5
    assert scale_value(document, "teams.nurses.sickness", 0.5)["teams"]["nurses"]["sickness"] == "2 %"
