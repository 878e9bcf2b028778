"""``flowsim schema``: the JSON Schema of the scenario language, or of batch files, for editors."""

from __future__ import annotations

from typing import Annotated

import typer

from flowsim.cli.output import print_json

BatchOption = Annotated[bool, typer.Option("--batch", help="Of batch files (flowsim batch) instead.")]


def schema(batch: BatchOption = False) -> None:
    """Print the JSON Schema of the scenario language; an editor that knows it completes and checks as you type."""
    if batch:
        from flowsim.scenario.batch_file import schema as schema_of_batches

        print_json(schema_of_batches())
        return
    from flowsim.scenario.scenario import Scenario

    print_json(Scenario.schema())
