"""Options of pathways: choices, attributes set, marks, messages."""

from __future__ import annotations

from benchmarks.cases import ASSESSMENT, Document
from benchmarks.option_cases.option import insert, option, step, with_age, with_marks, with_wait


def _choose(document: Document) -> None:
    insert(document, 1, {"choose": [{"share": 0.5}, {"share": 0.3}, {}]})


def _choose_by_attribute(document: Document) -> None:
    insert(document, 1, {"choose": [{"when": {"age": "oldest"}}, {}]})


def _set(document: Document) -> None:
    insert(document, 1, {"set": {"age": {"young": 0.2, "old": 0.3, "oldest": 0.5}}})


def with_age_set(document: Document) -> None:
    """An attribute that is set after the ward."""
    with_age(document)
    _set(document)


def _expires(document: Document) -> None:
    step(document, 1)["expires"] = {"after": "20 d", "set": {"age": "oldest"}}


def _marks(document: Document) -> None:
    with_marks(document)


def _intervals(document: Document) -> None:
    document["intervals"] = {"moving": {"from": "treated", "to": "moved"}}


def _thresholds(document: Document) -> None:
    _intervals(document)
    document["intervals"]["moving"]["within"] = ["4 h", "12 h"]


def _follow(document: Document) -> None:
    document["follow"] = {"on": {"after": "treated", "for": ["30 d", "90 d"]}}


def _ready(document: Document) -> None:
    insert(document, 1, {"mark": "discharge-ready"})


def with_declaration(document: Document) -> None:
    """Declared ready at the end of treatment."""
    insert(document, 1, {"declare": "ready"})


def _withdrawn(document: Document) -> None:
    insert(document, 3, {"declare": "ready", "name": "anew"})
    insert(document, 2, {"declare": "not-ready"})


def _board_round(document: Document) -> None:
    document["calendars"] = {"rounds": {"daily": "09:00-11:00"}}
    step(document, 1)["at"] = "rounds"


def _travel(document: Document) -> None:
    step(document, 1)["travel"] = "40 min"


def _sittings(document: Document) -> None:
    document["teams"]["assessors"]["caseload"] = 8
    task = step(document, 1)
    task["sittings"], task["between"] = 2, "1 h"
    task["work"] = {"exponential": {"mean": f"{ASSESSMENT / 2} d"}}


def _message(document: Document) -> None:
    takes = step(document, 1)["wait"]
    document["pathways"]["main"][1] = {"message": "referral", "takes": takes}


def with_message(document: Document) -> None:
    """A message in place of the wait before the assessment."""
    with_wait(document)
    _message(document)


def _lost(document: Document) -> None:
    step(document, 1).update(lost=0.1, chased={"after": "1 d", "by": "family"})


def _payment(document: Document) -> None:
    """A fund that has enough for everybody."""
    document["funds"] = {"council": {"opening": "£1000000", "instalments": {"amount": "£1000000", "every": "4 wk"}}}
    insert(document, 1, {"pay": "council", "amount": "£800"})


STEPS = [
    option("a choice by share", _choose),
    option("a choice by attribute", _choose_by_attribute, with_age),
    option("an attribute set anew", _set, with_age),
    option("an attribute that goes out of date", _expires, with_age_set),
    option("two marks", _marks),
    option("an interval between marks", _intervals, with_marks),
    option("thresholds of an interval", _thresholds, with_marks),
    option("people followed after a mark", _follow, with_marks),
    option("declared ready", _ready),
    option("withdrawn, and declared anew", _withdrawn, with_declaration),
    option("declared at a board round", _board_round, with_declaration),
    option("a message in place of a wait", _message, with_wait),
    option("messages lost and chased", _lost, with_message),
    option("a worker's way there and back", _travel),
    option("an assessment in two sittings by the same worker", _sittings),
    option("a payment out of a fund", _payment),
]
