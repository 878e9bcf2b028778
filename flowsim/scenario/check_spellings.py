"""Words that a place is free to choose, of which one looks like the misspelling of another: a warning.

Kinds of units, outcomes, marks and the like need no entry, so a slip of the pen makes another word, and what is
measured falls into two, or is not found by policies. A word is doubted if it has no title and is one edit away, or two
where it is long, from a word that flowsim itself looks for (:mod:`flowsim.scenario.looked_for`); or, where it stands
in one place only, from another word of the place for the same sort of thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel

from flowsim.scenario.counting import Count
from flowsim.scenario.faults import Fault
from flowsim.scenario.leaving import DECLARED, Declare, Leave
from flowsim.scenario.looked_for import (
    ATTRIBUTE,
    DOER,
    EMPLOYER,
    GROUP,
    MARK,
    OUTCOME,
    RISK,
    STAGE,
    TEAM,
    THING,
    UNIT,
    level_of,
    looked_for,
)
from flowsim.scenario.names import is_name
from flowsim.scenario.place import Place, Team, Unit
from flowsim.scenario.positions import Path
from flowsim.scenario.rules import Known, levels_of, rule, walk
from flowsim.scenario.step import Step
from flowsim.scenario.steps import Mark, Search
from flowsim.scenario.waits import Chase, Message
from flowsim.scenario.workforce import Employer

Word = tuple[str, str, Path]
"""The sort of thing that a word is for, the word, and where it stands."""

KEYS = (ATTRIBUTE, RISK, level_of(""))
"""How the sorts of words begin that are keys of the file; each is looked at only beside what flowsim looks for."""

ANY_TEXT = (STAGE, UNIT, TEAM, EMPLOYER, GROUP)
"""Sorts of words that may be any text; the others are names, and what is none is told already."""

_READY = ("ready", "fit", "optimised")
"""Parts of a mark's name of which one says that it may be meant for that of people who are ready."""

SHORTEST, LONG = 4, 8
"""Shorter words are not doubted; from so many letters on two edits are allowed."""

_OF_STEPS: tuple[tuple[type, str, str], ...] = (
    (Leave, "leave", OUTCOME),
    (Mark, "mark", MARK),
    (Message, "message", "message"),
    (Search, "search", "search"),
    (Count, "count", THING),
    (Count, "by", DOER),
    (Chase, "by", DOER),
    (Step, "stage", STAGE),
)
"""Kinds of step (or part of one), the key of a free word, and what it is a word for."""


@rule(Place)
def spellings(known: Known, path: Path, place: Place) -> Iterator[Fault]:
    """Free words that are near misses of others; not under policies, which may take the others away."""
    if place.policies:
        return
    sorts: dict[str, dict[str, list[Path]]] = {}
    for sort, word, where in _words(place):
        sorts.setdefault(sort, {}).setdefault(word, []).append(where)
    for sort, places in sorts.items():
        for number, (word, found) in enumerate(places.items()):
            sought = looked_for().get(sort, {})
            if word in place.titles or word in sought or not (sort in ANY_TEXT or is_name(word)):
                continue
            before = list(places)[:number]
            others = [other for other in places if other in before or len(places[other]) > 1]
            if missed := next((other for other in sought if alike(word, other)), ""):
                yield _missed(sort, word, found, missed)
            elif len(found) == 1 and not sort.startswith(KEYS):
                yield from _doubted(sort, word, found[0], others)


@rule(Place)
def ready(known: Known, path: Path, place: Place) -> Iterator[Fault]:
    """A mark that is called ready in other words, where nobody is ever marked as ready for discharge."""
    meant = DECLARED["ready"]
    marks = {word: where for sort, word, where in _words(place) if sort == MARK}
    declared = any(isinstance(node, Declare) for _, node in walk(place.pathways, ()))
    for word, where in marks.items() if not declared and meant not in marks else ():
        if word not in place.titles and not alike(word, meant) and set(_READY) & set(word.replace("_", "-").split("-")):
            message = f"nobody here ever has the mark '{meant}', so there are no figures of delay"
            hint = f"did you mean '{meant}'?"
            yield Fault("near-miss", where, message, word, hint=hint, severity="warning")


def _missed(sort: str, word: str, found: list[Path], meant: str) -> Fault:
    """A word that may be meant for one that flowsim looks for, with what is not found because of it."""
    more = len(found) - 1
    here = f" (and {more} more like it)" if more else ""
    message = f"this {sort}{here} looks like one that flowsim looks for; if it is, {looked_for()[sort][meant]}"
    hint = f"did you mean '{meant}'?"
    return Fault("near-miss", found[0], message, word, hint=hint, at_key=sort.startswith(KEYS), severity="warning")


def _doubted(sort: str, word: str, path: Path, others: Iterable[str]) -> Iterator[Fault]:
    """Of two words that stand once each the one that is written later is doubted; it may be the other."""
    meant = next((other for other in others if alike(word, other)), "")
    if meant:
        message = f"this {sort} stands nowhere else, and looks like another; if it is, its figures stand apart"
        yield Fault("near-miss", path, message, word, hint=f"did you mean '{meant}'?", severity="warning")


def _words(place: Place) -> Iterator[Word]:
    employers = place.workforce.employers if place.workforce else {}
    kinds: tuple[tuple[str, Path, Mapping[str, Unit | Team | Employer]], ...] = (
        (UNIT, ("units",), place.units),
        (TEAM, ("teams",), place.teams),
        (EMPLOYER, ("workforce", "employers"), employers),
    )
    for sort, section, things in kinds:
        for name, thing in things.items():
            if thing.kind:
                yield sort, thing.kind, (*section, name, "kind")
    for name, reason in place.reasons.items():
        yield GROUP, reason.group, ("reasons", name, "group")
    for name, attribute in place.attributes.items():
        yield ATTRIBUTE, name, ("attributes", name)
        for level in levels_of(attribute.shares):
            yield level_of(name), level, ("attributes", name, "shares", level)
    for path, node in walk(place.pathways, ("pathways",)):
        for model, key, sort in _OF_STEPS:
            if isinstance(node, model) and isinstance(word := getattr(node, key), str):
                yield sort, word, (*path, key)
        if isinstance(node, BaseModel):
            yield from ((RISK, name, (*path, "risks", name)) for name in vars(node).get("risks") or ())


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
