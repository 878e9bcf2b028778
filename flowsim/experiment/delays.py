"""Delayed days of a run as tables: in the words of a list of reasons, and by what people waited for in the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from flowsim.results.families.attribution import FIRST, FROM_UNIT, LAST, ONWARD
from flowsim.results.families.vocabularies import BY, measure_name
from flowsim.scenario.called import ARROW
from flowsim.scenario.vocabularies import vocabulary
from flowsim.scenario.vocabularies.vocabulary import NO_CODE, NO_REASON

if TYPE_CHECKING:
    from flowsim.experiment.replications import Row
    from flowsim.plan.tables import Plan


class Delay(NamedTuple):
    """Delayed bed days a day under one code, in one group or of one body of a list of reasons.

    Attributes:
        by: ``code``, ``group`` or ``body``.
        name: the code, group or body.
        title, group: of a code, as the list has them; empty for groups and bodies.
        permitted: bodies that a code permits, joined by commas; empty where the list says nothing of that.
        mean, half_width, n: over replications, with the half-width of a 95 % t interval.
    """

    by: str
    name: str
    title: str
    group: str
    permitted: str
    mean: float
    half_width: float
    n: int


class Attributed(NamedTuple):
    """Delayed bed days a day by what is waited for.

    Attributes:
        link: ``first``, by what people wait for themselves; ``last``, followed through the chain; ``unit``, that by the
            unit they are in; ``passed on``, what goes on from ``where`` to ``waited_for``. Each of the first three adds
            up to all delayed bed days.
        where: the unit; empty for ``first`` and ``last``.
        waited_for: a unit, team or fund; ``time: reason``, time that passes; ``stay: unit``, their own stay.
        kind: ``unit``, ``team``, ``fund``, ``time`` or ``stay``.
        mean, half_width, n: over replications, with the half-width of a 95 % t interval.
    """

    link: str
    where: str
    waited_for: str
    kind: str
    mean: float
    half_width: float
    n: int


def delays(rows: Sequence[Row], name: str) -> list[Delay]:
    """What a run's rows say of delay in the words of one list of reasons, in the list's order.

    Raises:
        UsageError: there is no such list.
    """
    listed = vocabulary(name)
    known = {**listed.codes, NO_CODE.name: NO_CODE, NO_REASON.name: NO_REASON}
    order = {**dict.fromkeys(known), **dict.fromkeys(listed.groups)}
    found = []
    for by in BY:
        here = [row for row in rows if row.measure == measure_name(name, by)]
        for row in sorted(here, key=lambda row: list(order).index(row.of) if row.of in order else len(order)):
            code = known[row.of] if by == "code" else None
            words = (code.title, code.group, ", ".join(code.bodies)) if code else ("", "", "")
            found.append(Delay(by, row.of, *words, row.mean, row.half_width, row.n))
    return found


def attributed(rows: Sequence[Row], plan: Plan) -> list[Attributed]:
    """What a run's rows say of what people waited for, the most first within each ``link``."""
    kinds = dict(reversed([*_kinds(plan)]))  # of one name, a unit has it before a team, a team before a fund
    found = []
    for link, measure in (("first", FIRST), ("last", LAST), ("unit", FROM_UNIT), ("passed on", ONWARD)):
        here = sorted((row for row in rows if row.measure == measure), key=lambda row: -row.mean)
        for row in here:
            where, _, end = row.of.rpartition(ARROW)
            kind = kinds.get(end) or end.partition(":")[0]
            found.append(Attributed(link, where, end, kind, row.mean, row.half_width, row.n))
    return found


def _kinds(plan: Plan) -> Iterator[tuple[str, str]]:
    for row, name in enumerate(plan.names["resources"]):
        money = row < plan.units and plan.resources["money"][row]
        yield name, "fund" if money or row >= plan.first_fund else "unit" if row < plan.units else "team"
