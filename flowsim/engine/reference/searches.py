"""Searches: providers are approached, some at once, until one accepts or there is nobody left to ask.

How a search goes depends on nothing but draws of the person, so that all of it is known when it begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from flowsim.engine.reference.views import StepView

if TYPE_CHECKING:
    from flowsim.engine.reference.line import Line

ACCEPTS = 0
"""What the draw of `accept` gives for a provider who accepts."""


@dataclass(slots=True)
class Found:
    """What a search comes to.

    Attributes:
        end: when it is over.
        accepted: whether somebody accepts.
        approaches, refusals: how many providers are asked, and refuse, up to the end.
    """

    end: int
    accepted: bool = False
    approaches: int = 0
    refusals: int = 0


def search(line: Line, step: StepView, occurrence: int) -> Found:
    """Approach providers from now on; the next one whenever one refuses."""
    asked = step.search
    assert asked is not None
    line.guard.search(occurrence, asked.most, step.row)
    found = Found(line.env.now)
    answers: list[tuple[int, int]] = []
    latest = None if asked.within is None else line.env.now + asked.within

    def approach(instant: int) -> None:
        number = occurrence * asked.most + found.approaches
        time = line.draws.duration(step.time, line.person, number)
        heappush(answers, (step.calendar.advance(instant, time), number))
        found.approaches += 1

    while found.approaches < asked.at_once:
        approach(found.end)
    while answers and not found.accepted:
        instant, number = heappop(answers)
        if latest is not None and instant > latest:
            found.end = latest
            return found
        found.end = instant
        found.accepted = line.draws.whole(asked.accept, line.person, number) == ACCEPTS
        if not found.accepted:
            found.refusals += 1
            if found.approaches < asked.most:
                approach(instant)
    return found
