"""Rules about conditions: their names exist, their bounds leave something between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flowsim.scenario.conditions import STATE_WORDS, Occupancy, QueueLength, Since, Waited, When
from flowsim.scenario.faults import Fault
from flowsim.scenario.names import listed, nearest
from flowsim.scenario.place import COMMUNITY, Place
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import Known, rule


@rule(Place)
def words(known: Known, path: Path, place: Place) -> Iterator[Fault]:
    """No attribute has the name of a condition on the state."""
    for name in place.attributes:
        if name in STATE_WORDS:
            message = f"'{name}' is a word of the language and cannot be an attribute"
            yield Fault("reserved-name", ("attributes", name), message, name, "another name", at_key=True)


@rule(When)
def conditions(known: Known, path: Path, when: When) -> Iterator[Fault]:
    """The attributes of a condition with their levels, and the units or teams that must be full."""
    for attribute, wanted in when.levels.items():
        yield from known.unknown("attribute", attribute, (*path, attribute), at_key=True)
        yield from _levels(known, (*path, attribute), attribute, wanted)
    for number, name in enumerate(when.filled):
        where = (*path, "full") if isinstance(when.full, str) else (*path, "full", number)
        yield from _resource(known, where, name)
    if not isinstance(when.full, str):
        yield from _twice(when.filled, (*path, "full"))


def _levels(known: Known, path: Path, attribute: str, wanted: str | list[str]) -> Iterator[Fault]:
    for number, level in enumerate([wanted] if isinstance(wanted, str) else wanted):
        yield from known.unknown_level(attribute, level, path if isinstance(wanted, str) else (*path, number))
    if not isinstance(wanted, str):
        yield from _twice(wanted, path)


def _twice(names: list[str], path: Path) -> Iterator[Fault]:
    for number, name in enumerate(names):
        if name in names[:number]:
            yield Fault("duplicate-name", (*path, number), f"'{name}' is in the list twice", name)


@rule(Waited)
@rule(Since)
@rule(QueueLength)
@rule(Occupancy)
def bounds(known: Known, path: Path, test: Any) -> Iterator[Fault]:
    """A test has a bound at least, and something can lie between two."""
    over, under = test.over, test.under
    if over is None and under is None:
        yield Fault("bad-bounds", path, "this needs 'over' or 'under'", expected="such as over: ..., or under: ...")
    elif over is not None and under is not None and over.value >= under.value:
        message = "nothing is both over the one and under the other"
        found = f"over {over.written} and under {under.written}"
        yield Fault("bad-bounds", path, message, found, "a smaller 'over' or a larger 'under'")


@rule(Since)
def marks(known: Known, path: Path, test: Since) -> Iterator[Fault]:
    """The mark from which time runs."""
    yield from known.unknown("mark", test.mark, (*path, "mark"))


@rule(QueueLength)
@rule(Occupancy)
def resources(known: Known, path: Path, test: Any) -> Iterator[Fault]:
    """The unit or team that is looked at."""
    yield from _resource(known, (*path, "of"), test.of)


def _resource(known: Known, path: Path, name: str) -> Iterator[Fault]:
    if name == COMMUNITY:
        message = "the community has no limit: it is never full, and nobody waits for it"
        yield Fault("community-limit", path, message, name, "a unit or a team")
    elif name not in known.names["unit"] and name not in known.names["team"]:
        names = [*known.place.units, *known.names["team"]]
        message = f"there is no unit or team '{name}'"
        yield Fault("unknown-resource", path, message, name, listed(names), nearest(name, names) or known.is_a(name))
