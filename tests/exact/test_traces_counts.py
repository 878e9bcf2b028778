"""Traces worked by hand: what a scenario counts, and the hours and miles of who does it. Hours from Monday 00:00."""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.engine.output import ACTED
from flowsim.results.measures import measure
from flowsim.scenario.scenario import Scenario
from flowsim.units import HOUR
from tests.exact.tracing import place, run

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])

DAYS = 28
"""Length of the window."""


def visited() -> dict[str, Any]:
    """Four people come at 1, 2, 3 and 4 and wait two hours. All are handed on; the old are visited by their family when
    they come and again, on the way out, by the family and the ward beside the main steps."""
    visit = {"count": "visit", "by": "family", "effort": "90 min", "miles": 8}
    steps = [
        {"count": "hand-off"},
        {"name": "first", **visit, "when": {"age": "old"}},
        {"wait": "2 h"},
        {"name": "way-out", "when": {"age": "old"}, "meanwhile": "out", "do": [
            {"name": "second", **visit}, {"count": "call", "by": "ward", "effort": "6 min"}]},
        {"count": "look", "by": "family"},
        {"leave": "home"},
    ]  # fmt: skip
    document = place({"young": [1, 2], "old": [3, 4]}, {"main": steps}, groups=["age"])
    document["attributes"] = {"age": {"shares": {"young": 0.5, "old": 0.5}}}
    for name in ("young", "old"):
        document["arrivals"][name]["set"] = {"age": name}
    return document


def found(document: dict[str, Any], engine: str, *names: str) -> dict[tuple[str, str, str], float]:
    """Values in the whole window, not a day: by measure, what of and group."""
    plan, replication = run(document, engine)
    values = measure(plan, replication.tallies, Scenario.from_document(document).place, names)
    return {(value.measure, value.of, value.group): round(value.value * DAYS, 9) for value in values}


def test_what_is_counted_takes_no_time_and_stands_in_the_log(engine: str) -> None:
    """The third person comes at 3 and is handed on and visited then; at 5 is visited again, called and looked after."""
    plan, replication = run(visited(), engine)
    assert replication.log is not None
    lines = [
        (event["time"] / HOUR, plan.names["acts"][event["value"]])
        for event in replication.log
        if event["kind"] == ACTED and plan.names["sources"][event["source"]] == "old" and event["index"] == 0
    ]
    assert lines == [
        (3, "count:hand-off"), (3, "count:visit:family"), (5, "count:visit:family"), (5, "count:call:ward"),
        (5, "count:look:family"),
    ]  # fmt: skip


def test_counts_by_group(engine: str) -> None:
    """Four hand-offs; four visits, all of the old."""
    values = found(visited(), engine, "counts")
    assert values["counts", "hand-off", "everyone"] == 4
    assert values["counts", "hand-off", "age.young"] == 2
    assert values["counts", "visit", "everyone"] == values["counts", "visit", "age.old"] == 4
    assert values["counts", "visit", "age.young"] == 0


def test_hours_and_miles_of_who_does_it(engine: str) -> None:
    """Four visits of 90 minutes and 8 miles; two calls of 6 minutes; how long a look takes is not said."""
    values = found(
        visited(), engine, "family-hours", "family-miles", "hours-spent", "miles-travelled", "family-contacts"
    )
    assert values["family-hours", "", "everyone"] == values["hours-spent", "family", "age.old"] == 6
    assert values["family-miles", "", "everyone"] == values["miles-travelled", "family", "everyone"] == 32
    assert values["hours-spent", "ward", "everyone"] == 0.2
    assert values["family-contacts", "", "everyone"] == 8
    assert values["family-hours", "", "age.young"] == 0
    assert ("miles-travelled", "ward", "everyone") not in values


def test_for_each_discharge(engine: str) -> None:
    """Two people leave a ward after a night and half a day; each was handed on twice: 2 a discharge."""
    steps = [{"stay": "ward", "time": "36 h"}, {"count": "hand-off"}, {"name": "again", "count": "hand-off"}, {"leave": "home"}]  # fmt: skip  # noqa: E501
    document = place({"a": [1, 2]}, {"main": steps}, units={"ward": {"places": 2, "setting": "hospital"}})
    values = found(document, engine, "counts-per-discharge")
    assert values["counts-per-discharge", "hand-off", "everyone"] == 2 * DAYS


def test_hours_of_asking_after_a_message(engine: str) -> None:
    """Whatever is lost is asked after: as many chases as losses, each a quarter of an hour of the family."""
    step = {"message": "referral", "takes": "2 h", "lost": "50 %", "chased": {"after": "5 h", "by": "family", "effort": "15 min"}}  # fmt: skip  # noqa: E501
    document = place({"a": [1] * 40}, {"main": [step, {"leave": "home"}]})
    values = found(document, engine, "messages-lost", "family-hours")
    assert values["family-hours", "", "everyone"] == values["messages-lost", "", "everyone"] / 4 > 0


def test_miles_of_a_team(engine: str) -> None:
    """Two visits by a nurse, each half an hour on the way there and back at 20 miles an hour: 20 miles."""
    steps = [{"task": "nurses", "work": "1 h", "travel": "30 min"}, {"leave": "home"}]
    document = place({"a": [1, 2]}, {"main": steps}, teams={"nurses": {"headcount": 1, "miles_per_hour": 20}})
    values = found(document, engine, "staff-miles", "staff-travel")
    assert values == {("staff-miles", "nurses", "everyone"): 20, ("staff-travel", "nurses", "everyone"): 1}


def test_hours_of_care_waited_for(engine: str) -> None:
    """Ten hours a week; two people ask for eight at 0. One has them for a fortnight, the other waits so long and then
    has them: half a person waits in the mean of four weeks, for eight hours: four are short."""
    steps = [{"stay": "care", "amount": "8 h", "time": "14 d"}, {"leave": "home"}]
    document = place({"a": [0, 0]}, {"main": steps}, units={"care": {"weekly_hours": "10 h"}})
    values = found(document, engine, "hours-of-care-waited-for")
    assert values["hours-of-care-waited-for", "care", "everyone"] == pytest.approx(4 * DAYS)
