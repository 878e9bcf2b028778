"""Staff as flows worked by hand: weeks, conservation, equilibrium, and what units and teams have by them."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest

from flowsim.plan.compile import compile_plan
from flowsim.scenario.scenario import Scenario
from flowsim.scenario.staffing import StaffWeek, staff_weeks
from flowsim.scenario.workforce import Workforce
from flowsim.units import DAY, HOUR, WEEK
from tests.exact.tracing import place, run, trace, unit

TUESDAY = datetime.date(2025, 4, 1)
CARE: dict[str, Any] = {
    "employers": {
        "care": {"staff": 100, "posts": 120, "turnover": "36.5 %", "market": "near", "moves": {"council": "10 %"}},
        "council": {"staff": 20, "posts": 25, "turnover": "73 %", "market": "near"},
    },
    "markets": {"near": {"joiners": "0.4 per week", "per_empty_post": "0.02 per week"}},
}


def weeks(document: dict[str, Any], many: int) -> list[dict[str, StaffWeek]]:
    return staff_weeks(Workforce.model_validate(document), TUESDAY, many * WEEK)


def test_two_weeks_by_hand() -> None:
    """A week of 36.5 % a year is .7 %: .7 of 100 leave, of whom .07 go to the council; 1.4 % of 20, .28, leave there.
    20 and 5 posts stand empty, so the market brings .4 + .02 x 25 = .9, four fifths of them to care: .72 and .18. Then
    there are 100 - .7 + .72 = 100.02, and 20 - .28 + .07 + .18 = 19.97. In the second week .70014 and .27958 leave, of
    19.98 and 5.03 empty posts come .4 + .02 x 25.01 = .9002."""
    first, second = weeks(CARE, 2)
    care, council = first["care"], first["council"]
    assert (care.left, care.moved_on, care.moved_in, care.joined) == pytest.approx((0.63, 0.07, 0, 0.72))
    assert (council.left, council.moved_on, council.moved_in, council.joined) == pytest.approx((0.28, 0, 0.07, 0.18))
    assert (second["care"].staff, second["council"].staff) == pytest.approx((100.02, 19.97))
    assert second["care"].left + second["care"].moved_on == pytest.approx(0.70014)
    assert second["council"].left == pytest.approx(0.27958)
    assert second["care"].joined == pytest.approx(0.9002 * 19.98 / 25.01)


def test_movers_find_room_only_in_empty_posts() -> None:
    """1.4 a week would go from care to the council, which has one empty post; of 2.8 leavers 1.8 leave, and who would
    join finds the post taken. The next week it is full but for those who left."""
    document = {
        "employers": {
            "care": {"staff": 200, "posts": 200, "turnover": "73 %", "moves": {"council": "50 %"}},
            "council": {"staff": 9, "posts": 10, "turnover": 0, "market": "near"},
        },
        "markets": {"near": {"joiners": "3 per week"}},
    }
    first, second = weeks(document, 2)
    assert (first["care"].left, first["care"].moved_on) == pytest.approx((1.8, 1.0))
    assert (first["council"].moved_in, first["council"].joined) == pytest.approx((1.0, 0.0))
    assert (second["council"].staff, second["council"].empty) == pytest.approx((10, 0))
    assert (second["care"].moved_on, second["care"].left) == pytest.approx((0.0, 0.014 * 197.2))


def test_nobody_joins_an_employer_without_empty_posts() -> None:
    """Ten a week for one and three empty posts: no more than these come, then none."""
    full = {"turnover": 0, "market": "near"}
    document = {
        "employers": {"a": {"staff": 9, "posts": 10, **full}, "b": {"staff": 7, "posts": 10, **full}},
        "markets": {"near": {"joiners": "10 per week"}},
    }
    first, second = weeks(document, 2)
    assert (first["a"].joined, first["b"].joined) == pytest.approx((1, 3))
    assert (second["a"].staff, second["b"].staff, second["a"].joined) == pytest.approx((10, 10, 0))


def test_nobody_is_lost() -> None:
    """Staff at the start and who joined are staff at the end and who left; who moves on moves in."""
    found = weeks(CARE, 200)
    every = [one for week in found for one in week.values()]
    joined, left = (sum(getattr(one, name) for one in every) for name in ("joined", "left"))
    at_the_end = sum(one.staff_after for one in found[-1].values())
    assert 120 + joined == pytest.approx(at_the_end + left, abs=1e-9)
    assert sum(one.moved_on for one in every) == pytest.approx(sum(one.moved_in for one in every), abs=1e-9)
    assert all(one.staff <= one.posts + 1e-9 for one in every)


def test_staff_comes_to_the_solution_of_linear_equations() -> None:
    """With posts for all, two employers of markets of their own: at rest q1 S1 = a + b (P1 - S1) and
    q2 S2 = m q1 S1 + b2 (P2 - S2), by the year."""
    document = {
        "employers": {
            "a": {"staff": 50, "posts": 200, "turnover": "40 %", "market": "one", "moves": {"b": "25 %"}},
            "b": {"staff": 30, "posts": 100, "turnover": "20 %", "market": "two"},
        },
        "markets": {"one": {"joiners": "20 per year", "per_empty_post": "0.3 per year"},
                    "two": {"per_empty_post": "0.1 per year"}},
    }  # fmt: skip
    rates = np.array([[0.4 + 0.3, 0], [-0.25 * 0.4, 0.2 + 0.1]])
    rest = np.linalg.solve(rates, [20 + 0.3 * 200, 0.1 * 100])
    last = weeks(document, 52 * 150)[-1]
    assert (last["a"].staff, last["b"].staff) == pytest.approx(rest, rel=1e-9)


def test_more_posts_of_one_draw_staff_from_the_other() -> None:
    """In one market with as many joiners whatever is empty, all that one gains the other loses, and more posts of one
    raise its share of the empty ones. Where joiners come for empty posts too, the two together have more than before.
    """

    def at_the_end(posts: int, per_post: str) -> tuple[float, float]:
        same = {"staff": 100, "turnover": "30 %", "market": "near"}
        document = {
            "employers": {"a": {**same, "posts": posts}, "b": {**same, "posts": 110}},
            "markets": {"near": {"joiners": "40 per year" if per_post != "0 per year" else "60 per year",
                                 "per_empty_post": per_post}},
        }  # fmt: skip
        last = weeks(document, 104)[-1]
        return last["a"].staff_after, last["b"].staff_after

    assert at_the_end(110, "0 per year") == at_the_end(110, "1 per year") == pytest.approx((100, 100))
    more, less = at_the_end(120, "0 per year")
    assert more > 101
    assert more + less == pytest.approx(200)
    more, less = at_the_end(120, "1 per year")
    assert less < 99.5
    assert more + less > 202


def test_by_date_the_first_week_that_begins_then_or_later() -> None:
    """The weeks begin on Tuesdays: what is said from Wednesday 2 April on holds from 8 April; what a later date does
    not say stays."""
    document = {
        "employers": {
            "a": {"staff": 100, "posts": 100, "turnover": 0, "moves": {"b": "20 %"},
                  "dated": {"2025-04-15": {"moves": {"c": "50 %"}}, "2025-04-02": {"turnover": "36.5 %"}}},
            "b": {"staff": 1, "posts": 10, "turnover": 0},
            "c": {"staff": 1, "posts": 10, "turnover": 0, "dated": {"2025-04-22": {"posts": 1}}},
        },
        "markets": {"near": {"joiners": "1 per week", "dated": {"2025-04-08": {"joiners": "2 per week"}}}},
    }  # fmt: skip
    found = weeks(document, 4)
    assert [week["a"].moved_on for week in found] == pytest.approx(
        [0, 0.7 * 0.2, 0.7 * 0.993 * 0.7, 0.7 * 0.993**2 * 0.2]
    )
    assert found[3]["c"].empty == 0


# what units and teams have by it

HALVING = {
    "employers": {
        "council": {"staffs": ["ward", "care", "hub"], "staff": 2, "posts": 4, "turnover": 0, "market": "near"}
    },
    "markets": {"near": {"joiners": "1 per week"}},
}
"""Two staff, three after a week, four after two."""


def staffed(**more: Any) -> dict[str, Any]:
    """Three beds and 6 h of care a week by two staff, so 4.5 beds (5) and 9 h by three, 6 and 12 h by four."""
    units = {"ward": unit(3) | more, "care": {"weekly_hours": "6 h"}}
    document = place({"a": 0}, {"main": [{"stay": "ward", "time": "1 h"}, {"leave": "home"}]}, units=units)
    teams = {"hub": {"headcount": 2, "hours": {"mon-fri": "09:00-17:00"}}}
    return document | {"teams": teams, "workforce": HALVING}


def changes(document: dict[str, Any], name: str) -> list[tuple[float, int]]:
    """Days and capacity of each change of a resource."""
    plan = compile_plan(Scenario.from_document(document))
    mine = plan.changes[plan.changes["resource"] == plan.names["resources"].index(name)]
    return [(float(one["time"] / DAY), int(one["places"])) for one in mine]


def test_places_hours_and_workers_go_by_staff() -> None:
    """A Monday start. Hours are counted in quarters: 24, 36, 48. The hub is there from 9 to 17 on weekdays."""
    document = staffed()
    assert changes(document, "ward") == [(0, 3), (7, 5), (14, 6)]
    assert changes(document, "care") == [(0, 24), (7, 36), (14, 48)]
    on_duty = [(day, workers) for day, workers in changes(document, "hub") if workers]
    assert on_duty[:6] == [(day + 9 / 24, 2 if day < 7 else 3) for day in (0, 1, 2, 3, 4, 7)]


def test_numbers_by_date_and_week_are_multiplied_and_closed_places_are_not() -> None:
    """Two beds from day 3, four at weekends: 2 x 1.5 and 4 x 1.5 after a week. One bed closed is one at any time."""
    by_date = staffed(dated={"2024-04-04": 2})
    assert changes(by_date, "ward") == [(0, 3), (3, 2), (7, 3), (14, 4)]
    by_week = staffed(by_week={"sat-sun": 4})
    assert changes(by_week, "ward")[:5] == [(0, 3), (5, 4), (7, 5), (12, 6), (19, 8)]
    closed = staffed(closed=[{"from": "2024-04-10", "to": "2024-04-20", "places": 1}])
    assert changes(closed, "ward") == [(0, 3), (7, 5), (9, 4), (14, 5), (19, 6)]


def test_staff_that_stays_changes_nothing() -> None:
    """The plan of a place whose staff stays is that of one which says none, but for the staff."""
    document = staffed()
    same = {"staffs": ["ward", "care", "hub"], "staff": 2, "posts": 2, "turnover": 0}
    document["workforce"] = {"employers": {"same": same}}
    bare = {key: part for key, part in document.items() if key != "workforce"}
    with_staff, without = (compile_plan(Scenario.from_document(one)) for one in (document, bare))
    assert with_staff.changes.tolist() == without.changes.tolist()
    assert with_staff.resources.tolist() == without.resources.tolist()
    assert with_staff.calendars.tolist() == without.calendars.tolist()
    assert with_staff.names["calendars"] == without.names["calendars"] == ("team:hub",)


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_a_bed_opens_as_somebody_is_taken_on(engine: str) -> None:
    """One bed by two staff, who are three after a week: 1.5, so two beds. a has the first for 400 h, b comes at 5 and
    has the second from 168 on."""
    people = {"a": 0, "b": 5}
    document = place(
        people, {"main": [{"stay": "ward", "time": "400 h"}, {"leave": "home"}]}, units={"ward": unit(1)}
    ) | {"workforce": {**HALVING, "employers": {"council": {**HALVING["employers"]["council"], "staffs": ["ward"]}}}}
    assert trace(document, engine)[:2] == ["0 a begins ward", "168 b begins ward"]
    plan, replication = run(document, engine)
    row = plan.names["resources"].index("ward")
    assert replication.tallies.open[row] == (1 * 168 + 2 * (28 * 24 - 168)) * HOUR


# beside escalation, closures at random and a census


def by_staff(people: dict[str, Any], **ward: Any) -> dict[str, Any]:
    """One bed by two staff, who are three after a week and four after two: two beds from 168 h on. All stay 400 h."""
    document = place(
        people, {"main": [{"stay": "ward", "time": "400 h"}, {"leave": "home"}]}, units={"ward": unit(1) | ward}
    )
    council = {**HALVING["employers"]["council"], "staffs": ["ward"]}
    return document | {"workforce": {**HALVING, "employers": {"council": council}}}


def begun(document: dict[str, Any], engine: str) -> list[str]:
    return [line for line in trace(document, engine) if "begins" in line]


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_beds_that_open_under_pressure_do_not_go_by_staff(engine: str) -> None:
    """At the look at 4 two wait, so one more bed opens, b's. From 168 on two beds are the ward's own and the one under
    pressure is one still, not the two that half as many staff again would make of it: c has the third, and d waits for
    a's at 400."""
    queue = {"opens": {"queue": {"of": "ward", "over": 1}}, "shuts": {"queue": {"of": "ward", "under": 1}}}
    more = {"escalation": {"places": 1, **queue, "looked_at": "4 h"}}
    document = by_staff({"a": 0, "b": 1, "c": 2, "d": 10}, **more)
    assert begun(document, engine) == ["0 a begins ward", "4 b begins ward", "168 c begins ward", "400 d begins ward"]


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_beds_closed_at_random_are_taken_off_after_staff(engine: str) -> None:
    """One is closed from 100 to 200. At 168 there are two less one, not (one less one) by half as many staff again: a
    has that bed, and b the other as it opens at 200."""
    closes = {"closes": {"every": "100 h", "for": "100 h", "places": 1}}
    assert begun(by_staff({"a": 110, "b": 111}, **closes), engine) == ["168 a begins ward", "200 b begins ward"]


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_who_is_in_place_at_the_start_has_the_beds_of_the_first_week(engine: str) -> None:
    """The census fills the one bed as written; it has 100 of 400 h behind it. b has the second bed from 168 on, c waits
    until 300."""
    document = by_staff({"b": 5, "c": 6})
    document["run"]["start"] = {"census": [{"step": "main.ward", "for": "100 h"}]}
    assert begun(document, engine) == ["0 census begins ward", "168 b begins ward", "300 c begins ward"]


def test_empty_posts_and_vacancies_of_a_team_are_both_taken_off() -> None:
    """Ten posts with a tenth vacant are nine. With half as many staff again they are fifteen, of which a tenth is
    vacant still: 13.5, so 14, and 18 of twenty. So who writes the same empty posts at both counts them twice."""
    document = staffed()
    document["teams"]["hub"] |= {"headcount": 10, "vacancies": "10 %"}
    on_duty = [workers for day, workers in changes(document, "hub") if workers]
    assert (on_duty[0], on_duty[5], on_duty[10]) == (9, 14, 18)
