"""What one more costs, and its saving split: cash released, capacity freed, cost moved to another, harm avoided.

A freed bed is no money. Others take so many of the freed beds (the refill); the rest can be closed, and only what
they cost is cash. Costs are those that the scenario gives: a place's by day or week, a worker's by hour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from flowsim.results.registry import ALL, EVERYONE
from flowsim.scenario.additions import CARE, MONEY, THOUSAND, YEAR, Addition
from flowsim.scenario.keeping import PAYERS, PayerBy
from flowsim.scenario.place import Unit

if TYPE_CHECKING:
    from flowsim.experiment.arms import Key
    from flowsim.experiment.comparison import Comparison


HARMS = "risk-events"
"""The measure of what befalls people; what is saved is named as there."""


class SavingKind(Enum):
    """The kinds of saving, with what a scenario lacks that says nothing of one."""

    CASH = "cash released", "no hospital unit gives a day_cost"
    CAPACITY = "capacity freed", "nobody here is declared ready to leave a hospital unit"
    MOVED = "cost moved", "no unit gives a week_cost"
    HARM = "harm avoided", "the scenario has no risks"

    def __new__(cls, words: str, missing: str) -> SavingKind:
        """A kind by its words."""
        kind = object.__new__(cls)
        kind._value_ = words
        kind.missing = missing
        return kind

    missing: str

    @property
    def place(self) -> int:
        """Its place among the kinds."""
        return list(SavingKind).index(self)


@dataclass(frozen=True, slots=True)
class Price:
    """What one of an addition costs.

    Attributes:
        pounds: a year.
        payer: who pays, ``by`` an attribute where it depends on the person; empty where the scenario does not say.
        source: where the figure comes from.
    """

    pounds: float
    payer: str
    source: str


SPLIT = ("addition", "kind", "what", "unit", "amount", "half_width")
"""What a saving is as plain values, and the columns of a table of them."""


@dataclass(frozen=True, slots=True)
class Saving:
    """One saving of one more.

    Attributes:
        addition: its label.
        kind: what kind of saving.
        what: what is saved, in words; who pays more or less, of a cost that moves; the name of a risk.
        unit: ``pounds a year``, ``beds`` or ``a year``.
        amount, half_width: for one more, with the half-width of a 95 % t interval.
    """

    addition: str
    kind: SavingKind
    what: str
    unit: str
    amount: float
    half_width: float

    def to_dict(self) -> dict[str, Any]:
        """The saving as plain values."""
        return {
            "addition": self.addition,
            "kind": self.kind.value,
            "what": self.what,
            "unit": self.unit,
            "amount": self.amount,
            "half_width": self.half_width,
        }


def price(comparison: Comparison, addition: Addition) -> Price | None:
    """What one of an addition costs a year by the scenario's costs; None where it gives none, or nothing is added.

    A place costs what it costs when it is always used. A worker costs the hours on duty that the addition gives.
    """
    place = comparison.arms[0].scenario.place
    if addition.section == "teams":
        return _worker(comparison, addition)
    unit = place.units[addition.name] if addition.section == "units" else None
    if addition.one == MONEY:
        return Price(float(THOUSAND), _payer(unit) if unit else "", "the money itself")
    if unit is None:
        return None
    cost, times = (unit.week_cost, YEAR / 7) if unit.week_cost is not None else (unit.day_cost, YEAR)
    if cost is None or not cost.value or (addition.one == CARE and unit.week_cost is None):
        return None
    return Price(cost.value / 100 * times, _payer(unit), _known_from(cost))


BY = "by "
"""How a payer begins that depends on an attribute of the person in the place."""


def _payer(unit: Unit) -> str:
    return f"{BY}{unit.payer.by}" if isinstance(unit.payer, PayerBy) else PAYERS[unit.pays]


def _worker(comparison: Comparison, addition: Addition) -> Price | None:
    team = comparison.arms[0].scenario.place.teams[addition.name]
    cost = team.hour_cost
    places = [
        place
        for place, key in enumerate(comparison.keys)
        if (key.measure, key.of) == ("cost-of-hours-staffed", addition.name)
    ]
    if cost is None or not places:
        return None
    pounds = float(comparison.statistics[addition.label].difference[places[0]]) * YEAR / addition.amount
    return Price(pounds, team.payer or "", _known_from(cost)) if pounds > 0 else None


def _known_from(cost: Any) -> str:
    if cost.source or not cost.assumed:
        return cost.source or "the scenario, without a source"
    return f"assumed: {cost.assumed}" if isinstance(cost.assumed, str) else "assumed"


def savings(comparison: Comparison, additions: Sequence[Addition], refill: float) -> Iterator[Saving]:
    """Every saving of one of each addition."""
    for place, key in enumerate(comparison.keys):
        known = _kind(key, refill)
        if known is None:
            continue
        kind, what, unit, times = known
        for addition in additions:
            found = comparison.statistics[addition.label]
            ones = times / addition.amount
            # 0.0 + ...: no minus sign before nought
            amount, wide = 0.0 + float(found.difference[place]) * ones, abs(float(found.half_width[place]) * ones)
            yield Saving(addition.label, kind, what, unit, amount, wide)


def _kind(key: Key, refill: float) -> tuple[SavingKind, str, str, float] | None:
    """What a measure says of savings: the kind, what, in which unit, and by what its difference is multiplied."""
    if key.group != EVERYONE:
        return None
    match key.measure:
        case "cost-of-delayed-bed-days" if key.of == ALL:
            return SavingKind.CASH, "beds that are closed", "pounds a year", -YEAR * (1 - refill)
        case "no-criteria-to-reside" if key.of == ALL:
            return SavingKind.CAPACITY, "beds for others", "beds", -refill
        case "cost-of-placements" if key.of.startswith("payer: "):
            return SavingKind.MOVED, f"to {key.of.removeprefix('payer: ')}", "pounds a year", YEAR
        case measure if measure == HARMS:
            return SavingKind.HARM, key.of, "a year", -YEAR
    return None
