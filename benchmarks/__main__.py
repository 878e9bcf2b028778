"""``python -m benchmarks``: speed as ratios taken in one interleaved run, and the time of a first and a second start.

Machines drift, so only ratios of neighbouring runs mean anything: each round runs SimPy by hand and then the compiled
engine, and the ratio is of that round. Results are kept with the machine in ``benchmarks/results.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import flowsim
from benchmarks.workloads import WORKLOADS, Workload
from flowsim.engine import compiled
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import Plan
from flowsim.scenario.scenario import Scenario

RESULTS = Path(__file__).parent / "results.json"
PACKAGES = ("numba", "numpy", "simpy")


def seconds(action: Callable[[], object]) -> float:
    """How long an action takes, by the wall."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def compare(workload: Workload, rounds: int, replications: int) -> dict[str, Any]:
    """One workload: seconds a replication of both, happenings a second, and the ratio of each round."""
    plan = compile_plan(Scenario.from_document(workload.scenario))
    happenings = int(compiled.replicate(plan, 1, 0).tallies.happenings[0])  # compiles, or reads the cache
    by_hand, by_engine = [], []
    for number in range(rounds):
        by_hand.append(seconds(lambda seed=number: workload.by_hand(seed)))
        by_engine.append(seconds(lambda first=number: several(plan, first, replications)) / replications)
    ratios = [hand / engine for hand, engine in zip(by_hand, by_engine, strict=True)]
    return {
        "workload": workload.name,
        "simpy_seconds": median(by_hand),
        "compiled_seconds": median(by_engine),
        "happenings_per_second": happenings / median(by_engine),
        "ratio": median(ratios),
        "ratio_low": min(ratios),
        "ratio_high": max(ratios),
    }


def several(plan: Plan, first: int, replications: int) -> None:
    """Some replications one after the other."""
    for number in range(first, first + replications):
        compiled.replicate(plan, 1, number)


def starts() -> dict[str, float]:
    """Seconds of a first ``flowsim run tutorial`` (which compiles) and of a second, and of ``flowsim --help``."""
    with tempfile.TemporaryDirectory() as cache:
        environment = os.environ | {"NUMBA_CACHE_DIR": cache}

        def call(*arguments: str) -> None:
            command = [sys.executable, "-m", "flowsim", *arguments]
            subprocess.run(command, env=environment, check=True, capture_output=True)

        first = seconds(lambda: call("run", "tutorial", "-n", "2"))
        second = median(seconds(lambda: call("run", "tutorial", "-n", "2")) for _ in range(3))
        helped = median(seconds(lambda: call("--help")) for _ in range(3))
    return {"first_run": first, "second_run": second, "help": helped}


def machine() -> dict[str, Any]:
    """What the figures were taken on."""
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "flowsim": flowsim.__version__,
        **{name: version(name) for name in PACKAGES},
    }


def main() -> None:
    """Run everything, print it, keep it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="interleaved rounds (7)")
    parser.add_argument("--replications", type=int, default=20, help="replications of the compiled engine a round (20)")
    parser.add_argument("--no-starts", action="store_true", help="leave out the times of a first and a second start")
    asked = parser.parse_args()
    found: dict[str, Any] = {"machine": machine(), "workloads": []}
    print("| workload | SimPy by hand, s | compiled, s | happenings a second | ratio (lowest to highest) |")
    print("| --- | --- | --- | --- | --- |")
    for workload in WORKLOADS:
        row = compare(workload, asked.rounds, asked.replications)
        found["workloads"].append(row)
        print(
            f"| {row['workload']} | {row['simpy_seconds']:.3f} | {row['compiled_seconds']:.5f} "
            f"| {row['happenings_per_second'] / 1e6:.1f} million "
            f"| {row['ratio']:.0f} ({row['ratio_low']:.0f} to {row['ratio_high']:.0f}) |"
        )
    if not asked.no_starts:
        found["starts"] = starts()
        print(
            "\nflowsim run tutorial: first {first_run:.1f} s (compiles), second {second_run:.1f} s; "
            "flowsim --help {help:.2f} s".format(**found["starts"])
        )
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
