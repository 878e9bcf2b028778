"""How a value that was found is shown in a message."""

from __future__ import annotations

import re
from collections.abc import Mapping

LONGEST = 300
"""Characters of each part of a message."""


DEEPEST = 4
"""What is in a list or mapping deeper than this is shown as dots."""

_BARE = re.compile(r"[A-Za-z£][\w£%./ -]*|-?[\d.]+(?: ?%| [A-Za-z][\w% ]*)")
"""Texts that nobody takes for anything else within a list or mapping."""

_WORDS = ("true", "false", "null")


def quoted(value: object, limit: int = 60) -> str:
    """A value as it is shown in a message: short, on one line, and as a file has it.

    >>> quoted("six\\ndays"), quoted(True), quoted(None)
    ("'six\\\\ndays'", 'true', 'nothing')
    >>> quoted({"set": [True, None, "5 %"], "in": "3"}), quoted([])
    ("{set: [true, null, 5 %], in: '3'}", '[]')
    """
    text = repr(value) if isinstance(value, str) else "nothing" if value is None else _within(value, limit, 0)
    return cut(text, limit)


def _within(value: object, limit: int, depth: int) -> str:
    """A value as it stands in a list or mapping, no longer than need be for so many characters."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, str):
        return value if _BARE.fullmatch(value) and value.lower() not in _WORDS else repr(value)
    if isinstance(value, Mapping | list | tuple) and depth > DEEPEST:
        return "..."
    if isinstance(value, Mapping):
        items = list(value.items())[:limit]
        return (
            "{"
            + ", ".join(f"{_within(key, limit, depth)}: {_within(one, limit, depth + 1)}" for key, one in items)
            + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_within(one, limit, depth + 1) for one in value[:limit]) + "]"
    return repr(value)


def cut(text: str, limit: int = LONGEST) -> str:
    """Text of bounded length: what stands in a file may be as long as it likes, a message may not.

    >>> cut("abcdefgh", 6)
    'abc...'
    """
    return text if len(text) <= limit else text[: limit - 3] + "..."
