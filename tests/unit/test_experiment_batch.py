"""Batches: the figures are those of ``run`` and ``compare``, whatever stands beside them; Ctrl-C keeps what is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowsim import compare, load, run
from flowsim.errors import UsageError
from flowsim.experiment.batch import Batch, BatchResult, run_batch
from flowsim.experiment.fanout import Interrupted

PLACE = """\
flowsim: 1
name: place
run: {window: 20 d, warm_up: 5 d, seed: 3}
units:
  ward: {places: 8, setting: hospital}
  home: {places: 4, setting: care-home}
arrivals:
  emergency: {rate: 1 per day, pathway: main}
pathways:
  main:
    - {stay: ward, time: {exponential: {mean: 5 d}}}
    - {stay: home, time: {exponential: {mean: 9 d}}, share: 0.3}
    - leave: home
"""
FILE = """\
flowsim: 1
batch: trial
scenarios: [place.yaml]
settings: {units.home.places: [4, 6]}
policies: ["more-beds:+2", "more-homes:+2"]
baseline: no-policy
measures: all
replications: 6
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place and a batch file beside it."""
    folder = tmp_path_factory.mktemp("batch")
    (folder / "place.yaml").write_text(PLACE, encoding="utf-8")
    (folder / "trial.yaml").write_text(FILE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def batch(folder: Path) -> Batch:
    """Two settings under three policies."""
    return Batch.read(folder / "trial.yaml")


@pytest.fixture(scope="module")
def result(batch: Batch) -> BatchResult:
    """Six replications of each."""
    return run_batch(batch)


def test_differences_are_those_of_compare_and_means_those_of_run(folder: Path, result: BatchResult) -> None:
    place = load(folder / "place.yaml", {"units.home.places": 6})
    table = result.table()
    mine = table[table["units.home.places"] == 6]
    theirs = compare(place, ["more-beds:+2", "more-homes:+2"], 6).table(all=True)
    own = mine[mine.policies != "no-policy"].reset_index(drop=True)
    for column in ("measure", "of", "group", "body", "half_width_together", "low", "high", "shows"):
        assert own[column].equals(theirs[column]), column
    assert own.difference_half_width.equals(theirs.half_width)
    alone = run(place, 6).measures
    none = mine[mine.policies == "no-policy"]
    both = none.merge(alone, on=["measure", "of", "group"], suffixes=("", "_alone"))
    assert len(both) == len(alone)
    for column in ("mean", "half_width"):
        assert both[column].equals(both[f"{column}_alone"])
    assert none.low.isna().all()


def test_threads_change_nothing(batch: Batch, result: BatchResult) -> None:
    assert run_batch(batch, threads=3).table().equals(run_batch(batch, threads=1).table())
    assert run_batch(batch, threads=1).table().equals(result.table())


def test_without_a_baseline_there_are_no_differences_and_headline_figures_are_few(folder: Path) -> None:
    text = FILE.replace("baseline: no-policy\n", "").replace("measures: all\n", "").replace("6\n", "1\n")
    (folder / "plain.yaml").write_text(text, encoding="utf-8")
    table = run_batch(Batch.read(folder / "plain.yaml")).table()
    assert list(table.columns)[:3] == ["scenario", "units.home.places", "policies"]
    assert "difference" not in table
    assert 0 < len(table.measure.unique()) < 40
    assert (table.groupby(["units.home.places", "policies"]).size() > 5).all()


def test_differences_need_two_replications(batch: Batch) -> None:
    with pytest.raises(UsageError, match="at least 2 replications"):
        run_batch(batch, replications=1)


def test_the_digests_are_those_of_the_plans(folder: Path, result: BatchResult) -> None:
    record = result.provenance()
    assert {key: record[key] for key in ("batch", "seed", "replications", "baseline")} == {
        "batch": "trial",
        "seed": 3,
        "replications": 6,
        "baseline": "no-policy",
    }
    place = load(folder / "place.yaml", {"units.home.places": 6}).with_policies("more-beds:+2")
    [plan] = [
        row["plan"]
        for row in record["plans"]
        if row["setting"] == {"units.home.places": 6} and row["policies"] == "more-beds:+2"
    ]
    assert plan == next(iter(run(place, 1).provenance()["plans"].values()))


def test_ctrl_c_hands_over_what_is_done(batch: Batch, result: BatchResult) -> None:
    def stop(done: int, total: int) -> None:
        if done == 15:  # two replications of all six, and three more
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as caught:
        run_batch(batch, threads=1, progress=stop)
    table = caught.value.result.table()
    assert set(table[table.measure == "arrivals"].replications) == {2, 3}
    whole = run_batch(batch, replications=2).table()
    last = table[(table["units.home.places"] == 6) & (table.policies == "more-homes:+2")].reset_index(drop=True)
    same = whole[(whole["units.home.places"] == 6) & (whole.policies == "more-homes:+2")].reset_index(drop=True)
    assert last["mean"].equals(same["mean"])
