"""Rows of the steps table in the making."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from flowsim.plan import tables
from flowsim.plan.expiries import Expiry
from flowsim.plan.risks import Hazard


@dataclass
class Row:
    """A row of the steps table in the making. ``options`` and ``wanted`` are laid out flat at the end."""

    kind: int
    definition: str
    next: int = -1
    time: int = -1
    purpose: int = 0
    counted: str = ""
    options: list[int] = field(default_factory=list)
    wanted: list[int] = field(default_factory=list)
    calendar: int = -1
    priority: int = -1
    jumps: list[tuple[int, int]] = field(default_factory=list)
    risks: list[Hazard] = field(default_factory=list)
    patience: int = -1
    patience_purpose: int = 0
    travel: int = -1
    travel_purpose: int = 0
    impatient: int = -1
    limit: int = -1
    turned_away: int = -1
    target: int = -1
    reason: int = 0
    until: int = 0
    note: str = ""
    amount: int = -1
    amount_purpose: int = 0
    uptake: int = -1
    tapers: list[tuple[int, int]] = field(default_factory=list)
    keep: int = -1
    keep_payer: int = -1
    expiry: Expiry | None = None
    sitting: int = 0
    closes: int = 0

    def exits(self) -> list[int]:
        """The rows to which a person can go from here, in the order in which they are numbered."""
        thens = [risk.then for risk in self.risks]
        thens += [] if self.expiry is None else [self.expiry.then]
        return [row for row in (*self.options, self.impatient, self.turned_away, self.next, *thens) if row >= 0]


def transfer_to(stay: Row, number: int, time: int) -> Row:
    """The transfer to a stay at a row: it asks for the place as the stay would, and counts the same visits."""
    way = replace(stay, kind=tables.TRANSFER, next=number, time=time, purpose=0)
    way.note = f"{stay.note}, transfer" if stay.note else "transfer"
    way.calendar, way.risks, way.tapers, way.keep_payer = -1, [], [], -1
    return way
