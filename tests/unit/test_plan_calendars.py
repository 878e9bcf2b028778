"""Calendars and clocks in the flows: waits for an opening, and times on a clock, in the mean."""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.plan.calendars import opening_wait
from flowsim.plan.compile import compile_plan
from flowsim.plan.flows import work_out
from flowsim.plan.tables import UNTIL_NEXT, UNTIL_OPEN, Plan
from flowsim.scenario.scenario import Scenario
from flowsim.units import DAY, HOUR
from tests.exact.tracing import place, unit


def plan(**sections: Any) -> Plan:
    steps = [{"stay": "ward", "time": "4 d", "clock": "slow"}, {"wait": {"until": "panel"}}]
    document = place({}, {"main": steps}, units={"ward": unit(9)}, **sections)
    document["arrivals"] = {"all": {"rate": "2 per day", "pathway": "main"}}
    return compile_plan(Scenario.from_document(document))


@pytest.mark.parametrize(
    ("panel", "until", "days"),
    [
        ({"tue": "10:00-12:00"}, UNTIL_NEXT, 3.5),  # half a week
        ({"tue": "10:00-12:00"}, UNTIL_OPEN, 166**2 / (2 * 168) / 24),  # shut for 166 of 168 hours
        ({"mon,thu": "10:00-12:00"}, UNTIL_NEXT, (3**2 + 4**2) / (2 * 7)),
        ({"mon-fri": "09:00-17:00"}, UNTIL_OPEN, (4 * 16**2 + 64**2) / (2 * 168) / 24),
        ({"sun": "22:00-06:00"}, UNTIL_NEXT, 3.5),  # over the end of the week: one opening
        ({"daily": "00:00-24:00"}, UNTIL_OPEN, 0.0),
    ],
)
def test_mean_wait_for_an_opening(panel: dict[str, str], until: int, days: float) -> None:
    """Half of each stretch without an opening, weighted by its length: sum of squares over twice the week."""
    calendars = {"asked": panel, "panel": {"mon": "09:00-10:00"}}
    made = plan(calendars=calendars, clocks={"slow": {"daily": 1}})
    assert opening_wait(made, made.names["calendars"].index("asked"), until) / DAY == pytest.approx(days)


def test_time_on_a_clock_counts_at_its_mean_speed() -> None:
    """Speed 0.8 throughout: 4 days of stay take 5; 2 a day hold 10 places, and 7 wait for the panel (half a week)."""
    made = plan(calendars={"panel": {"tue": "10:00-12:00"}}, clocks={"slow": {"daily": 0.8}})
    flows = work_out(made)
    assert flows is not None
    assert flows.content[1] == pytest.approx(2 * 5 + 2 * 3.5)
    mixed = plan(calendars={"panel": {"tue": "10:00-12:00"}}, clocks={"slow": {"mon-fri": 1.2, "sat,sun": 0.5}})
    assert int(mixed.calendars[-1]["beats"]) == 1000 * 7 * 24 * HOUR  # 5 x 1.2 + 2 x 0.5 = 7: speed 1 in the mean
