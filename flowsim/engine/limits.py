"""How much one replication may be: runs that would never end are stopped with a message, in both engines alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowsim.plan.tables import Plan

MOST_AT_ONE_INSTANT = 1_000_000
"""Happenings, and steps run through, that one instant may have; people in place at the start do not count."""

VISITS_A_SPELL = 65_536
"""A random number's occurrence is the spell times this, plus the visit within the spell. One visit more in a spell
would take the random numbers of the next."""

SPELLS = 65_536
"""How often a person may come, the first time included: one more would take the random numbers of the first."""

OCCURRENCES = 2**32
"""Random numbers that one person has for one purpose. A search takes as many a visit as it has approaches at most."""

VISITS_REACHED, SPELLS_REACHED, APPROACHES_REACHED, PRESENT_REACHED = range(1, 5)
"""The limits at which somebody stops a replication: three of one person, and that of all who are present."""

MOST_PRESENT = 5_000_000
"""People who may be present at once; their branches, and who is away until a return, do not count."""


def said(plan: Plan, limit: int, number: int) -> str:
    """What to say of somebody who has come to a limit of one person: at a counter of visits, else at a row of steps."""
    if limit == VISITS_REACHED:
        what, number = f"visits of one person to a step in one spell than {VISITS_A_SPELL:,}", row_of(plan, number)
    elif limit == SPELLS_REACHED:
        what = f"spells of one person than {SPELLS:,}"
    else:
        what = f"approaches in the searches of one person than there are random numbers, {OCCURRENCES:,}"
    return f"more {what}, at step '{plan.names['steps'][number]}'"


def row_of(plan: Plan, counter: int) -> int:
    """The first row of steps that has a counter of visits, as its own or for one of its risks."""
    rows = (plan.steps["visit"] == counter).nonzero()[0]
    if len(rows):
        return int(rows[0])
    risk = int((plan.risks["visit"] == counter).argmax())
    first, count = plan.steps["risks"], plan.steps["risk_count"]
    return int(((first <= risk) & (risk < first + count)).argmax())
