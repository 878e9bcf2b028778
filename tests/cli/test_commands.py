"""Every command: what it prints where, and the exit code it ends with."""

from __future__ import annotations

import csv
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import weakref
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import flowsim
import flowsim.engine.compiled
from flowsim.cli.files import INSTANT
from flowsim.errors import ReplicationError, UsageError
from tests.cli.conftest import SMALL, Call

ENGINES = ["compiled", "reference"]


def test_check_says_what_it_read(call: Call, small: str) -> None:
    result = call("check", small)
    assert result.exit_code == 0
    assert result.stdout.startswith("small is sound: 2 units, 1 team, 0 attributes, 1 stream of arrivals, 2 pathways")


def test_check_gives_every_problem_with_its_place_and_exit_code_3(call: Call, tmp_path: Path, small: str) -> None:
    bad = tmp_path / "bad.yaml"
    text = Path(small).read_text(encoding="utf-8")
    bad.write_text(text.replace("stay: ward", "stay: wrad").replace("1 per day", "1 per moon"), encoding="utf-8")
    result = call("check", str(bad))
    assert result.exit_code == 3
    assert not result.stdout
    for line, word in ((10, "moon"), (13, "wrad")):
        where = next(said for said in result.stderr.splitlines() if said.startswith(f"{bad}:{line}:"))
        assert "error" in where
        assert word in result.stderr
    assert "did you mean 'ward'" in result.stderr
    assert result.stderr.rstrip().endswith("2 problems")
    as_json = call("check", str(bad), "--json")
    assert as_json.exit_code == 3
    assert {problem["line"] for problem in json.loads(as_json.stdout)["problems"]} == {10, 13}


def test_check_warns_on_standard_error_and_still_ends_well(call: Call, small: str) -> None:
    result = call("check", small, "--set", "units.ward.places=2")
    assert result.exit_code == 0
    assert "warning: the load of 'ward'" in result.stderr
    assert "1 warning." in result.stdout
    assert json.loads(call("check", small, "--set", "units.ward.places=2", "--json").stdout)["sound"] is True


def test_check_of_a_folder_of_scenarios_looks_at_each(call: Call, small: str) -> None:
    folder, text = Path(small).parent, Path(small).read_text(encoding="utf-8")
    bad = folder / "bad.yaml"
    bad.write_text(text.replace("stay: ward", "stay: wrad"), encoding="utf-8")
    result = call("check", str(folder), width=1000)
    assert result.exit_code == 3
    assert result.stderr.index(f"{bad}:\n") < result.stderr.index("did you mean 'ward'") < result.stderr.index(small)
    assert result.stdout.startswith("small is sound: ")
    assert result.stdout.splitlines()[-1] == f"1 of 2 scenarios are sound; not {bad}"
    found = json.loads(call("check", str(folder), "--json").stdout)
    assert found["sound"] is False
    assert [(one["file"], one["sound"], len(one["problems"])) for one in found["scenarios"]] == [
        (str(bad), False, 1),
        (small, True, 0),
    ]
    bad.write_text(text, encoding="utf-8")
    sound = call("check", str(folder))
    assert (sound.exit_code, sound.stdout.splitlines()[-1]) == (0, "2 of 2 scenarios are sound")
    run = call("run", str(folder), width=1000)
    assert run.exit_code == 3
    assert "the folder holds 2 scenarios" in run.stderr
    assert f"give one of them, such as {bad}" in run.stderr


def test_explain_gives_the_load_by_littles_law(call: Call, small: str) -> None:
    # One admission a day: four days of treatment, then for half of them three hours of work in weeks of 40 hours of
    # 168, so 0.2625 days on average; 4.2625 of six beds. 0.3 a day for 20 days: six of twelve places.
    loads = {line["name"]: line for line in json.loads(call("explain", small, "--json").stdout)["units"]}
    assert loads["ward"]["load"] == pytest.approx((4 + 0.5 * 3 / 24 * 168 / 40) / 6, rel=1e-6)
    assert loads["nursing-home"]["content"] == pytest.approx(6, rel=1e-6)
    text = call("explain", small, "--all").stdout
    assert "0.71" in text
    assert "main.ward" in text
    assert text.startswith("small: 2 units, ")
    assert "The loads leave out" not in text


@pytest.mark.parametrize("engine", ENGINES)
def test_run_prints_means_with_half_widths_on_either_engine(call: Call, small: str, engine: str) -> None:
    result = call("run", small, "--engine", engine)
    assert result.exit_code == 0
    assert "3 of 3 replications, seed 5" in result.stdout
    assert any("Occupancy, hospital (%)" in line and "±" in line for line in result.stdout.splitlines())
    assert "blocked" not in result.stdout.lower()


def test_both_engines_give_the_same_json_but_for_their_name(call: Call, small: str) -> None:
    found = [json.loads(call("run", small, "--json", "--engine", engine).stdout) for engine in ENGINES]
    assert [one.pop("engine") for one in found] == ENGINES
    assert [one["provenance"].pop("engine") for one in found] == ENGINES
    assert found[0] == found[1]
    assert found[0]["finished"] == 3


def test_json_is_alone_on_standard_output_and_has_no_nan(call: Call, small: str) -> None:
    def no_constants(word: str) -> Any:
        raise AssertionError(word)

    result = call("run", small, "-n", "1", "--json")
    values = json.loads(result.stdout, parse_constant=no_constants)["measures"]
    assert all(value["half_width"] is None for value in values)
    assert {"measure", "of", "group", "unit", "mean", "half_width", "n"} == set(values[0])


def test_csv_people_and_events(call: Call, small: str, tmp_path: Path) -> None:
    files = {name: tmp_path / f"{name}.csv" for name in ("csv", "people", "events")}
    result = call("run", small, "-n", "2", *(part for name, file in files.items() for part in (f"--{name}", str(file))))
    assert result.exit_code == 0
    rows = {}
    for name, file in files.items():
        with file.open(encoding="utf-8", newline="") as text:
            rows[name] = list(csv.DictReader(text))
    assert {"measure", "mean", "half_width"} <= set(rows["csv"][0])
    assert len(rows["people"]) > 10
    assert {"entity_id", "event_type", "event", "time"} <= set(rows["events"][0])
    for file in files.values():
        record = json.loads(file.with_name(f"{file.name}.provenance.json").read_text(encoding="utf-8"))
        assert record == flowsim.run(flowsim.load(small), 2).provenance()
        file.with_name(f"{file.name}.provenance.json").unlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["csv.csv", "events.csv", "people.csv", "small.yaml"]


def test_a_result_says_what_made_it(call: Call, small: str) -> None:
    made = json.loads(call("run", small, "-n", "2", "--seed", "9", "--json").stdout)
    plan = flowsim.explain(flowsim.load(small)).digest
    expected = {"scenario": "small", "flowsim": flowsim.__version__, "seed": 9, "engine": "compiled", "replications": 2}
    expected |= {"set": {}, "by": []}
    assert made["provenance"] == {**expected, "plans": {"small": plan}}
    compared = json.loads(call("compare", small, "-p", "more-beds:+2", "-n", "2", "--seed", "9", "--json").stdout)
    assert compared["provenance"]["plans"]["baseline"] == plan
    assert {name: compared["provenance"][name] for name in expected} == expected


def test_the_page_of_a_planner_begins_without_engine_and_digest(call: Call, small: str) -> None:
    for arguments in (["run", small, "-n", "2"], ["compare", small, "-n", "2", "-p", "more-beds:+2"]):
        first = call(*arguments).stdout.splitlines()[0]
        assert "seed 5" in first
        assert "engine" not in first
        assert "plan " not in first


@pytest.mark.parametrize("threads", ["1", "2"])
def test_people_and_events_are_the_tables_of_the_run(call: Call, small: str, tmp_path: Path, threads: str) -> None:
    files = {name: tmp_path / f"{name}.csv" for name in ("people", "events")}
    options = [part for name, file in files.items() for part in (f"--{name}", str(file))]
    assert call("run", small, "-n", "5", "--threads", threads, *options).exit_code == 0
    result = flowsim.run(flowsim.load(small), 5, level="log")
    for name, file in files.items():
        getattr(result, name).to_csv(tmp_path / "expected.csv", index=False, date_format=INSTANT)
        assert file.read_text(encoding="utf-8") == (tmp_path / "expected.csv").read_text(encoding="utf-8")


def test_logs_are_let_go_one_by_one(small: str) -> None:
    alive: weakref.WeakSet[Any] = weakref.WeakSet()
    most = []

    def consume(plan: Any, replication: Any) -> None:
        holder = Held(replication.log)
        replication.log = holder
        alive.add(holder)
        most.append((replication.number, len(alive)))

    result = flowsim.run(flowsim.load(small), 12, level="log", threads=3, consume=consume)
    assert [number for number, _ in most] == list(range(12))
    assert max(count for _, count in most) <= 3 + 1
    assert all(sample is not None and sample.replication is None for sample in result.samples)
    with pytest.raises(UsageError, match="consumed"):
        _ = result.events


class Held:
    """A log that can be watched."""

    def __init__(self, log: Any) -> None:
        self.log = log


@pytest.mark.parametrize("command", [["run"], ["compare", "-p", "more-beds:+2"]])
def test_a_file_that_cannot_be_written_is_told_after_the_answer(
    call: Call, small: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("flowsim.cli.files.append", full)
    files = ["--csv", str(tmp_path / "figures.csv")]
    if command == ["run"]:
        files += ["--people", str(tmp_path / "people.csv")]
    result = call(command[0], small, *command[1:], "-n", "3", *files, width=300)
    assert result.exit_code == 4
    assert "Occupancy, hospital" in result.stdout
    assert result.stderr.count("could not be written: No space left on device") == len(files) // 2
    assert [path.name for path in tmp_path.iterdir()] == ["small.yaml"]


def test_set_changes_the_scenario(call: Call, small: str) -> None:
    def arrivals(*options: str) -> float:
        values = json.loads(call("run", small, "--json", *options).stdout)["measures"]
        return next(value["mean"] for value in values if value["measure"] == "arrivals" and not value["of"])

    assert arrivals("--set", "arrivals.emergency.rate=0 per day") == 0
    assert arrivals() > 0.5


def test_compare_prints_differences_with_half_widths_and_the_policy_in_words(call: Call, small: str) -> None:
    result = call("compare", small, "-p", "more-beds:+2", "-p", "more-homes:+4+more-beds:+2", "-n", "6")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    occupancy = next(line for line in lines if line.startswith("Occupancy, hospital"))
    assert occupancy.count("±") == 3
    assert "6 pairs" in result.stdout
    for word in ("helps:", "harms:", "costs:", "no difference shown", "intervals of a figure hold at once"):
        assert word in result.stdout
    bodies = [lines.index(line) for line in lines if line.strip() in ("NHS", "NHS and social care together")]
    assert bodies == sorted(bodies)
    assert lines.index(occupancy) in range(*bodies)
    alone = call("compare", small, "-p", "more-beds:+2", "-n", "6").stdout
    assert "at once" not in " ".join(alone.split())
    text = result.stdout.lower()
    assert "best" not in text
    assert "blocked" not in text


def test_a_policy_that_comes_to_no_change_says_so_and_every_figure_is_the_same(call: Call, small: str) -> None:
    result = call("compare", small, "-p", "more-assessors:+0", "-n", "3")
    text = " ".join(result.stdout.split())
    assert "here: it comes to no change" in text
    found = re.search(r"no difference shown in (\d+) of (\d+) headline figures \(exactly the same in (\d+)\)", text)
    assert found
    assert len(set(found.groups())) == 1
    assert "comes to no change here" in call("check", small, "-p", "more-assessors:+0").stderr


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_no_table_is_wider_than_the_terminal_and_no_number_is_cut(call: Call, small: str, width: int) -> None:
    specs = ["more-beds:+2", "more-homes:+4", "more-assessors:+1", "more-beds:+4+more-homes:+10+more-assessors:+1"]
    with_policies = [part for spec in specs for part in ("-p", spec)]
    arguments = (["compare", small, *with_policies, "-n", "3"], ["run", small, "--all"], ["explain", small, "--all"])
    for command in arguments:
        result = call(*command, width=width)
        assert result.exit_code == 0
        assert max(len(line.rstrip()) for line in result.stdout.splitlines()) <= width
        assert "…" not in result.stdout


def test_compare_json_and_csv_hold_the_interval_of_every_difference(call: Call, small: str, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    result = call("compare", small, "-p", "more-beds:+2", "-n", "4", "--json", "--csv", str(file))
    found = json.loads(result.stdout)
    assert found["pairs"] == {"more-beds:+2": 4}
    assert all(row["half_width"] is not None for row in found["differences"] if row["pairs"] > 1)
    with file.open(encoding="utf-8", newline="") as text:
        assert len(list(csv.DictReader(text))) > len(found["differences"])


def test_policies_are_listed_and_one_is_shown_in_a_scenario(call: Call, small: str) -> None:
    listed = call("policies")
    assert listed.exit_code == 0
    assert "more-beds" in listed.stdout
    shown = call("policies", "show", "more-beds:+2", small)
    assert ["ward", "places", "6", "8"] in [line.split() for line in shown.stdout.splitlines()]
    assert "helps" in shown.stdout
    assert json.loads(call("policies", "show", "more-beds:+2", small, "--json").stdout)["changes"]
    assert "more-beds" in [policy["policy"] for policy in json.loads(call("policies", "--json").stdout)]


def test_added_hours_of_care_are_shown_with_their_cost(call: Call, tmp_path: Path) -> None:
    """2 % of 500 hours a week are 10, at £1,250 a year for each; no place is added, so none is priced."""
    file = tmp_path / "care.yaml"
    file.write_text(
        "flowsim: 1\nname: care\nrun: {start_date: 2024-04-01, window: 30 d}\n"
        "units: {care: {kind: home-care, setting: home, weekly_hours: 500 h}}\n"
        "arrivals: {users: {rate: 1 per day, pathway: main}}\n"
        "pathways: {main: [{stay: care, amount: 10 h, time: 9 d}, {leave: home}]}\n"
    )
    shown = call("policies", "show", "more-home-care", str(file))
    assert "It adds 10 hours of care a week: £12,500 a year." in shown.stdout
    assert "adds 0" not in shown.stdout


@pytest.mark.parametrize("command", [["measures"], ["measures", "--all"], ["measures", "occupancy"], ["reasons"]])
def test_registries_are_printed_as_text_and_as_json(call: Call, command: list[str]) -> None:
    assert call(*command).stdout
    assert json.loads(call(*command, "--json").stdout)


def test_reasons_are_said_to_be_spelled_as_published(call: Call) -> None:
    assert "spelled as published" in call("reasons").stdout


def test_a_measure_without_a_unit_is_a_share_or_a_ratio(call: Call) -> None:
    text = call("measures", "--all", width=200).stdout
    assert "(1)" not in text
    named = ("no-criteria-to-reside-share (share)", "self-funded-share (share)", "approaches-per-placement (ratio)")
    assert all(name in text for name in named)
    assert "unit        ratio" in call("measures", "discharges-by-weekday").stdout
    assert {row["unit"] for row in json.loads(call("measures", "--json").stdout)} >= {"1"}, "as in files"


def test_a_unit_and_its_setting_are_told_apart(call: Call) -> None:
    """The tutorial has one care home: of the home and of all homes the figures are the same."""
    lines = call("run", "tutorial", "-n", "2", "--all", "--engine", "reference", "--set", "run.window=60 d").stdout
    beds = [line for line in lines.splitlines() if line.startswith("Occupied beds, ")]
    assert [line.split(" (")[0] for line in beds if "care home" in line] == [
        "Occupied beds, unit care home",
        "Occupied beds, setting care home",
    ]


def test_what_no_measure_says_is_told_with_the_reason(call: Call) -> None:
    assert "different carers" in call("measures", "--all").stdout


def test_options_are_said_in_the_words_of_their_command(call: Call) -> None:
    assert "pairs" not in call("run", "--help", width=200).stdout
    assert "How many pairs" in call("compare", "--help", width=200).stdout
    assert "Every step of the pathways" in call("explain", "--help", width=200).stdout


@pytest.mark.parametrize("of", [(), ("run",), ("policies",), ("policies", "show")])
def test_help_says_of_no_flag_that_it_is_a_bool(call: Call, of: tuple[str, ...]) -> None:
    shown = call(*of, "--help", width=200).stdout
    assert "--help" in shown
    assert "bool" not in shown


def test_schema_is_json(call: Call) -> None:
    assert {"units", "pathways", "builds_on"} <= json.loads(call("schema").stdout)["then"]["properties"].keys()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["run"], 2, "SCENARIO"),
        (["nonsense"], 2, "nonsense"),
        (["run", "SMALL", "--engine", "steam"], 2, "steam"),
        (["run", "SMALL", "-n", "0"], 2, "replications are between 1 and"),
        (["run", "SMALL", "--seed", "-1"], 2, "seed"),
        (["run", "SMALL", "--threads", "0"], 2, "threads"),
        (["run", "SMALL", "--set", "nothing"], 2, "PATH=VALUE"),
        (["run", "SMALL", "--csv", "/no/such/folder/x.csv"], 2, "no folder"),
        (["run", "SMALL", "--csv", "x.csv", "--people", "./x.csv"], 2, "named for two files"),
        (["compare", "SMALL", "-p", "more-beds", "--csv", "/no/such/folder/x.csv"], 2, "no folder"),
        (["run", "SMALL", "--set", "units.wrad.places=3"], 3, "did you mean 'ward'"),
        (["run", "SMALL", "--set", "units.ward.places=many"], 3, "units.ward.places"),
        (["check", "no-such-place"], 3, "no-such-place"),
        (["compare", "SMALL", "-p", "more-bed"], 2, "did you mean 'more-beds'"),
        (["compare", "SMALL"], 2, "policy"),
        (["compare", "SMALL", "-p", "more-beds", "-n", "1"], 2, "at least 2 pairs"),
        (["compare", "SMALL", "-p", "more-beds", "-n", "0"], 2, "at least 2 pairs"),
        (["compare", "SMALL", "-p", "more-beds", "-p", "more-beds"], 2, "named twice"),
        (["compare", "SMALL", "-p", "more-beds+more-beds"], 2, "twice"),
        (["measures", "ocupancy"], 2, "did you mean 'occupancy'"),
        (["policies", "show", "nothing"], 2, "nothing"),
    ],
)
def test_a_users_mistake_is_a_message_and_an_exit_code(
    call: Call, small: str, arguments: list[str], code: int, said: str
) -> None:
    result = call(*(small if word == "SMALL" else word for word in arguments), width=200)
    assert result.exit_code == code
    assert said in result.stderr
    assert not result.stdout
    assert "Traceback" not in result.stderr


def test_a_replication_that_fails_is_named_and_the_others_are_kept(
    call: Call, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = flowsim.engine.compiled.replicate

    def failing(plan: Any, seed: int, replication: int, level: int, stop: Any) -> Any:
        if replication == 1:
            raise ReplicationError("too much happened at once")
        return real(plan, seed, replication, level, stop)

    monkeypatch.setattr(flowsim.engine.compiled, "replicate", failing)
    result = call("run", small, "-n", "4")
    assert result.exit_code == 4
    assert "replication 1 of small: too much happened at once" in result.stderr
    assert "3 of 4 replications" in result.stdout
    compared = call("compare", small, "-p", "more-beds:+2", "-n", "4", "--json")
    assert compared.exit_code == 4
    assert json.loads(compared.stdout)["pairs"] == {"more-beds:+2": 3}
    assert [failure["replication"] for failure in json.loads(compared.stdout)["failures"]] == [1, 1]


@pytest.mark.statistical
@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_ctrl_c_ends_with_130_and_prints_what_was_done(small: str, engine: str) -> None:
    """Long before the 60,000 replications are done. (What a batch does then the fast suite asks in its own process.)"""
    code, out, err = _interrupted("run", small, "-n", "60000", "--engine", engine, "--json")
    assert code == 130
    assert "interrupted" in err
    assert "Traceback" not in err
    found = json.loads(out)
    assert found["interrupted"] is True
    assert 0 < found["finished"] < 60000


@pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="plain Python hears Ctrl-C by itself")
@pytest.mark.statistical
@pytest.mark.parametrize("threads", ["1", "2"])
def test_ctrl_c_breaks_off_a_replication_that_would_take_minutes(tmp_path: Path, threads: str) -> None:
    """Of 20 years and 20,000 people a day: 150 million people. The people of the file are whole replications: none."""
    document = SMALL.replace("30 d", "7300 d").replace("1 per day", "20000 per day")
    long, people = tmp_path / "long.yaml", tmp_path / "people.csv"
    long.write_text(document)
    code, _, err = _interrupted("run", str(long), "-n", "4", "--threads", threads, "--people", str(people))
    assert code == 130
    assert "interrupted" in err
    assert "Traceback" not in err
    assert not people.exists()


@cache
def _processor_time(engine: str) -> float:
    """Seconds of processor time of a run of next to nothing, here and now: imports, and code from the cache."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "small.yaml"
        file.write_text(SMALL, encoding="utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "flowsim", "run", str(file), "-n", "1", "--engine", engine]
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _interrupted(*words: str) -> tuple[int, str, str]:
    """A command that is at its replications when Ctrl-C is pressed: its exit code, and what it printed.

    Raises:
        subprocess.TimeoutExpired: it did not stop.
    """
    command = [sys.executable, "-u", "-m", "flowsim", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        engine = "reference" if "reference" in words else "compiled"
        _wait_until_it_works(process.pid, 1.0 + 1.3 * _processor_time(engine))
        os.kill(process.pid, signal.SIGINT)
        try:
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    return process.returncode, out, err


def _wait_until_it_works(pid: int, seconds: float) -> None:
    """Until the process has used so much processor time that it is past its imports and at its replications."""
    ticks = os.sysconf("SC_CLK_TCK")
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        if (int(stat[11]) + int(stat[12])) / ticks > seconds:
            return
        time.sleep(0.1)
    raise AssertionError("the run never got going")


@pytest.mark.statistical
def test_a_run_is_laid_beside_published_figures(call: Call) -> None:
    result = call("run", "northmoor", "-n", "2", "--published")
    assert result.exit_code == 0
    assert "no criteria to reside at midnight" in result.stdout
    assert "99.5 (65.0 to 118.0)" in result.stdout
    assert "Missed: no criteria to reside, Wednesday: work done on weekdays only" in result.stdout
    assert "Fitted no: " in result.stdout


PUBLISHED = """\
figure,published,low,high,unit,digits,measure,of,fitted,range,source,cause
beds taken,0.5,0.0,1.0,%,0,occupancy,ward,no,wide,nobody,
"beds taken, doubted",0.01,0.0,0.02,%,0,occupancy,ward,yes,narrow,nobody,too few beds
"""


def test_published_figures_are_of_the_place_as_it_is_and_stand_in_the_json(
    call: Call, small: str, tmp_path: Path
) -> None:
    folder = tmp_path / "place"
    folder.mkdir()
    (folder / "scenario.yaml").write_text(Path(small).read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "published.csv").write_text(PUBLISHED, encoding="utf-8")
    refused = call("run", str(folder), "--published", "-p", "more-beds:+2", width=200)
    assert refused.exit_code == 2
    assert "beside the place as it is" in refused.stderr
    result = call("run", str(folder), "--published", "--json", "--set", "units.ward.places=7", width=200)
    assert "values changed: units.ward.places=7" in result.stderr
    rows = json.loads(result.stdout)["published"]
    assert [(row["figure"], row["hit"], row["cause"]) for row in rows] == [
        ("beds taken", True, ""),
        ("beds taken, doubted", False, "too few beds"),
    ]
    text = call("run", str(folder), "--published").stdout
    assert "Fitted no: 1 of 1 hit." in text
    assert "reach" not in text
    of_one = call("run", str(folder), "--published", "-n", "1", width=200).stdout
    assert "One replication has no interval: any hit or miss may be chance." in of_one
    edge = json.loads(call("run", str(folder), "--published", "--json").stdout)["published"][0]["simulated"]
    near = PUBLISHED.replace("0.5,0.0,1.0,%,0", f"0.5,0.0,{edge},%,3")
    (folder / "published.csv").write_text(near, encoding="utf-8")
    text = call("run", str(folder), "--published", width=200).stdout
    assert "The interval of 1 of them reaches over an edge of the range" in text
    assert "Missed: beds taken, doubted: too few beds." in text
    picture = tmp_path / "figure.svg"
    assert call("run", str(folder), "--published", "--figure", str(picture)).exit_code == 0
    assert "<svg" in picture.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--figure", "a.png"], "add --published"),
        (["--published", "--figure", "a.jpg"], "end it in .png, .svg or .pdf"),
        (["--published", "--figure", "nowhere/a.png"], "there is no folder nowhere"),
    ],
)
def test_a_figure_that_cannot_be_drawn_is_refused_before_the_run(
    call: Call, small: str, options: list[str], said: str
) -> None:
    result = call("run", small, *options, width=200)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_scenario_without_published_figures_says_so_before_it_runs(call: Call, small: str) -> None:
    result = call("run", small, "--published")
    assert result.exit_code == 2
    assert "nothing to lay it beside" in result.stderr


FALLING = {
    "flowsim: 1\n": "flowsim: 1\nfunds: {purse: {opening: £9000}}\n",
    "    - mark: discharge-ready\n": "      risks:\n        fall: {rate: 1 per week, then: care-home}\n"
    "    - mark: discharge-ready\n",
    "          do: care-home\n": "          do: []\n",
}
"""The small scenario with nobody in the nursing home but who falls on the ward."""


def test_explain_prints_no_load_where_only_a_risk_leads_and_says_why(call: Call, small: str, tmp_path: Path) -> None:
    text = Path(small).read_text(encoding="utf-8")
    for old, new in FALLING.items():
        text = text.replace(old, new)
    path = tmp_path / "falling.yaml"
    path.write_text(text, encoding="utf-8")
    shown = call("explain", str(path)).stdout
    lines = {line.split()[0]: line.split() for line in shown.splitlines() if line.strip()}
    assert lines["nursing-home"] == ["nursing-home", "care-home", "12", "-", "-", "-"]
    assert lines["ward"][-3:-1] == ["at", "most"]
    assert lines["purse"][-1] == "0.00"
    assert "  -: not worked out, as only what may happen to people on the way" in shown
    assert "  at most: deaths and whatever else may end a stay early are left out" in shown
    assert max(map(len, shown.splitlines())) <= 100
    found = {line["name"]: line for line in json.loads(call("explain", str(path), "--json").stdout)["units"]}
    assert found["nursing-home"]["load"] is None
    assert found["nursing-home"]["content"] is None
    assert (found["nursing-home"]["bound"], found["ward"]["bound"]) == ("unknown", "at most")
