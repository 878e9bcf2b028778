"""What a kernel calls is linked into it and finished there: neither kept, nor seen by Python, until Python calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numba
import pytest

from flowsim.random.parts import SINCE

pytestmark = [
    pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="nothing is compiled"),
    pytest.mark.skipif(numba.version_info[:2] < SINCE, reason="this numba finishes everything that it compiles"),
]

WHOLE_AND_PART = """\
from numba import float64
from flowsim.random.functions import exp, power
from flowsim.random.parts import Part
print(round(power(2.0, 0.5), 9), end=" ")
is_part = lambda: (float64,) in exp.overloads and isinstance(exp.overloads[(float64,)].entry_point, Part)
print(is_part(), round(exp(1.0), 9), is_part())
"""

RAISED = """\
from flowsim.random.jit import kernel
@kernel
def refuse(number):
    if number > 1:
        raise ValueError("too many")
    return number
@kernel
def ask(number):
    return refuse(number) + refuse(number - 1)
print(ask(1))
try:
    ask(2)
except ValueError as fault:
    print(fault)
"""


def said(code: str, folder: Path) -> str:
    """What a process of its own prints, with nothing compiled but what is kept in a folder."""
    (folder / "code.py").write_text(code, encoding="utf-8")
    environment = os.environ | {"NUMBA_CACHE_DIR": str(folder / "kept")}
    ran = subprocess.run(
        [sys.executable, "code.py"], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def kept(folder: Path) -> set[str]:
    """Names of the functions whose code is kept."""
    return {file.name.split("-")[0].split(".")[-1] for file in folder.rglob("*.nbc")}


def test_a_part_becomes_whole_when_python_calls_it(tmp_path: Path) -> None:
    two, e = 1.414213562, 2.718281828
    assert said(WHOLE_AND_PART, tmp_path) == f"{two} True {e} False\n"
    assert kept(tmp_path) == {"power", "exp"}
    assert said(WHOLE_AND_PART, tmp_path) == f"{two} False {e} False\n", "both come from what was kept"


def test_what_only_kernels_call_is_not_kept(tmp_path: Path) -> None:
    said("from flowsim.random.functions import power; power(2.0, 0.5)", tmp_path)
    assert kept(tmp_path) == {"power"}


def test_what_a_part_raises_is_heard_also_from_kept_code(tmp_path: Path) -> None:
    for _ in range(2):
        assert said(RAISED, tmp_path) == "1\ntoo many\n"
    assert kept(tmp_path) == {"ask"}
