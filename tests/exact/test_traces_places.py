"""Traces of units' places worked by hand, in both engines. Hours count from Monday 00:00; letters are people.

Each docstring is the working.
"""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.results.measures import measure
from flowsim.results.recompute import tallies_from_log
from flowsim.scenario.scenario import Scenario
from flowsim.units import HOUR
from tests.exact.tracing import measured, place, run, trace, unit

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])


def care(amounts: dict[str, str], overtaking: bool, arrive: list[float], **more: Any) -> dict[str, Any]:
    """Home care of 20 hours a week in all; a person a pathway, who needs so many of them for five hours."""
    ways = {
        who: [{"name": "care", "stay": "care", "time": "5 h", "amount": amount, **more}, {"leave": "home"}]
        for who, amount in amounts.items()
    }
    people = {who: (hours, who, {}) for who, hours in zip(amounts, arrive, strict=True)}
    return place(people, ways, units={"care": {"weekly_hours": "20 h", "overtaking": overtaking}})


def ends(who: str, begin: float, end: float, step: str = "care") -> list[str]:
    """A stay from begin to end, then home."""
    return [f"{begin:g} {who} begins {step}", f"{end:g} {who} ends {step}", f"{end:g} {who} leaves leave-home"]


def test_who_asks_for_too_much_stops_the_queue(engine: str) -> None:
    """Of 20 h a has 14, 0 to 5. b wants 8 at 1: 6 are free, so b waits. c wants 5 at 2, which would fit, but b comes
    first. At 5 all is free: b and c have it, 5 to 10."""
    document = care({"a": "14 h", "b": "8 h", "c": "5 h"}, False, [0, 1, 2])
    assert trace(document, engine) == [
        *ends("a", 0, 5), "5 b begins care", "5 c begins care", "10 b ends care", "10 b leaves leave-home",
        "10 c ends care", "10 c leaves leave-home",
    ]  # fmt: skip


def test_who_asks_for_less_overtakes(engine: str) -> None:
    """The same with overtaking: c's 5 fit into the 6 that are free at 2, to 7. At 5, 15 are free: b, to 10.

    Held in the window: 14 x 5 + 5 x 5 + 8 x 5 = 135 hours of care a week times hours, in quarters 540."""
    document = care({"a": "14 h", "b": "8 h", "c": "5 h"}, True, [0, 1, 2])
    assert trace(document, engine) == [
        "0 a begins care", "2 c begins care", "5 a ends care", "5 a leaves leave-home", "5 b begins care",
        "7 c ends care", "7 c leaves leave-home", "10 b ends care", "10 b leaves leave-home",
    ]  # fmt: skip
    _, replication = run(document, engine)
    assert replication.tallies.held.sum(axis=1).tolist()[1] == 540 * HOUR


def test_who_is_too_large_gives_up_and_lets_the_next_in(engine: str) -> None:
    """b (8 h) waits from 1 before c (5 h, from 2) while a has 14 of 20. b's patience of 3 h ends at 4: c begins."""
    patience = {"time": "3 h", "then": [{"leave": "away"}]}
    document = care({"a": "14 h", "b": "8 h", "c": "5 h"}, False, [0, 1, 2], patience=patience)
    assert trace(document, engine) == [
        "0 a begins care", "4 b gives up care", "4 b leaves leave-away", "4 c begins care", "5 a ends care",
        "5 a leaves leave-home", "9 c ends care", "9 c leaves leave-home",
    ]  # fmt: skip


def test_more_of_the_same_and_less(engine: str) -> None:
    """a has 10 h of care to 5, then needs 15: 5 more. b has 8 from 1 to 11, so 2 are free: a waits, and keeps the 10,
    until b ends at 11. a has 15 from 11 to 16, then 4 at once, to 17. c wants 10 at 12: 5 are free until a has 4."""
    a = [
        {"name": "some", "stay": "care", "amount": "10 h", "time": "5 h"},
        {"name": "more", "stay": "care", "amount": "15 h", "time": "5 h"},
        {"name": "less", "stay": "care", "amount": "4 h", "time": "1 h"},
        {"leave": "home"},
    ]
    b = [{"name": "care", "stay": "care", "amount": "8 h", "time": "10 h"}, {"leave": "home"}]
    c = [{"name": "care", "stay": "care", "amount": "10 h", "time": "1 h"}, {"leave": "home"}]
    people = {"a": (0, "a", {}), "b": (1, "b", {}), "c": (12, "c", {})}
    document = place(people, {"a": a, "b": b, "c": c}, units={"care": {"weekly_hours": "20 h"}})
    assert trace(document, engine) == [
        "0 a begins some", "1 b begins care", "5 a ends some", "11 b ends care", "11 b leaves leave-home",
        "11 a begins more", "16 a ends more", "16 a begins less", "16 c begins care", "17 a ends less",
        "17 a leaves leave-home", "17 c ends care", "17 c leaves leave-home",
    ]  # fmt: skip


def test_amounts_in_quarters(engine: str) -> None:
    """7 min are rounded to 0 quarters, of which at least one is had; 23 min (1.53 quarters) to 2; 22.5 min to 2."""
    for amount, quarters in (("7 min", 1), ("23 min", 2), ("22.5 min", 2)):
        _, replication = run(care({"a": amount}, False, [0]), engine)
        assert replication.tallies.held.sum(axis=1).tolist()[1] == quarters * 5 * HOUR


def test_a_taper_frees_hours_for_the_next_in_the_queue(engine: str) -> None:
    """Of 20 h a has 14 from 0 to 10, of which 10 are left from 4 on, and 5 from 7 on.

    b wants 8 at 1: 6 are free, 10 from 4 on: b begins at 4, to 9. c wants 5 at 2 and waits behind b; at 4, 2 are left;
    at 7, 7: c begins, to 12. a's last taper, at 10, comes at its end and lapses.
    Held: a 14 x 4 + 10 x 3 + 5 x 3 = 101, b 8 x 5 = 40, c 5 x 5 = 25: 166 hours times hours, 664 quarters."""
    steps = [("4 h", "10 h"), ("7 h", "5 h"), ("10 h", "1 h")]
    taper = [{"after": after, "amount": amount} for after, amount in steps]
    document = care({"a": "14 h", "b": "8 h", "c": "5 h"}, False, [0, 1, 2])
    document["pathways"]["a"][0] |= {"taper": taper, "time": "10 h"}
    assert trace(document, engine) == [
        "0 a begins care", "4 b begins care", "7 c begins care", "9 b ends care", "9 b leaves leave-home",
        "10 a ends care", "10 a leaves leave-home", "12 c ends care", "12 c leaves leave-home",
    ]  # fmt: skip
    _, replication = run(document, engine)
    assert replication.tallies.held.sum(axis=1).tolist()[1] == 664 * HOUR


def ran_out(document: dict[str, Any], engine: str) -> dict[str, float]:
    """How many kept places ran out in the 28 days, by unit; the recount must agree."""
    plan, replication = run(document, engine)
    assert tallies_from_log(plan, replication).ran_out.tolist() == replication.tallies.ran_out.tolist()
    daily = measured(plan, replication, "kept-places-run-out")
    return {name: round(28 * value, 9) for name, value in daily.items() if ":" not in name}


def went_in(limit: str, **more: Any) -> dict[str, Any]:
    """a has the only package of care from 0 to 5, is then on the ward for 4 h and goes back to care for 2 h; b wants
    the package from 1 on, for 2 h. a's is kept for so long."""
    a = [
        {"name": "care", "stay": "care", "time": "5 h"},
        {"name": "ill", "stay": "ward", "time": "4 h", "keep": {"for": limit, "payer": "family"}},
        {"name": "back", "stay": "care", "time": "2 h"},
        {"leave": "home"},
    ]
    b = [{"name": "care", "stay": "care", "time": "2 h"}, {"leave": "home"}]
    units = {"care": {"places": 1, **more}, "ward": unit(1)}
    return place({"a": (0, "a", {}), "b": (1, "b", {})}, {"a": a, "b": b}, units=units)


@pytest.mark.parametrize("limit", ["5 h", "4 h"])
def test_a_return_to_a_package_that_was_kept(engine: str, limit: str) -> None:
    """Kept for 5 h from 5 on: a is back at 9 without a queue, to 11; b has waited all the while. Kept for 4 h the limit
    is at 9 too, but whoever comes back at that instant comes first. Kept for 4 h in all, which the family pays."""
    document = went_in(limit)
    assert trace(document, engine) == [
        "0 a begins care", "5 a ends care", "5 a begins ill", "9 a ends ill", "9 a begins back", "11 a ends back",
        "11 a leaves leave-home", "11 b begins care", "13 b ends care", "13 b leaves leave-home",
    ]  # fmt: skip
    plan, replication = run(document, engine)
    assert replication.tallies.kept[plan.names["resources"].index("care")].tolist() == [0, 0, 4 * HOUR]
    assert ran_out(document, engine) == {"care": 0, "ward": 0}


def test_a_return_to_a_package_that_was_lost(engine: str) -> None:
    """Kept for 3 h only, to 8: b has it then, to 10. a is to go at 9, keeps the bed and waits behind b: 10 to 12. One
    place has run out."""
    assert trace(went_in("3 h"), engine) == [
        "0 a begins care", "5 a ends care", "5 a begins ill", "8 b begins care", "9 a ends ill", "10 b ends care",
        "10 b leaves leave-home", "10 a begins back", "12 a ends back", "12 a leaves leave-home",
    ]  # fmt: skip
    assert ran_out(went_in("3 h"), engine) == {"care": 1, "ward": 0}


def test_a_turnaround(engine: str) -> None:
    """A bed is made ready in 2 h: a has it 0 to 5, b from 7 to 12, c from 14. In the window it is made ready three
    times; whoever leaves last leaves it so too."""
    pathway = [{"stay": "ward", "time": "5 h"}, {"leave": "home"}]
    units = {"ward": {"places": 1, "setting": "hospital", "turnaround": "2 h"}}
    document = place({"a": 0, "b": 1, "c": 2}, {"main": pathway}, units=units)
    expected = [*ends("a", 0, 5, "ward"), *ends("b", 7, 12, "ward"), *ends("c", 14, 19, "ward")]
    assert trace(document, engine) == expected
    _, replication = run(document, engine)
    assert replication.tallies.turned.tolist() == [0, 3 * 2 * HOUR]


def test_no_turnaround_where_a_ring_moves(engine: str) -> None:
    """a on x and b on y want each other's beds at 2: they change places at once, though beds take an hour to be made
    ready; at 5 both leave, and c, who has waited for x since 1, has it at 6."""
    ways = {
        way: [
            {"name": "first", "stay": way[0], "time": "2 h"},
            {"name": "next", "stay": way[1], "time": "3 h"},
            {"leave": "home"},
        ]
        for way in ("xy", "yx")
    }
    ways["x"] = [{"stay": "x", "time": "1 h"}, {"leave": "home"}]
    units = {name: {"places": 1, "setting": "hospital", "turnaround": "1 h"} for name in "xy"}
    document = place({"a": (0, "xy", {}), "b": (0, "yx", {}), "c": (1, "x", {})}, ways, units=units)
    assert trace(document, engine) == [
        "0 a begins first", "0 b begins first", "2 a ends first", "2 b ends first", "2 a begins next by a ring",
        "2 b begins next by a ring", "5 a ends next", "5 a leaves leave-home", "5 b ends next",
        "5 b leaves leave-home", "6 c begins x", "7 c ends x", "7 c leaves leave-home",
    ]  # fmt: skip


def ahead(**more: Any) -> dict[str, Any]:
    """a is on the ward from 0 to 4, asks for a room, and goes there after 6 h more; it is b's from 0 to 5; c wants
    it at 6."""
    a = [
        {"stay": "ward", "time": "4 h"},
        {"name": "ask", "reserve": "home", **more},
        {"name": "ready", "wait": "6 h"},
        {"name": "room", "stay": "home", "time": "2 h"},
        {"leave": "home"},
    ]
    b = [{"stay": "home", "time": "5 h"}, {"leave": "home"}]
    c = [{"stay": "home", "time": "1 h"}, {"leave": "home"}]
    people = {"a": (0, "a", {}), "b": (0, "b", {}), "c": (6, "c", {})}
    units = {"ward": unit(1), "home": {"places": 1, "setting": "care-home", "week_cost": "£700"}}
    return place(people, {"a": a, "b": b, "c": c}, units=units)


def test_a_room_reserved_ahead(engine: str) -> None:
    """a asks at 4, has the room kept from 5 on, is ready at 11 and goes there at once, to 13; c waits until then.

    The room is taken for 14 of the 672 hours: by b 5, kept for a 6, a 2, c 1. At GBP 700 a week, which the council
    pays for it, that is 14 / 168 x 700 = GBP 58.33, over 28 days GBP 2.0833 a day; kept alone 6 hours."""
    document = ahead()
    assert trace(document, engine) == [
        "0 a begins ward", "0 b begins home", "4 a ends ward", "5 b ends home", "5 b leaves leave-home",
        "5 a begins ask", "5 a ends ask", "5 a begins ready", "11 a ends ready", "11 a begins room", "13 a ends room",
        "13 a leaves leave-home", "13 c begins home", "14 c ends home", "14 c leaves leave-home",
    ]  # fmt: skip
    plan, replication = run(document, engine)
    assert replication.tallies.kept[plan.names["resources"].index("home")].tolist() == [6 * HOUR, 0, 0]
    values = measure(plan, replication.tallies, Scenario.from_document(document).place)
    costs = {value.of: value.value for value in values if value.measure == "cost-of-placements"}
    assert costs == pytest.approx({"": 25 / 12, "payer: council": 25 / 12, "payer: NHS": 0, "payer: family": 0})


def test_a_room_reserved_for_too_short_a_time(engine: str) -> None:
    """Kept for 3 h from 5, to 8: c has it then, to 9. a is ready at 11 and finds it free. One place has run out."""
    assert trace(ahead(**{"for": "3 h"}), engine) == [
        "0 a begins ward", "0 b begins home", "4 a ends ward", "5 b ends home", "5 b leaves leave-home",
        "5 a begins ask", "5 a ends ask", "5 a begins ready", "8 c begins home", "9 c ends home",
        "9 c leaves leave-home",
        "11 a ends ready", "11 a begins room", "13 a ends room", "13 a leaves leave-home",
    ]  # fmt: skip
    assert ran_out(ahead(**{"for": "3 h"}), engine) == {"ward": 0, "home": 1}


def test_a_room_reserved_at_once_or_not(engine: str) -> None:
    """The room is taken at 4: a gives up asking at that instant, and is ready at 10, when c (from 6 to 7) has gone."""
    assert trace(ahead(patience={"time": 0}), engine) == [
        "0 a begins ward", "0 b begins home", "4 a ends ward", "4 a gives up ask", "4 a begins ready", "5 b ends home",
        "5 b leaves leave-home", "6 c begins home", "7 c ends home", "7 c leaves leave-home", "10 a ends ready",
        "10 a begins room", "12 a ends room", "12 a leaves leave-home",
    ]  # fmt: skip


def department() -> dict[str, Any]:
    """One place in the emergency department, 2 h; marked ready there; one bed, 40 h."""
    way = [
        {"name": "seen", "stay": "department", "time": "2 h"},
        {"mark": "discharge-ready"},
        {"name": "treated", "stay": "ward", "time": "40 h"},
        {"leave": "home"},
    ]
    units = {"department": {"places": 1, "setting": "emergency", "week_cost": "£700"}, "ward": unit(1)}
    return place({"a": 0, "b": 1, "c": 3}, {"main": way}, units=units)


def test_who_waits_in_a_full_department_keeps_others_out_and_is_not_in_hospital_yet(engine: str) -> None:
    """b waits in it for a's bed, from 4 to 42, and c outside it from 3 on: a hold-up from the ward to the street.

    In the ward over midnight: a once (24), b twice (48, 72), c twice (96, 120); in the department b once (24), c twice
    (48, 72). A stay begins in the ward, and nobody is ready before it. The NHS pays for the department: it is taken for
    2 + 40 + 40 hours, GBP 82 / 168 x 700 over 28 days, GBP 12.20 a day."""
    document = department()
    assert trace(document, engine) == [
        "0 a begins seen", "2 a ends seen", "2 a begins treated", "2 b begins seen", "4 b ends seen",
        "42 a ends treated", "42 a leaves leave-home", "42 b begins treated", "42 c begins seen",
        "44 c ends seen", "82 b ends treated",
        "82 b leaves leave-home", "82 c begins treated", "122 c ends treated", "122 c leaves leave-home",
    ]  # fmt: skip
    plan, replication = run(document, engine)
    found = measure(plan, replication.tallies, Scenario.from_document(document).place)
    values = {(value.measure, value.of): value.value for value in found if value.group == "everyone"}
    beds = "occupied-beds-at-midnight"
    assert values[beds, "setting: hospital"] == pytest.approx(5 / 28)
    assert values[beds, "setting: emergency"] == pytest.approx(3 / 28)
    assert values["nights-in-hospital", ""] == pytest.approx(5 / 3)
    assert values["no-criteria-to-reside", ""] == 0
    assert values["cost-of-placements", "payer: NHS"] == pytest.approx(82 / 168 * 700 / 28)
