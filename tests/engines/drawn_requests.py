"""Random messages, for the generator of scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from tests.engines.generator import Document, Writer

MESSAGES = ("referral", "answer")
CHASERS = ("family", "ward")


def message(writer: Writer) -> Document:
    """A message, half of which can be lost and are chased."""
    draw = writer.draw
    step: Document = {"message": draw(st.sampled_from(MESSAGES)), "takes": writer.time()}
    if draw(st.booleans()):
        step["hours"] = "office"
    if draw(st.booleans()):
        step["lost"] = writer.share() if draw(st.booleans()) else "40 %"
        step["lost"] = 0.5 if step["lost"] == 1 else step["lost"]
        step["chased"] = {"after": draw(st.sampled_from(["1 h", "3 h", "1 d"])), "by": draw(st.sampled_from(CHASERS))}
        if draw(st.booleans()):
            step["chased"]["hours"] = "clinic"
    if draw(st.booleans()):
        step["reason"] = "hub-confirmation"
    return step
