"""Every problem in one go: what cannot be typed is replaced, so that the rest can still be checked for its meaning."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from flowsim.scenario.faults import Fault
from flowsim.scenario.names import nearest_name
from flowsim.scenario.positions import Path

_STAND_INS: dict[str, Any] = {
    "units": {"places": 1},
    "teams": {"headcount": 1},
    "funds": {"opening": 0},
    "calendars": {"mon-fri": "09:00-17:00"},
    "clocks": {"daily": 1},
    "pathways": [],
    "attributes": {"shares": "mended"},
    "reasons": {"title": "mended"},
    "run": {"window": "1 d"},
    "name": "mended",
}
"""What a faulty entry of each section becomes; entries of other sections are left out."""

_LOST_WITH_SECTION: dict[str, tuple[str, ...]] = {
    "units": ("unknown-unit",),
    "teams": ("unknown-team",),
    "funds": ("unknown-fund",),
    "calendars": ("unknown-calendar",),
    "clocks": ("unknown-clock",),
    "attributes": ("unknown-attribute",),
    "reasons": ("unknown-reason",),
    "arrivals": (),
    "run": (),
    "pathways": ("unknown-pathway",),
}
"""Faults that may only follow when a section cannot be read at all: its names are lost."""

_LOST_WITH_ENTRY: dict[str, tuple[str, ...]] = {
    "units": (
        "places-or-hours",
        "mixed-units",
        "amount-missing",
        "amount-unused",
        "amount-too-large",
        "stay-in-budget",
        "bad-census",
    ),
    "funds": ("never-paid",),
    "run": ("never-paid",),
    "attributes": ("unknown-level", "uncovered-level"),
    "arrivals": ("unreachable-pathway",),
    "pathways": ("unknown-mark", "unreachable-pathway", "endless-pathway", "never-returns", "bad-census"),
}
"""Faults that may only follow when an entry is replaced: its name stays, what is in it is lost."""


def mended(document: dict[str, Any], faults: Iterable[Fault]) -> tuple[dict[str, Any], set[str]]:
    """A copy of the document without what the faults point at, and the codes that can no longer be relied on."""
    whole = copy.deepcopy(document)
    unsayable: set[str] = set()
    for number, fault in enumerate(faults):
        if fault.path:
            section = str(fault.path[0])
            unsayable |= _lost(section, len(fault.path) > 1)
            _mend(whole, fault.path, section, number)
    return whole, unsayable


def _lost(section: str, within: bool) -> set[str]:
    meant = section if section in _LOST_WITH_SECTION else nearest_name(section, _LOST_WITH_SECTION)
    names = () if within else _LOST_WITH_SECTION.get(meant, ())
    return {*names, *_LOST_WITH_ENTRY.get(meant, ())}


def _mend(document: dict[str, Any], path: Path, section: str, number: int) -> None:
    step = _innermost_step(document, path) if section == "pathways" else ()
    if step:
        _at(document, step[:-1])[step[-1]] = {"mark": f"mended-{number}"}
    elif section in ("run", "name"):
        document[section] = copy.deepcopy(_STAND_INS[section])
    elif len(path) > 1 and isinstance(document.get(section), dict) and section != "flowsim":
        if section in _STAND_INS and path[1] in document[section]:
            document[section][path[1]] = copy.deepcopy(_STAND_INS[section])
        else:
            document[section].pop(path[1], None)
    else:
        document.pop(section, None)


def _innermost_step(document: dict[str, Any], path: Path) -> Path:
    """The path of the innermost step on the way to a fault; the outer one if the fault lies in its own options."""
    best: Path = ()
    for length in range(3, len(path) + 1):
        head = path[:length]
        in_steps = len(head) == 3 or head[-2] in ("do", "then")
        steps = _at(document, head[:-1])
        if in_steps and isinstance(steps, list) and isinstance(head[-1], int) and head[-1] < len(steps):
            best = head
    return best


def _at(document: Any, path: Path) -> Any:
    node = document
    for part in path:
        try:
            node = node[part]
        except (KeyError, IndexError, TypeError):
            return None
    return node
