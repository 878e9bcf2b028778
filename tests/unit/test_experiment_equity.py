"""Gaps and ratios between groups of people, against figures worked by hand and scipy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from flowsim.experiment.arms import Key
from flowsim.experiment.equity import Gap, changes, gaps

NIGHTS, COUNT = "nights-in-hospital", "discharges"


def _key(group: str, measure: str = NIGHTS) -> Key:
    return Key(measure, "", group)


def _by_group(gap: Gap) -> tuple[str, str, str]:
    return gap.attribute, gap.group, gap.reference


def test_each_group_stands_beside_the_first_of_its_attribute_and_counts_are_left_out() -> None:
    keys = [_key(group) for group in ("everyone", "age.old", "age.young", "sex.f", "sex.m", "sex.x")]
    keys += [_key("age.old", COUNT), _key("age.young", COUNT)]
    found = gaps(keys, np.ones((2, len(keys))))
    assert [_by_group(gap) for gap in found] == [("age", "young", "old"), ("sex", "m", "f"), ("sex", "x", "f")]
    assert {gap.measure for gap in found} == {NIGHTS}


def test_gap_and_ratio_by_hand() -> None:
    (gap,) = gaps([_key("age.young"), _key("age.old")], np.array([[2.0, 5.0], [4.0, 7.0], [6.0, 12.0]]))
    assert (gap.value, gap.reference_value, gap.gap, gap.ratio, gap.n) == (8.0, 4.0, 4.0, 2.0, 3)
    # differences 3, 3, 6: variance 3; own values less twice the reference: 1, -1, 0: variance 1, over the mean 4
    t = stats.t.ppf(0.975, 2)
    assert gap.gap_half_width == pytest.approx(t * math.sqrt(3 / 3))
    assert gap.ratio_half_width == pytest.approx(t * math.sqrt(1 / 3) / 4)
    assert gap.value_half_width == pytest.approx(t * math.sqrt(13 / 3))


def test_a_replication_without_one_of_the_two_takes_no_part() -> None:
    values = np.array([[2.0, 5.0], [4.0, 7.0], [6.0, 12.0], [math.nan, 100.0], [100.0, math.nan]])
    keys = [_key("age.young"), _key("age.old")]
    assert gaps(keys, values) == gaps(keys, values[:3])


def test_nothing_is_divided_by_a_reference_of_zero() -> None:
    (gap,) = gaps([_key("age.young"), _key("age.old")], np.array([[0.0, 5.0], [0.0, 7.0]]))
    assert gap.gap == 6.0
    assert math.isnan(gap.ratio)
    assert math.isnan(gap.ratio_half_width)


def test_the_intervals_cover_as_often_as_they_say() -> None:
    draws = np.random.Generator(np.random.Philox(11))
    hits = np.zeros(2)
    for _ in range(400):
        shared = draws.normal(0, 1, 20)
        values = np.column_stack((10 + shared, 15 + shared + draws.normal(0, 1, 20)))
        (gap,) = gaps([_key("age.young"), _key("age.old")], values)
        hits += [abs(gap.gap - 5) < gap.gap_half_width, abs(gap.ratio - 1.5) < gap.ratio_half_width]
    low, high = stats.binom(400, 0.95).ppf([1e-4, 1 - 1e-4])
    assert (hits >= low).all()
    assert (hits <= high).all()


def test_what_a_policy_does_to_a_gap_by_hand() -> None:
    """Gaps 3, 3, 6 without and 2, 2, 2 with the policy: changes -1, -1, -4, mean -2, variance 3. Ratios 8/4 and 6/4.
    The fourth replication lacks a value under the policy and takes no part."""
    keys = [_key("age.young"), _key("age.old")]
    before = np.array([[2.0, 5.0], [4.0, 7.0], [6.0, 12.0], [1.0, 99.0]])
    after = np.array([[3.0, 5.0], [4.0, 6.0], [5.0, 7.0], [math.nan, 7.0]])
    (change,) = changes(keys, before, after, "more-beds")
    assert (change.policy, change.group, change.reference, change.pairs) == ("more-beds", "old", "young", 3)
    assert (change.gap, change.gap_under, change.change) == (4.0, 2.0, -2.0)
    assert (change.ratio, change.ratio_under) == (2.0, 1.5)
    t = stats.t.ppf(0.975, 2)
    assert change.change_half_width == pytest.approx(t * math.sqrt(3 / 3))
    assert change.gap_half_width == pytest.approx(t * math.sqrt(3 / 3))
    assert change.gap_under_half_width == 0
