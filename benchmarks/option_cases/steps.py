"""Options of pathways: choices, attributes set, marks."""

from __future__ import annotations

from benchmarks.cases import Document
from benchmarks.option_cases.option import insert, option, with_age, with_marks


def _choose(document: Document) -> None:
    insert(document, 1, {"choose": [{"share": 0.5}, {"share": 0.3}, {}]})


def _choose_by_attribute(document: Document) -> None:
    insert(document, 1, {"choose": [{"when": {"age": "oldest"}}, {}]})


def _set(document: Document) -> None:
    insert(document, 1, {"set": {"age": {"young": 0.2, "old": 0.3, "oldest": 0.5}}})


def _marks(document: Document) -> None:
    with_marks(document)


def _intervals(document: Document) -> None:
    document["intervals"] = {"moving": {"from": "treated", "to": "moved"}}


def _ready(document: Document) -> None:
    insert(document, 1, {"mark": "discharge-ready"})


STEPS = [
    option("a choice by share", _choose),
    option("a choice by attribute", _choose_by_attribute, with_age),
    option("an attribute set anew", _set, with_age),
    option("two marks", _marks),
    option("an interval between marks", _intervals, with_marks),
    option("declared ready", _ready),
]
