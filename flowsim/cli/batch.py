"""``flowsim batch``: every combination of a file of scenarios, settings and policies, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flowsim.cli.files import usable, write_csv, write_parquet
from flowsim.cli.options import CsvOption, Engine, EngineOption, SeedOption, ThreadsOption
from flowsim.cli.output import progress, say, table, warn
from flowsim.cli.running import carried_out, doubts, ended, kept
from flowsim.cli.wide_table import broken
from flowsim.errors import Problem

if TYPE_CHECKING:
    from flowsim.experiment.batch import Batch, BatchResult, Case

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A batch file (YAML).")]
ParquetOption = Annotated[
    Path | None, typer.Option("--parquet", metavar="FILE", help="Write the figures to a Parquet file.")
]
CountOption = Annotated[
    int | None,
    typer.Option("--replications", "-n", metavar="N", help="Of every combination; default: the file's, else 50."),
]
DryOption = Annotated[bool, typer.Option("--dry", help="Check the file and say what would be run; run nothing.")]

POLICIES_WIDTH = 40
"""Policies of a longer name are broken over lines, so that their setting has room beside them."""

NAMED = 20
"""So many combinations are named; --csv and --parquet name all."""


def batch(
    file: FileArgument,
    csv: CsvOption = None,
    parquet: ParquetOption = None,
    replications: CountOption = None,
    seed: SeedOption = None,
    engine: EngineOption = Engine.compiled,
    threads: ThreadsOption = None,
    dry: DryOption = False,
) -> None:
    """Run every combination of a file of scenarios, settings and policies, and show them side by side.

    `flowsim schema --batch` prints the words of such a file. All that is wrong with it, or with what it names, is
    said before anything runs. The page has the figures that matter first, of each scenario and setting. The table of
    --csv and --parquet has a row a scenario, setting, policy and measure, with paired differences if the file names a
    baseline; what made it (version, seed, digests of the plans) is written beside it, and inside Parquet.
    """
    usable(csv, parquet)
    from flowsim.cli.batch_page import show
    from flowsim.experiment.batch import Batch, run_batch

    with progress(f"checking {file.name}") as report:
        found = Batch.read(file, report)
    warn(_doubts(found))
    _announce(found)
    if dry:
        return
    what = f"{found.name}: {len(found.arms)} combinations"
    result = carried_out(what, lambda report: run_batch(found, replications, seed, engine.value, threads, report))
    _finished(result)
    show(result)
    ended(result, kept(result, _files(result, csv, parquet)))


def _doubts(found: Batch) -> list[Problem]:
    """What is doubtful about the scenarios, each thing once, with the scenario and the settings it is of."""
    whose: dict[tuple[str, Problem], list[Case]] = {}
    for case in found.cases:
        for problem in doubts(case.arms[0].scenario):
            whose.setdefault((case.scenario, problem), []).append(case)
    settings = len(found.document.settings)
    return [replace(problem, message=f"{_who(of, settings)}: {problem.message}") for (_, problem), of in whose.items()]


def _who(cases: Sequence[Case], settings: int) -> str:
    """A scenario and some of its settings, of which there are so many."""
    if len(cases) == settings:
        return cases[0].scenario + (" in every setting" if settings > 1 else "")
    more = f", and {len(cases) - 1} more {_plural('setting', len(cases) - 1)}" if len(cases) > 1 else ""
    return cases[0].title + more


def _announce(found: Batch) -> None:
    """What is run: a line a combination, the first few."""
    from flowsim.experiment.batch import said

    frame, document = found.document.frame, found.document
    counts = (
        (len(frame.scenarios), "scenario"),
        (len(document.settings), "setting"),
        (len(document.policies) + 1, "policy"),
    )
    words = " x ".join(f"{many} {_plural(word, many)}" for many, word in counts)
    against = f", differences from {frame.baseline}" if frame.baseline else ""
    say(f"{found.name}: {words} = {len(found.arms)} {_plural('combination', len(found.arms))}{against}\n")
    rows = [
        (case.scenario, said(case.values), broken(arm.name, POLICIES_WIDTH))
        for case in found.cases
        for arm in case.arms
    ]
    table(("Scenario", "Setting", "Policies"), rows[:NAMED], words="Setting", left=3)
    if len(rows) > NAMED:
        say(f"... and {len(rows) - NAMED} more\n")


def _plural(word: str, many: int) -> str:
    return word if many == 1 else f"{word.removesuffix('y')}ies" if word.endswith("y") else f"{word}s"


def _finished(result: BatchResult) -> None:
    """How many replications there are of each combination: between the fewest and the most."""
    counts = [sum(sample is not None for sample in arm) for case in result.cases for arm in case.samples]
    fewest, most, asked = min(counts), max(counts), result.settings.replications
    done = f"{most}" if fewest == most else f"{fewest} to {most}"
    of = "" if fewest == asked else f" of {asked}"
    say(f"{done}{of} replications of each combination, seed {result.settings.seed}\n")


def _files(result: BatchResult, csv: Path | None, parquet: Path | None) -> list[tuple[str, Path, Callable[[], None]]]:
    frame = result.table()
    files: list[tuple[str, Path, Callable[[], None]]] = []
    if csv:
        files.append(("figures", csv, lambda: write_csv(frame, csv)))
    if parquet:
        files.append(("figures", parquet, lambda: write_parquet(frame, parquet, result.provenance())))
    return files
