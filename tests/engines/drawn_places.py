"""Random units counted in hours of care, and stays in them, for the generator of scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from tests.engines.generator import Document, Writer

AMOUNTS = ("1 h", "90 min", "2 h", "3 h", "5 h")


TAPERS = (
    [{"after": "2 h", "amount": "1 h"}],
    [{"after": 0, "amount": "4 h"}, {"after": "3 h", "amount": "2 h"}, {"after": "6 h", "amount": "30 min"}],
)


def care_units(writer: Writer) -> Document:
    """Units with few hours, so that requests of different sizes wait; all with one quantum."""
    draw = writer.draw
    quantum = draw(st.sampled_from([{}, {"quantum": "1 h"}, {"quantum": "30 min"}]))
    return {
        name: {
            "weekly_hours": draw(st.sampled_from(["5 h", "6 h", "9 h"])),
            "overtaking": draw(st.booleans()),
            "setting": draw(st.sampled_from(["home", "home", "hospital"])),
            **quantum,
            **({"admits": "office"} if draw(st.integers(1, 5)) == 1 else {}),
        }
        for name in writer.care
    }


def care_stay(writer: Writer) -> Document:
    """A stay in one of the care units, in a list of them, or by attribute there or on a ward; amounts may be drawn."""
    draw = writer.draw
    where = draw(st.sampled_from([*writer.care, writer.care]))
    if writer.attributes and draw(st.integers(1, 4)) == 1:
        where = {**writer.tree(lambda: draw(st.sampled_from(writer.care))), "else": draw(st.sampled_from(writer.units))}
    amount = draw(st.sampled_from(AMOUNTS))
    kind = draw(st.integers(0, 3))
    if kind == 1 and writer.attributes:
        amount = writer.tree(lambda: draw(st.sampled_from(AMOUNTS)))
    elif kind == 2:
        amount = draw(st.sampled_from([{"uniform": {"low": "1 h", "high": "5 h"}}, {"exponential": {"mean": "2 h"}}]))
    step: Document = {"stay": where, "amount": amount}
    if draw(st.integers(1, 3)) == 1:
        step["taper"] = draw(st.sampled_from(TAPERS))
    return step if draw(st.integers(1, 5)) == 1 else step | {"time": writer.time()}
