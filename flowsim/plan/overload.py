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
FOR_A_TIME = "overloaded-for-a-time"
"""The code of a doubt of what has enough by the staff at the end of the run."""

ENDED = "deaths and whatever else may end a stay early are left out"

_ENOUGH = 0.995
"""A load below this is shown as less than 1."""

_ROUNDING = 1e-9
"""How far above 1 a load of just 1 may be worked out to be."""


@dataclass(frozen=True, slots=True)
class Overload:
    """A unit, team or fund for which people wait ever longer.

    Attributes:
        path: where it stands in its scenario, such as ``units.ward``.
        load: its load, with the staff at the end of the run; NaN where it is not the load that is too much: of a team
            whose workers have all the cases in hand that they may, and of what nobody leaves or has nothing to give.
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
        """Warnings of what is asked for more than it can give, and of what has nothing to give or lets nobody go.

        Staff is taken to be as at the end of the run; what is short only before that is told as such.
        """
        for resource in range(1, len(self.plan.resources)):
            yield from self._doubts(resource)

    def overloads(self) -> tuple[Overload, ...]:
        """What people wait for ever longer at the end of the run, if they do not give up; nothing if that is not known.

        What is told as :data:`FOR_A_TIME` is none of it.
        """
        return tuple(
            Overload(doubt.path, self._load_told(resource, doubt), self.lacks.bounds[resource])
            for resource in range(1, len(self.plan.resources))
            for doubt in self._doubts(resource)
            if doubt.code != FOR_A_TIME
        )

    def _load_told(self, resource: int, doubt: Problem) -> float:
        if doubt.code != OVERLOADED or self.flows_at_end is None:
            return float("nan")
        return load(self.at_end, self.flows_at_end, resource)

    def _doubts(self, resource: int) -> list[Problem]:
        if self.flows is None or self.flows_at_end is None:
            return []
        bound = self.lacks.bounds[resource]
        now = _doubts(self.plan, self.flows, resource, bound)
        if self.at_end is self.plan:
            return now
        found = _doubts(self.at_end, self.flows_at_end, resource, bound)
        if found and found != now:
            return [replace(one, message=f"with the staff at the end of the run {one.message}") for one in found]
        later = self.load_at_end(resource)
        if not found and later is not None and later < _ENOUGH:
            return [self._for_a_time(resource, later, one) if one.code == OVERLOADED else one for one in now]
        return now

    def _for_a_time(self, resource: int, later: float, doubt: Problem) -> Problem:
        """The doubt of what there is enough of by the end."""
        assert self.flows is not None, "there is no doubt without flows"
        share = load(self.plan, self.flows, resource)
        before = _load_of(self.plan.names["resources"][resource], share, self.lacks.bounds[resource])
        after = f"and {later:.2f} with the staff at its end: its queue grows until there are more"
        return replace(doubt, code=FOR_A_TIME, message=f"{before} in the mean of the run, {after}")


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
        lasting = "its queue keeps growing unless people give up or are held up earlier"
        more = ": if it is so much," if bound in (AT_MOST, EITHER_WAY) else ", more than it can give:"
        return [_doubt(OVERLOADED, f"{_load_of(name, share, bound)}{more} {lasting}", path)]
    return []


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
