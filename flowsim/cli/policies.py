"""``flowsim policies``: the shipped policies, which of them fit a scenario, and what one of them changes there."""

from __future__ import annotations

from typing import Annotated

import typer

from flowsim.cli.options import JsonOption, read
from flowsim.cli.output import entries, print_json, say

app = typer.Typer(help="List the policies, say which fit, or show what one changes.", invoke_without_command=True)


@app.callback()
def policies(ctx: typer.Context, json: JsonOption = False) -> None:
    """List the policies; `policies fit SCENARIO` says which fit, `policies show NAME [SCENARIO]` what one changes."""
    if ctx.invoked_subcommand is not None:
        return
    from flowsim.scenario.policies import registry

    found = registry().values()
    if json:
        print_json([policy.document for policy in found])
        return
    entries([(f"{policy.name}: {policy.frame.title}", policy.frame.definition) for policy in found])
    say("flowsim policies fit SCENARIO says which of them fit a scenario, and what it lacks for the others.")
    say("flowsim policies show NAME SCENARIO says what one changes in a scenario, and how its size is given.")


@app.command("fit")
def fit(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Where they are to be applied.")],
    json: JsonOption = False,
) -> None:
    """Say which policies fit a scenario, and what it lacks for each of the others: which word to write where."""
    from flowsim.cli.policy_page import fitting
    from flowsim.scenario.fitting import fits

    found = read(scenario)
    tried = list(fits(found))
    if not json:
        fitting(found, tried)
        return
    print_json(
        [
            {"policy": one.policy.name, "title": one.policy.frame.title, "needs": one.policy.frame.needs}
            | {"fits": one.fits, "lacks": one.lacks, "doubts": one.doubts}
            for one in tried
        ]
    )


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
