"""People who are followed are at every instant somewhere; those who died, or were struck, are among all of these."""

from __future__ import annotations

from collections.abc import Iterator

from flowsim.engine.followed import AT_END, BACK, MOVES, PEOPLE, TICKS, WISHED
from flowsim.engine.output import Tallies
from flowsim.plan.tables import Plan
from flowsim.results.checks.broken import Broken


def check_followed(plan: Plan, tallies: Tallies) -> Iterator[Broken]:
    """Rule ``followed``."""
    for period, name in enumerate(plan.names.get("periods", ())):
        counts, ticks = tallies.followed[period], int(plan.periods["ticks"][period])
        if (counts[TICKS:AT_END].sum(axis=0) != counts[PEOPLE] * ticks).any():
            yield Broken(
                "followed", -1, f"{name}: the time of people followed is not that of the places where they were"
            )
        if (counts[AT_END:WISHED].sum(axis=0) != counts[PEOPLE]).any():
            yield Broken("followed", -1, f"{name}: not everybody who is followed is somewhere at the end")
        if (counts[BACK] > counts[PEOPLE]).any() or (counts[BACK] > counts[MOVES]).any():
            yield Broken("followed", -1, f"{name}: more people are back in hospital than were followed, or moved")
    if plan.died >= 0 and (tallies.died.sum(axis=0) > tallies.left[plan.died]).any():
        yield Broken("followed", -1, "more people died in a wait-state than left by death")
    if (tallies.struck_waiting.sum(axis=1) > tallies.struck).any() or (tallies.struck_ready > tallies.struck).any():
        yield Broken("followed", -1, "a risk happened more often to people who waited, or were ready, than to all")
