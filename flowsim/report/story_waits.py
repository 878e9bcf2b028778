"""How long somebody waited for a hospital bed while not in one: at home, in the emergency department, elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from flowsim.engine.output import BEGIN, DEPART, GIVE_UP, JOIN, STOPPED, TURN_AWAY
from flowsim.plan.tables import Plan
from flowsim.results.persons import Who

_ENDS = (BEGIN, GIVE_UP, TURN_AWAY, STOPPED, DEPART)
"""Kinds of event that end what somebody waits for."""


def bed_waits(plan: Plan, lines: Iterable[Sequence[Any]]) -> list[int]:
    """Ticks for which one person waited outside hospital for a place in it, before each stay; the last since then.

    A stay is all the time from coming into any hospital unit until out of all of them. Beds that are asked for beside
    the person's main line are left out.

    Args:
        plan: of the world.
        lines: of the person's log, in order.
    """
    hospital = plan.resources["hospital"]
    found, asked, inside = [0], -1, False
    for time, _, _, kind, _, unit, resource, _, slot in lines:
        if slot:
            continue
        if kind in _ENDS and asked >= 0:
            found[-1] += time - asked
            asked = -1
        now = bool(hospital[unit]) and kind != DEPART
        if now and not inside:
            found.append(0)
        inside = now
        if kind == JOIN and not inside and 0 <= resource < plan.units and hospital[resource]:
            asked = time
    return found


def before_stays(plan: Plan, log: np.ndarray | None, until: Mapping[Who, int]) -> dict[Who, int]:
    """For each of some people, the ticks waited for a bed before the hospital stay that ended at an instant."""
    assert log is not None
    wanted: dict[Who, list[tuple[Any, ...]]] = {who: [] for who in until}
    sources = np.array([who[0] for who in until], np.int64)
    indexes = np.array([who[1] for who in until], np.int64)
    theirs = np.isin(log["source"].astype(np.int64) * _FAR + log["index"], sources * _FAR + indexes)
    for line in log[theirs].tolist():
        who = line[1], line[2]
        if line[0] <= until[who]:
            wanted[who].append(line)
    return {who: bed_waits(plan, lines)[-2] for who, lines in wanted.items()}


_FAR = 2**40
"""More than there are people of one stream, so that a stream and a number in it are one number."""
