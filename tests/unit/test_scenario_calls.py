"""Pathways that call pathways: rings found as SciPy finds them, long chains checked in no time and refused in time."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from flowsim.errors import ScenarioError
from flowsim.plan.compile import compile_plan
from flowsim.scenario import Scenario
from flowsim.scenario.calls import CallGraph
from flowsim.scenario.check_pathways import DEEPEST_CALLS
from tests.unit.effort import calls

NAMES = [f"p{n}" for n in range(12)]


def scenario(pathways: dict[str, Any]) -> Scenario:
    return Scenario(
        name="calls",
        run={"window": "1 d"},
        units={"ward": {"places": 1}},
        arrivals={"all": {"rate": "1 per day", "pathway": next(iter(pathways))}},
        pathways=pathways,
    )


def onward(kind: str, to: str) -> list[dict[str, Any]]:
    """Steps that go on to another pathway, by each way there is to call one."""
    call: dict[str, Any] = {
        "do": {"do": to},
        "choose": {"choose": [{"share": 0.5, "do": to}, {}]},
        "nested": {"choose": [{"share": 0.5, "do": [{"do": to}]}, {}]},
        "patience": {"stay": "ward", "time": "1 h", "patience": {"time": "1 h", "then": to}},
        "queue_limit": {"stay": "ward", "time": "1 h", "queue_limit": {"length": 1, "then": to}},
    }[kind]
    return [{"wait": "1 h"}, call]


def chain(length: int, kind: str = "do", ring: bool = False) -> dict[str, Any]:
    """So many pathways, each of which goes on to the next."""
    pathways = {f"p{n}": onward(kind, f"p{n + 1}") for n in range(length)}
    return pathways | {f"p{length}": onward("choose", "p0") if ring else [{"leave": "home"}]}


def graph_of(edges: np.ndarray) -> CallGraph:
    """A call graph with these calls, each the last that its pathway does, by share."""
    pathways = {
        name: [{"wait": "1 h"}, {"choose": [{"share": 0.01, "do": NAMES[m]} for m in np.flatnonzero(row)] + [{}]}]
        for name, row in zip(NAMES, edges, strict=True)
    }
    return CallGraph.of(scenario(pathways).place)


def test_pathways_that_lead_to_each_other_are_found_as_scipy_finds_them() -> None:
    chance = np.random.default_rng(5)
    for density in (0.03, 0.08, 0.15) * 8:
        edges = chance.random((len(NAMES), len(NAMES))) < density
        graph = graph_of(edges)
        _, labels = connected_components(csr_array(edges), connection="strong")
        wanted = {frozenset(name for name, own in zip(NAMES, labels, strict=True) if own == label) for label in labels}
        assert {frozenset(group) for group in graph.groups} == wanted
        for call in graph.calls:
            assert graph.group_of[call.called] <= graph.group_of[call.caller]


def test_a_chain_as_deep_as_may_be_is_checked_at_once_and_becomes_a_plan() -> None:
    """With as much work for each of its pathways as a short one."""
    assert calls(lambda: scenario(chain(DEEPEST_CALLS))) < 1.1 * DEEPEST_CALLS / 10 * calls(lambda: scenario(chain(10)))
    assert len(compile_plan(scenario(chain(DEEPEST_CALLS))).steps) == DEEPEST_CALLS + 1


@pytest.mark.parametrize("kind", ["choose", "nested", "patience", "queue_limit"])
def test_whatever_is_not_refused_becomes_a_plan(kind: str) -> None:
    length = DEEPEST_CALLS // 2 if kind == "nested" else DEEPEST_CALLS
    compile_plan(scenario(chain(length, kind)))
    compile_plan(scenario(chain(length - 1, kind, ring=True)))
    with pytest.raises(ScenarioError, match="ever more pathways"):
        scenario(chain(length + 1, kind))
    with pytest.raises(ScenarioError, match="ever more pathways"):
        scenario(chain(length + 1, kind, ring=True))


def refused(length: int, shuffled: bool) -> None:
    """A chain that is too deep is refused at the pathway where it begins."""
    pathways = chain(length)
    names = random.Random(1).sample(sorted(pathways), len(pathways)) if shuffled else list(pathways)
    with pytest.raises(ScenarioError) as caught:
        scenario({"p0": pathways["p0"]} | {name: pathways[name] for name in names})
    [problem] = caught.value.problems
    assert (problem.code, problem.path, problem.found) == ("too-deep-calls", "pathways.p0", f"{length} deep")


@pytest.mark.parametrize("shuffled", [False, True])
def test_a_longer_chain_is_refused_with_as_much_work_for_each_of_its_pathways(shuffled: bool) -> None:
    """Eight times as many pathways are eight times the work: no call is followed anew from each that leads to it."""
    assert calls(lambda: refused(2000, shuffled)) < 8 * 1.1 * calls(lambda: refused(250, shuffled))


def test_many_calls_side_by_side_are_not_deep() -> None:
    leaves = {f"q{n}": [{"leave": "home"}] for n in range(300)}
    options = [{"share": 0.001, "do": name} for name in leaves]
    assert not scenario({"main": [{"wait": "1 h"}, {"choose": [*options, {}]}], **leaves}).warnings
