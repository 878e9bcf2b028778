"""A start by census: what is left of a stay is the conditional distribution; everybody is where they are said to be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from flowsim.engine import compiled
from flowsim.engine.output import LOG
from flowsim.errors import ScenarioError
from flowsim.plan.compile import compile_plan
from flowsim.results.invariants import check_invariants
from flowsim.scenario.scenario import Scenario
from flowsim.units import DAY
from tests.exact.tracing import place, unit


def document(time: Any, *found: dict[str, Any]) -> dict[str, Any]:
    return {
        "flowsim": 1,
        "name": "census",
        "run": {"window": "400 d", "start": {"census": list(found)}},
        "attributes": {"age": {"shares": {"young": 0.5, "old": 0.5}}},
        "units": {"ward": {"places": 9000, "setting": "hospital"}},
        "arrivals": {"late": {"at": ["399 d"], "pathway": "main"}},
        "pathways": {"main": [{"stay": "ward", "time": time}, {"leave": "home"}]},
    }


LAWS = {
    "lognormal": ({"lognormal": {"mean": "6 d", "cv": 1.2}}, stats.lognorm(np.log(2.44) ** 0.5, scale=6 / 2.44**0.5)),
    "gamma": ({"gamma": {"mean": "6 d", "cv": 0.5}}, stats.gamma(4, scale=1.5)),
    "exponential": ({"exponential": {"mean": "6 d"}}, stats.expon(scale=6)),
    "weibull": ({"weibull": {"mean": "6 d", "cv": 1}, "times": 1.5}, stats.expon(scale=9)),
}


@pytest.mark.parametrize("name", list(LAWS))
def test_what_is_left_of_a_stay_given_the_time_spent(name: str) -> None:
    """2,000 people 5 days into their stay, fixed seed: (F(5 + x) - F(5)) / (1 - F(5)) by scipy, significance 1e-4."""
    time, law = LAWS[name]
    plan = compile_plan(Scenario.from_document(document(time, {"step": "main.ward", "for": "5 d", "people": 2000})))
    people = compiled.replicate(plan, 3, 0, LOG).people
    assert people is not None
    left = people.left[(people.source == 1) & (people.left >= 0)] / DAY
    assert len(left) > 1990
    assert stats.kstest(left, lambda x: 1 - law.sf(5 + x) / law.sf(5)).pvalue > 1e-4


def test_attributes_are_given_or_drawn_and_the_books_are_right() -> None:
    """10 old by the census, 400 drawn: half of them old. Every invariant of a run holds."""
    time = {"by": "age", "old": "9 d", "else": {"exponential": {"mean": "6 d"}}}
    found = {"step": "main.ward", "for": "2 d"}
    place = document(time, found | {"people": 10, "set": {"age": "old"}}, found | {"people": 400})
    plan = compile_plan(Scenario.from_document(place))
    replication = compiled.replicate(plan, 3, 0, LOG)
    assert replication.people is not None
    old = replication.people.codes[replication.people.source == 1, 0]
    assert old[:10].tolist() == [1] * 10
    assert 150 < old[10:].sum() < 250
    given = replication.people.left[(replication.people.source == 1)][:10]
    assert (given == 7 * DAY).all()
    assert not check_invariants(plan, replication)


def test_one_more_in_the_census_moves_nobody_else() -> None:
    time = {"exponential": {"mean": "6 d"}}
    found = {"step": "main.ward", "for": "2 d", "people": 20}
    left = []
    for more in ((), ({"step": "main.ward", "for": "9 d"},)):
        plan = compile_plan(Scenario.from_document(document(time, found, *more)))
        people = compiled.replicate(plan, 3, 0, LOG).people
        assert people is not None
        left.append(people.left[people.source == 1][:20].tolist())
    assert left[0] == left[1]


def test_a_step_that_nobody_comes_to_is_refused() -> None:
    place = document("5 d", {"step": "other.ward", "for": "2 d"})
    place["pathways"]["other"] = [{"stay": "ward", "time": "1 d"}]
    with pytest.raises(ScenarioError, match=r"nobody comes to 'other\.ward' by any arrivals"):
        compile_plan(Scenario.from_document(place))


def test_an_empty_census_is_an_empty_start() -> None:
    plan = compile_plan(Scenario.from_document(document("5 d")))
    replication = compiled.replicate(plan, 3, 0, LOG)
    assert len(plan.sources) == 1
    assert replication.people is not None
    assert len(replication.people.source) == 1


def test_only_stays_that_can_be_in_a_ring_of_transfers_have_one_besides() -> None:
    """Whoever comes by b goes to x from home, in no ring; somebody found on y goes to x as others go from x to y."""
    way = [{"name": "there", "stay": "y", "time": "1 h", "transfer": "1 h"}, {"leave": "home"}]
    back = [{"name": "rest", "wait": "2 h"}, {"name": "here", "stay": "x", "time": "1 h"}, {"leave": "home"}]
    pathways = {"a": [{"name": "first", "stay": "x", "time": "1 h"}, *way], "b": back}
    document = place({"a": (1, "a", {}), "b": (2, "b", {})}, pathways, units={name: unit(1) for name in "xy"})
    for found, slow in (({"step": "a.first"}, ["a.there"]), ({"step": "b.rest", "unit": "y"}, ["a.there", "b.here"])):
        document["run"]["start"] = {"census": [{**found, "for": "1 h"}]}
        steps = compile_plan(Scenario.from_document(document)).names["steps"]
        assert sorted(step for step in steps if "transfer" in step) == [f"{step} (transfer)" for step in slow]
