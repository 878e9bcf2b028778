"""``flowsim new``: the starter is sound and runs, says nothing untrue, and never overwrites."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import flowsim
from flowsim.plan.explain import explain
from flowsim.units import DAY
from tests.cli.conftest import Call


@pytest.fixture
def starter(call: Call, tmp_path: Path) -> Path:
    result = call("new", str(tmp_path / "our-place"))
    assert result.exit_code == 0
    file = tmp_path / "our-place.yaml"
    assert str(file) in result.stdout.replace("\n", "")
    return file


def test_the_starter_passes_check_without_a_warning(call: Call, starter: Path) -> None:
    result = call("check", str(starter))
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "our-place is sound: 2 units, 1 team, 1 attribute, 1 stream of arrivals, 2 pathways"
    )
    assert "no warnings" in result.stdout


def test_the_starter_runs(call: Call, starter: Path) -> None:
    result = call("run", str(starter), "--set", "run.window=8 wk", "-n", "2")
    assert result.exit_code == 0


def test_what_the_comments_say_is_true(starter: Path) -> None:
    """A mean stay of 5 days, .4 people a day to the home; day hours twice as likely; it starts on a Monday."""
    text = starter.read_text(encoding="utf-8")
    scenario = flowsim.load(starter)
    found = explain(scenario)
    [ward] = [line for line in found.units if line.name == "ward"]
    [home] = [line for line in found.units if line.name == "care-home"]
    [stay] = [line for line in found.steps if line.name == "admission.ward"]
    assert "a mean of 5 days for everybody" in text
    assert stay.mean_time == pytest.approx(5 * DAY)
    assert "0.4 people a day" in text
    assert home.asked_per_day == pytest.approx(0.4)
    assert "four a day on average" in text
    assert ward.asked_per_day == pytest.approx(4)
    assert max(ward.load, home.load) < 0.95
    hours = [figure.value for figure in scenario.place.arrivals["emergency"].by_hour or []]
    assert {min(hours) * 2, max(hours)} == {2}
    assert scenario.place.run.start_date.strftime("%A") == "Monday"
    assert scenario.place.run.start == "filled"


def test_the_commands_in_the_comments_work(call: Call, starter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = re.findall(r"^#     flowsim (.+?)(?:  .*)?$", starter.read_text(encoding="utf-8"), re.MULTILINE)
    assert [command.split()[0] for command in commands] == ["check", "explain", "run", "run", "policies", "compare"]
    short = ["--set", "run.window=4 wk", "--set", "run.warm_up=1 wk", "-n", "2"]
    for command in commands:
        more = short if command.split()[0] in ("run", "compare") else []
        assert call(*command.split(), *more).exit_code == 0


def test_the_words_for_policies_are_found_by_those_that_it_names(starter: Path) -> None:
    text = starter.read_text(encoding="utf-8")
    named = re.findall(r"how policies such as ([a-z-]+) find", text)
    assert named == ["more-assessors", "discharge-to-assess"]
    assert set(named) < set(flowsim.policies(flowsim.load(starter)))


def test_figures_say_that_they_are_assumed(starter: Path) -> None:
    """Every place, worker, rate, share and length of stay; the shape of a distribution needs no note."""
    text = starter.read_text(encoding="utf-8")
    for line in text.splitlines():
        if re.search(r"(places|headcount|rate|mean|work):", line.partition("#")[0]):
            assert "assumed: true" in line
    assert "All figures are assumed" in text


@pytest.mark.parametrize("taken", ["our-place.yaml", "our-place"])
def test_nothing_is_overwritten(call: Call, tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).write_text("mine")
    result = call("new", str(tmp_path / "our-place"))
    assert result.exit_code == 2
    assert "is there already" in " ".join(result.stderr.split())
    assert (tmp_path / taken).read_text() == "mine"
    assert sorted(file.name for file in tmp_path.iterdir()) == [taken]


def test_a_link_is_not_followed(call: Call, tmp_path: Path) -> None:
    (tmp_path / "our-place.yaml").symlink_to(tmp_path / "elsewhere")
    assert call("new", str(tmp_path / "our-place.yaml")).exit_code == 2
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("name", ["our place", "-ward", ".yaml", "no-such-folder/our-place"])
def test_what_cannot_be_written_is_usage(call: Call, tmp_path: Path, name: str) -> None:
    result = call("new", "--", str(tmp_path / name))
    assert result.exit_code == 2
    assert not list(tmp_path.iterdir())
    assert "Traceback" not in result.stderr


def test_help_names_it_first(call: Call) -> None:
    shown = call("--help").stdout
    assert shown.index(" new ") < shown.index(" check ")
    assert "overwritten" in call("new", "--help").stdout
