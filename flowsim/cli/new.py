"""``flowsim new``: a starter scenario to edit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flowsim.cli.output import say


def new(
    place: Annotated[Path, typer.Argument(metavar="PLACE", help="A name, or a path that ends in one: our-place.yaml.")],
) -> None:
    """Write a small commented scenario to start from, to PLACE.yaml. Nothing is ever overwritten.

    It passes check and runs as it stands: change one thing after the other.
    """
    from flowsim.scenario.starter import write_starter

    file = write_starter(place)
    say(f"{file} is written. Next: flowsim check {file}, then flowsim run {file}.")
