"""Whose story: people picked by what happened to them, from the table of people and the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from flowsim.engine.output import BEGIN, NOT_YET, People
from flowsim.errors import UsageError
from flowsim.plan.tables import Plan
from flowsim.report.story import World
from flowsim.report.story_words import lasting
from flowsim.results import persons
from flowsim.results.persons import Who
from flowsim.scenario.called import small
from flowsim.scenario.names import listed
from flowsim.units import DAY

ENOUGH = 1.0
"""Days from which a time is told in days and tenths; shorter ones in hours and minutes."""


@dataclass(frozen=True)
class Picked:
    """Whose story it is, and why.

    Attributes:
        who: the person.
        pick: one of :data:`PICKS`.
        amount: how much of it: days, or how often somebody moved.
        why: a sentence that says so.
    """

    who: Who
    pick: str
    amount: float
    why: str


def by_name(world: World, name: str) -> Who:
    """The person of a name such as ``emergency-12``: the stream of arrivals and the person's number in it, or a number.

    Raises:
        UsageError: there is no such stream or person.
    """
    return persons.by_name(world.plan, people_of(world), name)


def last_discharges(world: World) -> dict[Who, int]:
    """The row of the last hospital stay that each left alive after being ready, of who arrived in the window.

    Who is in hospital again, or died there later, counts with the stay before.
    """
    people, plan = people_of(world), world.plan
    died = (people.outcome == plan.died) & (people.left == people.discharged)
    counts = (people.ready != NOT_YET) & (people.discharged >= people.ready) & ~died
    counts &= _in_window(plan, people.arrived)
    return {who_of(people, row): int(row) for row in np.flatnonzero(counts)}


def delays(world: World) -> dict[Who, float]:
    """Days from ready to discharge in that stay; who goes at the instant of being declared ready has no delay."""
    people = people_of(world)
    return {
        who: float((people.discharged[row] - people.ready[row]) / DAY) for who, row in last_discharges(world).items()
    }


def moves(world: World) -> dict[Who, float]:
    """How often each who arrived in the window came to another unit."""
    log = world.replication.log
    assert log is not None
    main = log[(log["slot"] == 0) & (log["kind"] == BEGIN)]
    main = main[np.lexsort((main["index"], main["source"]))]
    same = (main["source"][1:] == main["source"][:-1]) & (main["index"][1:] == main["index"][:-1])
    moved = same & (main["unit"][1:] != main["unit"][:-1])
    people = people_of(world)
    inside = {who_of(people, row) for row in np.flatnonzero(_in_window(world.plan, people.arrived))}
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


def picked(worlds: list[World], pick: str) -> Picked:
    """The person of one of :data:`PICKS`, and why it is this one.

    Raises:
        UsageError: there is no such pick, or nobody to pick.
    """
    if pick not in PICKS:
        raise UsageError(f"--pick is one of {listed(PICKS)}, not {pick!r}")
    found = PICKS[pick](worlds)
    if not found:
        raise UsageError("nobody who arrived in the window is there to pick")
    most = max(found, key=lambda who: (found[who], -who[0], -who[1]))
    others = sum(amount == found[most] for amount in found.values()) - 1
    return Picked(most, pick, found[most], f"{_why(worlds, pick, most, found[most])}{_as_much(others)}.")


def _why(worlds: list[World], pick: str, who: Who, amount: float) -> str:
    """Why somebody is picked, with the number; without the full stop."""
    nobody = "Picked because nobody who came in the window"
    if pick == "longest-delay":
        return f"{nobody} was delayed longer: {_days(amount)} from ready to discharge in the last stay, as it is"
    if pick == "most-moves":
        return f"{nobody} moved more often: {amount:.0f} time{'' if amount == 1 else 's'} to another unit, as it is"
    policy, does, less = small(worlds[1].title), *_WORDS[pick]
    if amount <= 0:
        return (
            f"Nobody who came in the window was delayed {less} in hospital under {policy}; picked is who came nearest"
        )
    both = f"{_days(delays(worlds[0])[who])} without it, {_days(delays(worlds[1])[who])} with it"
    return f"{nobody} was {does} more by {policy}: delayed {_days(amount)} {less} in the last stay ({both})"


_WORDS = {"helped-most": ("helped", "less"), "harmed-most": ("harmed", "longer")}


def _as_much(others: int) -> str:
    """How many have as much of it."""
    return f"; {others:,} other{'' if others == 1 else 's'} as much, and this one came first" if others else ""


def _days(days: float) -> str:
    """A delay in words.

    >>> _days(41.04), _days(0.25), _days(0.0)
    ('41.0 days', '6 hours', 'no time')
    """
    if days >= ENOUGH:
        return f"{days:.1f} days"
    return lasting(round(days * DAY)) if days else "no time"


def people_of(world: World) -> People:
    """The table of people of a world."""
    people = world.replication.people
    assert people is not None
    return people


def who_of(people: People, row: int | np.integer) -> Who:
    """The person of a row of the table."""
    return int(people.source[row]), int(people.index[row])


def _in_window(plan: Plan, arrived: np.ndarray) -> np.ndarray:
    return (arrived >= plan.window_from) & (arrived < plan.window_to)
