"""Who pays for a place by an attribute of the person in it, worked by hand, in both engines. Hours count from Monday
00:00; letters are people.

Each docstring is the working.
"""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.results.measures import measure
from flowsim.results.recompute import tallies_from_log
from flowsim.scenario.scenario import Scenario
from flowsim.units import HOUR
from tests.exact.tracing import place, run, unit

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])

WEEKS = 4
BY_FUNDING = {"by": "funding", "self": "family", "nhs": "NHS", "else": "council"}


def resident(**room: Any) -> dict[str, Any]:
    """a, who pays for herself, has the only room from 0 to 10; then her money is gone, and she stays 4 more hours."""
    steps = [
        {"stay": "room", "time": "10 h"},
        {"set": {"funding": "council"}},
        {"wait": "4 h"},
        {"leave": "home"},
    ]
    units = {"room": {"places": 1, "setting": "care-home", "payer": BY_FUNDING, **room}, "ward": unit(1)}
    document = place({"a": (0, "a", {})}, {"a": steps}, units=units)
    document["attributes"] = {"funding": {"shares": {"self": "100 %", "council": 0, "nhs": 0}}}
    return document


def held(document: dict[str, Any], engine: str, what: str = "held") -> list[float]:
    """Hours of the room that are held (or kept) by payer: council, NHS, family; the recount must agree."""
    plan, replication = run(document, engine)
    room = plan.names["resources"].index("room")
    found = getattr(replication.tallies, what)[room]
    assert (getattr(tallies_from_log(plan, replication), what)[room] == found).all()
    return [ticks / HOUR for ticks in found.tolist()]


def costs(document: dict[str, Any], engine: str, name: str) -> dict[str, float]:
    """Pounds a day of a measure, by payer or body; only those that are not nought."""
    plan, replication = run(document, engine)
    found = measure(plan, replication.tallies, Scenario.from_document(document).place, [name])
    return {value.of: value.value for value in found if value.value}


def test_money_that_runs_out(engine: str) -> None:
    """The room is a's for 14 hours: 10 paid by her family, then 4 by the council. At £168 a week, a pound an hour, that
    is £10 and £4 in 28 days; at £24 a day it is the same, by body."""
    assert held(resident(), engine) == [4, 0, 10]
    assert costs(resident(), engine, "self-funded-share") == {
        of: pytest.approx(10 / 14) for of in ("room", "setting: care-home")
    }
    a_week = costs(resident(week_cost="£168"), engine, "cost-of-placements")
    assert a_week == pytest.approx({"": 14 / 28, "payer: family": 10 / 28, "payer: council": 4 / 28})
    a_day = costs(resident(day_cost="£24"), engine, "cost-by-body")
    assert a_day == pytest.approx({"": 14 / 28, "body: family": 10 / 28, "body: social care": 4 / 28})


def test_what_goes_out_of_date_in_the_room(engine: str) -> None:
    """Before she moves in she is set to pay for herself, which is so for 6 hours: 6 are the family's; of the 10 that
    her stay lasts the other 4 are the council's, and the 4 of the wait."""
    document = resident()
    document["attributes"]["funding"]["shares"] = {"self": 0, "council": "100 %", "nhs": 0}
    lapse = {"name": "pays", "set": {"funding": "self"}, "expires": {"after": "6 h", "set": {"funding": "council"}}}
    document["pathways"]["a"].insert(0, lapse)
    assert held(document, engine) == [8, 0, 6]


def test_a_room_that_is_kept_is_paid_by_who_pays_when_it_begins_to_be_kept(engine: str) -> None:
    """a is in the room to 10 at her own cost, in hospital for 5 hours, then back for 2. Her room is kept from 10 to 15,
    and as it begins she pays for herself; at 12 the NHS agrees to pay, from her coming back at 15 to 17. If the step
    says that the council pays meanwhile, the five hours are its own."""
    document = resident()
    ill = {"name": "ill", "stay": "ward", "time": "2 h", "keep": {}}
    agreed = [{"set": {"funding": "nhs"}}, {"wait": "3 h"}]
    back = [{"name": "back", "stay": "room", "time": "2 h"}, {"leave": "home"}]
    document["pathways"]["a"] = [{"stay": "room", "time": "10 h"}, ill, *agreed, *back]
    assert held(document, engine) == [0, 2, 10]
    assert held(document, engine, "kept") == [0, 0, 5]
    ill["keep"] = {"payer": "council"}
    assert held(document, engine, "kept") == [5, 0, 0]


def test_hours_of_care_by_who_pays(engine: str) -> None:
    """The same in home care of 7 hours a week, quarters of an hour: 28 quarters, for 10 hours the family's and for 4
    the council's; at £24 an hour of care, 7 x 24 / 168 x 10 = £10 and £4."""
    document = resident(week_cost="£24")
    document["units"]["room"] |= {"weekly_hours": "20 h"}
    del document["units"]["room"]["places"]
    document["pathways"]["a"][0]["amount"] = "7 h"
    assert held(document, engine) == [28 * 4, 0, 28 * 10]
    found = costs(document, engine, "cost-of-placements")
    assert found == pytest.approx({"": 14 / 28, "payer: family": 10 / 28, "payer: council": 4 / 28})


def test_a_share_of_rooms_and_hours_together_is_not_made(engine: str) -> None:
    """a's room is hers, and hours of care are another unit of that setting: each has its share, the setting none."""
    document = resident()
    document["units"]["care"] = {"weekly_hours": "20 h", "setting": "care-home", "payer": BY_FUNDING}
    care = {"name": "care", "stay": "care", "time": "10 h", "amount": "7 h"}
    document["pathways"]["a"].insert(3, care)
    found = costs(document, engine, "self-funded-share")
    assert found == {"room": pytest.approx(10 / 14)}  # and in care nothing, as the council pays by then
