"""Where compiled code is kept: nowhere, if nothing can be written; and by two processes at once."""

from __future__ import annotations

import ast
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flowsim.random.jit import CONSTANTS, NOT_KEPT
from flowsim.random.kept import MOST, Folder

pytestmark = pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="nothing is compiled")

LOGARITHM = "from flowsim.random.functions import log_normal; print(log_normal(2.0))"
"""A small kernel that calls nothing: it compiles in a moment."""

NOWHERE = "import numba.core.caching as caching; caching.CacheImpl._locator_classes = []"


def begun(code: str, package: Path | None = None, **environment: str) -> subprocess.Popen[str]:
    """A process of its own, of the package here or of a copy of it in another folder."""
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
        cwd=package,
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


def copied(folder: Path) -> Path:
    """A copy of the package as another environment has it."""
    shutil.copytree(PACKAGE, folder / "flowsim", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def kept(caches: Path) -> list[tuple[str, int]]:
    """The files of machine code, each with when it was written."""
    return sorted((str(file.relative_to(caches)), file.stat().st_mtime_ns) for file in caches.rglob("*.nbc"))


WHERE = f"import flowsim; print(flowsim.__file__); {LOGARITHM}"


def test_what_one_environment_compiled_another_with_the_same_sources_finds(tmp_path: Path) -> None:
    one, other = copied(tmp_path / "one"), copied(tmp_path / "other")
    caches = {"XDG_CACHE_HOME": str(tmp_path / "caches"), "NUMBA_CACHE_DIR": ""}
    first, _ = begun(WHERE, one, **caches).communicate(timeout=120)
    made = kept(tmp_path / "caches")
    assert first == f"{one / 'flowsim' / '__init__.py'}\n0.6931471805599453\n"
    assert len(made) == 1
    assert not list(one.rglob("*.nbc")), "nothing beside the sources"

    second, _ = begun(WHERE, other, **caches).communicate(timeout=120)
    assert second == f"{other / 'flowsim' / '__init__.py'}\n0.6931471805599453\n"
    assert kept(tmp_path / "caches") == made

    with (other / "flowsim" / "units.py").open("a", encoding="utf-8") as file:
        file.write("# another number, perhaps\n")
    begun(WHERE, other, **caches).communicate(timeout=120)
    assert len(kept(tmp_path / "caches")) == 2, "other sources have code of their own"


def test_where_the_users_caches_cannot_be_written_code_stays_beside_the_sources(tmp_path: Path) -> None:
    one = copied(tmp_path / "one")
    (tmp_path / "file").write_text("no folder")
    out, said = begun(LOGARITHM, one, XDG_CACHE_HOME=str(tmp_path / "file"), NUMBA_CACHE_DIR="").communicate(
        timeout=120
    )
    assert (out, said) == ("0.6931471805599453\n", "")
    assert len(list(one.rglob("*.nbc"))) == 1


def test_only_the_folders_that_were_used_last_stay(tmp_path: Path) -> None:
    names = [f"{age:016x}-numba-1-numpy-2" for age in range(MOST + 3)]
    for age, name in enumerate([*names, "somebody-elses"]):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (1_000_000 - age, 1_000_000 - age))
    new = tmp_path / "ffffffffffffffff-numba-1-numpy-2"
    Folder(new).ensure_cache_path()
    assert {one.name for one in tmp_path.iterdir()} == {new.name, "somebody-elses", *names[: MOST - 1]}
    Folder(new).ensure_cache_path()
    assert len(list(tmp_path.iterdir())) == MOST + 1


def test_whoever_compiles_nothing_makes_no_folder_and_lets_none_go(tmp_path: Path) -> None:
    caches = {"XDG_CACHE_HOME": str(tmp_path / "caches"), "NUMBA_CACHE_DIR": ""}
    out, said = begun("import flowsim.random.jit as jit; print(jit.FOLDER.path.exists())", **caches).communicate(
        timeout=120
    )
    assert (out, said) == ("False\n", "")
    assert not (tmp_path / "caches").exists()


def test_code_for_other_types_is_passed_over(tmp_path: Path) -> None:
    """As where two processes that kept one function at once have written each the other's file."""
    caches = {"XDG_CACHE_HOME": str(tmp_path), "NUMBA_CACHE_DIR": ""}
    least = "from flowsim.random.functions import exp; print(exp({}))"
    first = begun(least.format("0.1"), **caches).communicate(timeout=120)
    begun(f"import numpy as np; {least.format('np.float32(0.1)')}", **caches).communicate(timeout=120)
    one, other = sorted(tmp_path.rglob("*exp*.nbc"))
    one.write_bytes(other.read_bytes())
    assert begun(least.format("0.1"), **caches).communicate(timeout=120) == first
    assert float(first[0]) == pytest.approx(math.exp(0.1), rel=1e-15)


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
