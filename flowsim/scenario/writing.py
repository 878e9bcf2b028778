"""A plain tree as the YAML that a person would write: blocks outside, what is short on one line inside.

Texts stand bare only where nobody could read them as anything else; all others are quoted as in JSON, which YAML
1.2 reads the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from flowsim.scenario.tree import scalar

FLOW_WIDTH = 90
"""Characters up to which a mapping or list is written on one line."""

_BARE = re.compile(r"[A-Za-z0-9£](?:[A-Za-z0-9£%._+/()–-]|(?<=[0-9]):(?=[0-9])| (?=[A-Za-z0-9£%(–-]))*")


def to_yaml(document: dict[str, Any]) -> str:
    """A mapping as YAML 1.2, in its own order.

    >>> print(to_yaml({"units": {"ward": {"places": 10}}, "run": {"window": "1 y"}}), end="")
    units:
      ward: {places: 10}
    run:
      window: 1 y
    """
    return "".join(f"{line}\n" for line in _mapping(document, 0, True))


def _mapping(node: dict[str, Any], indent: int, outer: bool = False) -> Iterator[str]:
    if not node:
        yield " " * indent + "{}"
    for key, value in node.items():
        yield from _entry(" " * indent + f"{text(key)}:", value, indent + 2, outer)


def _sequence(node: list[Any], indent: int) -> Iterator[str]:
    for item in node:
        head = " " * indent + "-"
        if item and (isinstance(item, dict) or (isinstance(item, list) and not _is_short(item))):
            inner = _mapping(item, indent + 2) if isinstance(item, dict) else _sequence(item, indent + 2)
            yield f"{head} {next(inner).lstrip()}"
            yield from inner
        else:
            yield from _entry(head, item, indent + 2)


def _entry(head: str, value: Any, indent: int, outer: bool = False) -> Iterator[str]:
    """A key, or the dash of an item, with its value: beside it, or below it with an indent."""
    if isinstance(value, dict | list) and value and (outer or not _is_short(value)):
        yield head
        yield from _mapping(value, indent) if isinstance(value, dict) else _sequence(value, indent)
    elif isinstance(value, str) and _is_paragraphs(value):
        yield f"{head} |" if value.endswith("\n") else f"{head} |-"
        yield from (" " * indent + line if line else "" for line in value.removesuffix("\n").split("\n"))
    else:
        yield f"{head} {flow(value)}"


def flow(value: Any) -> str:
    """A value on one line.

    >>> flow({"share": "12 %", "when": {"age": ["old", "75+"]}, "note": "a: b"})
    '{share: 12 %, when: {age: [old, 75+]}, note: "a: b"}'
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{text(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return text(value) if isinstance(value, str) else json.dumps(value)


def text(words: str) -> str:
    """A text, bare if it reads as itself, else in quotes.

    >>> text("08:30"), text("true"), text("8"), text("12 %")
    ('08:30', '"true"', '"8"', '12 %')
    """
    bare = _BARE.fullmatch(words) is not None and _reads_as_itself(words)
    return words if bare else json.dumps(words, ensure_ascii=False)


def _reads_as_itself(words: str) -> bool:
    try:
        return scalar(words) is words
    except ValueError:
        return False


def _is_paragraphs(words: str) -> bool:
    """Whether a text reads well, and the same, as lines of its own."""
    lines = words.removesuffix("\n").split("\n")
    return (
        "\n" in words
        and all(line == line.strip() and line.isprintable() for line in lines)
        and bool(lines[0] and lines[-1])
    )


def _is_short(node: Any) -> bool:
    """Whether a container goes on one line; lists of mappings (steps, options) read better below each other."""
    return not _holds_steps(node) and len(flow(node)) <= FLOW_WIDTH


def _holds_steps(node: Any) -> bool:
    if isinstance(node, dict):
        return any(_holds_steps(item) for item in node.values())
    return isinstance(node, list) and any(isinstance(item, dict) or _holds_steps(item) for item in node)
