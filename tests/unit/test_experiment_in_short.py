"""A result that is printed says in a line what it is and where its tables are, and not all of its figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import flowsim as fs
from flowsim.experiment.batch import Batch, run_batch
from flowsim.experiment.differing import differ
from flowsim.experiment.futures import futures
from flowsim.experiment.verification import verify
from flowsim.scenario.views import views

ASKED: dict[str, Any] = {"replications": 2, "seed": 7, "engine": "reference"}
BATCH = """flowsim: 1
batch: trial
scenarios: [tutorial]
settings: {run.window: [30 d], run.warm_up: [0 d]}
policies: [more-beds]
replications: 2
seed: 7
"""
OF_A_RUN = "measures, by_replication, replications, delays(), attribution(), equity()"
BOTH_WAYS = "table(), equity(), interactions(), since_start(), people()"


@pytest.fixture(scope="module")
def place() -> fs.Scenario:
    """The tutorial, for a month."""
    return fs.load("tutorial", {"run.window": "30 d", "run.warm_up": "0 d"})


def tables_named_in(said: str) -> list[str]:
    """What stands behind ``tables:``."""
    return said.partition("tables: ")[2].rstrip(">").split(", ")


def test_a_run(place: fs.Scenario) -> None:
    result = fs.run(place, **ASKED)
    assert repr(result) == str(result) == f"<RunResult of tutorial: 2 replications, seed 7; tables: {OF_A_RUN}>"
    assert repr(result.arm) == f"<Arm tutorial: plan {result.digest[:12]}>"


@pytest.mark.parametrize(("level", "more"), [("people", ", people, daily"), ("log", ", people, daily, events, units")])
def test_tables_of_people_and_events_are_named_where_they_are_kept(place: fs.Scenario, level: str, more: str) -> None:
    result = fs.run(place, level=level, **ASKED)
    assert repr(result).endswith(f"equity(){more}>")
    for name in more.strip(", ").split(", "):
        assert len(getattr(result, name))
    let_go = fs.run(place, level=level, consume=lambda plan, replication: None, **ASKED)
    assert repr(let_go).endswith("equity()>")


def test_a_comparison_a_value_and_views(place: fs.Scenario) -> None:
    compared = fs.compare(place, ["more-beds", "more-homes"], **ASKED)
    assert repr(compared) == (
        f"<Comparison of tutorial under more-beds, more-homes: 2 pairs, seed 7; tables: {BOTH_WAYS}>"
    )
    worth = fs.value(place, only="ward", purchases=0, **ASKED)
    assert repr(worth) == "<Value of tutorial with more of ward: 2 pairs, seed 7; tables: table(), split()>"
    own = views(place)[:1]
    seen = differ(place, "more-beds", own, **ASKED)
    assert repr(seen) == (
        f"<Disagreements of tutorial under more-beds, as {own[0].name} sees it: 2 pairs, seed 7; tables: table()>"
    )
    over = futures(place, "more-homes:+1", futures=3, **ASKED)
    assert repr(over) == (
        "<Futures of tutorial under more-homes:+1: 3 futures of 2 replications, seed 7; "
        "tables: table(), by_future(), overloaded(), falls_short(), harms()>"
    )
    for result in (compared, worth, seen, over):
        assert all(callable(getattr(result, name.removesuffix("()"))) for name in tables_named_in(repr(result)))


def test_an_explanation_and_a_verification(place: fs.Scenario) -> None:
    said = fs.explain(place)
    assert repr(said) == (
        f"<Explanation of tutorial: {len(said.units)} units, {len(said.teams)} teams, {len(said.funds)} funds, "
        f"{len(said.steps)} steps, {len(said.doubts)} doubts>"
    )
    assert repr(verify(place, 1, 7, "reference")) == "<Verification of tutorial: every rule holds; to_dict()>"


def test_a_batch(tmp_path: Path) -> None:
    (tmp_path / "trial.yaml").write_text(BATCH, encoding="utf-8")
    batch = Batch.read(tmp_path / "trial.yaml")
    assert repr(batch) == "<Batch trial: 2 combinations>"
    result = run_batch(batch, engine="reference")
    assert repr(result) == "<BatchResult of trial: 2 combinations, 2 replications, seed 7; tables: table()>"


def test_of_what_was_not_finished_it_says_how_much_was(place: fs.Scenario) -> None:
    whole = fs.run(place, **ASKED)
    assert "1 of 2 replications, seed 7" in repr(replace(whole, samples=(whole.samples[0], None)))
    both = fs.compare(place, "more-beds", **ASKED)
    half = replace(both, samples=(both.samples[0], (both.samples[1][0], None)))
    assert "1 of 2 pairs, seed 7" in repr(half)
