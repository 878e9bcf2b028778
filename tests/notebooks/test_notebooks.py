"""Every notebook runs from top to bottom, and is kept without what it printed."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "notebooks"
BOOKS = sorted(FOLDER.glob("*.ipynb"))
OF_NORTHMOOR = ("02-where-delayed-days-come-from", "06-is-it-right")
"""These take ten seconds each, and run in the slower suite only."""

LONGER = ("03-compare-policies", "05-one-person-two-worlds")
"""So do these, each beside another one of its kind that is quicker."""


def code(path: Path) -> list[Any]:
    """The cells of code of a notebook."""
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def run_cell(source: str, names: dict[str, Any]) -> Any:
    """What a notebook does with a cell: it runs it, and shows what the last line gives, which is returned."""
    tree = ast.parse("\n".join(line for line in source.splitlines() if not line.startswith("%")))
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if isinstance(last, ast.Expr) else None
    getattr(shown, "_repr_html_", shown.__repr__)()
    return shown


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=pytest.mark.statistical if path.stem in LONGER else ())
        for path in BOOKS
        if path.stem not in OF_NORTHMOOR
    ],
    ids=lambda path: path.stem,
)
def test_its_cells_run_without_a_warning_and_draw(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process: a notebook's own needs many seconds to begin."""
    monkeypatch.chdir(FOLDER)
    names: dict[str, Any] = {"__name__": "__main__"}
    plt.switch_backend("agg")
    plt.close("all")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        shown = [run_cell(cell.source, names) for cell in code(path)]
    plt.close("all")
    assert any(isinstance(each, plt.Figure) for each in [*shown, *names.values()])


@pytest.mark.statistical
@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_it_runs_as_a_notebook(path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}).execute()
    shown = [output.get("data", {}) for cell in book.cells for output in cell.get("outputs", [])]
    assert any("image/png" in data for data in shown)
    assert not [output for cell in book.cells for output in cell.get("outputs", []) if output.get("name") == "stderr"]


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_it_is_kept_without_outputs(path: Path) -> None:
    assert code(path)
    assert all(not cell.outputs and cell.execution_count is None for cell in code(path))
