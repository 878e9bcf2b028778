"""Rules about places: what a unit counts, and how much of it a stay asks for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from flowsim.scenario.distributions import Deterministic, DistributionBy
from flowsim.scenario.faults import Fault
from flowsim.scenario.keeping import PayerBy
from flowsim.scenario.place import COMMUNITY, Unit
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import Figure
from flowsim.scenario.rules import Known, cases, names_in, rule
from flowsim.scenario.steps import Reserve, Stay
from flowsim.units import HOUR


@rule(Unit)
def places_or_hours(known: Known, path: Path, unit: Unit) -> Iterator[Fault]:
    """A unit counts either places or hours of care, or pounds a week."""
    if [unit.places, unit.weekly_hours, unit.weekly_budget].count(None) != 2:
        message = "a unit has one of 'places', 'weekly_hours' and 'weekly_budget'"
        expected = "such as places: 28, or weekly_hours: 1200 h, or weekly_budget: £52000"
        yield Fault("places-or-hours", (*path, "places"), message, expected=expected)
    if unit.weekly_budget is not None:
        return
    if unit.weekly_hours is None:
        for key in ("quantum", "overtaking"):
            if getattr(unit, key):
                message = f"'{key}' is for units counted in hours: everybody asks for one place here"
                yield Fault("places-or-hours", (*path, key), message, at_key=True)
    elif unit.quantum is not None and not 1 <= unit.quantum.value <= unit.weekly_hours.value:
        message = "the step in which hours are counted is too long or too short"
        found = str(unit.quantum.written)
        yield Fault("out-of-range", (*path, "quantum"), message, found, "at least 1 ms, at most the hours a week")


@rule(Unit)
def one_payer(known: Known, path: Path, unit: Unit) -> Iterator[Fault]:
    """What a day costs is counted by people, which in hours of care does not say how much each payer pays."""
    if isinstance(unit.payer, PayerBy) and unit.weekly_hours is not None and unit.day_cost is not None:
        message = "a day of care costs the same however many hours it has, so who pays cannot go by an attribute"
        found = f"by: {unit.payer.by}"
        yield Fault("payer-by-hours", (*path, "payer"), message, found, "week_cost instead of day_cost")


@rule(Stay)
def amounts(known: Known, path: Path, stay: Stay) -> Iterator[Fault]:
    """A stay in units counted in hours says how many it needs, and no other stay does."""
    yield from _amounts(known, path, stay, list(names_in(stay.stay, (*path, "stay"))))


@rule(Reserve)
def reserved_amounts(known: Known, path: Path, step: Reserve) -> Iterator[Fault]:
    """So does what is reserved."""
    yield from _amounts(known, path, step, list(names_in(step.reserve, (*path, "reserve"))))


def _amounts(known: Known, path: Path, stay: Stay | Reserve, named: list[tuple[Path, Any]]) -> Iterator[Fault]:
    ends = [(where, [end] if isinstance(end, str) else end) for where, end in named]
    units = [[known.place.units[name] for name in end if name in known.place.units] for _, end in ends]
    if any(unit.weekly_budget is not None for there in units for unit in there):
        return  # see check_budgets
    for (where, end), there in zip(ends, units, strict=True):
        if len({unit.grain for unit in there}) > 1 or (there and there[0].grain and len(there) < len(end)):
            message = "a list of units counts all in places, or all in hours with one quantum"
            yield Fault("mixed-units", where, message, ", ".join(end))
            return
    if any(name not in (*known.place.units, COMMUNITY) for _, end in ends for name in end):
        return
    counted = [there for there in units if there and there[0].grain]
    if counted and stay.amount is None:
        message = "a stay in a unit counted in hours needs an 'amount'"
        yield Fault("amount-missing", path, message, expected="such as amount: 14 h")
    elif stay.amount is not None and not counted:
        message = "these units count places, and everybody has one: 'amount' has no use here"
        yield Fault("amount-unused", (*path, "amount"), message, at_key=True)
    elif stay.amount is not None:
        most = max(_most_hours(unit) for there in counted for unit in there)
        yield from _too_large(stay.amount, (*path, "amount"), most)


@rule(Stay)
def tapers(known: Known, path: Path, stay: Stay) -> Iterator[Fault]:
    """Amounts fall in steps, one after the other."""
    if stay.taper is None:
        return
    if stay.amount is None:
        message = "a taper lowers an amount, and this stay has none"
        yield Fault("bad-taper", (*path, "taper"), message, expected="an 'amount' beside it", at_key=True)
    for number, (first, then) in enumerate(pairwise(stay.taper), start=1):
        if not first.after.value < then.after.value:
            found = f"{then.after.written} after {first.after.written}"
            message = "the steps of a taper come one after the other"
            yield Fault("bad-taper", (*path, "taper", number, "after"), message, found, "a later time")
        if then.amount.value > first.amount.value:
            found = f"{then.amount.written} after {first.amount.written}"
            message = "a taper only falls"
            yield Fault("bad-taper", (*path, "taper", number, "amount"), message, found, "a smaller amount")


def _most_hours(unit: Unit) -> float:
    """The most hours of care a week that a unit ever has, in ticks."""
    series = unit.dated if isinstance(unit.dated, dict) else {}
    numbers = [count.value * HOUR for count in (*series.values(), *(unit.by_week or {}).values())]
    return max([unit.weekly_hours.value if unit.weekly_hours else 0.0, *numbers])


def _too_large(amount: object, path: Path, most: float) -> Iterator[Fault]:
    """Stated amounts that no unit can ever give."""
    if isinstance(amount, DistributionBy):
        for level, case in {**cases(amount), "else": amount.otherwise}.items():
            yield from _too_large(case, (*path, level), most)
        return
    figure = amount.deterministic if isinstance(amount, Deterministic) else amount
    if isinstance(figure, Figure) and figure.value > most:
        message = "no unit asked has so many hours in all, so that nobody who asks for them is ever given any"
        yield Fault("amount-too-large", path, message, str(figure.written), f"at most {most / HOUR:g} h")


@rule(Unit)
def served(known: Known, path: Path, unit: Unit) -> Iterator[Fault]:
    """For whom a unit is: a level of an attribute."""
    for attribute, level in (unit.serves or {}).items():
        yield from known.unknown("attribute", attribute, (*path, "serves", attribute), at_key=True)
        yield from known.unknown_level(attribute, level, (*path, "serves", attribute))
