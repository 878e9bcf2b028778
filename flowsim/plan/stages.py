"""Stages: what kind of work each step of a scenario is, as it says."""

from __future__ import annotations

from collections.abc import Sequence

from flowsim.plan.numbering import walk
from flowsim.scenario.names import step_name
from flowsim.scenario.place import Place


def stages(place: Place, definitions: Sequence[str]) -> tuple[str, ...]:
    """The stage of each step as it stands in the scenario (``pathway.step``); empty where none is said."""
    said = {
        f"{name}.{step_name(step)}": step.stage
        for name, steps in place.pathways.items()
        for step in walk(list(steps))
        if step.stage
    }
    return tuple(said.get(definition, "") for definition in definitions)
