"""What a happening costs as things grow: the place, the run, what is kept, and the number of wait-states."""

from __future__ import annotations

import copy
from dataclasses import dataclass

from benchmarks.cases import W2, Document, northmoor, plan_of, scaled, workload_plan
from benchmarks.effort import Effort
from benchmarks.peers.engines import SEED, replicate_of
from benchmarks.tables import nanoseconds, table, times
from benchmarks.timing import Spread, cpu
from flowsim.engine.output import LOG, MEASURES, PEOPLE
from flowsim.plan.tables import Plan

PEOPLE_OF_NORTHMOOR = 500_000
QUICK_DAYS = 60


@dataclass(frozen=True, slots=True)
class Item:
    """One size of one thing that grows: its label, what is run, and what is kept."""

    label: str
    plan: Plan
    level: int = MEASURES


@dataclass(frozen=True, slots=True)
class Row:
    """One size: happenings of a replication, seconds of one, and what it costs beside the first size of its series."""

    series: str
    size: str
    happenings: int
    happening: Spread
    ratio: Spread


def measure(effort: Effort) -> list[Row]:
    """Every series; within one, all sizes in turn."""
    return [row for name, items in _series(effort).items() for row in _grown(name, items, effort)]


def _series(effort: Effort) -> dict[str, list[Item]]:
    return {
        "people of the place (northmoor)": _places(effort),
        "years of the run (W2)": [Item(f"{years}", plan_of(_years(years))) for years in (1, 5, 25, 100)],
        "kept (W2)": _levels(workload_plan("W2")),
        "wait-states (W2)": [_wait_states(copies) for copies in (1, 10, 100)],
    }


def _places(effort: Effort) -> list[Item]:
    document = northmoor(QUICK_DAYS if effort.quick else None).document
    return [
        Item(f"{PEOPLE_OF_NORTHMOOR * factor:,.0f}", plan_of(scaled(document, factor))) for factor in (0.1, 1.0, 10.0)
    ]


def _years(years: int) -> Document:
    document = copy.deepcopy(W2)
    document["run"]["window"] = f"{years} y"
    return document


def _levels(plan: Plan) -> list[Item]:
    kept = (("measures", MEASURES), ("people", PEOPLE), ("log", LOG))
    return [Item(label, plan, level) for label, level in kept]


def _wait_states(copies: int) -> Item:
    """The same people and places, through so many pathways of which each is the same."""
    document = copy.deepcopy(W2)
    main, stream = document["pathways"].pop("main"), document["arrivals"].pop("emergency")
    rate = float(stream["rate"].split()[0]) / copies
    for number in range(copies):
        document["pathways"][f"main-{number}"] = main
        document["arrivals"][f"emergency-{number}"] = {"rate": f"{rate} per day", "pathway": f"main-{number}"}
    plan = plan_of(document)
    return Item(f"{len(plan.states)}", plan)


def _grown(name: str, items: list[Item], effort: Effort) -> list[Row]:
    happenings = [_happenings(item) for item in items]
    most = max(happenings)
    taken: list[list[float]] = [[] for _ in items]
    for number in range(effort.rounds):
        for item, count, kept in zip(items, happenings, taken, strict=True):
            over = max(1, min(10, most // count))
            kept.append(cpu(lambda i=item, n=number, k=over: _run(i, n * k, k)) / over / count)
    first = taken[0]
    return [
        Row(name, item.label, count, Spread.of(kept), Spread.of(a / b for a, b in zip(kept, first, strict=True)))
        for item, count, kept in zip(items, happenings, taken, strict=True)
    ]


def _happenings(item: Item) -> int:
    return int(replicate_of("compiled")(item.plan, SEED, 0, item.level).tallies.happenings[0])


def _run(item: Item, first: int, replications: int) -> None:
    replicate = replicate_of("compiled")
    for number in range(first, first + replications):
        replicate(item.plan, SEED, number, item.level)


def show(rows: list[Row]) -> str:
    """The series as a table."""
    heads = ("what grows", "size", "happenings", "a happening", "to the first (lowest to highest)")
    return table(
        heads,
        [
            (row.series, row.size, f"{row.happenings:,}", nanoseconds(row.happening.median), times(row.ratio))
            for row in rows
        ],
    )
