"""Names: which are allowed, which is nearest to a wrong one, and what a step is called by default."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from flowsim.scenario.steps import STEP_KINDS, Step

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+-]*")
"""What a name of a unit, team, attribute, level, pathway, step, mark or outcome may be."""

RESERVED_LEVELS = ("by", "else", "times", "truncate", "otherwise")
"""Words that stand beside the levels in a choice by attribute, and so cannot be levels."""


def is_name(text: str) -> bool:
    """Whether a text can be a name.

    >>> is_name("85+"), is_name("medical ward")
    (True, False)
    """
    return NAME.fullmatch(text) is not None


def odd_character(text: str) -> str:
    """What keeps a text from being a name: its first wrong character, with its Unicode name where it is not ASCII.

    >>> odd_character("w\\u0430rd"), odd_character("-ward")
    ("hold 'а' (CYRILLIC SMALL LETTER A, U+0430)", "begin with '-'")
    """
    for place, character in enumerate(text):
        if is_name(character) or (place and character in "_+-"):
            continue
        if not place and character in "_+-":
            return f"begin with {character!r}"
        if character.isascii():
            return f"hold {character!r}"
        return f"hold {character!r} ({unicodedata.name(character, 'unnamed')}, U+{ord(character):04X})"
    return "be this"


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest right name, or nothing.

    >>> nearest("wrad", ["ward", "home"])
    "did you mean 'ward'?"
    """
    name = nearest_name(word, known)
    return f"did you mean '{name}'?" if name else ""


def nearest_name(word: str, known: Iterable[str]) -> str:
    """The name most like a word, whatever its case; empty if none is like it."""
    names = {str(name).lower(): str(name) for name in known}
    close = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.65)
    return names[close[0]] if close else ""


def listed(known: Iterable[str], limit: int = 20) -> str:
    """Names for a message: ``a, b or c``.

    >>> listed(["a", "b", "c"])
    'a, b or c'
    """
    names = [str(name) for name in known]
    if len(names) > limit:
        return f"one of {len(names)} names, such as {', '.join(names[:limit])}"
    return " or ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def step_kind(step: Step | Mapping[str, Any]) -> str:
    """The word that says what a step is, such as ``stay``; empty for a mapping that names no step."""
    if isinstance(step, Step):
        return _kind_of(type(step))
    return next((kind for kind in STEP_KINDS if kind in step), "")


@cache
def _kind_of(model: type[Step]) -> str:
    return next((kind for kind, other in STEP_KINDS.items() if issubclass(model, other)), "")


def step_name(step: Step | Mapping[str, Any]) -> str:
    """The name of a step: its own, or made from its words. Steps as written (mappings) are named alike.

    >>> step_name({"stay": "ward", "time": "5 d"}), step_name({"mark": "ready"})
    ('ward', 'mark-ready')
    """
    own = _field(step, "name")
    if isinstance(own, str) and own:
        return own
    kind = step_kind(step)
    subject = _field(step, kind) if kind else None
    match kind:
        case "stay" | "task":
            return _first(subject) or kind
        case "join" | "reserve" | "release" | "pay":
            return f"{kind}-{_first(subject)}"
        case "mark" | "count" | "leave" | "do" | "meanwhile" | "message" | "search" | "declare":
            return f"{kind}-{subject}"
        case "set" if isinstance(subject, Mapping):
            return "-".join([kind, *map(str, subject)])
        case _:
            return kind


def may_draw(step: Step | Mapping[str, Any]) -> bool:
    """Whether anything random may hang on a step's own ``key``: a share, a time, new levels.

    >>> may_draw({"wait": "1 d"}), may_draw({"mark": "ready"}), may_draw({"mark": "ready", "share": 0.5})
    (True, False, True)
    """
    kind = step_kind(step)
    if kind == "choose":
        options = _field(step, kind)
        return _field(step, "share") is not None or any(_field(option, "share") is not None for option in options)
    if kind == "leave" and _field(step, "returns") is not None:
        return True
    if kind == "wait" and _field(_field(step, kind), "until") is not None:
        return _field(step, "share") is not None
    return (
        kind not in ("mark", "count", "leave", "do", "meanwhile", "join", "declare")
        or _field(step, "share") is not None
    )


def _field(step: Any, key: str) -> Any:
    return step.get(key) if isinstance(step, Mapping) else getattr(step, key, None)


def _first(subject: Any) -> str:
    if isinstance(subject, list | tuple) and subject:
        subject = subject[0]
    return subject if isinstance(subject, str) else ""
