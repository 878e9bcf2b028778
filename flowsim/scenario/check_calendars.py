"""Rules about calendars and clocks: hours and dates that can be read, speeds that cover the week, names that exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flowsim.scenario import calendars, speeds
from flowsim.scenario.faults import Fault
from flowsim.scenario.hours import ClockWeek, Hours
from flowsim.scenario.hours_meant import days_meant, opening_meant
from flowsim.scenario.place import Place
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import Figure
from flowsim.scenario.rules import Known, rule
from flowsim.scenario.steps import Stay, Wait
from flowsim.scenario.waits import Until
from flowsim.units import WEEK

_DAYS = "mon, tue, wed, thu, fri, sat, sun, a range such as mon-fri, a list such as sat,sun, or daily"
_TIMES = "clock times such as 09:00-17:00"


@rule(Hours)
def hours(known: Known, path: Path, given: Hours) -> Iterator[Fault]:
    """Opening hours, wherever they stand."""
    unread = list(_unread(path, given.week))
    yield from unread
    yield from _undated(path, given)
    if unread:
        return
    twice = calendars.overlap(given.week)
    if twice:
        stretch = f"{calendars.clock(twice[0])} to {calendars.clock(twice[1])}"
        yield Fault("overlapping-hours", path, "the opening hours overlap", stretch)
    elif not calendars.windows(given.week):
        message = "there is not a single opening hour"
        yield Fault("no-hours", path, message, expected="hours such as {mon-fri: 09:00-17:00}")


def _unread(path: Path, week: Mapping[str, str | list[str]]) -> Iterator[Fault]:
    """Days and clock times that cannot be read, each by itself."""
    for on, texts in week.items():
        try:
            calendars.days(on)
        except ValueError as error:
            yield Fault("bad-hours", (*path, on), str(error), on, _DAYS, days_meant(on), at_key=True)
        yield from _unread_times((*path, on), texts, _TIMES)


def _unread_times(path: Path, texts: str | list[str], expected: str) -> Iterator[Fault]:
    for number, text in enumerate([texts] if isinstance(texts, str) else texts):
        where = path if isinstance(texts, str) else (*path, number)
        try:
            calendars.opening(text)
        except ValueError as error:
            yield Fault("bad-hours", where, str(error), text, expected, opening_meant(text))


def _undated(path: Path, given: Hours) -> Iterator[Fault]:
    """Exceptions whose dates or hours cannot be read, and dates that are given twice."""
    seen: set[object] = set()
    for text, what in (given.exceptions or {}).items():
        where = (*path, "except", text)
        try:
            found = calendars.dates(text)
        except ValueError as error:
            expected = "a date such as 2025-12-24, or 2025-12-27 to 2025-12-31"
            yield Fault("bad-date", where, str(error), text, expected, at_key=True)
            continue
        if seen.intersection(found):
            twice = min(seen.intersection(found))  # type: ignore[type-var]
            yield Fault("overlapping-hours", where, "a date has two exceptions", str(twice), at_key=True)
        seen.update(found)
        if what != calendars.CLOSED:
            yield from _unread_times(where, what, f"{_TIMES}, or {calendars.CLOSED}")


@rule(Place)
def clocks(known: Known, path: Path, place: Place) -> Iterator[Fault]:
    """Named clocks."""
    for name, week in place.clocks.items():
        yield from _clock(("clocks", name), week)


def _clock(path: Path, week: ClockWeek) -> Iterator[Fault]:
    wrong = list(_unread_speeds(path, week))
    yield from wrong
    if wrong:
        return
    try:
        runs = any(speed for *_, speed in speeds.stretches(week))
    except ValueError as error:
        yield Fault("uncovered-hours", path, str(error), expected="a speed for every day once, or 'else'")
        return
    if not runs:
        yield Fault("stopped-clock", path, "this clock never runs", expected="a speed above 0 at some time")


def _unread_speeds(path: Path, week: ClockWeek) -> Iterator[Fault]:
    """Days, hours and speeds, each by itself."""
    for on, speed in week.items():
        if on != speeds.OTHERWISE:
            try:
                calendars.days(on)
            except ValueError as error:
                yield Fault("bad-hours", (*path, on), str(error), on, f"{_DAYS}, or else", days_meant(on), at_key=True)
        said = {(*path, on): speed} if isinstance(speed, Figure) else {(*path, on, at): v for at, v in speed.items()}
        for where, figure in said.items():
            if not 0 <= figure.value <= speeds.FASTEST:
                message = "a speed lies outside what a clock can do"
                yield Fault("out-of-range", where, message, f"{figure.value:g}", f"0 to {speeds.FASTEST}")
        try:
            speeds.parts(speed)
        except ValueError as error:
            yield Fault("uncovered-hours", (*path, on), str(error), expected=f"{_TIMES} that cover the day, or 'else'")


@rule(Stay)
def clock_of_stay(known: Known, path: Path, stay: Stay) -> Iterator[Fault]:
    """The clock of a stay."""
    if stay.clock is not None:
        yield from known.unknown("clock", stay.clock, (*path, "clock"))


@rule(Wait)
def clock_of_wait(known: Known, path: Path, wait: Wait) -> Iterator[Fault]:
    """The clock or calendar of a wait: at most one, and none beside ``until``, which has its own."""
    if wait.clock is not None:
        yield from known.unknown("clock", wait.clock, (*path, "clock"))
    given = [key for key in ("hours", "clock") if getattr(wait, key) is not None]
    if isinstance(wait.wait, Until) and given:
        message = f"a wait until a calendar opens has no length that '{given[0]}' could measure"
        yield Fault("two-clocks", (*path, given[0]), message, at_key=True)
    elif len(given) > 1:
        yield Fault("two-clocks", (*path, "clock"), "a wait runs on 'hours' or on a 'clock', not on both", at_key=True)


@rule(Until)
def openings(known: Known, path: Path, until: Until) -> Iterator[Fault]:
    """The calendar whose opening is waited for exists, and opens now and then."""
    yield from known.unknown("calendar", until.until, (*path, "until"))
    given = known.place.calendars.get(until.until)
    if given is None or until.if_open == "go" or given.dated:
        return
    try:
        always = calendars.windows(given.week) == [(0, WEEK)]
    except ValueError:
        return
    if always:
        message = f"'{until.until}' is always open, so it never opens"
        yield Fault("never-opens", (*path, "until"), message, hint="write if_open: go")
