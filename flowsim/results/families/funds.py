"""Funds: what they paid, what came in and is left, how long people wait for them. Pence inside, pounds outside."""

from __future__ import annotations

from collections.abc import Iterator

from flowsim.plan.funds import balances, spendable
from flowsim.results.families.purses import Number, by_each, gave_up, queue, turned_away, wait, wait_mean
from flowsim.results.quantiles import BINNED
from flowsim.results.registry import DETAIL, HEADLINE, Measure, Reading, ratio
from flowsim.results.sight import Sight

_PENCE = 100
_LIST = "a step that asks any of several funds counts under the first of its list"
_PAYER = "under the fund that pays, of those that the step asks"


def _paid(sight: Sight) -> Iterator[Reading]:
    for number, fund in enumerate(sight.funds):
        for column, group in sight.groups:
            pounds = int(sight.tallies.paid[number, column]) / _PENCE
            yield Reading(sight.name(fund), group, ratio(pounds, sight.days))


def _came_in(sight: Sight, fund: int) -> float:
    """Pounds a day of the instalments in the window; the opening is none."""
    plan = sight.plan
    before = spendable(plan, fund, plan.window_from) if plan.window_from else int(plan.resources["places"][fund])
    return ratio((spendable(plan, fund, plan.window_to) - before) / _PENCE, sight.days)


def _balances(sight: Sight, fund: int) -> list[int]:
    series = balances(sight.plan, fund, sight.tallies.paid_by_day[fund - sight.plan.first_fund])
    return series[sight.midnights].tolist()  # type: ignore[no-any-return]


def _mean_balance(sight: Sight, fund: int) -> float:
    series = _balances(sight, fund)
    return ratio(sum(series) / _PENCE, len(series))


def _measure(name: str, definition: str, unit: str, number: Number, level: str = DETAIL) -> Measure:
    return Measure(name, definition, unit, "", "funds", level, "fund", by_each(lambda sight: sight.funds, number))


MEASURES = (
    Measure(
        "paid-from-fund",
        f"Pounds a day that the fund paid in the window, by the groups of those paid for at that instant; {_PAYER}.",
        "pounds per day",
        "",
        "funds",
        HEADLINE,
        "fund and group",
        _paid,
    ),
    _measure("fund-instalments", "Pounds a day that came into the fund in the window.", "pounds per day", _came_in),
    _measure(
        "fund-balance",
        "Mean balance of the fund over the midnights of the window.",
        "pounds",
        _mean_balance,
        HEADLINE,
    ),
    _measure(
        "fund-left",
        "What is left in the fund at the end of the run, follow-up included.",
        "pounds",
        lambda sight, fund: int(sight.tallies.balance[fund - sight.plan.first_fund]) / _PENCE,
    ),
    _measure(
        "queue-for-fund",
        f"Mean number of people waiting for the fund to fill, in continuous time; {_LIST}.",
        "people",
        queue,
        HEADLINE,
    ),
    _measure(
        "wait-for-fund",
        f"Mean wait for the fund, clock time, of those who asked in the window and were paid for; {_PAYER}.",
        "days",
        wait_mean,
        HEADLINE,
    ),
    _measure(
        "wait-for-fund-median",
        f"Median wait for the fund, clock time, of those who asked in the window and were paid for; "
        f"{_PAYER}; {BINNED}.",
        "days",
        wait(0.5),
    ),
    _measure(
        "wait-for-fund-90th",
        f"90th percentile of the wait for the fund, clock time, of those who asked in the window and were paid for; "
        f"{_PAYER}; {BINNED}.",
        "days",
        wait(0.9),
    ),
    _measure(
        "fund-turned-away",
        f"People a day who found the fund's queue too long and did not wait; {_LIST}.",
        "per day",
        turned_away,
    ),
    _measure(
        "fund-gave-up-waiting",
        f"People a day whose patience ran out while they waited for the fund; {_LIST}.",
        "per day",
        gave_up,
    ),
)
"""Measures of funds; none where the scenario has none."""
