"""Crowded random plans, made by hand, in both engines: few places, full from the start, much at one instant.

The scenarios of `tests/engines` cover the language; these plans go for what is rare there: rings of three and more,
people passed over by them, long delays, declarations that come and go.
"""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest

from flowsim.engine import compiled, reference
from flowsim.engine.output import LOG
from flowsim.results.difference import first_difference
from flowsim.units import DAY, HOUR
from tests.engines.handmade import Handmade

RUNS = 300
UNITS = ("a", "b", "c", "d", "e")
RINGS, MOVED, PASSED_OVER = 5, 6, 7


def crowded(seed: int) -> Handmade:
    """A plan in which people go from unit to unit; every way back leads through a wait, so that time passes."""
    chance = Random(seed)
    units = UNITS[: chance.randint(2, 5)]
    made = Handmade(
        {unit: chance.choice((1, 1, 1, 2)) for unit in units},
        hospital=[unit for unit in units if chance.random() < 0.5],
        teams={"hub": 1, "board": 2},
        hours={"hub": [(24 * day + 9, 24 * day + 17) for day in range(5)]},
        attributes={"need": 2, "town": 2},
        groups=("need",),
        marks=("ready", "seen"),
        intervals=[("seen", "ready"), ("ready", "seen")],
        horizon=chance.choice((4, 9)) * DAY + chance.choice((0, 7)) * HOUR,
        weekday=chance.randrange(7),
    )
    made.window = (chance.choice((0, DAY, 30 * HOUR)), made.horizon - chance.choice((0, DAY)))
    names = [f"step {number}" for number in range(chance.randint(5, 12))]
    for number, name in enumerate(names):
        add_step(made, chance, name, [*names[number + 1 :], "goodbye"], units)
    made.wait("meanwhile", 7 * HOUR, next=names[0])
    made.leave(chance.choice(("home", "died")), name="goodbye")
    for unit in units:
        for place in range(made.units[unit] or 0):
            entry = chance.choice(names)
            made.in_place(f"{unit}{place}", unit, chance.choice((1, 1, 2, 26)), entry, need=chance.randrange(2))
    for number in range(chance.randint(0, 12)):
        made.someone(f"person {number}", chance.randrange(0, 60), chance.choice(names), town=chance.randrange(2))
    return made


def add_step(made: Handmade, chance: Random, name: str, later: list[str], units: tuple[str, ...]) -> None:
    """One random step; all its exits but the last lead forward."""
    kind = chance.choice(("stay", "stay", "stay", "stay", "task", "wait", "choose", "set", "ready", "seen"))
    by_need = ("row", made.table.by(0, [made.table.constant(chance.randrange(64)) for _ in range(2)]))
    time: Any = chance.choice((0, HOUR, 2 * HOUR, 24 * HOUR, ("exponential", {"mean": 5 * HOUR})))
    request: dict[str, Any] = {"time": time, "visit": len(made.steps)}
    if chance.random() < 0.5:
        request["priority"] = by_need
    if chance.random() < 0.2:
        request |= {"patience": chance.choice((0, 3 * HOUR, 24 * HOUR)), "impatient": chance.choice(later)}
    if chance.random() < 0.15:
        request |= {"limit": chance.randrange(3), "turned_away": chance.choice(later)}
    match kind:
        case "stay":
            made.stay(name, *chance.sample(units, chance.choice((1, 1, 1, 2))), **request)
        case "task":
            made.task(name, chance.choice(("hub", "board")), **request)
        case "wait":
            calendar = {"calendar": "hub"} if chance.random() < 0.5 else {}
            made.wait(name, time, visit=len(made.steps), **calendar)
        case "choose":
            shares = made.table.category([0.4, 1.0])
            made.choose(
                name, ("row", shares), chance.choice(["meanwhile", *later]), chance.choice(later), visit=len(made.steps)
            )
        case "set":
            made.set(name, "need", ("row", made.table.category([0.5, 1.0])), visit=len(made.steps))
        case mark:
            made.mark(mark, name)


@pytest.mark.parametrize("block", range(10))
def test_the_engines_agree_where_it_is_crowded(block: int) -> None:
    for seed in range(block * RUNS // 10, (block + 1) * RUNS // 10):
        plan = crowded(seed).plan()
        left, right = (engine.replicate(plan, seed, 0, LOG) for engine in (reference, compiled))
        assert not first_difference(plan, left, right), seed


def test_the_crowded_plans_have_what_they_are_for() -> None:
    runs = [compiled.replicate(crowded(seed).plan(), seed, 0, LOG).tallies for seed in range(RUNS)]
    totals = np.array([tallies.totals for tallies in runs])
    assert totals[:, RINGS].sum() > 100
    assert (totals[:, MOVED] > 2 * totals[:, RINGS]).sum() > 20  # a ring of three or more
    assert totals[:, PASSED_OVER].sum() > 20
    for tally in ("delay_sum", "ready", "died_in_hospital", "gave_up", "turned_away", "interval_count", "worked"):
        assert sum(bool(getattr(tallies, tally).any()) for tallies in runs) > 20, tally
