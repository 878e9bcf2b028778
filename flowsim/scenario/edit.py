"""Edits of a scenario as written: set, scale or add to whatever a path means. Pure functions on plain trees.

Scaling keeps the way a number is written: ``5 d`` times 0.5 is ``2.5 d``; a number with notes keeps them, its range
scaled alike and its source saying what was done. A distribution is scaled by its ``times``. A number by
attribute is scaled at every level. Counts (places, headcount, length of a queue) are rounded to whole numbers,
halves upwards. A share that would exceed one is refused.
"""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from flowsim import units
from flowsim.errors import Problem, ScenarioError
from flowsim.scenario import paths
from flowsim.scenario.distributions import LEAVES
from flowsim.scenario.faults import quoted
from flowsim.scenario.positions import Path
from flowsim.scenario.selectors import select, value_at

Kind = Literal["time", "count", "share", "number"]
Operation = Callable[[float, str], float]
"""From a number and the unit in which it is written to the new number in that unit."""


_TIMES = ("time", "work", "wait", "takes", "after", "answer", "travel", "transfer", "amount")
_COUNTS = ("places", "headcount", "workers", "length", "at_once", "approaches", "staff", "posts")
_SHARES = (
    "share", "shares", "set", "uptake", "onward", "next", "lost", "accepts", "vacancies", "absent", "sickness",
    "turnover", "moves",
)  # fmt: skip
_COUNTED = ("by_week", "shifts", "dated")
"""Keys under which counts stand, by time or by date."""

_NUMBERS = ("times", "cv", "stages", "priority")
_TEXT = re.compile(r"\s*(£?)\s*([+-]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(\s*)(.*?)\s*")
_PERCENT = re.compile(r"([+-]?\s*\d+(?:\.\d+)?)\s*%")
_PER = re.compile(r"(?:per|/|a|an|each)\s*([A-Za-z]+)")


def set_value(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of a scenario with ``value`` at every address that ``path`` means.

    >>> set_value({"units": {"ward": {"places": 4}}}, "units.ward.places", 6)
    {'units': {'ward': {'places': 6}}}

    Raises:
        ScenarioError: the path leads nowhere.
    """
    found = select(document, path, absent=True)
    return _each(document, found.addresses, lambda address, old: copy.deepcopy(value))


def scale_value(document: dict[str, Any], path: str, factor: float) -> dict[str, Any]:
    """A copy of a scenario with the numbers or times that ``path`` means multiplied by ``factor``.

    >>> document = {"pathways": {"main": [{"task": "team", "work": {"gamma": {"mean": "2 h", "cv": 1}}}]}}
    >>> scale_value(document, "pathways.main.team.work", 0.5)["pathways"]["main"][0]["work"]["times"]
    0.5

    Raises:
        ScenarioError: the path leads nowhere, or to something that cannot be scaled.
    """
    found = select(document, path)
    return _each(document, found.addresses, lambda address, old: scaled(old, factor, kind_of(address)))


def add_value(document: dict[str, Any], path: str, amount: Any) -> dict[str, Any]:
    """A copy of a scenario with ``amount`` added to what ``path`` means.

    Counts that a selector finds share the amount in proportion to their size (largest remainder).

    >>> place = {"units": {"a": {"places": 30}, "b": {"places": 10}}}
    >>> add_value(place, "units.*.places", 4)["units"]
    {'a': {'places': 33}, 'b': {'places': 11}}

    Raises:
        ScenarioError: the path leads nowhere, or to something that this cannot be added to.
    """
    found = select(document, path)
    try:
        amounts = shares_of(document, found.addresses, amount)
    except ValueError as error:
        raise refused(document, found.addresses[0], amount, error) from None
    return _each(document, amounts, lambda address, old: shifted(old, amounts[address], kind_of(address)))


def shares_of(document: dict[str, Any], addresses: Sequence[Path], amount: Any) -> dict[Path, Any]:
    """What each address gets of an amount that is added: all of it if there is one, else its share of a count.

    Raises:
        ValueError: several addresses, and not counts; or a part of a bed or worker.
    """
    if len(addresses) == 1:
        counted = kind_of(addresses[0]) == "count" and not isinstance(plain(amount), str)
        return {addresses[0]: whole(amount) if counted else amount}
    if any(kind_of(address) != "count" for address in addresses):
        raise ValueError("only whole numbers (places, headcount) can be shared out over several entries")
    sizes = [units.parse_count(plain(value_at(document, address))) for address in addresses]
    return dict(zip(addresses, share_out(whole(amount), sizes), strict=True))


def share_out(total: int, sizes: Sequence[float]) -> list[int]:
    """Whole numbers that add up to ``total``, in proportion to ``sizes``: the largest remainders get what is left.

    Ties go to the earlier. If all sizes are nought the shares are equal.

    >>> share_out(20, [100, 50, 50]), share_out(-3, [1, 1]), share_out(2, [0, 0, 0])
    ([10, 5, 5], [-2, -1], [1, 1, 0])
    """
    sign, total = (-1, -total) if total < 0 else (1, total)
    weights = list(sizes) if sum(sizes) > 0 else [1.0] * len(sizes)
    exact = [total * weight / sum(weights) for weight in weights]
    shares = [math.floor(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda n: (shares[n] - exact[n], n))
    for n in by_remainder[: total - sum(shares)]:
        shares[n] += 1
    return [sign * share for share in shares]


def kind_of(address: Path) -> Kind:
    """What stands at an address, as far as arithmetic goes.

    >>> kind_of(("units", "ward", "places")), kind_of(("pathways", "main", 0, "work"))
    ('count', 'time')
    >>> kind_of(("pathways", "main", 0, "work", "gamma", "mean")), kind_of(("attributes", "age", "shares", "old"))
    ('time', 'share')
    """
    fields = address[len(step_of(address) or owner_of(address)) :]
    if any(field in _NUMBERS for field in fields):
        return "number"
    if any(field in _SHARES for field in fields) or fields[1:3] == ("phase_type", "start"):
        return "share"
    if fields and (fields[-1] in _COUNTS or (fields[0] in _COUNTED and address[0] != "workforce")):
        return "count"
    return "time" if any(field in _TIMES for field in fields) else "number"


def owner_of(address: Path) -> Path:
    """The address of the unit, team, employer and so on to which something belongs.

    >>> owner_of(("units", "ward", "places")), owner_of(("workforce", "employers", "care", "moves", "hospital"))
    (('units', 'ward'), ('workforce', 'employers', 'care'))
    """
    return address[:3] if address[0] == "workforce" else address[:2]


def step_of(address: Path) -> Path | None:
    """The address of the innermost step that contains an address; ``None`` outside the pathways.

    >>> step_of(("pathways", "main", 2, "choose", 0, "do", 1, "work", "gamma"))
    ('pathways', 'main', 2, 'choose', 0, 'do', 1)
    """
    if len(address) < 3 or address[0] != "pathways":
        return None
    end = 3
    for n in range(3, len(address) - 1):
        if address[n] in ("do", "then") and isinstance(address[n + 1], int):
            end = n + 2
    return address[:end]


def plain(value: Any) -> Any:
    """A number without its notes."""
    return value.get("value") if isinstance(value, dict) else value


def whole(amount: Any) -> int:
    """A whole number, with or without a sign.

    Raises:
        ValueError: it is not.
    """
    amount = plain(amount)
    if isinstance(amount, bool) or not isinstance(amount, int | float) or amount != int(amount):
        raise ValueError(f"{amount!r} is not a whole number")
    return int(amount)


def factor_of(value: Any) -> float:
    """A number to scale by: finite and not negative.

    Raises:
        ValueError: it is not.
    """
    if isinstance(value, str):
        return _factor_of(value)
    factor = units.parse_number(plain(value))
    if factor < 0:
        raise ValueError(f"a factor cannot be negative, and {factor:g} is")
    return factor


def _factor_of(text: str) -> float:
    """A factor from a percentage; of one that is none it is said how that is written.

    >>> _factor_of("97 %")
    0.97
    """
    percent = _PERCENT.fullmatch(text.strip())
    if percent is None:
        return units.parse_share(text)
    size = float(percent[1].replace(" ", ""))
    if size < 0:
        less = f": for {-size:g} % less write {1 + size / 100:g}" if size >= -100 else ""
        raise ValueError(f"a factor cannot be negative, and {text.strip()} is{less}")
    if size > 100:
        raise ValueError(f"a factor above 1 is no percentage: for {text.strip()} write {size / 100:g}")
    return units.parse_share(text)


def scaled(value: Any, factor: float, kind: Kind) -> Any:
    """What is written, multiplied; by one it stays as it is written.

    >>> scaled("5 d", 0.5, "time"), scaled(7, 0.5, "count"), scaled({"by": "age", "old": "12 %"}, 0.5, "share")
    ('2.5 d', 4, {'by': 'age', 'old': '6 %'})

    Raises:
        ValueError: it cannot be scaled, or a share would exceed one.
    """
    if kind == "time" and _is_distribution(value):
        new = {**value, "times": scaled(value.get("times", 1), factor, "number")}
    else:
        new = _mapped(value, lambda number, unit: number * factor, f"× {factor:g}", kind)
    return value if factor == 1 else new


def shifted(value: Any, amount: Any, kind: Kind) -> Any:
    """What is written, with an amount added; the unit stays the one that is written.

    >>> shifted("5 d", "12 h", "time"), shifted({"value": 800, "range": [780, 820]}, 40, "count")
    ('5.5 d', {'value': 840, 'range': [820, 860], 'source': '+ 40'})

    Raises:
        ValueError: it cannot be added to, or not this.
    """
    amount = plain(amount)
    if kind == "time" and _is_distribution(value):
        raise ValueError("nothing can be added to a distribution: scale it, or set it")
    sign, size = _signed(amount)
    note = f"{'-' if sign < 0 else '+'} {size}"
    return _mapped(value, lambda number, unit: number + sign * _in_unit(size, unit, kind), note, kind)


def _is_distribution(value: Any) -> bool:
    return isinstance(value, dict) and any(key in value for key in (*LEAVES, "by"))


def _signed(amount: Any) -> tuple[int, Any]:
    """The sign of an amount and its size: text keeps its unit."""
    if isinstance(amount, str):
        text = amount.strip()
        return (-1 if text.startswith("-") else 1), text.lstrip("+-").strip()
    return (-1, -amount) if units.parse_number(amount) < 0 else (1, amount)


def _in_unit(size: Any, unit: str, kind: Kind) -> float:
    """An amount as a number of the unit in which another number is written."""
    per = _PER.fullmatch(unit)
    if unit == "%":
        return units.parse_share(size) * 100
    if unit.lower() in units.DURATION_UNITS:
        return units.parse_duration(size) / units.DURATION_UNITS[unit.lower()]
    if per and per[1].lower() in units.DURATION_UNITS:
        return units.parse_rate(size) * units.DURATION_UNITS[per[1].lower()]
    if unit:
        return units.parse_money(size) / 100
    return units.parse_share(size) if kind == "share" else units.parse_number(size)


def _mapped(value: Any, operation: Operation, note: str, kind: Kind) -> Any:
    """A number as written (bare, with notes, or by attribute) with an operation done to it."""
    if isinstance(value, dict) and "value" in value:
        return _with_notes(value, operation, note, kind)
    if isinstance(value, dict) and "by" in value:
        levels = value.items()
        return {key: old if key == "by" else _mapped(old, operation, note, kind) for key, old in levels}
    return _done(value, operation, kind)


def _with_notes(value: dict[str, Any], operation: Operation, note: str, kind: Kind) -> dict[str, Any]:
    new = {**value, "value": _done(value["value"], operation, kind)}
    if "range" in value:
        new["range"] = [_done(end, operation, kind, clip=True) for end in value["range"]]
    source = value.get("source")
    return {**new, "source": f"{source}; {note}" if source else note}


def _done(written: Any, operation: Operation, kind: Kind, clip: bool = False) -> Any:
    """One number, in its own unit. ``clip`` keeps the end of a range within bounds instead of refusing it."""
    if isinstance(written, str):
        match = _TEXT.fullmatch(written)
        if not match:
            raise ValueError(f"{written!r} is not a number")
        head, number, gap, unit = match.groups()
        top = 100.0 if unit == "%" else math.inf
        return f"{head}{_bounded(operation(float(number), unit or head), top, kind, clip):.12g}{gap}{unit}"
    if isinstance(written, bool) or not isinstance(written, int | float):
        raise ValueError(f"{quoted(written)} is not a number")
    new = _bounded(operation(float(written), ""), 1.0 if kind == "share" else math.inf, kind, clip)
    if kind == "count":
        return math.floor(new + 0.5)
    new = float(f"{new:.12g}")
    return int(new) if isinstance(written, int) and new == int(new) else new


def _bounded(new: float, top: float, kind: Kind, clip: bool) -> float:
    if clip:
        return min(max(new, 0.0) if kind != "number" else new, top)
    if new > top:
        raise ValueError(f"a share would be {new / top:g}, and cannot exceed 1")
    if new < 0 and kind != "number":
        raise ValueError(f"the result would be {new:g}, and cannot be negative")
    return new


def _each(document: dict[str, Any], addresses: Iterable[Path], new: Callable[[Path, Any], Any]) -> dict[str, Any]:
    """A copy of a scenario with each address given its new value."""
    result = copy.deepcopy(document)
    for address in addresses:
        old = value_at(result, address)
        try:
            value_at(result, address[:-1])[address[-1]] = new(address, old)
        except ValueError as error:
            raise refused(document, address, old, error) from None
    return result


def refused(document: dict[str, Any], address: Path, found: Any, error: ValueError) -> ScenarioError:
    """An edit that cannot be done, as a problem."""
    where = paths.words(document, address)
    return ScenarioError([Problem("bad-edit", str(error), path=where, found=quoted(found))])
