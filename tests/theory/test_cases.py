"""The shipped cases: what is expected of them, and that both engines give it."""

from __future__ import annotations

import dataclasses
import heapq
import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from flowsim.engine import compiled, reference
from flowsim.engine.output import Replication
from flowsim.engine.reference import dispatch
from flowsim.errors import ReplicationError, UsageError
from flowsim.experiment.face import check
from flowsim.report import cases
from flowsim.results.census import delay_probability
from flowsim.scenario.reading import shipped_names
from flowsim.scenario.scenario import load
from tests.theory.formulas import erlang_b, erlang_c
from tests.theory.test_case_c import CASES as C_SYSTEMS
from tests.theory.test_oracles import CASE_C

ALL = cases.scenarios()
QUICK = {"a": 40, "b": 60, "c": 20, "d": 20, "e": 60}
"""Replications in the everyday suite: too few to call every figure a hit, enough to see one that is far off."""

FIRST = {scenario[5]: scenario for scenario in reversed(ALL)}.values()
ONE_OF_EACH = [one if one in FIRST else pytest.param(one, marks=pytest.mark.statistical) for one in ALL]
"""One scenario of each case in the everyday suite, all in the slower one."""


def known(scenario: str) -> dict[str, float]:
    return {item.figure: item.value for item in cases.expected() if item.scenario == scenario and item.kind == "exact"}


def test_every_case_is_expected_something_and_every_expectation_has_its_case() -> None:
    shipped = {name.removeprefix("validation/") for name in shipped_names() if name.startswith("validation/")}
    assert set(ALL) == shipped
    keys = [(item.scenario, item.figure, item.kind) for item in cases.expected()]
    assert len(set(keys)) == len(keys)
    assert all(
        item.tolerance > 0 and item.source and item.kind in ("published", "exact", "worked out")
        for item in cases.expected()
    )


def test_exact_figures_are_those_of_the_formulas() -> None:
    """Erlang B with 1.53 stays a day to 8.355 beds and to 9.718; Erlang C for the pools; the chain of case C."""
    for unit, load_ in (("acute", 8.355), ("rehabilitation", 9.718)):
        here = {name: value for name, value in known("case-b").items() if name.startswith(unit)}
        formula = [erlang_b(int(name.split()[-2]), load_) for name in here]
        assert list(here.values()) == pytest.approx(formula, abs=2e-4)
    for servers, load_, stay in ((75, 65.34, 34.21), (120, 109.01, 35.05), (26, 19.06, 35.30)):
        waits = erlang_c(servers, load_)
        found = known(f"case-d-{servers}")
        assert found["share of people who wait"] == pytest.approx(waits, abs=3e-4)
        assert found["mean wait, days"] == pytest.approx(waits * stay / (servers - load_), rel=2e-3)
    for name, system in C_SYSTEMS.items():
        exact = [value for value in CASE_C[system] if value is not None]
        assert list(known(name).values()) == pytest.approx(exact, abs=1e-9)


WEEK = (1.8810, 2.5814, 4.1905, 3.1190, 3.7442, 4.4651, 1.5349)


def beds(rng: np.random.Generator, median: float, mean: float) -> tuple[float, float]:
    """Mean places occupied and people queuing in days 151 to 181 of case E: each person in turn takes the place that is
    free first (Kiefer and Wolfowitz 1955), those in place before those who queue, those before all who come later."""

    def stay() -> float:
        return float(rng.lognormal(math.log(median), math.sqrt(2 * math.log(mean / median))))

    free = [1 + (stay() - 1) * rng.random() for _ in range(97)] + [0.0] * 5
    heapq.heapify(free)
    spans = [(0.0, end) for end in free]
    daily = [rng.poisson(WEEK[(day + 6) % 7]) for day in range(181)]  # the first day is a Sunday
    come = [0.0] * 31 + [day + moment for day, many in enumerate(daily) for moment in sorted(rng.random(many))]
    queuing = 0.0
    for now in come:
        start = max(now, heapq.heappop(free))
        spans.append((start, start + stay()))
        heapq.heappush(free, spans[-1][1])
        queuing += max(min(start, 181) - max(now, 151), 0)
    return sum(max(min(end, 181) - max(begin, 151), 0) for begin, end in spans) / 30, queuing / 30


@pytest.mark.parametrize(("scenario", "median", "mean"), [("case-e-now", 34, 42.79), ("case-e-target", 16.7, 21)])
def test_what_is_expected_of_case_e_is_what_a_recursion_gives(scenario: str, median: float, mean: float) -> None:
    rng = np.random.default_rng(5)
    found = np.array([beds(rng, median, mean) for _ in range(80)]).mean(axis=0)
    known_here = [item for item in cases.expected() if item.scenario == scenario]
    for item, value in zip(known_here, found, strict=True):
        assert abs(value - item.value) < 1.5 * item.tolerance + 0.1, (item.figure, value)


def test_a_case_that_is_a_transient_is_said_to_have_no_steady_queue() -> None:
    assert [(doubt.code, "keeps growing" in doubt.message) for doubt in check(cases.place("case-e-now"))] == [
        ("overloaded", True)
    ]


def test_a_census_answers_for_fewer_beds() -> None:
    """Independent Poisson censuses of mean 8.355: Erlang's formula lies in the interval, which is not wide."""
    censuses = stats.poisson(8.355).rvs((400, 365), random_state=7)
    found = delay_probability(censuses, 10)
    assert abs(found.value - erlang_b(10, 8.355)) < 2 * found.half_width
    assert found.half_width < 0.003
    assert np.isnan(delay_probability(censuses + 20, 10).value)


@pytest.mark.parametrize("scenario", ONE_OF_EACH)
def test_no_case_is_missed(scenario: str) -> None:
    missed = [
        finding
        for finding in cases.findings(scenario, replications=QUICK[scenario[5]])
        if finding.verdict == cases.MISS
    ]
    assert missed == []


@pytest.mark.parametrize("scenario", ONE_OF_EACH)
def test_both_engines_say_the_same_of_a_case(scenario: str) -> None:
    found = cases.both_engines(scenario)
    assert found.difference == ""
    assert found.events > found.people > 400


def test_an_engine_that_is_broken_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A millisecond in the compiled one, a place too many in SimPy, and one that does not come to its end."""
    target = "case-e-target"
    right = compiled.replicate

    def late(*arguments: Any, **options: Any) -> Replication:
        made = right(*arguments, **options)
        assert made.log is not None
        made.log["time"][500] += 1
        return made

    with monkeypatch.context() as patch:
        patch.setattr(compiled, "replicate", late)
        assert "differ at line 500" in cases.both_engines(target).difference
    with monkeypatch.context() as patch:
        one_place_too_many(patch)
        assert "the logs differ at line" in cases.both_engines(target).difference
    with monkeypatch.context() as patch:
        patch.setattr(reference, "replicate", endless)
        assert cases.both_engines(target).difference == "could not finish: reference: too much at once"


def one_place_too_many(patch: pytest.MonkeyPatch) -> None:
    """Of the engine in SimPy."""

    def room(self: dispatch.Dispatcher, resource: Any) -> int:
        return self.level[resource.row] - self.taken[resource.row] + 1

    patch.setattr(dispatch.Dispatcher, "room", room)


def endless(*arguments: Any) -> Replication:
    """An engine that never comes to the end of a replication."""
    raise ReplicationError("too much at once")


@pytest.mark.statistical
def test_both_engines_give_a_case_the_same_figures() -> None:
    one, other = (cases.findings("case-b", engine, 2) for engine in ("compiled", "reference"))
    assert [finding.mean for finding in one] == [finding.mean for finding in other]


def test_a_case_that_is_not_so_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two beds more in unit z, and all that is published of it is missed but what hardly changes."""
    changed = load("validation/case-a-current").with_values({"units.z.places": 14})
    monkeypatch.setattr(cases.Scenario, "load", lambda path: changed)
    found = cases.findings("case-a-current", replications=150)
    verdicts = {finding.expected.figure: finding.verdict for finding in found}
    assert verdicts["z: share of time full"] == cases.MISS
    assert verdicts["z: 99th percentile occupied"] == cases.MISS
    assert verdicts["xac: mean occupied"] == cases.HIT


def test_a_case_that_is_not_there_is_named() -> None:
    with pytest.raises(UsageError, match="no case 'x'"):
        cases.scenarios("x")


def test_a_figure_of_few_replications_is_no_hit() -> None:
    finding = cases.Finding(cases.expected()[0], cases.expected()[0].value, 0.5)
    assert finding.verdict == cases.UNCLEAR
    assert dataclasses.replace(finding, half_width=0.001).verdict == cases.HIT


@pytest.mark.statistical
@pytest.mark.parametrize("scenario", ALL)
def test_every_figure_is_a_hit(scenario: str) -> None:
    assert {finding.expected.figure: finding.verdict for finding in cases.findings(scenario)} == {
        item.figure: cases.HIT for item in cases.expected() if item.scenario == scenario
    }
