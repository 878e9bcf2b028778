"""Random scenarios, drawn and run once for every test that asks about such.

Hypothesis draws them, the same ones each time. They are not shrunk where one of them fails: the first difference is
printed with its context, and ``pytest -m thousands`` draws others.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from flowsim.engine import compiled
from flowsim.engine.output import LOG, Replication
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import Plan
from flowsim.scenario.scenario import Scenario
from tests.engines.generator import Document, several

DRAWN, RUN, MORE = 300, 150, 200
"""How many are drawn, how many of these the fast suite runs, and how many others the statistical suite has."""


class Case(NamedTuple):
    """A random scenario with what the compiled engine makes of it."""

    plan: Plan
    seed: int
    replication: Replication


@cache
def documents() -> list[Document]:
    """The random scenarios."""
    return several(DRAWN)


@cache
def cases() -> list[Case]:
    """The first of them, run in the compiled engine, each with a seed of its own."""
    return [case(document, seed) for document, seed in zip(documents()[:RUN], seeds()[:RUN], strict=True)]


@cache
def all_cases() -> list[Case]:
    """All of them, for the statistical suite."""
    return cases() + [case(document, seed) for document, seed in zip(documents()[RUN:], seeds()[RUN:], strict=True)]


def seeds() -> list[int]:
    """One for each of them."""
    return np.random.default_rng(20_240_401).integers(0, 2**64, DRAWN, dtype=np.uint64).tolist()  # type: ignore[return-value]


@cache
def more() -> list[Case]:
    """Others, for the statistical suite: the words and events of many, and both engines once more."""
    seeds = np.random.default_rng(20_261_126).integers(0, 2**64, MORE, dtype=np.uint64).tolist()
    return [case(document, seed) for document, seed in zip(more_documents(), seeds, strict=True)]


@cache
def more_documents() -> list[Document]:
    """The rest of a longer draw."""
    return several(DRAWN + MORE)[DRAWN:]


def case(document: Document, seed: int) -> Case:
    """One scenario, run."""
    plan = compile_plan(Scenario.from_document(document))
    return Case(plan, seed, compiled.replicate(plan, seed, 0, LOG))
