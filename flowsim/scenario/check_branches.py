"""Rules about steps that run beside the main ones: what a branch may hold, and that what is waited for exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flowsim.scenario.calls import inner_steps
from flowsim.scenario.check_names import bad_name
from flowsim.scenario.faults import Fault
from flowsim.scenario.names import listed, nearest, step_kind
from flowsim.scenario.place import Place
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import Known, rule, walk
from flowsim.scenario.steps import Do, Join, Meanwhile, Step

BESIDE = (
    "task",
    "reserve",
    "release",
    "pay",
    "wait",
    "message",
    "search",
    "choose",
    "set",
    "mark",
    "count",
    "declare",
    "do",
)
"""The kinds of step that may run beside the main ones."""


@rule(Meanwhile)
def branches(known: Known, path: Path, step: Meanwhile) -> Iterator[Fault]:
    """The name of a branch, the pathway that it names, and each step in it that only the main line may take."""
    yield from bad_name(step.meanwhile, (*path, "meanwhile"))
    if isinstance(step.do, str):
        yield from known.unknown("pathway", step.do, (*path, "do"))
    told: set[str] = set()
    for where, inner in _within(known.place, step.do, (*path, "do"), set()):
        kind = step_kind(inner)
        if getattr(inner, "risks", None):
            message = "risks run for the person and their place, not for what is beside: give them to a stay"
            yield Fault("not-beside", (*where, "risks"), message, at_key=True)
        if kind not in BESIDE and kind not in told:
            told.add(kind)
            message = f"a '{kind}' cannot run beside the main steps, in branch '{step.meanwhile}'"
            yield Fault("not-beside", (*where, kind), message, kind, listed(BESIDE), at_key=True)


def _within(place: Place, steps: Any, path: Path, seen: set[str]) -> Iterator[tuple[Path, Step]]:
    """Every step of a branch, those of pathways that it calls included, with its path."""
    if isinstance(steps, str):
        if steps in place.pathways and steps not in seen:
            seen.add(steps)
            yield from _within(place, place.pathways[steps], ("pathways", steps), seen)
        return
    for number, step in enumerate(steps or []):
        here = (*path, number)
        yield here, step
        if isinstance(step, Do):
            yield from _within(place, step.do, (*here, "do"), seen)
        for where, inner in inner_steps(step, here):
            yield from _within(place, inner, where, seen)


@rule(Join)
def joins(known: Known, path: Path, step: Join) -> Iterator[Fault]:
    """The branches that are waited for."""
    names = list(
        dict.fromkeys(node.meanwhile for _, node in walk(known.place.pathways, ()) if isinstance(node, Meanwhile))
    )
    wanted = [step.join] if isinstance(step.join, str) else step.join
    for number, name in enumerate(wanted):
        if name not in names:
            where = (*path, "join") if isinstance(step.join, str) else (*path, "join", number)
            expected = listed(names) or "the name of a 'meanwhile' step"
            yield Fault("unknown-branch", where, f"there is no branch '{name}'", name, expected, nearest(name, names))
