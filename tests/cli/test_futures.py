"""``flowsim futures``: its page, its JSON and its file."""

from __future__ import annotations

import csv
import inspect
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flowsim.cli.futures import futures as command
from flowsim.cli.futures_page import show
from flowsim.experiment import futures as module
from flowsim.experiment.foremost import MORE
from flowsim.plan.overload import Loaded
from flowsim.scenario.scenario import load
from flowsim.scenario.uncertain import Outlook
from tests.cli.conftest import Call

POLICIES = ("-p", "more-homes:+1", "-p", "more-beds:+1")
SHORT = ("--set", "run.window=60 d", "--set", "run.warm_up=0 d", "-n", "2", "--engine", "reference")


@pytest.fixture(scope="module")
def page() -> str:
    """The page of a year in twelve futures."""
    from typer.testing import CliRunner

    from flowsim.cli.app import app

    words = ["futures", "tutorial", *POLICIES, "--set", "run.window=1 y", "--futures", "12"]
    result = CliRunner(env={"COLUMNS": "100"}).invoke(app, words)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_the_page_says_what_regret_is_what_is_uncertain_and_what_each_does(page: str) -> None:
    words = " ".join(page.split())
    assert "Regret is how far the figure lies behind whichever of these has least of it in the same future." in words
    assert "work of an assessment: 2 h to 8 h assumed: from what the social worker and the hospital say" in words
    assert "rooms of the home that can be let, beside now: -1 to 0 added" in words
    assert "5 % of the baseline's mean" in words
    assert (
        "baseline most where 'rooms of the home that can be let, beside now' is low, towards -1 (rank correlation -0."
        in words
    )
    assert "No criteria to reside (people) less" in words
    assert "costs: NHS and council together +0.196 ± 0 thousand pounds per day, the policy itself" in words
    assert "more-homes:+1 helps: no criteria to reside; " in words
    assert "more-beds:+1 helps: " in words
    assert "12 of 12 lower" in words
    assert "anything in a range, or any of several values, all equally likely" in words
    assert "Largest, good enough and the rank correlations below are of regret with chance in it" in words
    assert "By chance, one figure in twenty misses a true value" in words
    assert not {"best", "blocked", "optimal", "minimax"} & set(page.lower().split())
    assert max(map(len, page.splitlines())) <= 100


def test_every_table_of_the_page_has_the_arms(page: str) -> None:
    regrets, harms = page.split("What each helps, harms and costs besides")
    lines = [line.split() for line in regrets.splitlines() if line.split()[:1] in (["baseline"], ["more-beds:+1"])]
    assert [line[0] for line in lines if "%" in line] == ["baseline", "more-beds:+1"]
    [heading] = [line.split() for line in harms.splitlines() if line.startswith("Measure")]
    assert heading == ["Measure", "Helps", "baseline", "more-homes:+1", "more-beds:+1"]


def test_json_and_file_hold_the_same(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "futures.csv"
    result = call("futures", "tutorial", *POLICIES, *SHORT, "--futures", "3", "--json", "--csv", str(file))
    found = json.loads(result.stdout)
    with file.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [float(row["regret"]) for row in rows] == [row["regret"] for row in found["by_future"]]
    assert [row["policy"] for row in found["regrets"]] == ["baseline", "more-homes:+1", "more-beds:+1"]
    assert {row["work of an assessment"] for row in rows} == {
        row["work of an assessment"] for row in found["by_future"]
    }
    assert len({row["work of an assessment"] for row in rows}) == 3
    assert found["provenance"]["futures"] == 3
    assert len(found["provenance"]["uncertain"]) == 4
    assert found["falls_short"] == []


def test_queues_that_grow_are_told_in_a_few_lines(call: Call) -> None:
    """1.95 a day for five days ask for 9.75 of ten beds: more as soon as 2.6 % more come; with nineteen never."""
    more = ("--set", "arrivals.emergency.factor=1.3", "--futures", "12")
    asked = ("futures", "tutorial", "-p", "more-homes:+1", "-p", "more-beds:+9", *SHORT, *more)
    page = call(*asked, width=100).stdout
    part = page.partition("Where more is asked than there is")[2].partition("In which future")[0]
    lines = [line.strip() for line in part.splitlines() if " futures" in line]
    found = {line.partition(":")[0]: line for line in lines}
    assert list(found) == ["ward", "care home"]
    rows = {(row["path"], row["policy"]): row for row in json.loads(call(*asked, "--json").stdout)["overloaded"]}
    ward = rows["units.ward", "baseline"]
    assert found["ward"].startswith(f"ward: baseline in {ward['overloaded']}, more-homes:+1 in {ward['overloaded']}, ")
    assert f"more-beds:+9 in none of 12 futures (load up to {ward['load']:.2f})" in found["ward"]
    assert "goes by how long the run is" in " ".join(part.split())


def test_a_queue_that_grows_under_each_in_as_many_futures_is_told_once(call: Call) -> None:
    more = ("--set", "arrivals.emergency.factor=3", "--futures", "2")
    page = call("futures", "tutorial", "-p", "more-homes:+1", *SHORT, *more, width=100).stdout
    assert "  ward: in 2 of 2 futures under each (load up to " in page
    assert "Where more is asked" not in call("futures", "tutorial", *POLICIES, *SHORT, "--futures", "2").stdout


def test_what_is_good_enough_is_as_asked_for(call: Call) -> None:
    asked = ("futures", "tutorial", *POLICIES, *SHORT, "--futures", "2")
    found = json.loads(call(*asked, "--json", "--good-enough", "1000").stdout)
    assert [row["good_enough"] for row in found["regrets"]] == [1, 1, 1]
    text = " ".join(call(*asked, "--good-enough", "1000").stdout.split())
    assert "regret is at most 1,000. Shown behind" in text
    assert "With fewer than 10 futures nothing can be said of this." in text


def test_where_more_helps_the_page_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    place = load("tutorial", {"run.window": "60 d", "run.warm_up": "0 d"})
    found = module.futures(place, "more-homes:+1", futures=2, replications=2, engine="reference")
    show(replace(found, helps=MORE))
    text = " ".join(capsys.readouterr().out.split())
    assert "behind whichever of these has most of it in the same future" in text
    assert "another one is shown to have more" in text


def test_loads_that_are_not_known_are_not_told_as_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Flows that cannot be followed, of all futures under one policy and of the first of the place as it is."""
    right, asked = Loaded.overloads, iter(range(100))
    unknown = (0, 1, 3)  # baseline and policy, future by future
    monkeypatch.setattr(Loaded, "overloads", lambda self: None if next(asked) in unknown else right(self))
    settings = {"run.window": "60 d", "run.warm_up": "0 d", "arrivals.emergency.factor": "3"}
    found = module.futures(load("tutorial", settings), "more-homes:+1", futures=2, replications=2, engine="reference")
    assert found.loads_not_known() == {"baseline": 1, "more-homes:+1": 2}
    assert found.by_future().overloaded.tolist()[:2] == ["not known", "not known"]
    (ward,) = (row for row in found.rows_overloaded() if row["path"] == "units.ward")
    assert (ward["policy"], ward["overloaded"], ward["futures"]) == ("baseline", 1, 1)
    show(found)
    text = " ".join(capsys.readouterr().out.split())
    assert "ward: baseline in 1 of 2 futures (load" in text
    assert "which way people go: baseline in 1, more-homes:+1 in 2 of 2 futures" in text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("-p", "more-homes:+1", "-m", "occupancy"), "neither less nor more is said to help"),
        (("-p", "more-homes:+1", "--futures", "1"), "futures are between 2"),
        (("-p", "more-homes:+1", "-n", "1"), "replications of a future are between 2"),
        (("-p", "more-homes:+1", "--good-enough", "-3"), "0 or more"),
        (("-p", "more-homez:+1"), "did you mean 'more-homes'"),
    ],
)
def test_what_cannot_be_asked_is_a_mistake_of_use(call: Call, more: tuple[str, ...], words: str) -> None:
    result = call("futures", "tutorial", *more, width=1000)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_with_nothing_uncertain_it_says_what_to_write(call: Call, small: str, tmp_path: Path) -> None:
    result = call("futures", small, "-p", "more-beds:+1", width=1000)
    assert result.exit_code == 2
    assert "nothing is uncertain here" in result.stderr
    line = result.stderr.partition("uncertain: [")[2].partition("]")[0].replace("NAME", "emergency")
    folder = tmp_path / "futures" / "small"
    folder.mkdir(parents=True)
    (folder / "x.yaml").write_text(f"flowsim: 1\nfutures: x\ntitle: y\nuncertain: [{line}]\n", encoding="utf-8")
    assert Outlook.read(folder / "x.yaml").uncertain[0].words() == "times 0.97 to 1.1"
    assert call("futures", small, "-p", "more-beds:+1", *SHORT[4:], "--futures", "2").exit_code == 0


def test_only_ranges_of_policies_may_be_drawn(call: Call, small: str) -> None:
    result = call("futures", small, "-p", "more-beds", *SHORT[4:], "--futures", "2", "--json")
    assert [one["path"] for one in json.loads(result.stdout)["provenance"]["uncertain"]] == ["more-beds:places"]


def test_a_bad_file_is_told_with_its_line(call: Call, small: str, tmp_path: Path) -> None:
    folder = tmp_path / "unknown"
    folder.mkdir()
    (folder / "x.yaml").write_text(
        "flowsim: 1\nfutures: x\ntitle: y\nuncertain:\n"
        "  - {set: {from: 4, to: 9}, in: units.wrad.places, title: places, assumed: true}\n"
        "  - {set: {from: 0, to: 9 d}, in: units.ward.places, title: more, assumed: true}\n",
        encoding="utf-8",
    )
    result = call("futures", small, "-p", "more-beds:+1", "--uncertain", str(folder), width=1000)
    assert result.exit_code == 3
    assert f"{folder / 'x.yaml'}:6:" in result.stderr
    assert "one end is a number, the other a duration" in result.stderr
    (folder / "x.yaml").write_text(
        "flowsim: 1\nfutures: x\ntitle: y\nuncertain:\n"
        "  - {set: {from: 4, to: 9}, in: units.wrad.places, title: places, assumed: true}\n",
        encoding="utf-8",
    )
    result = call("futures", small, "-p", "more-beds:+1", "--uncertain", str(folder), width=1000)
    assert f"{folder / 'x.yaml'}:5:" in result.stderr
    assert "did you mean 'ward'" in result.stderr
    (folder / "x.yaml").unlink()
    result = call("futures", small, "-p", "more-beds:+1", "--uncertain", str(folder), width=1000)
    assert result.exit_code == 2
    assert "no .yaml file in" in result.stderr


def test_check_reads_what_stands_beside_the_place(call: Call, small: str, tmp_path: Path) -> None:
    """Every problem of policies, views and futures, each at its line; and two files of one name."""
    assert call("check", small).exit_code == 0
    folders = [tmp_path / "policies", tmp_path / "views" / "small", tmp_path / "futures" / "small"]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "notes.txt").write_text("nothing", encoding="utf-8")
    assert call("check", small).exit_code == 0
    sound = "  - {set: {from: 4, to: 9}, in: units.ward.places, title: places, assumed: true}\n"
    head = "flowsim: 1\nfutures: x\ntitle: y\nuncertain:\n"
    (folders[2] / "a.yaml").write_text(head + sound, encoding="utf-8")
    assert call("check", small).exit_code == 0
    (folders[2] / "b.yaml").write_text(head + sound.replace("from: 4", "from: 4 d").replace("title", "titel"), "utf-8")
    (folders[0] / "c.yaml").write_text("flowsim: 1\npolicy: c\n", encoding="utf-8")
    (folders[1] / "d.yaml").write_text("flowsim: 1\nview: d d\n", encoding="utf-8")
    for more in ((), ("--set", "run.seed=2"), ("-p", "more-beds:+1")):
        result = call("check", small, *more, width=1000)
        assert result.exit_code == 3
        assert "is sound" not in result.stdout
        assert f"{folders[2] / 'b.yaml'}:5:" in result.stderr
        assert "one end is a duration, the other a number" in result.stderr
        assert "did you mean 'title'?" in result.stderr
        assert f"{folders[0] / 'c.yaml'}:1:" in result.stderr
        assert f"{folders[1] / 'd.yaml'}:2:" in result.stderr
    found = json.loads(call("check", small, "--json").stdout)
    assert not found["sound"]
    assert {Path(problem["file"]).name for problem in found["problems"]} == {"b.yaml", "c.yaml", "d.yaml"}
    (folders[2] / "b.yaml").write_text(head + sound, encoding="utf-8")
    (folders[0] / "c.yaml").unlink()
    (folders[1] / "d.yaml").unlink()
    result = call("check", small, width=1000)
    assert result.exit_code == 3
    assert "two files are the futures 'x', " in result.stderr


def test_a_file_in_the_place_of_its_folder_is_told(call: Call, small: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("flowsim: 1\n", encoding="utf-8")
    for word, option in (("futures", "--uncertain"), ("differ", "--views")):
        result = call(word, small, "-p", "more-beds:+1", option, str(tmp_path / "x.yaml"), width=1000)
        assert result.exit_code == 2
        assert "a folder is wanted here, and " in result.stderr
        assert "x.yaml is a file; give the folder that it is in" in result.stderr


def test_what_is_done_where_nobody_says_is_the_same_from_python() -> None:
    typed, called = (inspect.signature(one).parameters for one in (command, module.futures))
    for name in ("futures", "replications", "measure", "good_enough", "seed"):
        assert typed[name].default == called[name].default, name


@pytest.mark.parametrize("after", [0, 2])
def test_ctrl_c_leaves_whole_futures(call: Call, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    made = []
    real = module._arms

    def arms(*given: Any) -> Any:
        made.append(given)
        if len(made) > after:
            raise KeyboardInterrupt
        return real(*given)

    monkeypatch.setattr(module, "_arms", arms)
    result = call("futures", "tutorial", *POLICIES, *SHORT, "--futures", "5")
    assert result.exit_code == 130
    assert "interrupted" in result.stderr
    assert ("2 of 5 futures" in result.stdout) == (after == 2)
    assert (result.stdout == "") == (after == 0)
