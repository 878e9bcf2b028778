"""Random funds that run dry and fill, and payments out of them, for the generator of scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from tests.engines.generator import Document, Writer

SUMS = ("£50", "£100", "£100", "£250", "£33.33")
DRAWN: tuple[dict[str, Any], ...] = (
    {"uniform": {"low": 0, "high": "£300"}},
    {"gamma": {"mean": "£90", "sd": "£60"}},
    {"gamma": {"mean": "£90", "cv": 0.5}},
    {"lognormal": {"mean": "£80", "cv": 1.5}},
    {"empirical": {"values": ["£20", "£100", "£400"]}, "times": 1.5},
    {"empirical": {"values": ["£20", "£100"], "shares": ["30 %", "70 %"]}},
)
REGULAR: tuple[dict[str, Any], ...] = (
    {"amount": "£300", "every": "1 d"},
    {"amount": "£200", "every": "5 h", "first": 0},
    {"amount": "£100", "every": "3 h", "first": "2024-12-31"},
    {"amount": "£600", "every": "2 d", "first": "2024-02-25"},
)
ONE_BY_ONE: tuple[list[dict[str, Any]], ...] = (
    [{"at": 0, "amount": "£100"}, {"at": "6 h", "amount": "£200"}, {"at": "6 h", "amount": "£50"}],
    [{"at": "2025-06-08", "amount": "£500"}, {"at": "30 h", "amount": "£0.01"}, {"at": "2023-01-01", "amount": "£9"}],
)


def funds(writer: Writer) -> Document:
    """Little money, so that people wait for it, some of which comes at the instants of other happenings."""
    draw = writer.draw
    found: Document = {}
    for name in writer.funds:
        fund: Document = {"opening": draw(st.sampled_from([0, "£100", "£400"]))} if draw(st.booleans()) else {}
        comes = st.sampled_from([*REGULAR, *REGULAR, *ONE_BY_ONE])
        if not fund or draw(st.integers(1, 3)) > 1:
            fund["instalments"] = draw(comes)
        found[name] = fund | ({"overtaking": True} if draw(st.booleans()) else {})
    return {"funds": found} if found else {}


def payment(writer: Writer) -> Document:
    """A sum out of a fund, a list of funds, or by attribute; fixed, by attribute or drawn."""
    draw = writer.draw
    who: Any = draw(st.sampled_from(writer.funds))
    if len(writer.funds) > 1 and draw(st.integers(1, 3)) == 1:
        who = list(draw(st.permutations(writer.funds)))
    elif writer.attributes and draw(st.integers(1, 3)) == 1:
        who = writer.tree(lambda: draw(st.sampled_from(writer.funds)))
    kind = draw(st.integers(0, 3))
    amount: Any = draw(st.sampled_from(SUMS))
    if kind == 1 and writer.attributes:
        times = draw(st.sampled_from([0.75, 1.0, 1.5]))
        amount = writer.tree(lambda: draw(st.sampled_from([*SUMS, *DRAWN]))) | {"times": times}
    elif kind >= 2:
        amount = draw(st.sampled_from(DRAWN))
    return {"pay": who, "amount": amount}


def ask_for_money(writer: Writer, document: Document) -> None:
    """A stream of people who want more than the funds have."""
    index = len(writer.pathways)
    steps = [writer.named(payment(writer) | writer.waiting(index, 2)) for _ in range(writer.draw(st.integers(1, 2)))]
    document["pathways"]["paid"] = [*steps, writer.named({"leave": "home"})]
    document["arrivals"]["paid"] = {"rate": "6 per day", "pathway": "paid"}
