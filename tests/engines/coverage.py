"""How often the generator draws each word of the language, alone and together with each other.

    python -m tests.engines.coverage 5000

prints a table: a row for each word, how many of so many random scenarios use it, and which words it stands beside least
often; words that are never drawn, and pairs that are never drawn together, come first.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from pydantic import BaseModel

from flowsim.scenario.language import Word, words_of, words_used
from flowsim.scenario.place import Place
from tests.engines.generator import several

NOT_BEHAVIOUR = {
    "Place.flowsim", "Place.name", "Place.title", "Place.description", "Place.parameters", "Place.policies",
    "Run.replications", "Run.seed", "Reason.title", "Reason.body", "Reason.group", "Reason.codes",
    "Codes.england", "Codes.dtoc", "Codes.wales", "Codes.scotland", "Interval.title", "Shock.title",
    "Unit.title", "Unit.note", "Unit.kind", "Unit.day_cost",
    "Unit.serves", "Team.title", "Team.note", "Team.kind", "Team.hour_cost",
    "Team.miles_per_hour",
    "Team.payer", "Follow.title",
    "Fund.title", "Fund.note", "Place.titles", "Attribute.titles",
    "Attribute.title", "Attribute.note", "Arrivals.title", "Arrivals.note", "Step.note", "Step.stage",
}  # fmt: skip
"""Words that move nobody."""
NO_BEHAVIOUR_AT_ALL = {"AppliedPolicy", "Charge"}
"""Models of which no word moves anybody."""


@dataclass(frozen=True)
class Coverage:
    """Counts over some random scenarios: how many, of each word, of each pair of words in one scenario."""

    scenarios: int
    words: Counter[str]
    pairs: Counter[tuple[str, str]]

    @property
    def never(self) -> list[str]:
        """Words that no scenario uses."""
        return sorted(word for word in every_word() if self.words[word] == 0)

    @property
    def apart(self) -> list[tuple[str, str]]:
        """Pairs of words that are drawn, but never in one scenario."""
        drawn = sorted(word for word in every_word() if self.words[word])
        return [pair for pair in combinations(drawn, 2) if self.pairs[pair] == 0]

    def rarest_beside(self, word: str) -> list[tuple[int, str]]:
        """The words that stand beside this one least often, with how often."""
        others = [other for other in every_word() if other != word and self.words[other]]
        return sorted((self.pairs[min(word, other), max(word, other)], other) for other in others)


def name_of(word: Word) -> str:
    """``Stay.patience`` and the like."""
    model, key = word
    return f"{model.__name__}.{key}"


def every_word() -> list[str]:
    """Every word of the language that can move somebody, each under the model that declares it."""
    moving = {name_of(word) for word in words_of() if word[0].__name__ not in NO_BEHAVIOUR_AT_ALL}
    return sorted(moving - NOT_BEHAVIOUR)


def cover(documents: list[dict[str, Any]]) -> Coverage:
    """Count the words of some documents."""
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    known = set(every_word())
    for document in documents:
        used = sorted({name_of(word) for word in words_used(_place(document))} & known)
        words.update(used)
        pairs.update(combinations(used, 2))
    return Coverage(len(documents), words, pairs)


def _place(document: dict[str, Any]) -> BaseModel:
    return Place.model_validate(document)


def lines(found: Coverage) -> Iterator[str]:
    """The table, and what is missing from it."""
    yield f"{found.scenarios:,} scenarios, {len(every_word())} words, {len(found.apart):,} pairs never together"
    yield f"never drawn: {', '.join(found.never) or 'none'}"
    yield ""
    yield f"{'word':<34}{'drawn':>8}{'share':>8}   rarest beside it"
    for word in sorted(every_word(), key=lambda word: found.words[word]):
        rare = ", ".join(f"{other} {count}" for count, other in found.rarest_beside(word)[:3])
        yield f"{word:<34}{found.words[word]:>8}{found.words[word] / found.scenarios:>8.1%}   {rare}"


if __name__ == "__main__":
    print("\n".join(lines(cover(several(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)))))
