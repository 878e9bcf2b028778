"""Flowsim itself: the compiled engine, and the readable one in SimPy."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from benchmarks.peers.sums import Sums
from flowsim.engine.output import Replication
from flowsim.plan.tables import Plan
from flowsim.units import DAY

SEED = 1


def run(plan: Plan, first: int, replications: int, engine: str = "compiled") -> Sums:
    """So many replications of a plan, from number ``first``."""
    replicate = replicate_of(engine)
    sums = Sums(replications)
    for number in range(first, first + replications):
        sums.add(sums_of(replicate(plan, SEED, number)))
    return sums


def replicate_of(engine: str) -> Callable[..., Replication]:
    """The function of an engine that runs one replication."""
    return import_module(f"flowsim.engine.{engine}").replicate  # type: ignore[no-any-return]


def sums_of(replication: Replication) -> Sums:
    """What the peers count, from the tallies of one replication."""
    tallies = replication.tallies
    return Sums(
        1,
        int(tallies.left[:, 0].sum()),
        int(tallies.wait_count.sum()),
        float(tallies.wait_ticks.sum()) / DAY,
        int(tallies.happenings[0]),
    )
