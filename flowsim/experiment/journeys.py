"""One person's journey in the world of each arm, event by event, under common random numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from flowsim.engine.output import Replication
from flowsim.errors import UsageError
from flowsim.experiment.arms import Arm, Job, Settings, simulate
from flowsim.experiment.fanout import Interrupted
from flowsim.results.persons import by_name
from flowsim.scenario import arguments

if TYPE_CHECKING:
    import pandas as pd


def journeys(arms: Sequence[Arm], settings: Settings, person: str | int, replication: int) -> pd.DataFrame:
    """The rows of one person in each arm; see :meth:`flowsim.experiment.comparison.Comparison.people`.

    Each arm's replication is run again with its log, which gives the same events.

    Raises:
        UsageError: there is no such person, or no such replication.
        Interrupted: Ctrl-C.
    """
    import pandas as pd

    from flowsim.results.tables import events

    if not 0 <= arguments.whole(replication, "a replication") < settings.replications:
        raise UsageError(f"replications are 0 to {settings.replications - 1}, not {replication}")
    frames: list[pd.DataFrame] = []
    name = str(person)
    for arm, found in zip(arms, _again(arms, settings, replication), strict=True):
        if not frames:  # a number is a place in the order of arrival of the first arm
            assert found.people is not None
            source, index = by_name(arm.plan, found.people, name)
            name = f"{arm.plan.names['sources'][source]}-{index}"
        rows = events(arm.plan, found, milestones=True)
        own = rows[rows.entity_id == name].reset_index(drop=True)
        own.insert(0, "policy", arm.name)
        frames.append(own)
    if not len(frames[0]):
        raise UsageError(f"there is nobody {name} in replication {replication}")
    return pd.concat(frames, ignore_index=True)


def _again(arms: Sequence[Arm], settings: Settings, replication: int) -> Iterator[Replication]:
    """The replication of each arm with its log, one at a time: logs are large."""
    for arm in arms:
        outcome = simulate([arm], replace(settings, level="log"), numbers=[replication])
        if outcome.interrupted:
            raise Interrupted(None)
        for error in outcome.failed.values():
            raise error
        found = outcome.done[Job(replication, 0)].replication
        assert found is not None
        yield found
