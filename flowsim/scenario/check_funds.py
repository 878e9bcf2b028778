"""Rules about funds: money that can come in, sums that can be paid, funds that exist."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

from flowsim.random import distributions
from flowsim.scenario.faults import Fault
from flowsim.scenario.funds import Fund, Instalment, Instalments
from flowsim.scenario.place import Place
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import Figure
from flowsim.scenario.rules import Known, cases, names_in, rule, walk
from flowsim.scenario.steps import Pay
from flowsim.scenario.sums import DrawnSum, SumBy, sum_parameters
from flowsim.units import HOUR

MOST_IN, MOST_OUT = 100_000_000_000, 1_000_000_000
"""Pence: the most that comes in at once, and the most that is paid at once."""

_NOUGHT = "where there is nothing to pay, pass the step by with its 'when', or put it in an option of a 'choose'"


def _between(path: Path, money: Figure, most: int) -> Iterator[Fault]:
    if not 0 <= money.value <= most:
        expected = f"from £0 to £{most // 100:,}"
        yield Fault("out-of-range", path, "this is not a sum that a fund can hold", str(money.written), expected)


@rule(Fund)
def funds(known: Known, path: Path, fund: Fund) -> Iterator[Fault]:
    """A fund has money, or gets some."""
    if fund.opening is None and fund.instalments is None:
        message = "a fund needs an 'opening' or 'instalments'"
        yield Fault("no-money", path, message, expected="such as opening: £20000")
    if fund.opening is not None:
        yield from _between((*path, "opening"), fund.opening, MOST_IN)


@rule(Instalment)
@rule(Instalments)
def instalments(known: Known, path: Path, part: Instalment | Instalments) -> Iterator[Fault]:
    """What comes in is no less than nothing, and not without end in no time."""
    yield from _between((*path, "amount"), part.amount, MOST_IN)
    if isinstance(part, Instalments) and part.every.value < HOUR:
        message = "the time from one instalment to the next is too short"
        yield Fault("out-of-range", (*path, "every"), message, str(part.every.written), "1 h or more")


@rule(Pay)
def payments(known: Known, path: Path, step: Pay) -> Iterator[Fault]:
    """The funds exist and differ, and what is paid can be paid."""
    for where, end in names_in(step.pay, (*path, "pay")):
        names = [end] if isinstance(end, str) else end
        if not names:
            yield Fault("no-funds", where, "the list names no fund", expected="at least one fund")
        for number, name in enumerate(names):
            at = where if isinstance(end, str) else (*where, number)
            yield from known.unknown("fund", name, at)
            if name in names[:number]:
                yield Fault("duplicate-name", at, f"'{name}' is in the list twice", name)
    yield from _payable(step.amount, (*path, "amount"), 1.0)
    yield from _never_paid(known.place, path, step)


def _never_paid(place: Place, path: Path, step: Pay) -> Iterator[Fault]:
    """Sums that none of the funds that are asked has, were everything kept for them."""
    ends = [[end] if isinstance(end, str) else end for _, end in names_in(step.pay, path)]
    names = list(dict.fromkeys(name for end in ends for name in end))
    if not names or not all(name in place.funds for name in names):
        return
    horizon = sum(round(part.value) for part in (place.run.warm_up, place.run.window, place.run.follow_up))
    had = {name: place.funds[name].most(place.run.start_date, horizon) for name in names}
    most = max(had.values())
    for where, sum_ in _sums(step.amount, (*path, "amount")):
        if 0 < most < sum_.value <= MOST_OUT:
            message = f"{_pounds(sum_.value)} can never be paid: who waits for it waits to the end of the run"
            expected = f"at most what '{max(had, key=had.__getitem__)}' has in the whole run, {_pounds(most)}"
            yield Fault("never-paid", where, message, str(sum_.written), expected, severity="warning")


def _sums(amount: Any, path: Path) -> Iterator[tuple[Path, Figure]]:
    """The sums that are not drawn, fixed or by attribute; none of those that are multiplied."""
    if isinstance(amount, Figure):
        yield path, amount
    elif isinstance(amount, SumBy) and amount.times is None:
        for level, inner in [*cases(amount).items(), ("else", amount.otherwise)]:
            yield from _sums(inner, (*path, level))


def _pounds(pence: float) -> str:
    return f"£{pence / 100:,.2f}".removesuffix(".00")


def _payable(tree: Any, path: Path, times: float) -> Iterator[Fault]:
    """Stated sums, or the parameters of drawn ones, that with the factors around them are no payment."""
    if isinstance(tree, Figure):
        yield from _payment(path, tree, times, least=1)
        return
    times *= max((factor.value for _, factor in _factors(tree, path)), default=1.0)
    if isinstance(tree, SumBy):
        for level, inner in {**cases(tree), "else": tree.otherwise}.items():
            yield from _payable(inner, (*path, level), times) if inner is not None else ()
        return
    name, _ = sum_parameters(tree)
    parameters = getattr(tree, name)
    for key in ("mean", "high"):
        if (money := getattr(parameters, key, None)) is not None:
            yield from _payment((*path, name, key), money, times)
    for number, money in enumerate(getattr(parameters, "values", ())):
        yield from _payment((*path, name, "values", number), money, times, least=1)


def _payment(path: Path, money: Figure, times: float, least: float = -inf) -> Iterator[Fault]:
    """One sum that is too much, or too little, to be paid; what a distribution cannot be its own record says."""
    if not least <= money.value <= MOST_OUT:
        message = "this is not a sum that a fund can pay"
        hint = _NOUGHT if 0 <= money.value < least else ""
        yield Fault("out-of-range", path, message, str(money.written), f"from £0.01 to £{MOST_OUT // 100:,}", hint)
    elif money.value * times > MOST_OUT:
        message = f"with its factor of {times:,.12g} this is more than a fund can pay at once"
        yield Fault("out-of-range", path, message, str(money.written), f"at most £{MOST_OUT // 100:,}")


def _factors(tree: SumBy | DrawnSum, path: Path) -> list[tuple[Path, Figure]]:
    return [(where, node) for where, node in walk(tree.times, (*path, "times")) if isinstance(node, Figure)]


@rule(SumBy)
@rule(DrawnSum)
def factors(known: Known, path: Path, tree: SumBy | DrawnSum) -> Iterator[Fault]:
    """Factors leave something of a sum."""
    for where, factor in _factors(tree, path):
        if factor.value <= 0:
            message, hint = "a factor of a sum is above nought", _NOUGHT if factor.value == 0 else ""
            yield Fault("out-of-range", where, message, str(factor.written), "such as 1.5", hint)


@rule(DrawnSum)
def drawn_sums(known: Known, path: Path, leaf: DrawnSum) -> Iterator[Fault]:
    """The parameters of a sum that is drawn, as the distribution's own record checks them."""
    name, given = sum_parameters(leaf)
    for says in distributions.check(name, given):
        yield Fault("bad-distribution", (*path, name), f"this {name} cannot be: {says}")
