"""Where the work runs: independent jobs over plain threads, with a clean stop.

The compiled engine runs without the interpreter lock, so that threads are all that is needed. A job is named by
a key; results are kept by key, so that nothing depends on the order in which jobs end.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from flowsim.engine.stop import Stop
from flowsim.errors import FlowsimError, Stopped, UsageError

Job = TypeVar("Job", bound=Hashable)
Result = TypeVar("Result")
Made = TypeVar("Made")
Progress = Callable[[int, int], None]
"""Called in the caller's thread after each job with the number of jobs ended and of all jobs."""

ASIDE = 2
"""Results a thread that may lie aside until it is their turn."""

_LOOK = 0.2  # seconds between looks for Ctrl-C: an endless wait for a queue cannot be interrupted everywhere


class Interrupted(KeyboardInterrupt):
    """The user pressed Ctrl-C; ``result`` holds what was finished before (a run or comparison, or ``None``)."""

    def __init__(self, result: Any = None) -> None:
        super().__init__("interrupted")
        self.result = result


@dataclass
class Outcome(Generic[Job, Result]):
    """What became of the jobs.

    Attributes:
        done: results of those that ended well.
        failed: the errors of those that did not.
        interrupted: True if Ctrl-C left jobs undone. Jobs under way that can be stopped were broken off, and are in
            neither; the others were finished.
    """

    done: dict[Job, Result] = field(default_factory=dict)
    failed: dict[Job, FlowsimError] = field(default_factory=dict)
    interrupted: bool = False


class Turns(Generic[Result]):
    """Has what was made in any order dealt with in the order of its numbers 0, 1, 2 ..., one at a time.

    Whoever is early puts what they made aside and goes on; whoever's turn comes deals with all that follow. Every
    number must come, and a number only after all lower ones were begun: jobs of :func:`fan_out` do. So nobody waits
    for ever: the lowest number not dealt with always finds room.

    Args:
        deal: is called with what was made; it raises nothing.
        room: how much can lie aside at once; whoever finds no room waits.
    """

    def __init__(self, deal: Callable[[Result], None], room: int) -> None:
        self._deal, self._room = deal, room
        self._next = 0
        self._aside: dict[int, Result] = {}
        self._changed = threading.Condition()

    def hand_in(self, number: int, made: Result) -> None:
        """Deal with it now, with what waits behind it, if it is its turn; else put it aside."""
        with self._changed:
            self._changed.wait_for(lambda: number == self._next or len(self._aside) < self._room)
            self._aside[number] = made
            if number != self._next:
                return
        while True:
            with self._changed:
                if self._next not in self._aside:
                    return
                made = self._aside.pop(self._next)
            self._deal(made)
            with self._changed:
                self._next += 1
                self._changed.notify_all()


def default_threads() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def fan_out(
    jobs: Sequence[Job],
    work: Callable[[Job], Made],
    threads: int = 1,
    progress: Progress | None = None,
    then: Callable[[Job, Made], Result] | None = None,
    stop: Stop | None = None,
) -> Outcome[Job, Result]:
    """Do ``work`` for every job over so many threads.

    A job that raises a :class:`FlowsimError` is kept with its error and the others go on. Any other exception is a
    fault of the program: it stops the work and comes out here. On Ctrl-C no further job is begun.

    >>> fan_out([1, 2, 3], lambda job: job * job, threads=2).done == {1: 1, 2: 4, 3: 9}
    True

    Args:
        then: what is done with what each job made, in the order of the jobs and one at a time; gives its result.
            At most ``ASIDE * threads`` wait for it, besides the jobs under way.
        stop: with it work can be broken off where it is; it then never runs in the caller's own thread, which has to
            hear Ctrl-C. Without it one thread is the caller's own.

    Raises:
        UsageError: fewer than one thread.
    """
    if threads < 1:
        raise UsageError(f"the number of threads is at least 1, not {threads}")
    outcome: Outcome[Job, Result] = Outcome()

    def keep(job: Job, result: Any) -> None:
        if isinstance(result, Stopped):
            return
        if isinstance(result, FlowsimError):
            outcome.failed[job] = result
        elif isinstance(result, BaseException):
            raise result
        else:
            outcome.done[job] = result
        if progress:
            progress(len(outcome.done) + len(outcome.failed), len(jobs))

    try:
        if threads == 1 and stop is None:
            for job in jobs:
                keep(job, _followed(then, job, _attempt(work, job)))
        else:
            _over_threads(jobs, work, min(threads, len(jobs)), keep, then, stop or Stop())
    except KeyboardInterrupt:
        outcome.interrupted = True
    return outcome


def _attempt(work: Callable[..., Any], *given: Any) -> Any:
    """What the work gives, or the exception that it raises."""
    try:
        return work(*given)
    except Exception as error:
        return error


def _followed(then: Callable[[Job, Any], Any] | None, job: Job, made: Any) -> Any:
    """What comes of what a job made, or of the exception that it raised."""
    return made if then is None or isinstance(made, BaseException) else _attempt(then, job, made)


def _over_threads(
    jobs: Sequence[Job],
    work: Callable[[Job], Any],
    threads: int,
    keep: Callable[[Job, Any], None],
    then: Callable[[Job, Any], Any] | None,
    stop: Stop,
) -> None:
    todo: queue.SimpleQueue[tuple[int, Job]] = queue.SimpleQueue()
    ended: queue.SimpleQueue[tuple[Job, Any]] = queue.SimpleQueue()
    for numbered in enumerate(jobs):
        todo.put(numbered)

    def deal(made: tuple[Job, Any]) -> None:
        ended.put((made[0], _followed(then, *made)))

    turns = Turns(deal, ASIDE * threads)

    def take_jobs() -> None:
        while not stop.asked:
            try:
                number, job = todo.get_nowait()
            except queue.Empty:
                return
            made = job, _attempt(work, job)
            if then is None:
                deal(made)
            else:
                turns.hand_in(number, made)

    # Daemons, so that a second Ctrl-C ends the program even in the middle of a long replication.
    crew = [threading.Thread(target=take_jobs, daemon=True) for _ in range(threads)]
    try:
        for thread in crew:
            thread.start()
        for _ in jobs:
            keep(*_next_of(ended))
    except BaseException:
        _stopped(crew, stop)
        while not ended.empty():
            keep(*ended.get())
        raise


def _stopped(crew: Sequence[threading.Thread], stop: Stop) -> None:
    """Wait until all have ended; asked again and again, since one that is just looking up may miss it."""
    stop.ask()
    for thread in crew:
        while thread.is_alive():  # else it has ended, or was not yet started
            thread.join(_LOOK)
            stop.ask()


def _next_of(ended: queue.SimpleQueue[tuple[Job, Any]]) -> tuple[Job, Any]:
    while True:
        try:
            return ended.get(timeout=_LOOK)
        except queue.Empty:
            continue
