"""``flowsim differ``: which of the partners' disagreements change the decision about policies, and which do not."""

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
    PairsOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    ThreadsOption,
    read,
)
from flowsim.cli.output import print_json, warn
from flowsim.cli.running import carried_out, doubts, ended, kept

ViewsOption = Annotated[
    Path | None,
    typer.Option("--views", metavar="FOLDER", help="One file a partner; default: the folder views beside the place."),
]
MeasureOption = Annotated[
    str, typer.Option("--measure", "-m", metavar="MEASURE[:OF]", help="What the decision is by, one figure.")
]


def differ(
    scenario: ScenarioArgument,
    policy: PoliciesOption,
    views: ViewsOption = None,
    measure: MeasureOption = "no-criteria-to-reside",
    set: SetOption = None,
    replications: PairsOption = None,
    seed: SeedOption = None,
    engine: EngineOption = Engine.compiled,
    threads: ThreadsOption = None,
    json: JsonOption = False,
    csv: CsvOption = None,
) -> None:
    """Run the same policies as each partner sees the place, and say which disagreements change the decision.

    Each view is run as a whole, and each of its assumptions alone, with the same people.
    """
    usable(csv)
    found = read(scenario, set)
    warn(doubts(found))
    from flowsim.experiment.differing import differ as differ_in
    from flowsim.scenario.views import views as views_of

    seen = views_of(found, views)
    result = carried_out(
        f"{found.name} in {len(seen)} view{'' if len(seen) == 1 else 's'}",
        lambda report: differ_in(found, policy, seen, measure, replications, seed, engine.value, threads, report),
    )
    if json:
        print_json(result.to_dict())
    else:
        from flowsim.cli.differ_page import show

        show(result, set or ())
    written = not csv or kept(result, [("differences", csv, lambda: write_csv(result.table(), csv))])
    ended(result, written)
