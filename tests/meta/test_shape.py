"""The shape of the code: sizes of modules and functions, docstrings, public names."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "flowsim").rglob("*.py"))
MOST_LINES, MOST_KERNEL_LINES = 500, 700
MOST_FUNCTION_LINES = 80
MOST_PUBLIC_NAMES = 30
RUNS_WHAT_IT_READS = {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle", "eval", "exec", "compile"}
"""Modules that make what they read into Python's own objects, and functions that run it."""
CATCH_ALLS = {"utils", "util", "helpers", "helper", "misc", "common"}


@cache
def texts() -> dict[str, str]:
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in MODULES}


@cache
def trees() -> dict[str, ast.Module]:
    return {name: ast.parse(text) for name, text in texts().items()}


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def test_a_module_is_one_thing() -> None:
    long = {name: len(text.splitlines()) for name, text in texts().items()}
    assert not {name for name, lines in long.items() if lines > (MOST_KERNEL_LINES if is_kernel(name) else MOST_LINES)}
    assert not {name for name in texts() if Path(name).stem in CATCH_ALLS}


def is_kernel(name: str) -> bool:
    return Path(name).name == "kernel.py"


def test_functions_are_short() -> None:
    assert not [
        f"{name}: {node.name} ({lines(node)} lines)"
        for name, tree in trees().items()
        for node in functions(tree)
        if lines(node) > (MOST_KERNEL_LINES if is_kernel(name) else MOST_FUNCTION_LINES)
    ]


def test_public_names_have_docstrings() -> None:
    assert not {name: missing for name, tree in trees().items() if (missing := without_docstring(tree))}


def without_docstring(tree: ast.Module) -> list[str]:
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
    return missing


def test_nothing_that_is_read_is_run() -> None:
    """No input is handed to pickle and its like, or run as Python."""
    assert not {name: run for name, tree in trees().items() if (run := used_by(tree) & RUNS_WHAT_IT_READS)}


def used_by(tree: ast.Module) -> set[str]:
    """Modules imported, and functions called by their name."""
    used = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            used |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            used.add((node.module or "").partition(".")[0])
        elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            used.add("pickle")
    return used


def test_most_functions_are_about_ten_lines() -> None:
    sizes = sorted(lines(node) for tree in trees().values() for node in functions(tree))
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
