"""Faults in what a person's lines do, for the test that the comparison of the engines notices them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flowsim.engine.reference import ledger, line, person

Patch = Callable[[pytest.MonkeyPatch], None]


def joins_passed(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(line.LASTING, line.MEET, passed)


def passed(self: line.Line, step: Any) -> line.Walk:
    yield self.env.event().succeed()
    return int(step.next)


def worker_kept_when_stopped(patch: pytest.MonkeyPatch) -> None:
    def stop(self: line.Line) -> None:
        work, self.work = self.work, None
        right(self)
        self.work = work

    right = line.Line.stop
    patch.setattr(line.Line, "stop", stop)


def time_beside_lost(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ledger.Ledger, "charge_beside", lambda self, line: None)


def never_withdrawn(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(person.Person, "withdraw", lambda self: None)


FAULTS: tuple[Patch, ...] = (joins_passed, worker_kept_when_stopped, time_beside_lost, never_withdrawn)
"""Each breaks the reference engine in one way."""
