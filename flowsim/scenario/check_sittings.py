"""Rules about work in several sittings: that one team has somebody who can hold them, and that words go together."""

from __future__ import annotations

from collections.abc import Iterator

from flowsim.scenario.faults import Fault
from flowsim.scenario.place import Place, Team
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import Known, names_in, rule, walk
from flowsim.scenario.steps import Task


@rule(Task)
def sittings(known: Known, path: Path, task: Task) -> Iterator[Fault]:
    """Sittings are of one team; only they have a time in between; teams with cases do not meet others."""
    if task.between is not None and task.sittings is None:
        message = "there is a time 'between' sittings only where a task has several"
        yield Fault("no-sittings", (*path, "between"), message, expected="sittings, such as sittings: 3", at_key=True)
    for where, end in names_in(task.task, (*path, "task")):
        if isinstance(end, str) or len(end) < 2:
            continue
        if task.sittings is not None:
            message = "a meeting of several teams has no sittings"
            yield Fault("case-and-meeting", where, message, " and ".join(end), "one team")
            continue
        busy = [team for team in end if team in with_cases(known.place)]
        if busy:
            message = f"team '{busy[0]}' works in sittings elsewhere, so its workers cannot meet other teams"
            yield Fault("case-and-meeting", where, message, " and ".join(end), "teams without work in sittings")


@rule(Team)
def caseload(known: Known, path: Path, team: Team) -> Iterator[Fault]:
    """A caseload limits work in sittings, so there is some."""
    if team.caseload is not None and path[-1] not in with_cases(known.place):
        message = "no task of this team has 'sittings', so nobody has cases in hand"
        yield Fault("no-sittings", (*path, "caseload"), message, str(team.caseload), at_key=True, severity="warning")


def with_cases(place: Place) -> set[str]:
    """The teams that have tasks in sittings."""
    tasks = [node for _, node in walk(place.pathways, ()) if isinstance(node, Task) and node.sittings is not None]
    ends = [end for task in tasks for _, end in names_in(task.task, ())]
    return {end if isinstance(end, str) else end[0] for end in ends if end}
