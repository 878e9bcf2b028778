"""Two threads against one, by the clock on the wall: the engine alone, and whole runs with their measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.cases import W2, northmoor, plan_of
from benchmarks.effort import Effort
from benchmarks.peers.engines import SEED, replicate_of
from benchmarks.tables import seconds, table, times
from benchmarks.timing import Pair, in_turn, wall
from flowsim.experiment.fanout import default_threads, fan_out
from flowsim.experiment.replications import run
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import Plan
from flowsim.scenario.scenario import Scenario

ENGINE, WHOLE = "the engine alone", "with measures"
FEW = 8
"""Replications of `northmoor`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing done: seconds with one thread and with two, and how many times as fast two are."""

    case: str
    what: str
    pair: Pair


def measure(effort: Effort) -> list[Row]:
    """W2 and `northmoor`, whole runs of it with their measures; nothing where there is only one processor to use."""
    if default_threads() < 2:
        return []
    place, many = northmoor(60 if effort.quick else None), 160
    few = 4 if effort.quick else FEW
    w2 = Scenario.from_document(W2)
    return [
        Row("W2", ENGINE, _two(_engine(plan_of(W2), many), effort)),
        Row("W2", WHOLE, _two(_whole(w2, many), effort)),
        Row("northmoor", ENGINE, _two(_engine(compile_plan(place), few), effort)),
        Row("northmoor", WHOLE, _two(_whole(place, few), effort)),
    ]


def _two(work: Callable[[int], object], effort: Effort) -> Pair:
    work(1)
    return in_turn(lambda _: work(1), lambda _: work(2), effort.rounds, wall)


def _engine(plan: Plan, replications: int) -> Callable[[int], object]:
    replicate = replicate_of("compiled")
    return lambda threads: fan_out(range(replications), lambda number: replicate(plan, SEED, number), threads)


def _whole(place: Scenario, replications: int) -> Callable[[int], object]:
    return lambda threads: run(place, replications=replications, threads=threads)


def show(rows: list[Row]) -> str:
    """The rows as a table."""
    heads = ("case", "what", "one thread", "two", "times as fast (lowest to highest)")
    return table(
        heads,
        [
            (row.case, row.what, seconds(row.pair.first.median), seconds(row.pair.second.median), times(row.pair.ratio))
            for row in rows
        ],
    )
