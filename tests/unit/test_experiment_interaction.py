"""What policies do together beyond the sum of each: by hand, as scipy finds it, and only where each is there alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from flowsim import compare, load
from flowsim.experiment.batch import Batch, run_batch
from flowsim.experiment.comparison import Comparison, parts, verdict
from flowsim.experiment.interaction import Combination, combinations, interactions

BOTH = "more-beds:+3+more-homes:+2"
DELAY = ("delayed-days-per-discharge", "", "everyone")


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(load("tutorial"), ["more-beds:+3", "more-homes:+2", BOTH], replications=8, seed=2)


def test_by_hand() -> None:
    """Two pairs: 10, 8, 7 and 3 beds give -5 = (3 - 10) - (8 - 10) - (7 - 10) + 3, or -2; the other gives -4."""
    values = np.array([[10.0, 20.0], [8.0, 19.0], [7.0, 16.0], [3.0, 11.0]])[:, :, None]
    (row,) = interactions(values, [Combination("a+b", 3, (1, 2))], [{"measure": "m"}], verdict)
    assert (row["sum_alone"], row["difference"], row["interaction"]) == (-5.0, -8.0, -3.0)
    assert row["half_width"] == pytest.approx(12.706, abs=1e-3)  # Student's t with one degree, times 1
    assert (row["pairs"], row["shows"]) == (2, "no difference shown")


def test_a_missing_pair_takes_no_part() -> None:
    values = np.array([[10.0, 20.0, 5.0], [8.0, 19.0, np.nan], [7.0, 16.0, 4.0], [3.0, 11.0, 2.0]])[:, :, None]
    (row,) = interactions(values, [Combination("a+b", 3, (1, 2))], [{"measure": "m"}], verdict)
    assert (row["sum_alone"], row["difference"], row["interaction"], row["pairs"]) == (-5.0, -8.0, -3.0, 2)


def test_three_together_less_the_sum_of_each() -> None:
    values = np.array([[10.0, 10.0], [9.0, 9.0], [8.0, 8.0], [7.0, 7.0], [1.0, 1.0]])[:, :, None]
    (row,) = interactions(values, [Combination("a+b+c", 4, (1, 2, 3))], [{"measure": "m"}], verdict)
    assert (row["sum_alone"], row["difference"], row["interaction"], row["half_width"]) == (-6.0, -9.0, -3.0, 0.0)


def test_it_is_that_of_scipy_over_the_replications(comparison: Comparison) -> None:
    """Per replication, from the values of the four arms; one combination, so no wider interval."""
    baseline, beds, homes, both = comparison.values
    found = comparison.interactions(all=True)
    assert set(found.policy) == {BOTH}
    assert len(found) == len(comparison.keys)
    place = next(number for number, key in enumerate(comparison.keys) if key == DELAY)
    numbers = (both - beds - homes + baseline)[:, place]
    low, high = stats.ttest_1samp(numbers, 0).confidence_interval(0.95)
    row = found.iloc[place]
    assert (row.measure, row.of, row.group) == DELAY
    assert (row.low, row.high) == (pytest.approx(low), pytest.approx(high))
    assert row.interaction == pytest.approx(row.difference - row.sum_alone)
    assert row.half_width == pytest.approx(row.half_width_together)


def test_effects_that_add_up_are_no_interaction_for_rounding() -> None:
    """.1, .2, .2 and .3 in every pair: together less the sum is -2.8e-17, which is no figure."""
    values = np.tile(np.array([0.1, 0.2, 0.2, 0.3])[:, None, None], (1, 3, 1))
    assert (0.3 - 0.1) - ((0.2 - 0.1) + (0.2 - 0.1)) != 0
    (row,) = interactions(values, [Combination("a+b", 3, (1, 2))], [{"measure": "m"}], verdict)
    assert (row["interaction"], row["half_width"], row["shows"]) == (0.0, 0.0, "unchanged")


def test_of_two_combinations_the_interval_together_is_bonferronis() -> None:
    """Four pairs: with fewer than 20 it is the t of 1 - .05 / 4 with three degrees, and says whether it is shown."""
    chance = np.random.default_rng(4).normal(size=(6, 4, 1))
    found = [Combination("a+b", 3, (1, 2)), Combination("a+c", 5, (1, 4))]
    rows = list(interactions(chance, found, [{"measure": "m"}], verdict))
    for row, (both, one, other) in zip(rows, ((3, 1, 2), (5, 1, 4)), strict=True):
        numbers = (chance[both] - chance[one] - chance[other] + chance[0])[:, 0]
        spread = numbers.std(ddof=1) / 2
        assert row["half_width"] == pytest.approx(stats.t.ppf(0.975, 3) * spread)
        assert row["half_width_together"] == pytest.approx(stats.t.ppf(1 - 0.05 / 4, 3) * spread)
        assert row["high"] - row["low"] == pytest.approx(2 * row["half_width_together"])


def test_what_only_its_own_interval_leaves_out_is_not_shown() -> None:
    """Numbers of mean 3.5 and standard error 1: nought is outside 3.18 and inside 4.18 (t with three degrees)."""
    pairs = np.array([3.5 - np.sqrt(6), 3.5 - np.sqrt(6) + 2 * np.sqrt(6), 3.5, 3.5])
    values = np.zeros((6, 4, 1))
    values[3, :, 0] = pairs
    values[5, :, 0] = [1, -1, 2, -2]
    rows = list(interactions(values, [Combination("a+b", 3, (1, 2)), Combination("a+c", 5, (1, 4))], [{}], verdict))
    assert rows[0]["half_width"] == pytest.approx(stats.t.ppf(0.975, 3))
    assert rows[0]["half_width"] < rows[0]["interaction"] < rows[0]["half_width_together"]
    assert rows[0]["shows"] == "no difference shown"


def test_only_where_each_is_there_alone(comparison: Comparison) -> None:
    assert combinations(["baseline", "a", "b+a", "a+c"], parts) == []
    assert combinations(["b", "a", "a+b"], parts) == []  # the first is what all are compared with
    alone = compare(load("tutorial"), ["more-beds:+3", BOTH], replications=2)
    assert alone.interactions().empty
    assert alone.to_dict()["interactions"] == []


def test_a_batch_has_it_beside_the_difference(comparison: Comparison, tmp_path: Path) -> None:
    def table(baseline: str):  # type: ignore[no-untyped-def]
        file = tmp_path / f"{baseline.split(':')[0]}.yaml"
        file.write_text(
            "flowsim: 1\nbatch: pairs\nscenarios: [tutorial]\npolicies:\n"
            "  - {combinations: ['more-beds:+3', 'more-homes:+2']}\n"
            f"baseline: '{baseline}'\nreplications: 8\nseed: 2\n",
            encoding="utf-8",
        )
        return run_batch(Batch.read(file)).table()

    rows = table("no-policy")
    both = rows[rows.policies == BOTH].set_index(["measure", "of", "group"])
    expected = comparison.interactions().set_index(["measure", "of", "group"])
    assert both.interaction.to_dict() == pytest.approx(expected.interaction.to_dict(), nan_ok=True)
    assert both.interaction_half_width.to_dict() == pytest.approx(expected.half_width.to_dict(), nan_ok=True)
    wide = expected.half_width_together.to_dict()
    assert both.interaction_half_width_together.to_dict() == pytest.approx(wide, nan_ok=True)
    assert both.interaction_shows.to_dict() == expected.shows.to_dict()
    assert rows[rows.policies != BOTH].interaction.isna().all()
    assert "interaction" not in table("more-beds:+3")
