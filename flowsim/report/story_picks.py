"""Whose story: people picked by what happened to them, or by likeness, from the table of people and the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from flowsim.engine.output import BEGIN, NOT_YET, People
from flowsim.errors import UsageError
from flowsim.plan.tables import Plan
from flowsim.report.story import World
from flowsim.results import persons
from flowsim.results.persons import Who
from flowsim.scenario.names import listed, nearest
from flowsim.units import DAY

PERCENTILES = (10, 25, 50, 75, 90)
"""Those of a group that are told before one of its people."""


@dataclass(frozen=True)
class Group:
    """People alike: how many, and the percentiles of their last hospital stay.

    Attributes:
        people: how many arrived in the window and went home or further alive after being ready.
        delay: days from ready to discharge, at :data:`PERCENTILES`.
        nights: nights in hospital, at the same.
        middle: the person whose delay is in the middle.
    """

    people: int
    delay: tuple[float, ...]
    nights: tuple[float, ...]
    middle: Who


@dataclass(frozen=True)
class GroupTable:
    """A group in words, the same in the terminal and on the page: a sentence, a table, and who is told of."""

    sentence: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    middle: str = "One from the middle of them:"


def table_of(group: Group, like: str) -> GroupTable:
    """The percentiles of a group of people like this, in words."""
    return GroupTable(
        f"People like this ({like}): {group.people:,} who came in the window and were discharged after being ready.",
        ("Percentile", *(f"{share}th" for share in PERCENTILES)),
        (
            ("days from ready to discharge", *(f"{value:.1f}" for value in group.delay)),
            ("nights in hospital", *(f"{value:.0f}" for value in group.nights)),
        ),
    )


def by_name(world: World, name: str) -> Who:
    """The person of a name such as ``emergency-12``: the stream of arrivals and the person's number in it, or a number.

    Raises:
        UsageError: there is no such stream or person.
    """
    return persons.by_name(world.plan, _people(world), name)


def delays(world: World) -> dict[Who, float]:
    """Days from ready to discharge in the last hospital stay, of who arrived in the window and has been discharged."""
    people = _people(world)
    plan = world.plan
    counts = (people.ready != NOT_YET) & (people.discharged > people.ready) & _in_window(plan, people.arrived)
    rows = np.flatnonzero(counts)
    days = (people.discharged[rows] - people.ready[rows]) / DAY
    return {_who(people, row): float(value) for row, value in zip(rows, days, strict=True)}


def moves(world: World) -> dict[Who, float]:
    """How often each who arrived in the window came to another unit."""
    log = world.replication.log
    assert log is not None
    main = log[(log["slot"] == 0) & (log["kind"] == BEGIN)]
    main = main[np.lexsort((main["index"], main["source"]))]
    same = (main["source"][1:] == main["source"][:-1]) & (main["index"][1:] == main["index"][:-1])
    moved = same & (main["unit"][1:] != main["unit"][:-1])
    people = _people(world)
    inside = {_who(people, row) for row in np.flatnonzero(_in_window(world.plan, people.arrived))}
    keys, counts = np.unique(
        np.stack([main["source"][1:][moved], main["index"][1:][moved]]), axis=1, return_counts=True
    )
    found = {(int(source), int(index)): float(n) for (source, index), n in zip(keys.T, counts, strict=True)}
    return {who: n for who, n in found.items() if who in inside}


def gained(worlds: list[World]) -> dict[Who, float]:
    """By how many days each waits less in hospital, once ready, under the policy; of who was discharged in both."""
    if len(worlds) < 2:
        raise UsageError("who is helped or harmed most is asked of a policy: give one with -p")
    before, after = delays(worlds[0]), delays(worlds[1])
    return {who: round(before[who] - after[who], 9) for who in before if who in after}


PICKS: dict[str, Callable[[list[World]], dict[Who, float]]] = {
    "longest-delay": lambda worlds: delays(worlds[0]),
    "most-moves": lambda worlds: moves(worlds[0]),
    "helped-most": gained,
    "harmed-most": lambda worlds: {who: -days for who, days in gained(worlds).items()},
}
"""By what happened to them: who has the most of it, the first to come if several have."""


def picked(worlds: list[World], pick: str) -> Who:
    """The person of one of :data:`PICKS`.

    Raises:
        UsageError: there is no such pick, or nobody to pick.
    """
    if pick not in PICKS:
        raise UsageError(f"--pick is one of {listed(PICKS)}, not {pick!r}")
    found = PICKS[pick](worlds)
    if not found:
        raise UsageError("nobody who arrived in the window is there to pick")
    return max(found, key=lambda who: (found[who], -who[0], -who[1]))


def alike(world: World, likeness: str) -> Group:
    """People with the levels of ``85+, dementia, lives alone`` at the end: the group first, then one from its middle.

    Raises:
        UsageError: an attribute or level is unknown, or nobody is like that.
    """
    wanted = _wanted(world.plan, likeness)
    people, days = _people(world), delays(world)
    rows = [row for row in range(len(people.source)) if all(people.codes[row, at] == code for at, code in wanted)]
    rows = [row for row in {_who(people, row): row for row in rows}.values() if _who(people, row) in days]
    if not rows:
        raise UsageError(f"nobody who arrived in the window and was discharged after being ready is like {likeness!r}")
    delay = np.array([days[_who(people, row)] for row in rows])
    nights = np.array([people.discharged[row] // DAY - people.admitted[row] // DAY for row in rows])
    order = np.argsort(delay, kind="stable")
    return Group(
        len(rows),
        tuple(float(value) for value in np.percentile(delay, PERCENTILES)),
        tuple(float(value) for value in np.percentile(nights, PERCENTILES)),
        _who(people, rows[int(order[(len(order) - 1) // 2])]),
    )


def _wanted(plan: Plan, likeness: str) -> list[tuple[int, int]]:
    """Column and code of each level that is asked for."""
    levels = [(name.partition(".")[0], name.partition(".")[2]) for name in plan.names["levels"]]
    return [_code(plan, *_level(levels, part.strip())) for part in likeness.split(",")]


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
    ways = [way for level in levels for way in _ways(*level)]
    names = listed(dict.fromkeys(name for name, _ in levels))
    says = f"nobody can be like {part!r}: --like takes levels of {names}, alone or as ATTRIBUTE=LEVEL"
    raise UsageError("; ".join(filter(None, [says, nearest(part, ways)])))


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
    own = [name for name in plan.names["levels"] if name.startswith(f"{attribute}.")]
    return plan.names["attributes"].index(attribute), own.index(f"{attribute}.{level}")


def _people(world: World) -> People:
    people = world.replication.people
    assert people is not None
    return people


def _who(people: People, row: int | np.integer) -> Who:
    return int(people.source[row]), int(people.index[row])


def _in_window(plan: Plan, arrived: np.ndarray) -> np.ndarray:
    return (arrived >= plan.window_from) & (arrived < plan.window_to)
