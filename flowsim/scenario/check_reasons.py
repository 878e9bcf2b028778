"""Rules about a place's own delay reasons: that the codes they name exist."""

from __future__ import annotations

from collections.abc import Iterator

from flowsim.scenario.faults import Fault
from flowsim.scenario.names import listed, nearest
from flowsim.scenario.place import Codes
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import Known, rule
from flowsim.scenario.vocabularies import VOCABULARIES


@rule(Codes)
def codes(known: Known, path: Path, said: Codes) -> Iterator[Fault]:
    """Each code stands in its list."""
    for name, code in said.model_dump(exclude_none=True).items():
        there = list(VOCABULARIES[name].codes)
        if code not in there:
            message = f"the list of reasons '{name}' has no code '{code}'"
            yield Fault("unknown-code", (*path, name), message, code, listed(there), nearest(code, there))
