"""``flowsim compare``: what policies change, for the same people, with the half-width of every difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flowsim.cli.equity_page import has_groups, show_changes
from flowsim.cli.files import usable, write_csv
from flowsim.cli.options import (
    AllOption,
    ByOption,
    CsvOption,
    Engine,
    EngineOption,
    EquityOption,
    JsonOption,
    MoreOption,
    PairsOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    ThreadsOption,
    read,
)
from flowsim.cli.output import print_json, warn
from flowsim.cli.running import carried_out, doubts, ended, kept
from flowsim.errors import UsageError

if TYPE_CHECKING:
    from flowsim.errors import Problem
    from flowsim.experiment.comparison import Comparison
    from flowsim.scenario.scenario import Scenario

PoliciesOption = Annotated[
    list[str],
    typer.Option("--policy", "-p", metavar="POLICY", help="A policy such as more-beds:+20; a+b is both. Repeatable."),
]
WeeksOption = Annotated[
    Path | None,
    typer.Option("--weeks", metavar="FILE", help="Write differences by four weeks since each dated policy's start."),
]


def compare(
    scenario: ScenarioArgument,
    policy: PoliciesOption,
    set: SetOption = None,
    replications: PairsOption = None,
    seed: SeedOption = None,
    engine: EngineOption = Engine.compiled,
    threads: ThreadsOption = None,
    more: MoreOption = False,
    all: AllOption = False,
    json: JsonOption = False,
    csv: CsvOption = None,
    weeks: WeeksOption = None,
    equity: EquityOption = False,
    by: ByOption = None,
) -> None:
    """Compare policies with the scenario as it is: paired differences for the same people, with 95 % intervals.

    -n is the number of pairs; default: the scenario's own number, else 50. A policy with a date, of its own or as in
    `-p NAME:from=2026-01-01,ramp=90 d`, is also shown by four weeks since its start; leave the date out for the steady
    state. Where the scenario gives costs, a table says who pays and who saves; of a combination a+b, with a and b
    compared too, what both do beyond the sum; --equity shows what becomes of the gaps between groups of people.
    """
    usable(csv, weeks)
    found = read(scenario, set, by=by)
    if equity:
        has_groups(found)
    if weeks:
        _dated(policy, found)
    warn([*doubts(found), *_ill_sized(policy, found)])
    from flowsim.experiment.comparison import compare as compare_policies

    result = carried_out(
        f"{found.name} as it is and under {len(policy)} polic{'y' if len(policy) == 1 else 'ies'}",
        lambda report: compare_policies(found, policy, replications, seed, engine.value, threads, report),
    )
    if json:
        from flowsim.cli.payers_page import records

        gaps = {"equity": [change._asdict() for change in result.changes]} if equity else {}
        print_json({**result.to_dict(all), "who_pays": records(result), **gaps})
    elif result.keys:
        from flowsim.cli.comparison_page import show

        show(result, more, all, list(set or ()))
        if equity:
            show_changes(result, all)
    ended(result, not result.keys or kept(result, _files(result, csv, weeks)))


def _ill_sized(policies: list[str], scenario: Scenario) -> list[Problem]:
    """What is doubtful about the sizes of the policies here, each once.

    Raises:
        UsageError, ScenarioError: with all that keeps any of them from being done here.
    """
    from flowsim.experiment.comparison import parts
    from flowsim.scenario.policies import find_fitting, ill_sized

    specs = [part for spec in policies for part in parts(spec)]
    return list(ill_sized(scenario.document, find_fitting(specs, scenario)))


def _files(result: Comparison, csv: Path | None, weeks: Path | None) -> Iterator[tuple[str, Path, Callable[[], None]]]:
    if csv:
        yield "differences", csv, lambda: write_csv(result.table(all=True), csv)
    if weeks:
        yield "differences by weeks", weeks, lambda: write_csv(result.since_start(), weeks)


def _dated(policies: list[str], scenario: Scenario) -> None:
    """Check that a policy has a date, if differences since its start are asked for.

    Raises:
        UsageError: none has.
    """
    from flowsim.experiment.comparison import parts
    from flowsim.scenario.policies import find_all

    found = find_all((part for spec in policies for part in parts(spec)), scenario)
    if all(policy.start is None for policy in found):
        raise UsageError("--weeks counts from a policy's date, and none has one; give it: -p NAME:from=2026-01-01")
