"""Whatever is done to the document of a policy, view, futures or batch: it is read, or refused with words."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from flowsim.errors import ScenarioError
from flowsim.experiment.batch import Batch
from flowsim.scenario.policies import apply
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.reading import shipped_folder
from flowsim.scenario.scenario import Scenario, load
from flowsim.scenario.tree import parse
from flowsim.scenario.uncertain import Outlook
from flowsim.scenario.uncertain_fit import fitted
from flowsim.scenario.views import View
from tests.unit.effort import at_most
from tests.unit.mutants import mutant

MOST_CALLS, LENGTH = 20_000_000, 2_500
"""Work at a document, and characters of a problem."""

BATCH: dict[str, Any] = {
    "flowsim": 1,
    "batch": "trial",
    "scenarios": ["tutorial"],
    "settings": {"units.ward.places": [10, 12]},
    "listed": [{"arrivals.emergency.rate": "1.5 per day", "run.warm_up": "90 d"}],
    "policies": [{"policy": "more-beds", "with": {"places": [1]}}],
    "baseline": "no-policy",
    "measures": ["occupancy"],
    "replications": 20,
}


@cache
def tutorial() -> Scenario:
    return load("tutorial")


def shipped(where: str) -> list[dict[str, Any]]:
    files = sorted((shipped_folder() / where).glob("*.yaml"))
    return [parse(file.read_bytes(), str(file)).data for file in files]


def more_beds() -> dict[str, Any]:
    """First, a policy that fits the tutorial."""
    return next(document for document in shipped("policies") if document["policy"] == "more-beds")


def a_policy(file: Path) -> None:
    apply(tutorial(), [Policy.read(file)])


def a_view(file: Path) -> None:
    view = View.read(file)
    for assumption in (None, *view.assumptions):
        view.on(tutorial(), assumption)


def futures(file: Path) -> None:
    fitted(tutorial(), [Outlook.read(file)])


KINDS: dict[str, tuple[Callable[[], list[dict[str, Any]]], Callable[[Path], object]]] = {
    "policy": (lambda: [more_beds(), *shipped("policies")], a_policy),
    "view": (lambda: shipped("views/tutorial"), a_view),
    "futures": (lambda: shipped("futures/tutorial"), futures),
    "batch": (lambda: [BATCH], Batch.read),
}
"""Documents of each kind, and what is done with one."""


@pytest.mark.parametrize("number", [20, pytest.param(200, marks=pytest.mark.statistical)])
@pytest.mark.parametrize("kind", KINDS)
def test_mutants_are_read_or_refused(kind: str, number: int, tmp_path: Path) -> None:
    documents, use = KINDS[kind]
    good, chance, file = documents(), random.Random(31), tmp_path / "mutant.yaml"
    judged: list[bool] = []
    file.write_text(json.dumps(good[0]), encoding="utf-8")
    use(file)  # as it is, which also loads what is loaded at first use
    for _ in range(number):
        file.write_text(mutant(chance.choice(good), chance), encoding="utf-8")
        try:
            with at_most(MOST_CALLS):
                use(file)
        except ScenarioError as refusal:
            told = [problem for problem in refusal.problems if problem.message and len(str(problem)) < LENGTH]
            judged.append(bool(told) and told == refusal.problems)
    assert all(judged)
    assert len(judged) > number / 3
