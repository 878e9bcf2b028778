"""Files: whole or not at all, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from flowsim.cli.files import harmless, write_csv, written_whole
from flowsim.errors import UsageError

NASTY = ['=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", " =1", "a\r=1"]


def test_text_that_a_spreadsheet_would_run_is_quoted_and_numbers_are_left_alone(tmp_path: Path) -> None:
    frame = pd.DataFrame({"name": [*NASTY, "ward"], "value": [-1.5, 2, 3, 4, 5, 6, 7, 8, float("nan")], "=evil": 1})
    write_csv(frame, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["name", "value", "'=evil"]
    assert len(rows) == 10
    assert [row[0] for row in rows[1:-2]] == ["'" + text.replace("\r", " ") for text in NASTY[:-1]]
    assert [row[0] for row in rows[-2:]] == ["a =1", "ward"]
    assert rows[1][1] == "-1.5"
    assert rows[-1][1] == ""
    assert frame["name"][0] == NASTY[0], "the table itself is not changed"


def interrupted_write(path: Path) -> None:
    """Begin a file and be interrupted half-way."""
    with written_whole(path) as file:
        file.write("half")
        file.flush()
        raise KeyboardInterrupt


def test_a_file_that_is_interrupted_leaves_the_old_one_and_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        interrupted_write(path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


WRITES = """
import sys
from pathlib import Path
from flowsim.cli.files import written_whole

for turn in range(1_000_000):
    with written_whole(Path(sys.argv[1])) as file:
        for _ in range(500):
            file.write(f"{turn}\\n" * 40)
        file.flush()
    if turn == 0:
        print("begun", flush=True)
"""


@pytest.mark.statistical
def test_a_file_whose_writer_is_killed_is_whole(tmp_path: Path) -> None:
    """Killed at twenty instants, without a word: what stands under the name is always one whole version."""
    path = tmp_path / "out.csv"
    chance = random.Random(20)
    for _ in range(20):
        with subprocess.Popen([sys.executable, "-c", WRITES, path], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"begun\n"
            time.sleep(chance.uniform(0, 0.05))
            writer.kill()
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) == 20_000
        assert len(set(lines)) == 1


FULL = """
import resource, sys
from flowsim.cli.app import app

resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))  # what a full disk is to a file: no more can be written
app(sys.argv[1:])
"""


@pytest.mark.parametrize("option", ["--people", pytest.param("--csv", marks=pytest.mark.statistical)])
def test_where_the_disk_is_full_the_old_file_stays_and_the_figures_are_printed(small: str, option: str) -> None:
    folder = Path(small).parent
    path = folder / "out.csv"
    path.write_text("old", encoding="utf-8")
    before = sorted(folder.iterdir())
    command = [sys.executable, "-c", FULL, "run", small, "-n", "5", "--engine", "reference", option, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "could not be written: File too large" in " ".join(done.stderr.split())  # broken after a long name
    assert "Traceback" not in done.stderr
    assert "5 of 5 replications" in done.stdout
    assert path.read_text(encoding="utf-8") == "old"
    assert sorted(folder.iterdir()) == before, "no litter"


def test_a_folder_that_is_not_there_is_a_mistake_of_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder"), written_whole(tmp_path / "no" / "out.csv"):
        pass
    with pytest.raises(UsageError, match="is a folder"), written_whole(tmp_path):
        pass


def test_what_is_harmless_passes() -> None:
    assert [harmless(item) for item in ("ward", 3, -2.5, None, "a=b", "")] == ["ward", 3, -2.5, None, "a=b", ""]
