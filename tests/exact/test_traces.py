"""Traces worked by hand, in both engines. Hours count from Monday 00:00; letters are people, in order of their names.

Each docstring is the working. Unless it says otherwise a ward has one bed.
"""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.results.invariants import check_invariants
from flowsim.results.measures import measure
from flowsim.units import HOUR
from tests.exact.tracing import place, run, trace, unit

OFFICE = {"mon-fri": "09:00-17:00"}
WARD = {"ward": unit(1)}
STAY = [{"stay": "ward", "time": "5 h"}, {"leave": "home"}]

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])


def ends(who: str, begin: float, end: float, step: str = "ward") -> list[str]:
    """A stay from begin to end, then home."""
    return [f"{begin:g} {who} begins {step}", f"{end:g} {who} ends {step}", f"{end:g} {who} leaves leave-home"]


def test_one_person(engine: str) -> None:
    """a comes at 1 to an empty ward, stays 5 h: 1 to 6."""
    assert trace(place({"a": 1}, {"main": STAY}, units=WARD), engine) == ends("a", 1, 6)


def test_two_people_for_one_bed_at_one_instant(engine: str) -> None:
    """a and b come at 1; a goes first by name; b gets the bed when a leaves it at 6."""
    assert trace(place({"a": 1, "b": 1}, {"main": STAY}, units=WARD), engine) == ends("a", 1, 6) + ends("b", 6, 11)


def test_first_come_first_served(engine: str) -> None:
    """c comes at 2 and b at 3, both while a has the bed to 5: c to 10, then b to 15, whatever their names."""
    expected = ends("a", 0, 5) + ends("c", 5, 10) + ends("b", 10, 15)
    assert trace(place({"a": 0, "b": 3, "c": 2}, {"main": STAY}, units=WARD), engine) == expected


def test_delay_runs_back_through_the_chain(engine: str) -> None:
    """Ward (1 bed, 2 h) then home (1 place, 10 h). a: ward 0-2, home 2-12. b comes at 1, gets the ward at 2, is ready
    at 4 and keeps the bed until the home is free at 12; home to 22. c comes at 3 and so gets the ward only at 12."""
    pathway = [{"stay": "ward", "time": "2 h"}, {"stay": "nursing", "time": "10 h"}, {"leave": "home"}]
    units = {"ward": unit(1), "nursing": unit(1, "care-home")}
    assert trace(place({"a": 0, "b": 1, "c": 3}, {"main": pathway}, units=units), engine) == [
        "0 a begins ward", "2 a ends ward", "2 a begins nursing", "2 b begins ward", "4 b ends ward",
        "12 a ends nursing", "12 a leaves leave-home", "12 b begins nursing", "12 c begins ward", "14 c ends ward",
        "22 b ends nursing", "22 b leaves leave-home", "22 c begins nursing", "32 c ends nursing",
        "32 c leaves leave-home",
    ]  # fmt: skip


def patient(time: str, then: Any = None) -> list[dict[str, Any]]:
    patience = {"time": time} | ({"then": then} if then else {})
    return [{"stay": "ward", "time": "5 h", "patience": patience}, {"leave": "home"}]


def test_patience_at_the_instant_a_bed_is_freed(engine: str) -> None:
    """a has the bed to 5; b comes at 1 with 4 h of patience. Grants (phase 3) come before patience (phase 4): b gets
    it."""
    document = place({"a": 0, "b": 1}, {"main": patient("4 h")}, units=WARD)
    assert trace(document, engine) == ends("a", 0, 5) + ends("b", 5, 10)


def test_patience_that_is_a_minute_short(engine: str) -> None:
    """239 minutes of patience from 1 end at 4 h 59 min (4.98333 h), one minute before the bed is free."""
    document = place({"a": 0, "b": 1}, {"main": patient("239 min", [{"leave": "away"}])}, units=WARD)
    assert trace(document, engine) == [
        "0 a begins ward", "4.98333 b gives up ward", "4.98333 b leaves leave-away", "5 a ends ward",
        "5 a leaves leave-home",
    ]  # fmt: skip


def test_who_gives_up_frees_the_bed_they_hold(engine: str) -> None:
    """a in the home from 0 to 20. b: ward 1-3, waits for the home, gives up 6 h later at 9 and goes home from the bed.
    c, who has waited for the ward since 2, gets it at that instant."""
    pathway = [
        {"stay": "ward", "time": "2 h"},
        {"stay": "nursing", "time": "19 h", "patience": {"time": "6 h", "then": [{"leave": "family"}]}},
        {"leave": "home"},
    ]
    units = {"ward": unit(1), "nursing": unit(1, "care-home")}
    document = place({"a": (0, "straight", {}), "b": 1, "c": 2}, {"main": pathway, "straight": [{"stay": "nursing", "time": "20 h"}, {"leave": "home"}]}, units=units)  # fmt: skip  # noqa: E501
    document["arrivals"]["b"]["pathway"] = document["arrivals"]["c"]["pathway"] = "main"
    assert trace(document, engine) == [
        "0 a begins nursing", "1 b begins ward", "3 b ends ward", "9 b gives up nursing", "9 b leaves leave-family",
        "9 c begins ward", "11 c ends ward", "17 c gives up nursing", "17 c leaves leave-family",
        "20 a ends nursing", "20 a leaves leave-home",
    ]  # fmt: skip


def limited(length: int) -> list[dict[str, Any]]:
    away = {"length": length, "then": [{"leave": "away"}]}
    return [{"stay": "ward", "time": "5 h", "queue_limit": away}, {"leave": "home"}]


def test_no_queue_at_all(engine: str) -> None:
    """Limit 0 is Erlang's loss: b at 1 finds the bed taken and goes; c comes at 5, the instant at which a goes, and is
    granted (phase 3) before the limit looks (phase 5)."""
    document = place({"a": 0, "b": 1, "c": 5}, {"main": limited(0)}, units=WARD)
    assert trace(document, engine) == [
        "0 a begins ward", "1 b is turned away ward", "1 b leaves leave-away", "5 a ends ward", "5 a leaves leave-home",
        *ends("c", 5, 10),
    ]  # fmt: skip


def test_the_last_to_join_is_turned_away_first(engine: str) -> None:
    """One may wait. b, c and d come at 1: d finds b and c ahead and goes, then c finds b ahead and goes; b waits."""
    document = place({"a": 0, "b": 1, "c": 1, "d": 1}, {"main": limited(1)}, units=WARD)
    assert trace(document, engine) == [
        "0 a begins ward", "1 d is turned away ward", "1 d leaves leave-away", "1 c is turned away ward",
        "1 c leaves leave-away", "5 a ends ward", "5 a leaves leave-home", *ends("b", 5, 10),
    ]  # fmt: skip


def test_turned_away_to_another_ward(engine: str) -> None:
    """b is turned away at 1 and carries on with the next step, a stay on the annexe, 1 to 8."""
    pathway = [
        {"stay": "ward", "time": "5 h", "queue_limit": {"length": 0, "then": [{"stay": "annexe", "time": "7 h"}]}},
        {"leave": "home"},
    ]
    document = place({"a": 0, "b": 1}, {"main": pathway}, units={"ward": unit(1), "annexe": unit(1)})
    assert trace(document, engine) == [
        "0 a begins ward", "1 b is turned away ward", "1 b begins annexe", "5 a ends ward", "5 a leaves leave-home",
        "8 b ends annexe", "8 b leaves leave-home",
    ]  # fmt: skip


def test_priority_before_time(engine: str) -> None:
    """b waits from 1 at level 40, c from 2 at level 5: c goes first at 5, b at 10."""
    levels = {"urgent": [{"stay": "ward", "time": "5 h", "priority": 5}, {"leave": "home"}],
              "routine": [{"stay": "ward", "time": "5 h", "priority": 40}, {"leave": "home"}]}  # fmt: skip
    document = place({"a": (0, "routine", {}), "b": (1, "routine", {}), "c": (2, "urgent", {})}, levels, units=WARD)
    assert trace(document, engine) == ends("a", 0, 5) + ends("c", 5, 10) + ends("b", 10, 15)


def test_priority_by_attribute(engine: str) -> None:
    """The same by an attribute: b is fit (level 40), c is frail (level 1)."""
    pathway = [{"stay": "ward", "time": "5 h", "priority": {"by": "frailty", "frail": 1, "fit": 40}}, {"leave": "home"}]
    people = {"a": (0, "main", {}), "b": (1, "main", {}), "c": (2, "main", {"set": {"frailty": "frail"}})}
    document = place(
        people, {"main": pathway}, units=WARD, attributes={"frailty": {"shares": {"fit": 1.0, "frail": 0.0}}}
    )
    assert trace(document, engine) == ends("a", 0, 5) + ends("c", 5, 10) + ends("b", 10, 15)


def test_first_free_of_a_list(engine: str) -> None:
    """a takes the first choice, b the second; c comes at 2 and takes what is free first: the first choice at 5. d comes
    at 5.5 and takes the second at 6, when b (1-6) goes."""
    pathway = [{"stay": ["north", "south"], "time": "5 h", "name": "bed"}, {"leave": "home"}]
    document = place({"a": 0, "b": 1, "c": 2, "d": 5.5}, {"main": pathway}, units={"north": unit(1), "south": unit(1)})
    expected = [
        "0 a begins bed", "1 b begins bed", "5 a ends bed", "5 a leaves leave-home", "5 c begins bed", "6 b ends bed",
        "6 b leaves leave-home", "6 d begins bed", "10 c ends bed", "10 c leaves leave-home", "11 d ends bed",
        "11 d leaves leave-home",
    ]  # fmt: skip
    assert trace(document, engine) == expected
    plan, replication = run(document, engine)
    assert replication.log is not None
    begun = [plan.names["resources"][event["resource"]] for event in replication.log if event["kind"] == 2]
    assert begun == ["north", "south", "north", "south"]


def test_a_stay_in_the_bed_already_held(engine: str) -> None:
    """a stays 2 h, then 3 h more in the same ward: nothing is asked for, so b, waiting since 1, gets the bed at 5."""
    pathway = [{"stay": "ward", "time": "2 h"}, {"stay": "ward", "time": "3 h", "name": "again"}, {"leave": "home"}]
    document = place({"a": 0, "b": 1}, {"main": pathway}, units=WARD)
    assert trace(document, engine) == [
        "0 a begins ward", "2 a ends ward", "2 a begins again", "5 a ends again", "5 a leaves leave-home",
        "5 b begins ward", "7 b ends ward", "7 b begins again", "10 b ends again", "10 b leaves leave-home",
    ]  # fmt: skip


def office(work: str) -> dict[str, Any]:
    return {"main": [{"task": "team", "work": work}, {"leave": "home"}]}


def team(headcount: int = 1) -> dict[str, Any]:
    return {"team": {"headcount": headcount, "hours": OFFICE}}


def test_a_shift_ends_inside_a_task(engine: str) -> None:
    """2 h of work begun on Monday at 16:00: one hour until 17:00, the other on Tuesday from 9:00: 24 + 10 = 34."""
    assert trace(place({"a": 16}, office("2 h"), teams=team()), engine) == ends("a", 16, 34, "team")


def test_a_task_that_ends_at_closing(engine: str) -> None:
    """15:00 + 2 h ends exactly at 17:00. b, waiting since 16:00, cannot start at the instant of closing: Tuesday 9:00
    (33) to 11:00 (35)."""
    document = place({"a": 15, "b": 16}, office("2 h"), teams=team())
    assert trace(document, engine) == ends("a", 15, 17, "team") + ends("b", 33, 35, "team")


def test_a_task_over_the_weekend(engine: str) -> None:
    """3 h begun on Friday at 16:00 (112): 1 h on Friday, 2 h on Monday from 9:00: 7 x 24 + 11 = 179."""
    assert trace(place({"a": 112}, office("3 h"), teams=team()), engine) == ends("a", 112, 179, "team")


def test_a_referral_after_hours(engine: str) -> None:
    """Referred on Monday at 20:00: begins on Tuesday at 9:00 (33), 1 h."""
    assert trace(place({"a": 20}, office("1 h"), teams=team()), engine) == ends("a", 33, 34, "team")


def test_two_workers_and_three_referrals(engine: str) -> None:
    """Two workers take a and b at 9; c begins when the first is free: a works 9-12, b 9-12; a ends first by name."""
    document = place({"a": 9, "b": 9, "c": 10}, office("3 h"), teams=team(2))
    assert trace(document, engine) == [
        "9 a begins team", "9 b begins team", "12 a ends team", "12 a leaves leave-home", "12 b ends team",
        "12 b leaves leave-home", "12 c begins team", "15 c ends team", "15 c leaves leave-home",
    ]  # fmt: skip


def test_work_of_no_length_waits_for_opening(engine: str) -> None:
    """Nothing to do, but somebody must do it: at 20:00 there is nobody, at 9:00 it begins and ends at once."""
    assert trace(place({"a": 20}, office("0 h"), teams=team()), engine) == ends("a", 33, 33, "team")


def test_a_wait_in_working_hours(engine: str) -> None:
    """3 working hours from Monday 15:00: 2 h until 17:00, 1 h on Tuesday: 34. Nobody is needed for it."""
    pathway = {"main": [{"wait": "3 h", "hours": "office"}, {"leave": "home"}]}
    document = place({"a": 15, "b": 15}, pathway, calendars={"office": OFFICE})
    assert trace(document, engine) == [
        "15 a begins wait", "15 b begins wait", "34 a ends wait", "34 a leaves leave-home", "34 b ends wait",
        "34 b leaves leave-home",
    ]  # fmt: skip


def there_and_back(first: str, hours: float, second: str) -> list[dict[str, Any]]:
    stay = {"stay": second, "time": "4 h", "name": f"to-{second}"}
    return [{"stay": first, "time": f"{hours} h", "name": f"in-{first}"}, stay, {"leave": "home"}]


def test_a_ring_of_two_wards(engine: str) -> None:
    """a in x wants y from 2, b in y wants x from 3: neither place can be freed first, so both move at 3, for 4 h."""
    pathways = {"one": there_and_back("x", 2, "y"), "two": there_and_back("y", 3, "x")}
    document = place({"a": (0, "one", {}), "b": (0, "two", {})}, pathways, units={"x": unit(1), "y": unit(1)})
    assert trace(document, engine) == [
        "0 a begins in-x", "0 b begins in-y", "2 a ends in-x", "3 b ends in-y", "3 a begins to-y by a ring",
        "3 b begins to-x by a ring", "7 a ends to-y", "7 a leaves leave-home", "7 b ends to-x", "7 b leaves leave-home",
    ]  # fmt: skip


def test_a_ring_of_three_wards(engine: str) -> None:
    """a in x wants y from 1, b in y wants z from 2, c in z wants x from 3: at 3 all three move, x's first."""
    pathways = {
        "one": there_and_back("x", 1, "y"),
        "two": there_and_back("y", 2, "z"),
        "three": there_and_back("z", 3, "x"),
    }
    people = {"a": (0, "one", {}), "b": (0, "two", {}), "c": (0, "three", {})}
    document = place(people, pathways, units={name: unit(1) for name in "xyz"})
    assert trace(document, engine)[6:9] == [
        "3 a begins to-y by a ring", "3 b begins to-z by a ring", "3 c begins to-x by a ring",
    ]  # fmt: skip


def test_a_ring_passes_over_who_came_first(engine: str) -> None:
    """As the ring of two, but c has waited for y since 1, longer than a (since 2). No place can be given to c without
    leaving the ring standing: a and b change at 3 and one person is counted as passed over. y is free at 7 for c."""
    pathways = {"one": there_and_back("x", 2, "y"), "two": there_and_back("y", 3, "x"),
                "three": [{"stay": "y", "time": "1 h", "name": "only-y"}, {"leave": "home"}]}  # fmt: skip
    people = {"a": (0, "one", {}), "b": (0, "two", {}), "c": (1, "three", {})}
    document = place(people, pathways, units={"x": unit(1), "y": unit(1)})
    _, replication = run(document, engine)
    assert replication.tallies.totals[5:8].tolist() == [1, 2, 1]
    assert trace(document, engine)[4:9] == [
        "3 a begins to-y by a ring", "3 b begins to-x by a ring", "7 a ends to-y", "7 a leaves leave-home",
        "7 b ends to-x",
    ]  # fmt: skip


def test_no_ring_where_a_place_is_free(engine: str) -> None:
    """With two places in y, a moves there at 2 as soon as it asks; b then finds x free at 3."""
    pathways = {"one": there_and_back("x", 2, "y"), "two": there_and_back("y", 3, "x")}
    document = place({"a": (0, "one", {}), "b": (0, "two", {})}, pathways, units={"x": unit(1), "y": unit(2)})
    _, replication = run(document, engine)
    assert replication.tallies.totals[5] == 0
    assert "2 a begins to-y" in trace(document, engine)
    assert "3 b begins to-x" in trace(document, engine)


def test_who_waits_goes_before_who_comes(engine: str) -> None:
    """At 5 a's bed is freed and c arrives. b has waited since 1: since decides among equal levels, so b, then c at
    10."""
    document = place({"a": 0, "b": 1, "c": 5}, {"main": STAY}, units=WARD)
    assert trace(document, engine) == ends("a", 0, 5) + ends("b", 5, 10) + ends("c", 10, 15)


def test_an_urgent_arrival_at_the_instant_of_a_free_bed(engine: str) -> None:
    """As before, but c is urgent: it joins in phase 2 of the instant and is there when the bed is granted in phase
    3."""
    levels = {"routine": STAY, "urgent": [{"stay": "ward", "time": "5 h", "priority": 1}, {"leave": "home"}]}
    document = place({"a": (0, "routine", {}), "b": (1, "routine", {}), "c": (5, "urgent", {})}, levels, units=WARD)
    assert trace(document, engine) == ends("a", 0, 5) + ends("c", 5, 10) + ends("b", 10, 15)


def test_stays_of_no_length_pass_through_in_one_instant(engine: str) -> None:
    """Three people at 1, stays of 0 h, one bed: a's end (phase 2) comes before the next grant (phase 3), and so on."""
    pathway = {"main": [{"stay": "ward"}, {"leave": "home"}]}
    document = place({"a": 1, "b": 1, "c": 1}, pathway, units=WARD)
    assert trace(document, engine) == ends("a", 1, 1) + ends("b", 1, 1) + ends("c", 1, 1)


def test_the_way_follows_a_changed_attribute(engine: str) -> None:
    """a is old on arrival; b young and set to old after the first hour; c stays young. Old people wait 2 h more."""
    pathways = {
        "change": [{"wait": "1 h"}, {"set": {"age": "old"}}, {"do": "rest"}],
        "plain": [{"wait": "1 h"}, {"do": "rest"}],
        "rest": [
            {"choose": [{"when": {"age": "old"}, "do": [{"wait": "2 h", "name": "more"}]}, {"do": None}]},
            {"leave": "home"},
        ],
    }
    people = {"a": (0, "plain", {"set": {"age": "old"}}), "b": (0, "change", {}), "c": (0, "plain", {})}
    document = place(people, pathways, attributes={"age": {"shares": {"young": 1.0, "old": 0.0}}})
    leaving = [line for line in trace(document, engine) if "leaves" in line]
    assert leaving == ["1 c leaves leave-home", "3 a leaves leave-home", "3 b leaves leave-home"]


def test_delay_counts_dates_and_hours(engine: str) -> None:
    """Ready at 23:00 on Monday, gone at 01:00 on Tuesday: one whole date of delay, two hours by the clock. In hospital
    from 20:00: one night, and present at one midnight."""
    pathway = {
        "main": [{"stay": "ward", "time": "3 h"}, {"mark": "discharge-ready"}, {"wait": "2 h"}, {"leave": "home"}]
    }
    plan, replication = run(place({"a": 20}, pathway, units=WARD), engine)
    tallies = replication.tallies
    assert tallies.delay[0].nonzero()[0].tolist() == [1]
    assert tallies.delay_ticks[0] == 2 * HOUR
    assert tallies.nights[0].nonzero()[0].tolist() == [1]
    ward = plan.names["resources"].index("ward")
    assert tallies.ready[ward].nonzero()[0].tolist() == [0]
    assert tallies.occupied[ward].sum() == 1


def test_leaving_at_midnight_counts_at_that_midnight(engine: str) -> None:
    """In from 20:00 to 24:00: the snapshot comes before anything else at that instant, so the person is still there;
    one night, by the date. Another, from 24:00 to 26:00, is not there yet."""
    pathway = {"main": [{"stay": "ward", "time": {"by": "who", "first": "4 h", "second": "2 h"}}, {"leave": "home"}]}
    people = {"a": (20, "main", {}), "b": (24, "main", {"set": {"who": "second"}})}
    attributes = {"who": {"shares": {"first": 1.0, "second": 0.0}}}
    plan, replication = run(place(people, pathway, units={"ward": unit(2)}, attributes=attributes), engine)
    ward = plan.names["resources"].index("ward")
    assert replication.tallies.occupied[ward][:3].tolist() == [1, 0, 0]
    assert replication.tallies.nights[0][:2].tolist() == [1, 1]


def test_person_hours_in_the_window(engine: str) -> None:
    """Window from 24 to 48. a is in from 20 to 30 (6 h inside), b waits from 28 to 30 and stays 30 to 40, c comes at 47
    and is there for the last hour: 6 + 10 + 1 = 17 h in the ward, 2 h waiting."""
    pathway = {"main": [{"stay": "ward", "time": "10 h"}, {"leave": "home"}]}
    document = place({"a": 20, "b": 28, "c": 47}, pathway, units=WARD)
    document["run"] |= {"warm_up": "1 d", "window": "1 d"}
    plan, replication = run(document, engine)
    hours = {
        bool(state["active"]): ticks / HOUR for state, ticks in zip(plan.states, replication.tallies.ticks, strict=True)
    }
    assert hours == {True: 17.0, False: 2.0}
    assert replication.tallies.totals[:5].tolist() == [3, 2, 1, 1, 1]


def test_nothing_happens_at_the_end_of_the_run(engine: str) -> None:
    """A stay that would end at hour 672, the end of four weeks, does not end: the run covers [0, T)."""
    document = place({"a": 667}, {"main": STAY}, units=WARD)
    assert trace(document, engine) == ["667 a begins ward"]


def test_a_unit_without_places_and_a_team_without_workers(engine: str) -> None:
    """Nobody gets in; whoever has patience gives up: a after 3 h, b after 2 h."""
    pathways = {
        "ward": patient("3 h"),
        "team": [{"task": "team", "work": "1 h", "patience": {"time": "2 h"}}, {"leave": "home"}],
    }
    document = place({"a": (0, "ward", {}), "b": (0, "team", {})}, pathways, units={"ward": unit(0)}, teams=team(0))
    assert trace(document, engine) == [
        "2 b gives up team", "2 b leaves leave-home", "3 a gives up ward", "3 a leaves leave-home",
    ]  # fmt: skip


def test_an_interval_opens_and_closes_again(engine: str) -> None:
    """a, 1 h, b, a, 2 h, b, c, 1 h, c: from a to b twice, 1 + 2 h, although the second a comes at the instant of the
    first b. From c to c once: the first opens, the second closes after 1 h and opens anew, and that one stays open."""
    steps: list[dict[str, Any]] = []
    for number, step in enumerate(["a", 1, "b", "a", 2, "b", "c", 1, "c"]):
        what = {"mark": step} if isinstance(step, str) else {"wait": f"{step} h"}
        steps.append({"name": f"s{number}", **what})
    intervals = {"a-to-b": {"from": "a", "to": "b"}, "c-to-c": {"from": "c", "to": "c"}}
    _, replication = run(place({"p": 1}, {"main": [*steps, {"leave": "home"}]}, intervals=intervals), engine)
    tallies = replication.tallies
    assert tallies.interval_count[:, 0].tolist() == [2, 1]
    assert (tallies.interval_ticks[:, 0] / HOUR).tolist() == [3.0, 1.0]
    assert tallies.interval_started.tolist() == [2, 2]


def test_an_interval_is_within_a_threshold_that_is_no_shorter(engine: str) -> None:
    """Times of 1, 2, 2 h and 3 h, the one of 3 h for the one who is old; thresholds of an hour, two hours and less than
    three: one, three and three of four are within; of the old none is, as of the one still under way at the end."""
    waits = {"a": (1, "young"), "b": (2, "young"), "c": (2, "young"), "d": (3, "old"), "e": (28 * 24, "old")}
    steps = [{"mark": "in"}, {"wait": {"by": "who", **{name: f"{hours} h" for name, (hours, _) in waits.items()}}},
             {"mark": "out"}, {"leave": "home"}]  # fmt: skip
    attributes = {
        "who": {"shares": dict.fromkeys(waits, 0.2)},
        "age": {"shares": {"by": "who", **{name: age for name, (_, age) in waits.items()}}},
    }
    intervals = {"stay": {"from": "in", "to": "out", "within": ["2 h", "1 h", {"value": "179 min", "assumed": True}]}}
    document = place({name: (5, "main", {"set": {"who": name}}) for name in waits}, {"main": steps},
                     attributes=attributes, intervals=intervals, groups=["age"])  # fmt: skip
    plan, replication = run(document, engine)
    assert plan.names["thresholds"] == ("stay: 2 h", "stay: 1 h", "stay: 2.983 h")
    columns = [plan.names["groups"].index(group) for group in ("everyone", "age.young", "age.old")]
    assert replication.tallies.interval_within[:, columns].tolist() == [[3, 3, 0], [1, 1, 0], [3, 3, 0]]
    assert replication.tallies.interval_count[0, columns].tolist() == [4, 3, 1]
    names = ("within-threshold", "over-threshold")
    found = {
        (value.measure, value.of, value.group): value.value for value in measure(plan, replication.tallies, names=names)
    }
    assert found["within-threshold", "stay: 2 h", "everyone"] == 0.75
    assert found["over-threshold", "stay: 1 h", "age.young"] == pytest.approx(2 / 3)
    assert found["over-threshold", "stay: 1 h", "age.old"] == 1
    assert not check_invariants(plan, replication)


def jumping(after: dict[str, int]) -> dict[str, Any]:
    """One bed; b at level 40, which changes as stated; c and d at level 20."""
    levels: dict[str, Any] = {"fixed": 20, "jumps": {"level": 40, "after": after}}
    ways = {name: [{**STAY[0], "priority": level}, STAY[1]] for name, level in levels.items()}
    people = {"a": (0, "fixed", {}), "b": (1, "jumps", {}), "c": (2, "fixed", {}), "d": (8, "fixed", {})}
    return place(people, ways, units=WARD)


def test_priority_that_jumps_at_the_instant_of_a_grant(engine: str) -> None:
    """After 4 h, at 5, b has level 10: the bed that a frees at 5 goes to b before c. Then c at 10, d at 15."""
    expected = ends("a", 0, 5) + ends("b", 5, 10) + ends("c", 10, 15) + ends("d", 15, 20)
    assert trace(jumping({"4 h": 10}), engine) == expected


def test_priority_that_jumps_to_the_level_of_others(engine: str) -> None:
    """After 7 h, at 8, b has level 20 as c and d have, and has waited longest of who is left: c at 5, b at 10, d at 15.
    A jump to 50 before that, after 6 h, changes nothing."""
    expected = ends("a", 0, 5) + ends("c", 5, 10) + ends("b", 10, 15) + ends("d", 15, 20)
    assert trace(jumping({"7 h": 20, "6 h": 50}), engine) == expected


def test_priority_that_jumps_too_late(engine: str) -> None:
    """After 9 h 1 min, at 10 h 1 min: c at 5, d at 10, b at 15."""
    expected = ends("a", 0, 5) + ends("c", 5, 10) + ends("d", 10, 15) + ends("b", 15, 20)
    assert trace(jumping({"541 min": 1}), engine) == expected
