"""What an option case is, and the plain scenarios that options are added to."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.cases import W2, Document

Edit = Callable[[Document], None]

EXPONENTIAL_DAY: Document = {"exponential": {"mean": "1 d"}}


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
    """A wait on the ward, before the assessment."""
    insert(document, 1, {"wait": {"exponential": {"mean": "6 h"}}})
