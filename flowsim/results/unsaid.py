"""What planners ask for and no measure says, with the reason: a number that would have to be made up is not given."""

from __future__ import annotations

UNSAID: tuple[tuple[str, str], ...] = (
    (
        "different carers for one person",
        "Places and hours of care have no carers one by one. Only teams with work in sittings know who does it, "
        "and there it is always the same worker.",
    ),
    (
        "what people and families think of it",
        "Nobody is asked in a simulation. What stands for it is counted: days where people want to be, moves, messages "
        "that families chase, repeated assessments.",
    ),
    (
        "deaths and homes after somebody has left the model",
        "Who has left alive counts as at home until they come back.",
    ),
    (
        "the share of people with two carers at a time",
        "It is not a measure of its own: give people an attribute for it, name that in 'groups', and people-there "
        "says it by group.",
    ),
)
"""What is asked for, and why no measure says it."""
