"""Small documents for systems that theory knows. Rates are per hour, times in hours."""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]


def hours(number: float) -> str:
    """A duration as written."""
    return f"{number!r} h"


def exponential(mean: float) -> Document:
    """An exponential time."""
    return {"exponential": {"mean": hours(mean)}}


def stream(rate: float, pathway: str = "main") -> Document:
    """Poisson arrivals to a pathway."""
    return {"rate": f"{rate!r} per hour", "pathway": pathway}


def stay(unit: str, time: Any, **request: Any) -> Document:
    """A stay as written."""
    return {"stay": unit, "time": time, **request}


def one_ward(rate: float, places: int, time: Any, **request: Any) -> Document:
    """One unit, one stream, one stay."""
    return in_series(rate, [("ward", places, time)], **request)


def in_series(rate: float, wards: list[tuple[str, int, Any]], **request: Any) -> Document:
    """Units one after the other; ``request`` goes with the first stay."""
    first, *others = [stay(name, time) for name, _, time in wards]
    return {
        "units": {name: {"places": places} for name, places, _ in wards},
        "arrivals": {"people": stream(rate)},
        "pathways": {"main": [first | request, *others, {"leave": "home"}]},
    }


def teams_in_series(rate: float, teams: list[tuple[str, int, Any]]) -> Document:
    """Teams that work day and night, one task after the other; people keep no place while they wait."""
    return {
        "teams": {name: {"headcount": headcount} for name, headcount, _ in teams},
        "arrivals": {"people": stream(rate)},
        "pathways": {"main": [*({"task": name, "work": work} for name, _, work in teams), {"leave": "home"}]},
    }


def at_most(length: int) -> Document:
    """A queue limit; who is turned away leaves."""
    return {"queue_limit": {"length": length, "then": [{"leave": "turned-away"}]}}


def patient(time: Any) -> Document:
    """Patience; who gives up leaves."""
    return {"patience": {"time": time, "then": [{"leave": "gave-up"}]}}
