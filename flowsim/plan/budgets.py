"""Weekly budgets in the flows: what the steps that reserve of them would have kept in the mean if nobody waited."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from flowsim.plan import tables
from flowsim.plan.crowds import Combinations, Crowd
from flowsim.plan.flows import Flows, Walk
from flowsim.plan.lengths import lengths, spread
from flowsim.plan.means import means
from flowsim.plan.tables import Plan


def with_budgets(plan: Plan, flows: Flows) -> Flows:
    """Flows with the pounds a week that are kept of budgets as their content; of a list, all of the first.

    Money is kept until it is given back or the person leaves, at most for its limit, which is compared with the mean.
    What is kept in a branch counts from the step after the one that begins the branch.
    """
    content, demand, out, spills = (getattr(flows, name).copy() for name in ("content", "demand", "out", "spills"))
    for number in np.flatnonzero(plan.steps["kind"] == tables.RESERVE).tolist():
        step = plan.steps[number]
        wanted = plan.wanted[step["first"] : step["first"] + step["count"]]
        people = flows.through[number]
        if plan.resources[wanted[0]]["money"] and people.sum():
            content[wanted[0]] += _committed(plan, flows, number)
            demand[wanted[0]] += people.sum()
            out[wanted[0]] += people.sum()
            spills[wanted[:-1]] = True
    return replace(flows, content=content, demand=demand, out=out, spills=spills)


def _committed(plan: Plan, flows: Flows, number: int) -> float:
    """Pounds a week kept in the mean by one step."""
    step = plan.steps[number]
    unit = int(plan.wanted[step["first"]])
    pounds = np.maximum(
        1.0, means(plan, int(step["amount"]), flows.combinations(number)) / plan.resources[unit]["quantum"]
    )
    asked = flows.through[number].times(pounds)
    kept = _Keeping(plan, flows, unit).ticks(number, asked)
    return float(kept if step["keep"] >= tables.UNLIMITED else min(kept, float(asked.sum()) * int(step["keep"])))


class _Keeping(Walk):
    """Follows what is kept of a budget to where it is given back or the person leaves."""

    def __init__(self, plan: Plan, flows: Flows, unit: int) -> None:
        super().__init__(plan, flows.matters, flows.followed, False)
        self.unit = unit

    def ticks(self, number: int, asked: Crowd) -> float:
        """Pounds a week that are asked for a tick at a row, times the ticks for which they are kept."""
        self.pending = {(self._onward(number), tables.COMMUNITY_UNIT): [asked]}
        self.follow()
        if self.endless:
            return float("inf")
        return sum(self._lasting(row) for row, people in enumerate(self.through) if people.sum() > 0)

    def _onward(self, number: int) -> int:
        """Where the main line goes on; from a branch, behind the step that began it."""
        row = int(self.plan.steps[number]["next"])
        if self.plan.steps[number]["branch"] < 0:
            return row
        seen, stack = set(), [row]
        while stack:
            row = stack.pop()
            if self.plan.steps[row]["kind"] == tables.FINISH:
                break
            seen.add(row)
            stack += [there for there, _ in self._exits(row, tables.COMMUNITY_UNIT) if there not in seen]
        return int(self.plan.steps[row]["next"])

    def _lasting(self, row: int) -> float:
        step = self.plan.steps[row]
        timed = (tables.STAY, tables.TASK, tables.WAIT, tables.SEARCH, tables.TRANSFER)
        if step["kind"] not in timed or step["branch"] >= 0:
            return 0.0
        time = self.through[row].times(lengths(self.plan, row, Combinations(self.packing, self.through[row].at))).sum()
        if step["kind"] != tables.TASK:
            return time
        one = step["count"] == 1
        team = self.plan.resources[self.plan.wanted[step["first"]]]
        return time * spread(self.plan, int(team["calendar"] if one else step["calendar"]))

    def _over(self, number: int) -> bool:
        """Whether what is kept of the budget is given back here."""
        step = self.plan.steps[number]
        units = self.wanted[step["first"] : step["first"] + step["count"]]
        return step["kind"] == tables.RETURN or (step["kind"] == tables.RELEASE and self.unit in units)

    def _enter(self, index: int) -> None:
        """Nobody comes but those who are asked for at the start."""

    def _exits(self, number: int, unit: int) -> list[tuple[int, int]]:
        return [] if self._over(number) else super()._exits(number, unit)

    def _pass(self, number: int, unit: int, people: Crowd) -> None:
        if not self._over(number):
            super()._pass(number, unit, people)
