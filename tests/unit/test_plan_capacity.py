"""Capacity over time in the plan: rotas, vacancies, means, and who is drawn sick when."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from flowsim.engine import compiled
from flowsim.plan.capacity import mean_open, most_open, open_at_start
from flowsim.plan.compile import compile_plan
from flowsim.plan.explain import explain
from flowsim.plan.flows import load, work_out
from flowsim.plan.tables import Plan
from flowsim.results.measures import measure
from flowsim.scenario.scenario import Scenario
from flowsim.units import DAY, HOUR
from tests.exact.tracing import place, unit


def plan(team: dict[str, Any], **sections: Any) -> Plan:
    document = place({"a": 1}, {"main": [{"task": "hub", "work": "2 h"}]}, teams={"hub": team}, **sections)
    return compile_plan(Scenario.from_document(document))


def row(made: Plan, name: str) -> int:
    return made.names["resources"].index(name)


@pytest.mark.parametrize(
    ("team", "workers"),
    [
        ({"headcount": 10, "vacancies": "10 %", "absent": "15 %"}, 8),  # 7.65
        ({"headcount": 5, "vacancies": "10 %"}, 5),  # 4.5: halves up
        ({"headcount": 1, "absent": 0.15}, 1),
        ({"headcount": 1, "absent": 0.51}, 0),
        ({"headcount": 9}, 9),
    ],
)
def test_vacancies_and_absence_in_the_numbers(team: dict[str, Any], workers: int) -> None:
    made = plan(team)
    assert made.resources["places"][row(made, "hub")] == workers
    assert not len(made.changes)


def test_a_rota_by_hand() -> None:
    """Shifts of 4 and 3 on weekdays with 20 % vacancies (3.2 and 2.4: 3 and 2); nobody on Good Friday's Easter Monday,
    1 April, by the calendar of the team's hours."""
    shifts = {"mon-fri 08:00-14:00": 4, "mon-fri 14:00-20:00": 3}
    hours = {"daily": "00:00-24:00", "holidays": "england"}
    made = plan({"shifts": shifts, "vacancies": 0.2, "hours": hours})
    first = made.changes[["time", "places"]].tolist()[:4]
    assert first == [(0, 0), (DAY + 8 * HOUR, 3), (DAY + 14 * HOUR, 2), (DAY + 20 * HOUR, 0)]
    assert mean_open(made, row(made, "hub")) == pytest.approx(19 * 6 * (3 + 2) / (28 * 24))
    assert most_open(made, row(made, "hub")) == 3


def test_loads_go_by_what_is_open_in_the_mean() -> None:
    """2 a day for 3 days: 6 places asked for. Ten by day, five from 18:00 to 06:00: 7.5 in the mean."""
    ward = unit(10) | {"by_week": {"18:00-06:00": 5}}
    document = place({}, {"main": [{"stay": "ward", "time": "3 d"}]}, units={"ward": ward})
    document["arrivals"] = {"all": {"rate": "2 per day", "pathway": "main"}}
    made = compile_plan(Scenario.from_document(document))
    flows = work_out(made)
    assert flows is not None
    assert load(made, flows, row(made, "ward")) == pytest.approx(6 / 7.5)
    assert open_at_start(made, row(made, "ward")) == 5
    [line] = [line for line in explain(Scenario.from_document(document)).units if line.name == "ward"]
    assert line.places == 10


def test_sickness_is_drawn_by_shift_and_keeps_its_draws() -> None:
    """Of four shifts a day with 20 workers each, 10 % are off in the mean; another shift on Sundays moves none of the
    other draws."""
    shifts: dict[str, Any] = {"mon-fri 06:00-12:00": 20, "mon-fri 12:00-18:00": 20}
    made = plan({"shifts": shifts, "sickness": "10 %"}, run={"window": "8 wk", "start_date": "2024-04-01"})
    more = plan({"shifts": shifts | {"sun": 7}, "sickness": "10 %"}, run={"window": "8 wk", "start_date": "2024-04-01"})
    kept = np.isin(more.changes["time"], made.changes["time"][made.changes["places"] == 20])
    assert more.changes["shift"][kept].tolist() == made.changes["shift"][made.changes["places"] == 20].tolist()
    open_hours = [
        int(compiled.replicate(made, 3, number).tallies.open[row(made, "hub")]) / HOUR for number in range(30)
    ]
    posts = 8 * 5 * 12 * 20
    # 80 shifts x 20 workers x 30 runs: a standard error of 0.3 x 6 h x sqrt(48,000) over 30 runs
    assert np.mean(open_hours) == pytest.approx(0.9 * posts, abs=4 * 0.3 * 6 * 48_000**0.5 / 30)
    assert len(set(open_hours)) > 20


def test_occupancy_is_over_what_is_open() -> None:
    """One person for 28 days; one place, closed from the second day on: occupied 28 of 1 place-days open."""
    ward = unit(1) | {"dated": {"2024-04-02": 0}}
    document = place({"a": 0}, {"main": [{"stay": "ward", "time": "100 d"}]}, units={"ward": ward})
    scenario = Scenario.from_document(document)
    made = compile_plan(scenario)
    found = measure(made, compiled.replicate(made, 1, 0).tallies, scenario.place, ["occupancy"])
    assert {reading.of: reading.value for reading in found}["ward"] == pytest.approx(28)
