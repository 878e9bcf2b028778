"""Rules about people who are followed: the mark, the times, and attributes that name settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from flowsim.scenario.faults import Fault
from flowsim.scenario.following import DISCHARGE, Follow
from flowsim.scenario.place import Place, Setting
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import Known, rule
from flowsim.units import format_duration


@rule(Follow)
def follow(known: Known, path: Path, follow: Follow) -> Iterator[Fault]:
    """The mark, and what the attributes of wishes and homes say."""
    if follow.after != DISCHARGE:
        yield from known.unknown("mark", follow.after, (*path, "after"))
    yield from periods(follow, (*path, "for"))
    for key in ("wish", "usual"):
        name = getattr(follow, key)
        if name is not None:
            yield from known.unknown("attribute", name, (*path, key))
            yield from _settings(known, (*path, key), name)


def periods(follow: Follow, path: Path) -> Iterator[Fault]:
    """Times for which people are followed: longer than nothing, and each once."""
    ticks = [round(time.value) for time in follow.periods]
    for number, time in enumerate(ticks):
        said = format_duration(time)
        if time <= 0:
            yield Fault("bad-duration", (*path, number), "a time for which people are followed is longer than 0", said)
        elif time in ticks[:number]:
            yield Fault("duplicate-name", (*path, number), "people are followed for this time twice", said)


def _settings(known: Known, path: Path, attribute: str) -> Iterator[Fault]:
    other = [level for level in known.levels.get(attribute, []) if level not in get_args(Setting)]
    if other:
        message = f"'{attribute}' says where somebody is to be, and '{other[0]}' is no setting"
        yield Fault("no-setting", path, message, other[0], f"levels among {', '.join(sorted(get_args(Setting)))}")


@rule(Place)
def fits(known: Known, path: Path, place: Place) -> Iterator[Fault]:
    """A time for which nobody can be followed, since the run is over before."""
    after = round(place.run.window.value) + round(place.run.follow_up.value)
    for name, follow in place.follow.items():
        for number, time in enumerate(follow.periods):
            if round(time.value) > after:
                message = f"nobody can be followed for {format_duration(time.value)}: the run is over before"
                said = f"at most the window and the follow-up, {format_duration(after)}"
                where = ("follow", name, "for", number)
                yield Fault("never-followed", where, message, format_duration(time.value), said, severity="warning")
