"""What the commands that simulate share: progress, Ctrl-C, and how the work ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import typer

from flowsim.cli.files import write_provenance
from flowsim.cli.output import interrupted, note, progress
from flowsim.errors import FlowsimError

if TYPE_CHECKING:
    from flowsim.errors import Problem
    from flowsim.experiment.arms import Failure
    from flowsim.experiment.fanout import Progress
    from flowsim.scenario.scenario import Scenario

SHOWN_FAILURES = 10
PART_FAILED, INTERRUPTED = 4, 130


class Finished(Protocol):
    """What the commands need to know of any result: a run's, a comparison's, a batch's, a value's ..."""

    @property
    def keys(self) -> Sequence[Any]:
        """What there are values of; empty if nothing was finished."""

    @property
    def failures(self) -> Sequence[Failure]:
        """Replications that failed."""

    @property
    def interrupted(self) -> bool:
        """True if Ctrl-C ended it early."""

    def provenance(self) -> dict[str, Any]:
        """What made it."""


Result = TypeVar("Result", bound=Finished)


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


def kept(result: Finished, writes: Iterable[tuple[str, Path, Callable[[], None]]]) -> bool:
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


def _anything(result: Finished) -> bool:
    return bool(result.keys)


def ended(result: Finished, written: bool = True) -> None:
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
