"""``flowsim batch``: what it says, what it writes, and how it ends."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import Call

FILE = """\
flowsim: 1
batch: trial
scenarios: [small.yaml]
settings: {units.ward.places: [6, 8]}
policies: ["more-homes:+2"]
baseline: no-policy
replications: 3
"""


@pytest.fixture
def trial(small: str) -> str:
    """A batch file beside the small scenario."""
    path = Path(small).with_name("trial.yaml")
    path.write_text(FILE, encoding="utf-8")
    return str(path)


def test_a_batch_is_written_as_csv_and_parquet_with_what_made_it(call: Call, trial: str, tmp_path: Path) -> None:
    table, columns = tmp_path / "t.csv", tmp_path / "t.parquet"
    result = call("batch", trial, "--csv", str(table), "--parquet", str(columns))
    assert result.exit_code == 0, result.stderr
    assert "1 scenario x 2 settings x 2 policies = 4 combinations, differences from no-policy" in result.stdout
    assert "3 replications of each combination, seed 5" in result.stdout
    with table.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    assert {(row["units.ward.places"], row["policies"]) for row in rows} == {
        (places, policy) for places in ("6", "8") for policy in ("no-policy", "more-homes:+2")
    }
    frame = pd.read_parquet(columns)
    assert len(frame) == len(rows)
    assert [f"{value:.9g}" for value in frame["mean"].dropna()] == [
        f"{float(row['mean']):.9g}" for row in rows if row["mean"]
    ]
    beside = json.loads((tmp_path / "t.parquet.provenance.json").read_text())
    from pyarrow.parquet import read_schema

    assert json.loads(read_schema(columns).metadata[b"flowsim"]) == beside
    assert len({plan["plan"] for plan in beside["plans"]}) == 4
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith((".", "t."))) == [
        "t.csv",
        "t.csv.provenance.json",
        "t.parquet",
        "t.parquet.provenance.json",
    ]


def test_a_dry_batch_runs_nothing_and_says_what_it_would(call: Call, trial: str) -> None:
    result = call("batch", trial, "--dry")
    assert result.exit_code == 0
    assert result.stdout.count("more-homes:+2") == 2
    assert "replications of each" not in result.stdout


def test_mistakes_are_told_before_anything_runs(call: Call, trial: str, tmp_path: Path) -> None:
    Path(trial).write_text(FILE.replace("more-homes", "more-homs").replace("units.ward", "units.wrad"), "utf-8")
    out = tmp_path / "t.csv"
    result = call("batch", trial, "--csv", str(out))
    assert result.exit_code == 3
    assert "did you mean 'ward'" in result.stderr
    assert "did you mean 'more-homes'" in result.stderr
    assert "2 problems" in result.stderr
    assert not out.exists()
    assert call("batch", trial).exit_code == 2
    assert call("batch", str(tmp_path / "none.yaml"), "--dry").exit_code == 3


def test_ctrl_c_writes_what_is_done_and_ends_with_130(
    call: Call, trial: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flowsim.experiment import arms

    real = arms.fan_out

    def broken(jobs, work, threads, progress, *more):  # type: ignore[no-untyped-def]
        def stop(done: int, total: int) -> None:
            if done == 9:
                raise KeyboardInterrupt

        return real(jobs, work, threads, stop, *more)

    monkeypatch.setattr(arms, "fan_out", broken)
    out = tmp_path / "t.csv"
    result = call("batch", trial, "--csv", str(out), "--threads", "1")
    assert result.exit_code == 130
    assert "2 to 3 of 3 replications" in result.stdout
    assert out.exists()
    assert json.loads((tmp_path / "t.csv.provenance.json").read_text())["interrupted"] is True


def test_the_words_of_a_batch_file_are_printed(call: Call) -> None:
    assert "scenarios" in json.loads(call("schema", "--batch").stdout)["properties"]


@pytest.mark.statistical
def test_a_batch_that_is_killed_leaves_nothing_half_written_and_gives_the_same_bytes_when_run_again(
    trial: str, tmp_path: Path
) -> None:
    """Twenty times, from its start to where it writes: a run is not resumed, it is run again."""
    whole, table = tmp_path / "whole.csv", tmp_path / "t.csv"
    program = [sys.executable, "-m", "flowsim", "batch", trial, "--csv"]
    subprocess.run([*program, str(whole)], check=True, capture_output=True)  # what is compiled is kept from now on
    begun = time.perf_counter()
    subprocess.run([*program, str(table)], check=True, capture_output=True)
    lasts = time.perf_counter() - begun
    assert table.read_bytes() == whole.read_bytes()
    killed = 0
    for instant in range(20):
        table.unlink(missing_ok=True)
        with subprocess.Popen([*program, str(table)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as batch:
            time.sleep(lasts * (0.3 + 0.75 * instant / 20))
            batch.kill()
        killed += batch.returncode < 0
        assert not table.exists() or table.read_bytes() == whole.read_bytes()
    assert killed >= 10
    subprocess.run([*program, str(table)], check=True, capture_output=True)
    assert table.read_bytes() == whole.read_bytes()
