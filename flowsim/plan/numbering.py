"""Names become numbers: every list of names in one canonical order, so that the order of a file changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flowsim.scenario.distributions import NumberBy, ShareBy
from flowsim.scenario.hours import Hours
from flowsim.scenario.keeping import PayerBy
from flowsim.scenario.leaving import DECLARED
from flowsim.scenario.place import COMMUNITY, Place
from flowsim.scenario.rules import branches, cases, levels_of, names_in
from flowsim.scenario.step import NameBy
from flowsim.scenario.steps import (
    THEN,
    AnyStep,
    Choose,
    Declare,
    Leave,
    Mark,
    Meanwhile,
    ShareTable,
    Task,
)

UNRECORDED = "unrecorded"
"""The reason of a step that names none."""

COMPLETED = "completed"
"""The outcome of a person whose pathway ends without ``leave``."""

READY = DECLARED["ready"]
"""The mark that declares a person ready for discharge."""

WITHDRAWN = DECLARED["not-ready"]
"""The mark that withdraws that."""

DIED = "died"
"""The outcome that is a death and not a discharge."""

By = NumberBy | ShareBy | NameBy | ShareTable | PayerBy


def case(tree: object, level: str) -> Any:
    """What a tree by attribute says for one level: its own case, else ``else``."""
    return cases(tree).get(level, getattr(tree, "otherwise", None))


def parents_of(shares: object) -> set[str]:
    """The attributes on which a table of shares depends."""
    if isinstance(shares, dict):
        return set().union(*(parents_of(share) for share in shares.values()), set())
    if not isinstance(shares, By):
        return set()
    return {shares.by}.union(*(parents_of(tree) for tree in branches(shares)))


def walk(steps: object) -> Iterator[AnyStep]:
    """Every step of a list, with the steps written inside choices, patience and queue limits."""
    if not isinstance(steps, list | tuple):
        return
    for step in steps:
        yield step
        inner: list[object] = []
        if isinstance(step, Choose):
            inner += [option.do for option in step.choose]
        inner += [part.then for key in THEN if (part := vars(step).get(key)) is not None]
        inner += [risk.then for _, risk in sorted((vars(step).get("risks") or {}).items())]
        if isinstance(step, Meanwhile):
            inner.append(step.do)
        for part in inner:
            yield from walk(part)


def all_steps(place: Place) -> Iterator[AnyStep]:
    """Every step of every pathway."""
    for name in sorted(place.pathways):
        yield from walk(list(place.pathways[name]))


def _attribute_order(place: Place) -> tuple[str, ...]:
    """Parents before children, otherwise by name."""
    placed: list[str] = []
    waiting = sorted(place.attributes)
    while waiting:
        ready = next(
            name
            for name in waiting
            if not (parents_of(place.attributes[name].shares) & set(place.attributes)) - set(placed)
        )
        placed.append(ready)
        waiting.remove(ready)
    return tuple(placed)


def _index(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


@dataclass(frozen=True, slots=True)
class Numbering:
    """Row numbers of everything that has a name.

    Attributes:
        resources: units (the community first, then by name), then teams by name, then funds by name.
        units: how many of the resources are units. first_fund: how many are units or teams.
        attributes: parents first, otherwise by name.
        levels: for each attribute, code by level.
        calendars: named calendars, then ``team:NAME`` for hours written with a team, ``clock:NAME``,
            ``unit:NAME`` for times of admission written with a unit, and ``duty:NAME`` for a team with a rota.
        marks, outcomes, reasons: by name.
        branches: steps that run beside, by name, in written order.
    """

    resources: dict[str, int]
    units: int
    first_fund: int
    attributes: dict[str, int]
    levels: dict[str, dict[str, int]]
    calendars: dict[str, int]
    marks: dict[str, int]
    outcomes: dict[str, int]
    reasons: dict[str, int]
    branches: dict[str, int]

    def team(self, name: str) -> int:
        """Row of a team; teams and units are named apart, so a team may share a unit's name."""
        return self.resources[f"team:{name}"]

    def fund(self, name: str) -> int:
        """Row of a fund."""
        return self.resources[f"fund:{name}"]

    def calendar(self, hours: Hours | str | None, own: str) -> int:
        """Row of the calendar that hours name, or of their own (``team:NAME``); -1 without hours."""
        if hours is None:
            return -1
        return self.calendars[hours if isinstance(hours, str) else own]


def team_calendar(place: Place, team: str) -> str:
    """The name of the calendar of a team; empty if it always works."""
    hours = place.teams[team].hours
    if place.has_rota(team):
        return f"duty:{team}"
    return "" if hours is None else hours if isinstance(hours, str) else f"team:{team}"


def meeting_name(place: Place, teams: list[str]) -> str:
    """The name of the calendar on which some teams meet: ``meeting:`` and the names of theirs; empty if always."""
    own = {name for team in teams if (name := team_calendar(place, team))}
    return f"meeting:{'&'.join(sorted(own))}" if own else ""


def meeting_names(place: Place, step: Task) -> list[str]:
    """The names of the calendars of all meetings that a task can be."""
    lists = [end for _, end in names_in(step.task, ()) if not isinstance(end, str) and len(end) > 1]
    return [name for teams in lists if (name := meeting_name(place, teams))]


def number(place: Place) -> Numbering:
    """Number everything that has a name in a place."""
    steps = list(all_steps(place))
    units = [COMMUNITY, *sorted(place.units)]
    teams = [f"team:{name}" for name in sorted(place.teams)]
    funds = [f"fund:{name}" for name in sorted(place.funds)]
    attributes = _attribute_order(place)
    own_hours = [f"team:{name}" for name in sorted(place.teams) if isinstance(place.teams[name].hours, Hours)]
    meetings = sorted({name for step in steps if isinstance(step, Task) for name in meeting_names(place, step)})
    clocks = [f"clock:{name}" for name in sorted(place.clocks)]
    clocks += [f"unit:{name}" for name in sorted(place.units) if isinstance(place.units[name].admits, Hours)]
    clocks += [f"duty:{name}" for name in sorted(place.teams) if place.has_rota(name)]
    reasons = {reason for step in steps if (reason := vars(step).get("reason"))}
    outcomes = {step.leave for step in steps if isinstance(step, Leave)} | {COMPLETED}
    marks = {step.mark for step in steps if isinstance(step, Mark)}
    marks |= {DECLARED[step.declare] for step in steps if isinstance(step, Declare)}
    return Numbering(
        resources=_index(units + teams + funds),
        units=len(units),
        first_fund=len(units) + len(teams),
        attributes=_index(attributes),
        levels={name: _index(levels_of(place.attributes[name].shares)) for name in attributes},
        calendars=_index([*sorted(place.calendars), *own_hours, *clocks, *meetings]),
        marks=_index(sorted(marks)),
        outcomes=_index(sorted(outcomes)),
        reasons=_index([UNRECORDED, *sorted(reasons - {UNRECORDED})]),
        branches=_index(dict.fromkeys(step.meanwhile for step in steps if isinstance(step, Meanwhile))),
    )
