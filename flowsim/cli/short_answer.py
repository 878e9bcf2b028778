"""What ``flowsim compare`` says first: what a policy is shown to help, to harm and to cost, and what is not shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from flowsim.cli.output import console, indented, number, say
from flowsim.cli.payers_page import CHARGES, COSTS, WHOSE, paid_for, records
from flowsim.cli.words import name, scale, value
from flowsim.experiment.comparison import HIGHER, LOWER, NOT_SHOWN, UNCHANGED, UNKNOWN, verdict
from flowsim.experiment.enough import too_few
from flowsim.experiment.foremost import EITHER, LESS, foremost
from flowsim.results.measures import MEASURES
from flowsim.scenario.called import Called, small

if TYPE_CHECKING:
    from flowsim.experiment.comparison import Comparison

FEW, SAID, SAID_OF_MANY = 6, 4, 2
"""Of no more policies than the first so many figures are named each; of more the last, and in fewer lines."""


def show_short(result: Comparison, page: Sequence[int]) -> None:
    """Print the short answer.

    Args:
        result: the comparison.
        page: places in its keys of the headline figures.
    """
    several = "s" if len(result.policies) > 1 else ""
    say(f"In short: what is shown of the polic{'ies' if several else 'y'}, for the same people\n")
    for policy in result.policies:
        say(policy)
        for line in _lines(result, policy, page):
            say(indented(line, 2, console().width))
    few = too_few(result)
    if few is not None:
        figure = MEASURES[few.key.measure].name.replace("-", " ")
        text = (
            f"So few pairs do not show what is usual: here a difference in {figure} is known to"
            f" ± {number(few.half_width, 1)}, and a policy often makes one of {number(few.usual, 1)}."
            f" About {few.pairs} pairs should be enough for that (-n {few.pairs}): a rough estimate, from the spread of"
            " these. What so few seem to show may be chance."
        )
        say("\n" + indented(text, 0, console().width))
    say()


def _lines(result: Comparison, policy: str, page: Sequence[int]) -> Iterator[str]:
    """What it helps, harms and costs, and what is not shown; of many policies in fewer words."""
    shows = _shows(result, policy, page)
    many, named = len(result.policies) > FEW, len(shows["helps"]) + len(shows["harms"])
    said = [
        f"{word}: {first_named(shows[word], SAID_OF_MANY if many else SAID)}"
        for word in ("helps", "harms", "costs", "saves")
        if shows[word]
    ]
    if many:
        yield ". ".join([*said, _in_all(result, policy, page, named, short=True)])
        return
    unshown = _in_all(result, policy, page, named)
    yield from said
    if not (shows["helps"] or shows["harms"]):
        yield "neither help nor harm is shown in the figures that matter first"
    if shows["not shown"]:
        unshown = f"not shown: {first_named(shows['not shown'], SAID)}. In all, {unshown}"
    yield unshown


def _shows(result: Comparison, policy: str, page: Sequence[int]) -> dict[str, list[str]]:
    """What the foremost figures and the costs show, in words."""
    found: dict[str, list[str]] = {word: [] for word in ("helps", "harms", "costs", "saves", "not shown")}
    called = Called(result.arms[0].scenario.place)
    for place, first in foremost(result.keys):
        if place not in page or first.helps == EITHER:
            continue
        key, measure = result.keys[place], MEASURES[result.keys[place].measure]
        words = small(name(measure, key.of, called=called))
        difference, half_width = _difference(result, policy, place)
        shows = verdict(difference, half_width)
        if shows in (LOWER, HIGHER):
            well = (shows == LOWER) == (first.helps == LESS)
            unit = scale(measure)[1].replace("%", "% points")
            text = value(
                measure, difference, half_width, sign=True, beside=float(result.statistics[policy].baseline[place])
            )
            found["helps" if well else "harms"].append(f"{words} {text} {unit}".rstrip())
        elif shows == NOT_SHOWN:
            found["not shown"].append(words)
    for row in records(result):
        if row["policy"] == policy and row["of"] and row["shows"] in (LOWER, HIGHER):
            measure = MEASURES[row["measure"]]
            text = value(measure, row["difference"], row["half_width_together"], sign=True, beside=row["baseline"])
            why = f", for {paid_for(result, policy, row['of'])}" if row["measure"] == CHARGES else ""
            what = "costs" if row["shows"] == HIGHER else "saves"
            found[what].append(f"{WHOSE[row['of']]} {text} {scale(measure)[1]}{why}")
    return found


def _difference(result: Comparison, policy: str, place: int) -> tuple[float, float]:
    number_of = result.policies.index(policy)
    return float(result.statistics[policy].difference[place]), float(result.together([place])[number_of, 0])


def first_named(names: Sequence[str], most: int) -> str:
    """The first few by name.

    >>> first_named(["a", "b", "c", "d", "e"], 4)
    'a; b; c; d; and 1 more, see below'
    """
    more = f"; and {len(names) - most} more, see below" if len(names) > most else ""
    return f"{'; '.join(names[:most])}{more}"


def _in_all(result: Comparison, policy: str, page: Sequence[int], named: int, short: bool = False) -> str:
    """In how many figures no difference is shown, in how many others one is, and how many have none to compare.

    Args:
        result, policy, page: as of :func:`show_short`.
        named: in how many a difference is shown that stand in the lines before, or are counted there; costs always do.
        short: in fewer words.
    """
    found = {place: verdict(*_difference(result, policy, place)) for place in page}
    shows = Counter(found.values())
    same, unknown = shows[UNCHANGED], shows[UNKNOWN]
    differ = [place for place in page if found[place] in (LOWER, HIGHER)]
    others = sum(result.keys[place].measure not in (COSTS, CHARGES) for place in differ) - named
    exactly = f" (exactly the same in {same})" if same and not short else ""
    start = "not shown:" if short else f"{NOT_SHOWN} in"
    text = f"{start} {shows[NOT_SHOWN] + same} of {len(page)} headline figures{exactly}"
    if others:
        text += f"; {'shown' if short else 'a difference is shown'} in {others} not named here (see below, or --more)"
    if unknown:
        text += f"; {unknown} cannot be compared{'' if short else ', having no value in enough pairs'}"
    return text
