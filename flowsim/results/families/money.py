"""Money: what places and teams cost, where the scenario gives costs. Pence inside, pounds in the values."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from flowsim.plan.tables import IN_PLACE, PAYERS
from flowsim.results.registry import ALL, DETAIL, EVERYONE, HEADLINE, Measure, Reading, ratio
from flowsim.results.sight import Sight
from flowsim.units import DAY, HOUR, WEEK

_PENCE = 100
_FAMILY = PAYERS.index("family")


def _places(states: Callable[[Sight], np.ndarray]) -> Callable[[Sight], Iterator[Reading]]:
    """Pounds a day for the time in some states, by unit and in all."""

    def read(sight: Sight) -> Iterator[Reading]:
        ticks = np.where(states(sight), sight.tallies.ticks, 0)
        per_unit = {
            row: int(ticks[sight.plan.states["unit"] == row].sum()) * pence for row, pence in sight.day_cost.items()
        }
        yield from _pounds(sight, per_unit, DAY)

    return read


def _pounds(sight: Sight, tick_pence: dict[int, int], tick_unit: int) -> Iterator[Reading]:
    """Pounds a day from pence times ticks; nothing where no cost is given."""
    if tick_pence:
        yield Reading(ALL, EVERYONE, ratio(sum(tick_pence.values()) / (tick_unit * _PENCE), sight.days))
    for row, amount in tick_pence.items():
        yield Reading(sight.name(row), EVERYONE, ratio(amount / (tick_unit * _PENCE), sight.days))


def _worked(sight: Sight) -> Iterator[Reading]:
    yield from _pounds(
        sight, {row: int(sight.tallies.worked[row]) * pence for row, pence in sight.hour_cost.items()}, HOUR
    )


def _staffed(sight: Sight) -> Iterator[Reading]:
    def ticks(row: int) -> int:
        return int(sight.tallies.open[row])

    yield from _pounds(sight, {row: ticks(row) * pence for row, pence in sight.hour_cost.items()}, HOUR)


def _weekly(sight: Sight) -> Iterator[Reading]:
    """Pounds a day by who pays, for people's places and for those that are kept."""
    pence = np.zeros(len(PAYERS))
    for row, cost in sight.week_cost.items():
        pence += cost * (sight.tallies.held[row] + sight.tallies.kept[row]) / WEEK
    if sight.week_cost:
        yield Reading(ALL, EVERYONE, ratio(float(pence.sum()) / _PENCE, sight.days))
        for payer, name in enumerate(PAYERS):
            yield Reading(f"payer: {name}", EVERYONE, ratio(float(pence[payer]) / _PENCE, sight.days))


NOBODY = "nobody named"
"""Whose the costs of teams are whose payer the scenario does not say."""

_BODIES = {"council": "social care", "NHS": "NHS", "family": "family", "provider": "provider", None: NOBODY}
"""The body of each payer."""


def _by_body(sight: Sight) -> dict[str, float]:
    """Pence by body: places by who pays for them, kept ones by who keeps them, staff by who pays for their team."""
    pence = dict.fromkeys(_BODIES.values(), 0.0)
    for row, cost in sight.day_cost.items():
        _add(pence, cost * _occupied(sight, row) / DAY)
    for row, per_week in sight.week_cost.items():
        _add(pence, per_week * (sight.tallies.held[row] + sight.tallies.kept[row]) / WEEK)
    for row, per_hour in sight.hour_cost.items():
        team = sight.place.teams[sight.name(row)] if sight.place else None
        pence[_BODIES[team.payer if team else None]] += per_hour * int(sight.tallies.open[row]) / HOUR
    return pence


def _occupied(sight: Sight, row: int) -> np.ndarray:
    """[payers] person-ticks in a unit, by who pays for their places there; in hours of care one pays for all."""
    if not sight.plan.resources["quantum"][row]:
        return sight.tallies.held[row]
    ticks = np.zeros(len(PAYERS), np.int64)
    ticks[sight.plan.resources["payer"][row]] = sight.occupied_ticks[row]
    return ticks


def _self_funded(sight: Sight) -> Iterator[Reading]:
    """Of units where who pays goes by people, and of those among each setting and kind; not of hours beside places."""
    by_people = sight.plan.resources["payers"] >= 0
    for scope in sight.units:
        rows = [row for row in scope.rows if by_people[row]]
        if rows and len(set(sight.plan.resources["quantum"][rows].tolist())) == 1:
            paid = (sight.tallies.held[rows] + sight.tallies.kept[rows]).sum(axis=0)
            yield Reading(scope.label, EVERYONE, ratio(int(paid[_FAMILY]), int(paid.sum())))


def _add(pence: dict[str, float], by_payer: np.ndarray) -> None:
    for payer, amount in zip(PAYERS, by_payer.tolist(), strict=True):
        pence[_BODIES[payer]] += amount


def _shared(over: Callable[[Sight], float]) -> Callable[[Sight], Iterator[Reading]]:
    """Pounds by body, and of all, over something; nothing where no cost is given."""

    def read(sight: Sight) -> Iterator[Reading]:
        if not (sight.day_cost or sight.week_cost or sight.hour_cost):
            return
        pence = _by_body(sight)
        yield Reading(ALL, EVERYONE, ratio(sum(pence.values()) / _PENCE, over(sight)))
        for body, amount in pence.items():
            yield Reading(f"body: {body}", EVERYONE, ratio(amount / _PENCE, over(sight)))

    return read


def _arrived(sight: Sight) -> float:
    return float(sight.tallies.arrived[~np.isin(sight.plan.sources["kind"], IN_PLACE)].sum())


def _delay_by_body(sight: Sight) -> Iterator[Reading]:
    """Pounds a day of delayed place-days, by the body to which the reason is attributed."""
    if not sight.day_cost:
        return
    pence: dict[str, float] = {}
    costs = np.zeros(sight.plan.units)
    costs[list(sight.day_cost)] = list(sight.day_cost.values())
    for state in np.flatnonzero(sight.declared):
        body = sight.reasons[int(sight.plan.states["reason"][state])].body or NOBODY
        cost = float(costs[sight.plan.states["unit"][state]])
        pence[body] = pence.get(body, 0.0) + cost * int(sight.tallies.ticks[state]) / DAY
    for body, amount in pence.items():
        yield Reading(f"body: {body}", EVERYONE, ratio(amount / _PENCE, sight.days))


MEASURES = (
    Measure(
        "cost-by-body",
        "Places at their costs a day and a week, kept ones at their cost a week, and workers on duty at theirs an "
        "hour, by who pays: NHS, council (social care), family, provider; teams whose payer is not said are nobody's. "
        "What funds and budgets pay, for such places, and what policies are charged is not among it.",
        "pounds per day",
        "",
        "money",
        DETAIL,
        "place and body",
        _shared(lambda sight: sight.days),
    ),
    Measure(
        "cost-by-body-per-person",
        "The same costs of the window, over the people who arrived in it.",
        "pounds",
        "",
        "money",
        DETAIL,
        "place and body",
        _shared(_arrived),
    ),
    Measure(
        "cost-of-delayed-bed-days-by-body",
        "Hospital place-days of people declared ready, in continuous time, at each unit's cost a day, by the body to "
        "which this project attributes the reason; whoever pays for the beds.",
        "pounds per day",
        "both",
        "money",
        DETAIL,
        "body",
        _delay_by_body,
    ),
    Measure(
        "self-funded-share",
        "Of the time for which people have places, or places are kept for them, the share that families pay for; in "
        "units where who pays depends on the person, such as care homes; hours of care weigh by how many they are.",
        "1",
        "family",
        "money",
        DETAIL,
        "unit, setting and kind",
        _self_funded,
    ),
    Measure(
        "cost-of-placements",
        "Places and hours of care that people have, or that are kept for them, at each unit's cost a week, by payer.",
        "pounds per day",
        "both",
        "money",
        HEADLINE,
        "place and payer",
        _weekly,
    ),
    Measure(
        "cost-of-bed-days",
        "Occupied place-days at each unit's cost a day (units without a cost are left out).",
        "pounds per day",
        "both",
        "money",
        HEADLINE,
        "place and unit",
        _places(lambda sight: np.ones(len(sight.plan.states), bool)),
    ),
    Measure(
        "cost-of-delayed-bed-days",
        "Hospital place-days of people declared ready, in continuous time, at each unit's cost a day.",
        "pounds per day",
        "NHS",
        "money",
        HEADLINE,
        "place and unit",
        _places(lambda sight: sight.declared),
    ),
    Measure(
        "cost-of-hours-worked",
        "Hours that teams work on tasks at each team's cost an hour.",
        "pounds per day",
        "both",
        "money",
        DETAIL,
        "place and team",
        _worked,
    ),
    Measure(
        "cost-of-hours-staffed",
        "Workers on duty times hours at each team's cost an hour, busy or not.",
        "pounds per day",
        "both",
        "money",
        HEADLINE,
        "place and team",
        _staffed,
    ),
)
"""Measures of money; none where the scenario gives no costs."""
