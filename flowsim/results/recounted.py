"""What the recount keeps of each person while it reads the log."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from flowsim.engine.output import NOT_YET, People
from flowsim.plan.tables import Plan


@dataclass(slots=True)
class Line:
    """What one line of a person is at since when; -1 is nothing yet."""

    slot: int
    since: int
    row: int = -1
    active: int = 0
    request: tuple[int, int, int] | None = None
    work: tuple[int, int] | None = None


@dataclass(slots=True)
class Person:
    """What the log has told of one person so far; -1 is nowhere, and of instants NOT_YET (left: -1) never."""

    source: int
    index: int
    arrived: int
    codes: np.ndarray
    marks: list[int]
    unit: int
    charged: int
    placed: int
    left: int = -1
    outcome: int = -1
    spell: int = 0
    home_since: int = NOT_YET
    state: int = -1
    declared: int = 0
    admitted: int = NOT_YET
    ready: int = NOT_YET
    discharged: int = NOT_YET
    lines: dict[int, Line] = field(default_factory=dict)
    shown: int = 0
    opened: dict[int, int] = field(default_factory=dict)
    decided: set[int] = field(default_factory=set)

    @property
    def who(self) -> tuple[int, int]:
        """Source and index."""
        return self.source, self.index


def table(plan: Plan, people: list[Person]) -> People:
    """The people, in their order, as the engines give them."""

    def column(name: str, kind: str) -> np.ndarray:
        return np.array([getattr(person, name) for person in people], kind)

    return People(
        source=column("source", "i4"),
        index=column("index", "i8"),
        spell=column("spell", "i8"),
        arrived=column("arrived", "i8"),
        left=column("left", "i8"),
        outcome=column("outcome", "i4"),
        unit=column("unit", "i4"),
        codes=column("codes", "i4").reshape(len(people), len(plan.attributes)),
        marks=column("marks", "i8").reshape(len(people), plan.marks),
        admitted=column("admitted", "i8"),
        ready=column("ready", "i8"),
        discharged=column("discharged", "i8"),
    )


def expires(plan: Plan) -> dict[int, int]:
    """The attribute that has gone out of date, by the first row of what is set then."""
    sets = plan.steps[plan.steps["expiry"] >= 0]
    return dict(zip(plan.expiries["then"][sets["expiry"]].tolist(), sets["target"].tolist(), strict=True))
