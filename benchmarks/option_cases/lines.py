"""Options of what goes on beside, or besides: branches, searches."""

from __future__ import annotations

from benchmarks.cases import Document
from benchmarks.option_cases.option import insert, option, step, with_wait


def _meanwhile(document: Document) -> None:
    """The assessment goes on beside the stay: as many happenings, and two more for parting and joining."""
    assessment = step(document, 1)
    document["pathways"]["main"].remove(assessment)
    insert(document, 1, {"join": "assessing"})
    insert(document, 0, {"meanwhile": "assessing", "do": [assessment]})


def _search(document: Document) -> None:
    """Two providers on average, in place of one wait."""
    document["pathways"]["main"][1] = {"search": "home", "answer": {"exponential": {"mean": "3 h"}}, "accepts": 0.5}


def with_search(document: Document) -> None:
    """A search before the assessment."""
    with_wait(document)
    _search(document)


def _at_once(document: Document) -> None:
    step(document, 1)["at_once"] = 3


LINES = [
    option("a branch beside the stay, and joining it", _meanwhile),
    option("a search, in place of a wait", _search, with_wait),
    option("a search that asks three at once", _at_once, with_search),
]
