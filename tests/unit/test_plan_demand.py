"""How many come: cumulative rates by hand, growth, shocks, weekly lists; and that a change moves nobody else."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from flowsim.engine import reference
from flowsim.engine.output import ARRIVE, LOG
from flowsim.plan.compile import compile_plan
from flowsim.plan.flows import work_out
from flowsim.plan.tables import Plan
from flowsim.scenario.scenario import Scenario, load
from flowsim.units import DAY, HOUR, MINUTE

START = datetime.date(2024, 11, 27)  # a Wednesday


def document(window: str = "40 d", **arrivals: Any) -> dict[str, Any]:
    return {
        "flowsim": 1,
        "name": "demand",
        "run": {"start_date": START.isoformat(), "window": window},
        "attributes": {"age": {"shares": {"young": 0.5, "old": 0.5}}},
        "arrivals": {"door": {"pathway": "main", **arrivals}},
        "pathways": {"main": [{"wait": "1 h"}, {"leave": "home"}]},
    }


def plan_of(window: str = "40 d", **arrivals: Any) -> Plan:
    return compile_plan(Scenario.from_document(document(window, **arrivals)))


def who_comes(plan: Plan) -> dict[str, list[tuple[int, int]]]:
    """Time and index of everybody who comes, by the name of the source."""
    replication = reference.replicate(plan, 3, 0, LOG)
    assert replication.log is not None
    came = replication.log[replication.log["kind"] == ARRIVE]
    return {
        name: sorted(zip(*(came[came["source"] == row][key].tolist() for key in ("time", "index")), strict=True))
        for row, name in enumerate(plan.names["sources"])
    }


def test_hour_weekday_and_month_multiply() -> None:
    """The expected arrivals up to each hour, summed hour by hour from the dates themselves: rate x month x day x hour,
    each profile over its mean. 40 days from 27 November reach over the turn of the year."""
    hours = [float(hour % 5) for hour in range(24)]
    weekdays, months = [1, 2, 3, 4, 5, 6, 0], [3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4]
    plan = plan_of(rate="10 per day", by_hour=hours, by_weekday=weekdays, by_month=months)
    expected = 0.0
    for number in range(40 * 24):
        date = START + datetime.timedelta(hours=number) if number % 24 == 0 else START
        date = START + datetime.timedelta(days=number // 24)
        month, day = months[date.month - 1] / (18 / 12), weekdays[date.weekday()] / 3
        expected += 10 / 24 * month * day * hours[number % 24] / (sum(hours) / 24)
        assert plan.intensity[number] == pytest.approx(expected, rel=1e-12)
    flows = work_out(plan)
    assert flows is not None
    assert flows.through[0].sum() == pytest.approx(expected / (40 * DAY), rel=1e-9)


def test_growth_and_shocks_by_day() -> None:
    """Day d: 1.02 to the power of d / 365.25; twice that from day 4 to day 6, both included; never above the factor."""
    shock = {"from": "2024-12-01", "to": "2024-12-03", "factor": 2}
    plan = plan_of(rate="10 per day", factor=0.8, growth="2 % per year", shocks=[shock])
    expected = np.array([0.8 * 1.02 ** (day / 365.25) * (2 if 4 <= day <= 6 else 1) for day in range(40)])
    own, more = plan.sources
    assert plan.names["sources"] == ("door", "door (more 1)")
    np.testing.assert_allclose(plan.keeping[own["day"] : own["day"] + own["days"]], np.minimum(expected, 1.0))
    np.testing.assert_allclose(plan.keeping[more["day"] : more["day"] + more["days"]], np.maximum(expected - 1.0, 0.0))
    flows = work_out(plan)
    assert flows is not None
    assert flows.through[0].sum() == pytest.approx(10 / DAY * expected.mean(), rel=1e-12)


@pytest.mark.parametrize("rate", [10, pytest.param(50, marks=pytest.mark.statistical)])
def test_the_mean_number_who_come_is_the_integral_of_the_rate(rate: int) -> None:
    """Rate x 1.5 x growth over 400 days: within four standard deviations of the Poisson mean, 2.2 % of it at 50 a day,
    5 % at 10."""
    plan = plan_of("400 d", rate=f"{rate} per day", factor=1.5, growth="30 % per year")
    mean = sum(1.5 * rate * 1.3 ** (day / 365.25) for day in range(400))
    assert abs(sum(map(len, who_comes(plan).values())) - mean) < 4 * mean**0.5


def test_a_worse_winter_adds_people_and_moves_nobody() -> None:
    shock = {"from": "2024-12-01", "to": "2024-12-20", "factor": 1.4}
    before = who_comes(plan_of(rate="20 per day", shocks=[shock]))
    worse = who_comes(plan_of(rate="20 per day", shocks=[shock | {"factor": 2.6}]))
    milder = who_comes(plan_of(rate="20 per day", shocks=[shock | {"factor": 0.3}]))
    assert set(before["door (more 1)"]) < set(worse["door (more 1)"])
    assert before["door"] == worse["door"]
    assert set(milder["door"]) < set(before["door"])
    kept = [time for time, _ in milder["door"] if not 4 * DAY <= time < 24 * DAY]
    assert kept == [time for time, _ in before["door"] if not 4 * DAY <= time < 24 * DAY]
    assert set(worse) == {"door", "door (more 1)", "door (more 2)"}


def test_a_weekly_list_by_hand() -> None:
    """From Wednesday 27 November: two at 8 and one at 13 (then 13:30) on weekdays; one on Sunday 1 December."""
    weekdays = [{"at": "08:00", "people": 2}, {"at": "13:00", "people": 2, "every": "30 min"}]
    plan = plan_of("6 d", schedule={"mon-fri": weekdays, "sun": {"at": "10:00", "people": 1}})
    day = [8 * HOUR, 8 * HOUR, 13 * HOUR, 13 * HOUR + 30 * MINUTE]
    expected = [number * DAY + time for number in (0, 1, 2) for time in day] + [4 * DAY + 10 * HOUR]
    assert [time for time, _ in who_comes(plan)["door"]] == expected + [5 * DAY + time for time in day]


def test_nobody_is_listed_on_a_public_holiday() -> None:
    """Christmas 2024: Wednesday and Thursday 25 and 26 December, days 28 and 29 of the run."""
    plan = plan_of("31 d", schedule={"daily": {"at": "00:00", "people": 1}, "holidays": "england"})
    assert sorted(set(range(31)) - {time // DAY for time, _ in who_comes(plan)["door"]}) == [28, 29]


def test_a_longer_list_leaves_the_others_who_they_are() -> None:
    def lists(people: int) -> dict[str, Any]:
        return {"mon-fri": {"at": "08:00", "people": people}, "sat": {"at": "09:00", "people": 2}}

    few, many = (who_comes(plan_of(schedule=lists(people)))["door"] for people in (3, 5))
    assert set(few) < set(many)
    half = who_comes(plan_of(schedule=lists(5), attend="50 %"))["door"]
    assert set(half) < set(many)
    assert 0.3 < len(half) / len(many) < 0.7
    fewer = who_comes(plan_of(schedule=lists(5), attend="50 %", factor=0.5))["door"]
    assert set(fewer) < set(half)


def test_people_from_a_file_come_with_their_instants_and_levels(tmp_path: Path) -> None:
    """Rows in any order; one before the start is left out with a warning; an empty level is drawn as usual."""
    rows = "at,age\n2024-11-28 10:30,old\n2024-11-26,old\n2024-11-27T06:00:00.5,young\n2024-11-28 10:30,\n"
    (tmp_path / "people.csv").write_text(rows)
    written = Scenario.from_document(document(at=["1 h"])).to_yaml().replace("at:\n    - 1 h", "file: people.csv")
    (tmp_path / "place.yaml").write_text(written.replace("at: [1 h]", "file: people.csv"))
    scenario = load(tmp_path / "place.yaml")
    assert [warning.code for warning in scenario.warnings] == ["before-the-start"]
    for changed in (scenario, scenario.with_values({"run.window": "30 d"})):
        plan = compile_plan(changed)
        times = [6 * HOUR + 500, 34 * HOUR + 30 * MINUTE, 34 * HOUR + 30 * MINUTE]
        assert who_comes(plan)["door"] == list(zip(times, [2, 0, 3], strict=True))
        assert [plan.fill_levels[level, 0] if level >= 0 else -1 for level in plan.listed["levels"]] == [0, 1, -1]
