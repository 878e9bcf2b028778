"""``flowsim measures``: the registry of what a run gives."""

from __future__ import annotations

from typing import Annotated

import typer

from flowsim.cli.options import AllOption, JsonOption
from flowsim.cli.output import entries, print_json, say
from flowsim.cli.words import unit


def measures(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="One measure, in full.")] = None,
    all: AllOption = False,
    json: JsonOption = False,
) -> None:
    """List what a run measures: name, unit, definition."""
    from flowsim.results.measures import MEASURES, find
    from flowsim.results.registry import HEADLINE
    from flowsim.results.unsaid import UNSAID

    found = [find(name)] if name else [item for item in MEASURES.values() if all or json or item.level == HEADLINE]
    fields = ("name", "definition", "unit", "body", "family", "level", "per")
    if json:
        print_json([{field: getattr(item, field) for field in fields} for item in found])
    elif name:
        shown = {field: getattr(found[0], field) for field in fields} | {"unit": unit(found[0])}
        say("\n".join(f"{field:<11} {text or '-'}" for field, text in shown.items()))
    else:
        entries([(f"{item.name} ({unit(item)})", item.definition) for item in found])
        if all:
            say("What no measure says by itself, and why:")
            entries(UNSAID)
        else:
            say(f"{len(found)} headline measures of {len(MEASURES)}; --all lists every one.")
