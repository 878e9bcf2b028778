"""The figures that ``flowsim batch`` prints: of each scenario and setting what matters first, under each policy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from flowsim.cli.comparison_page import LEGEND, TOGETHER, by_body, difference_tables, figure_tables, visible
from flowsim.cli.output import say
from flowsim.cli.words import value, without_chance
from flowsim.experiment.batch import BatchResult
from flowsim.experiment.comparison import Comparison
from flowsim.experiment.foremost import at_a_glance
from flowsim.experiment.paired import intervals
from flowsim.results.measures import MEASURES
from flowsim.results.registry import EVERYONE

PRINTED = 30
"""Scenarios and settings have their figures on the page while these are of no more combinations; --csv has all."""

ELSEWHERE = "whose figures --csv and --parquet write."
MEANS = "± is the half-width of a 95 % t interval over the replications."


def show(result: BatchResult) -> None:
    """Print the figures of the first scenarios and settings, and what their half-widths and brackets mean."""
    if not result.keys:
        return
    combinations = accumulate(len(case.arms) for case in result.cases)
    shown = max(1, sum(many <= PRINTED for many in combinations))
    baseline = result.batch.document.frame.baseline
    for case, found in list(zip(result.batch.cases, result.cases, strict=True))[:shown]:
        say(case.title)
        _figures(result, found, baseline)
    if len(result.cases) > shown:
        more = len(result.cases) - shown
        say(f"... and {more} more {'scenario and setting' if more == 1 else 'scenarios and settings'}, {ELSEWHERE}")
    several = max(len(case.policies) for case in result.cases) > 1
    legend = MEANS if baseline is None else _differences_legend(baseline, several)
    groups = [(found, own) for found in result.cases[:shown] for own in _groups(result, found).values()]
    legend += without_chance(MEASURES[found.keys[place].measure] for found, own in groups for place in own)
    say(f"{legend} --csv and --parquet write more measures.\n")


def _differences_legend(baseline: str, several: bool) -> str:
    at_once = f"{TOGETHER} in a scenario and setting" if several else ""
    legend = LEGEND.format(together=at_once, unit="figure" if several else "interval")
    return legend.replace("policy less baseline", f"policy less {baseline}")


def _figures(result: BatchResult, found: Comparison, baseline: str | None) -> None:
    """The figures of one scenario and setting: differences from the baseline if there is one, else means."""
    groups = _groups(result, found)
    if not groups:
        say("  nothing to show of it\n")
    elif baseline is not None and found.policies:
        difference_tables(found, groups, baseline)
    else:
        places = [place for own in groups.values() for place in own]
        figure_tables(found, groups, [arm.name for arm in found.arms], dict(_means(found, places)), fixed=1)


def _groups(result: BatchResult, found: Comparison) -> dict[str, list[int]]:
    """Places of what is shown, by heading: what matters first, or the measures that the file names.

    Of a measure of which nothing is a headline figure all is shown.
    """
    wanted = result.batch.document.frame.measures
    page = visible(found)
    if isinstance(wanted, list):
        others = set(wanted) - {found.keys[place].measure for place in page}
        beside = [place for place, key in enumerate(found.keys) if key.measure in others and key.group == EVERYONE]
        return by_body(found, [*(place for place in page if found.keys[place].measure in wanted), *beside])
    return at_a_glance(found.keys, page, most=0) or by_body(found, page)


def _means(found: Comparison, places: list[int]) -> Iterator[tuple[int, list[str]]]:
    """The mean of each place under each policy."""
    over = [intervals(found.values[number][:, places]) for number in range(len(found.arms))]
    for at, place in enumerate(places):
        measure = MEASURES[found.keys[place].measure]
        yield place, [value(measure, float(arm.mean[at]), float(arm.half_width[at])) for arm in over]
