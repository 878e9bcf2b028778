"""``flowsim compare``: what policies change, for the same people, with the half-width of every difference."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flowsim.cli.files import usable, write_csv
from flowsim.cli.options import (
    AllOption,
    CsvOption,
    Engine,
    EngineOption,
    JsonOption,
    PairsOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    ThreadsOption,
    read,
)
from flowsim.cli.output import print_json, warn
from flowsim.cli.running import carried_out, doubts, ended, kept

if TYPE_CHECKING:
    from flowsim.experiment.comparison import Comparison

PoliciesOption = Annotated[
    list[str],
    typer.Option("--policy", "-p", metavar="POLICY", help="A policy such as more-beds:+20; a+b is both. Repeatable."),
]


def compare(
    scenario: ScenarioArgument,
    policy: PoliciesOption,
    set: SetOption = None,
    replications: PairsOption = None,
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
    usable(csv)
    found = read(scenario, set)
    warn(doubts(found))
    from flowsim.experiment.comparison import compare as compare_policies

    result = carried_out(
        f"{found.name} under {len(policy) + 1} policies",
        lambda report: compare_policies(found, policy, replications, seed, engine.value, threads, report),
    )
    if json:
        print_json(result.to_dict(all))
    elif result.keys:
        from flowsim.cli.comparison_page import show

        show(result, all, set or ())
    written = not csv or not result.keys or kept(result, [_file(result, csv)])
    ended(result, written)


def _file(result: Comparison, path: Path) -> tuple[str, Path, Callable[[], None]]:
    return "differences", path, lambda: write_csv(result.table(all=True), path)
