"""Rules about weekly budgets: what a unit that is one may say, that nobody stays there, and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flowsim.scenario.faults import Fault
from flowsim.scenario.place import Filled, Unit
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import Figure
from flowsim.scenario.rules import Known, cases, names_in, rule
from flowsim.scenario.steps import Reserve, Stay
from flowsim.scenario.sums import SumBy

MOST = 1_000_000_000
"""Pence a week: the largest budget, and the most kept for one person."""

_NO_USE = ("quantum", "by_week", "turnaround", "setting", "day_cost", "week_cost")
"""Words of a unit that are about places, care, or people in it."""


@rule(Unit)
def budgets(known: Known, path: Path, unit: Unit) -> Iterator[Fault]:
    """A budget is money for whole weeks, and the words that are about places have no use."""
    if unit.weekly_budget is None:
        return
    for key in _NO_USE:
        if key in unit.model_fields_set and getattr(unit, key) is not None:
            message = f"'{key}' is about people in a unit, and this one is a weekly budget"
            yield Fault("places-or-hours", (*path, key), message, at_key=True)
    series = unit.dated.items() if isinstance(unit.dated, dict) else ()
    numbers = [((*path, "weekly_budget"), unit.weekly_budget, 1)]
    numbers += [((*path, "dated", date), count, 100) for date, count in series]
    for where, figure, pence in numbers:
        if not 0 <= figure.value * pence <= MOST:
            expected = f"from £0 to £{MOST // 100:,} a week"
            yield Fault("out-of-range", where, "this is no weekly budget", str(figure.written), expected)


def _units(known: Known, tree: Any, path: Path) -> list[tuple[Path, list[str], list[Unit]]]:
    """Where units are named, the names, and those of them that there are."""
    ends = [(where, [end] if isinstance(end, str) else list(end)) for where, end in names_in(tree, path)]
    there = known.place.units
    return [(where, end, [there[name] for name in end if name in there]) for where, end in ends]


@rule(Stay)
def nobody_stays(known: Known, path: Path, stay: Stay) -> Iterator[Fault]:
    """Nobody is in a budget."""
    for where, end, units in _units(known, stay.stay, (*path, "stay")):
        if any(unit.weekly_budget is not None for unit in units):
            message = "a weekly budget is money, and nobody stays in it: a step 'reserve' asks for so much a week"
            expected = f"such as {{reserve: {end[0]}, weekly: £900}}"
            yield Fault("stay-in-budget", where, message, ", ".join(end), expected)


@rule(Reserve)
def kept_sums(known: Known, path: Path, step: Reserve) -> Iterator[Fault]:
    """Of budgets pounds a week are kept, of nothing else."""
    found = _units(known, step.reserve, (*path, "reserve"))
    money = [[unit.weekly_budget is not None for unit in units] for _, _, units in found]
    for (where, end, units), flags in zip(found, money, strict=True):
        if any(flags) and not (all(flags) and len(units) == sum(name in known.names["unit"] for name in end)):
            message = "a list of units has only weekly budgets, or none"
            yield Fault("mixed-units", where, message, ", ".join(end))
            return
    if any(len(units) < len(end) for _, end, units in found):
        yield from _too_large(step.weekly, (*path, "weekly"), 0)
        return
    if len({any(flags) for flags in money}) > 1:
        message = "some of these units are weekly budgets, others are not: take two steps, each with its 'when'"
        yield Fault("mixed-units", (*path, "reserve"), message)
    elif any(any(flags) for flags in money):
        yield from _asks_for_money(step, path, [unit for _, _, units in found for unit in units])
    elif step.weekly is not None:
        message = "these units are no weekly budgets, so that no pounds a week are kept there"
        expected = "an 'amount' in hours, in units counted in hours; else nothing"
        yield Fault("amount-unused", (*path, "weekly"), message, expected=expected, at_key=True)


def _asks_for_money(step: Reserve, path: Path, units: list[Unit]) -> Iterator[Fault]:
    if step.amount is not None:
        message = "these units are weekly budgets: 'amount' is hours of care, and pounds a week are written 'weekly'"
        yield Fault("amount-unused", (*path, "amount"), message, expected="such as weekly: £900", at_key=True)
    elif step.weekly is None:
        message = "who reserves of a weekly budget says how much with 'weekly'"
        yield Fault("amount-missing", path, message, expected="such as weekly: £900")
    yield from _too_large(step.weekly, (*path, "weekly"), min(MOST, max(_largest(unit) for unit in units)))


def _largest(unit: Unit) -> float:
    """The most pence a week that a budget ever has."""
    assert unit.weekly_budget is not None
    series = unit.dated if isinstance(unit.dated, dict) else {}
    return max(unit.weekly_budget.value, *(count.value * 100 for count in series.values()), 0)


def _too_large(weekly: object, path: Path, most: float) -> Iterator[Fault]:
    """Stated sums that no budget can ever give, or that are none; ``most`` is 0 where it is not known."""
    if isinstance(weekly, SumBy):
        for level, case in {**cases(weekly), "else": weekly.otherwise}.items():
            yield from _too_large(case, (*path, level), most)
    elif isinstance(weekly, Figure) and weekly.value < 100:
        yield Fault("out-of-range", path, "this is no sum to keep", str(weekly.written), "£1 or more")
    elif isinstance(weekly, Figure) and weekly.value > most > 0:
        message = "no budget asked is ever so large, so that nobody who asks for so much is given it"
        yield Fault("amount-too-large", path, message, str(weekly.written), f"at most £{most / 100:,.0f} a week")


@rule(Filled)
def not_filled(known: Known, path: Path, start: Filled) -> Iterator[Fault]:
    """Nobody is in a budget at the start either."""
    for name in start.filled if isinstance(start.filled, dict) else ():
        if name in known.place.units and known.place.units[name].weekly_budget is not None:
            message = "a weekly budget is money: nobody is in it, and at the start nothing is kept of it"
            yield Fault("stay-in-budget", (*path, "filled", name), message, name, at_key=True)
