"""What a scenario became: its size, what its flows ask of every unit and team, and what may go wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from flowsim.errors import Problem
from flowsim.plan import tables
from flowsim.plan.capacity import most_open, open_at_start
from flowsim.plan.compile import compile_plan
from flowsim.plan.constant_staff import FIRST, with_staff_of
from flowsim.plan.digest import digest
from flowsim.plan.fill import people_wanted
from flowsim.plan.flows import Flows, load
from flowsim.plan.funds import spendable
from flowsim.plan.left_out import EXACT, UNKNOWN, left_out
from flowsim.plan.lengths import lengths, spread
from flowsim.plan.overload import Loaded
from flowsim.plan.reads import attributes_of
from flowsim.plan.risks import EFFECT
from flowsim.plan.states import rings
from flowsim.plan.tables import Plan
from flowsim.scenario.arguments import scenario_of
from flowsim.scenario.called import Called
from flowsim.scenario.census import Census
from flowsim.scenario.place import Place
from flowsim.scenario.scenario import Scenario
from flowsim.units import DAY, HOUR, WEEK, YEAR

RING = "can wait for each other in a ring; they are then changed round in one move"

RING_NAMED = 6
"""So many units of a ring are named, and how many more there are."""

_SEEN_ELSEWHERE = (tables.CHOOSE, tables.TEST, tables.LEAVE, tables.RETURN, tables.FINISH)
"""Kinds of step of which no warning says that nobody reaches them."""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit: the most places it has (``None`` without limit), people a day who ask for one, the mean number who
    would hold one if nobody waited for a next place or worker, and that over the mean number of places open. NaN if the
    flows are not known.

    Where flows leave something out, ``bound`` says what content and load would be with it: ``at least`` or ``at most``
    so much, ``less or more``, or ``unknown`` (NaN, with what is asked for) where only what they leave out leads.
    In a unit counted in hours, places and content are hours of care a week; in a weekly budget, pounds a week.
    ``staffed`` is the most with the staff of the run's first week and with that of its last, where staff change it;
    ``load_at_end`` the load with the staff of the last week, where that is another one."""

    name: str
    setting: str
    places: float | None
    asked_per_day: float
    content: float
    load: float
    in_hours: bool = False
    in_pounds: bool = False
    bound: str = EXACT
    staffed: tuple[float, float] | None = None
    load_at_end: float | None = None


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One team: workers, the most there are, working hours a week, tasks a day, hours of work a day, load; ``bound``,
    ``staffed`` and ``load_at_end`` as of units."""

    name: str
    headcount: int
    hours_per_week: float
    tasks_per_day: float
    work_hours_per_day: float
    load: float
    bound: str = EXACT
    staffed: tuple[float, float] | None = None
    load_at_end: float | None = None


@dataclass(frozen=True, slots=True)
class FundLine:
    """One fund: pounds there are to spend in the run, opening included, payments a day, pounds a day asked of it if
    nobody waited, and that over what there is. Who asks any of several funds counts at the first. ``bound`` is as of
    units."""

    name: str
    money: float
    payments_per_day: float
    asked_per_day: float
    load: float
    bound: str = EXACT


@dataclass(frozen=True, slots=True)
class EmployerLine:
    """One employer: staff and empty posts, and people a year who leave for elsewhere, move on to other employers of the
    place, move in from these and join from its labour market; each in the first week of the run and in the last."""

    name: str
    staff: tuple[float, float]
    empty: tuple[float, float]
    leave: tuple[float, float]
    move_on: tuple[float, float]
    move_in: tuple[float, float]
    join: tuple[float, float]


@dataclass(frozen=True, slots=True)
class StepLine:
    """One row of the plan: its number, kind, name, what it is about, mean time in ticks, people a day (NaN where only
    what flows leave out leads)."""

    row: int
    kind: str
    name: str
    asks_for: tuple[str, ...]
    mean_time: float
    per_day: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a scenario became.

    Attributes:
        title, digest: the scenario's name, the plan's identity.
        sizes: how many of each thing the plan has.
        units, teams, steps, funds, employers: see the lines.
        doubts: warnings.
        left_out: what the flows, and so the loads, leave out, in words; empty if nothing of the kind is there.
    """

    title: str
    digest: str
    sizes: dict[str, int]
    units: tuple[UnitLine, ...]
    teams: tuple[TeamLine, ...]
    steps: tuple[StepLine, ...]
    doubts: tuple[Problem, ...]
    funds: tuple[FundLine, ...] = ()
    left_out: tuple[str, ...] = ()
    employers: tuple[EmployerLine, ...] = ()

    def __repr__(self) -> str:
        own = ("units", "teams", "funds", "steps", "doubts")
        return f"<Explanation of {self.title}: {', '.join(f'{len(getattr(self, name))} {name}' for name in own)}>"


def explain(scenario: Scenario | Place) -> Explanation:
    """Compile a scenario and say what it became.

    Raises:
        ScenarioError: as :func:`compile_plan`.
    """
    place = scenario if isinstance(scenario, Place) else scenario_of(scenario).place
    plan = compile_plan(scenario)
    loaded = Loaded.of(plan, place)
    flows, lacks = loaded.flows, loaded.lacks
    first = with_staff_of(plan, place, FIRST)
    sizes = {name: len(getattr(plan, name)) for name in ("steps", "states", "sources", "attributes", "distributions")}
    return Explanation(
        plan.title,
        digest(plan),
        sizes,
        tuple(_unit_line(loaded, first, place, unit) for unit in range(plan.units)),
        tuple(_team_line(loaded, first, team) for team in range(plan.units, plan.first_fund)),
        tuple(_step_line(plan, flows, row, row in lacks.rows) for row in range(len(plan.steps))),
        (*doubts(loaded, Called(place)), *_fill_doubts(plan, place, loaded.people)),
        tuple(
            _fund_line(plan, flows, fund, lacks.bounds[fund]) for fund in range(plan.first_fund, len(plan.resources))
        ),
        tuple(left_out(plan)),
        tuple(_employer_line(plan, row) for row in range(len(plan.names["employers"]))),
    )


def _employer_line(plan: Plan, row: int) -> EmployerLine:
    weeks = plan.staffing[plan.staffing["employer"] == row]
    first, last = weeks[0], weeks[-1]
    empty = tuple(max(float(week["posts"] - week["staff"]), 0.0) for week in (first, last))
    flows = [
        tuple(float(week[column]) * YEAR / WEEK for week in (first, last))
        for column in ("left", "moved_on", "moved_in", "joined")
    ]
    staff = (float(first["staff"]), float(last["staff"]))
    return EmployerLine(plan.names["employers"][row], staff, empty, *flows)  # type: ignore[arg-type]


def _unit_line(loaded: Loaded, first: Plan, place: Place, unit: int) -> UnitLine:
    plan, bound = loaded.plan, loaded.lacks.bounds[unit]
    name = plan.names["resources"][unit]
    places = most_open(plan, unit)
    setting = place.units[name].setting if name in place.units else "community"
    asked, content, share = _asked(plan, loaded.flows, unit, bound)
    if plan.resources[unit]["money"]:
        return UnitLine(name, "budget", places, asked, content, share, in_pounds=True, bound=bound)
    quantum = int(plan.resources[unit]["quantum"])
    size = quantum / HOUR if quantum else 1
    most = None if places >= tables.UNLIMITED else places * size
    staffed = _staffed(loaded, first, unit, size)
    later = loaded.load_at_end(unit)
    return UnitLine(
        name, setting, most, asked, content * size, share, bool(quantum), bound=bound, staffed=staffed,
        load_at_end=later,
    )  # fmt: skip


def _staffed(loaded: Loaded, first: Plan, resource: int, size: float = 1) -> tuple[float, float] | None:
    """The most there is with the staff of the first week and with that of the last; None if it is the same."""
    start, end = (most_open(plan, resource) * size for plan in (first, loaded.at_end))
    return (start, end) if start != end else None


def _team_line(loaded: Loaded, first: Plan, team: int) -> TeamLine:
    plan, bound = loaded.plan, loaded.lacks.bounds[team]
    row = plan.resources[team]
    week = WEEK / spread(plan, int(row["calendar"]))
    tasks, busy, share = _asked(plan, loaded.flows, team, bound)
    name, most = plan.names["resources"][team], most_open(plan, team)
    later, staffed = loaded.load_at_end(team), _staffed(loaded, first, team)
    return TeamLine(name, most, week / HOUR, tasks, busy * DAY / HOUR, share, bound, staffed, later)


def _fund_line(plan: Plan, flows: Flows | None, fund: int, bound: str) -> FundLine:
    payments, asked, share = _asked(plan, flows, fund, bound)
    name, money = plan.names["resources"][fund], spendable(plan, fund) / 100
    return FundLine(name, money, payments, asked * DAY / 100, share, bound)


def _asked(plan: Plan, flows: Flows | None, resource: int, bound: str) -> tuple[float, float, float]:
    if flows is None or bound == UNKNOWN:
        return (float("nan"),) * 3
    return float(flows.demand[resource] * DAY), float(flows.content[resource]), load(plan, flows, resource)


def _step_line(plan: Plan, flows: Flows | None, number: int, unknown: bool) -> StepLine:
    step = plan.steps[number]
    asks: tuple[str, ...] = ()
    if step["expiry"] >= 0:
        asks = ("goes out of date",)
    if step["kind"] in (tables.TEST, tables.ACT):
        asks = (plan.names["tests" if step["kind"] == tables.TEST else "acts"][step["target"]],)
    if step["kind"] in (tables.STAY, tables.TASK, tables.RESERVE, tables.PAY, tables.TRANSFER, tables.RELEASE):
        asks = tuple(plan.names["resources"][row] for row in plan.wanted[step["first"] : step["first"] + step["count"]])
    per_day = float("nan") if flows is None or unknown else float(flows.through[number].sum() * DAY)
    mean = float("nan")
    if step["kind"] == tables.SEARCH:
        search = plan.searches[step["target"]]
        asks = (f"{search['at_once']} at once", f"{search['most']} at most")
    timed = (tables.STAY, tables.TASK, tables.WAIT, tables.SEARCH, tables.TRANSFER)
    if step["kind"] in timed and flows is not None and per_day > 0:
        mean = _mean_time(plan, flows, number)
    return StepLine(number, tables.STEP_KINDS[step["kind"]], plan.names["steps"][number], asks, mean, per_day)


def _mean_time(plan: Plan, flows: Flows, number: int) -> float:
    people = flows.through[number]
    return people.times(lengths(plan, number, flows.combinations(number))).sum() / people.sum()


def doubts(loaded: Loaded, called: Called) -> list[Problem]:
    """Warnings: loads from 1 on (of funds above 1), units nobody can leave, steps nobody reaches, rings."""
    plan, flows = loaded.plan, loaded.flows
    found = _ring_doubts(plan, called)
    if flows is None:
        text = "too many attributes decide the ways taken: flows and loads are not worked out"
        return [*found, _doubt("flows-unknown", text)]
    found += loaded.doubts()
    # A pathway that is called from two places has its steps twice: one that somebody reaches is reached.
    steps, behind = plan.steps[["definition", "kind"]], _behind_waiting(plan)
    for number in np.flatnonzero(~np.isin(steps, steps[flows.reached()])).tolist():
        if number not in behind and plan.steps[number]["kind"] not in _SEEN_ELSEWHERE:
            name = plan.names["steps"][number]
            found.append(_doubt("unreached-step", f"nobody reaches the step '{name}'", f"pathways.{name}"))
    if not flows.complete:
        found.append(_doubt("may-never-end", "some people never stop going round: a pathway has no way out"))
    return found


def _behind_waiting(plan: Plan) -> set[int]:
    """Steps that may be reached though flows leave them out: by who gives up, is turned away or goes by the state,
    or by what changes of itself."""
    seen: set[int] = set()
    tests = plan.steps[plan.steps["kind"] == tables.TEST]["first"]
    ways = plan.options[np.concatenate([tests, tests + 1])]
    thens = [plan.risks["then"], plan.expiries["then"], _by_what_changes(plan)]
    starts = np.concatenate([plan.steps["impatient"], plan.steps["turned_away"], ways, *thens])
    stack = [int(row) for row in starts if row >= 0]
    while stack:
        row = stack.pop()
        if row in seen:
            continue
        seen.add(row)
        step = plan.steps[row]
        onward = [int(step["next"])]
        if step["kind"] in (tables.CHOOSE, tables.TEST, tables.MEANWHILE, tables.SEARCH, tables.RETURN):
            onward += plan.options[step["first"] : step["first"] + step["count"]].tolist()
        stack += [exit_ for exit_ in onward if exit_ >= 0]
    return seen


def _by_what_changes(plan: Plan) -> list[int]:
    """Where choices lead that go by an attribute which a risk or an expiry changes."""
    changing = set(plan.steps["target"][(plan.steps["branch"] == EFFECT) & (plan.steps["kind"] == tables.SET)].tolist())
    chooses = plan.steps[plan.steps["kind"] == tables.CHOOSE] if changing else plan.steps[:0]
    by_it = [step for step in chooses if attributes_of(plan, [int(step["time"])]) & changing]
    return [int(row) for step in by_it for row in plan.options[step["first"] : step["first"] + step["count"]]]


def _ring_doubts(plan: Plan, called: Called) -> list[Problem]:
    edges = set()
    for state in plan.states:
        step = plan.steps[state["row"]]
        if not state["active"] and step["kind"] in tables.TO_A_PLACE and state["unit"] != tables.COMMUNITY_UNIT:
            wanted = plan.wanted[step["first"] : step["first"] + step["count"]]
            edges |= {(int(state["unit"]), int(there)) for there in wanted if there != tables.COMMUNITY_UNIT}
    names = plan.names["resources"]
    groups = ([called.part(names[unit]) for unit in group] for group in rings(edges))
    return [_doubt("ring", f"people in {_first(group)} {RING}") for group in groups]


def _first(group: Sequence[str]) -> str:
    """The first units of a ring, and how many more there are."""
    more = [f"{len(group) - RING_NAMED} more units"] if len(group) > RING_NAMED + 1 else []
    *others, last = [*group[:RING_NAMED], *(more or group[RING_NAMED:])]
    return f"{', '.join(others)} and {last}"


def _wanted_at_start(plan: Plan, place: Place, flows: Flows, unit: int) -> int:
    load, amount = float(flows.content[unit]), float(flows.amounts[unit])
    return people_wanted(place, plan.names["resources"][unit], open_at_start(plan, unit), load, amount)


def _fill_doubts(plan: Plan, place: Place, flows: Flows | None) -> list[Problem]:
    """Units that a filled start asks for and in which nobody stays."""
    if place.run.start == "empty" or isinstance(place.run.start, Census) or flows is None:
        return []
    names = plan.names["resources"]
    wanted = [unit for unit in range(1, plan.units) if _wanted_at_start(plan, place, flows, unit)]
    filled = {names[plan.wanted[plan.steps[row]["first"]]] for row in np.unique(plan.fill["row"])}
    return [
        _doubt("starts-empty", f"nobody stays in '{names[unit]}', so it starts empty", f"units.{names[unit]}")
        for unit in wanted
        if names[unit] not in filled
    ]


def _doubt(code: str, message: str, path: str = "") -> Problem:
    return Problem(code, message, path, severity="warning")
