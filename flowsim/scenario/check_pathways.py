"""Rules about pathways as a whole: names of steps, calls that never come back, ways without an end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flowsim.scenario.calls import CallGraph, inner_steps
from flowsim.scenario.faults import Fault
from flowsim.scenario.names import step_name
from flowsim.scenario.place import Place
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import Known, rule, walk
from flowsim.scenario.steps import Choose, Do, Leave, Message, Pay, Reserve, Search, Stay, Step, Task, Wait

DEEPEST_CALLS = 100
"""Steps inside each other, through calls, that a place may have: the plan writes called pathways out in place, and
goes down into them as deep as they lead."""


@rule(Place)
def step_names(known: Known, path: Path, place: Place) -> Iterator[Fault]:
    """Within a pathway names of steps differ, since draws, settings and policies find a step by its name."""
    for pathway, steps in place.pathways.items():
        first: dict[str, Path] = {}
        for where, step in walk(steps, ("pathways", pathway)):
            if isinstance(step, Step) and first.setdefault(step_name(step), where) != where:
                name = step_name(step)
                other = first[name]
                message = f"two steps of pathway '{pathway}' are called '{name}'"
                yield Fault("duplicate-step", where, message, hint="give each a name", other=other)


@rule(Place)
def calls(known: Known, path: Path, place: Place) -> Iterator[Fault]:
    """The calls of pathways: they come back, come to an end, do not lead too deep, and leave no pathway out."""
    graph = CallGraph.of(place)
    yield from _returns(graph)
    yield from _ends(place, graph)
    yield from _too_deep(graph)
    yield from _unreachable(place, graph)


def _returns(graph: CallGraph) -> Iterator[Fault]:
    """A pathway may call itself only as the last thing it does: any other call would never come back."""
    for call in graph.calls:
        if not call.last and graph.within(call):
            itself = "itself" if call.called == call.caller else f"'{call.called}', which leads back to it,"
            message = f"pathway '{call.caller}' calls {itself} before its last step, and so never comes back here"
            hint = "make the call the last step, or move the steps after it into a pathway of their own"
            yield Fault("never-returns", call.path, message, hint=hint)


def _ends(place: Place, graph: CallGraph) -> Iterator[Fault]:
    """Pathways that only lead back to themselves: an error if that takes no time, else a warning."""
    ending = _ending(place, graph)
    inside = [call for call in graph.calls if graph.within(call)]
    early = {graph.group_of[call.caller] for call in inside if not call.last}
    told = set(early)
    loops = {call.caller for call in inside}
    for name in place.pathways:
        group = graph.group_of[name]
        if name in ending or name not in loops or group in told:
            continue
        told.add(group)
        timeless = not any(_takes_time(place, other) for other in graph.groups[group])
        yield Fault(
            "endless-pathway",
            ("pathways", name),
            f"nobody who starts pathway '{name}' ever comes to its end",
            hint="it goes round without any time passing" if timeless else "is a 'leave' missing?",
            at_key=True,
            severity="error" if timeless else "warning",
        )


def _too_deep(graph: CallGraph) -> Iterator[Fault]:
    """One fault, at the first pathway from which calls lead deepest."""
    depths = graph.depths()
    name = max(graph.names, key=depths.__getitem__, default="")
    if name and depths[name] > DEEPEST_CALLS:
        message = f"calls lead from pathway '{name}' into ever more pathways, steps inside steps"
        hint = "write pathways that only call one another as one"
        found, expected = f"{depths[name]} deep", f"at most {DEEPEST_CALLS}"
        yield Fault("too-deep-calls", ("pathways", name), message, found, expected, hint, at_key=True)


def _takes_time(place: Place, pathway: str) -> bool:
    return any(
        isinstance(node, Stay | Reserve | Pay | Task | Wait | Message | Search)
        for _, node in walk(place.pathways.get(pathway, []), ())
    )


def _ending(place: Place, graph: CallGraph) -> set[str]:
    """The pathways that can come to an end: found by starting from none and adding until nothing changes.

    A pathway is looked at again only when one that it calls has changed, which each does at most twice.
    """
    outcomes: dict[str, set[str]] = {name: set() for name in place.pathways}
    callers: dict[str, set[str]] = {name: set() for name in place.pathways}
    for call in graph.calls:
        callers[call.called].add(call.caller)
    waiting = [name for group in reversed(graph.groups) for name in group]
    queued = set(waiting)
    while waiting:
        name = waiting.pop()
        queued.discard(name)
        now = _outcomes(place.pathways[name], outcomes)
        if now != outcomes[name]:
            outcomes[name] = now
            new = callers[name] - queued
            waiting += sorted(new)
            queued |= new
    return {name for name, found in outcomes.items() if found}


def _outcomes(steps: Any, known: dict[str, set[str]]) -> set[str]:
    """How steps can end: ``leave``, ``return``, both, or (going round for ever) neither."""
    if isinstance(steps, str):
        return set(known.get(steps, {"return"}))
    found: set[str] = set()
    for step in steps or []:
        now = _step_outcomes(step, known)
        found |= now - {"return"}
        if "return" not in now:
            return found
    return found | {"return"}


def _step_outcomes(step: Step, known: dict[str, set[str]]) -> set[str]:
    if isinstance(step, Leave):
        found = {"leave"}
    elif isinstance(step, Do):
        found = set(known.get(step.do, {"return"}))
    elif isinstance(step, Choose):
        found = set().union(*(_outcomes(option.do, known) for option in step.choose))
        if all(option.when for option in step.choose):
            found.add("return")
    else:
        found = {"return"}.union(*(_outcomes(inner, known) for _, inner in inner_steps(step, ())))
    return found | {"return"} if step.when or step.share is not None else found


def _unreachable(place: Place, graph: CallGraph) -> Iterator[Fault]:
    """Pathways to which no arrivals come: a warning, and only where all arrivals go to pathways that exist."""
    starts = {stream.pathway for stream in place.arrivals.values()}
    leaves = (node for _, node in walk(place.pathways, ()) if isinstance(node, Leave) and node.returns)
    starts |= {step.returns.to for step in leaves if step.returns and step.returns.to in place.pathways}
    if not starts or not starts <= place.pathways.keys():
        return
    reached = graph.reach(starts)
    for name in place.pathways:
        if name not in reached:
            message = f"no arrivals come to pathway '{name}'"
            yield Fault("unreachable-pathway", ("pathways", name), message, at_key=True, severity="warning")
