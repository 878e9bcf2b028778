"""Rules about a census: steps that there are, in units that fit, no more people than places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import replace

from flowsim.scenario.census import Census, Found
from flowsim.scenario.faults import Fault
from flowsim.scenario.leaving import Declare
from flowsim.scenario.names import listed, nearest, step_name
from flowsim.scenario.place import COMMUNITY, Place, Run, Unit
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import Known, names_in, rule, walk
from flowsim.scenario.step import Step
from flowsim.scenario.steps import Meanwhile, Pay, Reserve, Search, Stay, Task, Wait
from flowsim.units import HOUR

MOST_FOUND = 100_000
"""People in a census."""


def steps_of(place: Place) -> dict[str, Step]:
    """Every step that a person's main line can be at when a run starts, by ``pathway.step``."""
    beside = _beside(place)
    return {name: step for name, step in _steps(place) if id(step) not in beside and _lasts(step)}


def _steps(place: Place) -> Iterator[tuple[str, Step]]:
    for path, node in walk(place.pathways, ()):
        if isinstance(node, Step):
            yield f"{path[0]}.{step_name(node)}", node


def _beside(place: Place) -> set[int]:
    """The steps that run beside the main ones."""
    branches = [node.do for _, node in walk(place.pathways, ()) if isinstance(node, Meanwhile)]
    return {id(step) for branch in branches for _, step in walk(branch, ()) if isinstance(step, Step)}


def _lasts(step: Step) -> bool:
    """Whether somebody can be at a step for a time, with nothing but the step itself to say what is left of it."""
    waits = isinstance(step, Declare) and step.at is not None
    return waits or isinstance(step, Stay | Reserve | Task | Wait | Search)


def _refusal(place: Place, name: str, steps: dict[str, Step]) -> Fault:
    """What to say of a step at which nobody can be found."""
    beside = _beside(place)
    for other, step in _steps(place):
        if other == name and isinstance(step, Pay) and id(step) not in beside:
            message = f"people who wait for money, as at '{name}', cannot be in a census"
            return Fault("bad-census", (), message, name, "a stay, task, reserve, wait or search of a main line")
        if other == name:
            why = "runs beside other steps" if id(step) in beside else "takes no time, or is several steps in one"
            message = f"nobody can be in place at '{name}', which {why}"
            return Fault("bad-census", (), message, name, "a stay, task, reserve, wait or search of a main line")
    message = f"there is no stay, task, reserve, wait or search '{name}'"
    return Fault("bad-census", (), message, name, listed(steps), nearest(name, steps))


def follows(fault: Fault, wrong: Container[object]) -> bool:
    """Whether a fault only follows from others: from a ``wrong`` pathway, whose steps may have other names for it."""
    step = fault.code == "bad-census" and fault.path[-1:] == ("step",)
    return step and fault.found.partition(".")[0] in wrong


def unit_of(found: Found, step: Step | None) -> str:
    """Where people of a census are: as said, or the one unit of the stay under way; empty if it has several."""
    if found.unit is not None or found.waiting or not isinstance(step, Stay):
        return found.unit or COMMUNITY
    return step.stay if isinstance(step.stay, str) else ""


def amount_of(found: Found, unit: Unit | None) -> int:
    """How much of their unit each of them has: one place, or so many quanta of care a week."""
    if unit is None or unit.grain == 0 or found.amount is None:
        return 1
    return max(1, round(found.amount.value / unit.grain))


def admitted_since(found: Found) -> int:
    """How many ticks ago their stay in hospital began."""
    said = (found.admitted,) if found.admitted is not None else (found.since, found.ready)
    return max(round(ago.value) for ago in said if ago is not None)


@rule(Run)
def census(known: Known, path: Path, run: Run) -> Iterator[Fault]:
    """Everybody in a census, one by one, then all together."""
    if not isinstance(run.start, Census):
        return
    where = (*path, "start", "census")
    if isinstance(run.start.census, str):
        message = "a scenario that is not read from a file cannot name one for its census"
        yield Fault("no-folder", where, message, run.start.census, "the rows themselves")
    steps, people = steps_of(known.place), 0
    taken: Counter[str] = Counter()
    for number, found in enumerate(run.start.rows):
        yield from _one(known, (*where, number), found, steps)
        unit, many = unit_of(found, steps.get(found.step)), int(found.people.value)
        taken[unit] += many * amount_of(found, known.place.units.get(unit))
        people += many
    yield from _too_many(known.place, where, taken)
    if people > MOST_FOUND:
        yield Fault("bad-census", where, f"the census has {people:,} people", expected=f"at most {MOST_FOUND:,}")


def _too_many(place: Place, path: Path, taken: Counter[str]) -> Iterator[Fault]:
    for name, much in taken.items():
        unit = place.units.get(name)
        if unit is not None and much > unit.capacity and unit.grain:
            hours, there = (number * unit.grain / HOUR for number in (much, unit.capacity))
            yield Fault("bad-census", path, f"people in '{name}' have {hours:g} h a week, and it has {there:g} h")
        elif unit is not None and much > unit.capacity:
            yield Fault("bad-census", path, f"{much:,} people are in '{name}', which has {unit.capacity:,} places")


def _one(known: Known, path: Path, found: Found, steps: dict[str, Step]) -> Iterator[Fault]:
    for name, level in (found.set or {}).items():
        yield from known.unknown("attribute", name, (*path, "set", name), at_key=True)
        yield from known.unknown_level(name, level, (*path, "set", name))
    if found.unit is not None:
        yield from known.unknown("unit", found.unit, (*path, "unit"))
    step = steps.get(found.step)
    if step is None:
        yield replace(_refusal(known.place, found.step, steps), path=(*path, "step"))
        return
    name = unit_of(found, step)
    if name in known.place.units and known.place.units[name].weekly_budget is not None:
        yield Fault("bad-census", (*path, "unit"), "nobody is in a weekly budget, which is money", name)
        return
    yield from _where(path, found, step, name)
    unit = known.place.units.get(name)
    for key in ("ready", "admitted"):
        if getattr(found, key) is not None and (unit is None or unit.setting != "hospital"):
            message = f"only people in hospital have been {'declared ready' if key == 'ready' else 'admitted'}"
            yield Fault("bad-census", (*path, key), message, at_key=True)
    if found.ready is not None and round(found.ready.value) > admitted_since(found):
        yield Fault("bad-census", (*path, "ready"), "nobody is declared ready before they are admitted", at_key=True)
    if unit is not None and unit.grain and found.amount is None:
        message = f"'{name}' is counted in hours of care: say how many they have"
        yield Fault("bad-census", path, message, "nothing", "amount: 10 h")
    if found.amount is not None and (unit is None or not unit.grain):
        yield Fault("bad-census", (*path, "amount"), "only in units counted in hours is there an amount", at_key=True)


def _where(path: Path, found: Found, step: Step, unit: str) -> Iterator[Fault]:
    """People are in a unit of the stay that is under way, and in none for which they wait."""
    asks = step.stay if isinstance(step, Stay) else step.reserve if isinstance(step, Reserve) else None
    wanted = {name for _, names in names_in(asks, ()) for name in _all(names)} if asks is not None else set()
    waits = found.waiting or isinstance(step, Reserve)
    if isinstance(step, Stay) and not waits and unit not in wanted:
        message = f"a stay at '{found.step}' is in one of its own units: say which"
        yield Fault("bad-census", (*path, "unit"), message, found.unit or "nothing", listed(sorted(wanted)))
    if waits and unit in wanted:
        yield Fault("bad-census", (*path, "unit"), "nobody waits for the unit in which they are", unit)
    if found.waiting and not isinstance(step, Stay | Reserve | Task):
        message = f"nobody waits for a place or a worker at '{found.step}'"
        yield Fault("bad-census", (*path, "waiting"), message, at_key=True)


def _all(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names
