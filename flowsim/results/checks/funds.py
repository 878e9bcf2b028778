"""Money is neither made nor lost, and nobody spends what is not there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from flowsim.engine.output import Tallies
from flowsim.plan.funds import balances, spendable
from flowsim.plan.tables import Plan
from flowsim.results.checks.broken import Broken


def left(plan: Plan, tallies: Tallies) -> np.ndarray:
    """[F] pence that must be left in each fund at the end of the run: the opening and all instalments less what was
    paid."""
    had = [spendable(plan, fund) for fund in range(plan.first_fund, len(plan.resources))]
    return np.array(had, np.int64) - tallies.paid_by_day.sum(axis=1)


def check_funds(plan: Plan, tallies: Tallies) -> Iterator[Broken]:
    """Rule ``funds``: what came in is what was paid and what is left; at no midnight is a fund below nought."""
    ends = left(plan, tallies)
    for number, fund in enumerate(range(plan.first_fund, len(plan.resources))):
        name, balance = plan.names["resources"][fund], int(tallies.balance[number])
        if balance != ends[number]:
            yield Broken("funds", -1, f"{name} has {balance} pence left, but {ends[number]} by what came and was paid")
        if (balances(plan, fund, tallies.paid_by_day[number]) < 0).any():
            yield Broken("funds", -1, f"{name} had paid more at a midnight than had come in")
        if tallies.paid[number, 0] > tallies.paid_by_day[number].sum():
            yield Broken("funds", -1, f"{name} paid more in the window than in the whole run")
