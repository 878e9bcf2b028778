"""``flowsim compare``: what policies change, for the same people, with the half-width of every difference."""

from __future__ import annotations

from typing import Annotated

import typer

from flowsim.cli.options import (
    AllOption,
    CsvOption,
    Engine,
    EngineOption,
    JsonOption,
    ReplicationsOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    ThreadsOption,
    read,
)
from flowsim.cli.output import note, print_json, warn
from flowsim.cli.running import carried_out, doubts, ended

PoliciesOption = Annotated[
    list[str],
    typer.Option("--policy", "-p", metavar="POLICY", help="A policy such as more-beds:+20; a+b is both. Repeatable."),
]


def compare(
    scenario: ScenarioArgument,
    policy: PoliciesOption,
    set: SetOption = None,
    replications: ReplicationsOption = None,
    seed: SeedOption = None,
    engine: EngineOption = Engine.compiled,
    threads: ThreadsOption = None,
    all: AllOption = False,
    json: JsonOption = False,
    csv: CsvOption = None,
) -> None:
    """Compare policies with the scenario as it is: paired differences for the same people, with 95 % intervals.

    -n is the number of pairs; default: the scenario's own number, else 50.
    """
    found = read(scenario, set)
    warn(doubts(found))
    from flowsim.experiment.comparison import compare as compare_policies

    result = carried_out(
        engine.value,
        f"{found.name} under {len(policy) + 1} policies",
        lambda report: compare_policies(found, policy, replications, seed, engine.value, threads, report),
    )
    if csv and result.keys:
        from flowsim.cli.files import write_csv

        write_csv(result.table(all=True), csv)
        note(f"differences written to {csv}")
    if json:
        print_json(result.to_dict(all))
    elif result.keys:
        from flowsim.cli.comparison_page import show

        show(result, all)
    ended(result)
