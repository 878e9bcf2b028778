"""Teams: how busy they are, how long people wait for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from flowsim.plan.tables import UNLIMITED
from flowsim.plan.workers import most_workers
from flowsim.results.quantiles import BINNED, days, share_below, time_quantile
from flowsim.results.registry import DETAIL, EVERYONE, HEADLINE, Measure, Reading, ratio
from flowsim.results.sight import Scope, Sight
from flowsim.units import DAY, HOUR

PER_TEAM = "team and kind"


def _by_team(number: Callable[[Sight, Scope], float]) -> Callable[[Sight], Iterator[Reading]]:
    def read(sight: Sight) -> Iterator[Reading]:
        for scope in sight.teams:
            yield Reading(scope.label, EVERYONE, number(sight, scope))

    return read


def staffed_hours(sight: Sight, team: int) -> float:
    """Hours of work that a team has in the window: workers on duty, busy or not, in its opening hours."""
    return int(sight.tallies.open[team]) / HOUR


def _utilisation(sight: Sight, scope: Scope) -> float:
    worked = sight.tallies.worked[list(scope.rows)].sum() / HOUR
    return ratio(worked, sum(staffed_hours(sight, row) for row in scope.rows))


def _waits(sight: Sight, scope: Scope) -> np.ndarray:
    return sight.tallies.wait_histogram[list(scope.rows)].sum(axis=0)


def _wait_mean(sight: Sight, scope: Scope) -> float:
    rows = list(scope.rows)
    return ratio(days(sight.tallies.wait_ticks[rows].sum()), sight.tallies.wait_count[rows].sum())


def _per_day(sight: Sight, scope: Scope, amounts: np.ndarray) -> float:
    return ratio(sum(amounts[row] for row in scope.rows), sight.days)


def _caseload_taken(sight: Sight, scope: Scope) -> float:
    rows = [row for row in scope.rows if 0 < sight.plan.resources["caseload"][row] < UNLIMITED]
    workers = most_workers(sight.plan)
    most = [int(sight.plan.resources["caseload"][row]) * workers[row] for row in rows]
    return ratio(days(sight.tallies.cases[rows].sum()) / sight.days, sum(most))


def _miles(sight: Sight) -> Iterator[Reading]:
    """Miles a day, of teams whose speed the place says; of a kind only where it says that of all of them."""
    teams = sight.place.teams if sight.place else {}
    speeds = {row: teams[sight.name(row)].miles_per_hour for scope in sight.teams for row in scope.rows if teams}
    for scope in sight.teams:
        known = [(row, speed.value) for row in scope.rows if (speed := speeds.get(row)) is not None]
        if len(known) == len(scope.rows):
            miles = sum(int(sight.tallies.travelled[row]) / HOUR * speed for row, speed in known)
            yield Reading(scope.label, EVERYONE, ratio(miles, sight.days))


def _measure(
    name: str, definition: str, unit: str, number: Callable[[Sight, Scope], float], level: str = DETAIL
) -> Measure:
    return Measure(name, definition, unit, "", "teams", level, PER_TEAM, _by_team(number))


MEASURES = (
    _measure(
        "utilisation",
        "Working time spent on tasks, as a share of the working time of those on duty in the window, busy or not; "
        "above 1 where begun work goes on with fewer on duty.",
        "1",
        _utilisation,
        HEADLINE,
    ),
    _measure(
        "queue-for-team",
        "Mean number of people waiting for a worker of the team, in continuous time.",
        "people",
        lambda sight, scope: days(_per_day(sight, scope, sight.waiting_ticks)),
        HEADLINE,
    ),
    _measure(
        "wait-for-team",
        "Mean wait for a worker, clock time, of those who asked in the window and were seen.",
        "days",
        _wait_mean,
        HEADLINE,
    ),
    _measure(
        "wait-for-team-median",
        f"Median wait for a worker, clock time, of those who asked in the window and were seen; {BINNED}.",
        "days",
        lambda sight, scope: days(time_quantile(_waits(sight, scope), 0.5)),
    ),
    _measure(
        "wait-for-team-90th",
        "90th percentile of the wait for a worker, clock time, of those who asked in the window and were seen; "
        f"{BINNED}.",
        "days",
        lambda sight, scope: days(time_quantile(_waits(sight, scope), 0.9)),
    ),
    _measure(
        "wait-for-team-95th",
        "95th percentile of the wait for a worker, clock time, of those who asked in the window and were seen; "
        f"{BINNED}.",
        "days",
        lambda sight, scope: days(time_quantile(_waits(sight, scope), 0.95)),
    ),
    _measure(
        "tasks-begun",
        "Tasks begun a day.",
        "per day",
        lambda sight, scope: _per_day(sight, scope, sight.begun),
    ),
    _measure(
        "tasks-per-discharge",
        "Tasks begun in the window for each live discharge from hospital in it: assessments, and how often they are "
        "repeated or handed on; of people elsewhere too, where the team sees them.",
        "tasks",
        lambda sight, scope: ratio(
            sum(int(sight.begun[row]) for row in scope.rows), int(sight.tallies.nights[0].sum())
        ),
    ),
    _measure(
        "begun-within-two-days",
        "Share of tasks begun within 48 hours of being asked for, of those asked for in the window and "
        "begun; waits of 47.8 to 50.1 hours are one bin of the histogram and taken as spread evenly.",
        "1",
        lambda sight, scope: share_below(_waits(sight, scope), 2 * DAY),
    ),
    _measure(
        "staff-travel",
        "Hours a day that workers are on their way to tasks and back, counted when a task is over.",
        "hours per day",
        lambda sight, scope: _per_day(sight, scope, sight.tallies.travelled) / HOUR,
    ),
    _measure(
        "staff-travel-share",
        "Time on the way to tasks and back, as a share of working time spent on tasks.",
        "1",
        lambda sight, scope: ratio(
            sight.tallies.travelled[list(scope.rows)].sum(), sight.tallies.worked[list(scope.rows)].sum()
        ),
    ),
    Measure(
        "staff-miles",
        "Miles a day that workers travel to tasks and back: their hours on the way at the speed of the team, of teams "
        "for which the scenario says it.",
        "miles per day",
        "",
        "teams",
        DETAIL,
        PER_TEAM,
        _miles,
    ),
    _measure(
        "cases-in-hand",
        "Mean number of cases that the workers of the team have in hand: work in sittings, allocated and not yet over.",
        "cases",
        lambda sight, scope: days(_per_day(sight, scope, sight.tallies.cases)),
    ),
    _measure(
        "caseload-taken",
        "Cases in hand, as a share of the caseloads of all workers that the team has when most are on duty; "
        "of teams that have a caseload.",
        "1",
        _caseload_taken,
    ),
    _measure(
        "queue-for-allocation",
        "Mean number of people waiting for a worker who takes on their case, in continuous time; the rest of the "
        "team's queue waits for the next sitting, or for work in one go.",
        "people",
        lambda sight, scope: days(_per_day(sight, scope, sight.allocation_ticks)),
    ),
    _measure(
        "team-turned-away",
        "People a day who found the team's queue too long and did not wait.",
        "per day",
        lambda sight, scope: _per_day(sight, scope, sight.turned_away),
    ),
    _measure(
        "team-gave-up-waiting",
        "People a day whose patience ran out while they waited for the team.",
        "per day",
        lambda sight, scope: _per_day(sight, scope, sight.gave_up),
    ),
)
"""Measures of teams."""
