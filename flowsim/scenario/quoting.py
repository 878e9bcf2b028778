"""How a value that was found is shown in a message."""

from __future__ import annotations

LONGEST = 300
"""Characters of each part of a message."""


def quoted(value: object, limit: int = 60) -> str:
    """A value as it is shown in a message: short, on one line.

    >>> quoted("six\\ndays"), quoted(True), quoted(None)
    ("'six\\\\ndays'", 'true', 'nothing')
    """
    text = str(value).lower() if isinstance(value, bool) else "nothing" if value is None else repr(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def cut(text: str, limit: int = LONGEST) -> str:
    """Text of bounded length: what stands in a file may be as long as it likes, a message may not.

    >>> cut("abcdefgh", 6)
    'abc...'
    """
    return text if len(text) <= limit else text[: limit - 3] + "..."
