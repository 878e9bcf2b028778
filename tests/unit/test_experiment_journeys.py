"""One person in the world of each policy: held to the logs of runs of each world by itself."""

from __future__ import annotations

import pandas as pd
import pytest

import flowsim as fs
from flowsim.errors import UsageError
from flowsim.experiment.comparison import Comparison

POLICY = "more-homes:+4"


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return fs.compare(fs.load("tutorial"), POLICY, replications=2, seed=5)


@pytest.fixture(scope="module")
def delayed(comparison: Comparison) -> str:
    """The one of the second replication with the longest delay."""
    people = fs.run(fs.load("tutorial"), 2, 5, level="people").people
    own = people[people.replication == 1]
    return str(own.entity_id[own.delay_clock_days.idxmax()])


def test_each_world_is_that_of_a_run_by_itself(comparison: Comparison, delayed: str) -> None:
    found = comparison.people(delayed, replication=1)
    worlds = {"baseline": fs.load("tutorial"), POLICY: fs.load("tutorial").with_policies(POLICY)}
    columns = ["time", "event_type", "event", "resource_id"]
    for name, scenario in worlds.items():
        events = fs.run(scenario, 2, 5, level="log").events
        alone = events[(events.replication == 1) & (events.entity_id == delayed)]
        own = found[(found.policy == name) & (found.event_type != "milestone")]
        pd.testing.assert_frame_equal(own[columns].reset_index(drop=True), alone[columns].reset_index(drop=True))


def test_the_same_person_comes_at_the_same_instant_and_leaves_sooner_with_more_homes(
    comparison: Comparison, delayed: str
) -> None:
    found = comparison.people(delayed, replication=1)
    first, last = found.groupby("policy").time.first(), found.groupby("policy").time.last()
    assert first["baseline"] == first[POLICY]
    assert last["baseline"] > last[POLICY]


def test_a_number_is_a_place_in_the_order_of_arrival(comparison: Comparison) -> None:
    people = fs.run(fs.load("tutorial"), 1, 5, level="people").people.sort_values(["arrived", "entity_id"])
    arrived = people[people.arrived > people.arrived.min()]  # who is in place at the start has come at the same time
    number = len(people) - len(arrived)
    assert set(comparison.people(number).entity_id) == {arrived.entity_id.iloc[0]}


@pytest.mark.parametrize(
    ("person", "replication", "message"),
    [("emergency-999999", 0, "nobody emergency-999999"), ("emergancy-1", 0, "no stream"), (3, 2, "are 0 to 1, not 2")],
)
def test_nobody_is_a_mistake_of_usage(
    comparison: Comparison, person: str | int, replication: int, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        comparison.people(person, replication)
