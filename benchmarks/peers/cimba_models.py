"""W1 and W2 as models of Cimba for Python (PyPI package `cimba`), written twice each.

A process a person is how people write it, and how the other peers do. A process a desk or bed, which takes people
from a store, is quicker there, since nobody is made and unmade: it is the quickest form that we found.

Cimba runs in a process of its own, since it changes numba's records for all code in the same process.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from functools import cache
from importlib.util import find_spec

from benchmarks import cases
from benchmarks.peers.sums import Sums
from benchmarks.timing import cpu


def missing() -> str | None:
    """Why it cannot be run here; None if it can."""
    return None if find_spec("cimba") else "cimba is not installed"


def by_person(workload: str, first: int, replications: int) -> Sums:
    """So many replications, a process a person; the processor time is that of the process that did them."""
    return _ask("Queue" if workload == "W1" else "Ward", first, replications)


def by_place(workload: str, first: int, replications: int) -> Sums:
    """So many replications, a process a desk or bed."""
    return _ask("QueueOfDesks" if workload == "W1" else "WardOfBeds", first, replications)


@cache
def _worker() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.peers.cimba_models"]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(worker.kill)
    return worker


def _ask(model: str, first: int, replications: int) -> Sums:
    worker = _worker()
    if worker.stdin is None or worker.stdout is None:
        raise RuntimeError("the process that runs Cimba has no pipes")
    worker.stdin.write(json.dumps([model, first, replications]) + "\n")
    worker.stdin.flush()
    answer = worker.stdout.readline()
    if not answer:
        raise RuntimeError("the process that runs Cimba has ended")
    return Sums(**json.loads(answer))


def _simulate(model_name: str, first: int, replications: int) -> dict[str, float]:
    import cimba as cb

    from benchmarks.peers import cimba_classes

    model = getattr(cimba_classes, model_name)()
    window = cb.Window(duration=float(cases.DAYS))
    experiment = cb.Experiment(model, replications=replications, window=window, seed=first)
    found = []
    seconds = cpu(lambda: found.append(experiment.run(workers=1)))
    outputs = found[0][model]
    sums = {name: float(getattr(outputs, name).values.sum()) for name in ("left", "granted", "waited")}
    return {"replications": replications, "seconds": seconds, **sums}


def main() -> None:
    """Answer questions, a line each: the name of a model, the seed, and how many replications."""
    for line in sys.stdin:
        print(json.dumps(_simulate(*json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
