"""Faults in work that comes in sittings, and cases by hand for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flowsim.engine.reference.caseloads import Caseloads
from tests.exact.tracing import place

Patch = Callable[[pytest.MonkeyPatch], None]


def by_hand() -> list[dict[str, Any]]:
    """Two workers with one case each and somebody else's work in one go, and a third case that has to wait."""
    case = {"task": "hub", "work": "2 h", "sittings": 2, "between": "4 h", "name": "case"}
    ways = {"case": [case, {"leave": "home"}], "once": [{"task": "hub", "work": "5 h"}, {"leave": "home"}]}
    people = {"a": ([0, 1, 2], "case", {}), "b": (4, "once", {})}
    return [place(people, ways, teams={"hub": {"headcount": 2, "caseload": 1}})]


def _by_whoever_is_free(patch: pytest.MonkeyPatch, sitting: int) -> None:
    """First (1) or later (2) sittings go to any worker who is free."""
    right = Caseloads.worker_for

    def worker_for(self: Caseloads, line: Any, step: Any, team: Any, level: int) -> Any:
        free = (worker for worker in self.workers[team.row][:level] if not worker.busy)
        return next(free, None) if step.sitting == sitting else right(self, line, step, team, level)

    patch.setattr(Caseloads, "worker_for", worker_for)


def whoever_is_free_holds_the_next_sitting(patch: pytest.MonkeyPatch) -> None:
    _by_whoever_is_free(patch, 2)


def cases_without_limit(patch: pytest.MonkeyPatch) -> None:
    _by_whoever_is_free(patch, 1)


def cases_never_closed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Caseloads, "close_case", lambda self, line: False)


FAULTS: tuple[Patch, ...] = (whoever_is_free_holds_the_next_sitting, cases_without_limit, cases_never_closed)
