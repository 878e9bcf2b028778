"""Where the work runs: independent jobs over plain threads, with a clean stop.

The compiled engine runs without the interpreter lock, so that threads are all that is needed. A job is named by
a key; results are kept by key, so that nothing depends on the order in which jobs end.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from flowsim.errors import FlowsimError, UsageError

Job = TypeVar("Job", bound=Hashable)
Result = TypeVar("Result")
Progress = Callable[[int, int], None]
"""Called in the caller's thread after each job with the number of jobs ended and of all jobs."""

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
        interrupted: True if Ctrl-C left jobs undone. Jobs already begun were finished, but for the one that ran in
            the caller's own thread (``threads=1``): it was broken off, and is in neither.
    """

    done: dict[Job, Result] = field(default_factory=dict)
    failed: dict[Job, FlowsimError] = field(default_factory=dict)
    interrupted: bool = False


class Turns:
    """Lets workers through one at a time in the order of their numbers 0, 1, 2 ..., whoever is ready first.

    Every number must come, and a number only after all lower ones were begun: jobs of :func:`fan_out` do.
    """

    def __init__(self) -> None:
        self._next = 0
        self._changed = threading.Condition()

    @contextmanager
    def place(self, number: int) -> Iterator[Callable[[], None]]:
        """Hold a place in the row; what is yielded waits until it is one's turn, which ends with the block."""

        def wait() -> None:
            with self._changed:
                self._changed.wait_for(lambda: self._next == number)

        try:
            yield wait
        finally:
            wait()
            with self._changed:
                self._next += 1
                self._changed.notify_all()


def default_threads() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def fan_out(
    jobs: Sequence[Job], work: Callable[[Job], Result], threads: int = 1, progress: Progress | None = None
) -> Outcome[Job, Result]:
    """Do ``work`` for every job over so many threads (1: in the caller's own).

    A job that raises a :class:`FlowsimError` is kept with its error and the others go on. Any other exception is a
    fault of the program: it stops the work and comes out here. On Ctrl-C no further job is begun.

    >>> fan_out([1, 2, 3], lambda job: job * job, threads=2).done == {1: 1, 2: 4, 3: 9}
    True

    Raises:
        UsageError: fewer than one thread.
    """
    if threads < 1:
        raise UsageError(f"the number of threads is at least 1, not {threads}")
    outcome: Outcome[Job, Result] = Outcome()

    def keep(job: Job, result: Result | BaseException) -> None:
        if isinstance(result, FlowsimError):
            outcome.failed[job] = result
        elif isinstance(result, BaseException):
            raise result
        else:
            outcome.done[job] = result
        if progress:
            progress(len(outcome.done) + len(outcome.failed), len(jobs))

    try:
        if threads == 1:
            for job in jobs:
                keep(job, _attempt(work, job))
        else:
            _over_threads(jobs, work, min(threads, len(jobs)), keep)
    except KeyboardInterrupt:
        outcome.interrupted = True
    return outcome


def _attempt(work: Callable[[Job], Result], job: Job) -> Result | BaseException:
    try:
        return work(job)
    except Exception as error:
        return error


def _over_threads(
    jobs: Sequence[Job], work: Callable[[Job], Result], threads: int, keep: Callable[[Job, Any], None]
) -> None:
    todo: queue.SimpleQueue[Job] = queue.SimpleQueue()
    ended: queue.SimpleQueue[tuple[Job, Any]] = queue.SimpleQueue()
    stop = threading.Event()
    for job in jobs:
        todo.put(job)

    def take_turns() -> None:
        while not stop.is_set():
            try:
                job = todo.get_nowait()
            except queue.Empty:
                return
            ended.put((job, _attempt(work, job)))

    # Daemons, so that a second Ctrl-C ends the program even in the middle of a long replication.
    crew = [threading.Thread(target=take_turns, daemon=True) for _ in range(threads)]
    try:
        for thread in crew:
            thread.start()
        for _ in jobs:
            keep(*_next_of(ended))
    except BaseException:
        stop.set()
        for thread in crew:
            if thread.is_alive():  # else it has ended, or was not yet started
                thread.join()
        while not ended.empty():
            keep(*ended.get())
        raise


def _next_of(ended: queue.SimpleQueue[tuple[Job, Any]]) -> tuple[Job, Any]:
    while True:
        try:
            return ended.get(timeout=_LOOK)
        except queue.Empty:
            continue
