"""A case by hand for faults in what people ask for: a message, a search that nobody accepts, a visit with travel."""

from __future__ import annotations

from typing import Any

from tests.exact.tracing import place


def asked_and_visited() -> dict[str, Any]:
    """A message that comes, two providers who refuse one after the other, and a visit by a worker who has to travel."""
    pathway = [
        {"message": "referral", "takes": "2 h"},
        {"search": "home", "answer": "3 h", "accepts": 0, "fallback": {"approaches": 2}},
        {"task": "hub", "work": "2 h", "travel": "1 h"},
        {"leave": "home"},
    ]
    return place({"a": 0}, {"main": pathway}, teams={"hub": {"headcount": 1}})
