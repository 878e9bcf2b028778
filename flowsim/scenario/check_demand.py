"""Rules about how many come: one way to say it, weekly lists, growth and shocks."""

from __future__ import annotations

from collections.abc import Iterator

from flowsim.scenario import calendars
from flowsim.scenario.demand import ListedPeople, Schedule, Shock
from flowsim.scenario.faults import Fault
from flowsim.scenario.place import Arrivals
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import Known, rule
from flowsim.units import DAY, parse_clock

WAYS = ("rate", "at", "schedule", "file")
"""The ways to say who comes; arrivals have one of them."""

MOST_LISTS, MOST_LISTED, MOST_TIMES = 64, 2_000, 100.0
"""Limits: lists in one week's schedule, people on one list, and how many times the arrivals may grow."""


@rule(Arrivals)
def one_way(known: Known, path: Path, stream: Arrivals) -> Iterator[Fault]:
    """Arrivals are said in one way, and take nothing that belongs to another."""
    ways = [way for way in WAYS if getattr(stream, way) is not None]
    if not ways:
        message = "arrivals need a 'rate' (or listed times, 'at', a 'schedule' or a 'file')"
        yield Fault("rate-or-times", path, message, expected="such as rate: 1.5 per day")
    elif len(ways) > 1:
        message = f"arrivals with '{ways[-1]}' take no '{ways[0]}'"
        yield Fault("rate-or-times", (*path, ways[0]), message, at_key=True)
    elif ways != ["rate"]:
        for key in ("by_hour", "by_weekday", "by_month"):
            if getattr(stream, key) is not None:
                yield Fault("rate-or-times", (*path, key), f"arrivals with '{ways[0]}' take no '{key}'", at_key=True)
        yield from _no_more(path, stream)
    elif stream.attend is not None:
        message = "a rate takes no 'attend': multiply it by a 'factor'"
        yield Fault("rate-or-times", (*path, "attend"), message, at_key=True)
    if stream.at is not None and not stream.at:
        yield Fault("rate-or-times", (*path, "at"), "the list of times is empty", expected="at least one time")


def _no_more(path: Path, stream: Arrivals) -> Iterator[Fault]:
    """A list can be cut, not made longer."""
    message = "a list of times cannot be made longer by a factor: nobody stands in it who could be added"
    factors = [((*path, "factor"), stream.factor)]
    factors += [((*path, "shocks", n, "factor"), shock.factor) for n, shock in enumerate(stream.shocks or [])]
    for where, factor in factors:
        if factor is not None and factor.value > 1:
            yield Fault("factor-of-list", where, message, f"{factor.value:g}", "at most 1, or more times")
    if stream.growth is not None and stream.growth.value > 0:
        yield Fault("factor-of-list", (*path, "growth"), message, str(stream.growth.written), "nought or less")


@rule(Arrivals)
def growth(known: Known, path: Path, stream: Arrivals) -> Iterator[Fault]:
    """Growth and shocks together stay within bounds."""
    years = (
        (known.place.run.warm_up.value + known.place.run.window.value + known.place.run.follow_up.value) / DAY / 365.25
    )
    most = stream.factor.value if stream.factor else 1.0
    if stream.growth is not None and stream.growth.value > 0:
        most *= (1.0 + min(stream.growth.value, MOST_TIMES)) ** min(years, 200.0)
    for shock in stream.shocks or []:
        most *= max(shock.factor.value, 1.0)
    if most > MOST_TIMES and (stream.growth is not None or stream.shocks):
        message = f"factor, growth and shocks may come to {most:.3g} times the rate by the end of the run"
        yield Fault("out-of-range", path, message, expected=f"at most {MOST_TIMES:g} times")


@rule(Shock)
def shocks(known: Known, path: Path, shock: Shock) -> Iterator[Fault]:
    """A shock's days in order, its factor not negative."""
    if shock.end < shock.start:
        yield Fault("bad-date", (*path, "to"), "this shock ends before it begins", shock.end.isoformat())
    if shock.factor.value < 0:
        found = f"{shock.factor.value:g}"
        yield Fault("out-of-range", (*path, "factor"), "a factor cannot be negative", found, "at least 0")


@rule(Schedule)
def lists(known: Known, path: Path, schedule: Schedule) -> Iterator[Fault]:
    """Days that can be read, and not too many lists."""
    if not 0 < sum(map(len, schedule.lists.values())) <= MOST_LISTS:
        expected = f"1 to {MOST_LISTS}, such as {{mon-fri: {{at: 08:00, people: 28}}}}"
        yield Fault("bad-schedule", path, "the number of lists is out of range", expected=expected)
    for on in schedule.lists:
        try:
            calendars.days(on)
        except ValueError as error:
            expected = "mon, tue, wed, thu, fri, sat, sun, a range such as mon-fri, a list such as sat,sun, or daily"
            yield Fault("bad-hours", (*path, on), str(error), on, expected, at_key=True)


@rule(ListedPeople)
def one_list(known: Known, path: Path, one: ListedPeople) -> Iterator[Fault]:
    """A clock time, and as many people as one day can take."""
    try:
        start = parse_clock(one.at)
    except ValueError as error:
        yield Fault("bad-hours", (*path, "at"), str(error), one.at, "a clock time such as 08:00")
        return
    if one.people.value > MOST_LISTED:
        found = f"{one.people.value:g}"
        yield Fault("bad-schedule", (*path, "people"), "a list is too long", found, f"at most {MOST_LISTED:,}")
    elif one.every is not None and start + one.every.value * max(one.people.value - 1, 0) >= DAY:
        yield Fault("bad-schedule", (*path, "every"), "the last of the list would come the day after")
