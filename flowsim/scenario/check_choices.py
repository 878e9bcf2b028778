"""Rules about shares and choices: that they add up, are of one kind, and that every option can be come to."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from typing import Any

from flowsim.scenario.conditions import When
from flowsim.scenario.distributions import Mixture
from flowsim.scenario.faults import Fault
from flowsim.scenario.place import Arrivals, Attribute, Place
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import Figure
from flowsim.scenario.rules import By, Known, cases, rule, walk
from flowsim.scenario.steps import Choose, Option, Set, ShareTable

TOLERANCE = 1e-9
"""Shares that should add up to one may miss it by this much: rounding of decimal fractions, no more."""

MOST_COMBINATIONS = 10_000
"""Shares by so many combinations of levels that this is exceeded are checked for the first of them only."""


def sum_faults(known: Known, path: Path, shares: Mapping[Any, Any], rest: bool = False) -> Iterator[Fault]:
    """At most one fault: the first combination of levels for which shares do not add up to one.

    Args:
        known: the place.
        path: where the shares stand.
        shares: what is shared out to its share, each a number or by attribute.
        rest: whether something else takes the rest, so that less than one will do.
    """
    attributes = sorted({node.by for share in shares.values() for _, node in walk(share, ()) if isinstance(node, By)})
    if any(name not in known.levels for name in attributes):
        return
    combinations = itertools.product(*(known.levels[name] for name in attributes))
    for levels in itertools.islice(combinations, MOST_COMBINATIONS):
        person = dict(zip(attributes, levels, strict=True))
        values = [_settled(share, person) for share in shares.values()]
        total = math.fsum(value for value in values if value is not None)
        if None not in values and (total > 1 + TOLERANCE or (total < 1 - TOLERANCE and not rest)):
            who = "".join(f" where {name} is {level}" for name, level in person.items())
            expected = "at most 100 %" if rest else "100 %"
            yield Fault("shares-sum", path, f"the shares do not add up{who}", f"{100 * total:.10g} %", expected)
            return


def _settled(share: Any, person: Mapping[str, str]) -> float | None:
    while isinstance(share, By):
        share = cases(share).get(person[share.by], share.otherwise)
    return share.value if isinstance(share, Figure) else None


def tables(known: Known, path: Path, shares: Any) -> Iterator[Fault]:
    """The sums of shares of levels, wherever a table by attribute holds them."""
    if isinstance(shares, ShareTable):
        for level, inner in [*cases(shares).items(), ("else", shares.otherwise)]:
            if inner is not None:
                yield from tables(known, (*path, level), inner)
    elif isinstance(shares, dict):
        yield from sum_faults(known, path, shares)


@rule(Attribute)
def attributes(known: Known, path: Path, attribute: Attribute) -> Iterator[Fault]:
    """The shares of an attribute's levels."""
    yield from tables(known, (*path, "shares"), attribute.shares)


@rule(Set)
def settings(known: Known, path: Path, step: Set) -> Iterator[Fault]:
    """The shares that a step changes attributes by."""
    for name, shares in step.set.items():
        yield from tables(known, (*path, "set", name), shares)


@rule(Arrivals)
def arrivals(known: Known, path: Path, stream: Arrivals) -> Iterator[Fault]:
    """The shares that arrivals come with."""
    for name, shares in (stream.set or {}).items():
        yield from tables(known, (*path, "set", name), shares)


@rule(Mixture)
def mixtures(known: Known, path: Path, mixture: Mixture) -> Iterator[Fault]:
    """The shares of a mixture."""
    yield from sum_faults(known, (*path, "mixture"), {n: part.share for n, part in enumerate(mixture.mixture)})


@rule(Choose)
def choices(known: Known, path: Path, step: Choose) -> Iterator[Fault]:
    """Options go all by share or all by condition, add up, and can all be come to."""
    options, path = step.choose, (*path, "choose")
    by_share = [n for n, option in enumerate(options) if option.share is not None]
    by_level = [n for n, option in enumerate(options) if option.when is not None]
    if by_share and by_level:
        odd = (by_level if by_share[0] < by_level[0] else by_share)[0]
        message = "the options of a choice go all by share or all by condition"
        yield Fault("mixed-choice", (*path, odd), message, "both 'share' and 'when'", "one of the two")
        return
    rest = [n for n, option in enumerate(options) if option.share is None and option.when is None]
    if rest and rest[0] < len(options) - 1:
        message = "nobody comes to this option: the one before it, without 'share' or 'when', takes all the rest"
        yield Fault("unreachable-option", (*path, rest[0] + 1), message)
        return
    if by_share:
        yield from sum_faults(known, path, {n: options[n].share for n in by_share}, bool(rest))
    yield from _shadowed(path, options)


def _shadowed(path: Path, options: list[Option]) -> Iterator[Fault]:
    for number, option in enumerate(options):
        for earlier in options[:number]:
            if option.when and earlier.when and _covers(earlier.when, option.when):
                message = "nobody comes to this option: an earlier one takes all these people"
                yield Fault("unreachable-option", (*path, number), message)
                break


def _covers(wide: When, narrow: When) -> bool:
    """Whether everybody for whom ``narrow`` holds is one for whom ``wide`` holds: surely so, as far as can be seen."""
    asked = narrow.levels
    states = all(test in narrow.tests for test in wide.tests) and set(wide.filled) <= set(narrow.filled)
    return states and all(name in asked and _set(asked[name]) <= _set(levels) for name, levels in wide.levels.items())


def _set(levels: str | list[str]) -> set[str]:
    return {levels} if isinstance(levels, str) else set(levels)


@rule(Place)
def circles(known: Known, path: Path, place: Place) -> Iterator[Fault]:
    """Attributes that depend on each other in a circle: one fault for each circle, at its first attribute."""
    needs = {name: _parents(attribute) & set(place.attributes) for name, attribute in place.attributes.items()}
    told: set[str] = set()
    for name in place.attributes:
        circle = _circle(name, needs)
        if circle and not told & set(circle):
            told |= set(circle)
            message = f"attributes depend on each other in a circle: {' -> '.join([*circle, name])}"
            yield Fault("circular-attributes", ("attributes", name), message, at_key=True)


def _parents(attribute: Attribute) -> set[str]:
    return {node.by for _, node in walk(attribute.shares, ()) if isinstance(node, By)}


def _circle(start: str, needs: dict[str, set[str]]) -> list[str]:
    """The shortest way from an attribute back to itself; empty if there is none."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop(0)
        if start in needs[way[-1]]:
            return way
        following = sorted(needs[way[-1]] - seen)
        seen |= set(following)
        ways += [[*way, name] for name in following]
    return []
