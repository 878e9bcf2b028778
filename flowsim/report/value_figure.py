"""What the same money frees, as a picture: a row an addition, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flowsim.experiment.comparison import HIGHER, LOWER
from flowsim.scenario.additions import more_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from flowsim.scenario.called import Called

COLOURS = {LOWER: "#4477aa", HIGHER: "#cc3311"}
UNCLEAR = "#a5a9b1"
"""By what is shown; read in print and by people who see few colours (Tol 2021)."""

WORDS = {LOWER: "shown to free some", HIGHER: "shown to make it more", "": "not shown: the interval includes zero"}

INCHES_A_ROW = 0.3
ROOM = 0.3
"""By this share of what is shown the axis goes on at both ends; wider intervals of what is not shown run out of it."""

Line = tuple[str, float, float, str]


def draw(rows: Sequence[dict[str, object]], called: Called, figure: str, money: int) -> Figure:
    """What ``money`` pounds a year of each addition free, most first.

    Args:
        rows: of :meth:`flowsim.experiment.value.Value.rows`, of one measure; those without a price are left out.
        called: the words of the place.
        figure: what is freed, with its unit.
        money: pounds a year.
    """
    from matplotlib.figure import Figure

    lines = sorted((_line(row, called, money) for row in rows if _number(row, "price") > 0), key=lambda line: -line[1])
    picture = Figure(figsize=(9, 1.5 + INCHES_A_ROW * max(len(lines), 1)), layout="constrained")
    axes = picture.subplots()
    for place, (_, freed, half_width, shown) in enumerate(lines):
        colour = COLOURS.get(shown, UNCLEAR)
        axes.errorbar(freed, place, xerr=half_width, fmt="o", markersize=5, color=colour, lw=1.4, capsize=3)
    axes.set_yticks(range(len(lines)), [line[0] for line in lines], fontsize=9)
    axes.set_ylim(len(lines) - 0.4, -0.6)
    axes.axvline(0, color="#444444", lw=0.8)
    _width(axes, lines)
    axes.set_xlabel(f"£{money:,} a year frees: {figure}", fontsize=9, loc="right")  # names may leave the axes narrow
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    _legend(picture)
    return picture


def _line(row: dict[str, object], called: Called, money: int) -> Line:
    """Its name, what the money frees, the half-width, and what that shows."""
    times = money / _number(row, "price")
    words = more_of(called.part(str(row["name"])), str(row["one"]))
    return words, _number(row, "freed") * times, _number(row, "half_width") * times, str(row["shows"])


def _number(row: dict[str, object], column: str) -> float:
    found = row[column]
    assert isinstance(found, int | float)
    return float(found)


def _width(axes: Axes, lines: Sequence[Line]) -> None:
    """As wide as what is shown, so that one cheap thing of which nothing is known does not press all others to 0."""
    shown = [(freed - half, freed + half) for _, freed, half, shows in lines if shows in COLOURS]
    if shown:
        low, high = min(0.0, *(one[0] for one in shown)), max(0.0, *(one[1] for one in shown))
        axes.set_xlim(low - ROOM * (high - low), high + ROOM * (high - low))


def _legend(picture: Figure) -> None:
    from matplotlib.lines import Line2D

    dots = [
        Line2D([], [], marker="o", lw=1.4, markersize=5, color=COLOURS.get(shows, UNCLEAR), label=words)
        for shows, words in WORDS.items()
    ]
    picture.legend(handles=dots, loc="outside upper center", ncols=3, fontsize=8, frameon=False)
