"""Random messages, searches and placements that fail, for the generator of scenarios."""

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
        if step["chased"]["by"] == "family":
            step["chased"]["effort"] = "20 min"
        if draw(st.booleans()):
            step["chased"]["hours"] = "clinic"
    if draw(st.booleans()):
        step["reason"] = "hub-confirmation"
    return step


def counted(writer: Writer) -> Document:
    """Something counted: by nobody, or by somebody whom it takes as long wherever they do it, if that is said."""
    draw = writer.draw
    step: Document = {"count": draw(st.sampled_from(("hand-off", "visit")))}
    by = draw(st.sampled_from((None, "family", "ward")))
    if by is None:
        return step
    said = {"effort": "30 min", "miles": 7} if by == "family" else {}
    return {**step, "by": by, **said}


def search(writer: Writer, index: int, depth: int) -> Document:
    """A search for a provider; chances and times make that nobody accepts now and then."""
    draw = writer.draw
    step: Document = {"search": draw(st.sampled_from(("home", "carer"))), "answer": writer.time()}
    step["accepts"] = draw(st.sampled_from([0.3, "10 %", 0, 1])) if draw(st.booleans()) else writer.share()
    if draw(st.booleans()):
        step["at_once"] = draw(st.sampled_from([1, 2, 3]))
    if draw(st.booleans()):
        step["hours"] = "office"
    if draw(st.booleans()):
        step["reason"] = "hub-confirmation"
    fallback = writer.then(index, depth)
    fallback |= {"approaches": draw(st.sampled_from([3, 4]))} if draw(st.booleans()) else {}
    fallback |= {"time": draw(st.sampled_from(["1 h", "8 h", "2 d"]))} if draw(st.booleans()) else {}
    return step | ({"fallback": fallback} if fallback else {})


def fails(writer: Writer, index: int, depth: int) -> Document:
    """A placement that fails."""
    return {"share": writer.share(), "after": writer.time(), **writer.then(index, depth)}
