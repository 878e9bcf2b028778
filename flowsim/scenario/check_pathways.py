"""Rules about pathways as a whole: names of steps, calls that never come back, ways without an end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flowsim.scenario.faults import Fault
from flowsim.scenario.names import step_name
from flowsim.scenario.place import Place
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import Known, rule, walk
from flowsim.scenario.steps import Choose, Do, Leave, Request, Stay, Step, Task, Wait


@dataclass(frozen=True, slots=True)
class Call:
    """One pathway calling another at ``path``; ``last`` if nothing in the caller comes after it."""

    caller: str
    called: str
    path: Path
    last: bool


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


def calls(place: Place) -> Iterator[Call]:
    """Every call of one pathway by another, in written order."""
    for name, steps in place.pathways.items():
        yield from _calls(name, steps, ("pathways", name), True)


def _calls(caller: str, steps: Any, path: Path, last: bool) -> Iterator[Call]:
    if isinstance(steps, str):
        yield Call(caller, steps, path, last)
        return
    for number, step in enumerate(steps or []):
        ends, here = last and number == len(steps) - 1, (*path, number)
        if isinstance(step, Do):
            yield Call(caller, step.do, (*here, "do"), ends)
        for where, inner in _inner(step, here):
            yield from _calls(caller, inner, where, ends)


def _inner(step: Step, path: Path) -> Iterator[tuple[Path, Any]]:
    """The steps, or name of a pathway, written inside a step."""
    if isinstance(step, Choose):
        for number, option in enumerate(step.choose):
            yield (*path, "choose", number, "do"), option.do
    if isinstance(step, Request):
        for key in ("patience", "queue_limit"):
            part = getattr(step, key)
            if part is not None:
                yield (*path, key, "then"), part.then


def _reach(place: Place, starts: set[str]) -> set[str]:
    """The pathways that can be come to from some, themselves included."""
    after: dict[str, set[str]] = {}
    for call in calls(place):
        after.setdefault(call.caller, set()).add(call.called)
    found, stack = set(starts), list(starts)
    while stack:
        new = after.get(stack.pop(), set()) - found
        found |= new
        stack += new
    return found


@rule(Place)
def returns(known: Known, path: Path, place: Place) -> Iterator[Fault]:
    """A pathway may call itself only as the last thing it does: any other call would never come back."""
    for call in calls(place):
        if not call.last and call.caller in _reach(place, {call.called}):
            itself = "itself" if call.called == call.caller else f"'{call.called}', which leads back to it,"
            message = f"pathway '{call.caller}' calls {itself} before its last step, and so never comes back here"
            hint = "make the call the last step, or move the steps after it into a pathway of their own"
            yield Fault("never-returns", call.path, message, hint=hint)


@rule(Place)
def ends(known: Known, path: Path, place: Place) -> Iterator[Fault]:
    """Pathways that only lead back to themselves: an error if that takes no time, else a warning."""
    ending = _ending(place)
    told: set[str] = set()
    for name in place.pathways:
        round_ = {other for other in _reach(place, {name}) if name in _reach(place, {other})}
        loops = any(call.called in round_ for call in calls(place) if call.caller == name)
        early = any(not call.last and {call.caller, call.called} <= round_ for call in calls(place))
        if name in ending or not loops or early or name in told:
            continue
        told |= round_
        timeless = not any(_takes_time(place, other) for other in round_)
        yield Fault(
            "endless-pathway",
            ("pathways", name),
            f"nobody who starts pathway '{name}' ever comes to its end",
            hint="it goes round without any time passing" if timeless else "is a 'leave' missing?",
            at_key=True,
            severity="error" if timeless else "warning",
        )


def _takes_time(place: Place, pathway: str) -> bool:
    return any(isinstance(node, Stay | Task | Wait) for _, node in walk(place.pathways.get(pathway, []), ()))


def _ending(place: Place) -> set[str]:
    """The pathways that can come to an end: found by starting from none and adding until nothing changes."""
    outcomes: dict[str, set[str]] = {name: set() for name in place.pathways}
    changed = True
    while changed:
        changed = False
        for name, steps in place.pathways.items():
            now = _outcomes(steps, outcomes)
            changed, outcomes[name] = changed or now != outcomes[name], now
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
        found = {"return"}.union(*(_outcomes(inner, known) for _, inner in _inner(step, ())))
    return found | {"return"} if step.when or step.share is not None else found


@rule(Place)
def unreachable(known: Known, path: Path, place: Place) -> Iterator[Fault]:
    """Pathways to which no arrivals come: a warning, and only where all arrivals go to pathways that exist."""
    reached = _reach(place, {stream.pathway for stream in place.arrivals.values()})
    if any(stream.pathway not in place.pathways for stream in place.arrivals.values()):
        return
    for name in place.pathways if place.arrivals else ():
        if name not in reached:
            message = f"no arrivals come to pathway '{name}'"
            yield Fault("unreachable-pathway", ("pathways", name), message, at_key=True, severity="warning")
