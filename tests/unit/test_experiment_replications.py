"""Runs: the same for any number of threads, tidy tables, failures kept apart, levels that agree."""

from __future__ import annotations

from dataclasses import fields
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import flowsim.engine.compiled
import flowsim.engine.reference
from flowsim import Scenario, run
from flowsim.engine.output import LOG, Tallies
from flowsim.errors import ReplicationError, UsageError
from flowsim.experiment.fanout import Interrupted
from flowsim.plan.compile import compile_plan
from flowsim.results import tables


@pytest.fixture(scope="module")
def ward() -> Scenario:
    """A ward of six beds with a team and one group, for forty days."""
    return Scenario(
        name="ward",
        run={"window": "40 d", "replications": 4, "seed": 11},
        units={"ward": {"places": 6, "setting": "hospital"}},
        teams={"therapists": {"headcount": 1, "hours": {"mon-fri": "09:00-17:00"}}},
        attributes={"age": {"shares": {"younger": 0.5, "older": 0.5}}},
        groups=["age"],
        arrivals={"emergency": {"rate": "1.2 per day", "pathway": "main"}},
        pathways={
            "main": [
                {"stay": "ward", "time": {"exponential": {"mean": "4 d"}}},
                {"mark": "discharge-ready"},
                {"task": "therapists", "work": {"exponential": {"mean": "2 h"}}},
                {"leave": "home"},
            ]
        },
    )


def test_the_scenarios_own_replications_and_seed_are_the_default(ward: Scenario) -> None:
    result = run(ward)
    assert (len(result.done), result.seed, result.settings.engine) == (4, 11, "compiled")
    assert len(result.digest) == 64
    assert run(ward, seed=12).measures["mean"].tolist() != result.measures["mean"].tolist()


def test_threads_and_their_order_change_nothing(ward: Scenario) -> None:
    found = [run(ward, 9, threads=threads, level="log") for threads in (1, 2, 7)]
    for other in found[1:]:
        assert other.by_replication.equals(found[0].by_replication)
        assert other.measures.equals(found[0].measures)
        assert other.people.equals(found[0].people)
        assert other.events.equals(found[0].events)


@pytest.mark.parametrize("engine", [flowsim.engine.compiled, flowsim.engine.reference], ids=["compiled", "reference"])
def test_the_order_of_replications_changes_nothing(ward: Scenario, engine: ModuleType) -> None:
    """Each is what it is whichever came before it: nothing is left over from one replication to the next."""
    plan = compile_plan(ward)
    in_order, shuffled = ([0, 1, 2, 3], [2, 0, 3, 1])
    first, second = ({r: engine.replicate(plan, 11, r, LOG) for r in order} for order in (in_order, shuffled))
    for replication in in_order:
        assert np.array_equal(first[replication].log, second[replication].log)
        for field in fields(Tallies):
            one, other = (getattr(runs[replication].tallies, field.name) for runs in (first, second))
            assert np.array_equal(one, other), field.name
    assert not np.array_equal(first[0].log, first[1].log)


def test_more_replications_leave_the_first_ones_as_they_were(ward: Scenario) -> None:
    few, many = run(ward, 3).by_replication, run(ward, 6).by_replication
    assert many[many.replication < 3].reset_index(drop=True).equals(few)


def test_both_engines_and_all_levels_give_the_same_measures(ward: Scenario) -> None:
    expected = run(ward, 2).measures
    assert run(ward, 2, engine="reference").measures.equals(expected)
    assert run(ward, 2, level="people").measures.equals(expected)
    assert run(ward, 2, level="log").measures.equals(expected)


def test_means_and_half_widths_are_those_of_scipy(ward: Scenario) -> None:
    result = run(ward, 5)
    values = result.by_replication
    for row in result.measures.itertuples():
        same = (values.measure == row.measure) & (values.of == row.of) & (values.group == row.group)
        own = values[same].value.dropna()
        assert row.n == len(own)
        if len(own):
            assert row.mean == pytest.approx(own.mean(), rel=1e-12, abs=1e-12)
        if len(own) > 1 and own.std() > 0:
            low, high = stats.ttest_1samp(own, 0).confidence_interval(0.95)
            assert row.half_width == pytest.approx((high - low) / 2, rel=1e-9)


def test_one_replication_has_a_mean_and_no_interval(ward: Scenario) -> None:
    measures = run(ward, 1).measures
    assert measures.half_width.isna().all()
    assert measures["mean"].notna().any()


def test_tables_of_people_and_events_are_there_only_if_asked_for(ward: Scenario) -> None:
    people = run(ward, 2, level="people")
    assert set(people.people.replication) == {0, 1}
    with pytest.raises(UsageError, match="level='log'"):
        _ = people.events
    with pytest.raises(UsageError, match="level='people'"):
        _ = run(ward, 1).people


def test_replications_are_a_row_each_and_daily_and_units_are_those_of_the_tables(ward: Scenario) -> None:
    result = run(ward, 3, level="log")
    rows = result.replications
    assert rows["replication"].tolist() == [0, 1, 2]
    assert set(rows["seed"]) == {11}
    assert set(rows["plan"]) == {result.digest}
    long = result.by_replication
    arrivals = long[(long.measure == "arrivals") & (long.of == "")].value.tolist()
    assert rows["arrivals"].tolist() == arrivals
    kept = [sample.replication for sample in result.samples if sample is not None]
    for name in ("units", "daily"):
        expected = [getattr(tables, name)(result.arm.plan, replication) for replication in kept]
        assert getattr(result, name).equals(pd.concat(expected, ignore_index=True))
    with pytest.raises(UsageError, match="kept no such table"):
        _ = run(ward, 1).daily


def test_a_failed_replication_is_in_no_mean(ward: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run(ward, 4).by_replication
    real = flowsim.engine.compiled.replicate

    def failing(plan: Any, seed: int, replication: int, level: int, stop: Any) -> Any:
        if replication == 2:
            raise ReplicationError("stuck")
        return real(plan, seed, replication, level, stop)

    monkeypatch.setattr(flowsim.engine.compiled, "replicate", failing)
    result = run(ward, 4, threads=2)
    assert result.failures == ((2, "ward", "stuck"),)
    assert result.done == (0, 1, 3)
    assert result.by_replication.equals(whole[whole.replication != 2].reset_index(drop=True))


def test_ctrl_c_hands_over_what_was_done(ward: Scenario) -> None:
    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as caught:
        run(ward, 500, threads=1, progress=stop)
    result = caught.value.result
    assert result.interrupted
    assert 2 <= len(result.done) < 500
    assert result.done == tuple(range(len(result.done)))
    assert result.by_replication.equals(run(ward, len(result.done)).by_replication)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"engine": "steam"}, "compiled or reference"),
        ({"level": "all"}, "measures, people or log"),
        ({"replications": 0}, "between 1 and"),
        ({"replications": 65537}, "between 1 and"),
        ({"seed": 2**64}, "seed"),
        ({"threads": 0}, "threads"),
    ],
)
def test_what_cannot_be_run_is_refused_in_words(ward: Scenario, arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        run(ward, **arguments)


def test_a_place_where_nothing_happens_gives_nothing_rather_than_an_error(ward: Scenario) -> None:
    still = ward.with_values({"arrivals.emergency.rate": "0 per day"})
    measures = run(still, 2).measures.set_index("measure")
    assert measures.loc["nights-in-hospital"].n.max() == 0
    assert np.isnan(measures.loc["nights-in-hospital"]["mean"]).all()
    assert measures.loc["arrivals"]["mean"].max() == 0
