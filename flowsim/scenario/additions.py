"""One more of something that a place has: a place, a worker, an hour of care a week, a thousand pounds a year.

An addition is an edit of the scenario. One alone may be too small to see over the noise, so it is a step of several: a
share of what there is, and at least one. Whatever holds at certain times of the week or from a date on is raised
wherever there is any of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flowsim.errors import UsageError
from flowsim.scenario import edit
from flowsim.scenario.arguments import number
from flowsim.scenario.funds import Instalments
from flowsim.scenario.names import listed, nearest
from flowsim.units import DAY, HOUR

if TYPE_CHECKING:
    from flowsim.scenario.funds import Fund
    from flowsim.scenario.place import Unit
    from flowsim.scenario.scenario import Scenario

STEP = 0.05
"""How large an addition is, as a share of what there is, where nobody says."""

YEAR = 365.25
"""Days of a year."""

THOUSAND = 1000
PLACE, WORKER, CARE, MONEY = "place", "worker", "hour of care a week", "thousand pounds a year"
"""What one is."""

_PLURAL = {PLACE: "places", WORKER: "workers", CARE: "hours of care a week"}


@dataclass(frozen=True, slots=True)
class Addition:
    """So many more of one thing.

    Attributes:
        section: ``units``, ``teams`` or ``funds``.
        name: of the unit, team or fund.
        amount: how many are added, in ones.
        one: what one is: a place, a worker, an hour of care a week, a thousand pounds a year.
    """

    section: str
    name: str
    amount: int
    one: str

    @property
    def label(self) -> str:
        """The addition in words.

        >>> Addition("units", "care-home", 2, PLACE).label
        'care-home: 2 more places'
        """
        return self.words(self.name)

    def words(self, name: str) -> str:
        """The addition in words, with another name for what has more."""
        if self.one == MONEY:
            return f"{name}: £{self.amount * THOUSAND:,} more a year"
        return f"{name}: {self.amount} more {self.one if self.amount == 1 else _PLURAL[self.one]}"


def more_of(name: str, one: str) -> str:
    """What there is more of, whatever the number: the name alone of what is money.

    >>> more_of("care home", PLACE), more_of("the council's budget", MONEY)
    ('care home: places', "the council's budget")
    """
    return f"{name}: {_PLURAL[one]}" if one in _PLURAL else name


def additions(scenario: Scenario, step: float = STEP, only: Iterable[str] = ()) -> list[Addition]:
    """What can be added to: every unit, team and fund that has a limit, in the order of the scenario.

    Args:
        step: the size of each as a share of what there is; at least one is added.
        only: names; default: all.

    Raises:
        UsageError: the step is not a finite number of at least 0, a name is none of a unit, team or fund with a
            limit, or nothing here has a limit.
    """
    if not (math.isfinite(number(step, "a step")) and step >= 0):
        raise UsageError(f"a step is a share such as 0.05, at least 0, not {step}")
    found = list(_all(scenario, step))
    names = [addition.name for addition in found]
    for name in only:
        if name not in names:
            hint = nearest(name, names)
            raise UsageError(
                f"there is no unit, team or fund '{name}' that could have more{'; ' + hint if hint else ''}; "
                f"there are {listed(names, 40)}"
            )
    chosen = [addition for addition in found if not only or addition.name in only]
    if not chosen:
        raise UsageError("no unit, team or fund here has a limit, so there is nothing to have more of")
    return chosen


def _all(scenario: Scenario, step: float) -> Iterator[Addition]:
    place = scenario.place
    for name, unit in place.units.items():
        size = _size(unit)
        if size is not None:
            one, amount = _units(unit, size, step)
            yield Addition("units", name, amount, one)
    for name, team in place.teams.items():
        size = _largest(team.headcount, team.shifts, team.dated)
        if size is not None:
            yield Addition("teams", name, _ones(size, step), WORKER)
    for name, fund in place.funds.items():
        yield Addition("funds", name, _ones(_yearly(scenario, fund) / THOUSAND, step), MONEY)


def _ones(size: float, step: float) -> int:
    """A share of what there is as a whole number, halves up, and at least one."""
    return max(1, math.floor(size * step + 0.5))


def _size(unit: Unit) -> float | None:
    """Places, hours or pounds a week of a unit at most; None where it has no limit."""
    if unit.weekly_budget is not None:
        return unit.weekly_budget.value / 100
    if unit.weekly_hours is not None:
        return unit.weekly_hours.value / HOUR
    return _largest(unit.places, unit.by_week, unit.dated)


def _units(unit: Unit, size: float, step: float) -> tuple[str, int]:
    if unit.weekly_budget is not None:
        return MONEY, _ones(size * YEAR / 7 / THOUSAND, step)
    if unit.weekly_hours is None:
        return PLACE, _ones(size, step)
    grain = max(1, math.ceil(unit.grain / HOUR))
    return CARE, math.ceil(_ones(size, step) / grain) * grain


def _largest(base: Any, *series: Any) -> float | None:
    """The largest of a number and of the numbers by time; None where there is none."""
    numbers = [base, *(number for one in series if isinstance(one, dict) for number in one.values())]
    return max((float(number.value) for number in numbers if number is not None), default=None)


def _horizon(scenario: Scenario) -> int:
    run = scenario.place.run
    return round(run.warm_up.value + run.window.value + run.follow_up.value)


def _yearly(scenario: Scenario, fund: Fund) -> float:
    """Pounds a year that a fund has over the run."""
    horizon = _horizon(scenario)
    return fund.most(scenario.place.run.start_date, horizon) / 100 * YEAR * DAY / horizon


def added(scenario: Scenario, addition: Addition) -> Scenario:
    """Another scenario with more of one thing.

    >>> from flowsim.scenario.scenario import load
    >>> more = added(load("tutorial"), Addition("units", "care-home", 1, PLACE))
    >>> more.place.units["care-home"].places.value
    5.0

    Raises:
        ScenarioError: what comes out is no scenario.
    """
    written = scenario.document[addition.section][addition.name]
    money = addition.section == "funds"
    values = _more_money(scenario, addition, written) if money else dict(_more(addition, written))
    return scenario.with_values({f"{addition.section}.{addition.name}.{key}": value for key, value in values.items()})


_WEEKLY_POUNDS = THOUSAND * 7 / YEAR
"""Pounds a week that come to a thousand pounds a year."""


def _more(addition: Addition, written: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The fields of a unit or team with more in them."""
    amount = round(addition.amount * _WEEKLY_POUNDS) if addition.one == MONEY else addition.amount
    for key in ("places", "headcount"):
        if key in written and written[key] is not None:
            yield key, edit.shifted(written[key], amount, "count")
    if written.get("weekly_hours") is not None:
        yield "weekly_hours", edit.shifted(written["weekly_hours"], f"{amount} h", "number")
    if written.get("weekly_budget") is not None:
        yield "weekly_budget", edit.shifted(written["weekly_budget"], amount, "number")
    for key in ("by_week", "shifts", "dated"):
        if isinstance(written.get(key), dict):
            yield key, {time: _if_any(number, amount) for time, number in written[key].items()}


def _if_any(number: Any, amount: int) -> Any:
    return edit.shifted(number, amount, "count") if edit.plain(number) else number


def _more_money(scenario: Scenario, addition: Addition, written: dict[str, Any]) -> dict[str, Any]:
    """A fund with more in it: spread over its instalments, or at the start where it has none."""
    fund = scenario.place.funds[addition.name]
    yearly, horizon = addition.amount * THOUSAND, _horizon(scenario)
    whole = yearly * horizon / (YEAR * DAY)
    if isinstance(fund.instalments, Instalments):
        each = yearly * fund.instalments.every.value / (YEAR * DAY)
        return {"instalments.amount": _pounds(written["instalments"]["amount"], each)}
    if fund.instalments is None:
        return {"opening": _pounds(written.get("opening", 0), whole)}
    coming = max(1, len(list(fund.arrivals(scenario.place.run.start_date, horizon))))
    more = [{**one, "amount": _pounds(one["amount"], whole / coming)} for one in written["instalments"]]
    return {"instalments": more}


def _pounds(written: Any, amount: float) -> Any:
    return edit.shifted(written, round(amount, 2), "number")
