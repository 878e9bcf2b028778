"""What ``flowsim compare`` says first, and what stands first on its page, against its own figures."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from flowsim.cli import short_answer
from flowsim.experiment import foremost
from tests.cli.conftest import Call

SPECS = ("more-beds:+2", "more-homes:+1")


def _options(*specs: str, pairs: int = 8) -> list[str]:
    return [*(word for spec in specs for word in ("-p", spec)), "-n", str(pairs), "--seed", "2"]


def _said(text: str, policy: str) -> dict[str, str]:
    """The lines of a policy in the short answer, by their first word."""
    own = text.split(f"\n{policy}\n", 1)[1].split("\nMeasure ", 1)[0]
    lines: list[str] = []
    for line in own.splitlines():
        if not line.startswith("  "):
            break
        words = line.strip()
        if words.split(":")[0] in ("helps", "harms", "costs", "saves", "not shown"):
            lines.append(words)
        elif lines:
            lines[-1] += " " + words
    return dict(line.split(": ", 1) for line in lines)


def test_what_helps_and_harms_is_what_the_intervals_leave_out_zero_of(call: Call) -> None:
    """More homes shorten delay, more beds alone lengthen it: fewer wait outside, more wait for the four homes."""
    text = call("compare", "tutorial", *_options(*SPECS)).stdout
    rows = json.loads(call("compare", "tutorial", *_options(*SPECS), "--json").stdout)["differences"]
    shows = {(row["policy"], row["measure"], row["of"]): row["shows"] for row in rows}
    there = {(row["measure"], row["of"]) for row in rows if row["baseline"] or row["mean"]}  # not nought throughout
    for policy in SPECS:
        delay = shows[policy, "no-criteria-to-reside", ""]
        said = _said(text, policy)
        assert ("no criteria to reside" in said["helps"]) == (delay == "lower")
        assert ("no criteria to reside" in said.get("harms", "")) == (delay == "higher")
        own = [row for row in rows if row["policy"] == policy and (row["measure"], row["of"]) in there]
        same = sum(row["shows"] in ("no difference shown", "unchanged") for row in own)
        assert f"no difference shown in {same} of" in said["not shown"]
    assert text.index("In short") < text.index("Measure ")
    assert "best" not in text.lower()


RARE = """\
flowsim: 1
name: rare
run: {start_date: 2024-04-01, window: 60 d, seed: 1}
units:
  ward: {places: 30, setting: hospital}
  home: {places: 6, setting: care-home}
  rare-bed: {places: 1, setting: rehabilitation, admits: {tue: "10:00-11:00"}}
arrivals: {emergency: {rate: 1 per day, pathway: main}, rarely: {rate: 0.02 per day, pathway: rare}}
pathways:
  main:
    - {stay: ward, time: 3 d}
    - mark: discharge-ready
    - {stay: home, time: {exponential: {mean: 9 d}}}
    - {leave: home}
  rare:
    - {stay: ward, time: 3 d, name: first}
    - {stay: rare-bed, time: 20 d}
    - {leave: well}
"""
"""Some wait for a bed of rehabilitation in one of three runs, so that no difference of that wait is known."""


def _number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    return int(found[1]) if found else 0


def _told(said: str) -> int:
    """How many figures an answer names as helped or harmed, or counts as more of these."""
    lines = re.split(r"(?<=[.)\w]) (?=helps: |harms: |costs: |saves: |neither |not shown: |no difference )", said)
    own = [line for line in lines if line.startswith(("helps", "harms"))]
    return sum(line.count(" ± ") + _number(r"and (\d+) more, see below", line) for line in own)


SEVEN = [pytest.param(7, pairs, marks=pytest.mark.statistical) for pairs in (3, 5)]


@pytest.mark.parametrize(("policies", "pairs"), [(2, 3), *SEVEN])
def test_no_figure_is_passed_over(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policies: int, pairs: int
) -> None:
    """What helps and harms, by name or by number, what else differs, what is not shown, what has no value: all."""
    monkeypatch.setattr(short_answer, "SAID", 1)
    monkeypatch.setattr(short_answer, "SAID_OF_MANY", 1)
    path = tmp_path / "rare.yaml"
    path.write_text(RARE)
    specs = [f"more-homes:+{number}" for number in range(1, policies + 1)]
    options = [*(word for spec in specs for word in ("-p", spec)), "-n", f"{pairs}", "--seed", "9"]
    options += ["--engine", "reference"]
    rows = json.loads(call("compare", str(path), *options, "--json").stdout)["differences"]
    text = call("compare", str(path), *options).stdout
    there = {(row["measure"], row["of"]) for row in rows if row["baseline"] or row["mean"]}
    for policy in specs:
        said = " ".join(text.split(f"\n{policy}\n", 1)[1].split("\nmore-homes", 1)[0].split("\n\n", 1)[0].split())
        own = [row for row in rows if row["policy"] == policy and (row["measure"], row["of"]) in there]
        shows = [row["shows"] for row in own if row["measure"] != "cost-of-policies"]  # costs are named always
        told = _told(said) + _number(r"shown in (\d+) not named here", said)
        assert told == shows.count("lower") + shows.count("higher")
        assert _number(r"(\d+) cannot be compared", said) == shows.count("too few pairs")
        assert _number(r"(\d+) of \d+ headline", said) + told + shows.count("too few pairs") == len(shows)
    assert "cannot be compared" in text or "see below" in text


@pytest.fixture
def delayed(tmp_path: Path) -> str:
    """A ward in which some six people wait for a home, and chance moves that by more than a policy."""
    path = tmp_path / "delayed.yaml"
    path.write_text(
        "flowsim: 1\nname: delayed\nrun: {start_date: 2024-04-01, window: 60 d, seed: 1}\n"
        "units: {ward: {places: 30, setting: hospital}, home: {places: 9, setting: care-home}}\n"
        "arrivals: {emergency: {rate: 1 per day, pathway: main}}\n"
        "pathways:\n  main:\n    - {stay: ward, time: {exponential: {mean: 4 d}}}\n    - mark: discharge-ready\n"
        "    - {stay: home, time: {exponential: {mean: 9 d}}}\n    - {leave: home}\n"
    )
    return str(path)


def test_so_few_pairs_are_told_to_be_too_few(call: Call, delayed: str) -> None:
    text = " ".join(call("compare", delayed, *_options("more-homes:+1", pairs=2)).stdout.split())
    assert "So few pairs do not show what is usual" in text
    needed = int(text.split("pairs should be enough")[0].split()[-1])
    assert needed > 2
    assert "So few pairs" not in call("compare", "tutorial", *_options("more-homes:+1")).stdout  # a difference is shown


def test_many_policies_stand_in_rows_and_stay_within_the_terminal(call: Call, small: str) -> None:
    specs = [f"more-beds:+{number}" for number in range(1, 9)]
    text = call("compare", small, *_options(*specs, pairs=2)).stdout
    lines = [line.rstrip() for line in text.splitlines()]
    assert max(map(len, lines)) <= 100
    assert sum(line.startswith("Policy ") for line in lines) >= 2
    rows = [line for line in lines if line.startswith("more-beds:+8 ")]
    assert all("±" in line or "=" in line for line in rows)
    assert "policies show" in text
    assert "in general" not in text


def test_more_shows_all_headline_figures_where_not_all_stand_first(
    call: Call, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foremost, "AT_A_GLANCE", 5)
    for command in (["run", small], ["compare", small, *_options("more-beds:+2", pairs=2)]):
        first, more = call(*command).stdout, call(*command, "--more").stdout
        assert "Hospital\n" in "\n".join(line.strip() for line in first.splitlines()) + "\n"
        assert "No criteria to reside (people)" in first
        assert "Arrivals (per day)" not in first
        assert "Arrivals (per day)" in more
        assert "--more shows all" in " ".join(first.split())


def test_to_send_people_of_few_nights_home_is_no_harm_to_those_who_stay(call: Call, tmp_path: Path) -> None:
    """Three in five would stay for a day, the others for thirty: the mean of those who stay, and their share of 21
    nights and more, can only rise when the first go home at once, while there are fewer in the beds."""
    place, policy = tmp_path / "place.yaml", tmp_path / "diverted.yaml"
    place.write_text(
        "flowsim: 1\nname: place\nrun: {start_date: 2024-04-01, window: 120 d, warm_up: 60 d, seed: 1}\n"
        "units: {ward: {places: 200, setting: hospital}}\n"
        "attributes: {needs: {shares: {little: 0.6, much: 0.4}}}\n"
        "arrivals: {emergency: {rate: 4 per day, pathway: main}}\n"
        "pathways:\n  main:\n    - {leave: sent-home, share: {by: needs, little: 0, much: 0}}\n"
        "    - {stay: ward, time: {by: needs, little: 1 d, much: 30 d}}\n    - {leave: home}\n"
    )
    policy.write_text(
        "flowsim: 1\npolicy: diverted\ntitle: d\ndefinition: d.\nhelps: a\nharms: b\ncosts: c\n"
        "evidence: {text: none, source: assumption}\n"
        "edits: [{set: 0.9, in: pathways.main.leave-sent-home.share.little}]\n"
    )
    found = call("compare", str(place), *_options(str(policy), pairs=6), "--json")
    shows = {row["measure"]: row["shows"] for row in json.loads(found.stdout)["differences"] if not row["of"]}
    assert (shows["nights-in-hospital"], shows["in-hospital-21-nights-or-more"]) == ("higher", "higher")
    text = call("compare", str(place), *_options(str(policy), pairs=6)).stdout
    assert "nights" not in _said(text, str(policy)).get("harms", "")
