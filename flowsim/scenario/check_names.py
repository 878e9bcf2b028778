"""Rules about names: what may be one, what must be different, what must exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flowsim.scenario.faults import Fault
from flowsim.scenario.names import RESERVED_LEVELS, is_name, may_draw, odd_character
from flowsim.scenario.place import COMMUNITY, Arrivals, Attribute, Filled, Interval, Place, Team
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import By, Known, cases, levels_of, names_in, rule
from flowsim.scenario.step import NameTree
from flowsim.scenario.steps import (
    Declare,
    Do,
    Fails,
    Fallback,
    Leave,
    Mark,
    Option,
    Patience,
    QueueLimit,
    Release,
    Request,
    Reserve,
    Set,
    Stay,
    Step,
    Task,
    Wait,
)
from flowsim.units import format_duration

DIED = "died"
"""The outcome that is a death."""

NAMED = (
    "units", "teams", "funds", "calendars", "clocks", "attributes", "reasons", "arrivals", "pathways", "intervals",
    "follow",
)  # fmt: skip
"""The sections whose keys are names."""

WORKFORCE = ("employers", "markets")
"""The sections of the workforce, whose keys are names too."""


def bad_name(text: str, path: Path, at_key: bool = False) -> Iterator[Fault]:
    """The fault of a text that cannot be a name."""
    if not is_name(text):
        message = f"a name cannot {odd_character(text)}" if text else "a name cannot be empty"
        expected = "letters A to Z, digits, '-', '_' and '+', beginning with a letter or digit"
        yield Fault("bad-name", path, message, text, expected, at_key=at_key)


def _twice(names: list[str], path: Path, code: str = "duplicate-name") -> Iterator[Fault]:
    for number, name in enumerate(names):
        if name in names[:number]:
            yield Fault(code, (*path, number), f"'{name}' is in the list twice", name)


@rule(Place)
def sections(known: Known, path: Path, place: Place) -> Iterator[Fault]:
    """Names of the place and of all that stands in its sections; the community stands in none."""
    yield from bad_name(place.name, ("name",))
    for section in NAMED:
        for name in getattr(place, section):
            yield from bad_name(name, (section, name), at_key=True)
    for section in WORKFORCE if place.workforce else ():
        for name in getattr(place.workforce, section):
            yield from bad_name(name, ("workforce", section, name), at_key=True)
    if COMMUNITY in place.units:
        message = f"'{COMMUNITY}' is where everybody is who is in no unit; it has no entry"
        yield Fault("reserved-name", ("units", COMMUNITY), message, COMMUNITY, "another name", at_key=True)
    for number, group in enumerate(place.groups):
        yield from known.unknown("attribute", group, ("groups", number))
    yield from _twice(place.groups, ("groups",))


@rule(Attribute)
def levels(known: Known, path: Path, attribute: Attribute) -> Iterator[Fault]:
    """Names of levels, which must not be words of the language."""
    for level in levels_of(attribute.shares):
        where = (*path, "shares", level) if isinstance(attribute.shares, dict) else (*path, "shares")
        yield from bad_name(level, where, at_key=True)
        if level in RESERVED_LEVELS:
            message = f"'{level}' is a word of the language and cannot be a level"
            yield Fault("reserved-name", where, message, level, "another name", at_key=True)


@rule(Step)
def steps(known: Known, path: Path, step: Step) -> Iterator[Fault]:
    """The name of a step itself, and its key."""
    if step.name is not None:
        yield from bad_name(step.name, (*path, "name"))
    if step.key is not None and not may_draw(step):
        message = "this step draws nothing, so there is nothing that a key could keep"
        yield Fault("key-unused", (*path, "key"), message, step.key, at_key=True, severity="warning")


@rule(Option)
def options(known: Known, path: Path, option: Option) -> Iterator[Fault]:
    """The pathway that an option goes on with."""
    if isinstance(option.do, str):
        yield from known.unknown("pathway", option.do, (*path, "do"))


def _cases(known: Known, path: Path, tree: By) -> Iterator[Fault]:
    yield from known.unknown("attribute", tree.by, (*path, "by"))
    for level in cases(tree):
        yield from known.unknown_level(tree.by, level, (*path, level), at_key=True)
    missing = [level for level in known.levels.get(tree.by, []) if level not in cases(tree)]
    if missing and tree.otherwise is None:
        message = f"nothing is said for {' and '.join(missing)}"
        yield Fault("uncovered-level", path, message, expected=f"every level of '{tree.by}', or 'else'")


for _kind in By.__args__:
    rule(_kind)(_cases)


@rule(Stay)
def units(known: Known, path: Path, stay: Stay) -> Iterator[Fault]:
    """The units of a stay: they exist, differ, and none comes after the community, which is never full."""
    ends = list(names_in(stay.stay, (*path, "stay")))
    for where, end in ends:
        named = [(where, end)] if isinstance(end, str) else [((*where, n), name) for n, name in enumerate(end)]
        for place, name in named:
            yield from known.unknown("unit", name, place)
        if not isinstance(end, str):
            yield from _list_of_units(where, end)
    if all(end in (COMMUNITY, [COMMUNITY]) for _, end in ends):
        for key in ("patience", "queue_limit"):
            if getattr(stay, key) is not None:
                message = f"the community has no limit, so nobody waits for it: '{key}' has no use here"
                yield Fault("community-limit", (*path, key), message, at_key=True)


def _list_of_units(path: Path, names: list[str]) -> Iterator[Fault]:
    if not names:
        yield Fault("duplicate-unit", path, "the list names no unit", expected="at least one unit")
    yield from _twice(names, path, "duplicate-unit")
    for number, name in enumerate(names):
        if name not in names[:number] and COMMUNITY in names[:number]:
            message = f"nobody comes to '{name}': the community before it is never full"
            yield Fault("unreachable-option", (*path, number), message, name)


@rule(Reserve)
def reserved_units(known: Known, path: Path, step: Reserve) -> Iterator[Fault]:
    """The units of a reservation: they exist, differ, and none is the community, which is never full."""
    yield from _units_kept(known, (*path, "reserve"), step.reserve)


@rule(Release)
def released_units(known: Known, path: Path, step: Release) -> Iterator[Fault]:
    """So it is with what is given back."""
    yield from _units_kept(known, (*path, "release"), step.release)


def _units_kept(known: Known, path: Path, tree: NameTree) -> Iterator[Fault]:
    for where, end in names_in(tree, path):
        named = [(where, end)] if isinstance(end, str) else [((*where, n), name) for n, name in enumerate(end)]
        for place, name in named:
            yield from known.unknown("unit", name, place)
            if name == COMMUNITY:
                yield Fault("community-limit", place, "the community has no limit, so nothing is reserved there")
        if not isinstance(end, str):
            yield from _list_of_units(where, end)


@rule(Task)
def teams(known: Known, path: Path, task: Task) -> Iterator[Fault]:
    """The team of a task exists, or the teams of a meeting, which are different ones."""
    for where, end in names_in(task.task, (*path, "task")):
        named = [(where, end)] if isinstance(end, str) else [((*where, n), name) for n, name in enumerate(end)]
        for place, name in named:
            yield from known.unknown("team", name, place)
        if not end:
            yield Fault("no-teams", where, "the list names no team", expected="at least one team")
        if not isinstance(end, str):
            yield from _twice(end, where)


@rule(Team)
def calendars(known: Known, path: Path, team: Team) -> Iterator[Fault]:
    """The calendar that a team's hours name."""
    if isinstance(team.hours, str):
        for fault in known.unknown("calendar", team.hours, (*path, "hours")):
            hint = fault.hint or "hours of a team's own are written {mon-fri: 09:00-17:00}"
            yield Fault(fault.code, fault.path, fault.message, fault.found, fault.expected, hint)


@rule(Wait)
def waits(known: Known, path: Path, wait: Wait) -> Iterator[Fault]:
    """The calendar and reason of a wait."""
    if wait.hours is not None:
        yield from known.unknown("calendar", wait.hours, (*path, "hours"))
    if wait.reason is not None:
        yield from known.unknown("reason", wait.reason, (*path, "reason"))


@rule(Request)
def reasons(known: Known, path: Path, request: Request) -> Iterator[Fault]:
    """The reason booked while somebody waits."""
    if request.reason is not None:
        yield from known.unknown("reason", request.reason, (*path, "reason"))


@rule(Do)
def calls(known: Known, path: Path, step: Do) -> Iterator[Fault]:
    """The pathway that a step runs."""
    yield from known.unknown("pathway", step.do, (*path, "do"))


def _then(known: Known, path: Path, part: Patience | QueueLimit | Fails | Fallback) -> Iterator[Fault]:
    if isinstance(part.then, str):
        yield from known.unknown("pathway", part.then, (*path, "then"))


rule(Patience)(_then)
rule(QueueLimit)(_then)
rule(Fails)(_then)
rule(Fallback)(_then)


@rule(Set)
def settings(known: Known, path: Path, step: Set) -> Iterator[Fault]:
    """The attributes that a step changes, and the levels it can give them."""
    yield from presets(known, (*path, "set"), step.set)


@rule(Arrivals)
def arrivals(known: Known, path: Path, stream: Arrivals) -> Iterator[Fault]:
    """The pathway of arrivals, and the attributes that they come with."""
    yield from known.unknown("pathway", stream.pathway, (*path, "pathway"))
    yield from presets(known, (*path, "set"), stream.set or {})


def presets(known: Known, path: Path, given: Mapping[str, object]) -> Iterator[Fault]:
    """Attributes that are set to shares of their levels."""
    for attribute, shares in given.items():
        yield from known.unknown("attribute", attribute, (*path, attribute), at_key=True)
        for level in levels_of(shares):
            where = (*path, attribute, level) if isinstance(shares, dict) else (*path, attribute)
            yield from known.unknown_level(attribute, level, where, at_key=isinstance(shares, dict))


@rule(Mark)
def marks(known: Known, path: Path, step: Mark) -> Iterator[Fault]:
    """The name of a mark."""
    yield from bad_name(step.mark, (*path, "mark"))


@rule(Declare)
def declarations(known: Known, path: Path, step: Declare) -> Iterator[Fault]:
    """The calendar of board rounds, and the reason booked until the next."""
    if step.at is not None:
        yield from known.unknown("calendar", step.at, (*path, "at"))
    if step.reason is not None:
        yield from known.unknown("reason", step.reason, (*path, "reason"))


@rule(Leave)
def outcomes(known: Known, path: Path, step: Leave) -> Iterator[Fault]:
    """The name of an outcome, and the pathway of those who come back; nobody does who died."""
    yield from bad_name(step.leave, (*path, "leave"))
    if step.returns is not None:
        yield from known.unknown("pathway", step.returns.to, (*path, "returns", "to"))
        if step.leave == DIED:
            yield Fault("return-of-the-dead", (*path, "returns"), "nobody comes back who died", at_key=True)


@rule(Interval)
def intervals(known: Known, path: Path, interval: Interval) -> Iterator[Fault]:
    """The two marks of an interval."""
    yield from known.unknown("mark", interval.start, (*path, "from"))
    yield from known.unknown("mark", interval.end, (*path, "to"))
    ticks = [round(time.value) for time in interval.within]
    for number, time in enumerate(ticks):
        where = (*path, "within", number)
        if time <= 0:
            yield Fault(
                "bad-duration",
                where,
                "a time within which people are counted must be longer than 0",
                format_duration(time),
            )
        elif time in ticks[:number]:
            yield Fault("duplicate-name", where, "this time is in the list twice", format_duration(time))


@rule(Filled)
def filled(known: Known, path: Path, start: Filled) -> Iterator[Fault]:
    """The units that are filled at the start; the community cannot be."""
    for name in start.filled if isinstance(start.filled, dict) else ():
        where = (*path, "filled", name)
        if name == COMMUNITY:
            yield Fault("reserved-name", where, "the community has no places to fill", name, at_key=True)
        yield from known.unknown("unit", name, where, at_key=True)
