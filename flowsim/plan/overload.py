"""What is asked for more than it can give, so that people wait for it ever longer: by the mean of the run, and by the
staff at its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from flowsim.errors import Problem
from flowsim.plan.budgets import with_budgets
from flowsim.plan.capacity import mean_open
from flowsim.plan.constant_staff import LAST, with_staff_of
from flowsim.plan.flows import Flows, load, work_out
from flowsim.plan.left_out import AT_LEAST, AT_MOST, EITHER_WAY, EXACT, Missing, missing
from flowsim.plan.sittings import cases_asked
from flowsim.plan.tables import Plan
from flowsim.plan.walked import Walked
from flowsim.plan.workers import most_cases
from flowsim.scenario.place import Place

OVERLOADED = "overloaded"
UNLESS = "unless people give up or are held up earlier"

ENDED = "deaths and whatever else may end a stay early are left out"

_ROUNDING = 1e-9
"""How far above 1 a load of just 1 may be worked out to be."""


@dataclass(frozen=True, slots=True)
class Overload:
    """A unit, team or fund of which more is asked than it can give.

    Attributes:
        path: where it stands in its scenario, such as ``units.ward``.
        load: its load, in the mean of the run or with the staff of its last week, whichever is more; NaN where it is
            not the load that is too much: of a team whose workers have all the cases in hand that they may, and of what
            nobody leaves or has nothing to give.
        bound: what the load would be with what flows leave out (:mod:`flowsim.plan.left_out`); empty if it is that.
    """

    path: str
    load: float
    bound: str


@dataclass(frozen=True)
class Loaded:
    """A plan, what flows ask of it, and the same with the staff at the end of the run.

    Attributes:
        plan: of the run.
        people: the flows of people; None if they cannot be worked out.
        flows: these, with what is kept of budgets.
        at_end: the plan with the staff of its last week throughout; the plan itself if no staff changes.
        flows_at_end: the flows of that.
    """

    plan: Plan
    people: Flows | None
    flows: Flows | None
    at_end: Plan
    flows_at_end: Flows | None

    @classmethod
    def of(cls, plan: Plan, place: Place, walked: Walked | None = None) -> Loaded:
        """Work out the flows; ``walked`` is shared by plans of which some differ only in how much there is."""
        walked = walked or Walked()
        people, at_end = work_out(plan, walked=walked), with_staff_of(plan, place, LAST)
        flows = _with_budgets(plan, people)
        later = flows if at_end is plan else _with_budgets(at_end, work_out(at_end, walked=walked))
        return cls(plan, people, flows, at_end, later)

    @cached_property
    def lacks(self) -> Missing:
        """Where flows leave something out."""
        if self.flows is None:
            return Missing((EXACT,) * len(self.plan.resources), frozenset())
        return missing(self.plan, self.flows)

    def load_at_end(self, resource: int) -> float | None:
        """The load with the staff at the end of the run; None where that is the load of the run."""
        if self.flows is None or self.flows_at_end is None or self.at_end is self.plan:
            return None
        now, later = load(self.plan, self.flows, resource), load(self.at_end, self.flows_at_end, resource)
        return later if abs(later - now) > _ROUNDING else None

    def doubts(self) -> Iterator[Problem]:
        """Warnings of what is asked for more than it can give, and of what has nothing to give or lets nobody go: by
        the mean of the run or the staff of its last week."""
        for resource in range(1, len(self.plan.resources)):
            yield from self._doubts(resource)

    def overloads(self) -> tuple[Overload, ...] | None:
        """What is asked for more than it can give, in the mean of the run or with the staff of its last week; None if
        the flows are not known."""
        if self.flows is None or self.flows_at_end is None:
            return None
        return tuple(
            Overload(doubt.path, self._load_told(resource, doubt), self.lacks.bounds[resource])
            for resource in range(1, len(self.plan.resources))
            for doubt in self._doubts(resource)
        )

    def _load_told(self, resource: int, doubt: Problem) -> float:
        if doubt.code != OVERLOADED or self.flows is None:
            return float("nan")
        return max(load(self.plan, self.flows, resource), self.load_at_end(resource) or 0.0)

    def _doubts(self, resource: int) -> list[Problem]:
        if self.flows is None or self.flows_at_end is None:
            return []
        bound = self.lacks.bounds[resource]
        now = _doubts(self.plan, self.flows, resource, bound)
        later = self.load_at_end(resource)
        if later is None:
            return now
        mean = load(self.plan, self.flows, resource)
        if now:
            return [self._over_the_run(resource, mean, later, one) for one in now]
        found = _doubts(self.at_end, self.flows_at_end, resource, bound)
        return [self._in_the_last_week(resource, mean, later, one) for one in found]

    def _over_the_run(self, resource: int, mean: float, later: float, doubt: Problem) -> Problem:
        """The doubt of a mean, with what the load is by the staff of the last week."""
        if doubt.code != OVERLOADED:
            return doubt
        name, bound = self.plan.names["resources"][resource], self.lacks.bounds[resource]
        grows = (
            f"{_load_of(name, mean, bound)} in the mean of the run{_more(bound)} its queue grows over the run {UNLESS}"
        )
        return replace(doubt, message=f"{grows}; with the staff of the last week it is {later:.2f}")

    def _in_the_last_week(self, resource: int, mean: float, later: float, doubt: Problem) -> Problem:
        """The doubt of what is too much by the staff of the last week only."""
        if doubt.code != OVERLOADED:
            return replace(doubt, message=f"with the staff of the last week of the run {doubt.message}")
        name, bound = self.plan.names["resources"][resource], self.lacks.bounds[resource]
        then = f"{_load_of(name, later, bound)} with the staff of the last week of the run{_more(bound)}"
        message = f"{then} its queue grows while that lasts {UNLESS}; in the mean of the run it is {mean:.2f}"
        return replace(doubt, message=message)


def _with_budgets(plan: Plan, flows: Flows | None) -> Flows | None:
    return None if flows is None else with_budgets(plan, flows)


def _doubts(plan: Plan, flows: Flows, resource: int, bound: str) -> list[Problem]:
    name, path, unit = plan.names["resources"][resource], path_of(plan, resource), resource < plan.units
    open_unit = unit and mean_open(plan, resource) > 0
    if open_unit and flows.demand[resource] > 0 and flows.out[resource] == 0:
        return [_doubt("no-way-out", f"nobody can leave '{name}'", path)]
    if mean_open(plan, resource) == 0 and flows.demand[resource] > 0:
        return [_doubt("no-places", f"people ask for '{name}', which has nothing to give", path)]
    if (asked := cases_asked(plan, flows, resource)) >= (most := most_cases(plan, resource)):
        text = f"the cases of '{name}' are {asked:.1f} in the mean if nobody waits, and it can have {most} in hand"
        return [_doubt("caseload", f"{text}: people wait for allocation without bound", path)]
    share = load(plan, flows, resource)
    if resource >= plan.first_fund:
        return _fund_doubts(_load_of(name, share, bound), path, share, bool(flows.spills[resource]))
    if 1 <= share < float("inf") and not flows.spills[resource]:
        return [
            _doubt(OVERLOADED, f"{_load_of(name, share, bound)}{_more(bound)} its queue keeps growing {UNLESS}", path)
        ]
    return []


def _more(bound: str) -> str:
    return ": if it is so much," if bound in (AT_MOST, EITHER_WAY) else ", more than it can give:"


def path_of(plan: Plan, resource: int) -> str:
    """Where a unit, team or fund stands in its scenario."""
    section = "units" if resource < plan.units else "teams" if resource < plan.first_fund else "funds"
    return f"{section}.{plan.names['resources'][resource]}"


def _load_of(name: str, share: float, bound: str) -> str:
    """A load in words, with what it would be beside what the flows say."""
    said = {AT_LEAST: ("at least ", ""), AT_MOST: ("at most ", f" ({ENDED})"), EITHER_WAY: ("", f" (or less: {ENDED})")}
    before, after = said.get(bound, ("", ""))
    return f"the load of '{name}' is {before}{share:.2f}{after}"


def _fund_doubts(load_of: str, path: str, share: float, spills: bool) -> list[Problem]:
    """A fund that is asked for more than it ever has; at a load of 1 the money is just enough."""
    if spills or share <= 1 + _ROUNDING:
        return []
    text = f"{load_of}: more is asked of it than it has in the run, its opening included,"
    return [
        _doubt(OVERLOADED, f"{text} so that payments wait ever longer unless people give up or are turned away", path)
    ]


def _doubt(code: str, message: str, path: str) -> Problem:
    return Problem(code, message, path, severity="warning")
