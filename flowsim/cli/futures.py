"""``flowsim futures``: policies over many uncertain futures, by how far each lies behind the others there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flowsim.cli.compare import PoliciesOption
from flowsim.cli.files import usable, write_csv
from flowsim.cli.options import (
    CsvOption,
    Engine,
    EngineOption,
    JsonOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    ThreadsOption,
    read,
)
from flowsim.cli.output import print_json, warn
from flowsim.cli.running import carried_out, doubts, ended, kept

UncertainOption = Annotated[
    Path | None,
    typer.Option(
        "--uncertain", metavar="FOLDER", help="What is uncertain; default: the folder futures beside the place."
    ),
]
FuturesOption = Annotated[int, typer.Option("--futures", metavar="N", help="How many futures.")]
ReplicationsOption = Annotated[
    int, typer.Option("--replications", "-n", metavar="N", help="How many replications of each future.")
]
MeasureOption = Annotated[
    str, typer.Option("--measure", "-m", metavar="MEASURE[:OF]", help="What regret is of, one figure.")
]
GoodEnoughOption = Annotated[
    float | None,
    typer.Option(
        "--good-enough", metavar="X", help="Regret small enough, in the measure's unit; default: 5 % of the baseline."
    ),
]


def futures(
    scenario: ScenarioArgument,
    policy: PoliciesOption,
    uncertain: UncertainOption = None,
    futures: FuturesOption = 20,
    replications: ReplicationsOption = 4,
    measure: MeasureOption = "no-criteria-to-reside",
    good_enough: GoodEnoughOption = None,
    set: SetOption = None,
    seed: SeedOption = None,
    engine: EngineOption = Engine.compiled,
    threads: ThreadsOption = None,
    json: JsonOption = False,
    csv: CsvOption = None,
) -> None:
    """Run policies in many futures and say how far each falls behind the others there, and where.

    Drawn are all numbers that files in the folder futures beside the place call uncertain, and every range in the file
    of a policy, unless it is given its value, as in `-p more-beds:+20`. --csv has a row a future and policy, with what
    was drawn, regret, and what people wait for ever longer there.

    Of place.yaml the folder futures/place comes first: where it is there, files in futures itself are not read.
    """
    usable(csv)
    found = read(scenario, set)
    warn(doubts(found))
    from flowsim.experiment.futures import futures as over
    from flowsim.scenario.uncertain import outlooks

    known = outlooks(found, uncertain)
    result = carried_out(
        f"{found.name} in {futures} futures",
        lambda report: over(
            *(found, policy, known, measure, futures, replications, good_enough, seed, engine.value, threads, report)
        ),
    )
    if json:
        print_json(result.to_dict())
    else:
        from flowsim.cli.futures_page import show

        show(result, set or ())
    ended(result, not csv or kept(result, [("futures", csv, lambda: write_csv(result.by_future(), csv))]))
