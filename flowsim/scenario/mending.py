"""Every problem in one go: what cannot be read is replaced by something right, so that the rest can still be checked.

Nothing that is said of the rest may hang on what was put in its place. So it is checked twice, with small values and
with large ones, and only what comes out in the same words both times is said. A word that is misspelt is put right
instead, and what stands under it is checked too. Names that are lost with what is replaced are not looked for.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel, ValidationError

from flowsim.scenario.faults import Fault
from flowsim.scenario.leaving import Returns
from flowsim.scenario.messages import MEANT, Detail, each, first_faults, meant
from flowsim.scenario.names import nearest_name
from flowsim.scenario.place import Arrivals, Place
from flowsim.scenario.positions import Path
from flowsim.scenario.quantities import ANNOTATIONS
from flowsim.scenario.shapes import Choice, Loc, Size, is_optional, keys_at, may_hold, path_of, right_value, type_at
from flowsim.scenario.step import Step
from flowsim.scenario.steps import STEP_KINDS, ShareTable
from flowsim.scenario.waits import Chase
from flowsim.scenario.workforce import Employer, Market

ROUNDS = 8
"""How often a document is put right and read again: what is under a misspelt word is seen once that is right."""

_LOST: dict[str, tuple[str, ...]] = {
    "units": ("unknown-unit", "unknown-resource"),
    "teams": ("unknown-team", "unknown-resource"),
    "funds": ("unknown-fund",),
    "workforce": ("unknown-employer", "unknown-market"),
    "calendars": ("unknown-calendar",),
    "clocks": ("unknown-clock",),
    "attributes": ("unknown-attribute",),
    "reasons": ("unknown-reason",),
    "pathways": ("unknown-pathway",),
}
"""Faults that may only follow when a section is lost as a whole: its names are not known."""


@dataclass(frozen=True, slots=True)
class _Naming:
    """What names things, or leads to pathways, in a section: when it is lost, faults may only follow from that.

    Attributes:
        codes: of these faults.
        words: keys whose values do that by themselves.
        models: what holds such keys.
        seen: whether only they do, so that it is seen by its words whether a part may that the language does not know.
    """

    codes: tuple[str, ...]
    words: tuple[str, ...]
    models: tuple[type[BaseModel], ...]
    seen: bool = False

    def in_type(self, kind: Any, word: str | int) -> bool:
        """Whether something of a type, or the value of a word, may name or lead."""
        return word in self.words or may_hold(kind, self.models)

    def under(self, words: Iterable[str]) -> bool:
        """Whether a part of a document may, of which no more is known than the words in it, as written."""
        return not self.seen or any(nearest_name(word, self.words) for word in words)


_LOST_WITHIN: dict[str, tuple[_Naming, ...]] = {
    "attributes": (_Naming(("unknown-level", "uncovered-level", "no-setting"), ("shares",), (ShareTable,)),),
    "pathways": (
        _Naming(("unknown-mark",), ("mark", "declare"), (Step,), seen=True),
        _Naming(("unknown-branch",), ("meanwhile",), (Step,), seen=True),
        _Naming(("unreachable-pathway", "endless-pathway", "never-returns"), ("then", "to", "do"), (Step, Returns)),
        _Naming(("bad-census",), (*STEP_KINDS, "name"), (Step,)),
        _Naming(("title-of-nothing", "near-miss"), (*STEP_KINDS, "name", "by", "stage"), (Step, Chase)),
    ),
    "arrivals": (_Naming(("unreachable-pathway",), ("pathway",), (Arrivals,)),),
    "workforce": (
        _Naming(("unknown-employer", "unknown-market"), (), (Employer, Market)),
        _Naming(("idle-market", "nobody-comes"), ("market", "moves", "staff", "turnover"), (Employer, Market)),
    ),
}
"""What names things in each section, of which a part is lost."""

_FIELDS = {
    kind: {field.alias or name for name, field in model.model_fields.items()} - set(Step.model_fields)
    for kind, model in STEP_KINDS.items()
}
"""The keys of each kind of step that not every step has."""


class _Nothing:
    """Stands where nothing was left, and is right nowhere."""


@dataclass
class _Mender:
    """One document that is being put right.

    Attributes:
        document: the copy that is changed.
        large: whether large values are put in, or small ones.
        written: for each key that was put right, the path at which it is written.
        opened: what could not be looked into before; what is found wrong there later is the file's own.
        replaced: what has something else in its place.
        lost: codes of faults that may only follow.
        faults: what is found wrong in what was opened.
    """

    document: dict[str, Any]
    large: bool
    written: dict[Path, Path] = field(default_factory=dict)
    opened: set[Path] = field(default_factory=set)
    replaced: set[Path] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def place(self) -> Place | None:
        """The place that the document is once it is right; None if it cannot be put right."""
        for _ in range(ROUNDS):
            try:
                return Place.model_validate(self.document)
            except ValidationError as error:
                found = each(error)
            first, opened, replaced = set(first_faults(found)), set(self.opened), set(self.replaced)
            done: set[Path] = set()
            for detail, fault in sorted(found, key=lambda pair: not pair[1].at_key):
                if fault in first and _within(fault.path, opened) and not _within(fault.path, replaced):
                    self.faults.append(self.as_written(fault))
                if not _within(fault.path, done):
                    done.add(self.mend(detail, fault))
            if () in done:
                return None
        return None

    def mend(self, detail: Detail, fault: Fault) -> Path:
        """Put one thing right, and say where that changed the document; nowhere if the whole would have to go."""
        *way, key = fault.path
        holder = value_at(self.document, tuple(way))
        if fault.at_key and self.put_right(holder, fault):
            return fault.path
        if fault.code == "unknown-key":
            return self.leave_out(holder, detail["loc"], meant(fault))
        if fault.code == "missing-key" and key in holder:
            return fault.path  # its misspelling has just been put right
        loc: Loc = detail["loc"]
        if detail["type"] == "quantity" and detail["ctx"]["at"]:
            return self.put_notes_right(loc, fault)
        if detail["type"] == "unknown_step" and (kind := _likely_step(detail["input"], str(key))):
            return self.take_for(kind, loc, key)
        while loc and (path_of(loc) in self.replaced or path_of(loc) == path_of(loc[:-1])):
            loc = loc[:-1]
        if loc:
            self.replace(loc)
        return path_of(loc)

    def put_right(self, holder: dict[str, Any], fault: Fault) -> bool:
        """Write the word that was meant by a key, if that is plain and not there already."""
        right = meant(fault)
        if not fault.hint.startswith(MEANT) or right in holder:
            return False
        self.rename(holder, fault.path, right)
        self.opened.add((*fault.path[:-1], right) if fault.code == "unknown-key" else fault.path[:-1])
        return True

    def leave_out(self, holder: dict[str, Any], loc: Loc, right: str) -> Path:
        """Leave out a key that the language lacks; what stands under it may be that of a word that is not there."""
        path = path_of(loc)
        part = holder.pop(str(path[-1]))
        words = [str(path[-1]), *_keys(part), *(word for word in keys_at(loc[:-1]) if word not in holder)]
        lost = path if len(path) > 1 else (right or str(path[-1]),)
        self.lost |= _lost(lost, lambda naming: naming.under(words))
        return path

    def rename(self, holder: dict[str, Any], path: Path, right: str) -> None:
        entries = {right if key == path[-1] else key: value for key, value in holder.items()}
        holder.clear()
        holder.update(entries)
        self.written[(*path[:-1], right)] = path

    def take_for(self, kind: str, loc: Loc, word: str | int) -> Path:
        """Take a step that names none for one of a kind, without what is said under the unknown word."""
        path = path_of(loc)
        step = value_at(self.document, path)
        self.rename(step, (*path, word), kind)
        self.replace((*loc, Choice(f"<{kind}>"), kind))
        self.lost |= _lost(path, lambda _: True)  # it may have been of any other kind
        for key in list(step):
            if not nearest_name(key, (*_FIELDS[kind], *Step.model_fields)):
                del step[key]
        self.opened.add(path)
        return path

    def put_notes_right(self, loc: Loc, fault: Fault) -> Path:
        """Put one note of a number right, or its value: what more is wrong with the number is seen then."""
        path, key = path_of(loc), fault.path[len(path_of(loc))]
        notes = value_at(self.document, path)
        if key not in ANNOTATIONS and not self.put_right(notes, fault) and "value" not in notes:
            self.replace(loc)
            return path
        self.opened.add(path)
        notes.pop(key, None)
        if "value" not in notes:
            notes["value"] = self.right_value(type_at(loc))
            self.replaced.add((*path, "value"))
        return path

    def replace(self, loc: Loc) -> None:
        """Put a right value at a location."""
        path = path_of(loc)
        holder, key, kind = value_at(self.document, path[:-1]), path[-1], type_at(loc)
        new = self.right_value(kind)
        self.replaced.add(path)
        self.lost |= _lost(path, lambda naming: naming.in_type(kind, key))
        if not self.large and is_optional(loc) and isinstance(holder, dict):
            holder.pop(key, None)
        else:
            holder[key] = new

    def right_value(self, kind: Any) -> Any:
        return right_value(kind, Size(self.large, len(self.replaced)))

    def as_written(self, fault: Fault) -> Fault:
        """A fault with the words of the file, where they were put right."""
        return replace(fault, path=self.unmended(fault.path), other=self.unmended(fault.other))

    def unmended(self, path: Path) -> Path:
        for length in range(len(path), 0, -1):
            if path[:length] in self.written:
                return self.unmended(self.written[path[:length]]) + path[length:]
        return path


def despite(
    document: dict[str, Any], nothing: Iterable[Path], meaning: Callable[[Place], Iterable[Fault]]
) -> list[Fault]:
    """Further faults of a document of which something cannot be read, or was not kept.

    Args:
        document: what was read.
        nothing: paths at which something stood that was not kept.
        meaning: says what is wrong with the meaning of a place.
    """
    small, large = (_mended(document, nothing, large, meaning) for large in (False, True))
    lost = {code for mender, _ in (small, large) for code in mender.lost}
    shape = set(large[0].faults)
    meant = {fault for fault in large[1] if fault.code not in lost}
    return [*(one for one in small[0].faults if one in shape), *(one for one in small[1] if one in meant)]


def _mended(
    document: dict[str, Any], nothing: Iterable[Path], large: bool, meaning: Callable[[Place], Iterable[Fault]]
) -> tuple[_Mender, list[Fault]]:
    mender = _Mender(copy.deepcopy(document), large)
    for path in nothing:
        value_at(mender.document, path[:-1])[path[-1]] = _Nothing()
    place = mender.place()
    return mender, [mender.as_written(fault) for fault in meaning(place)] if place else []


def _within(path: Path, others: Container[Path]) -> bool:
    """Whether a path is one of others, or leads on from one."""
    return any(path[:length] in others for length in range(len(path) + 1))


def _likely_step(step: Any, word: str) -> str:
    """The kind of step that has most of the other keys of one that names none; empty for what has no such keys."""
    if not isinstance(step, dict) or word not in step:
        return ""
    shared = {kind: len(fields & step.keys() - {word}) for kind, fields in _FIELDS.items()}
    best = max(shared, key=shared.__getitem__)
    return best if shared[best] else "mark"


def _lost(path: Path, loses: Callable[[_Naming], bool]) -> set[str]:
    """The codes of faults that may only follow when what stands at a path is lost."""
    section = str(path[0])
    within = [naming for naming in _LOST_WITHIN.get(section, ()) if len(path) == 1 or loses(naming)]
    found = {code for naming in within for code in naming.codes}
    return found | {*_LOST.get(section, ())} if len(path) == 1 else found


def _keys(part: Any) -> Iterator[str]:
    """All keys in a part of a document, however deep."""
    for key, value in part.items() if isinstance(part, dict) else ():
        yield str(key)
        yield from _keys(value)
    for item in part if isinstance(part, list) else ():
        yield from _keys(item)


def value_at(document: Any, path: Path) -> Any:
    """What stands at a path."""
    for part in path:
        document = document[part]
    return document


def is_nothing(document: Any, path: Path) -> bool:
    """Whether there is a place for a value at a path, and none in it."""
    try:
        return bool(path) and value_at(document, path) is None
    except (KeyError, IndexError, TypeError):
        return False
