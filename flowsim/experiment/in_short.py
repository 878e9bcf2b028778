"""A result in a line, as Python prints it: what it is, how much was run, and which of its names give tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MOST = 4
"""So many names stand in the line."""


def in_short(result: object, of: str, counts: str, tables: Sequence[str]) -> str:
    """The line.

    >>> in_short(1.0, "tutorial", "2 pairs, seed 7", ["table()"])
    '<float of tutorial: 2 pairs, seed 7; tables: table()>'
    """
    return f"<{type(result).__name__} of {of}: {counts}; tables: {', '.join(tables)}>"


def of_all(counts: Iterable[int], asked: int, what: str) -> str:
    """How many of those asked for there are, of whatever has fewest.

    >>> of_all([50, 48], 50, "pairs"), of_all([50], 50, "pairs")
    ('48 of 50 pairs', '50 pairs')
    """
    fewest = min(counts, default=0)
    return f"{fewest} {what}" if fewest == asked else f"{fewest} of {asked} {what}"


def some(names: Sequence[str]) -> str:
    """The first names, and how many more there are.

    >>> some(["a", "b"]), some(list("abcdef"))
    ('a, b', 'a, b, c, d and 2 more')
    """
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more
