"""What ``flowsim compare`` says beside its differences: who pays and who saves, and gaps between groups."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Call

TEXT = """
flowsim: 1
name: two-payers
run: {window: 60 d, replications: 3, seed: 1}
units:
  ward: {places: 20, setting: hospital, day_cost: £300}
  oak: {places: 20, setting: care-home, week_cost: £700}
teams:
  social-work: {headcount: 2, hours: {mon-fri: 09:00-17:00}, hour_cost: £50, payer: council, kind: assessment}
attributes:
  age: {shares: {young: 50 %, old: 50 %}}
groups: [age]
arrivals:
  emergency: {rate: 2 per day, pathway: main}
pathways:
  main:
    - {stay: ward, time: {by: age, young: 2 d, old: 5 d}}
    - {task: social-work, work: 2 h, when: {age: old}}
    - {stay: oak, time: 6 d, when: {age: old}}
    - {leave: home}
"""


@pytest.fixture
def costed(tmp_path: Path) -> str:
    path = tmp_path / "two-payers.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def test_who_pays_and_who_saves(call: Call, costed: str) -> None:
    """The costs of the bodies add up to those of all."""
    found = json.loads(call("compare", costed, "-p", "more-assessors:+2", "--json").stdout)["who_pays"]
    rows = {(row["measure"], row["of"]): row for row in found}
    bodies = ("body: NHS", "body: social care")
    for column in ("baseline", "mean", "difference"):
        assert rows["cost-by-body", ""][column] == pytest.approx(sum(rows["cost-by-body", of][column] for of in bodies))
    shown = call("compare", costed, "-p", "more-assessors:+2").stdout
    assert "Who pays and who saves" in shown
    assert "Council" in shown
    assert "Families" not in shown
    charged = " ".join(shown.split())  # £100,000 a year for each of two workers: 548 a day
    assert "Council +0.548 ± 0 thousand pounds per day, for a social worker's time" in charged
    assert "What the policies themselves cost (thousand pounds per day)" in shown
    assert "more-assessors:+2 pays for a social worker's time" in shown
    money = re.findall(r"([0-9.]+) ± ([0-9.]+)", charged.split("Who pays and who saves")[1].split("Places at their")[0])
    assert money
    digits = [tuple(len(part.replace(".", "").lstrip("0")) for part in pair) for pair in money]
    assert all(figure <= 3 or half_width <= 1 for figure, half_width in digits), money


def test_gaps_between_groups_without_and_with_a_policy(call: Call, costed: str) -> None:
    result = call("compare", costed, "-p", "more-beds:+5", "--equity")
    assert result.exit_code == 0
    assert "Gaps by age, each group beside young, without and with more-beds:+5" in result.stdout
    found = json.loads(call("compare", costed, "-p", "more-beds:+5", "--equity", "--json").stdout)["equity"]
    (nights,) = [row for row in found if row["measure"] == "nights-in-hospital"]
    assert (nights["group"], nights["reference"]) == ("old", "young")
    assert nights["gap"] == pytest.approx(3, abs=1)  # five days of treatment, not two, and a wait for the social worker
    assert nights["change"] == pytest.approx(nights["gap_under"] - nights["gap"])


def test_equity_needs_groups(call: Call, small: str) -> None:
    result = call("compare", small, "-p", "more-beds:+5", "--equity")
    assert result.exit_code == 2
    assert "groups: [age]" in result.stderr


def test_few_pairs_say_nothing_of_what_pairing_saved(call: Call, costed: str) -> None:
    """Two pairs always lie on a line: their correlation is 1, or -1."""
    asked = ("compare", costed, "-p", "more-homes:+2", "--set", "units.oak.places=5", "--engine", "reference")
    for pairs in ("2", "4"):
        page = call(*asked, "-n", pairs).stdout
        assert f"\n{pairs} pairs.\n" in page
        assert "correlation" not in page
    assert "5 pairs. Unpaired, the same half-width for" in " ".join(call(*asked, "-n", "5").stdout.split())
