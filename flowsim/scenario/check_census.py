"""Rules about a census: steps that there are, in units that fit, no more people than places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from flowsim.scenario.census import Census, Found
from flowsim.scenario.faults import Fault
from flowsim.scenario.names import listed, nearest, step_name
from flowsim.scenario.place import COMMUNITY, Place, Run
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import Known, names_in, rule, walk
from flowsim.scenario.steps import Meanwhile, Stay, Step, Task

MOST_FOUND = 100_000
"""People in a census."""


def steps_of(place: Place) -> dict[str, Step]:
    """Every stay and task that a person's main line can be at, by ``pathway.step``."""
    beside = {
        id(step)
        for _, node in walk(place.pathways, ())
        if isinstance(node, Meanwhile)
        for _, step in walk(node.do, ())
        if isinstance(step, Step)
    }
    return {
        f"{path[0]}.{step_name(node)}": node
        for path, node in walk(place.pathways, ())
        if isinstance(node, Stay | Task) and id(node) not in beside
    }


def unit_of(found: Found, step: Step | None) -> str:
    """Where people of a census are: as said, or the one unit of the stay under way; empty if it has several."""
    if found.unit is not None or found.waiting or not isinstance(step, Stay):
        return found.unit or COMMUNITY
    return step.stay if isinstance(step.stay, str) else ""


@rule(Run)
def census(known: Known, path: Path, run: Run) -> Iterator[Fault]:
    """Everybody in a census, one by one, then all together."""
    if not isinstance(run.start, Census):
        return
    steps = steps_of(known.place)
    people: Counter[str] = Counter()
    for number, found in enumerate(run.start.census):
        where = (*path, "start", "census", number)
        yield from _one(known, where, found, steps)
        people[unit_of(found, steps.get(found.step))] += int(found.people.value)
    for name, count in people.items():
        unit = known.place.units.get(name)
        if unit is not None and count > unit.capacity:
            message = f"{count:,} people are in '{name}', which has {unit.capacity:,} places"
            yield Fault("bad-census", (*path, "start", "census"), message)
    if people.total() > MOST_FOUND:
        message = f"the census has {people.total():,} people"
        yield Fault("bad-census", (*path, "start", "census"), message, expected=f"at most {MOST_FOUND:,}")


def _one(known: Known, path: Path, found: Found, steps: dict[str, Step]) -> Iterator[Fault]:
    for name, level in (found.set or {}).items():
        yield from known.unknown("attribute", name, (*path, "set", name), at_key=True)
        yield from known.unknown_level(name, level, (*path, "set", name))
    if found.unit is not None:
        yield from known.unknown("unit", found.unit, (*path, "unit"))
    step = steps.get(found.step)
    if step is None:
        message = f"there is no stay or task '{found.step}'"
        yield Fault("bad-census", (*path, "step"), message, found.step, listed(steps), nearest(found.step, steps))
        return
    if getattr(step, "amount", None) is not None:
        yield Fault("bad-census", (*path, "step"), "nobody can be in place at a stay that takes hours of care")
    unit = unit_of(found, step)
    where = {name for _, names in names_in(step.stay, ()) for name in _all(names)} if isinstance(step, Stay) else set()
    if not found.waiting and isinstance(step, Stay) and unit not in where:
        message = f"a stay at '{found.step}' is in one of its own units: say which"
        yield Fault("bad-census", (*path, "unit"), message, found.unit or "nothing", listed(sorted(where)))
    if found.waiting and unit in where:
        yield Fault("bad-census", (*path, "unit"), "nobody waits for the unit in which they are", unit)
    hospital = unit in known.place.units and known.place.units[unit].setting == "hospital"
    for key in ("ready", "admitted"):
        if getattr(found, key) is not None and not hospital:
            message = f"only people in hospital have been {'declared ready' if key == 'ready' else 'admitted'}"
            yield Fault("bad-census", (*path, key), message, at_key=True)


def _all(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names
