"""Rules about what goes out of date: one attribute at a time, which changes then."""

from __future__ import annotations

from collections.abc import Iterator

from flowsim.scenario.check_choices import tables
from flowsim.scenario.check_names import presets
from flowsim.scenario.faults import Fault
from flowsim.scenario.names import listed
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import Known, rule
from flowsim.scenario.steps import Set


@rule(Set)
def expiries(known: Known, path: Path, step: Set) -> Iterator[Fault]:
    """A step of which something expires sets one attribute, which is among those that change then."""
    if step.expires is None:
        return
    path = (*path, "expires")
    if len(step.set) > 1:
        message = "only one attribute at a time can go out of date: give each a step of its own"
        yield Fault("bad-expiry", path, message, listed(step.set), "one attribute", at_key=True)
        return
    (attribute,) = step.set
    if attribute not in step.expires.set:
        message = f"'{attribute}' goes out of date, but it is not said what it is then"
        yield Fault("bad-expiry", (*path, "set"), message, listed(step.expires.set), f"'{attribute}' among them")
    yield from presets(known, (*path, "set"), step.expires.set)
    for name, shares in step.expires.set.items():
        yield from tables(known, (*path, "set", name), shares)
