"""Delay by reason beside what is published: which rows are drawn, and as what."""

from __future__ import annotations

import pandas as pd
import pytest

from flowsim.report import reasons_figure, world_figure
from flowsim.report.world import Published

NAMES = ["figure", "published", "low", "high", "simulated", "half_width", "hit", "fitted", "source", "cause"]


def figure(name: str, measure: str, fitted: str) -> Published:
    return Published(name, 0.3, 0.2, 0.5, "%", 1, measure, "", fitted, "", "", "")


GROUP = figure("reasons: capacity", "long-stay-reason-group-share", "no")
WAY = figure("reasons: P1 named", "long-stay-pathway-share", "yes")
OTHER = figure("beds", "occupancy", "no")


def frame(*figures: Published) -> pd.DataFrame:
    rows = [(item.figure, 0.3, 0.2, 0.5, 0.25, 0.04, True, item.fitted, "", "") for item in figures]
    return pd.DataFrame(rows, columns=NAMES)


def test_a_pair_of_bars_with_range_and_interval() -> None:
    given = (OTHER, GROUP)
    (axes,) = reasons_figure.draw(frame(*given), given, "by reason").axes
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([30, 25])
    ends = [lines.get_segments()[0][:, 0].tolist() for lines in axes.collections]
    assert ends == [pytest.approx([20, 50]), pytest.approx([21, 29])]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["capacity"]


def test_groups_and_pathways_stand_apart_and_what_was_fitted_is_said() -> None:
    given = (WAY, GROUP)
    (axes,) = reasons_figure.draw(frame(*given), given, "by reason").axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["capacity", "P1 named"]
    assert axes.get_yticks()[1] - axes.get_yticks()[0] > 1
    words = [text.get_text() for text in axes.get_legend().get_texts()]
    assert "no evidence" not in words[1]
    (fitted,) = reasons_figure.draw(frame(WAY), (WAY,), "by reason").axes
    assert "fitted to these: no evidence" in fitted.get_legend().get_texts()[1].get_text()


def test_without_published_reasons_there_is_no_second_part() -> None:
    assert len(world_figure.draw(frame(OTHER), (OTHER,), "beds").axes) == 1
    assert len(world_figure.draw(frame(OTHER, GROUP), (OTHER, GROUP), "beds").axes) == 2
