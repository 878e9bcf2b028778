"""The benchmarks: the peers simulate the same thing, every option is one, and figures are kept as they should be."""

from __future__ import annotations

import copy
import json
import math
from statistics import mean, variance

import pytest

from benchmarks import keeping
from benchmarks.bars import LESS, MORE, Bar, show
from benchmarks.cases import W1, W2, northmoor, plan_of, scaled
from benchmarks.effort import FULL
from benchmarks.option_cases.option import Option
from benchmarks.option_cases.registry import OPTIONS
from benchmarks.peers import engines, native
from benchmarks.peers.registry import PEERS, Peer
from benchmarks.timing import Spread
from flowsim.plan.digest import digest

RUNS = 4
no_gcc = pytest.mark.skipif(native.missing() is not None, reason="there is no gcc")


@no_gcc
@pytest.mark.parametrize("workload", [W1, W2], ids=["W1", "W2"])
def test_c_by_hand_gives_the_same_people_as_the_compiled_engine(workload: dict) -> None:
    document = copy.deepcopy(workload)
    document["run"]["window"] = "200 d"
    plan = plan_of(document)
    assert native.run_plan(plan, 3, 2) == engines.run(plan, 3, 2)


@no_gcc
@pytest.mark.statistical
@pytest.mark.parametrize("workload", ["W1", "W2"])
@pytest.mark.parametrize("peer", [peer for peer in PEERS if not peer.same_draws], ids=lambda peer: peer.name)
def test_peers_agree_on_who_left(peer: Peer, workload: str) -> None:
    """Means of a few runs, within four standard errors; C stands for flowsim, with whom it agrees exactly."""
    if reason := peer.missing():
        pytest.skip(reason)
    if workload in peer.note:
        pytest.skip("simplified there")
    theirs = [peer.run(workload, seed, 1).left for seed in range(RUNS)]
    ours = [native.run(workload, number, 1).left for number in range(RUNS)]
    error = math.sqrt((variance(theirs) + variance(ours)) / RUNS)
    assert abs(mean(theirs) - mean(ours)) < 4 * error
    assert error < 0.01 * mean(ours)


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_option_changes_the_plan(option: Option) -> None:
    assert digest(plan_of(option.used)) != digest(plan_of(option.plain))


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_option_runs(option: Option) -> None:
    short = {"run": {**option.used["run"], "window": "20 d"}}
    found = engines.run(plan_of(option.used | short), 0, 1)
    assert found.left > 0
    assert found.happenings > 300


def test_option_names_are_unique() -> None:
    names = [option.name for option in OPTIONS]
    assert len(set(names)) == len(names)


def test_a_place_of_more_people_has_more_of_everything() -> None:
    larger = scaled(northmoor().document, 3.0)
    units, teams, streams = larger["units"], larger["teams"], larger["arrivals"]
    medicine, lists, purse = units["medicine"], streams["elective"]["schedule"], larger["funds"]["council-purchasing-a"]
    assert (medicine["places"], medicine["escalation"]["places"]) == (750, 60)
    assert medicine["escalation"]["opens"]["queue"]["over"] == 75
    assert medicine["escalation"]["shuts"]["queue"]["under"] == 9
    assert larger["pathways"]["ready"][0]["when"]["queue"]["under"] == 48
    assert units["surgery"]["escalation"]["opens"]["queue"]["over"] == 72
    assert larger["pathways"]["divert"][0]["when"]["queue"]["over"] == 105
    assert units["home-care-a"]["weekly_hours"] == "46860 h"
    assert units["same-day-unit"]["by_week"]["daily 08:00-22:00"] == 108
    assert units["residential-a"]["closes"]["every"] == {"exponential": {"mean": "0.6 d"}}
    assert teams["brokers"]["headcount"] == 18
    assert teams["emergency-clinicians"]["shifts"]["daily 11:00-22:00"] == 51
    assert (purse["opening"], purse["instalments"]["amount"]) == ("£19800", "£19800")
    assert streams["emergency"]["rate"] == "142.5 per day"
    assert (lists["mon-fri"]["people"], lists["mon-fri"]["every"]) == (84, "1.666667 min")


@pytest.mark.statistical
def test_a_place_of_more_people_has_the_same_loads() -> None:
    """Of three times the people three times as many leave, after as many happenings each, and wait no longer."""
    document = northmoor(60).document
    small, large = (engines.run(plan_of(each), 0, 2) for each in (document, scaled(document, 3.0)))
    assert large.left == pytest.approx(3 * small.left, rel=0.03)
    assert large.happenings == pytest.approx(3 * small.happenings, rel=0.03)
    assert large.waited / large.granted < 1.1 * small.waited / small.granted


@pytest.mark.parametrize(
    ("better", "median", "verdict"),
    [
        (MORE, 9.0, "MISSED"),
        (MORE, 10.0, "met"),
        (MORE, 20.0, "aim met"),
        (LESS, 21.0, "MISSED"),
        (LESS, 20.0, "met"),
        (LESS, 10.0, "aim met"),
    ],
)
def test_bars_say_whether_they_are_met(better: int, median: float, verdict: str) -> None:
    least, aim = (10.0, 20.0) if better == MORE else (20.0, 10.0)
    assert Bar("what", least, aim, better, "x", Spread(median, median, median)).verdict() == verdict
    assert Bar("what", least, aim, better, "x", None).verdict() == "not measured"


def test_readme_shows_the_newest_run(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(keeping, "RESULTS", tmp_path)
    monkeypatch.setattr(keeping, "README", tmp_path / "README.md")
    machine = '"machine": {"processor": "P", "usable cores": 2, "python": "3", "numba": "0"}, "rounds": 5'
    for day, figure in (("01", "old"), ("02", "new")):
        record = f'{{"when": "{day}", {machine}, "tables": {{"bars": ["{figure}"], "peers": ["peers"]}}}}'
        (tmp_path / f"2026-01-{day}.json").write_text(record)
    keeping.README.write_text(f"before\n{keeping.BEGIN}\nstale\n{keeping.END}\nafter\n")
    keeping.write_readme()
    text = keeping.README.read_text()
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "new" in text
    assert "old" not in text
    assert "stale" not in text


def test_a_run_is_kept_with_its_machine_and_shown(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(keeping, "RESULTS", tmp_path)
    monkeypatch.setattr(keeping, "README", tmp_path / "README.md")
    bars = [Bar("as fast as the wind", 1, 2, MORE, "x", Spread(1.234567, 1.0, 1.5))]
    path = tmp_path / keeping.keep({"bars": bars}, {"bars": show(bars)}, FULL)
    record = json.loads(path.read_text())
    assert record["rows"]["bars"][0]["found"] == [1.2346, 1.0, 1.5]
    assert record["machine"]["numba"]
    keeping.README.write_text(f"{keeping.BEGIN}{keeping.END}")
    keeping.write_readme()
    assert "| as fast as the wind | 1 x | 2 x | 1.23 x (1.00 to 1.50) | met |" in keeping.README.read_text()
