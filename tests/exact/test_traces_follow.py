"""Traces worked by hand, in both engines: people followed after a mark or discharge. Hours count from Monday 00:00."""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.engine import followed
from flowsim.results.invariants import check_invariants
from flowsim.results.measures import measure
from tests.exact.tracing import Document, place, run, unit

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])

UNITS = {"ward": unit(9), "oak": unit(9, "care-home"), "step-down": unit(9, "rehabilitation")}


def found(document: Document, engine: str) -> dict[tuple[str, str], float]:
    """Every value for everyone, or of a group where its name says so (``of | group``)."""
    plan, replication = run(document, engine)
    assert not check_invariants(plan, replication)
    return {
        (value.measure, value.of if value.group == "everyone" else f"{value.of} | {value.group}"): value.value
        for value in measure(plan, replication.tallies)
    }


def journey(*steps: Any, follow: Document, arrivals: Document | None = None, **sections: Any) -> Document:
    """One person from hour 0, through stays of hours (unit, hours), marks and whatever else is written."""
    written = [
        {"stay": step[0], "time": f"{step[1]} h", "name": f"s{number}"} if isinstance(step, tuple) else step
        for number, step in enumerate(steps)
    ]
    return place(arrivals or {"a": 0}, {"main": written}, units=UNITS, follow=follow, **sections)


def test_days_by_setting_after_a_mark(engine: str) -> None:
    """Ready at 24 h; ward to 36, rehabilitation to 60, care home to 84, then out of the model alive. So of the 96 h to
    120: 12, 24, 24 and 36 out of the model. Of the 24 h to 48: 12 in hospital, 12 in rehabilitation, where the person
    is at the end. Moves: three in the longer time (leaving the model is going home), one in the shorter."""
    steps = [("ward", 24), {"mark": "ready"}, ("ward", 12), ("step-down", 24), ("oak", 24), {"leave": "home"}]
    values = found(journey(*steps, follow={"on": {"after": "ready", "for": ["96 h", "1 d"]}}), engine)
    days = {name: values["days-by-setting", f"on: 4 d: {name}"] * 24 for name in ("hospital", "rehabilitation", "left")}
    assert days == {"hospital": 12, "rehabilitation": 24, "left": 36}
    assert values["days-by-setting", "on: 4 d: care-home"] == 1
    assert values["days-at-home", "on: 4 d"] * 24 == 36
    assert values["setting-at-the-end", "on: 4 d: left"] == values["at-home-at-the-end", "on: 4 d"] == 1
    assert values["days-by-setting", "on: 1 d: hospital"] == values["days-by-setting", "on: 1 d: rehabilitation"] == 0.5
    assert values["setting-at-the-end", "on: 1 d: rehabilitation"] == 1
    assert [values["moves-between-settings", f"on: {time}"] for time in ("4 d", "1 d")] == [3, 1]
    assert values["followed", "on: 4 d"] == 1


def test_an_end_at_the_instant_of_a_move_is_before_it(engine: str) -> None:
    """Followed for 12 h from 24 to 36, when the ward is left: in hospital at the end, and no move counts."""
    steps = [("ward", 24), {"mark": "ready"}, ("ward", 12), ("oak", 24), {"leave": "home"}]
    values = found(journey(*steps, follow={"on": {"after": "ready", "for": ["12 h"]}}), engine)
    assert values["setting-at-the-end", "on: 12 h: hospital"] == 1
    assert values["days-by-setting", "on: 12 h: hospital"] == 0.5
    assert values["moves-between-settings", "on: 12 h"] == 0


def test_back_in_hospital_counts_once_and_only_after_leaving(engine: str) -> None:
    """Out of the ward at 24, 72 and 144, back at 48 and 96. From 24 the person is followed for four days, until 120, so
    that the discharge at 72 begins nothing, and the one at 144 does. Of these two followings the first has a return,
    counted once; at 48 the one day is over already."""
    steps = [("ward", 24), ("oak", 24), ("ward", 24), ("oak", 24), ("ward", 48), {"leave": "home"}]
    values = found(journey(*steps, follow={"out": {"after": "discharge", "for": ["1 d", "2 d", "4 d"]}}), engine)
    assert [values["back-in-hospital", f"out: {time}"] for time in ("1 d", "2 d", "4 d")] == [0, 0.5, 0.5]
    assert values["followed", "out: 2 d"] == 2


def test_the_dead_are_nowhere_and_the_unfinished_left_out(engine: str) -> None:
    """a dies after 12 of 48 h. b makes the mark 24 h before the end of four weeks and cannot be followed for 48."""
    steps = [{"mark": "seen"}, ("oak", 12), {"leave": "died"}]
    follow = {"on": {"after": "seen", "for": ["48 h"]}}
    values = found(journey(*steps, follow=follow, arrivals={"a": 0, "b": 27 * 24}), engine)
    assert values["days-by-setting", "on: 2 d: care-home"] == 0.5
    assert values["days-by-setting", "on: 2 d: dead"] == 1.5
    assert values["setting-at-the-end", "on: 2 d: dead"] == 1
    assert values["days-at-home", "on: 2 d"] == 0
    assert (values["followed", "on: 2 d"], values["not-followed", "on: 2 d"]) == (1, 1)


def test_the_end_of_the_run_can_be_the_end_of_the_time(engine: str) -> None:
    """Followed from 27 d to 28 d, when the run ends: the person fits, and is in the ward then."""
    steps = [{"wait": "26 d"}, ("ward", 24), {"mark": "ready"}, ("ward", 240), {"leave": "home"}]
    values = found(journey(*steps, follow={"on": {"after": "ready", "for": ["1 d"]}}), engine)
    assert values["setting-at-the-end", "on: 1 d: hospital"] == values["days-by-setting", "on: 1 d: hospital"] == 1


def test_who_comes_back_is_followed_through_the_time_away(engine: str) -> None:
    """Out of the model from 24 to 72, then in the ward for good: 2 days away, that count as at home, 1 in hospital."""
    steps = [("ward", 24), {"leave": "home", "returns": {"after": "48 h", "to": "again"}}]
    document = journey(*steps, follow={"out": {"after": "discharge", "for": ["3 d"]}})
    document["pathways"]["again"] = [{"stay": "ward", "time": "900 h"}, {"leave": "home"}]
    values = found(document, engine)
    assert values["days-by-setting", "out: 3 d: left"] == values["days-at-home", "out: 3 d"] == 2
    assert values["days-by-setting", "out: 3 d: hospital"] == values["back-in-hospital", "out: 3 d"] == 1
    assert values["moves-between-settings", "out: 3 d"] == 1


def test_a_wish_and_a_group_are_those_of_the_mark(engine: str) -> None:
    """a wants to be in a care home, b at home; both are a day in the ward, two in the care home, then at home (they
    have left). Of 4 days a is 2 where they want to be, b 1, at the end a is not and b is. That a is set to home
    during the stay changes nothing."""
    who = {"shares": {"home": 0.5, "care-home": 0.5}}
    steps = [{"mark": "seen"}, ("ward", 24), ("oak", 48), {"set": {"wants": "home"}}, {"leave": "home"}]
    arrivals = {"a": (0, "main", {"set": {"wants": "care-home"}}), "b": (0, "main", {"set": {"wants": "home"}})}
    follow = {"on": {"after": "seen", "for": ["4 d"], "wish": "wants", "usual": "wants"}}
    document = journey(*steps, follow=follow, arrivals=arrivals, attributes={"wants": who}, groups=["wants"])
    values = found(document, engine)
    assert values["days-where-they-want-to-be", "on: 4 d | wants.care-home"] == 2
    assert values["days-where-they-want-to-be", "on: 4 d | wants.home"] == 1
    assert values["days-where-they-want-to-be", "on: 4 d"] == values["days-in-usual-home", "on: 4 d"] == 1.5
    assert values["where-they-want-to-be-at-the-end", "on: 4 d"] == values["back-in-usual-home", "on: 4 d"] == 0.5
    assert values["back-in-usual-home", "on: 4 d | wants.care-home"] == 0


def test_only_marks_of_the_window_begin_anything(engine: str) -> None:
    """The mark at 0 lies before the window and does not keep the one at 48 from counting; that at 60 does not."""
    again: list[Any] = [
        {"mark": "seen"},
        {"wait": "48 h"},
        {"mark": "seen", "name": "m2"},
        {"wait": "12 h", "name": "w2"},
    ]
    steps = [*again, {"mark": "seen", "name": "m3"}, {"leave": "home"}]
    document = journey(*steps, follow={"on": {"after": "seen", "for": ["4 d"]}})
    document["run"] |= {"warm_up": "1 d", "window": "9 d"}
    assert found(document, engine)["followed", "on: 4 d"] == 1


def test_deaths_and_risks_while_waiting_and_ready(engine: str) -> None:
    """a waits at home for the full ward, gives up after 5 h and dies; b has waited and dies in the ward, ready, in a
    stay; c dies there while it waits for the care home that is full."""
    beds = {"ward": unit(2), "oak": unit(0, "care-home")}
    dies = {"patience": {"time": "5 h", "then": [{"leave": "died", "name": "no-more"}]}}
    pathways = {
        "late": [{"stay": "ward", "time": "1 h", **dies}, {"leave": "home"}],
        "ready": [{"stay": "ward", "time": "9 h"}, {"mark": "discharge-ready"},
                  {"stay": "ward", "time": "1 h", "name": "on"}, {"leave": "died"}],
        "stuck": [{"stay": "ward", "time": "9 h"}, {"stay": "oak", "time": "1 h", **dies}, {"leave": "home"}],
    }  # fmt: skip
    arrivals = {"b": (0, "ready", {}), "c": (0, "stuck", {}), "d": (1, "late", {})}
    values = found(place(arrivals, pathways, units=beds), engine)
    a_day = 1 / 28
    assert values["deaths-while-waiting", ""] == pytest.approx(2 * a_day)
    assert values["deaths-while-waiting", "setting: home"] == pytest.approx(a_day)
    assert values["deaths-while-waiting", "setting: hospital"] == pytest.approx(a_day)
    assert values["deaths-while-ready", "setting: hospital"] == values["deaths-while-ready", ""] == pytest.approx(a_day)
    assert values["people-waiting", "outside for a hospital place"] == pytest.approx(5 / 24 / 28)
    assert values["people-waiting", "setting: hospital"] == pytest.approx(5 / 24 / 28)
    assert values["people-waiting", "ready in hospital"] == 0


@pytest.mark.seeded
@pytest.mark.parametrize(
    ("what", "cell", "rule"),
    [
        ("followed", (0, followed.TICKS, 0), "followed"),
        ("followed", (0, followed.AT_END, 0), "followed"),
        ("followed", (0, followed.BACK, 0), "followed"),
        ("followed", (0, followed.WISHED, 1), "groups"),
        ("died", (0, 1), "groups"),
        ("unfollowed", (0,), "levels"),
    ],
)
def test_a_wrong_count_is_seen(what: str, cell: tuple[int, ...], rule: str, engine: str) -> None:
    steps = [("ward", 24), {"mark": "ready"}, ("oak", 12), {"leave": "died"}]
    follow = {"on": {"after": "ready", "for": ["1 d"], "wish": "wants"}}
    wants = {"wants": {"shares": {"home": 0.5, "care-home": 0.5}}}
    plan, replication = run(journey(*steps, follow=follow, attributes=wants, groups=["wants"]), engine)
    assert not check_invariants(plan, replication)
    getattr(replication.tallies, what)[cell] += 2
    assert rule in {broken.rule for broken in check_invariants(plan, replication)}
