"""A small place and short ways to write policies, for the tests of policies."""

from __future__ import annotations

import copy
from typing import Any

from flowsim.scenario.policies import apply_to_document
from flowsim.scenario.policy_model import Policy

PLACE: dict[str, Any] = {
    "flowsim": 1,
    "name": "small",
    "run": {"window": "1 y"},
    "units": {
        "medical": {"places": 30, "setting": "hospital"},
        "surgical": {"places": 10, "setting": "hospital"},
        "step-down": {"places": 8, "setting": "rehabilitation"},
        "care-home": {"places": {"value": 20, "source": "count", "range": [18, 22]}, "setting": "care-home"},
        "own-home": {"places": 1000},
    },
    "teams": {
        "social-work": {"headcount": 3, "kind": "assessment", "hours": {"mon-fri": "09:00-17:00"}},
        "brokers": {"headcount": 2},
    },
    "attributes": {"age": {"shares": {"young": 0.6, "old": "40 %"}}},
    "arrivals": {"emergency": {"rate": "2 per day", "pathway": "main"}},
    "pathways": {
        "main": [
            {"stay": "medical", "time": {"gamma": {"mean": "5 d", "cv": 1}}},
            {"mark": "discharge-ready"},
            {
                "task": "social-work",
                "name": "assessment",
                "stage": "assessment",
                "work": {"exponential": {"mean": "6 h"}},
            },
            {"wait": "4 h", "name": "form", "share": "30 %"},
            {"stay": "care-home", "time": "20 d", "reason": "p3-home-capacity"},
            {"leave": "home"},
        ]
    },
}
"""Two wards, a step-down unit, a home, one way through them."""


def place() -> dict[str, Any]:
    """A fresh copy of the small place."""
    return copy.deepcopy(PLACE)


def policy(
    name: str, *edits: dict[str, Any], uptake: Any = 1, start: Any = None, ramp: Any = None, **parameters: Any
) -> Policy:
    """A policy of these edits."""
    words = dict.fromkeys(("title", "definition", "helps", "harms", "costs"), "words")
    frame = {"flowsim": 1, "policy": name, **words, "evidence": {"text": "none", "source": "assumption"}}
    values = {key: {"value": value} for key, value in parameters.items()}
    when = {"from": start, "ramp": ramp}
    return Policy.from_document({**frame, "uptake": uptake, **when, "parameters": values, "edits": list(edits)})


def under(document: dict[str, Any], *policies: Policy) -> dict[str, Any]:
    """The document under policies."""
    return apply_to_document(document, policies)


def main(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps of the pathway ``main``."""
    return document["pathways"]["main"]
