"""Options of capacity over time: places and workers by hour and date, closures, staff on duty, sickness."""

from __future__ import annotations

from benchmarks.cases import Document
from benchmarks.option_cases.option import option

TWELVE_HOURS = "08:00-20:00"


def _by_week(document: Document) -> None:
    document["units"]["ward"]["by_week"] = {f"daily {TWELVE_HOURS}": 66}


def _dated(document: Document) -> None:
    series = {f"{year}-{month:02d}-01": 60 + month % 3 for year in range(2024, 2029) for month in range(4, 13)}
    document["units"]["ward"]["dated"] = series


def _closures(document: Document) -> None:
    weeks = [(f"{year}-{month:02d}-01", f"{year}-{month:02d}-08") for year in range(2025, 2028) for month in (1, 7)]
    document["units"]["home"]["closed"] = [{"from": start, "to": end, "places": 20} for start, end in weeks]


def _admits(document: Document) -> None:
    document["units"]["home"]["admits"] = {"mon-sat": TWELVE_HOURS}


def with_nurses(document: Document) -> None:
    """A team that does nothing but be there."""
    document["teams"]["nurses"] = {"headcount": 11}


def _staffed(document: Document) -> None:
    document["units"]["ward"]["staffed_by"] = {"team": "nurses", "places_per_worker": 6}


def with_shifts(document: Document) -> None:
    """Assessors in two shifts."""
    document["teams"]["assessors"] = {"shifts": {"daily 08:00-14:00": 15, "daily 14:00-20:00": 15}}


def _sickness(document: Document) -> None:
    document["teams"]["assessors"]["sickness"] = 0.05


def _closes(document: Document) -> None:
    every, lasting = {"exponential": {"mean": "60 d"}}, {"lognormal": {"mean": "14 d", "cv": 0.5}}
    document["units"]["home"]["closes"] = {"every": every, "for": lasting, "places": 10}


def _escalation(document: Document) -> None:
    opens, shuts = ({"occupancy": {"of": "ward", bound: share}} for bound, share in (("over", 0.9), ("under", 0.8)))
    document["units"]["ward"]["escalation"] = {"places": 6, "opens": opens, "shuts": shuts, "looked_at": "4 h"}


def _absence(document: Document) -> None:
    document["teams"]["assessors"] |= {"vacancies": 0.05, "absent": 0.05}


def _workforce(document: Document) -> None:
    """Whose staff goes up and down by a few in a hundred, so that a few places open or close now and then."""
    care = {"staffs": ["home"], "staff": 100, "posts": 130, "turnover": 0.3, "market": "near", "drifts": "measured"}
    dated = {f"{year}-04-01": {"joiners": f"{rate} per year"} for year, rate in ((2025, 36), (2026, 26), (2027, 34))}
    markets = {"near": {"joiners": "30 per year", "dated": dated}}
    document["workforce"] = {"employers": {"care": care}, "markets": markets}


CAPACITY = [
    option("places by times of the week", _by_week),
    option("places by date", _dated),
    option("places closed for a while", _closures),
    option("a unit that admits at certain hours", _admits),
    option("places as far as there is staff", _staffed, with_nurses),
    option("a team's shifts", with_shifts),
    option("sickness, drawn for each shift", _sickness, with_shifts),
    option("vacancies and absence", _absence, with_shifts),
    option("closures at random", _closes),
    option("places that open under pressure", _escalation),
    option("places that go by an employer's staff", _workforce),
]
