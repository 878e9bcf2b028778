"""How a value that was found is shown in a message."""

from __future__ import annotations


def quoted(value: object, limit: int = 60) -> str:
    """A value as it is shown in a message: short, on one line.

    >>> quoted("six\\ndays"), quoted(True), quoted(None)
    ("'six\\\\ndays'", 'true', 'nothing')
    """
    text = str(value).lower() if isinstance(value, bool) else "nothing" if value is None else repr(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."
