"""Traces worked by hand, in both engines: attributes that go out of date. Hours count from Monday 00:00."""

from __future__ import annotations

from typing import Any

import pytest

from flowsim.engine.output import CHANGE, DEPART, STOPPED, STRUCK
from flowsim.results.invariants import check_invariants
from flowsim.results.recompute import tallies_from_log
from flowsim.units import HOUR
from tests.exact.test_traces_risks import threshold
from tests.exact.tracing import measured, place, run, trace, unit

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])

ASSESSED: dict[str, Any] = {"assessed": {"shares": {"not": 1.0, "in-date": 0.0, "out-of-date": 0.0}}}


def assess(after: str, name: str = "assessed", to: str = "in-date") -> dict[str, Any]:
    """Set in date, for so long."""
    return {"name": name, "set": {"assessed": to}, "expires": {"after": after, "set": {"assessed": "out-of-date"}}}


def changes(document: dict[str, Any], engine: str) -> list[str]:
    """What attributes become, and when: ``hours person level``."""
    plan, replication = run(document, engine)
    assert check_invariants(plan, replication) == []
    assert replication.log is not None
    levels = plan.names["levels"]
    starts = [next(n for n, level in enumerate(levels) if level.startswith(f"{name}.")) for name in
              plan.names["attributes"]]  # fmt: skip
    return [
        f"{line['time'] / HOUR:g} {plan.names['sources'][line['source']]} "
        f"{levels[starts[plan.steps['target'][line['row']]] + line['value']].partition('.')[2]}"
        for line in replication.log
        if line["kind"] == CHANGE
    ]


def test_an_assessment_must_be_done_again(engine: str) -> None:
    """Assessed by 2, in date to 30. a waits in the ward to 42 for the home, b to 32, both too long: whoever is asked at
    the end of the ward's stay for what has gone out of date is assessed again, 2 h more. c leaves the ward at 22.

    In the 28 days two assessments go out of date."""
    again = {"when": {"assessed": "out-of-date"}, "do": "assessment"}
    assessment = [{"name": "visit", "wait": "2 h"}, assess("28 h")]
    ward = {"stay": "ward", "time": {"by": "who", "a": "40 h", "b": "30 h", "c": "20 h"}}
    pathway = [{"do": "assessment"}, ward, {"name": "still", "choose": [again, {"do": []}]}, {"leave": "home"}]
    people = {who: (0, "main", {"set": {"who": who}}) for who in "abc"}
    attributes = ASSESSED | {"who": {"shares": {"a": 1.0, "b": 0.0, "c": 0.0}}}
    pathways = {"main": pathway, "assessment": assessment}
    document = place(people, pathways, units={"ward": unit(3)}, attributes=attributes)
    told = [line for line in trace(document, engine) if "ends" in line or "leaves" in line]
    assert told == [
        "2 a ends visit", "2 b ends visit", "2 c ends visit", "22 c ends ward", "22 c leaves leave-home",
        "32 b ends ward", "34 b ends visit", "34 b leaves leave-home",
        "42 a ends ward", "44 a ends visit", "44 a leaves leave-home",
    ]  # fmt: skip
    assert changes(document, engine) == [
        "2 a in-date", "2 b in-date", "2 c in-date", "30 a out-of-date", "30 b out-of-date", "34 b in-date",
        "44 a in-date",
    ]  # fmt: skip
    assert measured(*run(document, engine), "out-of-date") == {"assessed": 2 / 28}


def test_what_is_set_again_in_time_lasts_from_then(engine: str) -> None:
    """In date at 0 for 10 h, set again at 6: it lasts to 16. Set beside to not assessed at 20, after another 10 h have
    begun at 18, it does not go out of date at 28; what lasts to 31 is cut short by leaving at 30."""
    beside = {"meanwhile": "undo", "do": [{"name": "b", "wait": "2 h"}, {"set": {"assessed": "not"}}]}
    pathway = [
        assess("10 h"), {"name": "w1", "wait": "6 h"}, assess("10 h", "again"), {"name": "w2", "wait": "12 h"},
        assess("10 h", "third"), beside, {"name": "w3", "wait": "11 h"}, assess("2 h", "last"),
        {"name": "w4", "wait": "1 h"}, {"leave": "home"},
    ]  # fmt: skip
    document = place({"a": 0}, {"main": pathway}, attributes=ASSESSED)
    assert changes(document, engine) == [
        "0 a in-date", "6 a in-date", "16 a out-of-date", "18 a in-date", "20 a not", "29 a in-date",
    ]  # fmt: skip


def test_what_goes_out_of_date_at_the_instant_of_something_else_goes_first(engine: str) -> None:
    """Out of date at 5, when a's stay ends, so a, who looks then, sees it so; b is granted the bed at 6, and looks at
    11. c is out of date at 12, is granted the bed then for no time, and sees it so. What is set for no time at all is
    out of date at the next wait, but not at once."""
    look = {"name": "look", "wait": "1 h", "when": {"assessed": "out-of-date"}}
    pathway = [assess("5 h"), {"stay": "ward", "time": "5 h"}, look, assess("0 h", "short"), {"leave": "home"}]
    other = [assess("12 h"), {"stay": "ward"}, look, {"leave": "home"}]
    people = {"a": 0, "b": 0, "c": (0, "other", {})}
    document = place(people, {"main": pathway, "other": other}, units={"ward": unit(1)}, attributes=ASSESSED)
    assert [line for line in trace(document, engine) if "begins" in line] == [
        "0 a begins ward", "5 a begins look", "6 b begins ward", "11 b begins look", "12 c begins ward",
        "12 c begins look",
    ]  # fmt: skip
    assert changes(document, engine) == [
        "0 a in-date", "0 b in-date", "0 c in-date", "5 a out-of-date", "5 b out-of-date", "6 a in-date",
        "12 c out-of-date", "12 b in-date",
    ]  # fmt: skip
    waits = place({"a": 0}, {"main": [assess("0 h"), {"wait": "1 h"}, look, {"leave": "home"}]}, attributes=ASSESSED)
    assert trace(waits, engine)[-2:] == ["2 a ends look", "2 a leaves leave-home"]
    assert changes(waits, engine) == ["0 a in-date", "0 a out-of-date"]


def test_a_rate_changes_when_something_goes_out_of_date(engine: str) -> None:
    """No risk while in date, to 4; from then on 0.1 an hour: the threshold E is used up 10 E hours later."""
    risk = {
        "rate": "0.1 per hour",
        "times": {"by": "assessed", "out-of-date": 1, "else": 0},
        "then": [{"leave": "died"}],
    }
    stay = {"stay": "ward", "time": "600 h", "risks": {"fall": risk}}
    document = place({"a": 0}, {"main": [assess("4 h"), stay, {"leave": "home"}]}, units={"ward": unit(1)},
                     attributes=ASSESSED)  # fmt: skip
    died = 4 + 10 * threshold("main.ward:risk-fall")
    (line,) = [line for line in trace(document, engine) if "leaves" in line]
    assert float(line.partition(" ")[0]) == pytest.approx(died, rel=1e-4)
    assert changes(document, engine) == ["0 a in-date", "4 a out-of-date"]


def test_it_goes_before_a_risk_at_the_same_instant(engine: str) -> None:
    """The instant of the risk is looked up in a run without the other; both then come at it, the risk last."""
    risk = {"rate": "0.1 per hour", "then": [{"leave": "died"}]}
    stay = {"stay": "ward", "time": "600 h", "risks": {"fall": risk}}
    ward = {"units": {"ward": unit(1)}, "attributes": ASSESSED}
    _, alone = run(place({"a": 0}, {"main": [stay, {"leave": "home"}]}, **ward), engine)
    assert alone.log is not None
    struck = int(alone.log["time"][alone.log["kind"] == STRUCK][0])
    _, both = run(place({"a": 0}, {"main": [assess(f"{struck} ms"), stay, {"leave": "home"}]}, **ward), engine)
    assert both.log is not None
    assert both.log["kind"][both.log["time"] == struck].tolist() == [CHANGE, STRUCK, STOPPED, DEPART]


def test_a_risk_that_sets_keeps_it_from_going_out_of_date(engine: str) -> None:
    """A risk sets a's assessment back after 10 E hours, before the 500 h have passed."""
    risk = {"rate": "0.1 per hour", "set": {"assessed": "not"}}
    stay = {"stay": "ward", "time": "600 h", "risks": {"lost": risk}}
    document = place({"a": 0}, {"main": [assess("500 h"), stay, {"leave": "home"}]}, units={"ward": unit(1)},
                     attributes=ASSESSED)  # fmt: skip
    assert 10 * threshold("main.ward:risk-lost") < 500
    assert [line.partition("a ")[2] for line in changes(document, engine)][:2] == ["in-date", "not"]
    assert "out-of-date" not in " ".join(changes(document, engine))


@pytest.mark.parametrize(("after", "told"), [
    ("5 h", ["0 a in-date", "11 a out-of-date"]),
    ("11 h", ["0 a in-date", "11 a out-of-date"]),
    ("12 h", ["0 a in-date", "12 a out-of-date"]),
    ("40 h", ["0 a in-date"]),
])  # fmt: skip
def test_it_goes_on_while_somebody_is_away(engine: str, after: str, told: list[str]) -> None:
    """a leaves at 1, is back at 11 with what has gone out of date meanwhile, and stays to 14; at 24 a is back again,
    and away to the end from 27 on, but no longer than the run of 27 h."""
    first = {"name": "first", "when": {"assessed": "not"}, "do": "assessment"}
    back = [{"name": "three", "wait": "3 h"}, {"leave": "home", "returns": {"to": "back", "after": "10 h"}}]
    pathways = {
        "main": [first, {"wait": "1 h"}, {"leave": "home", "returns": {"to": "back", "after": "10 h"}}],
        "assessment": [assess(after)],
        "back": back,
    }
    document = place({"a": 0}, pathways, attributes=ASSESSED)
    document["run"]["window"] = "27 h"
    assert changes(document, engine) == told
    plan, replication = run(document, engine)
    gone = sum("out-of-date" in line for line in told)
    assert measured(plan, replication, "out-of-date") == pytest.approx({"assessed": gone * 24 / 27})
    assert tallies_from_log(plan, replication).expired.tolist() == replication.tallies.expired.tolist() == [[gone]]


def test_groups_are_charged_by_what_held_until_then(engine: str) -> None:
    """In the ward 0 to 10: 4 h in date, 6 h out of date. It goes out of date as one of those in date."""
    pathway = [assess("4 h"), {"stay": "ward", "time": "10 h"}, {"leave": "home"}]
    document = place({"a": 0}, {"main": pathway}, units={"ward": unit(1)}, attributes=ASSESSED, groups=["assessed"])
    plan, replication = run(document, engine)
    hours = replication.tallies.group_ticks.sum(axis=0) / HOUR
    assert dict(zip(plan.names["groups"][1:], hours, strict=True)) == {
        "assessed.not": 0, "assessed.in-date": 4, "assessed.out-of-date": 6,
    }  # fmt: skip
    assert replication.log is not None
    assert replication.tallies.happenings[0] == 1 + 1 + 1 + 1  # arrival, grant, out of date, end
    assert (replication.log["kind"] == DEPART).sum() == 1
    assert dict(zip(plan.names["groups"], replication.tallies.expired[0], strict=True)) == {
        plan.names["groups"][0]: 1, "assessed.not": 0, "assessed.in-date": 1, "assessed.out-of-date": 0,
    }  # fmt: skip
    assert tallies_from_log(plan, replication).expired.tolist() == replication.tallies.expired.tolist()
