"""SimPy's environment with a total order: what happens first at one instant never depends on who asked
first.

SimPy takes events from a heap of (time, priority, sequence number, event). Its two priorities leave most
ties to the sequence number, an artefact of the order in which a model happens to be written. Here the
priority is a key, (phase, source, index, slot), so that the order of one instant is a rule of the model
(see RULES.md).
"""

from __future__ import annotations

import simpy
from simpy.events import NORMAL

Key = tuple[int, int, int, int]
"""(phase, source, index, slot); tuples compare from the left, so this is the order of one instant."""

AT_ONCE, START, HAZARDS, ENDS, GRANTS, PATIENCE, LIMITS = range(-1, 6)
"""The phases. AT_ONCE is for SimPy's own events: starting a process, telling a person that a request is
answered. They carry out what has just happened and come before any other happening."""


class KeyedEnvironment(simpy.Environment):
    """SimPy's environment, with :data:`Key` as the priority of an event and whole ticks as the time."""

    @property
    def now(self) -> int:
        """The present instant, in ticks."""
        return self._now  # type: ignore[return-value]

    def schedule(self, event: simpy.Event, priority: int | Key = NORMAL, delay: float = 0) -> None:
        """Put an event on the heap. SimPy's own priorities are whole numbers and mean: at once.

        The end of a run, ``run(until=horizon)``, is such an event, so nothing at the horizon itself happens.
        """
        key = priority if isinstance(priority, tuple) else (AT_ONCE, priority, 0, 0)
        super().schedule(event, key, delay)  # type: ignore[arg-type]


class Moment(simpy.Event):
    """What SimPy calls a timeout, at a stated instant and in a stated phase.

    Yield it to sleep until then, or add a function to its ``callbacks``. A moment cannot be taken back:
    one that is no longer wanted passes, and whoever it calls must see that there is nothing left to do.
    """

    def __init__(
        self, env: KeyedEnvironment, time: int, phase: int, source: int = 0, index: int = 0, slot: int = 0
    ) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        env.schedule(self, moment_key(phase, source, index, slot), time - env.now)


def moment_key(phase: int, source: int, index: int, slot: int) -> Key:
    """The key of the moment of a line: lesser (source, index, slot) first, but in LIMITS greater first: the last
    to join goes.

    >>> moment_key(ENDS, 0, 7, 0) < moment_key(ENDS, 1, 0, 0)
    True
    >>> moment_key(LIMITS, 0, 7, 0) < moment_key(LIMITS, 1, 0, 0)
    False
    """
    return (phase, -source, -index, -slot) if phase == LIMITS else (phase, source, index, slot)
