"""Figures as Markdown: numbers with their spread, times in the unit that suits them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.timing import Spread


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown.

    >>> print(table(("a", "b"), [("1", "2")]))
    | a | b |
    | --- | --- |
    | 1 | 2 |
    """
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def seconds(value: float) -> str:
    """A time in three figures.

    >>> seconds(0.00437), seconds(12.34), seconds(0.162)
    ('4.37 ms', '12.3 s', '162 ms')
    """
    if value < 1.0:
        return f"{three(value * 1e3)} ms"
    return f"{three(value)} s"


def nanoseconds(value: float) -> str:
    """A time in whole nanoseconds.

    >>> nanoseconds(94.6e-9)
    '95 ns'
    """
    return f"{value * 1e9:.0f} ns"


def times(ratio: Spread) -> str:
    """A ratio with the least and greatest of its rounds.

    >>> times(Spread(44.31, 39.6, 46.0))
    '44.3 (39.6 to 46.0)'
    """
    return f"{three(ratio.median)} ({three(ratio.low)} to {three(ratio.high)})"


def three(value: float) -> str:
    """A number in three figures, no more than are worth having.

    >>> three(123.4), three(12.34), three(1.234), three(0.5)
    ('123', '12.3', '1.23', '0.50')
    """
    size = abs(value)
    return f"{value:.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"
