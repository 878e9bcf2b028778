"""Weekly budgets: what is kept of them for people, by who pays, and how long people wait. Whole pounds a week."""

from __future__ import annotations

from collections.abc import Iterator

from flowsim.plan.tables import PAYERS
from flowsim.results.families.purses import Number, by_each, gave_up, queue, turned_away, wait, wait_mean
from flowsim.results.quantiles import BINNED
from flowsim.results.registry import DETAIL, EVERYONE, HEADLINE, Measure, Reading, ratio
from flowsim.results.sight import Sight


def _committed(sight: Sight) -> Iterator[Reading]:
    """Each budget, then all of them by payer."""
    window = sight.plan.window_to - sight.plan.window_from
    for budget in sight.budgets:
        yield Reading(sight.name(budget), EVERYONE, ratio(int(sight.tallies.kept[budget].sum()), window))
    for payer, name in enumerate(PAYERS) if sight.budgets else ():
        kept = int(sight.tallies.kept[list(sight.budgets), payer].sum())
        yield Reading(f"payer: {name}", EVERYONE, ratio(kept, window))


def _measure(name: str, definition: str, unit: str, number: Number, level: str = DETAIL) -> Measure:
    return Measure(
        name, definition, unit, "", "budgets", level, "weekly budget", by_each(lambda sight: sight.budgets, number)
    )


MEASURES = (
    Measure(
        "committed",
        "Mean pounds a week kept for people out of weekly budgets over the window; not among the costs of placements.",
        "pounds per week",
        "",
        "budgets",
        HEADLINE,
        "weekly budget and payer",
        _committed,
    ),
    _measure(
        "budget-used",
        "Pounds a week kept for people as a share of the budget over the window; above 1 where it was cut under them.",
        "1",
        lambda sight, budget: ratio(int(sight.tallies.kept[budget].sum()), int(sight.tallies.open[budget])),
    ),
    _measure(
        "queue-for-budget",
        "Mean number of people waiting for money of the budget, in continuous time; under the first of a list.",
        "people",
        queue,
    ),
    _measure(
        "wait-for-budget",
        "Mean wait for money of the budget, clock time, of those who asked in the window and were given it.",
        "days",
        wait_mean,
        HEADLINE,
    ),
    _measure(
        "wait-for-budget-median",
        "Median wait for money of the budget, clock time, of those who asked in the window and were given it; "
        f"{BINNED}.",
        "days",
        wait(0.5),
    ),
    _measure(
        "wait-for-budget-90th",
        "90th percentile of the wait for money of the budget, clock time, of those who asked in the window and were "
        f"given it; {BINNED}.",
        "days",
        wait(0.9),
    ),
    _measure(
        "budget-turned-away",
        "People a day who found the budget's queue too long and did not wait; under the first of a list.",
        "per day",
        turned_away,
    ),
    _measure(
        "budget-gave-up-waiting",
        "People a day whose patience ran out while they waited for money of the budget; under the first of a list.",
        "per day",
        gave_up,
    ),
)
"""Measures of weekly budgets; none where the scenario has none."""
