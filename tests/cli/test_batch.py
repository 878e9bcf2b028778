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


def test_a_long_policy_leaves_room_for_its_setting(call: Call, trial: str) -> None:
    long = "more-homes:+2,from=2025-06-01,ramp=30 d+more-beds:+1,from=2025-06-01,ramp=30 d"
    Path(trial).write_text(FILE.replace('"more-homes:+2"', f'"{long}"'), "utf-8")
    lines = [" ".join(line.split()) for line in call("batch", trial, "--dry").stdout.splitlines()]
    at = lines.index("small.yaml units.ward.places=6 more-homes:+2,from=2025-06-01,ramp=30 d+")
    assert lines[at + 1] == "more-beds:+1,from=2025-06-01,ramp=30 d"


def test_mistakes_are_told_before_anything_runs(call: Call, trial: str, tmp_path: Path) -> None:
    Path(trial).write_text(FILE.replace("more-homes", "more-homs").replace("units.ward", "units.wrad"), "utf-8")
    out = tmp_path / "t.csv"
    result = call("batch", trial, "--csv", str(out))
    assert result.exit_code == 3
    assert "did you mean 'ward'" in result.stderr
    assert "did you mean 'more-homes'" in result.stderr
    assert "2 problems" in result.stderr
    assert not out.exists()
    without = call("batch", trial)
    assert (without.exit_code, without.stderr) == (3, result.stderr)
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


NAMES = ("no-policy", "more-homes:+2")


def cells(line: str) -> list[str]:
    """The cells of a line of a table."""
    return [cell for cell in line.split("  ") if cell.strip()]


def test_the_page_has_the_figures_of_each_scenario_and_setting(call: Call, trial: str, tmp_path: Path) -> None:
    """They are those of the file, to the digits printed: the baseline, then the difference."""
    table = tmp_path / "t.csv"
    page = call("batch", trial, "--csv", str(table)).stdout
    frame = pd.read_csv(table)
    headings = [line for line in page.splitlines() if line.startswith("small.yaml with units.ward.places=")]
    assert headings == ["small.yaml with units.ward.places=6", "small.yaml with units.ward.places=8"]
    lines = [line for line in page.splitlines() if line.startswith("Occupancy, care home (%) ")]
    own = frame[(frame["measure"] == "occupancy") & (frame["of"] == "setting: care-home")]
    for line, places in zip(lines, (6, 8), strict=True):
        base, other = (own[(own["units.ward.places"] == places) & (own["policies"] == name)].iloc[0] for name in NAMES)
        _, baseline, difference = cells(line)
        assert [float(part) for part in baseline.split("±")] == pytest.approx(
            [100 * base["mean"], 100 * base["half_width"]], rel=0.05
        )
        assert [float(part) for part in difference.strip(" ()").split("±")] == pytest.approx(
            [100 * other["difference"], 100 * other["half_width_together"]], rel=0.05
        )
    assert "Differences are policy less no-policy, for the same people" in page
    assert max(map(len, page.splitlines())) <= 100


def test_no_file_is_needed_for_the_page(call: Call, trial: str, tmp_path: Path) -> None:
    page = call("batch", trial)
    assert page.exit_code == 0, page.stderr
    assert "--csv and --parquet write more measures." in " ".join(page.stdout.split())
    assert page.stdout == call("batch", trial, "--csv", str(tmp_path / "t.csv")).stdout


def test_without_a_baseline_the_page_has_means(call: Call, trial: str, tmp_path: Path) -> None:
    Path(trial).write_text(FILE.replace("baseline: no-policy\n", ""), "utf-8")
    page = call("batch", trial, "--csv", str(tmp_path / "t.csv")).stdout
    line = next(line for line in page.splitlines() if line.startswith("No criteria to reside (people) "))
    assert len(cells(line)) == 3
    assert "+" not in line
    assert "± is the half-width of a 95 % t interval over the replications." in page


def test_the_page_has_the_measures_that_the_file_names(call: Call, trial: str, tmp_path: Path) -> None:
    Path(trial).write_text(f"{FILE}measures: [arrivals]\n", "utf-8")
    page = call("batch", trial, "--csv", str(tmp_path / "t.csv")).stdout
    assert "Arrivals (per day)" in page
    assert "No criteria to reside" not in page
    Path(trial).write_text(f"{FILE}measures: [arrivals, wait-for-place-90th]\n", "utf-8")
    both = call("batch", trial, "--csv", str(tmp_path / "t.csv")).stdout
    assert "Arrivals (per day)" in both
    assert "Wait for place 90th, ward (days)" in both, "also what is no headline figure"


def test_of_many_combinations_the_page_has_the_first(call: Call, trial: str, tmp_path: Path) -> None:
    many = FILE.replace("[6, 8]", "[6, 7, 8]").replace("replications: 3", "replications: 2")
    Path(trial).write_text(many.replace('["more-homes:+2"]', str([f"more-homes:+{n}" for n in range(1, 12)])), "utf-8")
    page = call("batch", trial, "--csv", str(tmp_path / "t.csv")).stdout
    assert "small.yaml with units.ward.places=7\n" in page
    assert "small.yaml with units.ward.places=8\n" not in page
    assert "... and 1 more scenario and setting, whose figures --csv and --parquet write." in page


def test_a_warning_says_of_which_scenario_and_setting_it_is(call: Call, trial: str) -> None:
    text = FILE.replace("[6, 8]", "[2, 3, 8]")
    Path(trial).write_text(text, "utf-8")
    stderr = call("batch", trial, "--dry").stderr
    assert stderr.count("warning: ") == 2
    for places in (2, 3):
        assert f"warning: small.yaml with units.ward.places={places}: the load of 'ward' is" in stderr
    Path(trial).write_text(text.replace("units.ward.places: [2, 3, 8]", "run.seed: [1, 2], units.ward.places: [2, 8]"))
    assert (
        "small.yaml with run.seed=1, units.ward.places=2, and 1 more setting: the load"
        in call("batch", trial, "--dry").stderr
    )
    Path(trial).write_text(text.replace("units.ward.places: [2, 3, 8]", "run.seed: [1, 2], units.ward.places: [2]"))
    assert "warning: small.yaml in every setting: the load" in call("batch", trial, "--dry").stderr
