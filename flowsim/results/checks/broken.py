"""A broken rule, as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flowsim.plan.tables import Plan

MOST_OF_A_RULE = 10
"""No more than this many breaches of one rule are reported."""


@dataclass(frozen=True, slots=True)
class Broken:
    """One breach of one rule.

    Attributes:
        rule: short stable name, such as ``capacity``.
        time: instant in ticks; -1 where it is of the whole run.
        sentence: what was found and what should have been, for a person.
    """

    rule: str
    time: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.sentence}"


def when(plan: Plan, instant: int) -> str:
    """An instant as date and time."""
    return f"{datetime.fromisoformat(plan.start_date) + timedelta(milliseconds=instant):%Y-%m-%d %H:%M:%S}"


def person(plan: Plan, source: int, index: int) -> str:
    """A person, for a sentence."""
    return f"person {index} of {plan.names['sources'][source]}"
