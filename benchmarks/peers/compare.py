"""Every peer beside the compiled engine, in one interleaved run."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.cases import northmoor, workload_plan
from benchmarks.effort import Effort
from benchmarks.peers import engines
from benchmarks.peers.registry import PEERS, Peer
from benchmarks.tables import seconds, table, times
from benchmarks.timing import Pair, cpu, in_turn, paired
from flowsim.plan.compile import compile_plan

NORTHMOOR, OWN_SIMPY = "northmoor", "flowsim's own SimPy engine"
DAYS, QUICK_DAYS = 60, 14
COMPILED_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One peer on one case: seconds of a replication, those of the compiled engine beside it, and their ratio."""

    case: str
    peer: str
    pair: Pair
    note: str = ""


def measure(effort: Effort) -> list[Row]:
    """W1 and W2 in all peers that are there, and `northmoor` in flowsim's own SimPy engine."""
    there = [peer for peer in PEERS if peer.missing() is None]
    rows = [row for workload in ("W1", "W2") for row in _workload(workload, there, effort.rounds)]
    return [*rows, _northmoor(effort)]


def absent() -> list[str]:
    """What cannot be run here, and why."""
    return [f"{peer.name}: {reason}" for peer in PEERS if (reason := peer.missing()) is not None]


def _workload(workload: str, peers: list[Peer], rounds: int) -> list[Row]:
    """Each round runs every peer, and right after each of them the compiled engine."""
    plan = workload_plan(workload)
    engines.run(plan, 0, 1)
    for peer in peers:
        peer.run(workload, 0, 1)  # builds, or compiles, what there is to build
    taken: dict[str, tuple[list[float], list[float]]] = {peer.name: ([], []) for peer in peers}
    for number in range(rounds):
        for peer in peers:
            theirs, ours = taken[peer.name]
            theirs.append(peer.timed(workload, number * peer.replications)[1])
            first = number * COMPILED_AT_ONCE
            ours.append(cpu(lambda n=first: engines.run(plan, n, COMPILED_AT_ONCE)) / COMPILED_AT_ONCE)
    return [Row(workload, peer.name, paired(*taken[peer.name]), peer.note.get(workload, "")) for peer in peers]


def _northmoor(effort: Effort) -> Row:
    """Some weeks of one replication of each a round; the SimPy engine needs most of a minute for them."""
    days = QUICK_DAYS if effort.quick else DAYS
    plan = compile_plan(northmoor(days))
    engines.run(plan, 0, 1)
    pair = in_turn(
        lambda number: engines.run(plan, number, 1, "reference"),
        lambda number: engines.run(plan, number, 1),
        effort.rounds,
    )
    return Row(NORTHMOOR, OWN_SIMPY, pair, f"the same events, of {days} days")


def show(rows: list[Row]) -> str:
    """The rows as a table."""
    heads = ("case", "peer", "a replication", "compiled", "ratio (lowest to highest)", "note")
    return table(heads, [_cells(row) for row in rows])


def _cells(row: Row) -> tuple[str, ...]:
    taken = row.pair
    return (row.case, row.peer, seconds(taken.first.median), seconds(taken.second.median), times(taken.ratio), row.note)
