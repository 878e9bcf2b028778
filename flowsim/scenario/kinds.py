"""What kind of file a file says it is, and what to do with one that was given in the place of another kind."""

from __future__ import annotations

from typing import Any, Literal

from flowsim.scenario.faults import Fault
from flowsim.scenario.positions import Positions

FileKind = Literal["scenario", "policy", "view", "futures", "batch"]

_NAMED: tuple[FileKind, ...] = ("policy", "view", "futures", "batch")
"""Kinds whose files begin with that word and a name: ``policy: more-beds``."""

_SECTIONS = ("run", "units", "teams", "arrivals", "pathways", "builds_on")
"""What only a scenario has, and nearly every one."""

_USE: dict[FileKind, str] = {
    "scenario": "flowsim check {file}",
    "policy": "flowsim policies show {file} SCENARIO",
    "view": "flowsim differ SCENARIO, with this file in the scenario's folder 'views'",
    "futures": "flowsim futures SCENARIO, with this file in the scenario's folder 'futures'",
    "batch": "flowsim batch {file}",
}

_ONE: dict[FileKind, str] = {"futures": "file of futures"}
"""What one file is called, where that is another word than its kind."""


def another(document: Any, asked: FileKind) -> tuple[FileKind, str] | None:
    """The kind that a file is instead of the one that is asked for, and the word that says so; None if it may be that.

    >>> another({"flowsim": 1, "policy": "more-beds", "edits": []}, "scenario")
    ('policy', 'policy')
    >>> another({"flowsim": 1, "policy": "more-beds"}, "policy"), another({"policy": {}}, "scenario")
    (None, None)
    """
    if not isinstance(document, dict) or isinstance(document.get(asked), str):
        return None
    named = next((kind for kind in _NAMED if isinstance(document.get(kind), str)), None)
    section = next((key for key in document if key in _SECTIONS), None)
    if named:
        return named, named
    return ("scenario", section) if section and asked != "scenario" else None


def mistaken(document: Any, asked: FileKind, file: str, positions: Positions) -> Fault | None:
    """What to say of a file of another kind than is asked for; None if it may be of that kind."""
    found = another(document, asked)
    if found is None:
        return None
    kind, word = found
    message = f"this is a {_ONE.get(kind, kind)} (it says '{word}:'), not a {_ONE.get(asked, asked)}"
    hint = "try " + _USE[kind].format(file=file)
    spot = positions.of((word,), key=True)
    return Fault("another-kind", (word,), message, hint=hint, at_key=True, spot=spot)


def gathered(faults: list[Fault]) -> str:
    """What to say of a folder in the place of a scenario whose files are all of other kinds, each with its fault."""
    many = {"policy": "policies", "view": "views", "futures": "futures", "batch": "batches"}
    return f"the folder holds {' and '.join(sorted({many[str(fault.path[0])] for fault in faults}))}, and no scenario"
