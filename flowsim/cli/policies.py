"""``flowsim policies``: the shipped policies, and what one of them changes in a scenario."""

from __future__ import annotations

from typing import Annotated

import typer

from flowsim.cli.options import JsonOption, read
from flowsim.cli.output import entries, print_json, say

app = typer.Typer(help="List the policies, or show what one changes.", invoke_without_command=True)


@app.callback()
def policies(ctx: typer.Context, json: JsonOption = False) -> None:
    """List the policies; ``policies show NAME [SCENARIO]`` says what one changes."""
    if ctx.invoked_subcommand is not None:
        return
    from flowsim.scenario.policies import registry

    found = registry().values()
    if json:
        print_json([policy.document for policy in found])
        return
    entries([(f"{policy.name}: {policy.frame.title}", policy.frame.definition) for policy in found])
    say("flowsim policies show NAME SCENARIO says what one changes in a scenario, and how its size is given.")


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A policy, such as more-beds or more-beds:+20.")],
    scenario: Annotated[str | None, typer.Argument(metavar="SCENARIO", help="Where it is applied.")] = None,
    json: JsonOption = False,
) -> None:
    """Say what a policy helps, harms and costs, what is known of it, and what it changes in a scenario."""
    from dataclasses import asdict

    from flowsim.cli.policy_page import about, here
    from flowsim.scenario.policies import describe, find, ill_sized

    found = read(scenario) if scenario else None
    policy = find(name, found)
    if found is None:
        if json:
            print_json({**policy.document, "changes": []})
        else:
            about(policy)
        return
    from flowsim.plan.policy_effect import effect
    from flowsim.scenario.called import Called

    if json:
        changes = describe(policy, found).splitlines()
        doubts = [problem.message for problem in ill_sized(found.document, [policy])]
        print_json({**policy.document, "changes": changes, "doubts": doubts, "here": asdict(effect(policy, found))})
        return
    about(policy)
    here(policy, found, effect(policy, found, Called(found.place)))
