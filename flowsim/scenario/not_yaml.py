"""A text that is not YAML, in plain words: the line, what stands there, and what is usually the cause."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ruamel.yaml.error import MarkedYAMLError

from flowsim.scenario.quoting import quoted

USUAL = "usually it is a colon in plain text, a tab, a bracket or quote that is not closed, or a line's indentation"
"""What to look for where nothing better can be said."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is wrong, and at which line and column, from 1."""

    message: str
    line: int
    column: int
    found: str = ""
    expected: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where the reader gave up, and where that began which it was reading then; lines and columns from 0."""

    lines: Sequence[str]
    line: int
    column: int
    from_line: int
    from_column: int

    @property
    def text(self) -> str:
        return self.lines[self.line] if self.line < len(self.lines) else ""

    @property
    def before(self) -> str:
        return self.text[: self.column]

    @property
    def begun(self) -> str:
        """The line in which it began, from there on."""
        return self.lines[self.from_line][self.from_column :] if self.from_line < len(self.lines) else ""

    def here(self, message: str, found: str = "", expected: str = "", hint: str = "") -> Said:
        return Said(message, self.line + 1, self.column + 1, found, expected, hint)

    def there(self, message: str, found: str = "", expected: str = "", hint: str = "") -> Said:
        return Said(message, self.from_line + 1, self.from_column + 1, found, expected, hint)


def said(error: MarkedYAMLError, lines: Sequence[str]) -> Said:
    """What a YAML reader's error says to people.

    Args:
        lines: the text that was read.
    """
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Said("this cannot be read", 1, 1, hint=USUAL)
    start = error.context_mark or mark
    spot = _Spot(lines, mark.line, mark.column, start.line, start.column)
    problem = f"{error.problem or ''}; {error.context or ''}"
    indent = spot.text[: len(spot.text) - len(spot.text.lstrip())]
    if "\t" in indent:
        column = indent.index("\t")
        return Said("a tab stands where spaces indent", spot.line + 1, column + 1, "a tab", "spaces")
    for words, say in _CASES:
        if re.search(words, problem):
            return say(spot)
    return spot.here("this cannot be read", quoted(spot.text.strip()), hint=USUAL)


def _colon(spot: _Spot) -> Said:
    key, colon, text = spot.text.strip().removeprefix("- ").partition(": ")
    if colon and ": " in spot.before + " ":
        text = text.strip().replace("'", "''")
        hint = f"put the text in quotes: {key}: '{text}'"
        return spot.here("a colon in plain text begins another value", quoted(spot.text.strip()), hint=hint)
    message = "this line is indented deeper than what it stands beside"
    column = len(spot.text) - len(spot.text.lstrip())
    return Said(message, spot.line + 1, column + 1, quoted(spot.text.strip()), hint=_COLUMNS)


_COLUMNS = "keys of one mapping stand in one column, and so do the '-' of one list"


def _indented(spot: _Spot) -> Said:
    if spot.text[spot.column :][:1] in ("]", "}"):
        return spot.here("this bracket closes nothing", quoted(spot.text[spot.column :]))
    if spot.before.strip(" -"):
        message = "something follows where the value is at its end"
        return spot.here(message, quoted(spot.text[spot.column :]), hint="put the whole text in quotes")
    message = "this line is not indented as those beside it, or the line before is not at its end"
    return spot.here(message, quoted(spot.text.strip()), hint=_COLUMNS)


def _no_colon(spot: _Spot) -> Said:
    text = quoted(spot.begun.strip())
    return spot.there("a line without ': '", text, "key: value", "after the colon of a key stands a space")


def _bracket(spot: _Spot) -> Said:
    opened = spot.begun[:1] if spot.begun[:1] in "[{" else "["
    closing = "]" if opened == "[" else "}"
    found = quoted(spot.text[spot.column :].strip()) if spot.text[spot.column :].strip() else ""
    if spot.line == spot.from_line and found:
        hint = "text that holds a comma, colon or bracket stands in quotes"
        return spot.here(f"neither ',' nor '{closing}' stands here", found, f"',' or '{closing}'", hint)
    return spot.there(f"'{opened}' is opened here and never closed", expected=f"'{closing}' at its end")


def _quote(spot: _Spot) -> Said:
    message = "a quote is opened here and never closed"
    hint = "in text in single quotes an apostrophe is written twice: 'the ward''s'"
    return spot.there(message, quoted(spot.begun.strip()), "a quote at the end of the text", hint)


def _beginning(spot: _Spot) -> Said:
    if spot.text[spot.column :].startswith("\t"):
        return spot.here("a tab stands where a space should", "a tab", "a space")
    text = spot.text[spot.column :].strip()
    if text[:1].isalnum():
        return spot.here("this cannot be read", quoted(spot.text.strip()), hint=USUAL)
    return spot.here(f"a text cannot begin with {text[:1]!r}", quoted(text), hint=f"put it in quotes: '{text}'")


def _marked(spot: _Spot) -> Said:
    text = spot.begun.strip()
    if text[:1].isalnum():
        return spot.there("this cannot be read", quoted(text), hint=USUAL)
    return spot.there(f"a text cannot begin with {text[:1]!r}", quoted(text), hint=f"put it in quotes: '{text}'")


def _item(spot: _Spot) -> Said:
    hint = "begin the list on the next line, or write it in brackets: [a, b]"
    return spot.here("a list begins behind a key in the same line", quoted(spot.text.strip()), hint=hint)


def _nothing(spot: _Spot) -> Said:
    found = quoted(spot.text[spot.column :].strip() or "nothing")
    return spot.here("a value should stand here", found, "a value", "text that begins with a sign stands in quotes")


def _escape(spot: _Spot) -> Said:
    hint = "write the text in single quotes, where it stands for itself"
    return spot.here("in double quotes '\\' begins a special character, and this is none", hint=hint)


_CASES: tuple[tuple[str, Callable[[_Spot], Said]], ...] = (
    ("mapping values are not allowed", _colon),
    ("end of stream; while scanning a quoted|document separator; while scanning a quoted", _quote),
    ("unclosed|flow sequence|flow mapping|expected ',' or", _bracket),
    ("could not find expected ':'", _no_colon),
    ("cannot start any token", _beginning),
    ("expected <block end>|follow up line", _indented),
    ("sequence entries are not allowed", _item),
    ("expected the node content", _nothing),
    ("unknown escape|hexdecimal", _escape),
    ("scanning an (anchor|alias)|scanning a block scalar|scanning a tag", _marked),
)
"""What an error says in the reader's own words, and what is made of it; the first that fits."""
