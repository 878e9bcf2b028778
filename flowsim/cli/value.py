"""``flowsim value``: what one more place, worker, hour of care or thousand pounds frees, and in which order to buy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flowsim.cli.files import usable, write_csv, written_whole
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
    share,
)
from flowsim.cli.output import print_json, warn
from flowsim.cli.running import carried_out, doubts, ended, kept

if TYPE_CHECKING:
    from flowsim.experiment.value import Value

HtmlOption = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write a page with the tables and a picture.")
]
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
    float,
    typer.Option(
        "--step",
        metavar="SHARE",
        parser=share,
        help="How much is added at a time: a share, such as 5 %, at least one.",
    ),
]
RefillOption = Annotated[
    float,
    typer.Option(
        "--refill",
        metavar="SHARE",
        parser=share,
        help="The share of freed beds that others take (0.5 or 50 %); the rest are closed and release cash. Default 1: "
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
    html: HtmlOption = None,
) -> None:
    """Say what one more place, worker, hour of care or thousand pounds frees, for the same people.

    Every unit, team and fund that has a limit gets more, one at a time, beside the place as it is. Then the order in
    which to buy: what frees most for a pound first, everything measured again after each purchase.
    """
    usable(csv, html)
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
    changes = [*(policy or ()), *(set or ())]
    if json:
        print_json(result.to_dict())
    else:
        from flowsim.cli.value_page import show

        show(result, all, changes)
    ended(result, not result.keys or kept(result, _files(result, csv, html, changes)))


def _files(
    result: Value, csv: Path | None, html: Path | None, changes: Sequence[str]
) -> Iterator[tuple[str, Path, Callable[[], None]]]:
    if csv:
        yield "values", csv, lambda: write_csv(result.table(), csv)
    if html:
        yield "page", html, lambda: _write_page(result, html, changes)


def _write_page(result: Value, html: Path, changes: Sequence[str]) -> None:
    from flowsim.cli.value_html import page

    with written_whole(html) as file:
        file.write(page(result, changes))
