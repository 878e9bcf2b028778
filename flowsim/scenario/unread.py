"""What can be said of a scenario of which some file cannot be read: nothing that hangs on what may stand there."""

from __future__ import annotations

from dataclasses import dataclass, field

from flowsim.scenario.built_on import WORD
from flowsim.scenario.faults import Fault

NAMES = (
    "unknown-unit", "unknown-team", "unknown-fund", "unknown-resource", "unknown-calendar", "unknown-clock",
    "unknown-attribute", "unknown-level", "unknown-pathway", "unknown-reason", "unknown-branch", "title-of-nothing",
)  # fmt: skip
"""Faults of a name that nothing has; they may follow if the name stands in what could not be read."""

ANYWHERE = (
    "unknown-mark", "unreachable-pathway", "near-miss", "never-followed", "never-paid", "bad-census",
    "before-the-start", "no-sittings", "idle-market", "nobody-comes", "after-the-run", "staff-drifts",
)  # fmt: skip
"""Faults that may follow whatever stands there: of people, money and time of the whole place."""


@dataclass
class Unread:
    """What could not be read of a scenario.

    Attributes:
        texts: what stands in each file that could not be read; None for one of which that is not known.
        base: whether something is missing of what the scenario builds on, so that entries may be parts only.
    """

    texts: list[str | None] = field(default_factory=list)
    base: bool = False

    def __bool__(self) -> bool:
        return self.base or bool(self.texts)

    def may_hold(self, word: str) -> bool:
        """Whether a name may be defined in what could not be read.

        >>> Unread(["units: {ward: {places: 10"]).may_hold("ward"), Unread(["units: {"]).may_hold("ward")
        (True, False)
        """
        return self.base or any(text is None or word in text or WORD in text for text in self.texts)

    def may_cause(self, fault: Fault) -> bool:
        """Whether a fault of the rest may only follow from what could not be read."""
        if fault.code == "missing-key":
            return len(fault.path) <= (3 if self.base else 2 if fault.path[0] == "run" else 1)
        names = fault.code in NAMES or (fault.code == "bad-hours" and fault.at_key)  # the key may be a calendar
        return fault.code in ANYWHERE or (names and self.may_hold(fault.found))
