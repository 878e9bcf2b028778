"""What the order of a file means: nothing for sections and their names, something for levels and for one ``set``."""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.engine import reference
from flowsim.engine.output import PEOPLE
from flowsim.plan.compile import compile_plan
from flowsim.plan.digest import digest
from flowsim.scenario import Scenario

AGE = {"young": 0.3, "old": 0.5, "oldest": 0.2}
NEED = {"by": "age", "young": {"low": 0.9, "high": 0.1}, "else": {"low": 0.2, "high": 0.8}}
DOCUMENT: dict[str, Any] = {
    "flowsim": 1,
    "name": "order",
    "run": {"window": "40 d"},
    "units": {"ward": {"places": 5, "setting": "hospital"}, "home": {"places": 4, "setting": "care-home"}},
    "teams": {"hub": {"headcount": 2}, "brokers": {"headcount": 1}},
    "calendars": {"office": {"mon-fri": "09:00-17:00"}, "clinic": {"daily": "10:00-12:00"}},
    "attributes": {"age": {"shares": AGE}, "need": {"shares": NEED}},
    "arrivals": {"a": {"rate": "2 per day", "pathway": "main"}, "b": {"rate": "1 per day", "pathway": "other"}},
    "pathways": {
        "main": [
            {"stay": "ward", "time": {"exponential": {"mean": "2 d"}}},
            {"set": {"age": {"young": 0.5, "oldest": 0.5}, "need": NEED}},
            {"task": "hub", "work": "1 h"},
            {"leave": "home"},
        ],
        "other": [{"stay": "home", "time": "1 d"}, {"task": "brokers", "work": "2 h"}, {"leave": "home"}],
    },
    "groups": ["age"],
}


def turned(document: dict[str, Any], *path: Any) -> dict[str, Any]:
    """The same with the keys of one mapping in the opposite order."""
    if not path:
        return dict(reversed(document.items()))
    inside = turned(document[path[0]], *path[1:])
    if isinstance(document, list):
        return [inside if n == path[0] else item for n, item in enumerate(document)]
    return {**document, path[0]: inside}


def digest_of(document: dict[str, Any]) -> str:
    return digest(compile_plan(Scenario.from_document(document)))


@pytest.mark.parametrize("section", ["", "units", "teams", "calendars", "attributes", "arrivals", "pathways"])
def test_the_order_of_sections_and_of_their_names_means_nothing(section: str) -> None:
    other = turned(DOCUMENT, *[section] * bool(section))
    assert str(other) != str(DOCUMENT)
    assert digest_of(other) == digest_of(DOCUMENT)


MEANT = {
    "levels of an attribute": ("attributes", "age", "shares"),
    "levels that a table writes first": ("attributes", "need", "shares", "young"),
    "attributes of a set": ("pathways", "main", 1, "set"),
}


NOT_MEANT = {
    "levels that a table writes again": ("attributes", "need", "shares", "else"),
    "levels of a set": ("pathways", "main", 1, "set", "age"),
}


@pytest.mark.parametrize("path", NOT_MEANT.values(), ids=NOT_MEANT)
def test_levels_stand_in_the_order_in_which_their_attribute_first_writes_them(path: tuple[Any, ...]) -> None:
    assert digest_of(turned(DOCUMENT, *path)) == digest_of(DOCUMENT)


@pytest.mark.parametrize("path", MEANT.values(), ids=MEANT)
def test_the_order_of_levels_and_of_what_one_set_changes_is_part_of_the_scenario(path: tuple[Any, ...]) -> None:
    assert digest_of(turned(DOCUMENT, *path)) != digest_of(DOCUMENT)


@pytest.mark.parametrize(("first", "wanted"), [("age", {"high"}), ("need", {"low"})])
def test_shares_see_what_one_set_has_changed_before_them(first: str, wanted: set[str]) -> None:
    """All come young and turn old; need is low for the young and high for the old."""
    need = {"by": "age", "young": "low", "else": "high"}
    change = {"age": "old", "need": need}
    written = change if first == "age" else turned(change)
    document = DOCUMENT | {
        "attributes": {"age": {"shares": {"young": 1, "old": 0}}, "need": {"shares": {"low": 0.5, "high": 0.5}}},
        "arrivals": {"a": {"at": ["1 h", "2 h", "3 h"], "pathway": "main"}},
        "pathways": {
            "main": [
                {"set": written},
                {"choose": [{"when": {"need": level}, "do": [{"leave": level}]} for level in ("low", "high")]},
            ]
        },
        "groups": [],
    }
    plan = compile_plan(Scenario.from_document(document))
    people = reference.replicate(plan, 1, 0, PEOPLE).people
    assert people is not None
    assert {plan.names["outcomes"][number] for number in people.outcome} == wanted
