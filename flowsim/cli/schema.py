"""``flowsim schema``: the JSON Schema of the scenario language, for editors."""

from __future__ import annotations

from flowsim.cli.output import print_json


def schema() -> None:
    """Print the JSON Schema of the scenario language; an editor that knows it completes and checks as you type."""
    from flowsim.scenario.scenario import Scenario

    print_json(Scenario.schema())
