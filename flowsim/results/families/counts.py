"""What a scenario itself counts (step ``count``), and the hours and miles that it costs whoever does it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from flowsim.results.families.acts import acts_of
from flowsim.results.registry import ALL, DETAIL, HEADLINE, Measure, Reading, ratio
from flowsim.results.sight import Sight
from flowsim.scenario.efforts import COUNTED, Effort
from flowsim.scenario.looked_for import FAMILY
from flowsim.units import HOUR

_SAID = "only of what the scenario says the {} of"


def _counts(under: Callable[[Sight, int], float]) -> Callable[[Sight], Iterator[Reading]]:
    """How often each thing happens that the scenario counts, over a number that the group's column gives."""

    def read(sight: Sight) -> Iterator[Reading]:
        known = acts_of(sight)
        for name in sorted({act[1] for act in known if act[0] == COUNTED}):
            rows = [row for row, act in enumerate(known) if act[:2] == [COUNTED, name]]
            for column, group in sight.groups:
                yield Reading(name, group, ratio(sight.tallies.acts[rows, column].sum(), under(sight, column)))

    return read


def _spent(amount: Callable[[Effort], float | None], whom: str = "") -> Callable[[Sight], Iterator[Reading]]:
    """What things cost those who do them, a day: by who does it, or in all for one of them."""

    def read(sight: Sight) -> Iterator[Reading]:
        each = {act: amount(effort) for act, effort in sight.efforts.items()}
        for column, group in sight.groups:
            totals: dict[str, float] = defaultdict(float)
            for row, (what, name, by) in enumerate(acts_of(sight)):
                if (one := each.get((what, name, by))) is not None and whom in ("", by):
                    totals[by] += one * int(sight.tallies.acts[row, column])
            for by in sorted(totals):
                yield Reading(ALL if whom else by, group, ratio(totals[by], sight.days))

    return read


def _hours(effort: Effort) -> float | None:
    return None if effort.ticks is None else effort.ticks / HOUR


def _miles(effort: Effort) -> float | None:
    return effort.miles


def _measure(
    name: str, definition: str, unit: str, level: str, read: Callable[[Sight], Iterator[Reading]], body: str = ""
) -> Measure:
    per = "place and group" if body else "who does it and group"
    return Measure(name, definition, unit, body, "counts", level, per, read)


MEASURES = (
    Measure(
        "counts",
        "How often each thing happens that the scenario counts, a day.",
        "per day",
        "",
        "counts",
        HEADLINE,
        "what is counted and group",
        _counts(lambda sight, column: sight.days),
    ),
    Measure(
        "counts-per-discharge",
        "How often each thing happens that the scenario counts, for each live discharge from hospital in the window; "
        "of people elsewhere too.",
        "times",
        "",
        "counts",
        DETAIL,
        "what is counted and group",
        _counts(lambda sight, column: float(sight.tallies.nights[column].sum())),
    ),
    _measure(
        "family-hours",
        f"Hours a day that families spend on asking after messages and on what the scenario counts by ``{FAMILY}``; "
        f"{_SAID.format('effort')}.",
        "hours per day",
        HEADLINE,
        _spent(_hours, FAMILY),
        "family",
    ),
    _measure(
        "family-miles",
        f"Miles a day that families travel for what the scenario counts by ``{FAMILY}``; {_SAID.format('miles')}.",
        "miles per day",
        DETAIL,
        _spent(_miles, FAMILY),
        "family",
    ),
    _measure(
        "hours-spent",
        "Hours a day spent on asking after messages and on what the scenario counts, by who spends them; "
        f"{_SAID.format('effort')}.",
        "hours per day",
        DETAIL,
        _spent(_hours),
    ),
    _measure(
        "miles-travelled",
        f"Miles a day travelled for what the scenario counts, by who travels; {_SAID.format('miles')}.",
        "miles per day",
        DETAIL,
        _spent(_miles),
    ),
)
"""Measures of what a scenario counts."""
