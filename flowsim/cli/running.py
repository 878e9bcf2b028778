"""What ``run``, ``compare`` and ``batch`` share: progress, Ctrl-C, and how the work ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from flowsim.cli.files import write_provenance
from flowsim.cli.output import interrupted, note, progress
from flowsim.errors import FlowsimError

if TYPE_CHECKING:
    from flowsim.errors import Problem
    from flowsim.experiment.batch import BatchResult
    from flowsim.experiment.comparison import Comparison
    from flowsim.experiment.fanout import Progress
    from flowsim.experiment.replications import RunResult
    from flowsim.scenario.scenario import Scenario

SHOWN_FAILURES = 10
PART_FAILED, INTERRUPTED = 4, 130

Result = TypeVar("Result", "RunResult", "Comparison", "BatchResult")


def doubts(scenario: Scenario) -> list[Problem]:
    """What is doubtful about a scenario that is about to run: its warnings, and loads that no queue can bear."""
    from flowsim.experiment.face import check

    return check(scenario)


def carried_out(what: str, work: Callable[[Progress], Result]) -> Result:
    """Do the work under a progress bar; after Ctrl-C, what was finished.

    Raises:
        Exit: 130, if Ctrl-C came before anything was finished.
    """
    from flowsim.experiment.fanout import Interrupted

    try:
        with progress(what) as report:
            return work(report)
    except Interrupted as stop:
        interrupted()
        if not _anything(stop.result):
            raise typer.Exit(INTERRUPTED) from None
        return stop.result


def kept(result: RunResult | Comparison | BatchResult, writes: Iterable[tuple[str, Path, Callable[[], None]]]) -> bool:
    """Do the last of the work, writing files, when the answer has been shown; False if any could not be written.

    Args:
        result: what made the files; its provenance is written beside each.
        writes: what each file holds, its path, and what writes it.
    """
    good = True
    for what, path, write in writes:
        try:
            write()
            write_provenance(result.provenance(), path)
            note(f"{what} written to {path}")
        except FlowsimError as error:
            note(f"error: {error}")
            good = False
    return good


def _anything(result: RunResult | Comparison | BatchResult) -> bool:
    return bool(result.keys)


def ended(result: RunResult | Comparison | BatchResult, written: bool = True) -> None:
    """Report failures on standard error and leave with the exit code that fits.

    Args:
        written: whether every file that was asked for could be written.

    Raises:
        Exit: 130 after Ctrl-C, 4 if a replication failed or a file could not be written.
    """
    for failure in result.failures[:SHOWN_FAILURES]:
        note(f"failed: replication {failure.replication} of {failure.arm}: {failure.message}")
    if len(result.failures) > SHOWN_FAILURES:
        note(f"... and {len(result.failures) - SHOWN_FAILURES} more failures")
    if result.interrupted:
        raise typer.Exit(INTERRUPTED)
    if result.failures:
        note("part of the work failed; the figures are of the replications that were finished")
    if result.failures or not written:
        raise typer.Exit(PART_FAILED)
