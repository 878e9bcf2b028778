"""Each measure on tallies made by hand, with the numbers worked in the comments."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

from flowsim.engine.histogram import wait_bin
from flowsim.errors import UsageError
from flowsim.experiment import headline as page
from flowsim.results.families.profiles import by_weekday
from flowsim.results.families.stages import NO_STAGE
from flowsim.results.measures import MEASURES, find, headline, measure
from flowsim.results.registry import BODIES, DETAIL, FAMILIES, HEADLINE
from flowsim.units import DAY, HOUR, SECOND
from tests.unit.results_case import CASE, days, empty, histogram, made, placed, row, state, unit

PLAN, PLACE = made()
WINDOW = 14
WARD, ANNEXE, OAK, ELM, TEAM = (unit(PLAN, name) for name in ("ward", "annexe", "oak", "elm", "workers"))


def values(tallies: Any, *names: str, place: Any = PLACE) -> dict[tuple[str, str, str], float]:
    found = measure(PLAN, placed(PLAN, tallies), place, names)
    keyed = {(value.measure, value.of, value.group): value.value for value in found}
    assert len(keyed) == len(found)
    return keyed


ASKED_FOR = ("intervals", "follow-up", "counts", "workforce")
"""Families of what a scenario itself asks to have measured: on a page only where it does."""


def test_registry_is_complete() -> None:
    for name, item in MEASURES.items():
        assert name == item.name == name.lower()
        assert " " not in name
        assert item.definition.endswith(".")
        assert not item.definition[0].islower()
        assert item.unit
        assert item.per
        assert item.family in FAMILIES
        assert item.body in BODIES
        assert item.level in (HEADLINE, DETAIL)
        assert "block" not in item.definition.lower()
    assert {item.family for item in MEASURES.values()} == set(FAMILIES)
    assert len({item.definition for item in MEASURES.values()}) == len(MEASURES)
    asked_for = [item for item in headline() if item.family in ASKED_FOR]
    assert len(asked_for) < 10
    assert 5 < len(headline()) - len(asked_for) < 40


def test_unknown_measure_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'occupancy'"):
        find("ocupancy")


def test_a_word_of_no_measure_is_told_with_the_measures_that_have_it_in_their_names() -> None:
    with pytest.raises(UsageError, match=r"'delay' is a part of .*delayed-days-per-discharge, .* more$"):
        find("delay")
    with pytest.raises(UsageError, match="--all shows every measure"):
        find("xyz")


def test_nothing_happened_gives_no_number_where_there_is_nothing_to_divide_by() -> None:
    found = values(empty(PLAN), "wait-for-place", "delay-of-the-delayed", "nights-in-hospital", "time-between-marks")
    assert all(math.isnan(value) for value in found.values())
    found = values(empty(PLAN), "occupied-beds", "occupancy", "discharges", "utilisation", "no-criteria-to-reside")
    assert set(found.values()) == {0.0}


NOT_HERE = {
    item.name
    for item in MEASURES.values()
    if item.family in ("acts", "counts", "funds", "budgets", "follow-up", "workforce")
}
NOT_HERE |= {
    "hours-of-care-waited-for",
    "hours-of-care",
    "cost-of-placements",
    "spells-reached",
    "returns",
    "risk-events",
    "escalations",
}
NOT_HERE |= {
    "people-out-of-area",
    "people-out-of-area-share",
    "staff-miles",
    "escalated-share",
    "transfers",
    "time-on-the-way",
    "out-of-date",
    "kept-places-run-out",
    "self-funded-share",
}
NOT_HERE |= {"deaths-while-waiting", "deaths-while-ready", "risk-events-while-waiting", "risk-events-while-ready"}
"""What the case has none of: care by the hour, uptakes, acts, funds, returns, risks, pressure, transfers ..."""


def test_every_measure_gives_values_and_no_duplicates() -> None:
    found = measure(PLAN, empty(PLAN), PLACE)
    assert {value.measure for value in found} == set(MEASURES) - NOT_HERE
    assert len({value[:3] for value in found}) == len(found)


def test_beds() -> None:
    tallies = empty(PLAN)
    # 70 + 14 place-days on the ward in 14 days: 6 occupied of 10; oak 28 days of 4 places, elm 14 of 6.
    tallies.ticks[state(PLAN, "treat", 1, "ward", 0)] = days(70)
    tallies.ticks[state(PLAN, "own-wait", 1, "ward", 1)] = days(14)
    tallies.ticks[state(PLAN, "place", 1, "oak", 0)] = days(28)
    tallies.ticks[state(PLAN, "place", 1, "elm", 0)] = days(14)
    tallies.occupied[WARD] = 3
    tallies.occupied[WARD, 7:21] = [6] * 13 + [10]  # warm-up and follow-up must not count
    found = values(tallies, "occupied-beds", "occupancy", "occupied-beds-at-midnight", "occupied-beds-at-midnight-95th",
                   "occupancy-at-midnight", "occupied-beds-at-midnight-85th", "full-at-midnight", "beyond-stay",
                   "beyond-stay-share")  # fmt: skip
    assert found["occupied-beds", "ward", "everyone"] == 6
    assert found["occupancy", "ward", "everyone"] == 0.6
    assert found["occupancy", "setting: hospital", "everyone"] == 6 / 15
    assert found["occupancy", "kind: nursing", "everyone"] == pytest.approx(3 / 10)
    assert found["occupancy", "setting: care-home", "everyone"] == pytest.approx(3 / 10)
    assert found["occupied-beds-at-midnight", "ward", "everyone"] == pytest.approx(88 / 14)
    # 95th of fourteen, nearest rank: 13.3, so the fourteenth.
    assert found["occupied-beds-at-midnight-95th", "ward", "everyone"] == 10
    assert found["occupancy-at-midnight", "ward", "everyone"] == pytest.approx(88 / 140)
    assert found["occupied-beds-at-midnight-85th", "ward", "everyone"] == 6  # 11.9, so the twelfth
    assert found["full-at-midnight", "ward", "everyone"] == pytest.approx(1 / 14)
    assert found["full-at-midnight", "setting: hospital", "everyone"] == 0  # ten of fifteen at most
    # Of the ward's 84 place-days 14 are spent in the wait after the stay; nobody in a home is in anything but a stay.
    assert found["beyond-stay", "ward", "everyone"] == 1
    assert found["beyond-stay-share", "ward", "everyone"] == pytest.approx(0.1)
    assert found["beyond-stay", "oak", "everyone"] == 0
    assert not any(of == "community" for _, of, _ in found)


def test_who_is_where_and_what_is_empty() -> None:
    """84 of the ward's 140 place-days taken, 28 of them by p1; 14 more kept and 7 being made ready: 35 empty, 2.5.
    Thirteen midnights with six people and one with ten: the 95th percentile is all ten beds."""
    tallies = empty(PLAN)
    tallies.ticks[state(PLAN, "treat", 1, "ward", 0)] = days(84)
    tallies.group_ticks[state(PLAN, "treat", 1, "ward", 0)] = [days(56), days(28), 0]
    tallies.kept[WARD] = [days(14), 0, 0]
    tallies.turned[WARD] = days(7)
    tallies.occupied[WARD, 7:21] = [6] * 13 + [10]
    found = values(tallies, "people-there", "empty-places", "occupancy-at-midnight-95th")
    assert found["people-there", "ward", "everyone"] == found["people-there", "setting: hospital", "everyone"] == 6
    assert (found["people-there", "ward", "pathway.p0"], found["people-there", "ward", "pathway.p1"]) == (4, 2)
    assert found["empty-places", "ward", "everyone"] == 2.5
    assert found["empty-places", "oak", "everyone"] == 4
    assert found["occupancy-at-midnight-95th", "ward", "everyone"] == 1


def test_long_stays_and_tasks_for_each_discharge() -> None:
    """28 midnights of 21 nights or more in 14 days: two people. 30 tasks begun, 20 discharges: 1.5."""
    tallies = empty(PLAN)
    tallies.midnights[state(PLAN, "own-wait", 1, "ward", 1)] = [70, 56, 42, 28]
    tallies.granted[row(PLAN, "assess")] = 30
    tallies.nights[0, 3] = 20
    found = values(tallies, "tasks-per-discharge", *(f"people-in-hospital-{n}-nights-or-more" for n in (7, 14, 21)))
    assert [found[f"people-in-hospital-{n}-nights-or-more", "", "everyone"] for n in (7, 14, 21)] == [4, 3, 2]
    assert found["tasks-per-discharge", "workers", "everyone"] == 1.5


def test_delay_and_tasks_by_stage() -> None:
    """28, 14 and 7 ready midnights of 14 at three steps: two people at the family's, one at the assessment and half a
    one at a step of no stage. 30 assessments begun, 20 discharges."""
    tallies = empty(PLAN)
    for step, count in (("own-wait", 28), ("assess", 14), ("place", 7)):
        tallies.midnights[state(PLAN, step, int(step == "own-wait"), "ward", 1), 0] = count
    tallies.midnights[state(PLAN, "treat", 1, "ward", 0), 0] = 99  # not ready
    tallies.granted[[row(PLAN, "assess"), row(PLAN, "treat")]] = 30, 40
    tallies.nights[0, 3] = 20
    found = values(tallies, "delayed-bed-days-by-stage", "tasks-by-stage-per-discharge")
    delay = {of: value for (name, of, _), value in found.items() if name == "delayed-bed-days-by-stage"}
    assert delay == {"family-worries": 2, "assessment": 1, NO_STAGE: 0.5}
    assert found["tasks-by-stage-per-discharge", "assessment", "everyone"] == 1.5


def test_waiting_for_a_place_counts_under_the_first_of_the_list() -> None:
    tallies = empty(PLAN)
    tallies.ticks[state(PLAN, "place", 0, "ward", 1)] = days(7)
    tallies.gave_up[row(PLAN, "place")] = 7
    tallies.turned_away[row(PLAN, "treat")] = 28
    found = values(tallies, "waiting-for-place", "gave-up-waiting", "turned-away")
    assert found["waiting-for-place", "oak", "everyone"] == 0.5
    assert found["waiting-for-place", "elm", "everyone"] == 0
    assert found["waiting-for-place", "kind: nursing", "everyone"] == 0.5
    assert found["gave-up-waiting", "oak", "everyone"] == 0.5
    assert found["turned-away", "ward", "everyone"] == 2


def test_waits_for_a_place() -> None:
    tallies = empty(PLAN)
    waits = [0, 0, 0, 0, 0, 0, 10 * SECOND, 20 * SECOND, 30 * SECOND, DAY]
    tallies.wait_count[WARD], tallies.wait_ticks[WARD] = len(waits), sum(waits)
    for wait in waits:
        tallies.wait_histogram[WARD, wait_bin(wait)] += 1
    found = values(
        tallies,
        "wait-for-place",
        "wait-for-place-median",
        "wait-for-place-90th",
        "wait-for-place-95th",
        "share-who-waited-for-place",
    )
    assert found["wait-for-place", "ward", "everyone"] == pytest.approx((60 * SECOND + DAY) / 10 / DAY)
    assert found["wait-for-place-median", "ward", "everyone"] == 0  # rank 5 of 10
    assert found["wait-for-place-90th", "ward", "everyone"] == pytest.approx(
        30.5 * SECOND / DAY
    )  # rank 9: bin [30, 31)
    assert found["wait-for-place-95th", "ward", "everyone"] == pytest.approx(1, rel=1 / 16)  # rank 10: the day
    assert found["share-who-waited-for-place", "ward", "everyone"] == 0.4


def test_admissions_are_the_places_that_were_given() -> None:
    """28 asked for the ward, two more began a step there and asked for nothing; the list gave 10 and 4 places."""
    tallies = empty(PLAN)
    tallies.entries[state(PLAN, "treat", 1, "ward", 0)] = 30
    tallies.entries[state(PLAN, "place", 1, "oak", 0)] = 17  # seven were in the oak already
    tallies.granted[row(PLAN, "place")] = 14
    tallies.wait_count[[WARD, OAK, ELM]] = 28, 10, 4
    found = values(tallies, "admissions")
    assert found["admissions", "ward", "everyone"] == 2
    assert found["admissions", "oak", "everyone"] == pytest.approx(10 / 14)
    assert found["admissions", "elm", "everyone"] == pytest.approx(4 / 14)
    assert {of for _, of, _ in found} == {"ward", "annexe", "oak", "elm"}  # a move between wards is none of a hospital


def test_admissions_a_week_and_empty_rooms() -> None:
    """Two weeks; 10 and 4 places given; 2 of 4 and 6 of 6 rooms taken, one of those left made ready for the next."""
    tallies = empty(PLAN)
    tallies.wait_count[[WARD, OAK, ELM]] = 28, 10, 4
    tallies.ticks[state(PLAN, "place", 1, "oak", 0)] = days(2 * WINDOW)
    tallies.ticks[state(PLAN, "place", 1, "elm", 0)] = days(6 * WINDOW)
    tallies.turned[OAK] = days(WINDOW)
    found = values(tallies, "admissions-a-week", "empty-rooms")
    assert {of: value for (name, of, _), value in found.items() if name == "admissions-a-week"} == {
        "oak": 5, "elm": 2, "kind: nursing": 7, "setting: care-home": 7,
    }  # fmt: skip
    assert {of: value for (name, of, _), value in found.items() if name == "empty-rooms"} == {
        "oak": 1, "elm": 0, "kind: nursing": 1, "setting: care-home": 1,
    }  # fmt: skip


def test_what_the_nhs_pays_for_is_no_provider() -> None:
    """The elm is the NHS's own, as a virtual ward is: the kind and the setting are the oak alone."""
    units = {**CASE["units"], "elm": CASE["units"]["elm"] | {"payer": "NHS"}}
    plan, place = made({**CASE, "units": units})
    tallies = empty(plan)
    tallies.wait_count[[WARD, OAK, ELM]] = 28, 10, 4
    found = {(value.measure, value.of): value.value for value in measure(plan, tallies, place, ["admissions-a-week"])}
    assert found == {("admissions-a-week", of): 5 for of in ("oak", "kind: nursing", "setting: care-home")}


def test_people_out_of_area_are_of_another_group_than_their_unit_is_for() -> None:
    """Of 4 people in the oak, for p3, 3 are; of 2 in the elm, which is for p1, none is; the ward serves all."""
    units = {**CASE["units"]}
    for name, who in (("oak", "p3"), ("elm", "p1")):
        units[name] = units[name] | {"serves": {"pathway": who}}
    plan, serving = made({**CASE, "units": units})
    tallies = empty(plan)
    columns = {label: column - 1 for column, label in enumerate(plan.names["groups"])}
    for name, everybody, theirs in (("oak", 4, {"p3": 3, "p1": 1}), ("elm", 2, {"p0": 2})):
        there = state(plan, "place", 1, name, 0)
        tallies.ticks[there] = days(everybody * WINDOW)
        for level, people in theirs.items():
            tallies.group_ticks[there, columns[f"pathway.{level}"]] = days(people * WINDOW)
    found = {(value.measure, value.of): value.value for value in measure(plan, tallies, serving, None)}
    people = {of: value for (name, of), value in found.items() if name == "people-out-of-area"}
    assert people == {"oak": 1, "elm": 2, "kind: nursing": 3, "setting: care-home": 3}
    shares = {of: value for (name, of), value in found.items() if name == "people-out-of-area-share"}
    assert shares == {"oak": 0.25, "elm": 1, "kind: nursing": 0.5, "setting: care-home": 0.5}


def test_outlying_is_a_stay_in_another_unit_than_the_first_of_the_list() -> None:
    tallies = empty(PLAN)
    tallies.ticks[state(PLAN, "place", 1, "oak", 0)] = days(28)
    tallies.ticks[state(PLAN, "place", 1, "elm", 0)] = days(7)
    tallies.ticks[state(PLAN, "treat", 1, "ward", 0)] = days(70)
    found = values(tallies, "outlying")
    assert {of: value for (_, of, _), value in found.items() if value} == {
        "elm": 0.5, "setting: care-home": 0.5, "kind: nursing": 0.5,
    }  # fmt: skip


def test_delayed_bed_days_by_what_is_waited_for() -> None:
    tallies = empty(PLAN)
    tallies.midnights[state(PLAN, "place", 0, "ward", 1)] = 28, 14, 0, 0
    tallies.midnights[state(PLAN, "assess", 0, "ward", 1)] = 7, 0, 0, 0
    tallies.midnights[state(PLAN, "assess", 1, "ward", 1)] = 99, 0, 0, 0  # being assessed: waits for nobody
    tallies.midnights[state(PLAN, "own-wait", 1, "ward", 1)] = 99, 0, 0, 0
    name = "delayed-bed-days-by-what-is-waited-for"
    found = {of: value for (_, of, _), value in values(tallies, name).items() if value}
    assert found == {"oak": 2, "workers": 0.5}


def test_tasks_begun() -> None:
    tallies = empty(PLAN)
    tallies.granted[row(PLAN, "assess")] = 7
    assert values(tallies, "tasks-begun")["tasks-begun", "workers", "everyone"] == 0.5


def discharged() -> Any:
    """Twenty live discharges of everyone: two on the day of admission, four not declared."""
    tallies = empty(PLAN)
    nights, delay = (
        [0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 20, 25, 30, 40],
        [0] * 6 + [1, 1, 1, 2, 3, 5, 7, 13, 20, 30],
    )
    tallies.nights[0], tallies.nights_sum[0] = histogram(*nights), sum(nights)
    tallies.delay[0], tallies.delay_sum[0] = histogram(*delay), sum(delay)
    tallies.delay_ticks[0] = days(88)
    # Of pathway p1 five discharges with 20 days of delay, of p3 three with 40.
    for column, (count, total) in {2: (5, 20), 3: (3, 40)}.items():
        tallies.nights[column, 10], tallies.delay[column, total // count] = count, count
        tallies.delay_sum[column] = total
    return tallies


def test_delay_of_discharges() -> None:
    tallies = discharged()  # 83 days of delay; 16 declared, 10 delayed; 18 of one night or more
    tallies.occupied[[WARD, ANNEXE], 7:21] = 10
    found = values(tallies, *(name for name, item in MEASURES.items() if item.family == "delay"))

    def of(name: str, what: str = "", group: str = "everyone") -> float:
        return found[name, what, group]

    assert of("delayed-days-per-discharge") == pytest.approx(83 / 20)
    assert of("delayed-days-per-overnight-discharge") == pytest.approx(83 / 18)
    assert of("delayed-days-per-declared-discharge") == pytest.approx(83 / 16)
    assert of("delayed-days-per-supported-discharge") == pytest.approx(60 / 8)
    assert of("share-of-discharges-delayed") == pytest.approx(10 / 18)
    assert of("delay-of-the-delayed") == pytest.approx(8.3)
    assert of("delay-of-the-delayed-median") == 3  # rank 5 of 1 1 1 2 3 5 7 13 20 30
    assert of("delay-of-the-delayed-90th") == 20
    assert of("delay-of-the-delayed-95th") == 30  # rank 10
    assert of("discharged-on-the-ready-date") == pytest.approx(8 / 18)
    assert of("ready-to-discharge-95th") == 30  # rank 16
    assert of("ready-to-discharge-median") == 1  # rank 8 of six noughts and those ten
    assert of("ready-to-discharge-90th") == 20  # rank 15
    assert of("ready-to-discharge-clock-time") == pytest.approx(88 / 16)
    assert of("bed-days-after-ready") == pytest.approx(83 / 280)
    shares = [
        of("delay-by-length", label)
        for label in ("1 day", "2-3 days", "4-6 days", "7-13 days", "14-20 days", "21 days or more")
    ]
    assert shares == pytest.approx([0.3, 0.2, 0.1, 0.2, 0.1, 0.1])
    assert [of(f"delayed-{least}-days-or-more") for least in (7, 14, 21)] == pytest.approx([0.4, 0.2, 0.1])
    assert [of(f"ready-to-discharge-{least}-days-or-more") for least in (7, 14, 21)] == [4 / 16, 2 / 16, 1 / 16]
    assert of("delayed-days-per-discharge", group="pathway.p3") == pytest.approx(40 / 3)
    assert math.isnan(of("delay-of-the-delayed", group="pathway.p0"))


def test_no_criteria_to_reside() -> None:
    tallies = empty(PLAN)
    # First week 1 to 7 from Monday, second week 8 lower on no day: 3 to 9. Elsewhere numbers that must not count.
    tallies.ready[WARD] = 99
    tallies.ready[WARD, 7:21] = [1, 2, 3, 4, 5, 6, 7, 3, 4, 5, 6, 7, 8, 9]
    tallies.ready[ANNEXE, 7:21] = 1
    tallies.occupied[[WARD, ANNEXE], 7:21] = 14
    names = [name for name in MEASURES if name.startswith("no-criteria")]
    found = values(tallies, *names)
    series = np.array([2, 3, 4, 5, 6, 7, 8, 4, 5, 6, 7, 8, 9, 10])
    assert found["no-criteria-to-reside", "", "everyone"] == 6
    assert found["no-criteria-to-reside-share", "", "everyone"] == pytest.approx(84 / (14 * 28))
    assert found["no-criteria-to-reside-sd", "", "everyone"] == pytest.approx(math.sqrt(((series - 6) ** 2).sum() / 13))
    assert found["no-criteria-to-reside-95th", "", "everyone"] == 10  # nearest rank: the fourteenth of fourteen
    assert found["no-criteria-to-reside-share-of-places", "ward", "everyone"] == pytest.approx(70 / (14 * 10))
    assert found["no-criteria-to-reside-share-of-places-95th", "ward", "everyone"] == pytest.approx(9 / 10)
    assert ("no-criteria-to-reside-share-of-places", "oak", "everyone") not in found
    profile = [found["no-criteria-to-reside-by-weekday", day, "everyone"] for day in ("Monday", "Thursday", "Sunday")]
    assert profile == pytest.approx([3 / 6, 6 / 6, 9 / 6])
    # Weekly means 5 and 7: sd root 2, mean 6.
    assert found["no-criteria-to-reside-weekly-variation", "", "everyone"] == pytest.approx(math.sqrt(2) / 6)


def test_weekday_of_a_midnight_is_that_of_the_day_it_ends() -> None:
    """Only the midnight that ends Tuesday of each week finds anybody."""
    tallies = empty(PLAN)
    tallies.ready[WARD, [8, 15]] = 7
    found = values(tallies, "no-criteria-to-reside-by-weekday")
    assert found["no-criteria-to-reside-by-weekday", "Tuesday", "everyone"] == pytest.approx(7)
    assert sum(found.values()) == pytest.approx(7)


def test_weekday_profile_of_a_series_that_starts_later() -> None:
    """The start date is a Wednesday and the series starts on day 3: a Saturday. Twice the mean on Sundays."""
    series = np.array([6, 12, 6, 6, 6, 0, 6] * 2)
    found = {reading.of: reading.value for reading in by_weekday(series, 3, 2)}
    assert found["Sunday"] == 2
    assert found["Thursday"] == 0
    assert found["Saturday"] == 1


def test_delayed_in_hospital_in_continuous_time() -> None:
    tallies = empty(PLAN)
    declared = state(PLAN, "own-wait", 1, "ward", 1)
    tallies.ticks[declared], tallies.group_ticks[declared, :3] = days(28), [days(7), days(21), 0]
    tallies.ticks[state(PLAN, "treat", 1, "ward", 0)] = days(99)
    found = values(tallies, "delayed-in-hospital")
    assert list(found.values()) == [2, 0.5, 1.5, 0]


def test_reasons() -> None:
    tallies = empty(PLAN)
    tallies.midnights[state(PLAN, "own-wait", 1, "ward", 1)] = [14, 2, 0, 0]
    tallies.midnights[state(PLAN, "assess", 0, "ward", 1)] = [28, 10, 0, 0]
    tallies.midnights[state(PLAN, "assess", 1, "ward", 1)] = [14, 4, 0, 0]
    tallies.midnights[state(PLAN, "place", 0, "ward", 1)] = [28, 16, 9, 3]
    tallies.midnights[state(PLAN, "treat", 1, "ward", 0)] = [500, 500, 500, 500]  # nobody is declared there
    found = values(
        tallies, *(name for name, item in MEASURES.items() if "bed-days-by" in name or name.startswith("long-stay"))
    )

    def of(name: str, what: str) -> float:
        return found[name, what, "everyone"]

    assert of("delayed-bed-days-by-reason", "hub-confirmation") == 3
    assert of("delayed-bed-days-by-reason", "own") == 1
    assert of("delayed-bed-days-by-reason-group", "care transfer hub process") == 3
    assert of("delayed-bed-days-by-reason-group", "wishes") == 1
    assert of("delayed-bed-days-by-reason-group", "capacity") == 2
    assert of("delayed-bed-days-by-reason-group", "not recorded") == 0
    assert of("delayed-bed-days-by-body", "family") == 1
    assert of("long-stay-reason-group-share", "capacity") == 0.5
    assert of("long-stay-reason-group-share", "wishes") == pytest.approx(2 / 32)
    assert of("long-stay-pathway-share", "P3") == 0.5
    assert of("long-stay-body-share", "family") == pytest.approx(2 / 32)
    assert sum(
        value for (name, _, _), value in found.items() if name == "long-stay-reason-group-share"
    ) == pytest.approx(1)


def test_stays() -> None:
    tallies = discharged()  # nights sum to 214 over 20
    tallies.died_in_hospital[0] = 5
    tallies.discharged[:7] = 50
    tallies.discharged[7:21] = [2, 1, 1, 1, 1, 1, 0, 4, 1, 1, 1, 1, 1, 4]
    tallies.midnights[state(PLAN, "treat", 1, "ward", 0)] = [100, 40, 20, 10]
    found = values(tallies, *(name for name, item in MEASURES.items() if item.family == "stays"))

    def of(name: str, what: str = "") -> float:
        return found[name, what, "everyone"]

    assert of("nights-in-hospital") == pytest.approx(214 / 20)
    assert of("nights-in-hospital-overnight") == pytest.approx(214 / 18)
    assert of("nights-in-hospital-median") == 7
    assert of("nights-in-hospital-90th") == 25
    assert [of(f"in-hospital-{nights}-nights-or-more") for nights in (7, 14, 21)] == [0.4, 0.2, 0.1]
    assert of("discharges") == pytest.approx(20 / 14)
    assert of("overnight-discharges") == pytest.approx(18 / 14)
    assert of("deaths-in-hospital") == pytest.approx(5 / 14)
    assert of("deaths-in-hospital-share") == pytest.approx(5 / 25)
    # Weekday means 3 1 1 1 1 1 2: their mean is 10/7.
    assert of("discharges-by-weekday", "Monday") == pytest.approx(2.1)
    assert of("discharges-by-weekday", "Sunday") == pytest.approx(1.4)


def test_teams() -> None:
    tallies = empty(PLAN)
    tallies.worked[TEAM] = 120 * HOUR  # of 2 workers x 10 days x 8 hours = 160
    tallies.ticks[state(PLAN, "assess", 0, "ward", 1)] = days(21)
    tallies.granted[row(PLAN, "assess")], tallies.gave_up[row(PLAN, "assess")] = 42, 7
    waits = [0] * 8 + [DAY, 3 * DAY]
    tallies.wait_count[TEAM], tallies.wait_ticks[TEAM] = 10, sum(waits)
    for wait in waits:
        tallies.wait_histogram[TEAM, wait_bin(wait)] += 1
    every = values(tallies, *(name for name, item in MEASURES.items() if item.family == "teams"))
    found = {name: value for (name, of, _), value in every.items() if of == "workers"}
    assert found["utilisation"] == 0.75
    assert found["queue-for-team"] == 1.5
    assert found["wait-for-team"] == 0.4
    assert found["wait-for-team-median"] == 0
    assert found["wait-for-team-90th"] == pytest.approx(1, rel=1 / 16)
    assert found["wait-for-team-95th"] == pytest.approx(3, rel=1 / 16)
    assert found["tasks-begun"] == 3
    assert found["team-gave-up-waiting"] == 0.5
    assert found["team-turned-away"] == 0
    assert found["begun-within-two-days"] == 0.9


def test_flows_and_rings() -> None:
    tallies = empty(PLAN)
    tallies.arrived[:] = [14, 28]
    tallies.left[PLAN.names["outcomes"].index("home")] = [28, 14, 14, 0]
    tallies.totals[:] = [100, 80, 11, 12, 20, 3, 7, 2]
    found = values(tallies, *(name for name, item in MEASURES.items() if item.family in ("flows", "rings")))
    assert found["arrivals", "", "everyone"] == 3
    assert sorted(found["arrivals", of, "everyone"] for of in ("emergency", "planned")) == [1, 2]
    assert found["left", "home", "everyone"] == 2
    assert found["left", "home", "pathway.p1"] == 1
    assert [found[name, "", "everyone"] for name in (
        "present-at-window-start", "present-at-window-end", "present-at-run-end", "rings", "people-moved-by-rings",
        "people-passed-over-by-rings")] == [11, 12, 20, 3, 7, 2]  # fmt: skip


def test_intervals() -> None:
    tallies = empty(PLAN)
    tallies.interval_started[0] = 10
    tallies.interval_count[0], tallies.interval_ticks[0] = [4, 0, 3, 1], [days(8), 0, days(6), days(2)]
    tallies.interval_histogram[0, wait_bin(2 * DAY)] = 4
    tallies.interval_within[:] = [[1, 0, 1, 0], [3, 0, 3, 0]]
    found = values(tallies, *(name for name, item in MEASURES.items() if item.family == "intervals"))
    assert found["within-threshold", "ready-to-home: 1 d", "everyone"] == 0.25
    assert found["within-threshold", "ready-to-home: 3 d", "pathway.p1"] == 1
    assert found["over-threshold", "ready-to-home: 3 d", "pathway.p3"] == 1
    assert found["happened-within", "ready-to-home: 3 d", "everyone"] == 0.3
    assert found["time-between-marks-95th", "ready-to-home", "everyone"] == pytest.approx(2, rel=1 / 16)
    assert math.isnan(found["over-threshold", "ready-to-home: 3 d", "pathway.p0"])
    assert found["time-between-marks", "ready-to-home", "everyone"] == 2
    assert math.isnan(found["time-between-marks", "ready-to-home", "pathway.p0"])
    assert found["time-between-marks", "ready-to-home", "pathway.p1"] == 2
    assert found["time-between-marks-median", "ready-to-home", "everyone"] == pytest.approx(2, rel=1 / 16)
    assert found["reached-second-mark", "ready-to-home", "everyone"] == 4
    assert found["first-marks", "ready-to-home", "everyone"] == pytest.approx(10 / WINDOW)
    assert found["second-mark-not-reached", "ready-to-home", "everyone"] == 6
    assert found["reached-second-mark-share", "ready-to-home", "everyone"] == pytest.approx(0.4)


def test_people_waiting_by_where_they_are() -> None:
    """14 days: 7 person-days before the ward, at home, half a person; 14 on the ward, ready, before a home, one; 28
    there for a worker, two."""
    tallies = empty(PLAN)
    tallies.ticks[state(PLAN, "assess", 0, "ward", 1)] = days(28)
    tallies.ticks[state(PLAN, "treat", 0, "community", 0)] = days(7)
    tallies.ticks[state(PLAN, "place", 0, "ward", 1)] = days(14)
    tallies.ticks[state(PLAN, "own-wait", 1, "ward", 1)] = days(14)  # time that passes is no wait for anything
    tallies.group_ticks[state(PLAN, "place", 0, "ward", 1)] = [0, days(14), 0]
    found = values(tallies, "people-waiting")
    assert [found["people-waiting", f"setting: {name}", "everyone"] for name in ("home", "hospital", "care-home")] == [
        0, 3, 0,
    ]  # fmt: skip
    assert found["people-waiting", "outside for a hospital place", "everyone"] == 0.5
    assert found["people-waiting", "ready in hospital", "everyone"] == 3
    assert found["people-waiting", "setting: hospital", "pathway.p1"] == 1


def test_money() -> None:
    tallies = empty(PLAN)
    tallies.ticks[state(PLAN, "treat", 1, "ward", 0)] = days(28)
    tallies.ticks[state(PLAN, "own-wait", 1, "ward", 1)] = days(14)
    tallies.ticks[state(PLAN, "place", 1, "oak", 0)] = days(14)  # has no cost
    tallies.worked[TEAM] = 70 * HOUR
    tallies.arrived[:] = [15, 5]
    found = values(tallies, *(name for name, item in MEASURES.items() if item.family == "money"))
    assert found["cost-of-bed-days", "", "everyone"] == found["cost-of-bed-days", "ward", "everyone"] == 900
    assert found["cost-of-delayed-bed-days", "ward", "everyone"] == 300
    assert found["cost-of-hours-worked", "workers", "everyone"] == 200
    assert found["cost-of-hours-staffed", "", "everyone"] == pytest.approx(160 * 40 / 14)
    assert ("cost-of-bed-days", "oak", "everyone") not in found
    # Who pays: 42 ward days of £300 by the NHS, 160 hours on duty of £40 by the council, in 14 days for 20 people.
    assert found["cost-by-body", "body: NHS", "everyone"] == 900
    assert found["cost-by-body", "body: social care", "everyone"] == pytest.approx(160 * 40 / 14)
    assert found["cost-by-body", "body: family", "everyone"] == 0
    assert found["cost-by-body", "", "everyone"] == pytest.approx(900 + 160 * 40 / 14)
    assert found["cost-by-body-per-person", "body: NHS", "everyone"] == pytest.approx(900 * 14 / 20)
    # The 14 ready days wait for the place's own reason, which is the family's.
    assert found["cost-of-delayed-bed-days-by-body", "body: family", "everyone"] == 300


def test_without_a_place_what_needs_one_is_left_out() -> None:
    found = measure(PLAN, empty(PLAN))
    assert not any(value.measure.startswith("cost") or value.of.startswith("kind") for value in found)
    assert any(value.of == "setting: hospital" for value in found)
    beds = [value for value in found if MEASURES[value.measure].family == "beds"]
    assert not any(value.of == "setting: care-home" for value in beds)


def test_window_that_is_no_whole_week() -> None:
    plan = dataclasses.replace(PLAN, window_from=7 * DAY + HOUR, window_to=10 * DAY + HOUR)
    tallies = empty(plan)
    tallies.ready[WARD, [6, 7, 8, 9, 10]] = [9, 1, 2, 3, 9]  # midnights at 7, 8, 9, 10, 11 days
    found = {
        value.measure: value.value for value in measure(plan, tallies, PLACE, ["no-criteria-to-reside", "discharges"])
    }
    assert found["no-criteria-to-reside"] == 2
    by_weekday = measure(plan, tallies, PLACE, ["no-criteria-to-reside-by-weekday"])
    assert all(math.isnan(value.value) for value in by_weekday)


def test_every_family_has_its_place_on_the_page() -> None:
    assert sorted(page.FAMILIES) == sorted(FAMILIES)
