"""Searches gone through again: what each must have come to. Only the draws are shared with the engines."""

from __future__ import annotations

import numpy as np

from flowsim.plan.tables import Plan
from flowsim.results.clock import Clock
from flowsim.results.redraw import Draws


def search_again(
    plan: Plan, draws: Draws, clock: Clock, row: int, who: tuple[int, int], codes: np.ndarray, visit: int, now: int
) -> tuple[int, list[int]]:
    """When a search that begins now is over, and the acts that are counted then.

    Every provider is a line of its own: (when asked, when they answer, number), kept sorted by hand.
    """
    asked = plan.searches[plan.steps["target"][row]]
    most, act = int(asked["most"]), int(asked["act"])
    latest = now + int(asked["within"]) if asked["within"] >= 0 else None

    def answer(number: int, instant: int) -> tuple[int, int]:
        return clock.finish(instant, draws.length(row, *who, codes, visit * most + number)), number

    waiting = [answer(number, now) for number in range(int(asked["at_once"]))]
    made, refusals, end = len(waiting), 0, now
    while waiting:
        instant, number = min(waiting)
        waiting.remove((instant, number))
        if latest is not None and instant > latest:
            end = latest
            break
        end = instant
        if draws.accepts(int(plan.steps["target"][row]), *who, codes, visit * most + number):
            return end, [act] * made + [act + 1] * refusals + [act + 2]
        refusals += 1
        if made < most:
            waiting.append(answer(made, instant))
            made += 1
    return end, [act] * made + [act + 1] * refusals + [act + 3]
