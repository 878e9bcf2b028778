"""What is wrong with the meaning of a place whose shape is right."""

from __future__ import annotations

from flowsim.errors import Problem
from flowsim.scenario.faults import Fault
from flowsim.scenario.place import Place
from flowsim.scenario.positions import Positions


def problems(place: Place) -> list[Problem]:
    """Every problem of meaning, without lines (a place does not know its file)."""
    document = place.model_dump(by_alias=True, exclude_unset=True)
    return [fault.problem(document, Positions()) for fault in faults(place)]


def faults(place: Place) -> list[Fault]:
    """Every fault of meaning, by path."""
    return []
