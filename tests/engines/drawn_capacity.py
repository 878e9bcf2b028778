"""Random capacities over time, for the generator: by week, by date, closures, admissions, staff, shifts, sickness."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Document = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

WEEKS: tuple[Document, ...] = (
    {"sat-sun": 2, "mon-thu 20:00-08:00": 1},
    {"12:00-18:00": 0},
    {"mon 06:00-18:00": 3, "tue 22:00-06:00": 0, "thu,fri": 1},
    {"office": 3},
)
SHIFTS: tuple[Document, ...] = (
    {"mon-fri 08:00-14:00": 2, "mon-fri 14:00-20:00": 1},
    {"07:00-19:00": 2, "19:00-07:00": 1},
    {"daily": 3},
    {"sat-sun 09:00-12:00": 4, "tue 22:00-06:00": 1},
    {"clinic": 3},
)
DATES = (
    "2024-02-27",
    "2024-02-29 18:00",
    "2024-12-31",
    "2025-01-02 06:00",
    "2025-06-08",
    "2025-06-10 12:00",
    "2020-01-01",
)
"""Near the starts that the generator draws, and one long before."""

STRETCHES = (
    ("2024-02-26 12:00", "2024-02-28"),
    ("2024-12-31 06:00", "2025-01-03"),
    ("2025-06-06", "2025-06-09 09:00"),
    ("2025-06-09", "2025-06-30"),
)


def _chance(draw: Draw, one_in: int) -> bool:
    return draw(st.integers(1, one_in)) == 1


def series(draw: Draw) -> Document:
    """Numbers by date."""
    return {date: draw(st.integers(0, 4)) for date in draw(st.lists(st.sampled_from(DATES), min_size=1, unique=True))}


def stretches(draw: Draw, what: str) -> list[Document]:
    """Closures, or absences, which may overlap."""
    found = []
    for start, end in draw(st.lists(st.sampled_from(STRETCHES), min_size=1, max_size=3)):
        less = {} if _chance(draw, 3) else {what: draw(st.integers(1, 3))}
        found.append({"from": start, "to": end, **less})
    return found


def closes(draw: Draw) -> Document:
    """Closures at random, some at whole hours."""
    drawn = [{"exponential": {"mean": "30 h"}}, {"uniform": {"low": "0 h", "high": "2 d"}}]
    every = draw(st.sampled_from(["8 h", *drawn]))
    length = draw(st.sampled_from(["3 h", "0 h", {"gamma": {"mean": "10 h", "cv": 0.7}}]))
    places = {} if _chance(draw, 2) else {"places": draw(st.integers(1, 3))}
    return {"every": every, "for": length, **places}


def escalation(draw: Draw, resources: list[str]) -> Document:
    """Places that open under pressure; now and then under conditions that can hold both at once."""
    of = draw(st.sampled_from(resources))
    pressures: list[Document] = [
        {"queue": {"of": of, "over": 0}},
        {"occupancy": {"of": of, "over": "60 %"}},
        {"full": of},
    ]
    opens = draw(st.sampled_from(pressures))
    shuts = draw(st.sampled_from([{"queue": {"of": of, "under": 1}}, {"occupancy": {"of": of, "under": "80 %"}}]))
    often = {} if _chance(draw, 2) else {"looked_at": draw(st.sampled_from(["30 min", "5 h"]))}
    return {"places": draw(st.integers(1, 3)), "opens": opens, "shuts": shuts, **often}


def unit(draw: Draw, hours: Callable[[], Document], teams: list[str], resources: list[str]) -> Document:
    """What a unit's capacity now and then depends on."""
    options: Document = {}
    if draw(st.integers(1, 3)) > 1:
        return options
    if _chance(draw, 3):
        options["by_week"] = dict(draw(st.sampled_from(WEEKS)))
    if _chance(draw, 3):
        options["dated"] = series(draw)
    if _chance(draw, 3):
        options["closed"] = stretches(draw, "places")
    if _chance(draw, 3):
        options["closes"] = closes(draw)
    if _chance(draw, 3):
        options["escalation"] = escalation(draw, resources)
    if _chance(draw, 2):
        options["admits"] = hours() if _chance(draw, 2) else draw(st.sampled_from(["office", "clinic", "panel"]))
    if teams and _chance(draw, 3):
        ratio = draw(st.sampled_from([1, 2, 2.5, 0.5]))
        options["staffed_by"] = {"team": draw(st.sampled_from(teams)), "places_per_worker": ratio}
    return options


def hours_of_care(draw: Draw) -> Document:
    """What a unit counted in hours now and then depends on."""
    options: Document = {}
    if _chance(draw, 4):
        options["by_week"] = dict(draw(st.sampled_from(WEEKS)))
    if _chance(draw, 4):
        options["dated"] = series(draw)
    if _chance(draw, 6):
        shut = draw(st.sampled_from([STRETCHES[:1], STRETCHES]))
        options["closed"] = [{"from": start, "to": end} for start, end in shut]
    if _chance(draw, 6):
        options["closes"] = {key: one for key, one in closes(draw).items() if key != "places"}
    return options


def team(draw: Draw) -> Document:
    """What a team's headcount now and then depends on."""
    options: Document = {}
    if _chance(draw, 2):
        return options
    if _chance(draw, 3):
        options["shifts"] = dict(draw(st.sampled_from(SHIFTS)))
    if _chance(draw, 6):
        options["dated"] = series(draw)
    if _chance(draw, 6):
        options["away"] = stretches(draw, "workers")
    if _chance(draw, 6):
        options["vacancies"] = draw(st.sampled_from(["10 %", 0.4]))
    if _chance(draw, 6):
        options["absent"] = draw(st.sampled_from(["15 %", 0.5]))
    if _chance(draw, 4):
        options["sickness"] = draw(st.sampled_from(["20 %", 0.5, 0]))
    return options


def words(document: Document) -> set[str]:
    """The options that a document uses, as ``unit.by_week``, ``team.shifts``."""
    return {f"unit.{key}" for one in document["units"].values() for key in one} | {
        f"team.{key}" for one in document["teams"].values() for key in one
    }
