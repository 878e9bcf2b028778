"""People who are like somebody: what became of all of them, in every world, and one from their middle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from flowsim.errors import UsageError
from flowsim.plan.tables import Plan
from flowsim.report.story import WAITED, World
from flowsim.report.story_beside import under
from flowsim.report.story_picks import delays, last_discharges, people_of
from flowsim.report.story_waits import before_stays
from flowsim.report.story_words import sentence
from flowsim.results.persons import Who
from flowsim.scenario.names import listed, nearest_name
from flowsim.scenario.place import Place
from flowsim.scenario.rules import levels_of
from flowsim.units import DAY

PERCENTILES = (10, 25, 50, 75, 90)
"""Those of a group that are told before one of its people."""

ROWS = {
    "delay": ("days from ready to discharge", 1),
    "nights": ("nights in hospital", 0),
    "waited": (WAITED, 1),
}
"""What is told of a group, about the last stay in hospital of each: in words, and digits after the point."""


@dataclass(frozen=True)
class InWorld:
    """What became of the people of a group in one world, as :data:`PERCENTILES` of their last hospital stay.

    Attributes:
        world: the policy, or ``baseline``.
        title: the policy as people call it; empty for the baseline.
        people: how many of them left hospital alive after being ready.
        delay: days from ready to discharge.
        nights: nights in hospital.
        waited: days waited outside hospital for a bed in it, before the stay.
    """

    world: str
    title: str
    people: int
    delay: tuple[float, ...]
    nights: tuple[float, ...]
    waited: tuple[float, ...]


@dataclass(frozen=True)
class Group:
    """People alike: those who, in the world as it is, arrived in the window and left hospital alive after being ready.

    Attributes:
        like: the levels that were asked for.
        worlds: what became of these same people in each world, as it is first.
        middle: the person whose delay is in the middle, as it is.
    """

    like: str
    worlds: tuple[InWorld, ...]
    middle: Who


@dataclass(frozen=True)
class GroupTable:
    """A group in words, the same in the terminal and on the page: sentences, a table, and who is told of.

    A row of one cell is a heading over those that follow: where there are several worlds they stand below each other.
    """

    sentences: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    middle: str


def table_of(group: Group) -> GroupTable:
    """The percentiles of a group of people like this, in words."""
    first, *others = group.worlds
    came = f"{first.people:,} who came in the window of one replication and were discharged alive after being ready."
    same = [f"{sentence(under(one.title))[:-1]}, {one.people:,} of the same people were." for one in others]
    rows: list[tuple[str, ...]] = []
    for name, (title, digits) in ROWS.items():
        figures = [tuple(f"{value:.{digits}f}" for value in getattr(one, name)) for one in group.worlds]
        if others:
            rows += [(title,), *((under(one.title), *own) for one, own in zip(group.worlds, figures, strict=True))]
        else:
            rows.append((title, *figures[0]))
    heads = ("Percentile", *(f"{share}th" for share in PERCENTILES))
    middle = f"One from the middle of them{', as it is' if others else ''}:"
    return GroupTable((f"People like this ({group.like}): {came}", *same), heads, tuple(rows), middle)


def as_plain(group: Group) -> dict[str, Any]:
    """A group as plain values."""
    worlds = [
        {"world": one.world, "people": one.people} | {name: getattr(one, name) for name in ROWS} for one in group.worlds
    ]
    return {"like": group.like, "percentiles": PERCENTILES, "worlds": worlds}


def alike(worlds: Sequence[World], likeness: str) -> Group:
    """People with the levels of ``85+, dementia, lives alone`` at the end: the group first, then one from its middle.

    Who is in it is decided in the first world; in the others the same people are looked at, whatever they are there.

    Raises:
        UsageError: an attribute or level is unknown, or nobody is like that.
    """
    people, plan = people_of(worlds[0]), worlds[0].plan
    wanted = [_code(plan, *level) for level in asked_for(worlds[0].scenario.place, likeness)]
    days, last = delays(worlds[0]), last_discharges(worlds[0])
    like = [who for who, row in last.items() if all(people.codes[row, at] == code for at, code in wanted)]
    if not like:
        raise UsageError(f"nobody who arrived in the window and was discharged after being ready is like {likeness!r}")
    middle = sorted(like, key=lambda who: days[who])[(len(like) - 1) // 2]
    return Group(likeness, tuple(_in_world(world, like) for world in worlds), middle)


def _in_world(world: World, group: Sequence[Who]) -> InWorld:
    """What became of people in one world, as far as they have left hospital alive after being ready in it."""
    people, days, last = people_of(world), delays(world), last_discharges(world)
    there = [who for who in group if who in days]
    rows = [last[who] for who in there]
    nights = people.discharged[rows] // DAY - people.admitted[rows] // DAY
    until = dict(zip(there, people.discharged[rows].tolist(), strict=True))
    waited = before_stays(world.plan, world.replication.log, until)
    figures = ([days[who] for who in there], nights, [waited[who] / DAY for who in there])
    return InWorld(world.name, world.title, len(there), *(_percentiles(values) for values in figures))


def _percentiles(values: Sequence[float] | np.ndarray) -> tuple[float, ...]:
    if not len(values):
        return (float("nan"),) * len(PERCENTILES)
    return tuple(float(value) for value in np.percentile(values, PERCENTILES))


def asked_for(place: Place, likeness: str) -> list[tuple[str, str]]:
    """The attributes and levels that are asked for.

    Raises:
        UsageError: with everything that is none.
    """
    levels = [(name, level) for name, attribute in place.attributes.items() for level in levels_of(attribute.shares)]
    found, wrong = [], []
    for part in likeness.split(","):
        try:
            found.append(_level(levels, part.strip()))
        except UsageError as error:
            wrong += str(error).splitlines()
    if wrong:
        raise UsageError("\n".join(dict.fromkeys(wrong)))
    return found


def _level(levels: list[tuple[str, str]], part: str) -> tuple[str, str]:
    """The attribute and level that somebody means, each as it is written or in words.

    Raises:
        UsageError: there is none, or more than one.
    """
    found = [level for level in levels if part in _ways(*level)] or [
        level for level in levels if _words(part) in {_words(way) for way in _ways(*level)}
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{part!r} may be {' or '.join('='.join(level) for level in found)}: say which")
    if not levels:
        raise UsageError(f"nobody can be like {part!r}: people in this place have no attributes")
    raise UsageError(_nobody(levels, part))


def _nobody(levels: list[tuple[str, str]], part: str) -> str:
    """What is said of a level that nobody has: the nearest, and those of its attribute, or all where none is near."""
    there: dict[str, list[str]] = {}
    for attribute, level in levels:
        there.setdefault(attribute, []).append(level)
    meant = nearest_name(part, {way: None for level in levels for way in _ways(*level)})
    asked = part.partition("=")[0].strip()
    near = next((attribute for attribute, level in levels if meant in _ways(attribute, level)), "")
    attribute = asked if asked in there else near or nearest_name(asked, there)
    hint = f"; did you mean {meant!r}?" if meant else ""
    if attribute:
        return f"nobody can be like {part!r}: {attribute} is {listed(there[attribute], len(levels))}{hint}"
    every = [f"  {name}: {listed(own, len(levels))}" for name, own in there.items()]
    return "\n".join([f"nobody can be like {part!r}", "--like takes levels, alone or as ATTRIBUTE=LEVEL:", *every])


def _ways(attribute: str, level: str) -> list[str]:
    """How a level may be asked for: ``age=85+``, ``85+``, ``lives alone``; ``dementia`` and ``no dementia`` of yes, no.

    >>> _ways("dementia", "no")
    ['dementia=no', 'no', 'dementia no', 'no dementia']
    """
    plainly = {"yes": [attribute], "no": [f"no {attribute}"]}
    return [f"{attribute}={level}", level, f"{attribute} {level}", *plainly.get(level, [])]


def _words(text: str) -> str:
    """Without hyphens, capitals and spaces that mean nothing."""
    return "=".join(" ".join(part.replace("-", " ").casefold().split()) for part in text.split("="))


def _code(plan: Plan, attribute: str, level: str) -> tuple[int, int]:
    """Column and code of a level."""
    own = [name for name in plan.names["levels"] if name.startswith(f"{attribute}.")]
    return plan.names["attributes"].index(attribute), own.index(f"{attribute}.{level}")
