"""What must be true of every run, checked on any run.

With a log, everything; without, what the tallies alone can tell. None of it uses an engine: the log is read again
with the rules in hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

import numpy as np

from flowsim.engine.output import Replication, Tallies
from flowsim.plan.tables import Plan
from flowsim.results.checks.books import check_books
from flowsim.results.checks.broken import MOST_OF_A_RULE, Broken
from flowsim.results.checks.conditions import check_conditions
from flowsim.results.checks.little import check_little
from flowsim.results.checks.places import check_places
from flowsim.results.checks.queues import check_queues
from flowsim.results.checks.risks import check_risks
from flowsim.results.checks.story import check_story
from flowsim.results.checks.tapers import check_tapers
from flowsim.results.checks.times import check_times
from flowsim.results.recompute import NOT_KNOWN, recount

__all__ = ["Broken", "check_invariants", "check_tallies"]


def check_invariants(plan: Plan, replication: Replication) -> list[Broken]:
    """Every breach of a rule in one replication, at most ten of each rule; empty if all hold.

    With a log: time runs forward; each person's lines make a life along their pathway; nobody is lost; capacity
    holds; nothing that could be granted is left waiting, grants go in order, limits hold, no ring is left
    standing; teams begin in working hours and everything ends when it must; patience is kept, levels change when
    stated; risks happen when they must; tests on the state come out as they must; places taken and free are all that
    there are; Little's law holds
    exactly; tallies and people are what the log says. Without a log: see :func:`check_tallies`.
    """
    found = check_tallies(plan, replication.tallies)
    if replication.log is None:
        return found
    story = _few(check_story(plan, replication))
    if story:
        return found + story  # the other checks read the log as a story
    checks = (check_queues, check_conditions, check_times, check_tapers, check_risks, check_places, check_little)
    for check in (*checks, _check_levels):
        found += _few(check(plan, replication))
    return found


def check_tallies(plan: Plan, tallies: Tallies) -> list[Broken]:
    """The breaches that the tallies alone show: flows, capacity, midnights, histograms, groups, hours worked."""
    return _few(check_books(plan, tallies))


def _few(breaches: Iterable[Broken]) -> list[Broken]:
    seen: dict[str, int] = {}
    kept = []
    for breach in breaches:
        seen[breach.rule] = seen.get(breach.rule, 0) + 1
        if seen[breach.rule] <= MOST_OF_A_RULE:
            kept.append(breach)
    return kept


def _check_levels(plan: Plan, replication: Replication) -> Iterator[Broken]:
    """Rule ``levels``: tallies and people are what the log says."""
    counted, people = recount(plan, replication)
    if counted.happenings[0] == NOT_KNOWN:
        counted.happenings = replication.tallies.happenings
    yield from _compare("tally", replication.tallies, counted)
    if replication.people is not None:
        yield from _compare("people's", replication.people, people)


def _compare(what: str, kept: Any, counted: Any) -> Iterator[Broken]:
    for item in fields(kept):
        left, right = getattr(kept, item.name), getattr(counted, item.name)
        if left.shape != right.shape:
            yield Broken("levels", -1, f"{what} {item.name} has shape {left.shape}, from the log {right.shape}")
        elif not np.array_equal(left, right):
            where = tuple(int(axis) for axis in np.argwhere(left != right)[0])
            sentence = f"{what} {item.name} at {where} is {left[where]}, from the log {right[where]}"
            yield Broken("levels", -1, sentence)
