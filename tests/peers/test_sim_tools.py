"""Means and intervals over replications beside those of sim-tools (Monks et al.), one replication more at a time."""

from __future__ import annotations

import numpy as np
import pytest

from flowsim.experiment.paired import intervals, paired

SEED = 20240401


@pytest.mark.statistical  # importing sim-tools takes seconds
def test_intervals_are_those_of_sim_tools_after_each_replication() -> None:
    from sim_tools.output_analysis import confidence_interval_method

    rng = np.random.default_rng(SEED)
    values = np.column_stack([rng.normal(600, 30, 40), rng.gamma(2.0, 5.0, 40), rng.poisson(3.0, 40).astype(float)])
    for column in values.T:
        _, theirs = confidence_interval_method(column, alpha=0.05, min_rep=5, decimal_places=12)
        for count in range(3, len(column) + 1):
            ours, row = intervals(column[:count, None]), theirs.iloc[count - 1]
            assert ours.mean[0] == pytest.approx(row["Cumulative Mean"], rel=1e-9)
            assert ours.mean[0] - ours.half_width[0] == pytest.approx(row["Lower Interval"], rel=1e-9)
            assert ours.mean[0] + ours.half_width[0] == pytest.approx(row["Upper Interval"], rel=1e-9)


@pytest.mark.statistical
def test_paired_intervals_are_those_of_sim_tools_on_the_differences() -> None:
    from sim_tools.output_analysis import OnlineStatistics

    rng = np.random.default_rng(SEED + 1)
    shared = rng.normal(100, 10, 25)
    baseline, policy = shared + rng.normal(0, 3, 25), shared + rng.normal(-2, 4, 25)
    ours, theirs = paired(baseline[:, None], policy[:, None]), OnlineStatistics(policy - baseline, alpha=0.05)
    assert ours.difference[0] == pytest.approx(theirs.mean, rel=1e-9)
    assert ours.deviation[0] == pytest.approx(theirs.std, rel=1e-9)
    assert ours.difference[0] - ours.half_width[0] == pytest.approx(theirs.lci, rel=1e-9)
    assert ours.difference[0] + ours.half_width[0] == pytest.approx(theirs.uci, rel=1e-9)
