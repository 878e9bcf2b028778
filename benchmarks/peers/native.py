"""W1 and W2 in C, written by hand with flowsim's own draws; built with gcc when it is first asked for."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from benchmarks.cases import workload_plan
from benchmarks.peers.engines import SEED
from benchmarks.peers.sums import Sums
from flowsim.plan.tables import Plan
from flowsim.units import DAY

SOURCES = Path(__file__).parents[1] / "native"
FLAGS = ("-O3", "-ffp-contract=off", "-shared", "-fPIC")
"""Without contraction, since a multiplication and addition in one would round once and not twice."""


class _Draw(ctypes.Structure):
    _fields_ = (("a", ctypes.c_double), ("b", ctypes.c_double), ("purpose", ctypes.c_uint32))


class _Case(ctypes.Structure):
    _fields_ = (
        ("horizon", ctypes.c_int64),
        ("rate", ctypes.c_double),
        ("seed", ctypes.c_uint64),
        ("replication", ctypes.c_uint32),
        ("source", ctypes.c_uint32),
        ("arrivals", ctypes.c_uint32),
        ("room", ctypes.c_int32 * 3),
        ("draws", _Draw * 3),
    )


class _Sums(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_int64) for name in ("left", "granted", "waited", "happenings"))


def missing() -> str | None:
    """Why it cannot be run here; None if it can."""
    return None if shutil.which("gcc") else "there is no gcc"


@cache
def _library() -> ctypes.CDLL:
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "byhand.so"
        subprocess.run(["gcc", *FLAGS, str(SOURCES / "byhand.c"), "-o", str(built), "-lm"], check=True)
        return ctypes.CDLL(str(built))


def run(workload: str, first: int, replications: int) -> Sums:
    """So many replications of W1 or W2, from number ``first``, with the seed of :mod:`benchmarks.peers.engines`."""
    return run_plan(workload_plan(workload), first, replications)


def run_plan(plan: Plan, first: int, replications: int) -> Sums:
    """The same for a plan that differs from that of W1 or W2 in its numbers only."""
    library, case, sums = _library(), _case(plan), Sums(replications)
    ward = int(len(plan.resources) > len(("community", "desk")))
    for replication in range(first, first + replications):
        case.replication, found = replication, _Sums()
        library.replicate(ctypes.byref(case), ward, ctypes.byref(found))
        sums.add(Sums(1, found.left, found.granted, found.waited / DAY, found.happenings))
    return sums


def _case(plan: Plan) -> _Case:
    """The numbers of a plan that the C program reads: those of its stays and tasks, in order."""
    source = plan.sources[0]
    rows = [step for step in plan.steps if step["kind"] <= 1]
    case = _Case(plan.horizon, source["rate"], SEED, 0, int(source["code"]), int(source["purpose"]))
    for i, step in enumerate(rows):
        law = plan.distributions[step["time"]]
        case.room[i] = int(plan.resources[plan.wanted[step["first"]]]["places"])
        case.draws[i] = _Draw(law["a"], law["b"], int(step["purpose"]))
    return case
