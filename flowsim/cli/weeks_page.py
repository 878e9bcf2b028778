"""What ``flowsim compare`` prints of policies with a date: differences in the weeks after the start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from flowsim.cli.output import say, table
from flowsim.cli.words import title, value
from flowsim.experiment.comparison import NOT_SHOWN, UNCHANGED
from flowsim.results.by_day import BY_DAY
from flowsim.results.measures import MEASURES

if TYPE_CHECKING:
    from flowsim.experiment.comparison import Comparison

PERIODS = 13
"""So many periods of four weeks are shown, a year; ``--weeks`` writes all."""

LEGEND = (
    "Policy less baseline, the same people, means of four weeks; the intervals of a column hold for all its periods at "
    "once. The table of measures is of the whole window, of which what was before a policy's start is a part: leave "
    "the date out for the steady state. Only these series are kept day by day; all other measures are of the window."
)


def show_weeks(result: Comparison) -> None:
    """Print a table a dated policy; nothing if none has a date."""
    rows = list(result.rows_since_start())
    policies = dict.fromkeys(row["policy"] for row in rows)
    for policy in policies:
        own = [row for row in rows if row["policy"] == policy]
        say(f"\n{policy}: since its start on {own[0]['from']}\n")
        headings = ["Weeks", *(title(MEASURES[series]) for series in BY_DAY)]  # of all hospital units together
        table(headings, list(_lines(own)), words=headings[0])
        more = len(own) // len(BY_DAY) - PERIODS
        if more > 0:
            say(f"... and {more} more periods: --weeks FILE\n")
    if policies:
        say(LEGEND)


def _lines(rows: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    """A line a period, a cell a series."""
    weeks = list(dict.fromkeys(row["weeks"] for row in rows))
    cells = {(row["series"], row["weeks"]): _cell(row) for row in rows}
    for period in weeks[:PERIODS]:
        yield [period.replace("-", " to "), *(cells[series, period] for series in BY_DAY)]


def _cell(row: dict[str, Any]) -> str:
    measure = MEASURES[row["series"]]
    text = value(measure, row["difference"], row["half_width"], sign=True, beside=row["baseline"])
    return "=" if row["shows"] == UNCHANGED else f"({text})" if row["shows"] == NOT_SHOWN else text
