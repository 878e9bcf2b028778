"""What a place lacks for a path to find something in it: what nearly fits and why not, or which word to write where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flowsim.errors import Problem, ScenarioError
from flowsim.scenario.names import listed

Conditions = Sequence[tuple[str, str]]
"""Fields with the word that each must have, or several with ``|`` between."""

_OF_THE_STEP = ("kind", "setting", "pathway")
"""What a step is selected by that is not written at it as a word for policies."""

_OF_THE_WORKFORCE = ("employer", "staffs")
"""What a unit or team is selected by that stands at its employer, and an employer by what stands at its units."""

_SHOWN = 6
"""Of no more than so many parts of a place the names are given."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A part of a place that could be meant: its name, its path in words, and what it says by field."""

    name: str
    path: str
    said: Mapping[str, set[str]]

    def misses(self, where: Conditions) -> list[tuple[str, str]]:
        """The conditions that do not hold of it."""
        return [(field, wanted) for field, wanted in where if not either(wanted, self.said[field])]


@dataclass(frozen=True, slots=True)
class Lack:
    """Why nothing fits.

    Attributes:
        near: what has the words that are looked for and yet does not fit, each in a sentence with the reason.
        noun: what was looked for, such as ``wait in hospital``.
        words: what could be written, such as ``stage: choice``; none where no word would do.
        there: names of what it could be written at.
    """

    near: tuple[str, ...]
    noun: str
    words: tuple[str, ...]
    there: tuple[str, ...]


class NothingFits(ScenarioError):
    """Nothing in a place fits a path; ``lack`` says what is missing."""

    def __init__(self, problem: Problem, lack: Lack) -> None:
        super().__init__([problem])
        self.lack = lack


def either(wanted: str, said: set[str]) -> bool:
    """Whether one of the words of a condition, which may be several with ``|`` between, is said."""
    return any(word in said for word in _alternatives(wanted))


def lack(what: str, where: Conditions, candidates: Sequence[Candidate]) -> Lack:
    """What is missing for a selector to find something.

    >>> hub = Candidate("hub", "pathways.main.hub", {"stage": {"choice"}, "kind": {"task"}})
    >>> lack("step", [("stage", "choice"), ("kind", "wait")], [hub]).near
    ('pathways.main.hub has stage choice, but is a task and no wait',)
    >>> advice([lack("step", [("stage", "top-up"), ("kind", "task")], [hub])])
    "write 'stage: top-up' at the task that is meant (here: hub)"

    Args:
        what: ``step``, ``unit``, ``team`` and so on.
        where: the conditions, all of which must hold.
        candidates: every part of that sort.
    """
    free = [one for one in where if one[0] not in (_OF_THE_STEP if what == "step" else _OF_THE_WORKFORCE)]
    bound = [one for one in where if one not in free]
    named = [one for one in candidates if free and not one.misses(free)]
    near = tuple(_nearly(one, free, one.misses(bound)) for one in named)
    words = tuple(f"{field}: {word}" for field, wanted in free for word in _alternatives(wanted))
    there = (one.name for one in candidates if not one.misses(bound))
    return Lack(near, _noun(what, dict(bound)), () if near else words, tuple(dict.fromkeys(there)))


def advice(lacks: Iterable[Lack]) -> str:
    """Which words to write where, in a sentence; words for the same thing together. Empty if no word would do."""
    sorts: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for one in lacks:
        if one.words:
            sorts.setdefault((one.noun, one.there), []).extend(one.words)
    return ", or ".join(_write(noun, words, there) for (noun, there), words in sorts.items())


def _write(noun: str, words: Iterable[str], there: Sequence[str]) -> str:
    quoted = listed(f"'{word}'" for word in dict.fromkeys(words))
    here = f" (here: {', '.join(there)})" if there else " (there is none here)"
    if len(there) > _SHOWN or (there and noun.startswith("step")):  # marks, choices and departures are steps too
        here = ""
    return f"write {quoted} at the {noun} that is meant{here}"


def _alternatives(wanted: str) -> list[str]:
    return [word.strip() for word in wanted.split("|")]


def _nearly(one: Candidate, free: Conditions, misses: Conditions) -> str:
    """What has the right words and does not fit: ``pathways.main.hub has stage choice, but is a task and no wait``."""
    has = " and ".join(f"{field} {listed(sorted(set(_alternatives(w)) & one.said[field]))}" for field, w in free)
    return f"{one.path} has {has}, but {' and '.join(_why(one, misses))}"


def _why(one: Candidate, misses: Conditions) -> Iterator[str]:
    for field, wanted in misses:
        said, words = listed(sorted(one.said[field])), listed(_alternatives(wanted))
        if field == "kind":
            yield f"is a {said} and no {words}"
        elif field in _OF_THE_WORKFORCE:
            yield f"is staffed by {said}" if field == "employer" else f"staffs no {words}"
        elif not said:
            yield "nobody comes to it"
        else:
            yield f"is {_where(field, said)} and not {_where(field, words)}"


def _where(field: str, words: str) -> str:
    return f"at {words}" if (field, words) == ("setting", "home") else f"in {words}"


def _noun(what: str, bound: Mapping[str, str]) -> str:
    noun = listed(_alternatives(bound.get("kind", what)))
    places = [_where(field, listed(_alternatives(bound[field]))) for field in ("setting", "pathway") if field in bound]
    if noun == "stay" and "setting" in bound:  # the setting is where people are as it begins
        places[0] = f"that people come to from {listed(_alternatives(bound['setting']))}"
    return " ".join([noun, *places])
