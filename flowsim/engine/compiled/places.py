"""Places: a person goes from one unit to another."""

import numpy as np

from flowsim.engine.compiled.amounts import charge_place, resize
from flowsim.engine.compiled.following import book_follows, moved, where_is
from flowsim.engine.compiled.holds import find_kept, keep, unkeep, vacate
from flowsim.engine.compiled.layout import NONE, Program, Results, State
from flowsim.engine.compiled.queues import release, take
from flowsim.engine.compiled.tallies import enter_hospital, leave_hospital
from flowsim.plan.tables import COMMUNITY_UNIT
from flowsim.random.jit import inlined
from flowsim.units import DAY

BY_RING, KEPT = np.int64(1), np.int64(2)
"""How somebody came to a place, where it was not their turn; 0 where it was."""


@inlined
def move(program: Program, state: State, results: Results, p: int, unit: int, how: int, now: int) -> None:
    """Person p, charged up to now, goes from their unit to another: when it is their turn, by a ring, or back to a
    place that was kept (0, 1, 2)."""
    person = state.people[p]
    old = np.int64(person["unit"])
    if program.amounts:
        if old == unit:
            resize(program, state, results, p, now)
            return
        charge_place(program, state, results, p, now)
    if len(program.follows) > 0:
        book_follows(program, state, results, p, where_is(program, state, p), now)
    day = now // DAY
    was, will_be = program.resources[old]["hospital"], program.resources[unit]["hospital"]
    if was and not will_be:
        leave_hospital(program, state, results, p, now, NONE)
    elif will_be and not was:
        enter_hospital(program, state, results, p, now)
    elif person["declared"]:
        results.unit_days[old, day]["ready"] -= 1
        results.unit_days[unit, day]["ready"] += 1
    results.unit_days[old, day]["occupied"] -= 1
    results.unit_days[unit, day]["occupied"] += 1
    person["unit"] = unit
    if len(program.follows) > 0:
        moved(program, state, results, p, old, now)
    if program.keeps and old != COMMUNITY_UNIT and program.steps[person["row"]]["keep"] >= 0:
        keep(program, state, p, np.int64(person["row"]), old, np.int64(person["amount"]), now)
    elif how == BY_RING:
        release(state, old, person["amount"])
    else:
        vacate(program, state, results, old, np.int64(person["amount"]), now)
    if program.keeps and find_kept(state, p, unit) >= 0:
        unkeep(program, state, results, find_kept(state, p, unit), now)
    take(state, unit, person["wants"])
    person["amount"] = person["wants"]
