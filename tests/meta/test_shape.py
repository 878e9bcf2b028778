"""The shape of the code: sizes of modules and functions, docstrings, public names."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "flowsim").rglob("*.py"))
MOST_LINES, MOST_KERNEL_LINES = 500, 700
MOST_FUNCTION_LINES = 80
MOST_PUBLIC_NAMES = 30
RUNS_WHAT_IT_READS = {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle", "eval", "exec", "compile"}
"""Modules that make what they read into Python's own objects, and functions that run it."""
CATCH_ALLS = {"utils", "util", "helpers", "helper", "misc", "common"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_is_one_thing(path: Path) -> None:
    limit = MOST_KERNEL_LINES if path.name == "kernel.py" else MOST_LINES
    assert len(path.read_text().splitlines()) <= limit
    assert path.stem not in CATCH_ALLS


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_are_short(path: Path) -> None:
    tree = ast.parse(path.read_text())
    limit = MOST_KERNEL_LINES if path.name == "kernel.py" else MOST_FUNCTION_LINES
    long = [
        f"{node.name} ({(node.end_lineno or 0) - node.lineno + 1} lines)"
        for node in functions(tree)
        if (node.end_lineno or 0) - node.lineno + 1 > limit
    ]
    assert not long


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_public_names_have_docstrings(path: Path) -> None:
    tree = ast.parse(path.read_text())
    missing = [] if ast.get_docstring(tree) else ["module"]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            missing += [] if ast.get_docstring(node) else [node.name]
            inner = node.body if isinstance(node, ast.ClassDef) else []
            missing += [
                f"{node.name}.{item.name}"
                for item in inner
                if isinstance(item, ast.FunctionDef) and not item.name.startswith("_") and not ast.get_docstring(item)
            ]
    assert not missing


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_that_is_read_is_run(path: Path) -> None:
    """No input is handed to pickle and its like, or run as Python."""
    tree = ast.parse(path.read_text())
    used = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            used |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            used.add((node.module or "").partition(".")[0])
        elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            used.add("pickle")
    assert not used & RUNS_WHAT_IT_READS


def test_most_functions_are_about_ten_lines() -> None:
    sizes = sorted(
        (node.end_lineno or 0) - node.lineno + 1 for path in MODULES for node in functions(ast.parse(path.read_text()))
    )
    assert sizes[len(sizes) // 2] <= 15
    assert sum(size > 40 for size in sizes) <= len(sizes) * 0.03


def test_public_names_are_few() -> None:
    import flowsim

    assert len(flowsim.__all__) <= MOST_PUBLIC_NAMES


def test_the_tests_that_hold_each_promise_are_there() -> None:
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## What holds what")[1].split("\n## ")[0]
    named = [name for row in table.splitlines() if row.startswith("| ") for name in row.split("`")[1::2] if "/" in name]
    assert len(named) > 25
    assert [name for name in named if not (ROOT / "tests" / name).exists()] == []
