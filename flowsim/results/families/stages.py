"""Stages: delay, and tasks, by what kind of work the steps are that people are at (``stage`` in the scenario)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from flowsim.plan.tables import TASK
from flowsim.results.registry import DETAIL, EVERYONE, Measure, Reading, ratio
from flowsim.results.sight import Sight

NO_STAGE = "no stage said"
"""The label of steps whose stage the scenario does not say."""


def stages(sight: Sight) -> np.ndarray:
    """[N] the stage of each row of steps; empty where no step says any."""
    said = np.array([stage or NO_STAGE for stage in sight.plan.names.get("stages", ())])
    return said[sight.plan.steps["definition"]] if (said != NO_STAGE).any() else said[:0]


def _sums(labels: np.ndarray, amounts: np.ndarray) -> Iterator[tuple[str, int]]:
    for label in np.unique(labels):
        yield str(label), int(amounts[labels == label].sum())


def _delay(sight: Sight) -> Iterator[Reading]:
    found = stages(sight)
    if len(found):
        labels = found[sight.plan.states["row"][sight.declared]]
        midnights = sight.tallies.midnights[sight.declared, 0]
        for label, count in _sums(labels, midnights):
            yield Reading(label, EVERYONE, ratio(count, sight.midnights.stop - sight.midnights.start))


def _tasks(sight: Sight) -> Iterator[Reading]:
    found, tasks = stages(sight), sight.plan.steps["kind"] == TASK
    if len(found):
        for label, count in _sums(found[tasks], sight.tallies.granted[tasks]):
            yield Reading(label, EVERYONE, ratio(count, int(sight.tallies.nights[0].sum())))


MEASURES = (
    Measure(
        "delayed-bed-days-by-stage",
        "People in hospital at midnight who are declared ready, a day, by the stage of the step that they are at or "
        "wait for, in the words of the scenario.",
        "per day",
        "both",
        "delay",
        DETAIL,
        "stage",
        _delay,
    ),
    Measure(
        "tasks-by-stage-per-discharge",
        "Tasks begun in the window at steps of a stage (assessment, repeat-assessment ...) for each live discharge "
        "from hospital in it; of people elsewhere too.",
        "tasks",
        "both",
        "delay",
        DETAIL,
        "stage",
        _tasks,
    ),
)
"""Measures by stage; none where no step says its stage."""
