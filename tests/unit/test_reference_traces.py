"""Traces worked out on paper, from RULES.md alone: either engine must give them line for line."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from flowsim.engine import compiled, reference
from flowsim.engine.output import LOG, NOT_YET, Replication
from flowsim.plan.tables import Plan
from flowsim.random.functions import log as log_
from flowsim.random.samplers import ticks
from flowsim.random.streams import purpose_code, uniform
from flowsim.units import DAY, HOUR
from tests.engines.handmade import Handmade, trace

ARRIVED, LEFT, PRESENT_FROM, PRESENT_TO, PRESENT_END, RINGS, MOVED, PASSED_OVER = range(8)


SEED, REPLICATION = 7, 2
Run = Callable[[Handmade], tuple[list[str], Replication, Plan]]


@pytest.fixture(params=[reference, compiled], ids=["reference", "compiled"])
def run(request: pytest.FixtureRequest) -> Run:
    """Lays out a plan made by hand and runs it: the log as text, everything, the plan."""

    def made_run(made: Handmade) -> tuple[list[str], Replication, Plan]:
        plan = made.plan()
        replication = request.param.replicate(plan, SEED, REPLICATION, LOG)
        return trace(plan, replication), replication, plan

    return made_run


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


def ward(places: int = 1, **care: object) -> Handmade:
    """One ward, two hours of care, then home."""
    made = Handmade({"ward": places}, hospital=["ward"])
    made.stay("care", "ward", **{"time": 2 * HOUR, **care})
    made.leave("home")
    made.leave("died", name="elsewhere")
    return made


def test_two_people_for_one_bed_at_one_instant(run: Run) -> None:
    made = ward()
    made.someone("ann", 1, "care")
    made.someone("bob", 1, "care")
    log, replication, _ = run(made)
    assert log == lines("""
        1 ann join ward
        1 bob join ward
        1 ann begin ward
        3 ann end ward
        3 ann leave home
        3 bob begin ward
        5 bob end ward
        5 bob leave home
    """)
    assert replication.tallies.happenings[0] == 6  # arrivals, grants, ends: two each
    assert replication.tallies.wait_count.tolist() == [0, 2]
    assert replication.tallies.wait_ticks.tolist() == [0, 2 * HOUR]


def test_a_bed_freed_at_the_instant_a_patience_ends_is_granted(run: Run) -> None:
    made = ward(patience=2 * HOUR, impatient="elsewhere")
    made.someone("ann", 1, "care")
    made.someone("bob", 1, "care")  # waits until 3: ann ends at 3
    made.someone("cat", 1, "care")  # her patience ends at 3 too, and nothing is left for her
    log, replication, _ = run(made)
    assert log == lines("""
        1 ann join ward
        1 bob join ward
        1 cat join ward
        1 ann begin ward
        3 ann end ward
        3 ann leave home
        3 bob begin ward
        3 cat give up care
        3 cat leave died
        5 bob end ward
        5 bob leave home
    """)
    assert replication.tallies.gave_up.tolist() == [1, 0, 0]
    assert replication.tallies.granted.tolist() == [2, 0, 0]
    assert replication.tallies.happenings[0] == 3 + 2 + 2 + 1  # the two patiences that came to nothing are none


def test_no_patience_at_all_still_takes_a_free_bed(run: Run) -> None:
    made = ward(patience=0, impatient="elsewhere")
    made.someone("ann", 1, "care")
    made.someone("bob", 1, "care")
    log, _, _ = run(made)
    assert log[2:5] == ["1 ann begin ward", "1 bob give up care", "1 bob leave died"]


def test_a_limit_of_nought_turns_away_whoever_is_not_granted_at_once(run: Run) -> None:
    made = ward(limit=0, turned_away="elsewhere")
    made.someone("ann", 1, "care")
    made.someone("bob", 3, "care")  # ann's bed is freed at 3: granted, not turned away
    made.someone("cat", 4, "care")
    log, replication, _ = run(made)
    assert log == lines("""
        1 ann join ward
        1 ann begin ward
        3 ann end ward
        3 ann leave home
        3 bob join ward
        3 bob begin ward
        4 cat join ward
        4 cat turned away care
        4 cat leave died
        5 bob end ward
        5 bob leave home
    """)
    assert replication.tallies.turned_away.tolist() == [1, 0, 0]


def test_the_last_to_join_goes_when_a_queue_is_too_long(run: Run) -> None:
    made = ward(limit=1, turned_away="elsewhere")
    for name in ("ann", "bob", "cat", "dan"):
        made.someone(name, 1, "care")
    log, replication, _ = run(made)
    assert log[4:9] == lines("""
        1 ann begin ward
        1 dan turned away care
        1 dan leave died
        1 cat turned away care
        1 cat leave died
    """)
    assert replication.tallies.turned_away[0] == 2
    assert replication.tallies.happenings[0] == 4 + 2 + 2 + 3  # bob's look is a happening, though he stays


def test_a_limit_counts_the_queue_by_joining_not_by_priority(run: Run) -> None:
    made = Handmade({"ward": 1}, hospital=["ward"])
    made.stay("soon", "ward", time=2 * HOUR, priority=1, limit=1, turned_away="elsewhere")
    made.leave("home")
    made.stay("later", "ward", time=2 * HOUR, priority=5, next="leave home")
    made.leave("died", name="elsewhere")
    made.someone("ann", 1, "later")
    made.someone("bob", 2, "later")
    made.someone("cat", 2.5, "soon")  # bob joined before her, though she would be granted first
    log, _, _ = run(made)
    assert "2.5 cat turned away soon" in log


def test_priority_goes_before_the_time_of_joining(run: Run) -> None:
    made = Handmade({"ward": 1}, attributes={"urgency": 2})
    made.stay(
        "care",
        "ward",
        time=2 * HOUR,
        priority=("row", made.table.by(0, [made.table.constant(9), made.table.constant(3)])),
    )
    made.leave("home")
    made.someone("ann", 1, "care", urgency=0)
    made.someone("bob", 1.5, "care", urgency=0)
    made.someone("cat", 2, "care", urgency=1)
    log, replication, _ = run(made)
    assert [line for line in log if "begin" in line] == ["1 ann begin ward", "3 cat begin ward", "5 bob begin ward"]
    assert replication.log is not None
    assert replication.log["value"][replication.log["kind"] == 1].tolist() == [9, 9, 3]


def test_of_a_list_the_first_with_room_and_one_request_for_all(run: Run) -> None:
    made = Handmade({"first": 1, "second": 1})
    made.stay("care", "second", "first", time=2 * HOUR)
    made.leave("home")
    for name in ("ann", "bob", "cat"):
        made.someone(name, 1, "care")
    log, replication, _ = run(made)
    assert log == lines("""
        1 ann join second
        1 bob join second
        1 cat join second
        1 ann begin second
        1 bob begin first
        3 ann end second
        3 ann leave home
        3 bob end first
        3 bob leave home
        3 cat begin second
        5 cat end second
        5 cat leave home
    """)
    assert replication.tallies.wait_count.tolist() == [0, 1, 2]


def test_the_queue_of_each_unit_of_a_list_is_left_on_a_grant(run: Run) -> None:
    made = Handmade({"first": 1, "second": 1})
    made.stay("care", "first", "second", time=2 * HOUR)
    made.leave("home")
    made.stay("second only", "second", time=HOUR, next="leave home")
    made.someone("ann", 1, "second only")
    made.someone("bob", 1, "care")
    made.someone("cat", 1.5, "second only")
    log, _, _ = run(made)
    assert "2 cat begin second" in log  # and not bob, who is in `first`


def test_a_stay_in_the_unit_already_held_asks_for_nothing(run: Run) -> None:
    made = Handmade({"ward": 1, "rehab": 1}, hospital=["ward"])
    made.stay("care", "ward", time=2 * HOUR)
    made.stay("more", "rehab", "ward", time=HOUR)
    made.leave("home")
    made.someone("ann", 1, "care")
    made.someone("bob", 1, "care")  # waits, but ann has the bed for both stays
    log, replication, _ = run(made)
    assert log[2:9] == lines("""
        1 ann begin ward
        3 ann end ward
        3 ann begin ward
        4 ann end ward
        4 ann leave home
        4 bob begin ward
        6 bob end ward
    """)
    assert replication.tallies.granted.tolist() == [2, 0, 0]
    assert replication.tallies.discharged[0] == 2


def test_a_person_keeps_the_place_until_the_next_is_granted(run: Run) -> None:
    made = Handmade({"ward": 1, "home care": 1}, hospital=["ward"])
    made.stay("care", "ward", time=2 * HOUR)
    made.stay("package", "home care", time=10 * HOUR)
    made.leave("home")
    made.someone("ann", 0, "care")
    made.someone("bob", 1, "care")
    made.someone("cat", 1, "care")
    log, replication, plan = run(made)
    assert [line for line in log if "begin" in line] == lines("""
        0 ann begin ward
        2 ann begin home care
        2 bob begin ward
        12 bob begin home care
        12 cat begin ward
        22 cat begin home care
    """)
    delayed = plan.state_of[1, 0, 1, 0]  # waiting for the package in the ward
    assert replication.tallies.ticks[delayed] == 8 * HOUR + 8 * HOUR  # bob 4 to 12, cat 14 to 22


def test_stays_of_no_length_end_before_the_next_grant(run: Run) -> None:
    made = ward(time=0)
    made.someone("ann", 1, "care")
    made.someone("bob", 1, "care")
    log, _, _ = run(made)
    assert log == lines("""
        1 ann join ward
        1 bob join ward
        1 ann begin ward
        1 ann end ward
        1 ann leave home
        1 bob begin ward
        1 bob end ward
        1 bob leave home
    """)


def test_nothing_at_the_horizon_happens(run: Run) -> None:
    made = ward()
    made.horizon = 3 * HOUR
    made.someone("ann", 1, "care")
    made.someone("bob", 3, "care")
    log, replication, plan = run(made)
    assert log == ["1 ann join ward", "1 ann begin ward"]
    assert replication.tallies.totals[[ARRIVED, LEFT, PRESENT_END]].tolist() == [1, 0, 1]
    assert replication.tallies.ticks[plan.state_of[0, 1, 1, 0]] == 2 * HOUR
    assert replication.people is not None
    assert replication.people.left.tolist() == [-1]


def assessed(hours: list[tuple[float, float]], work: int, workers: int = 1, weekday: int = 0) -> Handmade:
    made = Handmade({}, teams={"hub": workers}, hours={"hub": hours}, weekday=weekday)
    made.task("assess", "hub", time=work)
    made.leave("home")
    return made


MON_TO_FRI = [(24 * day + 9, 24 * day + 17) for day in range(5)]


def test_a_task_goes_on_after_the_night_with_the_same_worker(run: Run) -> None:
    made = assessed(MON_TO_FRI, 3 * HOUR)
    made.someone("ann", 15, "assess")  # 2 h on Monday, 1 h on Tuesday
    made.someone("bob", 16, "assess")
    log, replication, _ = run(made)
    assert log == lines("""
        15 ann join hub
        15 ann begin hub
        16 bob join hub
        34 ann end hub
        34 ann leave home
        34 bob begin hub
        37 bob end hub
        37 bob leave home
    """)
    assert replication.tallies.worked.tolist() == [0, 6 * HOUR]


def test_a_task_may_end_exactly_at_closing_and_never_begins_there(run: Run) -> None:
    made = assessed(MON_TO_FRI, 2 * HOUR)
    made.someone("ann", 15, "assess")
    made.someone("bob", 17, "assess")
    log, _, _ = run(made)
    assert "17 ann end hub" in log
    assert "33 bob begin hub" in log


def test_friday_to_monday_when_the_run_begins_on_a_friday(run: Run) -> None:
    made = assessed(MON_TO_FRI, 2 * HOUR, weekday=4)
    made.someone("ann", 16, "assess")
    log, _, _ = run(made)
    assert log[-2] == f"{3 * 24 + 10} ann end hub"


def test_an_opening_grants_by_priority_those_who_waited_for_it(run: Run) -> None:
    made = assessed(MON_TO_FRI, HOUR, workers=2)
    for number, name in enumerate(("ann", "bob", "cat")):
        made.someone(name, number, "assess")
    log, replication, _ = run(made)
    assert [line for line in log if "begin" in line] == ["9 ann begin hub", "9 bob begin hub", "10 cat begin hub"]
    assert replication.tallies.happenings[0] == 9  # the opening is none


def test_a_wait_in_working_time(run: Run) -> None:
    made = Handmade({}, teams={"panel": 1}, hours={"panel": MON_TO_FRI})
    made.wait("form", 3 * HOUR, calendar="panel")
    made.wait("post", 3 * HOUR)
    made.leave("home")
    made.someone("ann", 16, "form")
    log, _, _ = run(made)
    assert log == lines("""
        16 ann begin community
        35 ann end community
        35 ann begin community
        38 ann end community
        38 ann leave home
    """)


def swap(*units: str, start: float = 1, **places: int) -> Handmade:
    """People who each want the next one's unit when their first stay ends."""
    made = Handmade({name: places.get(name, 1) for name in sorted(units)})
    for unit, following in zip(units, (*units[1:], units[0]), strict=True):
        made.stay(f"from {unit}", following, time=HOUR, next="leave home")
    made.leave("home")
    for unit in units:
        made.in_place(f"in {unit}", unit, start, f"from {unit}")
    return made


def test_a_ring_of_two_changes_places(run: Run) -> None:
    log, replication, _ = run(swap("b", "a"))
    assert log == lines("""
        0 in b begin b
        0 in a begin a
        1 in b end b
        1 in b join a
        1 in a end a
        1 in a join b
        1 in a begin b by ring
        1 in b begin a by ring
        2 in b end a
        2 in b leave home
        2 in a end b
        2 in a leave home
    """)
    assert replication.tallies.totals[[RINGS, MOVED, PASSED_OVER]].tolist() == [1, 2, 0]
    assert replication.tallies.happenings[0] == 2 + 2 + 1 + 2


def test_a_ring_of_three_moves_from_its_least_unit_on(run: Run) -> None:
    log, replication, _ = run(swap("a", "c", "b"))
    assert [line for line in log if "ring" in line] == lines("""
        1 in a begin c by ring
        1 in c begin b by ring
        1 in b begin a by ring
    """)
    assert replication.tallies.totals[[RINGS, MOVED, PASSED_OVER]].tolist() == [1, 3, 0]


def test_a_ring_passes_over_those_who_would_come_first(run: Run) -> None:
    made = swap("a", "b")
    made.stay("from outside", "b", time=HOUR, next="leave home")
    made.someone("eve", 0.5, "from outside")  # waits for b since 0.5, holds only a place in the community
    log, replication, _ = run(made)
    assert "1 in a begin b by ring" in log
    assert "2 eve begin b" in log
    assert replication.tallies.totals[[RINGS, MOVED, PASSED_OVER]].tolist() == [1, 2, 1]


def test_no_ring_is_turned_while_a_grant_can_be_made(run: Run) -> None:
    made = swap("a", "b", a=1, b=2)  # one place of b is free: in a moves there, in b then to a
    log, replication, _ = run(made)
    assert replication.tallies.totals[RINGS] == 0
    assert [line for line in log if line.startswith("1") and "begin" in line] == ["1 in a begin b", "1 in b begin a"]


def test_a_plan_without_rings_leaves_people_waiting(run: Run) -> None:
    made = swap("a", "b")
    made.rings = 0
    log, replication, _ = run(made)
    assert not [line for line in log if "ring" in line]
    assert replication.tallies.totals[PRESENT_END] == 2


def test_choose_set_mark_leave(run: Run) -> None:
    made = Handmade(
        {"ward": 1}, hospital=["ward"], attributes={"need": 3}, marks=("ready", "seen"), intervals=[("seen", "ready")]
    )
    made.mark("ready")  # in the community: noted, declares nothing
    made.stay("care", "ward", time=30 * HOUR)
    made.mark("seen")
    made.set("worse", "need", ("row", made.table.by(0, [made.table.constant(c) for c in (1, 2, 2)])))
    by_need = ("row", made.table.by(0, [made.table.constant(c) for c in (0, 0, 1)]))
    made.choose("which", by_need, "leave home", "paper")
    made.leave("home")
    made.wait("paper", 4 * HOUR)
    made.mark("ready", name="declare")
    made.wait("bus", 40 * HOUR)
    made.leave("home", name="goodbye")
    made.someone("ann", 10, "mark ready", need=1)
    log, replication, plan = run(made)
    assert log == lines("""
        10 ann mark ready
        10 ann join ward
        10 ann begin ward
        40 ann end ward
        40 ann mark seen
        40 ann set 2
        40 ann choose 1
        40 ann begin ward
        44 ann end ward
        44 ann mark ready
        44 ann begin ward
        84 ann end ward
        84 ann leave home
    """)
    tallies, people = replication.tallies, replication.people
    assert people is not None
    assert (people.admitted[0], people.ready[0], people.discharged[0]) == (10 * HOUR, 44 * HOUR, 84 * HOUR)
    assert people.marks.tolist() == [[44 * HOUR, 40 * HOUR]]
    assert people.codes.tolist() == [[2]]
    assert tallies.interval_started.tolist() == [1]
    assert tallies.interval_ticks.tolist() == [[4 * HOUR]]
    assert tallies.nights[0].nonzero()[0].tolist() == [3]  # dates 0 to 3
    assert tallies.delay[0].nonzero()[0].tolist() == [2]  # dates 1 to 3
    assert tallies.delay_ticks.tolist() == [40 * HOUR]
    assert tallies.discharged[:5].tolist() == [0, 0, 0, 1, 0]
    assert tallies.occupied[1, :5].tolist() == [1, 1, 1, 0, 0]
    assert tallies.ready[1, :5].tolist() == [0, 1, 1, 0, 0]
    declared = plan.state_of[plan.names["steps"].index("bus"), 1, 1, 1]
    assert tallies.ticks[declared] == 40 * HOUR


def test_people_in_place_at_the_start(run: Run) -> None:
    made = Handmade({"ward": 2}, hospital=["ward"], attributes={"need": 2})
    made.stay("care", "ward", time=2 * HOUR)
    made.leave("home")
    made.in_place("ann", "ward", 5, "leave home", need=1)
    made.in_place("bob", "ward", 3, "leave home")
    made.someone("cat", 0, "care")
    log, replication, _ = run(made)
    assert log == lines("""
        0 ann begin ward
        0 bob begin ward
        0 cat join ward
        3 bob end ward
        3 bob leave home
        3 cat begin ward
        5 ann end ward
        5 ann leave home
        5 cat end ward
        5 cat leave home
    """)
    tallies, people = replication.tallies, replication.people
    assert people is not None
    assert people.codes[0, 0] == 1
    assert people.admitted.tolist() == [0, 0, 3 * HOUR]
    assert tallies.totals[[ARRIVED, LEFT]].tolist() == [3, 3]
    assert tallies.granted.sum() == 1


def test_a_death_in_hospital_is_no_discharge(run: Run) -> None:
    made = ward()
    made.steps[1] = {**made.steps[1], "target": 1}
    made.someone("ann", 1, "care")
    _, replication, _ = run(made)
    tallies = replication.tallies
    assert tallies.died_in_hospital.tolist() == [1]
    assert tallies.discharged.sum() == tallies.nights.sum() == 0


def test_time_adds_up_over_a_window_and_groups(run: Run) -> None:
    made = ward(places=1, time=30 * HOUR)
    made.attributes = {"need": 2}
    made.groups = ["need"]
    made.window = (1 * DAY, 3 * DAY)
    made.someone("ann", 12, "care", need=0)  # stays 12 to 42
    made.someone("bob", 20, "care", need=1)  # waits 20 to 42, stays 42 to 72 = the end of the window
    _, replication, plan = run(made)
    tallies = replication.tallies
    waiting, staying = plan.state_of[0, 0, 0, 0], plan.state_of[0, 1, 1, 0]
    assert tallies.ticks[[waiting, staying]].tolist() == [18 * HOUR, 48 * HOUR]
    assert tallies.group_ticks[staying].tolist() == [18 * HOUR, 30 * HOUR]
    assert tallies.entries[[waiting, staying]].tolist() == [0, 1]
    assert tallies.wait_count.sum() == 0  # both joined before the window
    assert tallies.granted[0] == 1
    assert tallies.midnights[staying].tolist() == [
        2,
        0,
        0,
        0,
    ]  # at 48 h bob, at 72 h bob; at 24 h it is not yet the window
    assert tallies.occupied[1, :4].tolist() == [1, 1, 1, 0]
    assert tallies.totals[[PRESENT_FROM, PRESENT_TO, PRESENT_END]].tolist() == [2, 1, 0]
    assert tallies.left.sum() == 2  # ann at 42 h: everyone and her group; bob at 72 h, outside
    assert tallies.nights.sum() == 2


def test_patience_goes_before_a_limit(run: Run) -> None:
    made = ward(patience=0, impatient="elsewhere", limit=0, turned_away="elsewhere")
    made.someone("ann", 1, "care")
    made.someone("bob", 1, "care")
    log, _, _ = run(made)
    assert "1 bob give up care" in log


def test_a_second_hospital_stay_begins_afresh(run: Run) -> None:
    made = Handmade({"ward": 1, "home care": 1}, hospital=["ward"], attributes={"ill": 2})
    made.stay("care", "ward", time=2 * HOUR)
    made.mark("ready")
    made.stay("package", "home care", time=HOUR)
    made.stay("again", "ward", time=HOUR)
    made.leave("died")
    made.someone("ann", 23, "care")
    _, replication, plan = run(made)
    tallies, people = replication.tallies, replication.people
    assert people is not None
    assert (people.admitted[0], people.ready[0], people.discharged[0]) == (26 * HOUR, NOT_YET, 27 * HOUR)
    assert tallies.ticks[plan.state_of[3, 1, 1, :]].tolist() == [HOUR, 0]
    assert tallies.nights[0].nonzero()[0].tolist() == [1]  # two hours over one midnight
    assert tallies.died_in_hospital.tolist() == [1]


def test_a_set_parts_the_time_between_groups(run: Run) -> None:
    made = Handmade({"ward": 1}, attributes={"need": 2}, groups=["need"])
    made.stay("care", "ward", time=3 * HOUR)
    made.set("worse", "need", 1)
    made.stay("more", "ward", time=5 * HOUR)
    made.leave("home")
    made.someone("ann", 1, "care", need=0)
    _, replication, _ = run(made)
    assert replication.tallies.group_ticks.sum(axis=0).tolist() == [3 * HOUR, 5 * HOUR]
    assert replication.tallies.left.tolist() == [[1, 0, 1], [0, 0, 0]]


def test_each_visit_draws_anew_and_in_order(run: Run) -> None:
    made = Handmade({"ward": 1}, attributes={"round": 3})
    made.stay("care", "ward", time=("exponential", {"mean": DAY}), visit=0)
    made.set("next round", "round", ("row", made.table.by(0, [made.table.constant(c) for c in (1, 2, 2)])))
    again = ("row", made.table.by(0, [made.table.constant(c) for c in (0, 0, 1)]))
    made.choose("again", again, "care", "leave home")
    made.leave("home")
    made.someone("ann", 0, "care", round=0)
    _, replication, _ = run(made)
    assert replication.log is not None
    ends = replication.log["time"][replication.log["kind"] == 3]
    uniforms = [uniform(SEED, REPLICATION, 1, 0, purpose_code("care"), occurrence) for occurrence in range(2)]
    lengths = [ticks(-DAY * log_(1.0 - u)) for u in uniforms]
    assert ends.tolist() == [lengths[0], sum(lengths)]
    assert lengths[0] != lengths[1]


def test_what_begins_at_midnight_is_first_seen_at_the_next(run: Run) -> None:
    made = ward(time=24 * HOUR)
    made.window = (1 * DAY, 2 * DAY)
    made.someone("ann", 24, "care")
    _, replication, plan = run(made)
    tallies = replication.tallies
    assert tallies.occupied[1, :3].tolist() == [0, 1, 0]  # the midnight that ends the second day
    assert tallies.midnights[plan.state_of[0, 1, 1, 0]].tolist() == [1, 0, 0, 0]
    assert tallies.totals[[PRESENT_FROM, PRESENT_TO]].tolist() == [0, 1]
    assert tallies.totals[[ARRIVED, LEFT, PRESENT_END]].tolist() == [1, 1, 0]
    assert tallies.arrived.tolist() == [1]
    assert tallies.left.sum() == 0  # at the instant at which the window ends


def test_midnights_of_the_window_leave_out_the_first_and_take_in_the_last(run: Run) -> None:
    made = ward(time=5 * DAY)
    made.window = (1 * DAY, 3 * DAY)
    made.someone("ann", 1, "care")
    _, replication, plan = run(made)
    assert replication.tallies.midnights[plan.state_of[0, 1, 1, 0]].tolist() == [2, 0, 0, 0]
    assert replication.tallies.occupied[1, :7].tolist() == [1, 1, 1, 1, 1, 0, 0]


def test_midnights_by_nights_so_far(run: Run) -> None:
    made = ward(time=22 * DAY)
    made.horizon = 30 * DAY
    made.someone("ann", 1, "care")
    _, replication, plan = run(made)
    assert replication.tallies.midnights[plan.state_of[0, 1, 1, 0]].tolist() == [22, 16, 9, 2]


def test_an_interval_needs_a_new_start_each_time(run: Run) -> None:
    made = Handmade({}, marks=("ready", "asked", "seen"), intervals=[("asked", "seen")])
    made.mark("asked")
    made.wait("first", HOUR)
    made.mark("seen")
    made.wait("second", HOUR)
    made.mark("seen", name="seen again")
    made.leave("home")
    made.someone("ann", 1, "mark asked")
    _, replication, _ = run(made)
    assert replication.tallies.interval_started.tolist() == [1]
    assert replication.tallies.interval_count.tolist() == [[1]]
    assert replication.tallies.interval_ticks.tolist() == [[HOUR]]


def test_a_window_clips_work_and_leaves_out_waits_begun_before_it(run: Run) -> None:
    made = assessed(MON_TO_FRI, 4 * HOUR)
    made.window = (11 * HOUR, 36 * HOUR)
    made.someone("ann", 10, "assess")  # 10 to 14, of which 3 h in the window
    made.someone("bob", 12, "assess")  # 14 to 17 and 33 to 34
    made.someone("cat", 13, "assess")  # 34 to 38, of which 2 h
    _, replication, _ = run(made)
    tallies = replication.tallies
    assert tallies.worked.tolist() == [0, (3 + 4 + 2) * HOUR]
    assert tallies.wait_count.tolist() == [0, 2]
    assert tallies.wait_ticks.tolist() == [0, 2 * HOUR + 21 * HOUR]
    assert tallies.granted[0] == 2


@pytest.mark.parametrize("level", [0, 1, 2])
def test_output_levels_change_no_tally(level: int) -> None:
    made = ward()
    for hour in range(5):
        made.someone(f"person {hour}", hour, "care")
    plan = made.plan()
    full, part = (reference.replicate(plan, 1, 0, kept) for kept in (LOG, level))
    assert (part.people is None, part.log is None) == (level < 1, level < 2)
    for name in full.tallies.__slots__:
        assert np.array_equal(getattr(full.tallies, name), getattr(part.tallies, name)), name
