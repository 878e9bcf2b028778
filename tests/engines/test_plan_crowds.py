"""Flows that forget an attribute where nothing depends on it any more are those that remember it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from flowsim.engine import compiled, reference
from flowsim.engine.output import LOG
from flowsim.plan import flows
from flowsim.plan.budgets import with_budgets
from flowsim.plan.compile import compile_plan
from flowsim.plan.reads import read_later
from flowsim.plan.tables import Plan
from flowsim.results.difference import first_difference
from flowsim.scenario.scenario import Scenario, load
from tests.engines.corpus import documents

TWENTY = [f"of-{number}" for number in range(20)]


def place(**changes: Any) -> dict[str, Any]:
    """Where the age decides which home, and the home how long; twenty more attributes decide nothing."""
    return {
        "flowsim": 1,
        "name": "many",
        "run": {"window": "60 d", "start": {"filled": {"home": 0.8}}, "seed": 3},
        "units": {"ward": {"places": 9, "setting": "hospital"}, "home": {"places": 60, "setting": "care-home"}},
        "attributes": {
            **{name: {"shares": {"no": 0.5, "yes": 0.5}} for name in TWENTY},
            "age": {"shares": {"young": 0.4, "old": 0.6}},
            "dementia": {"shares": {"by": "age", "young": "no", "old": {"no": 0.75, "yes": 0.25}}},
        },
        "arrivals": {"people": {"rate": "1 per day", "pathway": "main"}},
        "pathways": {
            "main": [
                {"stay": "ward", "time": {"by": "age", "young": "3 d", "old": "6 d"}, "reason": "hospital-bed"},
                {"stay": "home", "time": {"by": "dementia", "no": "30 d", "yes": "80 d"}, "reason": "p3-home-capacity"},
                {"leave": "done"},
            ]
        },
    } | changes


def column(plan: Plan, attribute: str) -> int:
    return plan.names["attributes"].index(attribute)


def step(plan: Plan, name: str) -> int:
    return plan.names["steps"].index(name)


def test_an_attribute_is_read_until_nothing_depends_on_it() -> None:
    plan = compile_plan(Scenario.from_document(place()))
    read = read_later(plan)
    ward, home = step(plan, "main.ward"), step(plan, "main.home")
    assert read[[ward, home], column(plan, "age")].tolist() == [True, False]
    assert read[[ward, home], column(plan, "dementia")].tolist() == [True, True]
    assert not read[:, [column(plan, name) for name in TWENTY]].any()


def test_what_a_risk_leads_to_is_read_wherever_it_may_happen() -> None:
    document = place()
    ill = {
        "rate": "0.1 per week",
        "times": {"by": "of-1", "no": 1, "yes": 2},
        "then": [{"leave": "gone", "share": {"by": "of-2", "no": 0.5, "yes": 1}}],
    }
    document["pathways"]["main"][0] |= {"risks": {"ill": ill}}
    document["pathways"]["main"].insert(1, {"wait": "1 d", "name": "papers", "reason": "transport"})
    plan = compile_plan(Scenario.from_document(document))
    read = read_later(plan)
    rows = [step(plan, name) for name in ("main.ward", "main.papers", "main.home")]
    assert read[rows, column(plan, "of-1")].tolist() == [True, True, True]  # it runs while the home is waited for
    assert read[rows, column(plan, "of-2")].tolist() == [True, True, True]


def test_millions_of_combinations_that_decide_nothing_are_no_hindrance() -> None:
    """One a day; .6 x .25 = .15 have dementia and stay 80 days, the others 30."""
    plan = compile_plan(Scenario.from_document(place()))
    assert np.prod(plan.attributes["levels"].astype(float)) > 4e6
    found = flows.work_out(plan, every_attribute=True)
    assert found is not None
    assert found.content[plan.names["resources"].index("home")] == pytest.approx(0.85 * 30 + 0.15 * 80)
    at_home = plan.fill[plan.fill["row"] == step(plan, "main.home")]
    dementia = plan.fill_levels[at_home["levels"], column(plan, "dementia")] == 1
    assert np.diff(at_home["cumulative"], prepend=0.0)[dementia].sum() == pytest.approx(
        0.15 * 80 / (0.85 * 30 + 0.15 * 80)
    )
    assert (plan.fill_levels[:, column(plan, "of-7")] == -1).all()  # drawn as usual
    one, other = (engine.replicate(plan, 3, 0, LOG) for engine in (reference, compiled))
    assert first_difference(plan, one, other) == ""


def test_too_many_that_decide_something_are_refused_as_before() -> None:
    document = place()
    document["pathways"]["main"][1:1] = [
        {"wait": "1 h", "share": {"by": name, "no": 0.25, "yes": 0.75}, "name": name, "reason": "transport"}
        for name in TWENTY
    ]
    plan = compile_plan(Scenario.from_document(document | {"run": {"window": "60 d"}}))
    assert flows.work_out(plan) is None


def remembered_and_forgotten(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> list[flows.Flows]:
    found = []
    for many in (flows.MANY, 0):
        monkeypatch.setattr(flows, "MANY", many)
        worked = flows.work_out(plan)
        assert worked is not None
        found.append(with_budgets(plan, worked))
    monkeypatch.undo()
    return found


@pytest.mark.parametrize(
    ("shipped", "drawn", "at_least"),
    [
        pytest.param(["localities"], 30, 8, id="few"),
        pytest.param(["northmoor", "one-hundred"], 120, 40, id="many", marks=pytest.mark.statistical),
    ],
)
def test_nothing_that_is_asked_for_changes_by_forgetting(
    shipped: list[str], drawn: int, at_least: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = [compile_plan(load(name)) for name in shipped]
    plans += [compile_plan(Scenario.from_document(document)) for document in documents()[:drawn]]
    forgot = 0
    for plan in plans:
        one, other = remembered_and_forgotten(plan, monkeypatch)
        forgot += bool((one.followed != other.followed).any())
        for name in ("content", "demand", "out", "amounts"):
            assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-9, abs=1e-15)
        assert [crowd.sum() for crowd in other.through] == pytest.approx([crowd.sum() for crowd in one.through])
    assert forgot > at_least
