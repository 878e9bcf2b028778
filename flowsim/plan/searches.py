"""Searches: their rows, and what flows expect of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flowsim.plan.acts import SEARCH_ACTS
from flowsim.plan.tables import Plan
from flowsim.scenario.steps import Search

if TYPE_CHECKING:
    from flowsim.plan.program import Program

MOST_APPROACHES = 100
"""Approaches after which a search that says nothing else has found nobody."""

SearchRow = tuple[int, int, int, int, int, int, int]
"""A row of searches: accept, its draws and purpose, at once, most, within, first act."""


def search_row(program: Program, step: Search, name: str) -> SearchRow:
    """The row of searches of one step."""
    fallback = step.fallback
    most = fallback.approaches if fallback and fallback.approaches else MOST_APPROACHES
    within = round(fallback.time.value) if fallback and fallback.time else -1
    accept = program.trees.category([step.accepts])
    acts = [program.acts.number(what, step.search) for what in SEARCH_ACTS]
    purpose = program.purposes.code(f"{step.key or name}:accepts")
    return (accept, int(program.trees.table.random(accept)), purpose, min(step.at_once, most), most, within, acts[0])


def accepted(plan: Plan, number: int, accept: np.ndarray) -> np.ndarray:
    """[K, 2] shares of searches in which somebody accepts, and nobody, by the chance that one provider does.

    Without regard to the time after which a search has found nobody.
    """
    search = plan.searches[plan.steps[number]["target"]]
    nobody = (1.0 - accept) ** int(search["most"])
    return np.stack([1.0 - nobody, nobody], axis=1)


def search_length(plan: Plan, number: int, answer: np.ndarray, accept: np.ndarray) -> np.ndarray:
    """[K] mean length of a search: approaches times the mean answer, over how many are asked at once; an estimate."""
    search = plan.searches[plan.steps[number]["target"]]
    some = accepted(plan, number, accept)[:, 0]
    approaches = np.divide(some, accept, out=np.full(len(accept), float(search["most"])), where=accept > 0)
    length = answer * approaches / int(search["at_once"])
    return np.minimum(length, float(search["within"])) if search["within"] >= 0 else length
