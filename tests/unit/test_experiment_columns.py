"""A column has one name, in Python, in the docstring, in the CSV file and in JSON; and it is always there."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import flowsim as fs
from flowsim.cli.app import app
from flowsim.experiment.comparison import Comparison
from flowsim.experiment.differing import Disagreements, differ
from flowsim.experiment.futures import Futures, futures
from flowsim.experiment.replications import RunResult
from flowsim.experiment.value import Value
from flowsim.scenario.views import views

FEW: dict[str, Any] = {"replications": 2, "seed": 1, "engine": "reference"}
SHORT = {"run.window": "60 d", "run.warm_up": "0 d"}
POLICIES = ("more-homes:+1", "more-beds:+1", "more-homes:+1+more-beds:+1", "more-beds:+2,from=5 d")
SET = (part for path, value in SHORT.items() for part in ("--set", f"{path}={value}"))
TYPED = ("--seed", "1", "-n", "2", "--engine", "reference", *SET)


@cache
def place() -> fs.Scenario:
    return fs.load("tutorial", SHORT)


@cache
def ran() -> RunResult:
    return fs.run(place(), level="log", **FEW)


@cache
def compared() -> Comparison:
    return fs.compare(place(), POLICIES, **FEW)


@cache
def valued() -> Value:
    return fs.value(place(), purchases=0, **FEW)


@cache
def differed() -> Disagreements:
    return differ(place(), POLICIES[0], views(place()), **FEW)


@cache
def over_futures() -> Futures:
    return futures(place(), POLICIES[0], futures=2, **FEW)


def asked() -> tuple[str, ...]:
    return tuple(part for policy in POLICIES for part in ("-p", policy))


def listed(method: Callable[..., Any]) -> list[str]:
    """The columns that a docstring names, in order: behind 'Columns:' up to the end of the sentence."""
    found = re.search(r"Columns: (.*?)\.(?:\s|$)", method.__doc__ or "", re.DOTALL)
    assert found
    return [name.strip() for name in re.sub(r"\([^)]*\)", "", found[1]).replace("\n", " ").split(",")]


DOCUMENTED: list[tuple[Callable[[], pd.DataFrame], Callable[..., Any]]] = [
    (lambda: compared().table(), Comparison.table),
    (lambda: compared().interactions(), Comparison.interactions),
    (lambda: compared().since_start(), Comparison.since_start),
    (lambda: valued().table(), Value.table),
    (lambda: valued().split(), Value.split),
    (lambda: differed().table(), Disagreements.table),
    (lambda: over_futures().table(), Futures.table),
    (lambda: over_futures().harms(), Futures.harms),
]


@pytest.mark.parametrize(("table", "method"), DOCUMENTED, ids=[method.__qualname__ for _, method in DOCUMENTED])
def test_the_docstring_lists_the_columns(table: Callable[[], pd.DataFrame], method: Callable[..., Any]) -> None:
    assert list(table().columns) == listed(method)
    assert len(table())


FILES: list[tuple[list[str], str, Callable[[], pd.DataFrame]]] = [
    (["run", "tutorial"], "--csv", lambda: ran().measures),
    (["run", "tutorial"], "--people", lambda: ran().people),
    (["run", "tutorial"], "--events", lambda: ran().events),
    (["compare", "tutorial", *asked()], "--csv", lambda: compared().table(all=True)),
    (["compare", "tutorial", *asked()], "--weeks", lambda: compared().since_start()),
    (["value", "tutorial", "--purchases", "0"], "--csv", lambda: valued().table()),
    (["differ", "tutorial", "-p", POLICIES[0]], "--csv", lambda: differed().table()),
    (["futures", "tutorial", "-p", POLICIES[0], "--futures", "2"], "--csv", lambda: over_futures().by_future()),
]


@pytest.mark.parametrize(("command", "option", "table"), FILES, ids=[f"{one[0]} {option}" for one, option, _ in FILES])
def test_the_file_has_the_columns_and_rows_of_the_table(
    tmp_path: Path, command: list[str], option: str, table: Callable[[], pd.DataFrame]
) -> None:
    file = tmp_path / "table.csv"
    result = CliRunner().invoke(app, [*command, *TYPED, option, str(file)])
    assert result.exit_code == 0, result.stderr
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.reader(text))
    assert rows[0] == list(table().columns)
    assert len(rows) - 1 == len(table())


RECORDS: list[tuple[list[str], str, Callable[[], pd.DataFrame]]] = [
    (["run", "tutorial"], "measures", lambda: ran().measures),
    (["compare", "tutorial", *asked()], "differences", lambda: compared().table()),
    (["compare", "tutorial", *asked()], "since_start", lambda: compared().since_start()),
    (["compare", "tutorial", *asked()], "interactions", lambda: compared().interactions()),
    (["value", "tutorial", "--purchases", "0"], "freed", lambda: valued().table()),
    (["value", "tutorial", "--purchases", "0"], "savings", lambda: valued().split()),
    (["differ", "tutorial", "-p", POLICIES[0]], "differences", lambda: differed().table()),
    (["futures", "tutorial", "-p", POLICIES[0], "--futures", "2"], "regrets", lambda: over_futures().table()),
    (["futures", "tutorial", "-p", POLICIES[0], "--futures", "2"], "harms", lambda: over_futures().harms()),
    (["futures", "tutorial", "-p", POLICIES[0], "--futures", "2"], "by_future", lambda: over_futures().by_future()),
]


@cache
def in_json(*command: str) -> dict[str, Any]:
    return json.loads(CliRunner().invoke(app, [*command, *TYPED, "--json"]).stdout)


@pytest.mark.parametrize(("command", "key", "table"), RECORDS, ids=[f"{one[0]} {key}" for one, key, _ in RECORDS])
def test_json_has_the_same_names(command: list[str], key: str, table: Callable[[], pd.DataFrame]) -> None:
    records = in_json(*command)[key]
    assert list(records[0]) == list(table().columns)


def test_gaps_between_groups_are_a_table_of_a_run_and_of_a_comparison() -> None:
    bare = compared()
    assert "reference" in bare.equity().columns
    assert len(bare.equity()) == len(ran().equity()) == 0
    document = {**place().document, "attributes": {"age": {"shares": {"old": 0.5, "young": 0.5}}}, "groups": ["age"]}
    both = fs.compare(fs.Scenario.from_document(document), "more-homes:+1", **FEW)
    found = both.equity()
    assert set(found.policy) == {"more-homes:+1"}
    assert set(found.attribute) == {"age"}
    assert len(found) == len(both.changes) > 0


def test_a_table_without_rows_has_its_columns() -> None:
    """As when everything failed, or the place says nothing of costs."""
    none = replace(compared(), samples=tuple((None, None) for _ in compared().arms))
    assert list(none.table().columns) == list(compared().table().columns)
    assert len(none.table()) == 0
    worth = replace(valued(), comparison=replace(none, arms=valued().comparison.arms))
    assert list(worth.table().columns) == list(valued().table().columns)
    assert list(worth.split().columns) == list(valued().split().columns)
