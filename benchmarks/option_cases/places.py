"""Options of units: care counted in hours, capacity that changes, places kept."""

from __future__ import annotations

from benchmarks.cases import Document
from benchmarks.option_cases.option import insert, option, step


def with_hours_of_care(document: Document) -> None:
    """The home gives hours of care, fourteen a week to everybody: as many people as before."""
    document["units"]["home"] = {"weekly_hours": "5600 h", "setting": "home"}
    step(document, 2)["amount"] = "14 h"


def _drawn_amounts(document: Document) -> None:
    step(document, 2)["amount"] = {"uniform": {"low": "7 h", "high": "21 h"}}


def _overtaking(document: Document) -> None:
    document["units"]["home"]["overtaking"] = True


def _taper(document: Document) -> None:
    step(document, 2)["taper"] = [{"after": "14 d", "amount": "10 h"}, {"after": "30 d", "amount": "7 h"}]


def _fails(document: Document) -> None:
    step(document, 2)["fails"] = {"share": 0.05, "after": "7 d"}


def _turnaround(document: Document) -> None:
    document["units"]["ward"]["turnaround"] = "2 h"


def _kept(document: Document) -> None:
    """The bed is kept for a day, and nobody comes back to it."""
    step(document, 2)["keep"] = {"for": "1 d", "payer": "NHS"}


def with_return_to_the_ward(document: Document) -> None:
    """Everybody goes back to the ward once, and home again."""
    step(document, 2)["time"] = {"exponential": {"mean": "30 d"}}
    back = {"stay": "ward", "time": {"exponential": {"mean": "2 d"}}, "name": "back"}
    insert(document, 3, back, {"stay": "home", "time": {"exponential": {"mean": "20 d"}}, "name": "home-again"})


def _kept_and_used(document: Document) -> None:
    step(document, 3)["keep"] = {"for": "60 d"}


def _transfer(document: Document) -> None:
    step(document, 2)["transfer"] = "2 h"


def _reserved(document: Document) -> None:
    insert(document, 1, {"reserve": "home", "for": "30 d"})


def _budget(document: Document) -> None:
    document["units"]["council"] = {"weekly_budget": "£200000", "overtaking": True}
    insert(document, 3, {"release": "council"})
    insert(document, 1, {"reserve": "council", "weekly": "£900"})


def with_drawn_amounts(document: Document) -> None:
    """Hours of care, seven to twenty-one a week."""
    with_hours_of_care(document)
    _drawn_amounts(document)


PLACES = [
    option("hours of care in place of places", with_hours_of_care),
    option("hours of care that are drawn", _drawn_amounts, with_hours_of_care),
    option("overtaking by smaller amounts", _overtaking, with_drawn_amounts),
    option("hours of care that taper", _taper, with_hours_of_care),
    option("placements that fail", _fails),
    option("turnaround after a stay", _turnaround),
    option("a place that is kept, and lapses", _kept),
    option("a place that is kept, and used again", _kept_and_used, with_return_to_the_ward),
    option("a transfer that takes time", _transfer),
    option("a place reserved before the assessment", _reserved),
    option("money of a weekly budget, given back in the end", _budget),
]
