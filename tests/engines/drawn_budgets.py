"""Random weekly budgets, what is reserved of them and given back, for the generator of scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.engines import drawn_capacity
from tests.engines.drawn_funds import DRAWN, SUMS

if TYPE_CHECKING:
    from tests.engines.generator import Document, Writer

NAMES = ("purchasing", "direct-payments")
LIMITS: tuple[dict[str, str], ...] = ({}, {}, {"for": "5 h"}, {"for": "1 d"}, {"for": "0 h"})
DATED: tuple[dict[str, int], ...] = (
    {"2024-02-28": 80, "2024-03-01": 400},
    {"2024-12-31": 150, "2025-01-02": 0, "2025-01-03 06:00": 300},
    {"2025-06-08": 60},
)


def budgets(writer: Writer) -> Document:
    """Units with little money a week, so that people wait for it; it is cut and raised, and closes as a whole."""
    draw = writer.draw
    found: Document = {}
    for name in writer.budgets:
        over_time = {key: one for key, one in drawn_capacity.hours_of_care(draw).items() if key != "by_week"}
        if draw(st.integers(1, 3)) == 1:
            over_time["dated"] = draw(st.sampled_from(DATED))
        payer = draw(st.sampled_from([{}, {}, {"payer": "NHS"}]))
        admits = draw(st.sampled_from([{}, {}, {}, {"admits": "office"}]))
        money = {"weekly_budget": draw(st.sampled_from(["£250", "£250", "£300.50"])), "overtaking": draw(st.booleans())}
        found[name] = money | over_time | payer | admits
    return found


def _which(writer: Writer) -> Any:
    """A budget, both in order of choice, or by attribute."""
    draw = writer.draw
    kind = draw(st.integers(0, 3))
    if kind == 1:
        return list(draw(st.permutations(writer.budgets)))
    if kind == 2 and writer.attributes:
        return writer.tree(lambda: draw(st.sampled_from(writer.budgets)))
    return draw(st.sampled_from(writer.budgets))


def _sum(writer: Writer) -> Any:
    draw = writer.draw
    kind = draw(st.integers(0, 3))
    if kind == 1 and writer.attributes:
        return writer.tree(lambda: draw(st.sampled_from([*SUMS, *DRAWN])))
    return draw(st.sampled_from(DRAWN if kind == 2 else SUMS))


def money_kept(writer: Writer) -> Document:
    """So much a week, for a time or without end."""
    draw = writer.draw
    limit, payer = draw(st.sampled_from(LIMITS)), draw(st.sampled_from([{}, {}, {"payer": "family"}]))
    return {"reserve": _which(writer), "weekly": _sum(writer)} | limit | payer


def given_back(writer: Writer) -> Document:
    """What is given back: money, a place or care that may be kept, one or several, by attribute."""
    draw = writer.draw
    if writer.budgets and draw(st.booleans()):
        return {"release": _which(writer)}
    names = [*writer.budgets, *writer.care, *writer.units]
    several = list(draw(st.permutations(names)))[: draw(st.integers(1, 3))]
    return {"release": draw(st.sampled_from([names[0], names[-1], several]))}


def place_with_money(writer: Writer, document: Document) -> None:
    """A stream for whose stays money is kept, which is given back before they go on, or by a branch."""
    draw = writer.draw
    unit, back = draw(st.sampled_from(writer.units)), writer.named({"release": list(writer.budgets)})
    stay = writer.named({"stay": unit, "time": writer.time()})
    ask = writer.named(money_kept(writer) | writer.waiting(len(writer.pathways), 2))
    middle = draw(
        st.sampled_from(
            [[ask, stay, back], [ask, stay], [writer.named({"meanwhile": "money", "do": [ask]}), stay, back]]
        )
    )
    again = writer.named(money_kept(writer))
    document["pathways"]["placed"] = [
        *middle, again, writer.named({"wait": writer.time()}), writer.named({"leave": "home"})
    ]  # fmt: skip
    document["arrivals"]["placed"] = {"rate": "6 per day", "pathway": "placed"}
