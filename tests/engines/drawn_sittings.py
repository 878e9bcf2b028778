"""Random work in sittings, for the generator: few cases in hand, so that people wait for one to be closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from tests.engines.generator import Document, Writer


def sittings(writer: Writer) -> Document:
    """How a task is done, where the teams do not meet: half in one go."""
    draw = writer.draw
    if writer.meetings or draw(st.booleans()):
        return {}
    between = {"between": writer.time()} if draw(st.integers(0, 3)) else {}
    return {"sittings": draw(st.sampled_from([1, 2, 2, 3]))} | between


def caseload(writer: Writer) -> Document:
    """How many cases a worker of a team has in hand."""
    kind = writer.draw(st.integers(0, 3))
    return {"caseload": kind} if kind and not writer.meetings else {}
