"""One scenario an option of the language, beside the same one without it.

The plain scenario is W2, with whatever the option needs besides (an attribute, a mark, a second ward), so that the
difference is the option's own.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.cases import W2, Document

Edit = Callable[[Document], None]


@dataclass(frozen=True, slots=True)
class Option:
    """One option.

    Attributes:
        name: what it is called in tables.
        plain: a scenario without it.
        used: the same with it.
    """

    name: str
    plain: Document
    used: Document


def option(name: str, used: Edit, *plain: Edit) -> Option:
    """W2 with and without an option; ``plain`` are edits that both need."""
    before = copy.deepcopy(W2)
    for edit in plain:
        edit(before)
    after = copy.deepcopy(before)
    used(after)
    return Option(name, before, after)


def step(document: Document, number: int) -> Document:
    """A step of W2: 0 the ward, 1 the assessment, 2 the home, 3 leaving."""
    return document["pathways"]["main"][number]  # type: ignore[no-any-return]


def insert(document: Document, number: int, *steps: Document) -> None:
    """Put steps before one of W2."""
    document["pathways"]["main"][number:number] = steps


# What options need.


def with_age(document: Document) -> None:
    """An attribute of three levels."""
    document["attributes"] = {"age": {"shares": {"young": 0.3, "old": 0.4, "oldest": 0.3}}}


def with_marks(document: Document) -> None:
    """Two marks."""
    insert(document, 3, {"mark": "moved"})
    insert(document, 1, {"mark": "treated"})


def with_two_wards(document: Document) -> None:
    """Half of the people go through another ward first, to which nobody goes back."""
    document["units"]["other"] = {"places": 30, "setting": "hospital"}
    stay = {"stay": "other", "time": {"exponential": {"mean": "3 d"}}}
    document["pathways"]["roundabout"] = [stay, {"do": "main"}, {"leave": "left"}]
    document["arrivals"]["emergency"]["rate"] = "3.1 per day"
    document["arrivals"]["transfers"] = {"rate": "3.1 per day", "pathway": "roundabout"}


def with_wait(document: Document) -> None:
    """A wait on the ward."""
    insert(document, 1, {"wait": {"exponential": {"mean": "6 h"}}})


# Options.


def _attribute(document: Document) -> None:
    with_age(document)


def _by_attribute(document: Document) -> None:
    means = {"young": "4 d", "old": "6 d", "oldest": "8 d"}
    times = {age: {"lognormal": {"mean": mean, "cv": 1}} for age, mean in means.items()}
    step(document, 0)["time"] = {"by": "age", **times}


def _scaled_times(document: Document) -> None:
    step(document, 0)["time"]["times"] = {"by": "age", "young": 0.8, "old": 1.0, "oldest": 1.2}


def _priority(document: Document) -> None:
    step(document, 1)["priority"] = {"by": "age", "young": 30, "old": 20, "oldest": 10}


def _patience(document: Document) -> None:
    step(document, 1)["patience"] = {"time": {"exponential": {"mean": "30 d"}}}


def _queue_limit(document: Document) -> None:
    step(document, 1)["queue_limit"] = {"length": 100}


def _team_hours(document: Document) -> None:
    document["teams"]["assessors"] = {"headcount": 15, "hours": {"mon-fri": "08:00-20:00"}}


def _working_wait(document: Document) -> None:
    document["calendars"] = {"office": {"mon-fri": "08:00-20:00"}}
    step(document, 1)["hours"] = "office"


def _two_choices(document: Document) -> None:
    document["units"]["overflow"] = {"places": 40, "setting": "care-home"}
    step(document, 2)["stay"] = ["home", "overflow"]


def _rings(document: Document) -> None:
    document["pathways"]["roundabout"].insert(0, {"stay": "ward", "time": {"exponential": {"mean": "1 h"}}})


def _groups(document: Document) -> None:
    document["groups"] = ["age"]


def _marks(document: Document) -> None:
    with_marks(document)


def _intervals(document: Document) -> None:
    document["intervals"] = {"moving": {"from": "treated", "to": "moved"}}


def _ready(document: Document) -> None:
    insert(document, 1, {"mark": "discharge-ready"})


def _choose(document: Document) -> None:
    insert(document, 1, {"choose": [{"share": 0.5}, {"share": 0.3}, {}]})


def _choose_by_attribute(document: Document) -> None:
    insert(document, 1, {"choose": [{"when": {"age": "oldest"}}, {}]})


def _set(document: Document) -> None:
    insert(document, 1, {"set": {"age": {"young": 0.2, "old": 0.3, "oldest": 0.5}}})


def _profile(document: Document) -> None:
    stream = document["arrivals"]["emergency"]
    stream["by_hour"] = [1] * 8 + [3] * 12 + [1] * 4
    stream["by_weekday"] = [1.2, 1, 1, 1, 1, 0.9, 0.9]


def _gamma(document: Document) -> None:
    step(document, 0)["time"] = {"gamma": {"mean": "6 d", "cv": 1.2}}


def _mixture(document: Document) -> None:
    parts = [{"share": 0.5, "of": {"exponential": {"mean": f"{days} d"}}} for days in (3, 9)]
    step(document, 0)["time"] = {"mixture": parts}


def _filled(document: Document) -> None:
    document["run"]["start"] = "filled"


OPTIONS = [
    option("an attribute of three levels", _attribute),
    option("a time by attribute", _by_attribute, with_age),
    option("a time scaled by attribute", _scaled_times, with_age),
    option("a gamma time (quantile table)", _gamma),
    option("a mixture", _mixture),
    option("arrivals by hour and weekday", _profile),
    option("a filled start", _filled),
    option("priority by attribute", _priority, with_age),
    option("patience", _patience),
    option("a queue limit", _queue_limit),
    option("a team's working hours", _team_hours),
    option("a wait in working hours", _working_wait, with_wait),
    option("a list of units", _two_choices),
    option("wards that send people both ways (rings)", _rings, with_two_wards),
    option("a choice by share", _choose),
    option("a choice by attribute", _choose_by_attribute, with_age),
    option("an attribute set anew", _set, with_age),
    option("two marks", _marks),
    option("an interval between marks", _intervals, with_marks),
    option("declared ready", _ready),
    option("results by attribute (groups)", _groups, with_age),
]
"""Every costly option."""
