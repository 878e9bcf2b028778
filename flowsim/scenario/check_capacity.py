"""Rules about capacity over time: times and dates that can be read, closures that end, teams that exist."""

from __future__ import annotations

from collections.abc import Iterator

from flowsim.scenario.capacity import (
    Absence,
    Closure,
    Dated,
    Escalation,
    Pattern,
    RandomClosures,
    StaffedBy,
    WeekCounts,
    instant,
    times_of_week,
)
from flowsim.scenario.distributions import DistributionBy, NumberBy
from flowsim.scenario.faults import Fault
from flowsim.scenario.names import nearest
from flowsim.scenario.place import Team, Unit
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import Known, rule, walk
from flowsim.units import MINUTE

MOST_SICK, MOST_DRAWN = 0.5, 1_000
"""The greatest chance of sickness, and the most workers of whom some can be drawn sick."""

_WEEK = "times such as mon-fri 08:00-14:00, sat-sun or 22:00-06:00, or the name of a calendar"
_INSTANT = "a date such as 2026-01-12, or a date and time such as 2026-01-12 14:00"


@rule(Unit)
def places_over_time(known: Known, path: Path, unit: Unit) -> Iterator[Fault]:
    """Places, or hours of care, by week and by date, and when a unit takes people in."""
    counts = "hours of care" if unit.weekly_hours is not None else "pounds a week" if unit.weekly_budget else ""
    for where in _places_of_hours(path, unit) if counts else ():
        message = f"'{where[-1]}' counts places, and this unit counts {counts}"
        yield Fault("places-or-hours", where, message, at_key=True)
    yield from _week(known, (*path, "by_week"), unit.by_week)
    yield from _series((*path, "dated"), unit.dated)
    if isinstance(unit.admits, str):
        for fault in known.unknown("calendar", unit.admits, (*path, "admits")):
            hint = fault.hint or "times of admission of a unit's own are written {mon-thu: 09:00-16:00}"
            yield Fault(fault.code, fault.path, fault.message, fault.found, fault.expected, hint)


def _places_of_hours(path: Path, unit: Unit) -> Iterator[Path]:
    """What counts places where hours are counted."""
    yield from ((*path, key) for key in ("escalation", "staffed_by") if getattr(unit, key) is not None)
    closed = [((*path, "closed", number), one) for number, one in enumerate(unit.closed or [])]
    for where, closure in [*closed, ((*path, "closes"), unit.closes)]:
        if closure is not None and closure.places is not None:
            yield *where, "places"


@rule(Team)
def headcount_over_time(known: Known, path: Path, team: Team) -> Iterator[Fault]:
    """Headcount by shift and by date, and who can be drawn sick."""
    if team.headcount is None and not team.shifts:
        message = "a team needs a 'headcount' (or 'shifts')"
        yield Fault("no-headcount", path, message, expected="such as headcount: 3")
    yield from _week(known, (*path, "shifts"), team.shifts)
    yield from _series((*path, "dated"), team.dated)
    if team.sickness is not None:
        yield from _sickness(path, team)


def _sickness(path: Path, team: Team) -> Iterator[Fault]:
    assert team.sickness is not None
    if team.sickness.value > MOST_SICK:
        message = "sickness is the chance that one worker is off sick"
        yield Fault("out-of-range", (*path, "sickness"), message, str(team.sickness.written), "at most 50 %")
    series = team.dated.values() if isinstance(team.dated, dict) else ()
    counts = [count.value for count in (team.headcount, *(team.shifts or {}).values(), *series) if count is not None]
    if max(counts, default=0) > MOST_DRAWN:
        message = f"who is off sick is drawn for at most {MOST_DRAWN:,} workers"
        yield Fault("out-of-range", (*path, "sickness"), message, f"{max(counts):,.0f} workers", "a smaller team")


def _week(known: Known, path: Path, week: WeekCounts | None) -> Iterator[Fault]:
    """Times of the week that cannot be read, or overlap; what is wrong with a calendar is said where that stands."""
    calendars, unread = known.place.calendars, False
    for text in week or {}:
        try:
            times_of_week(text, calendars)
        except ValueError as error:
            unread = True
            if text not in calendars:
                hint = nearest(text, calendars)
                yield Fault("bad-hours", (*path, text), str(error), text, _WEEK, hint, at_key=True)
    if not unread:
        try:
            Pattern.of(week, calendars)
        except ValueError as error:
            yield Fault("overlapping-hours", path, str(error))


def _series(path: Path, dated: Dated | None) -> Iterator[Fault]:
    """Dates that cannot be read; a file that nobody has read, since there is no folder to find it in."""
    if isinstance(dated, str):
        message = "a file can be named only in the scenario's own file"
        yield Fault("no-folder", path, message, dated, "the series itself, such as {2025-12-01: 30}")
    for text in dated if isinstance(dated, dict) else {}:
        try:
            instant(text)
        except ValueError as error:
            yield Fault("bad-date", (*path, text), str(error), text, _INSTANT, at_key=True)


def _stretch(known: Known, path: Path, item: Closure | Absence) -> Iterator[Fault]:
    """Both ends of a closure or absence can be read, and stand in order."""
    found = []
    for key, text in (("from", item.start), ("to", item.end)):
        try:
            found.append(instant(text))
        except ValueError as error:
            yield Fault("bad-date", (*path, key), str(error), text, _INSTANT)
    if len(found) == 2 and found[0] >= found[1]:
        message = "this ends before it begins; 'to' is when all is as before"
        yield Fault("empty-stretch", (*path, "to"), message, item.end, f"later than {item.start}")


@rule(RandomClosures)
def closures(known: Known, path: Path, closes: RandomClosures) -> Iterator[Fault]:
    """A unit closes for everybody: its times depend on nobody's attributes."""
    for key, spec in (("every", closes.every), ("for", closes.length)):
        for where, node in walk(spec, (*path, key)):
            if isinstance(node, DistributionBy | NumberBy):
                message = "a unit closes for everybody, whatever their attributes"
                yield Fault("by-attribute", where, message, f"by: {node.by}", "one time for all")
                break


@rule(Escalation)
def escalations(known: Known, path: Path, escalation: Escalation) -> Iterator[Fault]:
    """Places open and shut by what units and teams are like, whoever asks; they are looked at now and then."""
    for key, when in (("opens", escalation.opens), ("shuts", escalation.shuts)):
        for word in (*when.levels, *(word for word in ("waited", "since") if getattr(when, word) is not None)):
            message = f"'{word}' is about a person, and places open and shut for everybody"
            expected = "queue, occupancy or full"
            yield Fault("by-attribute", (*path, key, word), message, word, expected, at_key=True)
        if not (when.levels or when.by_state):
            message = "a condition asks for something"
            yield Fault("no-condition", (*path, key), message, expected="queue, occupancy or full")
    if escalation.looked_at is not None and escalation.looked_at.value < MINUTE:
        message = "pressure is looked at now and then"
        yield Fault("out-of-range", (*path, "looked_at"), message, str(escalation.looked_at.written), "1 min or more")


rule(Closure)(_stretch)
rule(Absence)(_stretch)


@rule(StaffedBy)
def staff(known: Known, path: Path, staffed: StaffedBy) -> Iterator[Fault]:
    """The team that keeps places open, and how many each worker does."""
    yield from known.unknown("team", staffed.team, (*path, "team"))
    if staffed.places_per_worker.value <= 0:
        message = "a worker on duty keeps some places open"
        found = f"{staffed.places_per_worker.value:g}"
        yield Fault("out-of-range", (*path, "places_per_worker"), message, found, "more than 0")
