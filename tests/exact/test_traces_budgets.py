"""Weekly budgets by hand: money kept for a placement, given back, cut, and who waits for it."""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.plan.compile import compile_plan
from flowsim.plan.explain import explain
from flowsim.results.measures import measure
from flowsim.scenario.scenario import Scenario
from tests.exact.tracing import ENGINES, place, run, trace, unit

pytestmark = pytest.mark.parametrize("engine", list(ENGINES))

LEAVE = {"leave": "home"}


def with_budget(people: dict[str, Any], pathways: dict[str, Any], **budget: Any) -> dict[str, Any]:
    """A document with a budget of £1,500 a week and a home with ten rooms."""
    council = {"weekly_budget": "£1500"} | budget
    return place(people, pathways, units={"council": council, "home": unit(10, "care-home")})


def placed(amount: str, time: str, **more: Any) -> list[dict[str, Any]]:
    """Money, then the placement for as long, then out."""
    return [{"reserve": "council", "weekly": amount, **more}, {"stay": "home", "time": time}, LEAVE]


def test_a_budget_for_one_and_a_half(engine: str) -> None:
    """£1,500 a week, and both need £1,000. a has it at 1 and leaves at 85 (3.5 days later); b asks at 13 and has it
    then, 72 h later, until 181. Kept: £1,000 for 84 h and for 96 h of the 672 of the run: 1000 x 180 / 672 = £267.86 a
    week; used: of £1,500 a share of 0.1786. The wait is 0 and 3 days, 1.5 in the mean; the queue 3 / 28."""
    ways = {"a": placed("£1000", "84 h"), "b": placed("£1000", "96 h")}
    document = with_budget({"a": (1, "a", {}), "b": (13, "b", {})}, ways)
    assert trace(document, engine) == [
        "1 a begins reserve-council", "1 a ends reserve-council", "1 a begins home", "85 a ends home",
        "85 a leaves leave-home", "85 b begins reserve-council", "85 b ends reserve-council", "85 b begins home",
        "181 b ends home", "181 b leaves leave-home",
    ]  # fmt: skip
    plan, replication = run(document, engine)
    of = {value.measure: value.value for value in measure(plan, replication.tallies) if value.of == "council"}
    assert of["committed"] == pytest.approx(1000 * 180 / 672)
    assert of["budget-used"] == pytest.approx(1000 * 180 / 672 / 1500)
    assert of["wait-for-budget"] == pytest.approx(1.5)
    assert of["queue-for-budget"] == pytest.approx(3 / 28)
    assert "occupancy" not in of
    assert "admissions" not in of


@pytest.mark.parametrize("overtaking", [False, True])
def test_overtaking(engine: str, overtaking: bool) -> None:
    """a has £1,000 from 1 to 25. b asks for £900 at 2, c for £400 at 3, for 24 h each. £500 are free: c goes before b
    only with overtaking, from 3 to 27, and b has theirs at 25 then, out of 1500 - 400. Without, b has £900 at 25, and
    at that instant c £400 of the £600 that are left."""
    ways = {"a": placed("£1000", "24 h"), "b": placed("£900", "24 h"), "c": placed("£400", "24 h")}
    people = {name: (hour, name, {}) for name, hour in (("a", 1), ("b", 2), ("c", 3))}
    document = with_budget(people, ways, overtaking=overtaking)
    begins = [line for line in trace(document, engine) if "begins reserve" in line]
    first = ["3 c begins reserve-council", "25 b begins reserve-council"]
    last = ["25 b begins reserve-council", "25 c begins reserve-council"]
    assert begins == ["1 a begins reserve-council", *(first if overtaking else last)]


def test_a_cut_takes_from_nobody(engine: str) -> None:
    """From 2 April (hour 24) there are £1,000 a week. a and b have £600 each, from 1 to 49 and from 2 to 74: £1,200,
    more than there is from 24 on, but nobody loses any. c asks for £450 at 30: at 49 £400 are free, too little; at 74
    the whole thousand."""
    ways = {"a": placed("£600", "48 h"), "b": placed("£600", "72 h"), "c": placed("£450", "1 h")}
    people = {name: (hour, name, {}) for name, hour in (("a", 1), ("b", 2), ("c", 30))}
    document = with_budget(people, ways, dated={"2024-04-02": 1000})
    begins = [line for line in trace(document, engine) if "begins reserve" in line]
    assert begins == ["1 a begins reserve-council", "2 b begins reserve-council", "74 c begins reserve-council"]


def test_an_uplift_by_date(engine: str) -> None:
    """£100 a week until 3 April (hour 48), then £700: a, who asks for £650 at 1, has them at 48."""
    document = with_budget({"a": 1}, {"main": placed("£650", "1 h")}, weekly_budget="£100", dated={"2024-04-03": 700})
    assert trace(document, engine)[0] == "48 a begins reserve-council"


def test_what_is_released_is_given_to_the_next(engine: str) -> None:
    """a has £1,200 from 1, gives it back at 5 after four hours at home (the second release has nothing to give), and
    goes on for a day without it. b, who waits for £800 from 2, has it at 5."""
    release = {"release": "council"}
    a = [{"reserve": "council", "weekly": "£1200"}, {"stay": "home", "time": "4 h"}, release]
    ways = {"a": [*a, {"release": ["council", "home"], "name": "again"}, {"wait": "1 d"}, LEAVE]}
    document = with_budget({"a": (1, "a", {}), "b": (2, "b", {})}, ways | {"b": placed("£800", "4 h")})
    assert trace(document, engine) == [
        "1 a begins reserve-council", "1 a ends reserve-council", "1 a begins home", "5 a ends home", "5 a begins wait",
        "5 b begins reserve-council", "5 b ends reserve-council", "5 b begins home", "9 b ends home",
        "9 b leaves leave-home", "29 a ends wait", "29 a leaves leave-home",
    ]  # fmt: skip


def test_a_branch_gives_back_a_room(engine: str) -> None:
    """The one room of the home is kept for a, who is in the ward from 2 to 12 and does not know that a branch gives the
    room back at 6. So b, who waits for it, has it from 6 to 26; a is without at 12 and gives up waiting at 13."""
    ways = {
        "a": [
            {"stay": "home", "time": "1 h"},
            {"meanwhile": "family", "do": [{"wait": "4 h"}, {"release": "home"}]},
            {"stay": "ward", "time": "10 h", "keep": {}},
            {"name": "back", "stay": "home", "time": "1 h", "patience": {"time": "1 h"}},
            LEAVE,
        ],
        "b": [{"stay": "home", "time": "20 h"}, LEAVE],
    }
    units = {"home": unit(1, "care-home"), "ward": unit(1)}
    document = place({"a": (1, "a", {}), "b": (3, "b", {})}, ways, units=units)
    assert [line for line in trace(document, engine) if "wait" not in line] == [
        "1 a begins home", "2 a ends home", "2 a begins ward", "6 b begins home", "12 a ends ward",
        "13 a gives up back", "13 a leaves leave-home", "26 b ends home", "26 b leaves leave-home",
    ]  # fmt: skip


def test_money_with_a_limit_and_another_payer(engine: str) -> None:
    """a has £500.49, in whole pounds 500, for 24 h at most, which the NHS pays, and is placed for 48 h: £500 for 24 of
    672 h are kept, by the NHS. b, who asks for £1,200 at 2, has it when the limit has come, at 25."""
    first = placed("£500.49", "48 h", **{"for": "24 h", "payer": "NHS"})
    ways = {"a": first, "b": placed("£1200", "0 h")}
    document = with_budget({"a": (1, "a", {}), "b": (2, "b", {})}, ways)
    assert next(line for line in trace(document, engine) if line.startswith("25 ")) == "25 b begins reserve-council"
    plan, replication = run(document, engine)
    of = {value.of: value.value for value in measure(plan, replication.tallies) if value.measure == "committed"}
    assert of["payer: NHS"] == pytest.approx(500 * 24 / 672)
    assert of["payer: council"] == 0


def test_a_sum_by_attribute(engine: str) -> None:
    """Who needs much has £1,000 a week, who needs little £200: four hours each."""
    weekly = {"by": "need", "low": "£200", "high": {"uniform": {"low": "£999.60", "high": "£1000.40"}}}
    ways = {"main": [{"reserve": "council", "weekly": weekly}, {"stay": "home", "time": "4 h"}, LEAVE]}
    document = with_budget(
        {"a": (1, "main", {"set": {"need": "low"}}), "b": (1, "main", {"set": {"need": "high"}})}, ways
    )
    document["attributes"] = {"need": {"shares": {"low": 0.5, "high": 0.5}}}
    plan, replication = run(document, engine)
    kept = replication.tallies.kept[plan.names["resources"].index("council")].sum()
    assert kept == 1_200 * 4 * 3_600_000


def test_what_explain_says_is_asked(engine: str) -> None:
    """One a day asks for £700 a week and has it for 3 days of placement, on average, and 1 of waiting, at most 14:
    £2,800 a week in the mean, of £1,500 a load of 1.87. Given back after the placement it is £2,100; kept for two days
    at most £1,400."""
    steps = [
        {"reserve": "council", "weekly": {"gamma": {"mean": "£700", "sd": "£100"}}},
        {"stay": "home", "time": {"exponential": {"mean": "3 d"}}},
        {"wait": "1 d"},
        LEAVE,
    ]
    for changed, pounds in (
        (steps, 2800),
        ([*steps[:2], {"release": "council"}, *steps[2:]], 2100),
        ([steps[0] | {"for": "2 d"}, *steps[1:]], 1400),
        ([{"meanwhile": "money", "do": [steps[0]]}, *steps[1:]], 2800),
    ):
        document = with_budget({"a": 1}, {"main": changed})
        document["arrivals"] = {"a": {"rate": "1 per day", "pathway": "main"}}
        line = next(line for line in explain(Scenario.from_document(document)).units if line.name == "council")
        assert (line.places, line.in_pounds) == (1500, True)
        assert line.content == pytest.approx(pounds)
        assert line.load == pytest.approx(pounds / 1500)
    assert not compile_plan(Scenario.from_document(document)).resources["quantum"][0]
