"""Random employers and labour markets, for the generator: few staff, many joiners, so that much changes in a week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.engines.drawn_capacity import DATES

if TYPE_CHECKING:
    from tests.engines.generator import Document, Writer

JOINERS = ("2 per week", "1 per day", "5 per day", "300 per year", 0)
NAMES = ("providers", "council")


def workforce(writer: Writer, document: Document) -> None:
    """Now and then employers of one market, or each of its own, who staff some of the units and teams."""
    draw = writer.draw
    budgets = set(writer.budgets)
    free = [name for name in dict.fromkeys([*document["units"], *document["teams"]]) if name not in budgets]
    names = NAMES[: draw(st.sampled_from([1, 2, 2]))]
    employers = {name: employer(writer, name, [other for other in names if other != name]) for name in names}
    for name in draw(st.permutations(free))[: draw(st.integers(1, len(free)))]:
        employers[draw(st.sampled_from(names))].setdefault("staffs", []).append(name)
    document["workforce"] = {"employers": employers, "markets": {name: market(writer) for name in ("care", "other")}}


def employer(writer: Writer, name: str, others: list[str]) -> Document:
    """One employer, of whom staff move to the others."""
    draw = writer.draw
    staff = draw(st.integers(1, 6))
    found: Document = {
        "staff": staff,
        "posts": staff + draw(st.sampled_from([0, 1, 3, staff * 9])),
        "turnover": draw(st.sampled_from([0, "30 %", 1])),
    }
    if draw(st.integers(1, 3)) > 1:
        found["market"] = draw(st.sampled_from(["care", "care", "other"]))
    if others and draw(st.booleans()):
        found["moves"] = moves(writer, others)
    if draw(st.integers(1, 3)) == 1:
        found["dated"] = {draw(st.sampled_from(DATES)): change(writer, staff, others) for _ in range(2)}
    words = {"drifts": "drawn at random", "kind": name, "title": name, "note": "drawn"}
    return found | {word: said for word, said in words.items() if draw(st.booleans())}


def moves(writer: Writer, others: list[str]) -> Document:
    """Where those who leave go."""
    return {name: writer.draw(st.sampled_from([0, "20 %", 1])) for name in others}


def change(writer: Writer, staff: int, others: list[str]) -> Document:
    """What is otherwise at an employer from a date on."""
    draw = writer.draw
    changes: dict[str, Any] = {
        "posts": draw(st.integers(0, 10 * staff)),
        "turnover": draw(st.sampled_from([0, "90 %"])),
    }
    if others:
        changes["moves"] = moves(writer, others)
    kept = draw(st.lists(st.sampled_from(sorted(changes)), min_size=1, unique=True))
    return {word: changes[word] for word in kept}


def market(writer: Writer) -> Document:
    """One labour market, in which something may be otherwise from a date on."""
    draw = writer.draw
    rates = {"joiners": st.sampled_from(JOINERS), "per_empty_post": st.sampled_from(["1 per year", "0.5 per day", 0])}
    found: Document = {word: draw(said) for word, said in rates.items() if draw(st.integers(1, 3)) > 1}
    if draw(st.integers(1, 3)) == 1:
        word = draw(st.sampled_from(sorted(rates)))
        found["dated"] = {draw(st.sampled_from(DATES)): {word: draw(rates[word])}}
    return found | {word: "drawn" for word in ("title", "note") if draw(st.booleans())}
