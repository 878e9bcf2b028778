"""The same bits everywhere: compiled and plain Python agree, nothing calls the machine's mathematical library."""

import ast
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

from flowsim.random import functions, jit, samplers, streams
from flowsim.random.table import DistributionTable

ROOM = Path(functions.__file__).parent


def all_kinds() -> tuple[DistributionTable, list[int]]:
    """A table with every kind of row, and the rows to draw from."""
    table = DistributionTable()
    stay = table.leaf("lognormal", {"mean": 5.2e8, "cv": 1.2})
    care = table.leaf("gamma", {"mean": 4e7, "cv": 0.7})
    factor = table.by(1, [table.constant(0.5), table.constant(1.35)])
    rows = [
        stay,
        care,
        table.constant(3.0),
        table.leaf("exponential", {"mean": 7e6}),
        table.leaf("weibull", {"mean": 3e6, "cv": 1.7}),
        table.leaf("uniform", {"low": 1e6, "high": 3e6}),
        table.leaf("triangular", {"low": 1e6, "mode": 2e6, "high": 5e6}),
        table.leaf("empirical", {"values": [1.0, 2.0, 5.0], "shares": [0.2, 0.3, 0.5]}),
        table.category([0.1, 0.4, 1.0]),
        table.by(0, [stay, care, stay]),
        table.mixture([0.3, 0.7], [stay, care]),
        table.scaled(table.mixture([0.3, 0.7], [stay, care]), factor),
        table.equilibrium(table.scaled(table.mixture([0.3, 0.7], [stay, care]), factor)),
        table.equilibrium(table.leaf("uniform", {"low": 1e6, "high": 3e6})),
    ]
    return table, rows


def digest_of_draws() -> str:
    """SHA-256 over the bits of some thousands of uniforms, function values, draws and ticks."""
    table, rows = all_kinds()
    arrays = table.arrays()
    digest = hashlib.sha256(b"".join(array.tobytes() for array in arrays))
    for person in range(250):
        codes = np.array([person % 3, person % 2], np.int32)
        for place, row in enumerate(rows):
            u = streams.uniform(np.int64(2026), 3, 77, person, streams.purpose_code("a.b:time"), place)
            x = samplers.sample(*arrays, row, codes, u)
            digest.update(np.array([u, x], np.float64).tobytes())
            digest.update(int(samplers.ticks(x)).to_bytes(8, "little"))
        wide = (u - 0.5) * 1480.0
        values = [functions.exp(wide), functions.log(functions.exp(wide)), functions.power(u, wide / 100.0)]
        digest.update(np.array([*values, functions.normal_quantile(u)], np.float64).tobytes())
    for edge in (2.0**-53, 0.5, 1.0 - 2.0**-53):
        for row in rows:
            digest.update(np.float64(samplers.sample(*arrays, row, codes, edge)).tobytes())
    return digest.hexdigest()


def test_plain_python_gives_the_compiled_bits() -> None:
    code = "import test_random_machine as t; print(type(t.samplers.sample).__name__, t.digest_of_draws())"
    paths = os.pathsep.join([str(ROOM.parent.parent), str(Path(__file__).parent)])
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": paths}
    out = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert out.stderr == ""
    assert out.stdout.split() == ["function", digest_of_draws()]


@pytest.mark.parametrize("name", ["functions.py", "samplers.py", "streams.py"])
def test_no_mathematical_library(name: str) -> None:
    """Of `math` only what IEEE 754 makes exact; of numpy only types; powers only of constants."""
    exact = {"sqrt", "floor", "frexp", "ldexp", "inf", "nan"}
    types = {"float64", "int64", "uint64", "ndarray"}
    for node in ast.walk(ast.parse((ROOM / name).read_text())):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert node.value.id != "math" or node.attr in exact, f"math.{node.attr}"
            assert node.value.id not in ("np", "numpy") or node.attr in types, f"np.{node.attr}"
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            assert isinstance(node.left, ast.Constant)
            assert isinstance(ast.literal_eval(node.right), int)
        if isinstance(node, ast.ImportFrom | ast.Import):
            modules = {alias.name for alias in node.names} if isinstance(node, ast.Import) else {node.module}
            assert modules <= {"math", "numpy", "hashlib", "flowsim.random.functions", "flowsim.random.jit"}


compiled_only = pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="asks about machine code")


def compiled_afresh(function: Any, *arguments: object) -> tuple[str, str]:
    """Intermediate code and machine code of one function (numba shows none for code that came from its cache)."""
    fresh = numba.njit(_nrt=False, **jit.OPTIONS)(function.py_func)
    fresh(*arguments)
    (signature,) = fresh.signatures
    code = fresh.inspect_llvm(signature)
    assert "define" in code
    return code, fresh.inspect_asm(signature)


@compiled_only
def test_samplers_count_no_references() -> None:
    """The private option is pinned here: should numba drop it, this says so before a benchmark does."""
    table, rows = all_kinds()
    code, _ = compiled_afresh(samplers.sample, *table.arrays(), rows[0], np.zeros(2, np.int32), 0.5)
    assert "NRT_incref" not in code
    assert samplers.sample.targetoptions.get("_nrt") is False
    assert streams.uniform.targetoptions.get("_nrt") is False


@compiled_only
def test_no_fast_and_loose_arithmetic() -> None:
    """No licence to reorder sums, and no fused multiply-add, in the code of a draw."""
    for function in (functions.log, functions.exp, functions.normal_quantile):
        code, machine = compiled_afresh(function, 0.3)
        assert "fmul" in code
        assert not any(f" {flag} " in code for flag in ("fast", "reassoc", "contract", "llvm.fmuladd", "llvm.fma"))
        assert "fmadd" not in machine
        assert "llvm.fm" not in code


@compiled_only
def test_cached_code_is_thrown_away_when_any_kernel_source_changes() -> None:
    """numba looks only at the file of the function itself; here the digest of all kernel sources is its stamp."""
    stamp = samplers.sample._cache._cache_file._source_stamp
    assert stamp == jit.SOURCES_DIGEST == jit._sources_digest()
    assert len(stamp) == 64
