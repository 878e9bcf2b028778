"""Rules about titles: each is of something that is there."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from flowsim.scenario.counting import Count
from flowsim.scenario.faults import Fault
from flowsim.scenario.names import listed, nearest
from flowsim.scenario.place import Attribute, Place
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import Known, levels_of, rule, walk
from flowsim.scenario.waits import Chase

NAMING = ("name", "mark", "count", "message", "search", "leave", "meanwhile")
"""The words of steps that name something."""


def titled(place: Place) -> list[str]:
    """What the steps of a place name, in order."""
    found: dict[str, None] = {}
    for _, node in walk(place.pathways, ()):
        if isinstance(node, BaseModel):
            found.update(dict.fromkeys(name for word in NAMING if isinstance(name := vars(node).get(word), str)))
            found.update(dict.fromkeys(vars(node).get("risks") or ()))
        if isinstance(node, Count | Chase) and node.by is not None:
            found[node.by] = None
    return list(found)


@rule(Place)
def titles(known: Known, path: Path, place: Place) -> Iterator[Fault]:
    """A title of nothing; not under policies, which may leave out a step that named it."""
    if not place.titles or place.policies:
        return
    names = titled(place)
    for name in place.titles:
        if name not in names:
            message = f"no step names '{name}', so nothing has this title"
            where = ("titles", name)
            yield Fault("title-of-nothing", where, message, name, listed(names), nearest(name, names), True, "warning")


@rule(Attribute)
def titles_of_levels(known: Known, path: Path, attribute: Attribute) -> Iterator[Fault]:
    """A title of a level that the attribute does not have."""
    levels = levels_of(attribute.shares)
    for level in attribute.titles:
        if level not in levels:
            yield from known.unknown_level(str(path[-1]), level, (*path, "titles", level), at_key=True)
