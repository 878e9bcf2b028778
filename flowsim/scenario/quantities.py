"""Numbers as people write them: ``6 d``, ``12 %``, ``70 per day``, ``£345``, ``08:30``, with source and range.

A number in a scenario is a :class:`Figure`: its value in flowsim's own unit, what was written, and where it
comes from. Durations are ticks (milliseconds), rates are per tick, shares are fractions of one, money is pence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Annotated, Any

from pydantic_core import PydanticCustomError, core_schema

from flowsim import units
from flowsim.scenario.quoting import quoted

ANNOTATIONS = ("value", "source", "range", "assumed")
"""The keys of a number with notes."""

QUANTITY_MARK = "x-quantity"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its provenance.

    Attributes:
        value: in flowsim's own unit (ticks, per tick, fraction, pence, or a plain number).
        written: what stood in the file: a scalar, or a mapping with ``value``.
        source: where the figure comes from; empty if not said.
        low, high: the stated range, same unit as ``value``; ``None`` if not said.
        assumed: True (or the reason, as text) if nobody measured it.
    """

    value: float
    written: Any
    source: str = ""
    low: float | None = None
    high: float | None = None
    assumed: bool | str = False


def figure(kind: str, raw: Any) -> Figure:
    """Read one number of the given kind (``duration``, ``rate``, ``share``, ``count``, ``number``, ``money``).

    Raises:
        PydanticCustomError: of type ``quantity``, if this is not such a number; its context has ``code``, ``says``,
            ``found``, ``expected``, ``hint`` and, where a note is at fault, ``at`` (the path to it).
    """
    if isinstance(raw, Figure):
        return raw
    if not isinstance(raw, dict):
        return Figure(_parse(kind, raw), raw)
    _refuse_other_keys(raw)
    value = _parse(kind, raw["value"], "value")
    low, high = _range(kind, raw.get("range"))
    if low is not None and high is not None and not low <= value <= high:
        raise _wrong(
            "bad-notes",
            "the value lies outside its own range",
            raw["value"],
            "a value within the range",
            "value",
        )
    source, assumed = raw.get("source", ""), raw.get("assumed", False)
    if not isinstance(source, str):
        raise _wrong("bad-notes", "a source must be text", source, "text", "source")
    if not isinstance(assumed, bool | str):
        raise _wrong("bad-notes", "'assumed' is true, or the reason", assumed, "true or text", "assumed")
    return Figure(value, raw, source, low, high, assumed)


def _wrong(code: str, says: str, found: Any, expected: str, *at: str) -> PydanticCustomError:
    context = {"code": code, "says": says, "found": quoted(found), "expected": expected, "at": at}
    return PydanticCustomError("quantity", "{says}", {**context, "hint": _hint(code, found)})


def _hint(code: str, found: Any) -> str:
    """What was probably meant by a number that is none of its kind; empty where that is not plain."""
    whole = isinstance(found, int | float) and not isinstance(found, bool)
    if code == "bad-share" and whole and 2 <= found <= 100:
        return f"did you mean '{found:g} %'?"
    if code in ("bad-count", "bad-number") and isinstance(found, str) and _PLAIN.fullmatch(found):
        return _unquoted(code.removeprefix("bad-"), found.strip())
    kind = code.removeprefix("bad-")
    if kind in units.PARSERS and _below_nought(kind, found):
        return f"write it without the minus: {_without_minus(found)}"
    if isinstance(found, str) and _THOUSANDS.search(found):
        return f"write it without commas: {found.replace(',', '')}"
    return _otherwise(kind, found) if isinstance(found, str) and kind in units.PARSERS else ""


def _unquoted(kind: str, text: str) -> str:
    """For a number in quotes; empty if it could not be read without them either."""
    if _is(kind, float(text)):
        return f"write it without quotes: {text}"
    meant = _without_minus(text)
    return f"write it without quotes and without the minus: {meant}" if _is(kind, float(meant)) else ""


def _otherwise(kind: str, text: str) -> str:
    """A number with a decimal comma, or a duration of two units or of months, as it is written here."""
    pointed = _COMMA.sub(".", text)
    if pointed != text and _is(kind, pointed):
        return f"write a point, not a comma: {pointed}"
    months = _MONTHS.fullmatch(text) if kind == "duration" else None
    if months:
        days = float(months[1]) * 365 / 12
        example = f", such as {days:.0f} d" if days >= 1 else ""
        return f"months differ in length; write days or weeks{example}"
    two = _TWO_UNITS.fullmatch(text) if kind == "duration" else None
    if two:
        return f"write it in one unit: {60 * int(two[1]) + int(two[2])} min"
    return ""


def _is(kind: str, text: Any) -> bool:
    try:
        units.PARSERS[kind](text)
    except ValueError:
        return False
    return True


_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")
_MONTHS = re.compile(r"\s*([0-9]{1,6}(?:\.[0-9]+)?)\s*months?\s*", re.IGNORECASE)
_TWO_UNITS = re.compile(
    r"\s*([0-9]{1,6})\s*h(?:rs?|ours?)?\s*(?:and\s*)?([0-9]{1,2})\s*(?:m(?:ins?|inutes?)?)?\s*", re.IGNORECASE
)
_PLAIN = re.compile(r"\s*[-+]?[0-9]+(\.[0-9]+)?\s*")
_THOUSANDS = re.compile(r"[0-9],[0-9]{3}(?![0-9])")


def _refuse_other_keys(raw: dict[str, Any]) -> None:
    expected = f"value, {', '.join(ANNOTATIONS[1:-1])} or {ANNOTATIONS[-1]}"
    for key in raw:
        if key not in ANNOTATIONS:
            raise _wrong("bad-notes", f"'{key}' is not a note that a number carries", key, expected, str(key))
    if "value" not in raw:
        raise _wrong("bad-notes", "a number with notes needs its value", "no value", expected)


def _range(kind: str, raw: Any) -> tuple[float | None, float | None]:
    if raw is None:
        return None, None
    if not isinstance(raw, list) or len(raw) != 2:
        raise _wrong("bad-notes", "a range is a list of two numbers", raw, "[low, high]", "range")
    low, high = _parse(kind, raw[0], "range"), _parse(kind, raw[1], "range")
    if low > high:
        raise _wrong("bad-notes", "the range starts above its end", raw, "[low, high]", "range")
    return low, high


def _parse(kind: str, raw: Any, *at: str) -> float:
    try:
        return units.PARSERS[kind](raw)
    except ValueError as error:
        expected = units.EXPECTED[kind]
        if "0" not in expected and _below_nought(kind, raw):
            expected += ", zero or more"
        raise _wrong(f"bad-{kind}", str(error), raw, expected, *at) from None


def _below_nought(kind: str, raw: Any) -> bool:
    """Whether this is a number of its kind but for the minus before it."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str) or not str(raw).strip().startswith("-"):
        return False
    return _is(kind, _without_minus(raw) if isinstance(raw, str) else -raw)


def _without_minus(raw: Any) -> str:
    return str(raw).strip().removeprefix("-").lstrip()


_DECIMAL = r"[+]?([0-9][0-9_]*\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?"
_WRITTEN: dict[str, list[dict[str, Any]]] = {
    "duration": [{"type": "string", "pattern": rf"^\s*{_DECIMAL}\s*[A-Za-z]+\s*$"}, {"const": 0}],
    "rate": [
        {"type": "string", "pattern": rf"^\s*{_DECIMAL}\s*(per|/|a|an|each)\s*[A-Za-z]+\s*$"},
        {"const": 0},
    ],
    "share": [
        {"type": "number", "minimum": 0, "maximum": 1},
        {"type": "string", "pattern": rf"^\s*{_DECIMAL}\s*%\s*$"},
    ],
    "count": [{"type": "number", "minimum": 0, "multipleOf": 1}],
    "number": [{"type": "number"}],
    "money": [
        {"type": "number"},
        {"type": "string", "pattern": rf"^\s*-?\s*(£\s*{_DECIMAL}|{_DECIMAL}\s*(GBP|pounds?))\s*$"},
    ],
    "growth": [{"type": "string", "pattern": rf"^\s*-?{_DECIMAL}\s*%\s*(per|/|a)\s*(year|y)\s*$"}],
}
"""The JSON Schema of each kind of number as a person writes it, without notes. The parser is a little stricter."""


def schema_of(kind: str) -> dict[str, Any]:
    """The JSON Schema of a number of one kind: as written, or with notes."""
    written = {"anyOf": _WRITTEN[kind]}
    notes = {
        "type": "object",
        "properties": {
            "value": written,
            "source": {"type": "string", "description": "where the figure comes from"},
            "range": {
                "type": "array",
                "items": written,
                "minItems": 2,
                "maxItems": 2,
                "description": "low and high",
            },
            "assumed": {"type": ["boolean", "string"], "description": "true, or why, if nobody measured it"},
        },
        "required": ["value"],
        "additionalProperties": False,
    }
    return {"anyOf": [*_WRITTEN[kind], notes], "description": f"{units.EXPECTED[kind]}, for example {EXAMPLES[kind]}"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """Tells pydantic to read a :class:`Figure` of one kind, and to write what was written."""

    kind: str

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        """Read with :func:`figure`."""
        return core_schema.no_info_plain_validator_function(
            partial(figure, self.kind),
            serialization=core_schema.plain_serializer_function_ser_schema(attrgetter("written")),
        )

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        """A mark that the generated schema replaces by a reference to :func:`schema_of` the kind."""
        return {QUANTITY_MARK: self.kind}


EXAMPLES = {
    "duration": "2.5 h",
    "rate": "70 per day",
    "share": "12 %",
    "count": "800",
    "number": "1.4",
    "money": "£345",
    "growth": "2 % per year",
}
"""One number of each kind, as a person writes it."""


Duration = Annotated[Figure, Quantity("duration")]
Rate = Annotated[Figure, Quantity("rate")]
Share = Annotated[Figure, Quantity("share")]
Count = Annotated[Figure, Quantity("count")]
Number = Annotated[Figure, Quantity("number")]
Money = Annotated[Figure, Quantity("money")]
Growth = Annotated[Figure, Quantity("growth")]
