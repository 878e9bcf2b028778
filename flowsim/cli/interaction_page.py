"""What ``flowsim compare`` prints of combinations beside each of their policies: more or less than the sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flowsim.cli.output import say, table
from flowsim.cli.words import title, value
from flowsim.experiment.comparison import HIGHER, LOWER
from flowsim.results.measures import MEASURES
from flowsim.scenario.called import Called

if TYPE_CHECKING:
    from flowsim.experiment.comparison import Comparison

LEGEND = (
    "What the policies do together less the sum of what each does alone, for the same people. ± is the half-width of a "
    "95 % interval; beyond the sum it holds for all the combinations of this page at once, but for each figure by "
    "itself: of twenty figures without an interaction one may be shown. A figure that more than the sum lowers is "
    "below zero. Nothing shown is no proof that effects add up: an interaction takes more pairs than a difference."
)


def show_interactions(result: Comparison, places: Sequence[int]) -> None:
    """Print a table a combination that was compared alone and together; nothing without any.

    Args:
        result: the comparison.
        places: in its keys, of what is on the page.
    """
    rows = list(result.interactions_at(places))
    called = Called(result.arms[0].scenario.place)
    for policy in dict.fromkeys(row["policy"] for row in rows):
        own = [row for row in rows if row["policy"] == policy]
        seen = [row for row in own if row["shows"] in (HIGHER, LOWER)]
        say(f"\n{policy}: together beyond the sum of each alone, shown in {len(seen)} of {len(own)} figures\n")
        lines = []
        for row in seen:
            measure = MEASURES[row["measure"]]
            said = [value(measure, row[it], row[f"{it}_half_width"], sign=True) for it in ("sum_alone", "difference")]
            beyond = value(measure, row["interaction"], row["half_width_together"], sign=True)
            lines.append([title(measure, row["of"], row["group"], called), *said, beyond])
        if lines:
            table(("Measure", "Sum of each alone", "Together", "Beyond the sum"), lines)
    if rows:
        say(LEGEND + "\n")
