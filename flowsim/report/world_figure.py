"""A place beside published figures, as a picture: every figure as a share of what was published, with its range."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flowsim.report import reasons_figure
from flowsim.report.world import Line, Published, lines

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = {"yes": "#8a8f98", "partly": "#4477aa", "no": "#117733"}
"""By how far a figure was fitted; read in print and by people who see few colours (Tol 2021)."""

WORDS = {"yes": "fitted: no evidence", "partly": "follows from figures that were fitted", "no": "not fitted"}
RANGE, MISS = "#d9dce1", "#cc3311"
INCHES_A_ROW = 0.23


def draw(frame: pd.DataFrame, figures: Sequence[Published], title: str) -> Figure:
    """One row a figure: the published range as a bar, the simulated mean as a dot with its 95 % interval.

    All are divided by the published value, so that beds, days and shares stand on one axis; the numbers stand beside
    their names, and a figure of which nought was published has only these. Figures that were not fitted come first. A
    miss is ringed. Below stand shares of delay by reason, where some are published.

    Args:
        frame: of :func:`flowsim.report.world.beside`.
        figures: the same that the frame was made with.
        title: of the picture.
    """
    from matplotlib.figure import Figure

    order = sorted(range(len(frame)), key=lambda row: list(COLOURS)[::-1].index(frame.fitted[row]))
    words = lines(frame, tuple(figures))
    reasons = reasons_figure.by_reason(frame, figures)
    heights = [1.6 + INCHES_A_ROW * len(frame), *([reasons_figure.height(reasons)] if reasons else [])]
    picture = Figure(figsize=(10, sum(heights)), layout="constrained")
    axes, *below = picture.subplots(len(heights), height_ratios=heights, squeeze=False)[:, 0]
    for place, row in enumerate(order):
        if frame.published[row]:
            _row(axes, place, frame.iloc[row])
    _name(axes, [words[row] for row in order])
    _legend(axes)
    if reasons:
        reasons_figure.bars(below[0], reasons, "Delay by reason")
    picture.suptitle(title, fontsize=12, x=0.01, ha="left")
    return picture


def _row(axes: Axes, place: int, row: pd.Series) -> None:
    """Range, line at the published value, dot and interval of one figure."""
    unit = row.published
    axes.barh(place, (row.high - row.low) / unit, left=row.low / unit, height=0.7, color=RANGE, zorder=1)
    colour = COLOURS[row.fitted]
    axes.errorbar(
        row.simulated / unit, place, xerr=row.half_width / unit, fmt="o", markersize=4, color=colour, zorder=3, lw=1.2
    )
    if not row.hit:
        axes.plot(row.simulated / unit, place, "o", markersize=10, mfc="none", mec=MISS, mew=1.4, zorder=4)


def _name(axes: Axes, words: Sequence[Line]) -> None:
    """Names at the left, published and simulated numbers at the right."""
    axes.set_yticks(range(len(words)), [line.figure for line in words], fontsize=8)
    for place, line in enumerate(words):
        text = f"{line.published.split(' (')[0]}  |  {line.simulated}"
        axes.text(1.01, place, text, transform=axes.get_yaxis_transform(), fontsize=7.5, va="center")
    axes.text(1.01, -1, "published  |  simulated", transform=axes.get_yaxis_transform(), fontsize=7.5, va="center")
    axes.axvline(1, color="#444444", lw=0.8, zorder=2)
    axes.set_ylim(len(words) - 0.4, -1.6)
    axes.set_xlabel("times the published figure")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _legend(axes: Axes) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    dots = [Line2D([], [], marker="o", lw=1.2, markersize=4, color=COLOURS[key], label=WORDS[key]) for key in COLOURS]
    ring = Line2D([], [], marker="o", lw=0, markersize=9, mfc="none", mec=MISS, mew=1.4, label="miss")
    handles = [Patch(color=RANGE, label="published range"), *dots[::-1], ring]
    axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.4, -0.05), ncols=5, fontsize=7.5, frameon=False)
