"""Steps and their times as people would say them: ``social-work works, mean 6 h``; ``stay in ward, 5 d``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flowsim.scenario import edit
from flowsim.scenario.names import step_kind

_ABOUT = {"set": "change of", "mark": "mark", "leave": "leave, to", "do": "pathway", "declare": "declare"}
_MOMENTS = ("mean", "median", "mode")


Say = Callable[[str], str]
"""What a name is called; ``str`` leaves it as it is."""


def in_words(step: Mapping[str, Any], say: Say = str) -> str:
    """A step in a few words, its time with it.

    Args:
        step: as written.
        say: what the names in it are called.

    >>> in_words({"task": "hub", "work": {"gamma": {"mean": "6 h", "cv": 1}}}), in_words({"stay": "ward"})
    ('hub works, mean 6 h', 'stay in ward')
    >>> in_words({"wait": "4 h"}), in_words({"set": {"need": "high"}})
    ('wait, 4 h', 'change of need')
    """
    kind = step_kind(step)
    subject = step.get(kind)
    match kind:
        case "task":
            return _joined(f"{names(subject, say)} works", step.get("work"))
        case "stay":
            return _joined(f"stay in {names(subject, say)}", step.get("time"))
        case "wait":
            return _joined("wait", subject)
        case "choose":
            return "choice"
        case _:
            return " ".join([_ABOUT.get(kind, kind), names(subject, say)]).strip()


def _joined(words: str, time: Any) -> str:
    return words if time is None else f"{words}, {length(time)}"


def names(tree: Any, say: Say = str) -> str:
    """Names for a reader: one, a list in order, or those of each level of an attribute; each as ``say`` calls it.

    >>> names(["ward", "annexe"]), names({"by": "age", "old": "ward", "else": "annexe"})
    ('ward or annexe', 'ward or annexe by age')
    """
    if isinstance(tree, Mapping) and "by" in tree:
        ends = dict.fromkeys(names(branch, say) for level, branch in tree.items() if level != "by")
        return f"{' or '.join(ends)} by {say(str(tree['by']))}"
    if isinstance(tree, Mapping):
        return ", ".join(say(str(name)) for name in tree)
    return " or ".join(say(str(name)) for name in tree) if isinstance(tree, list | tuple) else say(str(tree))


def length(time: Any) -> str:
    """A time for a reader: as written, or the mean (or median) of its distribution.

    >>> length("5 d"), length({"gamma": {"mean": "6 h", "cv": 1}, "times": 0.5}), length({"by": "age", "else": "2 h"})
    ('5 d', 'mean 3 h', 'by age: else 2 h')
    >>> length({"exponential": {"mean": "6 min"}, "times": {"by": "age", "old": {"value": 2.5}, "else": 1}})
    'mean 6 min, times 1 to 2.5 by age'
    """
    if not isinstance(time, Mapping):
        return str(time)
    if "value" in time:
        return str(time["value"])
    factor = time.get("times", 1)
    if "by" in time:
        levels = [f"{level} {length(branch)}" for level, branch in time.items() if level not in ("by", "times")]
        return _times(f"by {time['by']}: {', '.join(levels)}", factor)
    name = next((key for key in time if key != "times"), "")
    shape = time.get(name)
    moment = next((key for key in _MOMENTS if isinstance(shape, Mapping) and key in shape), "")
    if not moment:
        return _times(_plain(name, shape), factor)
    assert isinstance(shape, Mapping)
    plain = isinstance(factor, int | float)
    size = edit.plain(shape[moment])
    return f"{moment} {edit.scaled(size, factor, 'time')}" if plain else _times(f"{moment} {size}", factor)


def _plain(name: str, shape: Any) -> str:
    if name == "until" and isinstance(shape, str):
        return f"until {shape} opens"
    return str(shape) if name == "deterministic" else name.replace("_", " ")


def _times(words: str, factor: Any) -> str:
    if factor == 1:
        return words
    if not (isinstance(factor, Mapping) and "by" in factor):
        return f"{words}, times {number(factor)}"
    sizes = list(_leaves(factor))
    known = all(isinstance(size, int | float) for size in sizes)
    size = " to ".join(dict.fromkeys(f"{end:.3g}" for end in (min(sizes), max(sizes)))) if known else "a number"
    return f"{words}, times {size} by {factor['by']}"


def _leaves(tree: Any) -> Iterator[Any]:
    """The numbers of all levels, without notes; a tree that is multiplied as a whole is one of no number."""
    if isinstance(tree, Mapping) and "by" in tree and "times" not in tree:
        for level, branch in tree.items():
            if level != "by":
                yield from _leaves(branch)
    else:
        yield edit.plain(tree)


def number(value: Any) -> str:
    """A number or a few words for a reader, without its notes; ``nothing`` where there is none.

    >>> number({"value": 800, "source": "count"}), number(None)
    ('800', 'nothing')
    >>> number({"places": 6, "above": 0.95})
    'places 6, above 0.95'
    """
    value = edit.plain(value) if isinstance(value, Mapping) and "value" in value else value
    if value is None:
        return "nothing"
    if isinstance(value, Mapping) and len(value) > 1 and not {"by", "times"} & set(value):
        return ", ".join(f"{str(key).replace('_', ' ')} {number(part)}" for key, part in value.items())
    return length(value) if isinstance(value, Mapping) else str(value)
