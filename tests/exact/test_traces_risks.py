"""Traces worked by hand, in both engines: risks. Hours count from Monday 00:00, as in `test_traces`.

A threshold is an Exp(1) draw, -log u with u of the risk's own purpose; at a rate of r an hour it lasts -log u / r
hours.
"""

from __future__ import annotations

from math import log
from typing import Any

import pytest

from flowsim.engine.output import STRUCK
from flowsim.random.streams import purpose_code, source_code, uniform
from flowsim.units import HOUR
from tests.exact.tracing import place, run, trace, unit

pytestmark = pytest.mark.parametrize("engine", ["reference", "compiled"])


def threshold(risk: str, occurrence: int = 0, source: str = "a") -> float:
    """The draw of person 0 of a source for a risk, such as ``main.ward:risk-fall``; the seed is 1."""
    return -log(uniform(1, 0, source_code(source), 0, purpose_code(risk), occurrence))


def at(document: dict[str, Any], engine: str, word: str) -> list[float]:
    """The hours at which lines of a trace hold a word."""
    return [float(line.partition(" ")[0]) for line in trace(document, engine) if word in line]


def test_a_risk_while_waiting_for_the_next_place(engine: str) -> None:
    """b has the home to 100. a is in the ward from 0, treated by 1, and waits for the home from 1. At 0.1 an hour the
    risk strikes after 10 E hours: a's request is withdrawn, a keeps the bed, is treated again for 5 h there, and asks
    for the home anew, behind c, who asked at 1.5. So c gets it at 100 for 2 h and a at 102."""
    strikes = 10 * threshold("main.ward:risk-unwell")
    assert 1.5 < strikes < 90
    unwell = {"rate": "0.1 per hour", "then": [{"wait": "5 h", "name": "again"}], "during": "not-ready"}
    ward = {"stay": "ward", "time": "1 h", "risks": {"unwell": unwell}}
    home = {"stay": "nursing", "time": "2 h"}
    pathways = {
        "main": [ward, home, {"leave": "home"}],
        "there": [{"stay": "nursing", "time": {"by": "who", "first": "100 h", "second": "2 h"}}, {"leave": "home"}],
    }
    document = place(
        {"a": (0.5, "main", {}), "b": (0, "there", {}), "c": (1.5, "there", {"set": {"who": "second"}})},
        pathways,
        units={"ward": unit(1), "nursing": unit(1, "care-home")},
        attributes={"who": {"shares": {"first": 1.0, "second": 0.0}}},
    )
    lines = trace(document, engine)
    struck = f"{0.5 + strikes:g}"
    assert f"{struck} a stops nursing" in lines
    assert f"{struck} a begins again" in lines
    assert f"{5.5 + strikes:g} a ends again" in lines
    assert lines.index("100 c begins nursing") < lines.index("102 a begins nursing")


def test_a_rate_changes_where_an_attribute_is_set_and_ends_with_the_wait(engine: str) -> None:
    """At 0.01 an hour for the young: 4 h use up 0.04 of the threshold; set to old at 4, three times the rate."""
    left = threshold("main.stay:risk-fall") - 0.04
    risk = {"rate": "0.01 per hour", "times": {"by": "age", "young": 1, "old": 3}, "then": [{"leave": "died"}]}
    beside = {"meanwhile": "age", "do": [{"wait": "4 h", "name": "four"}, {"set": {"age": "old"}}]}
    pathway = [{"stay": "ward"}, beside, {"stay": "ward", "time": "600 h", "name": "stay", "risks": {"fall": risk}},
               {"leave": "home"}]  # fmt: skip
    attributes = {"age": {"shares": {"young": 1.0, "old": 0.0}}}
    document = place({"a": 0}, {"main": pathway}, units={"ward": unit(1)}, attributes=attributes)
    assert 0 < left < 15
    assert at(document, engine, "leaves leave-died") == [pytest.approx(4 + left / 0.03, rel=1e-4)]


def test_a_rate_by_day_of_delay(engine: str) -> None:
    """Ready at 2. On the first day of delay nothing can happen, on the second at half the rate of 0.1 an hour, from
    the third on at twice that. 24 h at 0.05 use up 1.2 of the threshold."""
    draw = threshold("main.ward:risk-weaker")
    expected = 26 + draw / 0.05 if draw < 1.2 else 50 + (draw - 1.2) / 0.2
    risk = {"rate": "0.1 per hour", "by_day": [0, 0.5, 2], "during": "ready", "set": {"need": "high"}}
    pathway = [{"stay": "ward", "time": "2 h", "risks": {"weaker": risk}}, {"mark": "discharge-ready"},
               {"wait": "30 d", "name": "for-home"}, {"leave": "home"}]  # fmt: skip
    need = {"need": {"shares": {"low": 1.0, "high": 0.0}}}
    document = place({"a": 0}, {"main": pathway}, units={"ward": unit(1)}, attributes=need)
    document["run"]["window"] = f"{int(expected) + 1} h"
    plan, replication = run(document, engine)
    assert replication.log is not None
    assert replication.tallies.struck[0, 0] == 1
    struck = replication.log[replication.log["kind"] == STRUCK]
    assert struck["time"][0] / HOUR == pytest.approx(expected, abs=1e-5)
    assert replication.people is not None
    assert replication.people.codes[0, 0] == plan.names["levels"].index("need.high")


def test_a_risk_ends_with_its_place(engine: str) -> None:
    """In the ward 0 to 0.01 h, then at home for weeks: the ward's risk, at 0.1 an hour, never strikes there."""
    risk = {"rate": "0.1 per hour", "then": [{"leave": "died"}]}
    pathway = [{"stay": "ward", "time": "36 s", "risks": {"death": risk}}, {"stay": "community", "time": "20 d"},
               {"leave": "home"}]  # fmt: skip
    document = place({"a": 0}, {"main": pathway}, units={"ward": unit(1)})
    assert threshold("main.ward:risk-death") > 0.001
    assert at(document, engine, "leaves leave-died") == []


def test_an_interrupted_task_frees_its_worker(engine: str) -> None:
    """The worker begins on a at 0, for 500 h; b waits. When the risk strikes, a's work ends and b's begins."""
    risk = {"rate": "0.1 per hour", "then": [{"leave": "died"}]}
    pathway = [{"stay": "ward", "risks": {"death": risk}}, {"task": "hub", "work": "500 h"}, {"leave": "home"}]
    other = [{"task": "hub", "work": "1 h", "name": "short"}, {"leave": "home"}]
    people = {"a": (0, "main", {}), "b": (0.1, "other", {})}
    document = place(
        people, {"main": pathway, "other": other}, units={"ward": unit(1)}, teams={"hub": {"headcount": 1}}
    )
    strikes = 10 * threshold("main.ward:risk-death")
    assert at(document, engine, "a stops hub") == at(document, engine, "b begins short")
    assert at(document, engine, "a stops hub") == [pytest.approx(strikes, rel=1e-4)]
    plan, replication = run(document, engine)
    hub = plan.names["resources"].index("hub")
    assert replication.tallies.worked[hub] == pytest.approx((strikes + 1) * HOUR, abs=2)
