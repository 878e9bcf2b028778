"""Differences since a policy's start: those of the daily tables, nought before it, and a band over all periods."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from flowsim import Scenario, compare, run
from flowsim.experiment.comparison import Comparison
from flowsim.experiment.together import together
from flowsim.plan.tables import Plan
from flowsim.results.tables import daily
from flowsim.units import DAY

LONGER = """\
flowsim: 1
policy: longer
title: Longer stays
definition: Stays last half as long again.
helps: Nobody.
harms: Everybody.
costs: Nothing.
evidence: {text: none, source: assumption}
edits:
  - {scale: 1.5, of: pathways.main.ward.time}
"""
PAIRS = 6


@pytest.fixture(scope="module")
def ward() -> Scenario:
    """A ward with room for everybody, measured from 2025-01-31 for 100 days."""
    return Scenario(
        name="ward",
        run={"window": "100 d", "warm_up": "30 d", "start_date": "2025-01-01", "seed": 3},
        units={"ward": {"places": 10_000, "setting": "hospital"}},
        arrivals={"emergency": {"rate": "3 per day", "pathway": "main"}},
        pathways={"main": [{"stay": "ward", "time": {"exponential": {"mean": "5 d"}}}, {"leave": "home"}]},
    )


@pytest.fixture(scope="module")
def longer(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A policy that begins ten days into the window, on 10 February."""
    path = tmp_path_factory.mktemp("policies") / "longer.yaml"
    path.write_text(LONGER, encoding="utf-8")
    return f"{path}:from=10 d"


@pytest.fixture(scope="module")
def comparison(ward: Scenario, longer: str) -> Comparison:
    """Six pairs with a policy that has a date, and with one that has none."""
    return compare(ward, [longer, "more-beds:+5"], replications=PAIRS)


def day_by_day(scenario: Scenario, series: str) -> pd.DataFrame:
    """[date, replication] of a series of the daily tables."""
    frames: list[pd.DataFrame] = []
    run(scenario, PAIRS, consume=lambda plan, replication: frames.append(_daily(plan, replication)))
    frame = pd.concat(frames)
    return frame[frame.series == series].pivot_table(index="date", columns="replication", values="value", aggfunc="sum")


def _daily(plan: Plan, replication: object) -> pd.DataFrame:
    frame = daily(plan, replication)  # type: ignore[arg-type]
    return frame[frame.of.isin(["ward", ""])]


@pytest.mark.parametrize(("series", "table"), [("occupied-beds-at-midnight", "occupied"), ("discharges", "discharged")])
def test_periods_are_four_weeks_of_the_daily_tables(
    ward: Scenario, longer: str, comparison: Comparison, series: str, table: str
) -> None:
    before, after = day_by_day(ward, table), day_by_day(ward.with_policies(longer), table)
    rows = comparison.since_start()
    own = rows[rows.series == series].reset_index(drop=True)
    assert list(own["weeks"]) == ["1-4", "5-8", "9-12"]
    assert list(own["from"]) == ["2025-02-10", "2025-03-10", "2025-04-07"]
    apart = []
    for first in own["from"]:
        dates = pd.date_range(first, periods=28)
        apart.append((after.loc[dates].mean() - before.loc[dates].mean()).to_numpy())
    assert own.difference.tolist() == pytest.approx([values.mean() for values in apart])
    assert own.half_width.tolist() == pytest.approx(together(np.array(apart)[:, :, None])[:, 0])
    wide = stats.t.ppf(1 - 0.025 / 3, PAIRS - 1) * np.std(apart[0], ddof=1) / PAIRS**0.5
    assert own.half_width[0] == pytest.approx(wide)
    assert set(own.pairs) == {PAIRS}


def test_before_the_start_every_day_is_the_same_and_after_it_the_content_rises(comparison: Comparison) -> None:
    days = [np.stack([sample.days for sample in arm]) for arm in comparison.samples]  # type: ignore[union-attr,misc]
    begun = 40  # 30 days of warm-up and ten of the window
    assert (days[1][:, :, :begun] == days[0][:, :, :begun]).all()
    assert (days[1][:, 1, begun:] != days[0][:, 1, begun:]).any()
    rows = comparison.since_start()
    lying = rows[rows.series == "occupied-beds-at-midnight"]
    assert (lying.low > 0).all()
    # Three a day stay 7.5 days instead of 5: 7.5 people more in the end, to within the band.
    assert lying.low.iloc[-1] < 7.5 < lying.high.iloc[-1]


def test_a_policy_without_a_date_has_no_weeks_and_costs_no_days(ward: Scenario, comparison: Comparison) -> None:
    assert set(comparison.since_start().policy) == {comparison.policies[0]}
    undated = compare(ward, "more-beds:+5", replications=2)
    assert undated.since_start().empty
    assert all(sample is None or sample.days is None for arm in undated.samples for sample in arm)


def test_of_a_combination_the_first_date_counts(ward: Scenario, longer: str) -> None:
    both = compare(ward, f"{longer}+more-beds:5,from=3 d", replications=2).since_start()
    assert both["from"].iloc[0] == "2025-02-03"


def test_a_date_with_less_than_four_weeks_left_has_no_period(ward: Scenario, longer: str) -> None:
    late = compare(ward, f"{longer.removesuffix('10 d')}80 d", replications=2)
    assert late.since_start().empty
    assert late.arms[1].plan.horizon > DAY * 110


def test_it_is_on_the_page_and_in_a_file(longer: str, ward: Scenario, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from flowsim.cli.app import app

    place = tmp_path / "ward.yaml"
    ward.to_yaml(place)
    arguments = ["compare", str(place), "-n", "3", "--weeks", str(tmp_path / "weeks.csv"), "-p"]
    result = CliRunner().invoke(app, [*arguments, longer], env={"COLUMNS": "300"})
    assert result.exit_code == 0
    assert "since its start on 2025-02-10" in result.stdout
    assert any(line.split()[:3] == ["9", "to", "12"] for line in result.stdout.splitlines())
    assert len(pd.read_csv(tmp_path / "weeks.csv")) == 9
    refused = CliRunner().invoke(app, [*arguments, "more-beds:+5"])
    assert refused.exit_code == 2
    assert "none has one" in refused.stderr
