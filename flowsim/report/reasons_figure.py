"""Delay by reason in a place beside what is published: two bars a group of reasons, with range and interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flowsim.report.world import Published, Row, rows_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHARES = ("long-stay-reason-group-share", "long-stay-pathway-share")
"""Measures whose published shares are laid beside the place's; a gap stands between the two."""

PUBLISHED, PLACE = "#b9bdc4", "#4477aa"
THICK, GAP = 0.38, 0.6
INCHES_A_GROUP = 0.42


def by_reason(frame: pd.DataFrame, figures: Sequence[Published]) -> list[list[Row]]:
    """Rows of :func:`flowsim.report.world.beside` that are shares of delay by reason, one list a measure of
    :data:`SHARES` that has any."""
    found = [rows_of(frame, figures, measure) for measure in SHARES]
    return [rows for rows in found if rows]


def height(rows: Sequence[Sequence[Row]]) -> float:
    """Inches that the bars take, with axis and title."""
    return 1.4 + INCHES_A_GROUP * sum(map(len, rows))


def draw(frame: pd.DataFrame, figures: Sequence[Published], title: str) -> Figure:
    """The bars as a picture of their own.

    Args:
        frame: of :func:`flowsim.report.world.beside`.
        figures: the same that the frame was made with.
        title: of the picture.
    """
    from matplotlib.figure import Figure

    rows = by_reason(frame, figures)
    picture = Figure(figsize=(9, height(rows)), layout="constrained")
    bars(picture.subplots(), rows, title)
    return picture


def bars(axes: Axes, rows: Sequence[Sequence[Row]], title: str) -> None:
    """Draw on axes: the published share with its range above, the place's with its 95 % interval below."""
    places = [number + GAP * part for part, number in _numbered(rows)]
    flat = [row for part in rows for row in part]
    for place, row in zip(places, flat, strict=True):
        _pair(axes, place, row)
    axes.set_yticks(places, [row.figure.partition(": ")[2] or row.figure for row in flat], fontsize=8)
    axes.set_ylim(places[-1] + 0.7, -0.7)
    axes.set_xlim(0, None)
    axes.set_xlabel("% of people in hospital for 7 nights or more who are delayed with a reason recorded", fontsize=8)
    axes.set_title(title, fontsize=10, loc="left")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    _legend(axes, all(row.fitted == "yes" for row in flat))


def _numbered(rows: Sequence[Sequence[Row]]) -> list[tuple[int, int]]:
    """The part and the running number of each row."""
    parts = [part for part, own in enumerate(rows) for _ in own]
    return [(part, number) for number, part in enumerate(parts)]


def _pair(axes: Axes, place: float, row: Row) -> None:
    published = ([100 * (row.published - row.low)], [100 * (row.high - row.published)])
    for offset, value, error, colour in (
        (-THICK / 2, row.published, published, PUBLISHED),
        (THICK / 2, row.simulated, 100 * row.half_width, PLACE),
    ):
        axes.barh(place + offset, 100 * value, THICK, color=colour, xerr=error, ecolor="#444444", error_kw={"lw": 0.9})


def _legend(axes: Axes, fitted: bool) -> None:
    from matplotlib.patches import Patch

    place = "the place, with its 95 % interval" + (" (fitted to these: no evidence)" if fitted else "")
    handles = [Patch(color=PUBLISHED, label="published, with its range"), Patch(color=PLACE, label=place)]
    axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=2, fontsize=7.5, frameon=False)
