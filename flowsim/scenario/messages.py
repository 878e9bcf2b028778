"""What the typed models refuse, in words for people: from pydantic's errors to faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel, Tag, ValidationError

from flowsim.scenario.day_first import day_first
from flowsim.scenario.distributions import LEAVES
from flowsim.scenario.faults import Fault, quoted
from flowsim.scenario.names import listed, nearest
from flowsim.scenario.place import Place
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import ANNOTATIONS
from flowsim.scenario.steps import STEP_KINDS, Step

Detail = dict[str, Any]
"""One of pydantic's error records: ``type``, ``loc``, ``input``, ``ctx``."""

_ONE_THING = "a step is one thing"
_TAG = re.compile(r"<\w+>")


def faults_of(error: ValidationError) -> list[Fault]:
    """One fault for each thing that is wrong; an unknown word for a needed one is a single fault."""
    details: list[Detail] = error.errors(include_url=False)  # type: ignore[assignment]
    found = [_fault(detail) for detail in details]
    unknown = [fault for fault in found if fault.code == "unknown-key"]
    misspelt = {(*fault.path[:-1], _meant(fault)) for fault in unknown}
    doubled = {fault.path[:-1] for fault in unknown if fault.hint.startswith(_ONE_THING)}
    return [fault for fault in found if not _follows(fault, misspelt, doubled)]


def _follows(fault: Fault, misspelt: set[Path], doubled: set[Path]) -> bool:
    """Whether a fault only follows: from a misspelt key that is then missing, or from two steps in one."""
    if fault.code == "missing-key":
        return fault.path in misspelt
    return fault.code == "unknown-key" and fault.path[:-1] in doubled and not fault.hint.startswith(_ONE_THING)


def _meant(fault: Fault) -> str:
    quotes = fault.hint.split("'")
    return quotes[1] if len(quotes) > 1 else ""


def _path(detail: Detail) -> Path:
    return tuple(part for part in detail["loc"] if not (isinstance(part, str) and _TAG.fullmatch(part)))


def _fault(detail: Detail) -> Fault:
    kind = detail["type"]
    if kind in _SPECIAL:
        return _SPECIAL[kind](detail)
    code, message, expected = _PLAIN.get(kind, ("bad-value", "this cannot be used here", ""))
    expected = expected.format(**detail.get("ctx", {}))
    if (code, message, expected) == _MAPPING:
        expected = ": ".join(filter(None, [expected, listed(_keys(detail["loc"], closed=True))]))
    hint = _quote_hint(kind, detail["input"]) or _step_hint(kind, detail["input"])
    hint = hint or (day_first(detail["input"]) if kind in ("no_date", "bad_date") else "")
    return Fault(code, _path(detail), message, _shown(detail["input"]), expected, hint)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping with " + ", ".join(map(str, list(value)[:4])) if value else "an empty mapping"
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    return quoted(value)


def _quote_hint(kind: str, value: Any) -> str:
    plain = isinstance(value, int | float)
    return f"write it in quotes: '{str(value).lower()}'" if kind == "string_type" and plain else ""


def _step_hint(kind: str, value: Any) -> str:
    """For one step where steps should stand in a list."""
    step = kind == "list_type" and isinstance(value, dict) and any(key in STEP_KINDS for key in value)
    return "steps stand in a list: begin each with '-'" if step else ""


def _missing(detail: Detail) -> Fault:
    path = _path(detail)
    return Fault("missing-key", path, f"'{path[-1]}' is missing", expected=f"'{path[-1]}: ...'")


def _unknown_key(detail: Detail) -> Fault:
    path, known = _path(detail), _keys(detail["loc"][:-1])
    word = str(path[-1])
    meant = [key for key in _MEANT.get(word, ()) if key in known]
    hint = f"did you mean '{meant[0]}'?" if meant else nearest(word, known)
    if word in STEP_KINDS and known and set(known) >= set(Step.model_fields):
        hint = f"{_ONE_THING}: write '- {word}: ...' as a step of its own"
    return Fault("unknown-key", path, f"'{word}' is not a key here", word, listed(known), hint, at_key=True)


def _unknown_step(detail: Detail) -> Fault:
    step, path = detail["input"], _path(detail)
    expected = "a step: " + listed(f"'{kind}: ...'" for kind in STEP_KINDS)
    if not isinstance(step, dict) or not step:
        hint = f"write '{step}: ...'" if isinstance(step, str) and step in STEP_KINDS else ""
        return Fault("unknown-step", path, "this is not a step", _shown(step), expected, hint)
    words = [str(key) for key in step if key not in Step.model_fields] or [str(key) for key in step]
    word = next((word for word in words if nearest(word, STEP_KINDS)), words[0])
    message = f"'{word}' is not a kind of step"
    return Fault("unknown-step", (*path, word), message, word, expected, nearest(word, STEP_KINDS), at_key=True)


def _unknown_distribution(detail: Detail) -> Fault:
    spec, path = detail["input"], _path(detail)
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
    spec, path = detail["input"], _path(detail)
    expected = "a sum such as £800, or gamma, lognormal, uniform or empirical"
    return Fault("not-a-sum", path, "this is no sum of money", _shown(spec), expected)


def _unknown_word(detail: Detail) -> Fault:
    path, word = _path(detail), detail["input"]
    allowed = re.findall(r"'([^']*)'|(\d+)", detail["ctx"]["expected"])
    known = [text or digits for text, digits in allowed]
    if path == ("flowsim",):
        return Fault("wrong-version", path, "this version of the language is not known", _shown(word), "flowsim: 1")
    hint = nearest(word, known) if isinstance(word, str) else ""
    return Fault("unknown-word", path, "this is not one of the words allowed here", _shown(word), listed(known), hint)


def _quantity(detail: Detail) -> Fault:
    context = detail["ctx"]
    path = (*_path(detail), *context.get("at", ()))
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
    "extra_forbidden": _unknown_key,
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
    "no_date": ("bad-date", "this is not a date", "a date such as 2025-01-31"),
    "bad_date": (
        "bad-date",
        "this is not a date that a run can start on",
        "a date from 1900 to 2199, such as 2024-04-01",
    ),
}


def _keys(loc: tuple[str | int, ...], closed: bool = False) -> list[str]:
    """The keys that the model at a location has; levels of a ``by`` are not among them.

    Args:
        closed: none where other keys may stand too.
    """
    kind: Any = Place
    for part in loc:
        kind = _inner(kind, part)
    models = [model for model in _options(kind) if isinstance(model, type) and issubclass(model, BaseModel)]
    if closed and models and models[0].model_config.get("extra") == "allow":
        return []
    return [field.alias or name for model in models[:1] for name, field in model.model_fields.items()]


def _inner(kind: Any, part: str | int) -> Any:
    """The annotation one step further along a location: a tag of a union, a field, an item."""
    for option in _options(kind, part if isinstance(part, str) else ""):
        if isinstance(part, str) and _TAG.fullmatch(part):
            return option
        if get_origin(option) in (dict, list):
            return get_args(option)[-1]
        if isinstance(option, type) and issubclass(option, BaseModel):
            fields = {field.alias or name: field.annotation for name, field in option.model_fields.items()}
            return fields.get(str(part)) or _level_type(option)
    return None


def _level_type(model: type[BaseModel]) -> Any:
    """What a model by attribute has for each level; None for a model without levels."""
    if model.model_config.get("extra") != "allow":
        return None
    return get_args(get_type_hints(model, include_extras=True)["__pydantic_extra__"])[-1]


def _options(kind: Any, tag: str = "") -> Iterator[Any]:
    """The members of a union, however wrapped; with a tag of a union, the one that carries it."""
    tagged = bool(_TAG.fullmatch(tag))
    if get_origin(kind) is Annotated:
        inner, *notes = get_args(kind)
        matches = any(isinstance(note, Tag) and note.tag == tag for note in notes)
        yield from [inner] if tagged and matches else _options(inner, tag)
    elif get_origin(kind) in (dict, list) or isinstance(kind, type):
        yield from [] if tagged else [kind]
    else:
        for member in get_args(kind):
            yield from _options(member, tag)
