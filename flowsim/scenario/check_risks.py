"""Rules about risks: their names and numbers, that each does one thing, and that no branch has any."""

from __future__ import annotations

from collections.abc import Iterator

from flowsim.scenario.check_choices import tables
from flowsim.scenario.check_names import bad_name, presets
from flowsim.scenario.faults import Fault
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import Figure
from flowsim.scenario.rules import Known, rule, walk
from flowsim.scenario.steps import Risk, Stay, Wait


@rule(Risk)
def risks(known: Known, path: Path, risk: Risk) -> Iterator[Fault]:
    """A risk either interrupts or changes attributes, and its factors are not negative."""
    if (risk.then is None) == (risk.set is None):
        found = "neither" if risk.then is None else "both"
        message = "a risk either has steps of its own ('then') or changes attributes ('set')"
        yield Fault("bad-risk", path, message, found, "one of the two")
    if isinstance(risk.then, str):
        yield from known.unknown("pathway", risk.then, (*path, "then"))
    yield from presets(known, (*path, "set"), risk.set or {})
    for name, shares in (risk.set or {}).items():
        yield from tables(known, (*path, "set", name), shares)
    for key in ("times", "by_day"):
        for where, node in walk(getattr(risk, key), (*path, key)):
            if isinstance(node, Figure) and node.value < 0:
                yield Fault("out-of-range", where, "a factor cannot be negative", f"{node.value:g}", "at least 0")


def _names(known: Known, path: Path, step: Stay | Wait) -> Iterator[Fault]:
    for name in step.risks or {}:
        yield from bad_name(name, (*path, "risks", name), at_key=True)


rule(Stay)(_names)
rule(Wait)(_names)
