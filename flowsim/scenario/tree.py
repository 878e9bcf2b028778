"""YAML 1.2 text to a plain tree with positions, within limits, refusing what the scenario language does without.

The tree is built from the parser's events, not from its objects: so every scalar has its line, limits hold
while the text is being read, and nothing but text, numbers, true, false and null can ever come out.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from flowsim.scenario import not_yaml
from flowsim.scenario.faults import Fault, quoted
from flowsim.scenario.positions import Path, Positions, Spot


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a scenario may be. The defaults keep the refusal of any file under a second.

    Attributes:
        size: bytes of one file.
        lines: lines of one file.
        line_length: characters of one line.
        nodes: keys and values of one file.
        depth: lists and mappings inside each other.
        faults: problems found in one file before reading stops.
        files: files of a folder.
    """

    size: int = 1_000_000
    lines: int = 20_000
    line_length: int = 10_000
    nodes: int = 15_500
    depth: int = 50
    faults: int = 100
    files: int = 40


LIMITS = Limits()
LARGEST_INTEGER = 2**64

_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_LONGEST_NUMBER = 40
_KEPT = 128
"""As many files as a whole place, its policies and what stands beside it have."""
_LARGE = 50_000
"""Files of more bytes are read anew each time: what is kept of one takes some twenty times its size."""


class Stop(Exception):
    """The text cannot be read any further; the faults say why."""


@dataclass
class Tree:
    """What was read from one file; not ``complete`` if reading had to stop before the end.

    ``text`` is what stands in it, None if that is not known.
    """

    data: Any = None
    complete: bool = False
    positions: Positions = field(default_factory=Positions)
    faults: list[Fault] = field(default_factory=list)
    text: str | None = None

    def copy(self) -> Tree:
        """The same, of which nothing changes when the other is changed. Spots and faults are frozen themselves."""
        return replace(self, data=_copied(self.data), positions=self.positions.copy(), faults=list(self.faults))


def _copied(data: Any) -> Any:
    """A tree of data anew, in a third of the time of ``deepcopy``: nothing else than this is ever read."""
    if isinstance(data, dict):
        return {key: _copied(value) for key, value in data.items()}
    return [_copied(item) for item in data] if isinstance(data, list) else data


def parse(raw: bytes, file: str = "", limits: Limits = LIMITS, must_hold: str = "") -> Tree:
    """Read one YAML document. Faults are collected in the tree, not raised.

    What the same bytes said before is not read anew: studies apply the same few policies again and again.

    Args:
        raw: the bytes of the file.
        file: its name, for the positions.
        limits: see :class:`Limits`.
        must_hold: a word without which a file is not even parsed: most of what is no scenario is refused at once.
    """
    read = _parsed if len(raw) <= _LARGE else _parsed.__wrapped__
    return read(raw, file, limits, must_hold).copy()


@lru_cache(_KEPT)
def _parsed(raw: bytes, file: str, limits: Limits, must_hold: str) -> Tree:
    reader = _Reader(file, limits)
    try:
        text = reader.tree.text = reader.decoded(raw)
        reader.scanned(text)
        reader.holds(text, must_hold)
        reader.read(text)
        reader.tree.complete = True
    except Stop:
        pass
    return reader.tree


def scalar(text: str) -> Any:
    """What a plain scalar means in the core schema of YAML 1.2; dates and clock times stay text.

    >>> scalar("12"), scalar("1.5e3"), scalar("08:30"), scalar("~"), scalar("yes")
    (12, 1500.0, '08:30', None, 'yes')

    Raises:
        ValueError: infinite, not a number, or a whole number beyond 64 bits.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _NOT_FINITE.fullmatch(text):
        raise ValueError("not-finite")
    whole, based = _INTEGER.fullmatch(text), _BASED.fullmatch(text)
    if whole or based:
        number = int(text, 0 if based else 10) if len(text) <= _LONGEST_NUMBER else LARGEST_INTEGER
        if abs(number) >= LARGEST_INTEGER:
            raise ValueError("huge-number")
        return number
    if _FLOAT.fullmatch(text):
        if not math.isfinite(float(text)):
            raise ValueError("not-finite")
        return float(text)
    return text


def _cannot_be_seen(character: str) -> bool:
    kind = unicodedata.category(character)
    return character not in "\t\n" and kind in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def _named(character: str) -> str:
    return f"U+{ord(character):04X} ({unicodedata.name(character, 'control character')})"


class _Reader:
    def __init__(self, file: str, limits: Limits) -> None:
        self.file, self.limits = file, limits
        self.tree = Tree()
        self.nodes = 0

    # before the parser sees anything

    def decoded(self, raw: bytes) -> str:
        if len(raw) > self.limits.size:
            self.stop("too-large", f"the file has more than {self.limits.size:,} bytes", expected="a smaller file")
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            found = f"byte 0x{raw[error.start]:02X}"
            wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
            kind = "it is in UTF-16 ('Unicode')" if wide else "it is usually in a Windows or Latin-1 encoding"
            hint = f"{kind}; save it anew as UTF-8"
            self.stop("not-text-file", "this is not UTF-8 text", line, 1, found, "a text file in UTF-8", hint)
        return text

    def scanned(self, text: str) -> None:
        """Refuse invisible characters and texts of a shape that would keep the parser busy."""
        lines = text.split("\n", self.limits.lines)
        if len(lines) > self.limits.lines:
            self.stop("too-large", f"the file has more than {self.limits.lines:,} lines", self.limits.lines)
        for number, line in enumerate(lines, start=1):
            if len(line) > self.limits.line_length:
                longest = f"a line has more than {self.limits.line_length:,} characters"
                self.stop("too-large", longest, number, 1, hint="break it into several lines")
            if not line.isprintable():
                self.visible(line.removesuffix("\r"), number)

    def holds(self, text: str, word: str) -> None:
        """Refuse a text that says something, but not the word that every file of its kind says."""
        says = any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())
        if says and word not in text:
            message = "the version of the language is missing"
            self.stop("no-version", message, 1, 1, expected=f"the line {word}: 1 in every file", path=(word,))

    def visible(self, line: str, number: int) -> None:
        for column, character in enumerate(line, start=1):
            if _cannot_be_seen(character):
                self.stop("control-character", "a character that cannot be seen", number, column, _named(character))

    # the parser's events

    def read(self, text: str) -> None:
        self.lines = text.split("\n")
        self.directive = next((n for n, line in enumerate(self.lines, 1) if line.startswith("%")), 1)
        parser = YAML(typ="safe", pure=True)
        self.events = iter(parser.parse(text))
        try:
            for event in self.events:
                kind = type(event).__name__
                if kind == "DocumentStartEvent":
                    self.document(event)
                elif kind not in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"):
                    self.tree.data = self.node(event, ())
        except MarkedYAMLError as error:
            self.not_yaml(error)
        except (YAMLError, ValueError) as error:
            self.stop("bad-yaml", f"this is not YAML: {str(error).splitlines()[0]}", 1, 1)
        if self.tree.data is None and not self.tree.faults:
            self.stop(
                "empty-file",
                "the file holds nothing",
                1,
                1,
                expected="a scenario, which begins with flowsim: 1",
            )

    def document(self, event: Any) -> None:
        spot = event.start_mark
        if event.version or event.tags:
            self.stop("directive", "a scenario has no YAML directives", self.directive, 1)
        if self.tree.data is not None:
            self.add("directive", (), "a file holds one scenario, not several documents", spot)
            raise Stop

    def not_yaml(self, error: MarkedYAMLError) -> None:
        said = not_yaml.said(error, self.lines)
        message = f"this is not YAML: {said.message}"
        self.stop("bad-yaml", message, said.line, said.column, said.found, said.expected, said.hint)

    def node(self, event: Any, path: Path) -> Any:
        self.count(event, path)
        self.tree.positions.values.setdefault(path, self.spot(event.start_mark))
        kind = type(event).__name__
        if kind == "AliasEvent":
            self.add("anchor", path, "aliases are not part of the language", event.start_mark, f"*{event.anchor}")
            return None
        if event.anchor:
            self.add("anchor", path, "anchors are not part of the language", event.start_mark, f"&{event.anchor}")
        if event.tag:
            self.add("tag", path, "tags are not part of the language", event.start_mark, quoted(str(event.tag)))
        if kind == "ScalarEvent":
            return self.value(event, path)
        return self.mapping(path) if kind == "MappingStartEvent" else self.sequence(path)

    def value(self, event: Any, path: Path) -> Any:
        if event.style:
            return self.written_out(event, path)
        try:
            return scalar(event.value)
        except ValueError as error:
            code = str(error)
            message = "a whole number beyond 64 bits" if code == "huge-number" else "a number must be finite"
            self.add(code, path, message, event.start_mark, quoted(event.value))
            return None

    def sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        for event in self.events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            items.append(self.node(event, (*path, len(items))))
        return items

    def mapping(self, path: Path) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for event in self.events:
            if type(event).__name__ == "MappingEndEvent":
                break
            key = self.key(event, path)
            here = (*path, key)
            first = self.tree.positions.keys.get(here)
            if first and key in entries:
                hint = f"it stands in line {first.line} already"
                self.add(
                    "duplicate-key",
                    here,
                    f"'{key}' is written twice",
                    event.start_mark,
                    hint=hint,
                    at_key=True,
                )
                self.node(next(self.events), (*path, f"{key} (again)"))
                continue
            self.tree.positions.keys[here] = self.spot(event.start_mark)
            entries[key] = self.node(next(self.events), here)
        return entries

    def key(self, event: Any, path: Path) -> str:
        """A key is always text, as written: ``85: ...`` is the level '85'."""
        kind = type(event).__name__
        if kind != "ScalarEvent" or event.anchor or event.tag:
            self.add("bad-key", path, "a key must be a plain word", event.start_mark, at_key=True)
            raise Stop
        self.count(event, path)
        if event.value in ("<<", ""):
            message = "keys are not merged in" if event.value else "a key must be a plain word"
            self.add("bad-key", path, message, event.start_mark, quoted(event.value))
        return str(self.written_out(event, path)) if event.style == '"' else str(event.value)

    def written_out(self, event: Any, path: Path) -> str:
        """Text in quotes, in which escapes such as \\u001B could bring in what is refused when it stands there itself.

        Two halves of one character (JSON writes those beyond U+FFFF so) are put together.
        """
        text = str(event.value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        unseen = next((character for character in text if _cannot_be_seen(character)), "\ufffd" * ("\ufffd" in text))
        if unseen:
            found = "half a character" if unseen == "\ufffd" else _named(unseen)
            self.add("control-character", path, "a character that cannot be seen", event.start_mark, found)
        return text

    # faults

    def count(self, event: Any, path: Path) -> None:
        self.nodes += 1
        mark = event.start_mark
        if self.nodes > self.limits.nodes:
            message = f"the file has more than {self.limits.nodes:,} keys and values"
            self.stop("too-large", message, mark.line + 1, mark.column + 1)
        if len(path) > self.limits.depth:
            message = f"more than {self.limits.depth} lists and mappings inside each other"
            self.stop("too-deep", message, mark.line + 1, mark.column + 1)

    def spot(self, mark: Any) -> Spot:
        return Spot(self.file, mark.line + 1, mark.column + 1)

    def add(
        self,
        code: str,
        path: Path,
        message: str,
        mark: Any,
        found: str = "",
        hint: str = "",
        at_key: bool = False,
    ) -> None:
        self.tree.faults.append(Fault(code, path, message, found, hint=hint, at_key=at_key, spot=self.spot(mark)))
        if len(self.tree.faults) >= self.limits.faults:
            message = f"more than {self.limits.faults} problems; the rest of the file is not read"
            self.stop("too-large", message, mark.line + 1, mark.column + 1)

    def stop(
        self,
        code: str,
        message: str,
        line: int = 0,
        column: int = 0,
        found: str = "",
        expected: str = "",
        hint: str = "",
        path: Path = (),
    ) -> None:
        spot = Spot(self.file, line, column)
        self.tree.faults.append(Fault(code, path, message, found, expected, hint, spot=spot))
        raise Stop
