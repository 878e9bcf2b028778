"""Traces of capacity over time worked by hand, in both engines. Hours count from Monday 1 April 2024, 00:00."""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.results.invariants import check_invariants
from flowsim.units import HOUR
from tests.exact.tracing import place, run, trace, unit

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])

TIMES = {"time": {"by": "who", "a": "5 h", "b": "10 h", "c": "30 h", "d": "5 h"}}
WHO = {"who": {"shares": {"a": 1, "b": 0, "c": 0, "d": 0}}}


def as_one(hour: float, who: str, pathway: str = "main") -> tuple[float, str, dict[str, Any]]:
    return hour, pathway, {"set": {"who": who}}


def test_capacity_falls_under_a_full_ward(engine: str) -> None:
    """a, b and c have the three beds from 0 for 5, 10 and 30 h. From 2:00 to midnight two beds are closed: nobody is
    moved. d comes at 3. When a goes at 5, two are left for one bed; when b goes at 10, one for one; d waits until the
    beds open again at 24. Open: 3 beds for 28 days less 2 for 22 h."""
    people = {name: as_one(3 if name == "d" else 0, name) for name in "abcd"}
    closed = [{"from": "2024-04-01 02:00", "to": "2024-04-02", "places": 2}]
    document = place(
        people, {"main": [{"stay": "ward", **TIMES}, {"leave": "home"}]}, units={"ward": unit(3) | {"closed": closed}},
        attributes=WHO,
    )  # fmt: skip
    assert trace(document, engine) == [
        "0 a begins ward", "0 b begins ward", "0 c begins ward", "5 a ends ward", "5 a leaves leave-home",
        "10 b ends ward", "10 b leaves leave-home", "24 d begins ward", "29 d ends ward", "29 d leaves leave-home",
        "30 c ends ward", "30 c leaves leave-home",
    ]  # fmt: skip
    plan, replication = run(document, engine)
    row = plan.names["resources"].index("ward")
    assert replication.tallies.open[row] == (3 * 28 * 24 - 2 * 22) * HOUR


def test_a_winter_ward_opens_by_date(engine: str) -> None:
    """No bed before Wednesday 3 April (48); then two, one of them only until Thursday noon (84)."""
    ward = {"places": 0, "setting": "hospital", "dated": {"2024-04-03": 2, "2024-04-04 12:00": 1}}
    document = place(
        {"a": 1, "b": 2, "c": 3}, {"main": [{"stay": "ward", "time": "40 h"}, {"leave": "home"}]}, units={"ward": ward}
    )
    assert trace(document, engine) == [
        "48 a begins ward", "48 b begins ward", "88 a ends ward", "88 a leaves leave-home", "88 b ends ward",
        "88 b leaves leave-home", "88 c begins ward", "128 c ends ward", "128 c leaves leave-home",
    ]  # fmt: skip


def test_places_by_times_of_the_week(engine: str) -> None:
    """Two beds, one from 18:00 to 06:00: b, who comes at 19, gets the second at 30."""
    ward = unit(2) | {"by_week": {"18:00-06:00": 1}}
    document = place({"a": 17, "b": 19}, {"main": [{"stay": "ward", "time": "20 h"}, {"leave": "home"}]}, units={"ward": ward})  # fmt: skip  # noqa: E501
    assert trace(document, engine)[:2] == ["17 a begins ward", "30 b begins ward"]


def test_a_shift_ends_inside_a_task(engine: str) -> None:
    """Two work from 8 to 12, one from 12 to 16. a and b begin 6 h of work at 8; at 12 one worker too many goes on to
    finish: both to 14. c, who came at 9, gets a worker at 14: two hours to 16, four on Tuesday from 8: to 12 (36). On
    duty in 28 days, all of 20 weekdays: 20 x (2 x 4 + 1 x 4) h."""
    shifts = {"mon-fri 08:00-12:00": 2, "mon-fri 12:00-16:00": 1}
    document = place(
        {"a": 8, "b": 8, "c": 9}, {"main": [{"task": "hub", "work": "6 h"}, {"leave": "home"}]},
        teams={"hub": {"shifts": shifts}},
    )  # fmt: skip
    assert trace(document, engine) == [
        "8 a begins hub", "8 b begins hub", "14 a ends hub", "14 a leaves leave-home", "14 b ends hub",
        "14 b leaves leave-home", "14 c begins hub", "36 c ends hub", "36 c leaves leave-home",
    ]  # fmt: skip
    plan, replication = run(document, engine)
    row = plan.names["resources"].index("hub")
    assert replication.tallies.open[row] == 20 * 12 * HOUR
    assert replication.tallies.worked[row] == 18 * HOUR


def test_everybody_is_away(engine: str) -> None:
    """One worker round the clock, but on a training day from 6:00 to 18:00: work begun at 5 stands still from 6 on."""
    away = [{"from": "2024-04-01 06:00", "to": "2024-04-01 18:00"}]
    document = place(
        {"a": 5, "b": 7}, {"main": [{"task": "hub", "work": "2 h"}, {"leave": "home"}]},
        teams={"hub": {"headcount": 1, "away": away}},
    )  # fmt: skip
    assert trace(document, engine) == [
        "5 a begins hub", "19 a ends hub", "19 a leaves leave-home", "19 b begins hub", "21 b ends hub",
        "21 b leaves leave-home",
    ]  # fmt: skip


def test_a_home_that_admits_until_thursday(engine: str) -> None:
    """a is ready at 10 on Friday (106) and waits in the ward for Monday 9:00 (177), though the home is empty. b is
    ready on Thursday at 16:00 sharp (88), when the home has just stopped taking people in."""
    pathway = [{"stay": "ward", "time": "4 h"}, {"stay": "nursing", "time": "3 h"}, {"leave": "home"}]
    units = {"ward": unit(2), "nursing": unit(2, "care-home") | {"admits": {"mon-thu": "09:00-16:00"}}}
    assert trace(place({"a": 102, "b": 84}, {"main": pathway}, units=units), engine) == [
        "84 b begins ward", "88 b ends ward", "102 a begins ward", "106 a ends ward", "177 b begins nursing",
        "177 a begins nursing", "180 a ends nursing", "180 a leaves leave-home", "180 b ends nursing",
        "180 b leaves leave-home",
    ]  # fmt: skip


def test_a_ring_waits_for_the_ward_to_take_people_in(engine: str) -> None:
    """a is in x from 9 and wants y at 18; b is in y from 9 and wants x at 19. y takes people in from 9 to 17 only, so
    they change round at 9 the next day (33)."""
    pathways = {
        "main": [{"stay": "x", "time": "9 h"}, {"stay": "y", "time": "1 h"}, {"leave": "home"}],
        "other": [{"stay": "y", "time": "10 h"}, {"stay": "x", "time": "1 h"}, {"leave": "home"}],
    }
    units = {"x": unit(1), "y": unit(1) | {"admits": {"daily": "09:00-17:00"}}}
    document = place({"a": 9, "b": (9, "other", {})}, pathways, units=units)
    assert trace(document, engine)[:6] == [
        "9 a begins x", "9 b begins y", "18 a ends x", "19 b ends y", "33 a begins y by a ring",
        "33 b begins x by a ring",
    ]  # fmt: skip


def test_a_ring_passes_by_a_ward_with_too_many_people(engine: str) -> None:
    """a and b have the two beds of x, c the one of y. x loses a bed at 5. a wants y at 6 and c wants x at 7, but x must
    first lose somebody: b goes at 8, and then a and c change round."""
    pathways = {
        "main": [{"stay": "x", "time": "6 h"}, {"stay": "y", "time": "1 h"}, {"leave": "home"}],
        "stays": [{"stay": "x", "time": "8 h"}, {"leave": "home"}],
        "other": [{"stay": "y", "time": "7 h"}, {"stay": "x", "time": "1 h"}, {"leave": "home"}],
    }
    units = {"x": unit(2) | {"dated": {"2024-04-01 05:00": 1}}, "y": unit(1)}
    document = place({"a": 0, "b": (0, "stays", {}), "c": (0, "other", {})}, pathways, units=units)
    assert trace(document, engine)[3:] == [
        "6 a ends x", "7 c ends y", "8 b ends x", "8 b leaves leave-home", "8 a begins y by a ring",
        "8 c begins x by a ring", "9 a ends y", "9 a leaves leave-home", "9 c ends x", "9 c leaves leave-home",
    ]  # fmt: skip


def test_places_with_staff_on_duty(engine: str) -> None:
    """Ten beds, but one nurse from 8 to 20 for two and a half of them (two), nobody at night. a and b come at 9 for
    30 h, c waits. At 8 on Tuesday (32) the two beds are open and taken; c gets one at 39."""
    ward = unit(10) | {"staffed_by": {"team": "nurses", "places_per_worker": 2.5}}
    document = place(
        {"a": 9, "b": 9, "c": 9}, {"main": [{"stay": "ward", "time": "30 h"}, {"leave": "home"}]}, units={"ward": ward},
        teams={"nurses": {"headcount": 1, "hours": {"daily": "08:00-20:00"}}},
    )  # fmt: skip
    assert trace(document, engine)[:7] == [
        "9 a begins ward", "9 b begins ward", "39 a ends ward", "39 a leaves leave-home", "39 b ends ward",
        "39 b leaves leave-home", "39 c begins ward",
    ]  # fmt: skip
    plan, replication = run(document, engine)
    row = plan.names["resources"].index("ward")
    assert replication.tallies.open[row] == 28 * 12 * 2 * HOUR


def test_a_home_that_closes_at_random_takes_nobody_in_and_moves_nobody(engine: str) -> None:
    """Two places, open for 10 h, closed for 5 h, and so on: closed 10-15, 25-30, 40-45 ... a has one from 8 to 28,
    through a closure. b comes at 11 and waits until 15; c comes at 26 and waits until 30, although a goes at 28."""
    home = {"places": 2, "setting": "care-home", "closes": {"every": "10 h", "for": "5 h"}}
    stay = [{"stay": "home", "time": "20 h"}, {"leave": "moved"}]
    document = place({"a": 8, "b": 11, "c": 26}, {"main": stay}, units={"home": home})
    assert trace(document, engine) == [
        "8 a begins home", "15 b begins home", "28 a ends home", "28 a leaves leave-moved", "30 c begins home",
        "35 b ends home", "35 b leaves leave-moved", "50 c ends home", "50 c leaves leave-moved",
    ]  # fmt: skip
    plan, replication = run(document, engine)
    row = plan.names["resources"].index("home")
    # 28 days are 44 cycles of 15 h and 12 h more, of which 10 are open.
    assert replication.tallies.open[row] == 2 * (44 * 10 + 10) * HOUR


def test_some_places_close_at_random_as_they_come_free(engine: str) -> None:
    """Two places; one closes from 10 to 40. a (0-12) and b (0-20) have them. c waits from 11: when a goes at 12 one is
    left for one; when b goes at 20 c gets it. d waits from 13 until the other opens again at 40 or c goes: at 23."""
    home = {"places": 2, "setting": "care-home", "closes": {"every": "10 h", "for": "30 h", "places": 1}}
    times = {"time": {"by": "who", "a": "12 h", "b": "20 h", "c": "3 h", "d": "5 h"}}
    people = {name: as_one(hour, name) for name, hour in {"a": 0, "b": 0, "c": 11, "d": 13}.items()}
    stay = [{"stay": "home", **times}, {"leave": "moved"}]
    document = place(people, {"main": stay}, units={"home": home}, attributes=WHO)
    begun = [line for line in trace(document, engine) if "begins" in line]
    assert begun == ["0 a begins home", "0 b begins home", "20 c begins home", "23 d begins home"]


def test_hours_of_care_by_time_and_date(engine: str) -> None:
    """12 h a week; 5 from noon to 18, of which nobody can be given 8: b, who asks at 12, waits until 18, and c for 4
    behind them. From 7 April on 20 h: d and e, who ask for 16 at 100 (with 12 to give) and 4, wait until then."""
    amount = {"by": "who", "a": "8 h", "b": "8 h", "c": "4 h", "d": "16 h"}
    people = {"a": as_one(0, "a"), "b": as_one(12, "b"), "c": as_one(13, "c"), "d": as_one(100, "d")}
    people["e"] = as_one(101, "c")
    care = {"weekly_hours": "12 h", "by_week": {"12:00-18:00": 5}, "dated": {"2024-04-07": 20}}
    pathway = [{"stay": "care", "amount": amount, "time": "5 h"}, {"leave": "home"}]
    document = place(people, {"main": pathway}, units={"care": care}, attributes=WHO)
    assert [line for line in trace(document, engine) if "begins" in line] == [
        "0 a begins care", "18 b begins care", "18 c begins care", "144 d begins care", "144 e begins care",
    ]  # fmt: skip
    plan, replication = run(document, engine)
    assert not check_invariants(plan, replication)
    assert replication.tallies.open[1] == 4 * (12 * 18 * 6 + 20 * 18 * 22 + 5 * 6 * 28) * HOUR
    assert plan.changes["places"][:3].tolist() == [48, 20, 48]


def test_home_care_is_closed_for_a_while(engine: str) -> None:
    """No new care from 2:00 to midnight; what is given goes on. b asks at 3, and has it at 24."""
    care = {"weekly_hours": "12 h", "closed": [{"from": "2024-04-01 02:00", "to": "2024-04-02"}]}
    pathway = [{"stay": "care", "amount": "4 h", "time": "30 h"}, {"leave": "home"}]
    document = place({"a": 0, "b": 3}, {"main": pathway}, units={"care": care})
    assert trace(document, engine) == [
        "0 a begins care", "24 b begins care", "30 a ends care", "30 a leaves leave-home", "54 b ends care",
        "54 b leaves leave-home",
    ]  # fmt: skip


def test_places_by_a_calendar(engine: str) -> None:
    """One bed, three in office hours, but not on Easter Monday, 1 April: at 10 a has the one, and b and c wait until
    Tuesday, 9:00, which is 33. d, who comes at 90 (Thursday 18:00, when all have gone), has the one at once."""
    calendars = {"office": {"mon-fri": "09:00-17:00", "holidays": "england"}}
    ward = unit(1) | {"by_week": {"office": 3, "sat-sun": 2}}
    pathway = [{"stay": "ward", "time": "30 h"}, {"leave": "home"}]
    document = place({"a": 10, "b": 10, "c": 10, "d": 90}, {"main": pathway}, units={"ward": ward}, calendars=calendars)
    assert [line for line in trace(document, engine) if "begins" in line] == [
        "10 a begins ward", "33 b begins ward", "33 c begins ward", "90 d begins ward",
    ]  # fmt: skip
    plan, replication = run(document, engine)
    assert not check_invariants(plan, replication)
    # 19 weekdays from 2 to 28 April of 8 h with two beds more, 8 days at weekends with one more
    assert replication.tallies.open[1] == (28 * 24 + 19 * 8 * 2 + 8 * 24) * HOUR
