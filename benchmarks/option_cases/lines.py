"""Options of what goes on beside, or besides: branches."""

from __future__ import annotations

from benchmarks.cases import Document
from benchmarks.option_cases.option import insert, option, step


def _meanwhile(document: Document) -> None:
    """The assessment goes on beside the stay: as many happenings, and two more for parting and joining."""
    assessment = step(document, 1)
    document["pathways"]["main"].remove(assessment)
    insert(document, 1, {"join": "assessing"})
    insert(document, 0, {"meanwhile": "assessing", "do": [assessment]})


LINES = [option("a branch beside the stay, and joining it", _meanwhile)]
