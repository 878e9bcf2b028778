"""The frame of the checks of meaning: what a place knows, a walk over all of it, and the register of rules.

A rule looks at one kind of node, wherever it stands, and yields faults. It is a function with
``@rule(Kind)`` above it; the modules ``check_*`` hold them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel

from flowsim.scenario.distributions import DistributionBy, NumberBy, ShareBy
from flowsim.scenario.faults import Fault
from flowsim.scenario.keeping import PayerBy
from flowsim.scenario.leaving import DECLARED, Declare
from flowsim.scenario.names import listed, nearest
from flowsim.scenario.place import COMMUNITY, Place
from flowsim.scenario.positions import Path
from flowsim.scenario.reasons import reason_registry
from flowsim.scenario.step import NameBy
from flowsim.scenario.steps import Mark, ShareTable
from flowsim.scenario.sums import SumBy

By = NumberBy | ShareBy | NameBy | ShareTable | DistributionBy | SumBy | PayerBy
"""Everything that is written by attribute."""

Node = TypeVar("Node")


@dataclass(frozen=True)
class Known:
    """What the rules ask a place for.

    Attributes:
        place: the place itself.
        levels: the levels of each attribute, in order of first appearance.
        marks: the marks that some step makes.
        names: for each kind of thing, the names that there are.
    """

    place: Place
    levels: dict[str, list[str]]
    marks: list[str]
    names: dict[str, list[str]]

    @classmethod
    def of(cls, place: Place) -> Known:
        """Collect what a place knows."""
        levels = {name: levels_of(attribute.shares) for name, attribute in place.attributes.items()}
        steps = [node for _, node in walk(place.pathways, ()) if isinstance(node, Mark | Declare)]
        marks = [step.mark if isinstance(step, Mark) else DECLARED[step.declare] for step in steps]
        names = {
            "unit": [*place.units, COMMUNITY],
            "team": list(place.teams),
            "fund": list(place.funds),
            "employer": list(place.workforce.employers) if place.workforce else [],
            "market": list(place.workforce.markets) if place.workforce else [],
            "calendar": list(place.calendars),
            "clock": list(place.clocks),
            "attribute": list(place.attributes),
            "pathway": list(place.pathways),
            "mark": list(dict.fromkeys(marks)),
            "reason": list(reason_registry(place)),
        }
        return cls(place, levels, marks, names)

    def unknown(self, kind: str, name: str, path: Path, at_key: bool = False) -> Iterator[Fault]:
        """The fault of a name that nothing of its kind has; nothing if there is such a thing."""
        known = self.names[kind]
        if name not in known:
            message = f"there is no {kind} '{name}'"
            hint = nearest(name, known) or self.is_a(name)
            yield Fault(f"unknown-{kind}", path, message, name, listed(known), hint, at_key)

    def is_a(self, name: str) -> str:
        """What a name means that was looked for among things of another kind."""
        kinds = [kind for kind, names in self.names.items() if name in names]
        return f"'{name}' is a {kinds[0]}" if kinds else ""

    def unknown_level(self, attribute: str, level: str, path: Path, at_key: bool = False) -> Iterator[Fault]:
        """The fault of a level that an attribute does not have; an unknown attribute is another fault."""
        known = self.levels.get(attribute)
        if known is not None and level not in known:
            message = f"'{attribute}' has no level '{level}'"
            yield Fault("unknown-level", path, message, level, listed(known), nearest(level, known), at_key)


Rule = Callable[[Known, Path, Any], Iterator[Fault]]
RULES: list[tuple[type, Rule]] = []
"""Every rule with the kind of node that it looks at, in the order in which they were written."""


@cache
def rules_of(kind: type) -> tuple[Rule, ...]:
    """The rules that look at a kind of node, in their order; once all are registered."""
    return tuple(rule for looked_at, rule in RULES if issubclass(kind, looked_at))


def rule(kind: type[Node]) -> Callable[[Callable[[Known, Path, Node], Iterator[Fault]]], Rule]:
    """Register a rule for one kind of node."""

    def register(function: Callable[[Known, Path, Node], Iterator[Fault]]) -> Rule:
        RULES.append((kind, function))
        return function

    return register


def walk(node: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Every node of a typed tree with its path in the words of the file, from the outside in."""
    yield path, node
    for key, child in children(node):
        yield from walk(child, (*path, key))


def children(node: Any) -> Iterator[tuple[str | int, Any]]:
    """What stands directly in a node: fields that are filled, levels, entries, items."""
    if isinstance(node, BaseModel):
        filled = vars(node)
        for name, word in _words_of(type(node)):
            if (value := filled[name]) is not None:
                yield word, value
        yield from cases(node).items()
    elif isinstance(node, dict):
        yield from node.items()
    elif isinstance(node, list | tuple):
        yield from enumerate(node)


@cache
def _words_of(kind: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Each field of a kind of node, and the word that stands for it in the file."""
    return tuple((name, field.alias or name) for name, field in kind.model_fields.items())


def cases(tree: Any) -> dict[str, Any]:
    """The levels of something written by attribute, each with what it says; without ``else``."""
    return dict(getattr(tree, "__pydantic_extra__", None) or {})


def levels_of(shares: Any) -> list[str]:
    """The levels that shares name, in order of first appearance.

    >>> levels_of({"young": 0.4, "old": 0.6})
    ['young', 'old']
    """
    if isinstance(shares, str):
        return [shares]
    inner = branches(shares) if isinstance(shares, ShareTable) else []
    found = list(shares) if isinstance(shares, dict) else [level for one in inner for level in levels_of(one)]
    return list(dict.fromkeys(found))


def branches(tree: By) -> list[Any]:
    """All that something written by attribute can turn out to be, ``else`` last."""
    return [*cases(tree).values(), *([tree.otherwise] if tree.otherwise is not None else [])]


def names_in(tree: Any, path: Path) -> Iterator[tuple[Path, str | list[str]]]:
    """The ends of a tree of names: single names, or ordered lists."""
    if not isinstance(tree, NameBy):
        yield path, tree
        return
    for level, inner in [*cases(tree).items(), ("else", tree.otherwise)]:
        if inner is not None:
            yield from names_in(inner, (*path, level))
