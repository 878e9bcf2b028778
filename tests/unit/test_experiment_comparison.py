"""Comparisons: the same people in every arm, differences as scipy finds them, intervals that cover the truth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from flowsim import Scenario, ScenarioError, compare, run
from flowsim.engine import compiled
from flowsim.errors import UsageError
from flowsim.experiment.comparison import Comparison, parts, verdict
from flowsim.experiment.fanout import Interrupted, fan_out
from flowsim.experiment.paired import Paired, paired
from flowsim.plan.compile import compile_plan
from flowsim.results.measures import measure

LONGER = """\
flowsim: 1
policy: longer
title: Longer stays
definition: Stays last half as long again.
helps: Nobody.
harms: Everybody.
costs: Nothing.
evidence: {text: none, source: assumption}
edits:
  - {scale: 1.5, of: pathways.main.ward.time}
"""


@pytest.fixture(scope="module")
def ample() -> Scenario:
    """A ward with room for everybody: its mean number of people is known exactly (M/G/infinity from empty)."""
    return Scenario(
        name="ample",
        run={"window": "20 d", "warm_up": "5 d", "seed": 3},
        units={"ward": {"places": 10_000, "setting": "hospital"}},
        arrivals={"emergency": {"rate": "3 per day", "pathway": "main"}},
        pathways={"main": [{"stay": "ward", "time": {"exponential": {"mean": "2 d"}}}, {"leave": "home"}]},
    )


@pytest.fixture(scope="module")
def longer(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A policy file."""
    path = tmp_path_factory.mktemp("policies") / "longer.yaml"
    path.write_text(LONGER, encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def comparison(ample: Scenario, longer: str) -> Comparison:
    """Twelve pairs with two policies."""
    return compare(ample, [longer, "more-beds:+5"], replications=12)


def content(mean: float, start: float = 5.0, end: float = 25.0, rate: float = 3.0) -> float:
    """Mean number in M/M/infinity over a window, started empty: the integral of rate m (1 - exp(-t / m))."""
    decay = mean * (math.exp(-start / mean) - math.exp(-end / mean))
    return rate * mean * (1 - decay / (end - start))


def test_differences_are_those_of_the_paired_t_test(ample: Scenario, longer: str, comparison: Comparison) -> None:
    def values(scenario: Scenario) -> np.ndarray:
        frame = run(scenario, 12).by_replication
        return frame[(frame.measure == "occupied-beds") & (frame.of == "ward")].value.to_numpy()

    before, after = values(ample), values(ample.with_policies(longer))
    low, high = stats.ttest_rel(after, before).confidence_interval(0.95)
    table = comparison.table(all=True)
    row = table[(table.policy == longer) & (table.measure == "occupied-beds") & (table.of == "ward")].iloc[0]
    assert row.low == pytest.approx(low)
    assert row.high == pytest.approx(high)
    assert row.baseline == pytest.approx(before.mean())
    assert row.correlation == pytest.approx(stats.pearsonr(before, after).statistic)
    assert row.variance_reduction == pytest.approx(
        (before.var(ddof=1) + after.var(ddof=1)) / (after - before).var(ddof=1)
    )
    assert row.variance_reduction > 2
    assert (row.pairs, row.shows) == (12, "higher")


def test_several_policies_have_wider_intervals_that_their_verdicts_go_by(ample: Scenario, longer: str) -> None:
    more = compare(ample, [longer, f"{longer}+more-beds:+5"], replications=6).table(all=True)
    row = more[(more.policy == longer) & (more.measure == "occupied-beds") & (more.of == "ward")].iloc[0]
    assert row.half_width_together == pytest.approx(
        row.half_width * stats.t.ppf(1 - 0.025 / 2, 5) / stats.t.ppf(0.975, 5)
    )
    assert (row.low, row.high) == pytest.approx(
        (row.difference - row.half_width_together, row.difference + row.half_width_together)
    )
    assert row.shows == verdict(row.difference, row.half_width_together)
    assert (more[more.half_width == 0].half_width_together == 0).all()


def test_the_same_people_come_under_every_policy(comparison: Comparison) -> None:
    table = comparison.table(all=True)
    arrivals = table[(table.measure == "arrivals") & (table.of == "")]
    assert (arrivals.difference == 0).all()
    assert (arrivals.half_width == 0).all()
    assert set(arrivals.shows) == {"unchanged"}


ABOUT_BEDS = {
    *("occupancy", "occupancy-at-midnight", "occupancy-at-midnight-95th"),
    *("open-beds", "empty-places", "cost-of-policies"),
}
"""Measures of how many beds there are."""


def test_beds_that_nobody_needs_change_nothing_but_what_they_are_and_cost(comparison: Comparison) -> None:
    table = comparison.table(all=True)
    table = table[(table.policy == "more-beds:+5") & (table.difference.abs() > 0)]
    assert set(table.measure) <= ABOUT_BEDS


def test_threads_change_nothing(ample: Scenario, longer: str, comparison: Comparison) -> None:
    alone = compare(ample, [longer, "more-beds:+5"], replications=12, threads=1)
    assert alone.table(all=True).equals(comparison.table(all=True))


def test_a_combination_is_one_arm_and_its_order_does_not_matter(ample: Scenario, longer: str) -> None:
    one, other = (compare(ample, spec, 2).arms[1] for spec in (f"{longer}+more-beds:+5", f"more-beds:+5+{longer}"))
    assert one.digest == other.digest
    assert one.digest != compare(ample, longer, 2).arms[1].digest


def test_specs_are_taken_apart_at_the_plus_that_is_no_sign() -> None:
    assert parts("a+b") == ("a", "b")
    assert parts("more-beds:+20") == ("more-beds:+20",)
    assert parts("more-beds:places=+20+b:+1") == ("more-beds:places=+20", "b:+1")


def test_pairs_needed_reach_the_half_width(comparison: Comparison) -> None:
    place = comparison.keys.index(("occupied-beds", "ward", "everyone"))
    policy = comparison.policies[0]
    needed = comparison.pairs_needed("occupied-beds", 0.05, of="ward", policy=policy)
    spread = (comparison.values[1] - comparison.values[0])[:, place].std(ddof=1)
    assert stats.t.ppf(0.975, needed - 1) * spread / needed**0.5 <= 0.05
    assert stats.t.ppf(0.975, needed - 2) * spread / (needed - 1) ** 0.5 > 0.05
    assert comparison.pairs_needed("occupied-beds", 0.05, of="ward") == needed
    with pytest.raises(UsageError, match="no value of 'occupied-bed'"):
        comparison.pairs_needed("occupied-bed", 0.05)
    with pytest.raises(UsageError, match="no compared policy 'shorter'"):
        comparison.pairs_needed("occupied-beds", 0.05, of="ward", policy="shorter")
    with pytest.raises(UsageError, match="above 0"):
        comparison.pairs_needed("occupied-beds", 0, of="ward")


@pytest.mark.parametrize(
    ("difference", "half_width", "shows"),
    [
        (2.0, 1.0, "higher"),
        (-2.0, 1.0, "lower"),
        (1.0, 1.0, "no difference shown"),
        (-0.5, 1.0, "no difference shown"),
        (0.0, 1.0, "no difference shown"),
        (0.0, 0.0, "unchanged"),
        (1.8e-12, 1.1e-12, "unchanged"),
        (-1.8e-12, 0.0, "unchanged"),
        (1.1e-12, 1.8e-12, "unchanged"),
        (1e-8, 1e-12, "higher"),
        (1e-12, 1e-8, "no difference shown"),
        (1.0, math.nan, "too few pairs"),
    ],
)
def test_words_for_what_a_difference_shows(difference: float, half_width: float, shows: str) -> None:
    assert verdict(difference, half_width) == shows


def test_fifty_pairs_unless_the_scenario_says_otherwise(ample: Scenario, longer: str) -> None:
    assert compare(ample, longer).settings.replications == 50
    assert compare(ample.with_values({"run.replications": 7}), longer).settings.replications == 7


def test_no_pairs_is_not_the_default_number_of_pairs(ample: Scenario, longer: str) -> None:
    with pytest.raises(UsageError, match="at least 2 pairs"):
        compare(ample, longer, replications=0)


def test_what_cannot_be_compared_is_refused_in_words(ample: Scenario, longer: str) -> None:
    with pytest.raises(UsageError, match="at least 2 pairs"):
        compare(ample, longer, 1)
    with pytest.raises(UsageError, match="at least one policy"):
        compare(ample, [])
    with pytest.raises(UsageError, match="named twice"):
        compare(ample, [longer, longer])
    with pytest.raises(ScenarioError):
        compare(ample, "more-assessors")


def test_ctrl_c_keeps_whole_pairs(ample: Scenario, longer: str) -> None:
    """Three pairs and one baseline, and what the other thread ends before it hears of it: one after another."""
    ended = 0

    def stop(done: int, total: int) -> None:
        nonlocal ended
        ended = done
        if done == 7:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as caught:
        compare(ample, longer, 100, threads=1, progress=stop)
    result = caught.value.result
    assert 7 <= ended < 200
    assert result.pairs == {longer: ended // 2}
    assert set(result.table(all=True).pairs) <= set(range(ended // 2 + 1))


def covering(values: np.ndarray) -> tuple[Paired, float, float]:
    """Experiments from beds in use [2 arms, experiments, pairs], and the shares of them whose intervals hold the true
    mean and the true difference."""
    found = paired(values[0].T, values[1].T)
    mean = np.abs(found.baseline - content(2.0)) <= found.baseline_half_width
    difference = np.abs(found.difference - (content(3.0) - content(2.0))) <= found.half_width
    return found, float(mean.mean()), float(difference.mean())


def beds_compared(ample: Scenario, longer: str, pairs: int) -> np.ndarray:
    """[2 arms, pairs] mean beds in use, as a comparison has them."""
    compared = compare(ample, longer, pairs, seed=2024)
    return compared.values[:, :, compared.keys.index(("occupied-beds", "ward", "everyone"))]


def beds_alone(scenario: Scenario, replications: int) -> list[float]:
    """The same figure of one arm when no other measure is taken, which is several times as fast."""
    plan = compile_plan(scenario)

    def work(replication: int) -> float:
        values = measure(plan, compiled.replicate(plan, 2024, replication).tallies, names=["occupied-beds"])
        return next(value.value for value in values if (value.of, value.group) == ("ward", "everyone"))

    done = fan_out(range(replications), work, threads=1).done  # each is so short that two would wait for each other
    return [done[replication] for replication in range(replications)]


@pytest.mark.statistical
def test_intervals_cover_the_known_truth(ample: Scenario, longer: str) -> None:
    # 50 experiments of eight pairs: the covering share has a standard deviation of .031, so 4 of them below .95 are
    # .827; and the mean of all is within 4 standard errors of the truth.
    found, mean, difference = covering(beds_compared(ample, longer, 400).reshape(2, 50, 8))
    assert mean > 0.827
    assert difference > 0.827
    change = content(3.0) - content(2.0)
    assert abs(found.difference.mean() - change) < 4 * found.difference.std(ddof=1) / math.sqrt(50)
    assert abs(found.baseline.mean() - content(2.0)) < 4 * found.baseline.std(ddof=1) / math.sqrt(50)


@pytest.mark.statistical
def test_intervals_cover_the_known_truth_closely(ample: Scenario, longer: str) -> None:
    # 10,000 experiments of five pairs, since a seed has 65,536 replications. The covering share has a standard
    # deviation of .0022; 3.9 of them each side are .9415 to .9585.
    values = np.array([beds_alone(scenario, 50_000) for scenario in (ample, ample.with_policies(longer))])
    assert (values[:, :100] == beds_compared(ample, longer, 100)).all()
    _, mean, difference = covering(values.reshape(2, 10_000, 5))
    assert 0.9415 < mean < 0.9585
    assert 0.9415 < difference < 0.9585
