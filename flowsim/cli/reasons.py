"""``flowsim reasons``: the registry of delay reasons."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from flowsim.cli.options import JsonOption, read
from flowsim.cli.output import entries, print_json


def reasons(
    scenario: Annotated[
        str | None, typer.Argument(metavar="SCENARIO", help="Also this scenario's own reasons.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """List the delay reasons: those of the English return, and a scenario's own.

    The return does not say which body a delay belongs to: the one in brackets is this project's argued assumption.
    """
    from flowsim.scenario.reasons import reason_registry

    found = reason_registry(read(scenario).place if scenario else None).values()
    if json:
        print_json([asdict(reason) for reason in found])
        return
    entries([(reason.name, f"{reason.title} [{reason.body or 'no body'}]") for reason in found])
