"""Rules about funds: money that can come in, sums that can be paid, funds that exist."""

from __future__ import annotations

from collections.abc import Iterator

from flowsim.random import distributions
from flowsim.scenario.faults import Fault
from flowsim.scenario.funds import Fund, Instalment, Instalments
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import Figure
from flowsim.scenario.rules import Known, names_in, rule, walk
from flowsim.scenario.steps import Pay
from flowsim.scenario.sums import DrawnSum, sum_parameters
from flowsim.units import HOUR

MOST_IN, MOST_OUT = 100_000_000_000, 1_000_000_000
"""Pence: the most that comes in at once, and the most that is paid at once."""


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
        message = "instalments come now and then"
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
    for where, node in walk(step.amount, (*path, "amount")):
        if isinstance(node, Figure):
            yield from _between(where, node, MOST_OUT)


@rule(DrawnSum)
def drawn_sums(known: Known, path: Path, leaf: DrawnSum) -> Iterator[Fault]:
    """The parameters of a sum that is drawn, as the distribution's own record checks them."""
    name, given = sum_parameters(leaf)
    for says in distributions.check(name, given):
        yield Fault("bad-distribution", (*path, name), f"this {name} cannot be: {says}")
