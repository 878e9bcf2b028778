"""Options of people: attributes, draws, arrivals and starts."""

from __future__ import annotations

from benchmarks.cases import Document
from benchmarks.option_cases.option import option, step, with_age


def _attribute(document: Document) -> None:
    with_age(document)


def _by_attribute(document: Document) -> None:
    means = {"young": "4 d", "old": "6 d", "oldest": "8 d"}
    times = {age: {"lognormal": {"mean": mean, "cv": 1}} for age, mean in means.items()}
    step(document, 0)["time"] = {"by": "age", **times}


def _scaled_times(document: Document) -> None:
    step(document, 0)["time"]["times"] = {"by": "age", "young": 0.8, "old": 1.0, "oldest": 1.2}


def _gamma(document: Document) -> None:
    step(document, 0)["time"] = {"gamma": {"mean": "6 d", "cv": 1.2}}


def _hyperexponential(document: Document) -> None:
    step(document, 0)["time"] = {"hyperexponential": {"mean": "6 d", "cv": 2}}


def _truncated(document: Document) -> None:
    step(document, 0)["time"]["truncate"] = {"low": "1 h", "high": "60 d"}


def _mixture(document: Document) -> None:
    parts = [{"share": 0.5, "of": {"exponential": {"mean": f"{days} d"}}} for days in (3, 9)]
    step(document, 0)["time"] = {"mixture": parts}


def _profile(document: Document) -> None:
    stream = document["arrivals"]["emergency"]
    stream["by_hour"] = [1] * 8 + [3] * 12 + [1] * 4
    stream["by_weekday"] = [1.2, 1, 1, 1, 1, 0.9, 0.9]


def _growth(document: Document) -> None:
    document["arrivals"]["emergency"]["growth"] = "1 % per year"


def with_schedule(document: Document) -> None:
    """People on lists, as many a week."""
    del document["arrivals"]["emergency"]["rate"]
    lists = [{"at": f"{hour:02d}:00", "people": 1} for hour in (8, 10, 12, 14, 16, 18)]
    document["arrivals"]["emergency"]["schedule"] = {"daily": lists}


def _attendance(document: Document) -> None:
    document["arrivals"]["emergency"]["attend"] = 0.95


def _filled(document: Document) -> None:
    document["run"]["start"] = "filled"


def _groups(document: Document) -> None:
    document["groups"] = ["age"]


PEOPLE = [
    option("an attribute of three levels", _attribute),
    option("a time by attribute", _by_attribute, with_age),
    option("a time scaled by attribute", _scaled_times, with_age),
    option("a gamma time (quantile table)", _gamma),
    option("a mixture", _mixture),
    option("a hyperexponential time", _hyperexponential),
    option("a truncated time", _truncated),
    option("arrivals by hour and weekday", _profile),
    option("arrivals that grow", _growth),
    option("arrivals by weekly lists", with_schedule),
    option("people on lists who do not come", _attendance, with_schedule),
    option("a filled start", _filled),
    option("results by attribute (groups)", _groups, with_age),
]
