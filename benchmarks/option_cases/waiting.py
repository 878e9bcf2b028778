"""Options of waiting for a place or a worker."""

from __future__ import annotations

from benchmarks.cases import Document
from benchmarks.option_cases.option import insert, option, step, with_age, with_two_wards


def with_mark(document: Document) -> None:
    """A mark after the assessment."""
    insert(document, 2, {"mark": "assessed"})


def _priority(document: Document) -> None:
    step(document, 1)["priority"] = {"by": "age", "young": 30, "old": 20, "oldest": 10}


def _patience(document: Document) -> None:
    step(document, 1)["patience"] = {"time": {"exponential": {"mean": "30 d"}}}


def _queue_limit(document: Document) -> None:
    step(document, 1)["queue_limit"] = {"length": 100}


def _two_choices(document: Document) -> None:
    document["units"]["overflow"] = {"places": 40, "setting": "care-home"}
    step(document, 2)["stay"] = ["home", "overflow"]


def _rings(document: Document) -> None:
    document["pathways"]["roundabout"].insert(0, {"stay": "ward", "time": {"exponential": {"mean": "1 h"}}})


def _jumps(document: Document) -> None:
    step(document, 1)["priority"] = {"level": 32, "after": {"1 h": 16, "1 d": 4}}


def _waited(document: Document) -> None:
    step(document, 2)["when"] = {"waited": {"over": "1 d"}}


def _full(document: Document) -> None:
    step(document, 2)["when"] = {"full": "home"}


WAITING = [
    option("priority by attribute", _priority, with_age),
    option("patience", _patience),
    option("a queue limit", _queue_limit),
    option("a list of units", _two_choices),
    option("wards that send people both ways (rings)", _rings, with_two_wards),
    option("priority that jumps after stated waits", _jumps),
    option("a condition on the own wait", _waited, with_mark),
    option("a condition on a full unit", _full, with_mark),
]
