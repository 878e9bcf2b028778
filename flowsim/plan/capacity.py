"""Capacity over time becomes a list of changes: from when on a resource has how many places or workers."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from flowsim.plan import tables
from flowsim.plan.calendars import Span
from flowsim.plan.conditions import Tests
from flowsim.plan.courses import AS_AT_THE_START, Course, Level, Ratios, team_course, unit_course, without_repeats
from flowsim.plan.crowds import Combinations, Packing
from flowsim.plan.funds import Income, spendable
from flowsim.plan.means import means
from flowsim.plan.numbering import Numbering
from flowsim.plan.purposes import Purposes
from flowsim.plan.staffing import staff_ratios
from flowsim.plan.tables import Plan
from flowsim.plan.trees import Trees
from flowsim.scenario.calendars import Window, dated_windows
from flowsim.scenario.hours import Hours
from flowsim.scenario.place import Place, Team
from flowsim.units import DAY, HOUR, MINUTE, WEEK


@dataclass(frozen=True, slots=True)
class Capacity:
    """The capacities of a place that change, each with its levels over the weeks; teams as ``team:NAME``."""

    levels: dict[str, list[Level]]

    @classmethod
    def of(cls, place: Place, span: Span, ratios: Mapping[str, Ratios] | None = None) -> Capacity:
        """Lay out every capacity that changes; without ``ratios`` of staff by name, with those of the run."""
        found: dict[str, list[Level]] = {}
        staff = staff_ratios(place, span) if ratios is None else ratios
        for name, unit in sorted(place.units.items()):
            own = staff.get(name, AS_AT_THE_START)
            if course := unit_course(unit, span.monday, span.weeks, place.calendars, own):
                found[name] = list(without_repeats([Level(time, course.at(time)[0]) for time in course.changes()]))
        staffing = {unit.staffed_by.team for unit in place.units.values() if unit.staffed_by}
        for name, team in sorted(place.teams.items()):
            if place.has_rota(name) or team.sickness or (name in staffing and team.hours is not None):
                own = staff.get(name, AS_AT_THE_START)
                course = team_course(team, span.monday, span.weeks, place.calendars, own)
                found[f"team:{name}"] = rota(team, course, _opening(place, team, span))
        return cls(found)

    def at_start(self, name: str, span: Span) -> int:
        """What a resource whose capacity changes has at tick 0, if nobody is sick."""
        return max(level for level in self.levels[name] if level.time <= span.offset).places

    def on_duty(self, span: Span) -> dict[str, list[Window]]:
        """For each team whose headcount changes, when somebody is on duty by the plan, whoever is sick."""
        teams = {name.removeprefix("team:"): levels for name, levels in self.levels.items() if name.startswith("team:")}
        return {name: _on_duty(levels, span.weeks) for name, levels in teams.items()}


def _opening(place: Place, team: Team, span: Span) -> list[Window] | None:
    """A team's opening hours over the weeks; None if it is always open."""
    hours = place.calendars[team.hours] if isinstance(team.hours, str) else team.hours
    return dated_windows(hours, span.monday, span.weeks) if isinstance(hours, Hours) else None


def in_post(team: Team, posts: int) -> int:
    """Workers there are for so many posts: less vacancies, less those absent, rounded to the nearest, halves up.

    >>> in_post(Team(headcount=9, vacancies=0.1, absent=0.15), 9)  # 6.885
    7
    """
    vacant = team.vacancies.value if team.vacancies else 0.0
    absent = team.absent.value if team.absent else 0.0
    return math.floor(round(posts * (1.0 - vacant) * (1.0 - absent), 9) + 0.5)


def rota(team: Team, course: Course, windows: list[tuple[int, int]] | None) -> list[Level]:
    """A team's workers on duty over the weeks: by shift, date and absence, and none outside its hours.

    Args:
        team: whose.
        course: of its posts.
        windows: its opening hours over the weeks; None if it is always open.
    """
    times = set(course.changes())
    if windows is not None:
        times |= {edge for window in windows for edge in window if 0 < edge < course.weeks * WEEK}
    if team.sickness and not course.week:
        times |= set(range(0, course.weeks * WEEK, DAY))
    found = []
    for time in sorted(times):
        posts, began = course.at(time)
        shut = windows is not None and not _within(windows, time)
        shift = -1
        if team.sickness:
            shift = ((began if course.week else time // DAY * DAY) + WEEK) // MINUTE
        found.append(Level(time, 0 if shut else in_post(team, posts), shift))
    return list(without_repeats(found))


def _within(windows: list[tuple[int, int]], time: int) -> bool:
    place = bisect_right(windows, (time, math.inf)) - 1
    return place >= 0 and time < windows[place][1]


def _on_duty(levels: list[Level], weeks: int) -> list[Window]:
    ends = [*(level.time for level in levels[1:]), weeks * WEEK]
    found: list[tuple[int, int]] = []
    for level, end in zip(levels, ends, strict=True):
        if level.places > 0:
            if found and found[-1][1] == level.time:
                found[-1] = (found[-1][0], end)
            else:
                found.append((level.time, end))
    return found


def change_table(capacity: Capacity, resources: dict[str, int], span: Span, incomes: list[Income]) -> np.ndarray:
    """The table ``changes``, by time and resource; what holds at tick 0 is a change at tick 0.

    Args:
        capacity: what changes.
        resources: row by name.
        span: of the run.
        incomes: what has come into funds, from when on.
    """
    rows = list(incomes)
    for name, course in capacity.levels.items():
        first = max(number for number, level in enumerate(course) if level.time <= span.offset)
        for level in course[first:]:
            time = max(level.time - span.offset, 0)
            if time < span.horizon:
                rows.append((time, resources[name], level.places, level.shift))
    return np.array(sorted(rows), tables.dtype("changes"))


def closure_table(place: Place, numbering: Numbering, trees: Trees, purposes: Purposes) -> np.ndarray:
    """The table ``closures``, by resource."""
    rows = []
    for name, unit in sorted(place.units.items()):
        if unit.closes is None:
            continue
        places = tables.UNLIMITED
        if unit.closes.places is not None:
            places = int(unit.closes.places.value)
        times: list[int] = []
        for word, spec in (("every", unit.closes.every), ("for", unit.closes.length)):
            row = trees.distribution(spec)
            times += [row, int(trees.table.random(row)), purposes.code(f"units.{name}:closes-{word}")]
        rows.append((numbering.resources[name], places, *times))
    return np.array(sorted(rows), tables.dtype("closures"))


def escalation_tables(place: Place, numbering: Numbering, tests: Tests) -> tuple[np.ndarray, np.ndarray]:
    """The table ``escalations``, by resource, and the array ``triggers`` that it points to."""
    rows: list[tuple[int, ...]] = []
    triggers: list[int] = []
    for name, unit in sorted(place.units.items()):
        if (escalation := unit.escalation) is None:
            continue
        every = HOUR if escalation.looked_at is None else round(escalation.looked_at.value)
        spans: list[int] = []
        for when in (escalation.opens, escalation.shuts):
            found = tests.of(when)
            spans += [len(triggers), len(found)]
            triggers += found
        rows.append((numbering.resources[name], int(escalation.places.value), every, *spans))
    return np.array(rows, tables.dtype("escalations")), np.array(triggers, np.int32)


def mean_open(plan: Plan, resource: int) -> float:
    """Places open, or workers on duty, in the mean over the run; infinite without limit. Sickness at its mean.

    Of a fund the pence a tick that it has to spend in the run, opening included.
    """
    record = plan.resources[resource]
    if resource >= plan.first_fund:
        return spendable(plan, resource) / plan.horizon
    mean = float(record["places"])
    mine = plan.changes[plan.changes["resource"] == resource]
    if len(mine):
        lengths = np.diff(mine["time"], append=plan.horizon)
        mean = float((lengths * mine["places"]).sum() / plan.horizon) * (1.0 - float(record["sickness"]))
    elif resource >= plan.units and record["calendar"] >= 0:
        calendar = plan.calendars[record["calendar"]]
        mean *= float(calendar["beats"]) / float(calendar["period"])
    for closure in plan.closures[plan.closures["resource"] == resource]:
        mean -= min(float(closure["places"]), mean) * share_closed(plan, closure)
    if record["staff"] >= 0:
        mean = min(mean, mean_open(plan, int(record["staff"])) * float(record["ratio"]))
    return mean


def share_closed(plan: Plan, closure: np.void) -> float:
    """The share of the time for which a unit is closed at random, in the long run."""
    anybody = Combinations(Packing(plan.attributes["levels"]), np.zeros(1, np.int64))
    every, length = (float(means(plan, int(closure[name]), anybody)[0]) for name in ("every", "length"))
    return length / (every + length) if every + length > 0 else 0.0


def open_at_start(plan: Plan, unit: int) -> int:
    """Places open at tick 0, if nobody is sick."""
    record = plan.resources[unit]
    if record["staff"] < 0:
        return int(record["places"])
    return min(int(record["places"]), math.floor(int(plan.resources[record["staff"]]["places"]) * record["ratio"]))


def most_open(plan: Plan, resource: int) -> int:
    """The most places or workers that a resource ever has, if nobody is sick and there is staff."""
    mine = plan.changes[plan.changes["resource"] == resource]
    more = int(plan.escalations["places"][plan.escalations["resource"] == resource].sum())
    return more + (int(mine["places"].max()) if len(mine) else int(plan.resources[resource]["places"]))
