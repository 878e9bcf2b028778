"""Random employers and labour markets, for the generator: few staff, many joiners, so that much changes in a week.

They are drawn by a chance that follows from the rest of the scenario, so that no other draw is another one by them.
"""

from __future__ import annotations

import json
from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING, Any

from tests.engines.drawn_capacity import DATES

if TYPE_CHECKING:
    from tests.engines.generator import Document, Writer

JOINERS = ("2 per week", "1 per day", "5 per day", "300 per year", 0)
NAMES = ("providers", "council")


def workforce(writer: Writer, document: Document) -> None:
    """Now and then employers of one market, or each of its own, who staff some of the units and teams."""
    chance = Random(sha256(json.dumps(document, sort_keys=True, default=str).encode()).digest())
    budgets = set(writer.budgets)
    free = [name for name in dict.fromkeys([*document["units"], *document["teams"]]) if name not in budgets]
    if chance.randrange(4) or not free:
        return
    names = NAMES[: chance.choice([1, 2, 2])]
    employers = {name: employer(chance, name, [other for other in names if other != name]) for name in names}
    for name in chance.sample(free, chance.randint(1, len(free))):
        employers[chance.choice(names)].setdefault("staffs", []).append(name)
    document["workforce"] = {"employers": employers, "markets": {name: market(chance) for name in ("care", "other")}}


def employer(chance: Random, name: str, others: list[str]) -> Document:
    """One employer, of whom staff move to the others."""
    staff = chance.randint(1, 6)
    found: Document = {
        "staff": staff,
        "posts": staff + chance.choice([0, 1, 3, staff * 9]),
        "turnover": chance.choice([0, "30 %", 1]),
    }
    if chance.randint(1, 3) > 1:
        found["market"] = chance.choice(["care", "care", "other"])
    if others and chance.random() < 0.5:
        found["moves"] = moves(chance, others)
    if chance.randint(1, 3) == 1:
        found["dated"] = {chance.choice(DATES): change(chance, staff, others) for _ in range(2)}
    words = {"drifts": "drawn at random", "kind": name, "title": name, "note": "drawn"}
    return found | {word: said for word, said in words.items() if chance.random() < 0.5}


def moves(chance: Random, others: list[str]) -> Document:
    """Where those who leave go."""
    return {name: chance.choice([0, "20 %", 1]) for name in others}


def change(chance: Random, staff: int, others: list[str]) -> Document:
    """What is otherwise at an employer from a date on."""
    changes: dict[str, Any] = {
        "posts": chance.randint(0, 10 * staff),
        "turnover": chance.choice([0, "90 %"]),
    }
    if others:
        changes["moves"] = moves(chance, others)
    kept = chance.sample(sorted(changes), chance.randint(1, len(changes)))
    return {word: changes[word] for word in kept}


def market(chance: Random) -> Document:
    """One labour market, in which something may be otherwise from a date on."""
    rates = {"joiners": JOINERS, "per_empty_post": ("1 per year", "0.5 per day", 0)}
    found: Document = {word: chance.choice(said) for word, said in rates.items() if chance.randint(1, 3) > 1}
    if chance.randint(1, 3) == 1:
        word = chance.choice(sorted(rates))
        found["dated"] = {chance.choice(DATES): {word: chance.choice(rates[word])}}
    return found | {word: "drawn" for word in ("title", "note") if chance.random() < 0.5}
