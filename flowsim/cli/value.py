"""``flowsim value``: what one more place, worker, hour of care or thousand pounds frees, and in which order to buy."""

from __future__ import annotations

from typing import Annotated

import typer

from flowsim.cli.files import usable, write_csv
from flowsim.cli.options import (
    CsvOption,
    Engine,
    EngineOption,
    JsonOption,
    PairsOption,
    PolicyOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    ThreadsOption,
    read,
)
from flowsim.cli.output import print_json, warn
from flowsim.cli.running import carried_out, doubts, ended, kept

MeasuresOption = Annotated[
    list[str] | None,
    typer.Option(
        "--measure",
        "-m",
        metavar="MEASURE[:OF]",
        help="What is freed when it is lower, such as waiting-for-place:ward; the first decides the order. "
        "Default: people without criteria to reside, and days of delay a discharge. Repeatable.",
    ),
]
OnlyOption = Annotated[
    list[str] | None, typer.Option("--only", metavar="NAME", help="Only this unit, team or fund. Repeatable.")
]
StepOption = Annotated[
    float, typer.Option("--step", metavar="SHARE", help="How much is added at a time: a share, at least one.")
]
RefillOption = Annotated[
    float,
    typer.Option(
        "--refill",
        metavar="0..1",
        help="The share of freed beds that others take; the rest are closed and release cash. Default 1: "
        "few hospitals have empty beds.",
    ),
]
PurchasesOption = Annotated[
    int, typer.Option("--purchases", metavar="N", help="So many purchases are suggested at most; 0 for none.")
]
BudgetOption = Annotated[
    float | None, typer.Option("--budget", metavar="POUNDS", help="What all purchases may cost a year.")
]
SplitsOption = Annotated[
    bool, typer.Option("--all", help="Savings of every addition, not only of those that free any.")
]


def value(
    scenario: ScenarioArgument,
    measure: MeasuresOption = None,
    only: OnlyOption = None,
    step: StepOption = 0.05,
    refill: RefillOption = 1.0,
    purchases: PurchasesOption = 3,
    budget: BudgetOption = None,
    set: SetOption = None,
    policy: PolicyOption = None,
    replications: PairsOption = None,
    seed: SeedOption = None,
    engine: EngineOption = Engine.compiled,
    threads: ThreadsOption = None,
    all: SplitsOption = False,
    json: JsonOption = False,
    csv: CsvOption = None,
) -> None:
    """Say what one more place, worker, hour of care or thousand pounds frees, for the same people.

    Every unit, team and fund that has a limit gets more, one at a time, beside the place as it is. Then the order in
    which to buy: what frees most for a pound first, everything measured again after each purchase.
    """
    usable(csv)
    found = read(scenario, set, policy)
    warn(doubts(found))
    from flowsim.experiment.value import FREED
    from flowsim.experiment.value import value as value_of

    result = carried_out(
        f"{found.name} with more of each",
        lambda report: value_of(
            found,
            measure or FREED,
            only or (),
            step,
            refill,
            purchases,
            budget,
            replications,
            seed,
            engine.value,
            threads,
            report,
        ),
    )
    if json:
        print_json(result.to_dict())
    else:
        from flowsim.cli.value_page import show

        show(result, all, [*(policy or ()), *(set or ())])
    written = not csv or kept(result, [("values", csv, lambda: write_csv(result.table(), csv))])
    ended(result, written)
