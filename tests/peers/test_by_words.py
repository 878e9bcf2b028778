"""A place with queues, office hours, priorities and patience, in both engines and in SimPy written from its words."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from flowsim.engine import compiled, reference
from flowsim.plan.compile import compile_plan
from flowsim.results.measures import measure
from flowsim.scenario.scenario import Scenario
from tests.peers.by_words import DAY, SCENARIO, simulate
from tests.peers.test_ciw import apart

pytestmark = pytest.mark.statistical

WARM_UP, WINDOW = 60, 2000
REPLICATIONS = {compiled: 24, reference: 8}


@pytest.fixture(scope="module")
def written() -> list[dict[str, float]]:
    return [simulate(seed, WARM_UP * DAY, WINDOW * DAY) for seed in range(REPLICATIONS[compiled])]


def ours(engine: ModuleType, **changes: Any) -> list[dict[str, float]]:
    run = {"warm_up": f"{WARM_UP} d", "window": f"{WINDOW} d", "follow_up": "60 d"}
    plan = compile_plan(Scenario.from_document(SCENARIO | {"run": run}).with_values(changes))
    found = []
    for replication in range(REPLICATIONS[engine]):
        tallies = engine.replicate(plan, 3, replication).tallies
        values = measure(plan, tallies, names=["wait-for-place", "wait-for-team", "left"])
        days = {(value.measure, value.of, value.group): value.value for value in values}
        found.append(
            {
                "wait ward": days["wait-for-place", "ward", "everyone"] * DAY,
                "wait social-work": days["wait-for-team", "social-work", "everyone"] * DAY,
                "wait home": days["wait-for-place", "home", "everyone"] * DAY,
                "arranged, frail": days["left", "arranged-by-the-family", "frailty.frail"],
                "arranged, fit": days["left", "arranged-by-the-family", "frailty.fit"],
            }
        )
    return found


@pytest.mark.parametrize(
    "engine", [compiled, pytest.param(reference, marks=pytest.mark.statistical)], ids=["compiled", "reference"]
)
def test_a_model_written_from_the_words_gives_the_same(engine: ModuleType, written: list[dict[str, float]]) -> None:
    assert not apart(ours(engine), written)


@pytest.mark.seeded
@pytest.mark.parametrize(
    ("path", "value", "seen"),
    [
        ("units.ward.places", 12, "wait ward"),
        ("units.home.places", 6, "wait home"),
        ("pathways.needs-a-home.social-work.work", "9 h", "wait social-work"),
        ("pathways.needs-a-home.home.patience.time", "3 d", "wait home"),
        ("pathways.needs-a-home.home.priority", {"by": "frailty", "frail": 1, "fit": 0}, "arranged, frail"),
        ("teams.social-work.hours", {"daily": "09:00-17:00"}, "wait social-work"),
    ],
)
def test_another_place_is_seen(path: str, value: Any, seen: str, written: list[dict[str, float]]) -> None:
    assert any(line.startswith(seen) for line in apart(ours(compiled, **{path: value}), written))
