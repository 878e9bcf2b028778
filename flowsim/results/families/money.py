"""Money: what places and teams cost, where the scenario gives costs. Pence inside, pounds in the values."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from flowsim.plan.tables import PAYERS
from flowsim.results.registry import ALL, DETAIL, EVERYONE, HEADLINE, Measure, Reading, ratio
from flowsim.results.sight import Sight
from flowsim.units import DAY, HOUR, WEEK

_PENCE = 100


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
    """Pounds a day by who pays: people's places at the payer of the unit, kept ones at theirs."""
    pence = [0.0] * len(PAYERS)
    for row, cost in sight.week_cost.items():
        pence[int(sight.plan.resources["payer"][row])] += cost * int(sight.held[row]) / WEEK
        for payer, ticks in enumerate(sight.tallies.kept[row].tolist()):
            pence[payer] += cost * ticks / WEEK
    if sight.week_cost:
        yield Reading(ALL, EVERYONE, ratio(sum(pence) / _PENCE, sight.days))
        for payer, name in enumerate(PAYERS):
            yield Reading(f"payer: {name}", EVERYONE, ratio(pence[payer] / _PENCE, sight.days))


MEASURES = (
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
