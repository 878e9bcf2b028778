"""Walks through plans that differ only in how much there is of anything: people go the same ways in all of them.

Most of the work on a plan that starts filled is to follow its people, so many plans of one place share it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from flowsim.plan.digest import digest
from flowsim.plan.tables import Plan

if TYPE_CHECKING:
    from flowsim.plan.flows import Walk


class Walked:
    """Walks already made."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, tuple[bool, ...]], Walk | None] = {}

    def walk(self, plan: Plan, how: tuple[bool, ...], make: Callable[[], Walk | None]) -> Walk | None:
        """The walk through a plan in this manner, made now or before; ``None`` if there are too many combinations."""
        key = (_ways(plan), how)
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]


def _ways(plan: Plan) -> str:
    """The identity of all that people are followed by: the whole plan but the numbers of places, workers and pounds."""
    resources = plan.resources.copy()
    resources["places"] = 0
    noted = hashlib.sha256(plan.distributions["mean"].tobytes()).hexdigest()  # not in the digest: engines do without
    return digest(replace(plan, resources=resources, changes=plan.changes[:0])) + noted
