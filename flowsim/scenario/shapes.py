"""What the typed models have where an error stands: the keys there, the type, and some right value of that type."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from annotated_types import MinLen
from pydantic import BaseModel, Tag

from flowsim.scenario.place import Place
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import Quantity

Loc = tuple[str | int, ...]
"""Where an error stands: keys, indices, and between them the :class:`Choice` of unions, such as ``<by>``."""


class Choice(str):
    """A tag of a union in a location: which of its types was read there. No key of a file is one, whatever it says."""


def located(loc: Loc, root: type[BaseModel] = Place) -> Loc:
    """A location as pydantic gives it, in which the tags are told from keys that look like them.

    >>> found = located(("pathways", "<stay>", 0, "<stay>", "<stay>"))
    >>> [part for part in found if isinstance(part, Choice)], path_of(found)
    (['<stay>'], ('pathways', '<stay>', 0, '<stay>'))
    """
    kind: Any = root
    found: list[str | int] = []
    for part in loc:
        found.append(Choice(part) if isinstance(part, str) and part in _tags(kind) else part)
        kind = _inner(kind, found[-1])
    return tuple(found)


def path_of(loc: Loc) -> Path:
    """The same place in the words of the file.

    >>> path_of(("pathways", "main", 0, Choice("<stay>"), "time"))
    ('pathways', 'main', 0, 'time')
    """
    return tuple(part for part in loc if not isinstance(part, Choice))


def keys_at(loc: Loc, closed: bool = False, root: type[BaseModel] = Place) -> list[str]:
    """The keys that the model at a location has; levels of a ``by`` are not among them.

    Args:
        closed: none where other keys may stand too.

    >>> keys_at(("intervals", "wait"))
    ['from', 'to', 'within', 'title']
    """
    models = _models(type_at(loc, root))
    if closed and models and models[0].model_config.get("extra") == "allow":
        return []
    return [field.alias or name for model in models[:1] for name, field in model.model_fields.items()]


def is_optional(loc: Loc, root: type[BaseModel] = Place) -> bool:
    """Whether what stands at a location is a field that may be left out.

    >>> is_optional(("units", "ward", "places")), is_optional(("arrivals", "all", "pathway")), is_optional(("units",))
    (True, False, True)
    """
    models = _models(type_at(loc[:-1], root))
    fields = {field.alias or name: field for model in models for name, field in model.model_fields.items()}
    return loc[-1] in fields and not fields[str(loc[-1])].is_required()


def type_at(loc: Loc, root: type[BaseModel] = Place) -> Any:
    """The annotation at a location; None where the language has nothing."""
    kind: Any = root
    for part in loc:
        kind = _inner(kind, part)
    return kind


def may_hold(kind: Any, models: tuple[type[BaseModel], ...]) -> bool:
    """Whether one of some models may stand in what an annotation allows, or anywhere inside it.

    >>> unit = Place.model_fields["units"].annotation
    >>> may_hold(unit, (Place,)), may_hold(Place, get_args(unit)[1:])
    (False, True)
    """
    return any(issubclass(model, models) for model in _models_within(kind, set()))


def _models_within(kind: Any, seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    for option in _options(kind):
        if get_origin(option) in (dict, list):
            yield from _models_within(get_args(option)[-1], seen)
        elif issubclass(option, BaseModel) and option not in seen:
            seen.add(option)
            yield option
            inner = [field.annotation for field in option.model_fields.values()]
            for more in (*inner, _level_type(option)):
                yield from _models_within(more, seen)


def _models(kind: Any) -> list[type[BaseModel]]:
    return [model for model in _options(kind) if isinstance(model, type) and issubclass(model, BaseModel)]


def _inner(kind: Any, part: str | int) -> Any:
    """The annotation one step further along a location: a tag of a union, a field, an item."""
    if isinstance(part, Choice):
        return _tags(kind).get(part)
    for option in _options(kind):
        if get_origin(option) in (dict, list):
            return get_args(option)[-1]
        if isinstance(option, type) and issubclass(option, BaseModel):
            return _field_type(option, str(part)) or _level_type(option)
    return None


def _tags(kind: Any) -> dict[str, Any]:
    """The members of a union by their tags, which they then have no more; empty for what is no union of tagged ones."""
    if get_origin(kind) is Annotated:
        inner, *notes = get_args(kind)
        tag = next((note for note in notes if isinstance(note, Tag)), None)
        rest = tuple(note for note in notes if note is not tag)
        return {tag.tag: Annotated[(inner, *rest)] if rest else inner} if tag else _tags(inner)
    if get_origin(kind) in (dict, list) or isinstance(kind, type):
        return {}
    return {tag: member for option in get_args(kind) for tag, member in _tags(option).items()}


def _field_type(model: type[BaseModel], key: str) -> Any:
    """What a model has under a key, with its notes: pydantic keeps those of the outermost by themselves."""
    for name, field in model.model_fields.items():
        if key == (field.alias or name):
            notes = tuple(field.metadata)
            return Annotated[(field.annotation, *notes)] if notes else field.annotation
    return None


def _level_type(model: type[BaseModel]) -> Any:
    """What a model by attribute has for each level; None for a model without levels."""
    if model.model_config.get("extra") != "allow":
        return None
    return get_args(get_type_hints(model, include_extras=True)["__pydantic_extra__"])[-1]


def _options(kind: Any) -> Iterator[Any]:
    """The members of a union, however wrapped."""
    if get_origin(kind) is Annotated:
        yield from _options(get_args(kind)[0])
    elif get_origin(kind) in (dict, list) or isinstance(kind, type):
        yield kind
    else:
        for member in get_args(kind):
            yield from _options(member)


@dataclass(frozen=True, slots=True)
class Size:
    """Which right values to take: small or large ones, and which in turn; names that nothing else has follow from it.

    Of two values the later is the larger where they are small, and the smaller where they are large: so nothing that
    hangs on which is larger, or on both being alike, is so both times.

    >>> Size(large=False, number=2).name, Size(large=True, number=2).name
    ('mended-2', 'mended-2-too')
    """

    large: bool
    number: int

    @property
    def name(self) -> str:
        """A name for something."""
        return f"mended-{self.number}" + "-too" * self.large


_DIFFERENT = 20
"""So many values, one after the other, differ."""

_VALUES: dict[str, tuple[Callable[[int], Any], Callable[[int], Any]]] = {
    "duration": (lambda n: f"{1 + n} d", lambda n: f"{90 - n} y"),
    "rate": (lambda n: f"{1 + n} per day", lambda n: f"{1000 - n} per day"),
    "share": (lambda n: f"{1 + n / 100} %", lambda n: f"{99 - n / 100} %"),
    "count": (lambda n: 1 + n, lambda n: 1_000_000 - n),
    "number": (lambda n: 1 + n, lambda n: 50 - n),
    "money": (lambda n: f"£{1 + n}", lambda n: f"£{1_000_000 - n}"),
    "growth": (lambda n: f"{1 + n / 100} % per year", lambda n: f"{2 - n / 100} % per year"),
}
"""For each kind of quantity the small values and the large ones."""

_PLAIN: dict[Any, tuple[Callable[[int], Any], Callable[[int], Any]]] = {
    int: (lambda n: 1, lambda n: 2),
    float: (lambda n: 1, lambda n: 50),
    bool: (lambda n: False, lambda n: True),
    datetime.date: (lambda n: f"2024-04-{1 + n:02}", lambda n: f"2030-09-{30 - n:02}"),
    NoneType: (lambda n: None, lambda n: None),
    Any: (lambda n: None, lambda n: 1),
}


def right_value(kind: Any, size: Size, notes: tuple[Any, ...] = ()) -> Any:
    """Something that can stand where the language has an annotation, as a file would write it.

    >>> right_value(Place.model_fields["units"].annotation, Size(large=False, number=0))
    {'mended-0': {}}
    """
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        return right_value(inner, size, (*more, *notes))
    quantity = next((note.kind for note in notes if isinstance(note, Quantity)), "")
    if quantity:
        return _VALUES[quantity][size.large](size.number % _DIFFERENT)
    if kind in _PLAIN:
        return _PLAIN[kind][size.large](size.number % _DIFFERENT)
    if kind is str:
        return size.name
    if get_origin(kind) is Literal:
        return get_args(kind)[-1 if size.large else 0]
    if get_origin(kind) is list:
        least = max([1, *(note.min_length for note in notes if isinstance(note, MinLen))])
        return [right_value(get_args(kind)[0], size) for _ in range(least)]
    if get_origin(kind) is dict:
        return {size.name: right_value(get_args(kind)[1], size)}
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        needed = {field.alias or name for name, field in kind.model_fields.items() if field.is_required()}
        return {key: right_value(_field_type(kind, key), size) for key in sorted(needed)}
    return right_value(get_args(kind)[0], size)
