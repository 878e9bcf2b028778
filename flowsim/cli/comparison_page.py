"""The page that ``flowsim compare`` prints: the short answer, tables that a planner can read, the policies in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from flowsim.cli.interaction_page import show_interactions
from flowsim.cli.output import console, indented, say
from flowsim.cli.payers_page import show_payers
from flowsim.cli.short_answer import FEW, show_short
from flowsim.cli.weeks_page import show_weeks
from flowsim.cli.wide_table import WORDS_WIDTH, broken, wide_table
from flowsim.cli.words import changed, name, titles, value, without_chance
from flowsim.experiment.comparison import BASELINE, NOT_SHOWN, UNCHANGED, Comparison, parts, verdict
from flowsim.experiment.foremost import at_a_glance
from flowsim.experiment.headline import body_of, shown
from flowsim.plan.policy_effect import brief
from flowsim.results.measures import MEASURES
from flowsim.results.registry import BODIES
from flowsim.scenario.called import Called, small
from flowsim.scenario.policies import find

CHANGES = 4
"""So many of a policy's changes to this scenario are named; ``flowsim policies show`` names all."""

FEWEST_RELATED = 5
"""With fewer pairs nothing is said of what pairing saved. Two pairs always lie on a line, so that their correlation is
1 or -1 whatever they have in common; of four with nothing in common it is beyond 0.9 either way one time in ten."""

WHOSE = {
    "NHS": "NHS",
    "social care": "Council and social care",
    "both": "NHS and social care together",
    "family": "Families",
    "provider": "Care providers",
    "": "Places, teams and funds, whoever runs them",
}
"""Headings of a table: whose the figures below are."""

LEGEND = (
    "Differences are policy less baseline, for the same people; ± is the half-width of a 95 % interval{together}. "
    "In brackets: the interval includes zero, no difference shown. =: the same in every pair. "
    "By chance, one {unit} in twenty misses a true value."
)
TOGETHER = ", widened so that all policies' intervals of a figure hold at once"


def show(result: Comparison, more: bool = False, all: bool = False, changes: Sequence[str] = ()) -> None:
    """Print a comparison.

    Args:
        result: what is printed.
        more: every headline figure, not only the foremost.
        all: every figure.
        changes: values set for every arm.
    """
    settings, title = result.settings, changed(result.arms[0].scenario.name, changes)
    done, asked = max(result.pairs.values(), default=0), settings.replications
    pairs = f"{done} pairs" if done == asked else f"{done} of {asked} pairs"
    say(f"{title}: {pairs}, seed {settings.seed}\n")
    page = visible(result)
    show_short(result, page)
    groups = at_a_glance(result.keys, page)
    if all or more or groups is None:
        groups = by_body(result, visible(result, all))
    difference_tables(result, groups)
    say(_legend(result, [place for own in groups.values() for place in own], len(page), all) + "\n")
    if (by := result.arms[0].scenario.by) and not all:
        say(f"Figures by {' and '.join(by)} are in --csv and --json, and on the page with --all.\n")
    show_interactions(result, visible(result, all))
    show_payers(result)
    show_weeks(result)
    say("\n" + _on_pairs(result))
    if len(result.policies) > FEW:
        say("flowsim policies show NAME SCENARIO says what each policy is, what it changes there, and its evidence.")
        return
    for policy in result.policies:
        say()
        for line in in_words(result, policy):
            say(line)


def _legend(result: Comparison, here: Sequence[int], headline: int, all: bool) -> str:
    """What the table means; ``here`` are the places of its figures."""
    several = len(result.policies) > 1
    legend = LEGEND.format(together=TOGETHER if several else "", unit="figure" if several else "interval")
    legend += without_chance(MEASURES[result.keys[place].measure] for place in here)
    more = f" --more shows all {headline} headline figures." if len(here) < headline else ""
    return legend + more + ("" if all else " --all shows every measure.")


def visible(result: Comparison, all: bool = False) -> tuple[int, ...]:
    """Places in the keys of what is shown, by whose they are; on the page only what is not nought throughout."""
    places = shown(result.keys, all)
    if not all:
        places = tuple(place for place in places if np.nan_to_num(result.values[:, :, place]).any())
    return tuple(sorted(places, key=lambda place: BODIES.index(body_of(result.keys[place]))))


def by_body(result: Comparison, places: Sequence[int]) -> dict[str, list[int]]:
    """The places by whose their figures are."""
    found = {body: [place for place in places if body_of(result.keys[place]) == body] for body in BODIES}
    return {WHOSE.get(body, body): own for body, own in found.items() if own}


def difference_tables(result: Comparison, groups: dict[str, list[int]], baseline: str = BASELINE) -> None:
    """Print figures, given by their places below their headings: of the baseline, and the difference of each policy."""
    places = [place for own in groups.values() for place in own]
    corrected = result.together(places)
    cells = dict(zip(places, (_cells(result, *one) for one in zip(places, corrected.T, strict=True)), strict=True))
    figure_tables(result, groups, [baseline, *result.policies], cells, fixed=2)


def figure_tables(
    result: Comparison, groups: dict[str, list[int]], names: Sequence[str], cells: dict[int, list[str]], fixed: int
) -> None:
    """Print cells, of each figure one under each name: a row a figure; of many names a row a name.

    Args:
        result: what the figures are of.
        groups: places of figures, by heading.
        names: of policies.
        cells: by place, one for each name.
        fixed: columns that stand in every table when there are too many for one.
    """
    places = [place for own in groups.values() for place in own]
    keys = [result.keys[place] for place in places]
    called = Called(result.arms[0].scenario.place)
    words = titles([(MEASURES[key.measure], key.of, key.group) for key in keys], called)
    named = dict(zip(places, words, strict=True))
    if len(names) > FEW + 1:
        short = [broken(policy, WORDS_WIDTH) for policy in names]
        rows = [list(row) for row in zip(short, *(cells[place] for place in places), strict=True)]
        wide_table(["Policy", *(broken(named[place]) for place in places)], rows)
        return
    lines: list[list[str]] = []
    for heading_of, own in groups.items():
        lines += [[heading_of], *([named[place], *cells[place]] for place in own)]
    wide_table(["Measure", *map(heading, names)], lines, fixed=fixed)


def _cells(result: Comparison, place: int, half_widths: np.ndarray) -> list[str]:
    """The baseline and the difference of each policy."""
    measure, first = MEASURES[result.keys[place].measure], result.statistics[result.policies[0]]
    baseline = value(measure, first.baseline[place], first.baseline_half_width[place])
    differences = zip(result.policies, half_widths.tolist(), strict=True)
    return [baseline, *(_difference(result, policy, place, half_width) for policy, half_width in differences)]


def _difference(result: Comparison, policy: str, place: int, half_width: float) -> str:
    found = result.statistics[policy]
    difference = float(found.difference[place])
    measure = MEASURES[result.keys[place].measure]
    text = value(measure, difference, half_width, sign=True, beside=float(found.baseline[place]))
    shows = verdict(difference, half_width)
    return "=" if shows == UNCHANGED else f"({text})" if shows == NOT_SHOWN else text


def heading(policy: str) -> str:
    """The policies of an arm one below the other, long names broken after a hyphen.

    >>> heading("discharge-to-assess+more-beds:+20")
    'discharge-to-\\nassess+\\nmore-beds:+20'
    """
    return "+\n".join(map(broken, parts(policy)))


def _on_pairs(result: Comparison) -> str:
    """How many pairs there are, and what pairing saved for the first figure in which every policy differs."""
    counts = set(result.pairs.values())
    pairs = ", ".join(f"{n} pairs for {policy}" for policy, n in result.pairs.items())
    if len(counts) == 1:
        pairs = f"{counts.pop()} pairs"
    saved = [
        np.where(found.pairs >= FEWEST_RELATED, found.variance_reduction, np.nan)
        for found in result.statistics.values()
    ]
    place = next((place for place in visible(result) if all(np.isfinite(one[place]) for one in saved)), None)
    if place is None:
        return f"{pairs}."
    key = result.keys[place]
    figure = small(name(MEASURES[key.measure], key.of, called=Called(result.arms[0].scenario.place)))
    if len(result.policies) > FEW:
        factors = sorted(float(one[place]) for one in saved)
        times = f"from {_times(factors[0])} to {_times(factors[-1])}"
    else:
        times = "; ".join(
            f"{policy} {_times(found.variance_reduction[place])} (correlation {found.correlation[place]:.2f})"
            for policy, found in result.statistics.items()
        )
    return f"{pairs}. Unpaired, the same half-width for {figure} would take more replications: {times}."


def _times(factor: float) -> str:
    """How many times as many, to two digits; beyond a hundred nobody cares how many.

    >>> _times(38.51), _times(10558.3), _times(0.98)
    ('39 times', 'over 100 times', 'as many')
    """
    if factor < 1.05:  # pairs that had nothing in common
        return "as many"
    return "over 100 times" if factor > 100 else f"{factor:.2g} times"


def in_words(result: Comparison, policy: str) -> Iterator[str]:
    """What its file says a policy is, changes here, and helps, harms and costs in general."""
    width = console().width
    yield policy
    for spec in parts(policy):
        scenario = result.arms[0].scenario
        chosen = find(spec, scenario)
        frame = chosen.frame
        yield indented(f"{frame.title}: {frame.definition}", 2, width)
        changes = brief(chosen, scenario, Called(scenario.place))
        more = f"; and {len(changes) - CHANGES} more" if len(changes) > CHANGES else ""
        yield indented(f"here: {'; '.join(changes[:CHANGES]) or 'it comes to no change'}{more}", 4, width)
        yield indented("in general, not a finding of this run:", 4, width)
        for word in ("helps", "harms", "costs"):
            yield indented(f"{word}: {getattr(frame, word)}", 6, width)
