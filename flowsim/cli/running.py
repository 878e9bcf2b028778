"""What ``run`` and ``compare`` share: the engine made ready, progress, Ctrl-C, and how the work ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import typer

from flowsim.cli.output import interrupted, note, patience, progress

if TYPE_CHECKING:
    from flowsim.experiment.comparison import Comparison
    from flowsim.experiment.fanout import Progress
    from flowsim.experiment.replications import RunResult

COMPILING = "compiling the engine once, this takes about ten seconds"
SHOWN_FAILURES = 10
PART_FAILED, INTERRUPTED = 4, 130

Result = TypeVar("Result", "RunResult", "Comparison")


def carried_out(engine: str, what: str, work: Callable[[Progress], Result]) -> Result:
    """Do the work under a progress bar; after Ctrl-C, what was finished.

    Raises:
        Exit: 130, if Ctrl-C came before anything was finished.
    """
    from flowsim.experiment.arms import prepare
    from flowsim.experiment.fanout import Interrupted

    with patience(COMPILING):
        prepare(engine)
    try:
        with progress(what) as report:
            return work(report)
    except Interrupted as stop:
        interrupted()
        if not _anything(stop.result):
            raise typer.Exit(INTERRUPTED) from None
        return stop.result


def _anything(result: RunResult | Comparison) -> bool:
    return bool(result.keys)


def ended(result: RunResult | Comparison) -> None:
    """Report failures on standard error and leave with the exit code that fits.

    Raises:
        Exit: 130 after Ctrl-C, 4 if a replication failed.
    """
    for failure in result.failures[:SHOWN_FAILURES]:
        note(f"failed: replication {failure.replication} of {failure.arm}: {failure.message}")
    if len(result.failures) > SHOWN_FAILURES:
        note(f"... and {len(result.failures) - SHOWN_FAILURES} more failures")
    if result.interrupted:
        raise typer.Exit(INTERRUPTED)
    if result.failures:
        note("part of the work failed; the figures are of the replications that were finished")
        raise typer.Exit(PART_FAILED)
