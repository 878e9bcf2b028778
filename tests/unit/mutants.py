"""Valid scenarios with something done to them: keys dropped, doubled and misspelt, values of every wrong kind, parts
moved to where they do not belong, odd characters, anchors and tags. Every mutant follows from its seed."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

Path = tuple[str | int, ...]

ODD_TEXTS = (
    "", " ", "~", "null", "by", "else", "times", "value", "community", "died", "filled", "load", "empty", "x" * 3000,
    "wаrd", "ward\u200b", "ward\u202e", "５ d", "٣", "²", "½ d", "🏥", "a\x00b", "\x1b[31m", "=1+1", "@x", "<b>",
    "../../etc/passwd", "/dev/zero", "file:///etc/passwd", "a.b.c", "[0]", "a: b", "- a", "*a", "&a", "!!int 3", "%",
)  # fmt: skip
ODD_QUANTITIES = (
    "0 d", "-0 d", "1e-300 d", "1e-9 ms", "1000 y", "999 y", "1001 y", "1e999 d", "1 month", "1,000 d", "5d", "5", "d",
    "0 %", "100 %", "100.0000001 %", "-1 %", "NaN %", "£-1", "£1e12", "$1", "0 per day", "1e12 per ms", "-1 per day",
    "1e-30 per y", "00:00-00:00", "24:00-24:00", "23:59-00:01", "2024-02-30", "0001-01-01", "2199-12-31", "mon-mon",
)  # fmt: skip
ODD_NUMBERS = (
    0, -0.0, 1, -1, 0.5, 1e-300, 5e-324, 1e15, 1e16, -1e15, 2**31, 2**32, 2**63, 2**64 - 1, 2**64, 10**30, 65536,
    float("nan"), float("inf"), float("-inf"), 1 + 1e-12, 0.1 + 0.2,
)  # fmt: skip
ODD_PARTS: tuple[Any, ...] = (
    None, True, False, [], {}, [[]], [None], [{}], {"": 1}, {"by": "age"}, {"by": {}}, {"value": None}, {"times": -1},
    {"else": {"else": {}}}, {"mixture": []}, {"exponential": {}}, {"stay": {}}, {"do": []}, [{"do": "main"}],
    [{"leave": "home"}], [{"choose": []}], {"filled": {}}, {"until": "x"}, {"from": "a", "to": "b"},
)  # fmt: skip
WORDS = (
    "name", "key", "share", "when", "stage", "stay", "task", "wait", "choose", "set", "mark", "leave", "do", "time",
    "work", "patience", "queue_limit", "priority", "by", "else", "times", "value", "hours", "at", "rate", "shares",
)  # fmt: skip


def places(part: Any, path: Path = ()) -> Iterator[Path]:
    """The path of every part of a document but its root."""
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from places(value, (*path, key))


def at(document: Any, path: Path) -> Any:
    """The part of a document at a path."""
    for key in path:
        document = document[key]
    return document


def _odd(chance: random.Random) -> Any:
    pool: Any = chance.choice((ODD_TEXTS, ODD_QUANTITIES, ODD_NUMBERS, ODD_PARTS))
    return copy.deepcopy(chance.choice(pool))


def _misspelt(word: str, chance: random.Random) -> str:
    match chance.randrange(6):
        case 0:
            return word.upper()
        case 1:
            return word[1:] or "x"
        case 2:
            return word.replace("a", "а").replace("e", "е") + " "  # Cyrillic
        case 3:
            return chance.choice(WORDS)
        case 4:
            return chance.choice(ODD_TEXTS)
    return word + word


def _drop(document: Any, path: Path, chance: random.Random) -> None:
    del at(document, path[:-1])[path[-1]]


def _replace(document: Any, path: Path, chance: random.Random) -> None:
    at(document, path[:-1])[path[-1]] = _odd(chance)


def _rename(document: Any, path: Path, chance: random.Random) -> None:
    holder = at(document, path[:-1])
    if isinstance(holder, dict):
        renamed = {_misspelt(str(key), chance) if key == path[-1] else key: value for key, value in holder.items()}
        holder.clear()
        holder.update(renamed)
    else:
        holder.insert(chance.randint(0, len(holder)), copy.deepcopy(holder[int(path[-1])]))


def _swap(document: Any, path: Path, chance: random.Random) -> None:
    """Another part of the document stands here too, often one under the same key, which may be right here.

    It is a copy, so that no part can come to hold itself.
    """
    found = list(places(document))
    alike = [other for other in found if other[-1] == path[-1]]
    other = chance.choice(alike if chance.random() < 0.8 else found)
    at(document, path[:-1])[path[-1]] = copy.deepcopy(at(document, other))


def _requantify(document: Any, path: Path, chance: random.Random) -> None:
    """A number or quantity somewhere becomes an odd one of its kind, often one that may stand there."""
    found = [other for other in places(document) if _number(at(document, other))]
    if found:
        other = chance.choice(found)
        old = str(at(document, other))
        unit = old.lstrip("0123456789.eE+- ")
        number = chance.choice(("0", "1", "0.5", "1e-9", "7.25", "1e6", "12345678"))
        at(document, other[:-1])[other[-1]] = f"{number} {unit}" if unit else float(number)


def _number(part: Any) -> bool:
    return isinstance(part, int | float | str) and not isinstance(part, bool) and str(part)[:1].isdigit()


def _wrap(document: Any, path: Path, chance: random.Random) -> None:
    holder = at(document, path[:-1])
    inner = holder[path[-1]]
    for _ in range(chance.choice((1, 1, 2, 60))):
        inner = [inner] if chance.random() < 0.5 else {chance.choice(WORDS): inner}
    holder[path[-1]] = inner


def _add(document: Any, path: Path, chance: random.Random) -> None:
    part = at(document, path)
    if isinstance(part, dict):
        part[chance.choice(WORDS)] = _odd(chance)
    elif isinstance(part, list):
        part.insert(0, _odd(chance))
    else:
        at(document, path[:-1])[path[-1]] = f"{part}{chance.choice(ODD_TEXTS)}"


CHANGES: tuple[Callable[[Any, Path, random.Random], None], ...] = (
    _drop, _replace, _replace, _rename, _swap, _swap, _swap, _wrap, _add, _requantify, _requantify,
)  # fmt: skip


def mutant(document: dict[str, Any], chance: random.Random) -> str:
    """The text of a scenario in which one to three things were done to a document, and sometimes one to its text."""
    changed = copy.deepcopy(document)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        found = list(places(changed))
        if found:
            chance.choice(CHANGES)(changed, chance.choice(found), chance)
    text = json.dumps(changed, indent=1, ensure_ascii=chance.random() < 0.5)
    for word, yaml in (("-Infinity", "-.inf"), ("Infinity", ".inf"), ("NaN", ".nan")):
        text = text.replace(f" {word}", f" {yaml}")
    return _text_changed(text, chance) if chance.random() < 0.15 else text


def _text_changed(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    here = chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:  # the same key twice
            lines.insert(here, lines[here])
        case 1:  # an anchor, an alias, a tag
            mark = chance.choice((": &a ", ": *a ", ": !!python/name:os.system ", ": !t ", ": | ", ": > "))
            lines[here] = lines[here].replace(": ", mark, 1)
        case 2:
            lines[here] = chance.choice(("", "%YAML 1.1", "---", "...", "\t", "?", "<<: {}", "#")) + lines[here]
        case 3:
            lines[here] = lines[here][: len(lines[here]) // 2]
    return "\n".join(lines)
