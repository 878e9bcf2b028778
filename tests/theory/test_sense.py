"""Black-box sense: what anybody would expect of a place without knowing how it is simulated, in both engines."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from flowsim.engine.output import ARRIVE, BEGIN, DEPART, END, LOG, Replication
from flowsim.plan.compile import compile_plan
from flowsim.plan.tables import Plan
from flowsim.results.measures import measure
from flowsim.scenario.scenario import Scenario
from tests.theory.holding import ENGINES
from tests.theory.wards import Document, stream

SEED = 1309
PLACES = {"compiled": range(5, 10), "reference": (5, 6, 8)}

engines = pytest.mark.parametrize("engine", ENGINES)

TIMES: dict[str, Any] = {
    "lognormal": {"lognormal": {"mean": "5 h", "cv": 1.5}},
    "two kinds": {"mixture": [{"share": 0.8, "of": "2 h"}, {"share": 0.2, "of": {"exponential": {"mean": "17 h"}}}]},
}


def place(places: int, unit: str = "h") -> Document:
    """Two units one after the other, a team, a choice and a fallback, without a calendar; all times in one unit."""

    def law(name: str, mean: float) -> Document:
        return {name: {"mean": f"{mean} {unit}"} | ({"cv": 1.2} if name != "exponential" else {})}

    return {
        "units": {"ward": {"places": places}, "rehab": {"places": places // 2}},
        "teams": {"therapists": {"headcount": max(places // 4, 1)}},
        "arrivals": {"people": stream(0.8), "others": stream(0.3, "short")},
        "pathways": {
            "main": [
                {"stay": "ward", "time": law("lognormal", 5)},
                {"task": "therapists", "work": law("gamma", 1)},
                {"choose": [{"share": 0.4, "do": [{"stay": "rehab", "time": law("exponential", 7)}]}, {"do": []}]},
                {"leave": "home"},
            ],
            "short": [{"stay": "ward", "time": law("exponential", 3), "priority": 3}, {"leave": "home"}],
        },
    }


def one_unit(places: int, time: Any) -> Document:
    return {
        "units": {"ward": {"places": places}},
        "arrivals": {"people": stream(0.9)},
        "pathways": {"main": [{"stay": "ward", "time": time}, {"leave": "home"}]},
    }


def simulate(document: Document, engine: str, window: str = "15 d") -> tuple[Plan, Replication]:
    """One replication from empty, with its log."""
    whole = {"flowsim": 1, "name": "sense", "run": {"window": window}, **document}
    plan = compile_plan(Scenario.from_document(whole))
    return plan, ENGINES[engine].replicate(plan, SEED, 0, LOG)


def lines(run: Replication, *kinds: int) -> dict[tuple[int, int, int, int], int]:
    """When each person had each of some events, by source, number, kind and row."""
    assert run.log is not None
    kept = run.log[np.isin(run.log["kind"], kinds)]
    return {tuple(line[["source", "index", "kind", "row"]].tolist()): int(line["time"]) for line in kept}


def same(first: Replication, second: Replication) -> bool:
    """Whether two event logs are alike, line by line."""
    assert first.log is not None
    return bool(len(first.log)) and np.array_equal(first.log, second.log)  # type: ignore[arg-type]


def values(plan: Plan, run: Replication) -> dict[tuple[str, str], float]:
    return {(v.measure, v.of): v.value for v in measure(plan, run.tallies) if v.group == "everyone"}


EMPTY_PLACE = ("open-beds", "empty-places")
"""All that there is to tell of a place where nobody comes."""


@engines
def test_where_nobody_comes_nothing_happens(engine: str) -> None:
    document = place(8) | {"arrivals": {"people": stream(0.0), "others": stream(0.0, "short")}}
    plan, run = simulate(document, engine)
    assert run.log is not None
    assert len(run.log) == 0
    found = {of: value for of, value in values(plan, run).items() if value and not np.isnan(value)}
    assert found == {(name, of): places for of, places in (("ward", 8), ("rehab", 4)) for name in EMPTY_PLACE}


def waited(run: Replication) -> tuple[int, int]:
    """How many begins of stays and tasks there were, and how many of them came later than the step before ended."""
    assert run.log is not None
    free: dict[tuple[int, int], int] = {}
    begun = late = 0
    for line in run.log:
        who = int(line["source"]), int(line["index"])
        if line["kind"] == BEGIN:
            begun += 1
            late += int(line["time"] > free[who])
        elif line["kind"] in (ARRIVE, END):
            free[who] = int(line["time"])
    return begun, late


@engines
def test_where_places_have_no_end_nobody_waits(engine: str) -> None:
    begun, late = waited(simulate(place(4000), engine)[1])
    assert begun > 500
    assert late == 0
    assert waited(simulate(place(8), engine)[1])[1] > 50


@engines
@pytest.mark.parametrize("time", TIMES.values(), ids=TIMES)
def test_more_beds_never_lengthen_anybodys_wait(time: Any, engine: str) -> None:
    """In one unit, first come first served, same draws (so for everybody by the Kiefer-Wolfowitz recursion)."""
    before: dict[Any, int] = {}
    shorter = 0
    for places in PLACES[engine]:
        begun = lines(simulate(one_unit(places, time), engine, "20 d")[1], BEGIN)
        assert before.keys() <= begun.keys()
        assert all(begun[who] <= instant for who, instant in before.items())
        shorter += sum(begun[who] < instant for who, instant in before.items())
        before = begun
    assert shorter > 100


@engines
def test_twice_the_time_is_twice_the_wait(engine: str) -> None:
    """Hours for half hours everywhere: each event of each person comes at twice the instant, to rounding."""
    hours, half = place(8), place(8)
    for path in half["pathways"].values():
        for step in path:
            halve(step)
    for one in half["arrivals"].values():
        one["rate"] = f"{float(one['rate'].split()[0]) * 2} per hour"
    slow = lines(simulate(hours, engine, "20 d")[1], ARRIVE, BEGIN, END, DEPART)
    fast = lines(simulate(half, engine, "10 d")[1], ARRIVE, BEGIN, END, DEPART)
    assert len(slow) > 2000
    shared = slow.keys() & fast.keys()
    assert len(slow.keys() ^ fast.keys()) <= 2
    assert max(abs(slow[event] - 2 * fast[event]) for event in shared) <= 1000


def halve(node: Any) -> None:
    """Halve every duration in hours, where it stands."""
    if isinstance(node, list):
        for each in node:
            halve(each)
    elif isinstance(node, dict):
        for key, value in node.items():
            if isinstance(value, str) and value.endswith(" h"):
                node[key] = f"{float(value.split()[0]) / 2} h"
            halve(value)


@engines
def test_the_order_of_the_file_changes_nothing(engine: str) -> None:
    document = place(8)
    other = {section: dict(reversed(document[section].items())) for section in reversed(document)}
    assert str(other) != str(document)
    first, second = simulate(document, engine)[1], simulate(other, engine)[1]
    assert same(first, second)


@engines
def test_a_renamed_step_keeps_its_draws_by_its_key(engine: str) -> None:
    document = place(8)
    plan, run = simulate(document, engine)
    renamed = copy.deepcopy(document)
    renamed["pathways"]["main"][0] |= {"name": "bed"}
    assert not same(simulate(renamed, engine)[1], run)
    renamed["pathways"]["main"][0] |= {"key": next(n for n in plan.names["steps"] if n.startswith("main.ward"))}
    assert same(simulate(renamed, engine)[1], run)
