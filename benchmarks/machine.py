"""What the figures were taken on: processor, cores and versions; no names of machines or people, no paths."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import flowsim
from flowsim.experiment.fanout import default_threads

PACKAGES = ("numba", "llvmlite", "numpy", "simpy", "ciw", "cimba")


def machine() -> dict[str, Any]:
    """Processor, cores, memory in GB, operating system, compiler and versions; None for what is not there."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "usable cores": default_threads(),
        "memory GB": _memory(),
        "system": platform.system(),
        "python": platform.python_version(),
        "gcc": _gcc(),
        "flowsim": flowsim.__version__,
        **{name: _version(name) for name in PACKAGES},
    }


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


def _memory() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (AttributeError, ValueError, OSError):
        return None


def _gcc() -> str | None:
    if shutil.which("gcc") is None:
        return None
    return subprocess.run(["gcc", "-dumpfullversion"], capture_output=True, text=True, check=True).stdout.strip()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
