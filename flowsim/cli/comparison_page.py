"""The page that ``flowsim compare`` prints: a table that a planner can read, then each policy in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from flowsim.cli.interaction_page import show_interactions
from flowsim.cli.output import console, indented, say, table
from flowsim.cli.payers_page import show_payers
from flowsim.cli.weeks_page import show_weeks
from flowsim.cli.words import changed, title, titles, value
from flowsim.experiment.comparison import (
    BASELINE,
    HIGHER,
    LOWER,
    NOT_SHOWN,
    UNCHANGED,
    Comparison,
    parts,
    verdict,
)
from flowsim.experiment.headline import body_of, shown
from flowsim.plan.policy_effect import brief
from flowsim.results.measures import MEASURES
from flowsim.results.registry import BODIES
from flowsim.scenario.policies import find

WORDS_WIDTH = 28
"""Narrowest column for measures in words; what is left of the terminal is theirs too."""

HEADING_WIDTH = 15
"""A policy's name wider than this is broken over lines above its column."""

CHANGES = 4
"""So many of a policy's changes to this scenario are named; ``flowsim policies show`` names all."""

SAID = 4
"""So many figures of a body that a policy lowers, or raises, are named below the table."""

GAP = 2
"""Columns between two columns of a table."""

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
TOGETHER = ", widened so that all policies' intervals of a row hold at once"


def show(result: Comparison, all: bool = False, changes: Sequence[str] = ()) -> None:
    """Print a comparison; only the headline figures unless ``all``. ``changes`` are values set for every arm."""
    settings, name = result.settings, changed(result.arms[0].scenario.name, changes)
    done, asked = max(result.pairs.values(), default=0), settings.replications
    pairs = f"{done} pairs" if done == asked else f"{done} of {asked} pairs"
    say(f"{name}: {pairs}, seed {settings.seed}\n")
    cells = _cells(result, all)
    for policies in _blocks(cells, result.policies):
        headings = ["Measure", BASELINE, *map(heading, policies)]
        table(headings, list(_by_body(cells, ("Measure", BASELINE, *policies))))
    several = len(result.policies) > 1
    legend = LEGEND.format(together=TOGETHER if several else "", unit="row" if several else "interval")
    say(legend + ("" if all else " --all shows every measure."))
    show_interactions(result, _visible(result, all))
    show_payers(result)
    show_weeks(result)
    say(f"\n{_on_pairs(result)}")
    for policy in result.policies:
        say()
        for line in in_words(result, policy):
            say(line)


def _visible(result: Comparison, all: bool = False) -> tuple[int, ...]:
    """Places in the keys of what is shown, by whose they are; on the page only what is not nought throughout."""
    places = shown(result.keys, all)
    if not all:
        places = tuple(place for place in places if np.nan_to_num(result.values[:, :, place]).any())
    return tuple(sorted(places, key=lambda place: BODIES.index(body_of(result.keys[place]))))


def _cells(result: Comparison, all: bool) -> list[dict[str, str]]:
    """A row a value."""
    rows = []
    places = _visible(result, all)
    keys = [result.keys[place] for place in places]
    words = titles([(MEASURES[key.measure], key.of, key.group) for key in keys])
    corrected = result.together(places)
    for number, (place, key, text) in enumerate(zip(places, keys, words, strict=True)):
        measure = MEASURES[key.measure]
        first = result.statistics[result.policies[0]]
        row = {
            "body": body_of(key),
            "Measure": text,
            BASELINE: value(measure, first.baseline[place], first.baseline_half_width[place]),
        }
        for policy, half_width in zip(result.policies, corrected[:, number].tolist(), strict=True):
            row[policy] = _difference(result, policy, place, half_width)
        rows.append(row)
    return rows


def _by_body(cells: Sequence[dict[str, str]], columns: Sequence[str]) -> Iterator[list[str]]:
    """The rows, those of each body below its heading."""
    body = None
    for row in cells:
        if row["body"] != body:
            body = row["body"]
            yield [WHOSE.get(body, body)]
        yield [row[column] for column in columns]


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
    return "+\n".join("\n".join(_broken(part)) for part in parts(policy))


def _broken(name: str) -> list[str]:
    lines = [""]
    for piece in re.findall(r"[^-]+-?|-", name):
        if lines[-1] and len(lines[-1]) + len(piece) > HEADING_WIDTH:
            lines.append("")
        lines[-1] += piece
    return lines


def _blocks(cells: Sequence[dict[str, str]], policies: Sequence[str]) -> Iterator[list[str]]:
    """Policies, as many at a time as stand beside each other on the terminal."""

    def width(column: str) -> int:
        lines = heading(column).split("\n") + [row[column] for row in cells]
        return max(map(len, lines)) + GAP

    room = console().width - WORDS_WIDTH - width(BASELINE)
    block: list[str] = []
    for policy in policies:
        if block and sum(map(width, block)) + width(policy) > room:
            yield block
            block = []
        block.append(policy)
    yield block


def _on_pairs(result: Comparison) -> str:
    """How many pairs there are, and what pairing saved for the first figure in which every policy differs."""
    counts = set(result.pairs.values())
    pairs = ", ".join(f"{n} pairs for {policy}" for policy, n in result.pairs.items())
    if len(counts) == 1:
        pairs = f"{counts.pop()} pairs"
    saved = [found.variance_reduction for found in result.statistics.values()]
    place = next((place for place in _visible(result) if all(np.isfinite(one[place]) for one in saved)), None)
    if place is None:
        return f"{pairs}."
    figure = title(MEASURES[result.keys[place].measure], result.keys[place].of).split(" (")[0].lower()
    times = "; ".join(
        f"{policy} {_times(found.variance_reduction[place])} (correlation {found.correlation[place]:.2f})"
        for policy, found in result.statistics.items()
    )
    return f"{pairs}. Unpaired, the same half-width for {figure} would take more replications: {times}."


def _times(factor: float) -> str:
    """How many times as many, to two digits; beyond a hundred nobody cares how many.

    >>> _times(38.51), _times(10558.3)
    ('39 times', 'over 100 times')
    """
    return "over 100 times" if factor > 100 else f"{factor:.2g} times"


def in_words(result: Comparison, policy: str) -> Iterator[str]:
    """What the figures show of a policy, then what its file says it helps, harms and costs."""
    width = console().width
    page = _visible(result)
    shows = _shows(result, policy, page)
    yield policy
    for body in BODIES:
        said = [_named(word, shows[body, word]) for word in (LOWER, HIGHER) if shows.get((body, word))]
        if said:
            yield indented(f"{WHOSE[body]}: {'. '.join(said)}", 2, width)
    unclear, same = (
        sum(len(names) for (_, what), names in shows.items() if what == it) for it in (NOT_SHOWN, UNCHANGED)
    )
    yield indented(_not_shown(unclear, same, len(page)), 2, width)
    for spec in parts(policy):
        scenario = result.arms[0].scenario
        chosen = find(spec, scenario)
        frame = chosen.frame
        yield indented(f"{frame.title}: {frame.definition}", 2, width)
        changes = brief(chosen, scenario)
        more = f"; and {len(changes) - CHANGES} more" if len(changes) > CHANGES else ""
        yield indented(f"here: {'; '.join(changes[:CHANGES]) or 'it comes to no change'}{more}", 4, width)
        yield indented("in general, not a finding of this run:", 4, width)
        for word in ("helps", "harms", "costs"):
            yield indented(f"{word}: {getattr(frame, word)}", 6, width)


def _shows(result: Comparison, policy: str, page: Sequence[int]) -> dict[tuple[str, str], list[str]]:
    """The names of figures by body and by what their difference shows."""
    difference = result.statistics[policy].difference
    half_widths = result.together(page)[result.policies.index(policy)].tolist()
    shows: dict[tuple[str, str], list[str]] = {}
    for place, half_width in zip(page, half_widths, strict=True):
        key = result.keys[place]
        kind = body_of(key), verdict(float(difference[place]), half_width)
        shows.setdefault(kind, []).append(title(MEASURES[key.measure], key.of).split(" (")[0].lower())
    return shows


def _named(word: str, names: Sequence[str]) -> str:
    """What is lower or higher, the first few by name.

    >>> _named("lower", ["a", "b", "c", "d", "e"])
    'lower: a; b; c; d; and 1 more'
    """
    more = f"; and {len(names) - SAID} more" if len(names) > SAID else ""
    return f"{word}: {'; '.join(names[:SAID])}{more}"


def _not_shown(unclear: int, same: int, of: int) -> str:
    """In how many figures no difference is shown; what is the same in every pair is among them.

    >>> _not_shown(3, 0, 30)
    'no difference shown in 3 of 30 headline figures'
    >>> _not_shown(2, 26, 30)
    'no difference shown in 28 of 30 headline figures (exactly the same in 26)'
    """
    exactly = f" (exactly the same in {same})" if same else ""
    return f"{NOT_SHOWN} in {unclear + same} of {of} headline figures{exactly}"
