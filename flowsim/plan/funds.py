"""Funds in the plan: what has come in by when, and what there is to spend."""

from __future__ import annotations

from itertools import accumulate

import numpy as np

from flowsim.plan.calendars import Span
from flowsim.plan.numbering import Numbering
from flowsim.plan.tables import Plan
from flowsim.scenario.place import Place
from flowsim.units import DAY

Income = tuple[int, int, int, int]
"""A row of the table ``changes``: from when on a fund has had how much in all; no shift."""


def incomes(place: Place, numbering: Numbering, span: Span) -> list[Income]:
    """What every fund has had in all from when on, from tick 0: instalments of one instant make one change."""
    rows: list[Income] = []
    for name, fund in sorted(place.funds.items()):
        arriving = {0: 0}
        for time, pence in fund.arrivals(place.run.start_date, span.horizon):
            arriving[time] = arriving.get(time, 0) + pence
        times = sorted(arriving)
        opening = 0 if fund.opening is None else round(fund.opening.value)
        had = accumulate((arriving[time] for time in times), initial=opening)
        next(had)
        rows += [(time, numbering.fund(name), pence, -1) for time, pence in zip(times, had, strict=True)]
    return rows


def spendable(plan: Plan, fund: int, before: int | None = None) -> int:
    """Pence that a fund has had by the end of the run, or before an instant: the opening and all instalments."""
    mine = plan.changes[plan.changes["resource"] == fund]
    if before is not None:
        mine = mine[mine["time"] < before]
    return int(mine["places"][-1]) if len(mine) else int(plan.resources["places"][fund])


def balances(plan: Plan, fund: int, paid_by_day: np.ndarray) -> np.ndarray:
    """[D] pence in a fund at the midnight that ends each whole day of the run, from what was paid on each."""
    mine = plan.changes[plan.changes["resource"] == fund]
    ends = np.arange(1, plan.horizon // DAY + 1) * DAY
    before = np.searchsorted(mine["time"], ends)
    had = np.concatenate([plan.resources["places"][[fund]], mine["places"]])[before].astype(np.int64)
    return had - paid_by_day.cumsum()[: len(had)]
