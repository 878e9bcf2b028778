"""The generator draws the whole language: nothing that a scenario can say is missing from the equality test."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from flowsim.scenario.distributions import LEAVES
from flowsim.scenario.place import Arrivals, Run
from flowsim.scenario.steps import STEP_KINDS
from tests.engines.generator import features, scenarios

NOT_BEHAVIOUR = {"name", "note", "title", "stage"}
EXAMPLES = 800


def drawn() -> Counter[str]:
    """How many of some hundred scenarios use each word."""
    counts: Counter[str] = Counter()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(scenarios())
    def gather(document: dict[str, Any]) -> None:
        counts.update(features(document))

    gather()
    return counts


def test_every_option_of_every_step_is_drawn() -> None:
    """Only options that move nothing are left out: names and words for the reader."""
    counts = drawn()
    wanted = {
        kind if field == kind else f"{kind}.{field}"
        for kind, model in STEP_KINDS.items()
        for field in model.model_fields
        if field not in NOT_BEHAVIOUR
    } - {f"leave.{field}" for field in ("key", "share", "when")}
    wanted |= {f"arrivals.{field}" for field in Arrivals.model_fields if field not in NOT_BEHAVIOUR}
    wanted |= {"start.empty", "start.filled", "start.shares", "team.hours", "team.always", "intervals", "groups"}
    wanted |= {"stay.list", "choose.uptake", "stay.stay.by", "stay.patience.then", "stay.queue_limit.then"}
    wanted |= {f"wait.wait.{name}" for name in LEAVES} | {"wait.wait.by", "wait.wait.times", "stay.share.by"}
    assert not {word for word in wanted if counts[word] == 0}
    assert Run.model_fields.keys() - {"replications", "seed"} <= {
        "start_date", "start", "warm_up", "window", "follow_up",
    }  # fmt: skip
