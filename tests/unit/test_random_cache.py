"""Where compiled code is kept: nowhere, if nothing can be written; and by two processes at once."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flowsim.random.jit import CONSTANTS, NOT_KEPT

pytestmark = pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="nothing is compiled")

LOGARITHM = "from flowsim.random.functions import log_normal; print(log_normal(2.0))"
"""A small kernel that calls nothing: it compiles in a moment."""

NOWHERE = "import numba.core.caching as caching; caching.CacheImpl._locator_classes = []"


def begun(code: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )


def test_where_nothing_can_be_written_the_engine_is_compiled_anew_and_says_so_once() -> None:
    out, said = begun(f"{NOWHERE}\n{LOGARITHM}").communicate(timeout=120)
    assert out == "0.6931471805599453\n"
    assert said.count(NOT_KEPT) == 1


def test_where_the_disk_is_full_the_engine_is_used_all_the_same_and_leaves_no_litter(tmp_path: Path) -> None:
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))"
    out, said = begun(f"{full}\n{LOGARITHM}", NUMBA_CACHE_DIR=str(tmp_path)).communicate(timeout=120)
    assert out == "0.6931471805599453\n"
    assert said.count(NOT_KEPT) == 1
    assert not [file for file in tmp_path.rglob("*") if file.suffix != ".nbi" and file.is_file()]


def test_two_processes_may_compile_at_once(tmp_path: Path) -> None:
    both = [begun(LOGARITHM, NUMBA_CACHE_DIR=str(tmp_path)) for _ in range(2)]
    ended = [process.communicate(timeout=120) for process in both]
    assert ended == [("0.6931471805599453\n", "")] * 2
    kept = [file for file in tmp_path.rglob("*") if file.suffix in (".nbi", ".nbc")]
    assert sorted(file.suffix for file in kept) == [".nbc", ".nbi"]
    assert not list(tmp_path.rglob("*.tmp.*"))


PACKAGE = Path(__file__).parents[2] / "flowsim"


def imported(file: Path) -> set[str]:
    """The files of the package that a file imports when it is imported itself."""
    names = {node.module for node in ast.parse(file.read_text()).body if isinstance(node, ast.ImportFrom)}
    paths = [f"{name.removeprefix('flowsim.').replace('.', '/')}.py" for name in names if name and "flowsim." in name]
    return {path for path in paths if (PACKAGE / path).exists()}


def test_kept_code_is_of_all_the_files_that_kernels_take_numbers_from() -> None:
    """Numbers of other modules are written into the machine code: if one changes, what is kept must not be used."""
    kernels = [*(PACKAGE / "random").rglob("*.py"), *(PACKAGE / "engine").rglob("*.py")]
    waiting = {path for file in kernels if "reference" not in file.parts for path in imported(file)}
    found: set[str] = set()
    while waiting:
        found |= waiting
        waiting = {path for file in waiting for path in imported(PACKAGE / file)} - found
    assert sorted(path for path in found if not path.startswith(("engine/", "random/"))) == list(CONSTANTS)
