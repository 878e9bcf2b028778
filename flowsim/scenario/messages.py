"""What the typed models refuse, in words for people: from pydantic's errors to faults."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ValidationError

from flowsim.scenario.day_first import day_first
from flowsim.scenario.distributions import LEAVES
from flowsim.scenario.faults import Fault, quoted
from flowsim.scenario.names import listed, nearest
from flowsim.scenario.place import Place
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import ANNOTATIONS
from flowsim.scenario.shapes import keys_at, located, path_of
from flowsim.scenario.steps import STEP_KINDS, Step

Detail = dict[str, Any]
"""One of pydantic's error records: ``type``, ``loc``, ``input``, ``ctx``."""

_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?( .*|%)?")
"""What stands behind a comma in a number, as a key of its own: the 5 d of 1,5 d."""

_ONE_THING = "a step is one thing"
MEANT = "did you mean '"
"""How a hint begins that names the right word."""


def faults_of(error: ValidationError, root: type[BaseModel] = Place) -> list[Fault]:
    """One fault for each thing that is wrong; an unknown word for a needed one is a single fault.

    Args:
        root: the model that refused; what it has is named, and nothing else.
    """
    return first_faults(each(error, root))


def first_faults(records: list[tuple[Detail, Fault]]) -> list[Fault]:
    """The faults of all records without those that only follow from others."""
    found = [fault for _, fault in records]
    unknown = [fault for fault in found if fault.code == "unknown-key"]
    misspelt = {(*fault.path[:-1], meant(fault)) for fault in unknown}
    doubled = {fault.path[:-1] for fault in unknown if fault.hint.startswith(_ONE_THING)}
    return [fault for fault in found if not _follows(fault, misspelt, doubled)]


def each(error: ValidationError, root: type[BaseModel] = Place) -> list[tuple[Detail, Fault]]:
    """Every record of an error with its fault, those that only follow from others too."""
    details: list[Detail] = error.errors(include_url=False)  # type: ignore[assignment]
    known = [{**detail, "loc": located(detail["loc"], root)} for detail in details]
    return [(detail, _fault(detail, root)) for detail in known]


def _follows(fault: Fault, misspelt: set[Path], doubled: set[Path]) -> bool:
    """Whether a fault only follows: from a misspelt key that is then missing, or from two steps in one."""
    if fault.code == "missing-key":
        return fault.path in misspelt
    return fault.code == "unknown-key" and fault.path[:-1] in doubled and not fault.hint.startswith(_ONE_THING)


def meant(fault: Fault) -> str:
    """The word that was meant by an unknown one; empty if that is not plain."""
    quotes = fault.hint.split("'")
    return quotes[1] if len(quotes) > 1 else ""


def _fault(detail: Detail, root: type[BaseModel]) -> Fault:
    kind = detail["type"]
    if kind == "extra_forbidden":
        return _unknown_key(detail, root)
    if kind in _SPECIAL:
        return _SPECIAL[kind](detail)
    code, message, expected = _PLAIN.get(kind, ("bad-value", "this cannot be used here", ""))
    expected = expected.format(**detail.get("ctx", {}))
    if (code, message, expected) == _MAPPING:
        expected = ": ".join(filter(None, [expected, listed(keys_at(detail["loc"], closed=True, root=root))]))
    hint = _quote_hint(kind, detail["input"]) or _step_hint(kind, detail["input"], detail["loc"][-1:])
    hint = hint or (day_first(detail["input"]) if kind in ("no_date", "no_instant", "bad_date") else "")
    return Fault(code, path_of(detail["loc"]), message, _shown(detail["input"]), expected, hint)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping with " + ", ".join(map(str, list(value)[:4])) if value else "an empty mapping"
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    return quoted(value)


def _quote_hint(kind: str, value: Any) -> str:
    plain = isinstance(value, int | float)
    return f"write it in quotes: '{str(value).lower()}'" if kind == "string_type" and plain else ""


def _step_hint(kind: str, value: Any, at: tuple[str | int, ...]) -> str:
    """For one step where steps should stand in a list, and for a list of them where a pathway should be named."""
    if at == ("do",) and kind == "string_type" and isinstance(value, list):
        beside = "or with 'meanwhile: ...', a name, where they run beside the next"
        return f"write these steps here without 'do', for some people in an option of 'choose'; {beside}"
    step = kind == "list_type" and isinstance(value, dict) and any(key in STEP_KINDS for key in value)
    return "steps stand in a list: begin each with '-'" if step else ""


def _missing(detail: Detail) -> Fault:
    path = path_of(detail["loc"])
    return Fault("missing-key", path, f"'{path[-1]}' is missing", expected=f"'{path[-1]}: ...'")


def _unknown_key(detail: Detail, root: type[BaseModel]) -> Fault:
    path, known = path_of(detail["loc"]), keys_at(detail["loc"][:-1], root=root)
    word = str(path[-1])
    meant = [key for key in _MEANT.get(word, ()) if key in known]
    hint = f"did you mean '{meant[0]}'?" if meant else nearest(word, known)
    if not hint and detail["input"] is None and _NUMBER.fullmatch(word):
        hint = "a comma in braces begins another key; write numbers without commas, such as 1000 or 1.5"
    if word in STEP_KINDS and known and set(known) >= set(Step.model_fields):
        hint = f"{_ONE_THING}: write '- {word}: ...' as a step of its own"
    return Fault("unknown-key", path, f"'{word}' is not a key here", word, listed(known), hint, at_key=True)


def _unknown_step(detail: Detail) -> Fault:
    step, path = detail["input"], path_of(detail["loc"])
    expected = "a step: " + listed(f"'{kind}: ...'" for kind in STEP_KINDS)
    if not isinstance(step, dict) or not step:
        hint = f"write '{step}: ...'" if isinstance(step, str) and step in STEP_KINDS else ""
        return Fault("unknown-step", path, "this is not a step", _shown(step), expected, hint)
    words = [str(key) for key in step if key not in (*Step.model_fields, *STEP_KINDS)] or [str(key) for key in step]
    others = [word for word in words if not nearest(word, Step.model_fields)]
    word = next((word for word in words if nearest(word, STEP_KINDS)), (others or words)[0])
    message = f"'{word}' is not a kind of step"
    return Fault("unknown-step", (*path, word), message, word, expected, nearest(word, STEP_KINDS), at_key=True)


def _unknown_distribution(detail: Detail) -> Fault:
    spec, path = detail["input"], path_of(detail["loc"])
    expected = "a duration such as 5 d, or " + listed(LEAVES)
    words = [str(key) for key in spec if key not in ("times", "truncate", "else")]
    if not words:
        return Fault("unknown-distribution", path, "this names no distribution", _shown(spec), expected)
    word, hint = words[0], nearest(words[0], [*LEAVES, "by", "value"])
    if word in ("mean", "sd", "cv", "median", "low", "high", "mode"):
        hint = "name the distribution: {exponential: {mean: 5 d}}"
    message = f"'{word}' is not a distribution"
    return Fault("unknown-distribution", (*path, word), message, word, expected, hint, at_key=True)


def _unknown_sum(detail: Detail) -> Fault:
    spec, path = detail["input"], path_of(detail["loc"])
    expected = "a sum such as £800, or gamma, lognormal, uniform or empirical"
    return Fault("not-a-sum", path, "this is no sum of money", _shown(spec), expected)


def _unknown_word(detail: Detail) -> Fault:
    path, word = path_of(detail["loc"]), detail["input"]
    allowed = re.findall(r"'([^']*)'|(\d+)", detail["ctx"]["expected"])
    known = [text or digits for text, digits in allowed]
    if path == ("flowsim",):
        return Fault("wrong-version", path, "this version of the language is not known", _shown(word), "flowsim: 1")
    hint = nearest(word, known) if isinstance(word, str) else ""
    return Fault("unknown-word", path, "this is not one of the words allowed here", _shown(word), listed(known), hint)


def _quantity(detail: Detail) -> Fault:
    context = detail["ctx"]
    path = (*path_of(detail["loc"]), *context.get("at", ()))
    stray = context["code"] == "bad-notes" and path and path[-1] not in ANNOTATIONS
    hint = nearest(str(path[-1]), ANNOTATIONS) if stray else context["hint"]
    return Fault(context["code"], path, context["says"], context["found"], context["expected"], hint)


_MEANT: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("time", "work", "duration", "length"), ("time", "work")),
    **dict.fromkeys(("beds", "capacity", "size"), ("places",)),
    **dict.fromkeys(("staff", "workers"), ("headcount",)),
    **dict.fromkeys(("probability", "p", "chance"), ("share",)),
    **dict.fromkeys(("if", "where"), ("when",)),
    **dict.fromkeys(("calendar", "opening"), ("hours",)),
}
"""Other words for a key, and the keys that may be meant by them, whichever there is."""

_SPECIAL: dict[str, Callable[[Detail], Fault]] = {
    "missing": _missing,
    "unknown_step": _unknown_step,
    "unknown_distribution": _unknown_distribution,
    "unknown_sum": _unknown_sum,
    "literal_error": _unknown_word,
    "quantity": _quantity,
}
_TEXT = ("not-text", "this must be text", "text")
_LIST = ("not-a-list", "this must be a list", "a list, such as [a, b]")
_MAPPING = (
    "not-a-mapping",
    "this must be a mapping of keys to values",
    "keys with values",
)
_WHOLE = ("not-a-whole-number", "this must be a whole number", "a whole number")
_YES_OR_NO = ("not-true-or-false", "this is true or false", "true or false")
_PLAIN: dict[str, tuple[str, str, str]] = {
    "float_type": ("bad-number", "this is not a number", "a plain number"),
    "float_parsing": ("bad-number", "this is not a number", "a plain number"),
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
    "string_type": _TEXT,
    "list_type": _LIST,
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "greater_than_equal": ("out-of-range", "the number is too small", "at least {ge}"),
    "less_than_equal": ("out-of-range", "the number is too large", "at most {le}"),
    "less_than": ("out-of-range", "the number is too large", "less than {lt}"),
    "too_short": ("wrong-length", "the list has too few items", "at least {min_length}"),
    "too_long": ("wrong-length", "the list has too many items", "at most {max_length}"),
    "no_instant": (
        "bad-date",
        "this is not a date",
        "a date from 1900 to 2199, such as 2025-06-01, or a time after the start such as 90 d",
    ),
    "no_date": ("bad-date", "this is not a date", "a date such as 2025-01-31"),
    "bad_date": (
        "bad-date",
        "this is not a date that a run can start on",
        "a date from 1900 to 2199, such as 2024-04-01",
    ),
}
