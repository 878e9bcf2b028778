"""Rules about meetings of several teams: that they are at work together now and then."""

from __future__ import annotations

from collections.abc import Iterator

from flowsim.scenario import calendars
from flowsim.scenario.faults import Fault
from flowsim.scenario.hours import Hours
from flowsim.scenario.place import Place
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import Known, names_in, rule
from flowsim.scenario.steps import Task

Windows = list[tuple[int, int]]


@rule(Task)
def meetings(known: Known, path: Path, task: Task) -> Iterator[Fault]:
    """Teams that meet have an hour of the week in common; those with dates of their own are not looked at.

    What an employer staffs is: more or fewer workers are at work within the same hours.
    """
    for where, end in names_in(task.task, (*path, "task")):
        if isinstance(end, str) or not set(end) <= set(known.names["team"]):
            continue
        hours = [_hours(known.place, team) for team in end]
        if None not in hours and not _common([each for each in hours if each is not None]):
            message = f"{' and '.join(end)} are never at work at one time, so they can never meet"
            yield Fault("never-together", where, message, expected="hours in common")


def _hours(place: Place, team: str) -> Windows | None:
    """The opening hours of a team's week; empty if it always works, None where that cannot be said."""
    if place.teams[team].has_rota:
        return None
    given = place.teams[team].hours
    given = place.calendars.get(given) if isinstance(given, str) else given
    if given is None:
        return [] if place.teams[team].hours is None else None
    try:
        return None if not isinstance(given, Hours) or given.dated else calendars.windows(given.week)
    except ValueError:
        return None


def _common(each: list[Windows]) -> bool:
    """Whether some instant of the week lies in a window of every team that has hours."""
    given = [windows for windows in each if windows]
    starts = [start for windows in given for start, _ in windows]
    return not given or any(all(any(a <= t < b for a, b in windows) for windows in given) for t in starts)
