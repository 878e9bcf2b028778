"""Numbers as people write them: ``6 d``, ``12 %``, ``70 per day``, ``£345``, ``08:30``, with source and range.

A number in a scenario is a :class:`Figure`: its value in flowsim's own unit, what was written, and where it
comes from. Durations are ticks (milliseconds), rates are per tick, shares are fractions of one, money is pence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from flowsim import units

ANNOTATIONS = ("value", "source", "range", "assumed")


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
        PydanticCustomError: with type ``quantity`` and what was expected, if the text is not such a number.
    """
    if isinstance(raw, Figure):
        return raw
    if not isinstance(raw, dict):
        return Figure(_parse(kind, raw), raw)
    _refuse_other_keys(raw)
    low, high = _range(kind, raw.get("range"))
    value = _parse(kind, raw["value"])
    if low is not None and high is not None and not low <= value <= high:
        raise PydanticCustomError("quantity", "the value lies outside its own range", {"expected": "a value within the range"})
    return Figure(value, raw, str(raw.get("source", "")), low, high, raw.get("assumed", False))


def _refuse_other_keys(raw: dict[str, Any]) -> None:
    unknown = [key for key in raw if key not in ANNOTATIONS]
    if unknown or "value" not in raw:
        raise PydanticCustomError(
            "quantity",
            "a number with notes has the keys value, source, range, assumed",
            {"expected": "value, source, range or assumed", "found": str(unknown[0] if unknown else "no value")},
        )


def _range(kind: str, raw: Any) -> tuple[float | None, float | None]:
    if raw is None:
        return None, None
    if not isinstance(raw, list) or len(raw) != 2:
        raise PydanticCustomError("quantity", "a range is a list of two numbers", {"expected": "[low, high]"})
    low, high = _parse(kind, raw[0]), _parse(kind, raw[1])
    if low > high:
        raise PydanticCustomError("quantity", "the range starts above its end", {"expected": "[low, high]"})
    return low, high


def _parse(kind: str, raw: Any) -> float:
    try:
        return units.PARSERS[kind](raw)
    except ValueError as error:
        raise PydanticCustomError("quantity", str(error), {"expected": units.EXPECTED[kind], "found": repr(raw)}) from None


def _quantity(kind: str, example: str) -> Any:
    schema = {
        "anyOf": [
            {"type": ["number", "string"]},
            {
                "type": "object",
                "properties": {
                    "value": {"type": ["number", "string"]},
                    "source": {"type": "string"},
                    "range": {"type": "array", "minItems": 2, "maxItems": 2},
                    "assumed": {"type": ["boolean", "string"]},
                },
                "required": ["value"],
                "additionalProperties": False,
            },
        ],
        "description": f"{units.EXPECTED[kind]}, for example {example}",
    }
    return Annotated[
        Figure,
        BeforeValidator(lambda raw: figure(kind, raw)),
        PlainSerializer(lambda item: item.written, return_type=Any),
        WithJsonSchema(schema),
    ]


Duration = _quantity("duration", "2.5 h")
Rate = _quantity("rate", "70 per day")
Share = _quantity("share", "12 %")
Count = _quantity("count", "800")
Number = _quantity("number", "1.4")
Money = _quantity("money", "£345")
