"""Random conditions on the state, for the generator of scenarios."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from tests.engines.generator import Document, Writer

TIMES = [("1 h", "9 h"), ("3 h", "1 d"), ("0 h", "2 d")]
COUNTS = [(0, 2), (1, 4), (0, 3)]
SHARES = [(0.4, "90 %"), ("50 %", 1), (0, 0.75)]


def bounds(writer: Writer, pairs: list[tuple[Any, Any]]) -> Document:
    """Over something, under something, or both."""
    low, high = writer.draw(st.sampled_from(pairs))
    return writer.draw(st.sampled_from([{"over": low}, {"under": high}, {"over": low, "under": high}]))


def some(writer: Writer, one: Any) -> Any:
    """One test of a kind, or now and then two, of both of which all must hold."""
    return [one(), one()] if writer.draw(st.integers(1, 4)) == 1 else one()


def by_state(writer: Writer) -> Document:
    """A condition on the state, with one or two words."""
    draw, resources = writer.draw, [*writer.units, *writer.teams]

    def of() -> str:
        return draw(st.sampled_from(resources))

    def since() -> Document:
        return {"mark": draw(st.sampled_from(writer.marked)), **bounds(writer, TIMES)}

    words: dict[str, Callable[[], Any]] = {
        "waited": lambda: bounds(writer, TIMES),
        "queue": lambda: some(writer, lambda: {"of": of(), **bounds(writer, COUNTS)}),
        "occupancy": lambda: some(writer, lambda: {"of": of(), **bounds(writer, SHARES)}),
        "full": lambda: draw(st.sampled_from([of(), sorted({of(), of()})])),
    }
    if writer.marked:
        words["since"] = lambda: some(writer, since)
    first, second = draw(st.sampled_from(sorted(words))), draw(st.sampled_from(sorted(words)))
    return {word: words[word]() for word in (first, second if draw(st.booleans()) else first)}
