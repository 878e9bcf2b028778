"""Options of what goes on beside, or while, something else lasts: branches, searches, risks."""

from __future__ import annotations

from benchmarks.cases import Document
from benchmarks.option_cases.option import insert, option, step, with_age, with_wait


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


def _risk(document: Document) -> None:
    step(document, 0)["risks"] = {"death": {"rate": "0.001 per day", "then": [{"leave": "died"}]}}


def _risks(document: Document) -> None:
    """Two that compete, one by attribute and by day of delay, which changes an attribute."""
    _risk(document)
    weaker = {"times": {"by": "age", "young": 0.5, "old": 1, "oldest": 2}, "by_day": [0, 1, 2], "during": "ready"}
    step(document, 0)["risks"]["weaker"] = {"rate": "0.05 per day", "set": {"age": "oldest"}, **weaker}


def _risk_at_home(document: Document) -> None:
    step(document, 2)["risks"] = {"crisis": {"rate": "0.01 per day", "then": [{"wait": "1 d", "name": "crisis"}]}}


def with_room(document: Document) -> None:
    """Fewer people, so that there is room for those who come back."""
    document["arrivals"]["emergency"]["rate"] = "5.5 per day"


def _returns(document: Document) -> None:
    step(document, 3)["returns"] = {"to": "main", "share": 0.1, "after": {"exponential": {"mean": "20 d"}}}


def with_age_and_declaration(document: Document) -> None:
    """An attribute, and a declaration at the end of treatment."""
    with_age(document)
    insert(document, 1, {"mark": "discharge-ready"})


LINES = [
    option("a branch beside the stay, and joining it", _meanwhile),
    option("a search, in place of a wait", _search, with_wait),
    option("a search that asks three at once", _at_once, with_search),
    option("a risk that seldom strikes", _risk),
    option("a risk that often strikes", _risk_at_home),
    option("risks by attribute and day of delay", _risks, with_age_and_declaration),
    option("people who come back", _returns, with_room),
]
