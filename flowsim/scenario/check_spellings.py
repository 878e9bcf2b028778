"""Words that a place is free to choose, of which one looks like the misspelling of another: a warning.

Kinds of units, outcomes, marks and the like need no entry, so a slip of the pen makes another word, and what is
measured falls into two. A word is doubted if it stands in one place only, has no title, and another word for the same
sort of thing is one edit away, or two where it is long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flowsim.scenario.check_names import DIED
from flowsim.scenario.counting import Count
from flowsim.scenario.faults import Fault
from flowsim.scenario.leaving import DECLARED, Leave
from flowsim.scenario.place import Place
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import Known, rule, walk
from flowsim.scenario.step import Step
from flowsim.scenario.steps import Mark, Search
from flowsim.scenario.waits import Chase, Message

Word = tuple[str, str, Path]
"""The sort of thing that a word is for, the word, and where it stands."""

SHORTEST, LONG = 4, 8
"""Shorter words are not doubted; from so many letters on two edits are allowed."""

OF_THE_LANGUAGE: tuple[Word, ...] = (("outcome", DIED, ()), *(("mark", mark, ()) for mark in DECLARED.values()))
"""Words that flowsim itself knows, whether they are used or not."""

_OF_STEPS: tuple[tuple[type, str, str], ...] = (
    (Leave, "leave", "outcome"),
    (Mark, "mark", "mark"),
    (Message, "message", "message"),
    (Search, "search", "search"),
    (Count, "count", "word for what is counted"),
    (Count, "by", "word for who does it"),
    (Chase, "by", "word for who does it"),
    (Step, "stage", "stage"),
)
"""Kinds of step (or part of one), the key of a free word, and what it is a word for."""


@rule(Place)
def spellings(known: Known, path: Path, place: Place) -> Iterator[Fault]:
    """Free words that are near misses of others; not under policies, which may take the others away."""
    if place.policies:
        return
    sorts: dict[str, dict[str, list[Path]]] = {}
    for sort, word, where in (*OF_THE_LANGUAGE, *_words(place)):
        sorts.setdefault(sort, {}).setdefault(word, []).append(where)
    for sort, places in sorts.items():
        for number, (word, found) in enumerate(places.items()):
            if len(found) == 1 and found[0] and word not in place.titles:
                before = list(places)[:number]
                others = (other for other in places if other in before or len(places[other]) > 1)
                yield from _doubted(sort, word, found[0], others)


def _doubted(sort: str, word: str, path: Path, others: Iterable[str]) -> Iterator[Fault]:
    """Of two words that stand once each the one that is written later is doubted; it may be the other."""
    meant = next((other for other in others if alike(word, other)), "")
    if meant:
        message = f"this {sort} stands nowhere else, and looks like another"
        yield Fault("near-miss", path, message, word, hint=f"did you mean '{meant}'?", severity="warning")


def _words(place: Place) -> Iterator[Word]:
    for section, things in (("units", place.units), ("teams", place.teams)):
        for name, thing in things.items():
            if thing.kind:
                yield f"kind of {section[:-1]}", thing.kind, (section, name, "kind")
    for name, reason in place.reasons.items():
        yield "group of reasons", reason.group, ("reasons", name, "group")
    for path, node in walk(place.pathways, ("pathways",)):
        for model, key, sort in _OF_STEPS:
            if isinstance(node, model) and isinstance(word := getattr(node, key), str):
                yield sort, word, (*path, key)


def alike(word: str, other: str) -> bool:
    """Whether one word may be a misspelling of another.

    Words that differ in digits, or by a part of their own, are meant to differ.

    >>> alike("assesment", "assessment"), alike("hone", "home"), alike("ward-1", "ward-2"), alike("placed", "replaced")
    (True, True, False, False)
    """
    shorter, longer = sorted((len(word), len(other)))
    most = 2 if shorter >= LONG else 1
    if shorter < SHORTEST or longer - shorter > most or _letters(word) == _letters(other):
        return False
    return edits(word, other) <= most


def _letters(word: str) -> str:
    return "".join(letter for letter in word if not letter.isdigit())


def edits(word: str, other: str) -> int:
    """Letters that are left out, added, changed, or swapped with the next to come from one word to the other.

    >>> edits("hone", "home"), edits("wrad", "ward"), edits("assesment", "assessment")
    (1, 1, 1)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for number, letter in enumerate(word, start=1):
        new = [number]
        for place, wanted in enumerate(other, start=1):
            fewest = min(new[-1] + 1, row[place] + 1, row[place - 1] + (letter != wanted))
            if number > 1 < place and letter == other[place - 2] and word[number - 2] == wanted:
                fewest = min(fewest, before[place - 2] + 1)
            new.append(fewest)
        before, row = row, new
    return row[-1]
