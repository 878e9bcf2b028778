"""What an uncertain number may be: anything between two ends, or one of several values, all equally likely."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flowsim.scenario.amounts import Amount, amount, as_written
from flowsim.scenario.edit import plain
from flowsim.scenario.faults import Fault, quoted
from flowsim.scenario.names import listed, nearest
from flowsim.scenario.positions import Path

FROM, TO, ONE_OF = "from", "to", "one-of"
EXPECTED = "{from: 0.9, to: 1.1}, or {one-of: [2, 3]}"


@dataclass(frozen=True, slots=True)
class Range:
    """Anything between two ends of one sort; only whole numbers if it is ``whole``.

    >>> Range(0.9, 1.1).at(0.25), Range("3 h", "6 h").at(0.5), Range(-2, 0, whole=True).at(0.4)
    (0.95, '4.5 h', -1)
    """

    low: Any
    high: Any
    whole: bool = False

    def at(self, share: float) -> Any:
        """The value, as written, at a share of the way, at least 0 and below 1; whole numbers have equal shares."""
        low, high = self.amounts
        if self.whole:
            return int(low.size) + math.floor(share * (int(high.size) - int(low.size) + 1))
        return high.like(low.size + share * (high.size - low.size))

    @property
    def amounts(self) -> tuple[Amount, Amount]:
        """Both ends taken apart."""
        return amount(self.low), amount(self.high)

    @property
    def integral(self) -> bool:
        """Whether both ends are whole numbers without a unit."""
        return all(end.whole for end in self.amounts)

    def ends(self) -> tuple[Any, ...]:
        """The values at which it is looked at before anything is run."""
        return plain(self.low), plain(self.high)

    def rank(self, value: Any) -> float:
        """How far up a value stands."""
        return amount(value).size

    def words(self) -> str:
        """In words: ``3 h to 6 h``."""
        return f"{plain(self.low)} to {plain(self.high)}"


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several values, whatever they are.

    >>> OneOf((2, 3, 4)).at(0.5), OneOf((2, 3)).words()
    (3, '2 or 3')
    """

    values: tuple[Any, ...]

    def at(self, share: float) -> Any:
        """The value at a share of the way, at least 0 and below 1: all have equal shares."""
        return self.values[math.floor(share * len(self.values))]

    def ends(self) -> tuple[Any, ...]:
        """The values at which it is looked at before anything is run: all of them."""
        return self.values

    def rank(self, value: Any) -> float:
        """How far up a value stands: by its size among numbers of one sort, else by its place in the list."""
        amounts = [_amount(one) for one in self.values]
        if len({one.sort if one else "" for one in amounts}) == 1 and amounts[0]:
            return amount(value).size
        return float(self.values.index(value))

    def words(self) -> str:
        """In words: ``2, 3 or 4``."""
        return listed(as_written(value) for value in self.values)


Axis = Range | OneOf


def range_of(ends: Sequence[Any]) -> Axis | None:
    """The range between two values; of values that are no numbers of one sort, one of the two.

    None where both are the same, or they are the wrong way round.

    >>> range_of([5, 50]), range_of([{"7 d": 16}, {"28 d": 16}])
    (Range(low=5, high=50, whole=False), OneOf(values=({'7 d': 16}, {'28 d': 16})))
    """
    low, high = map(_amount, ends)
    if not low or not high or low.sort != high.sort:
        return OneOf(tuple(ends)) if ends[0] != ends[1] else None
    return Range(*ends) if low.size < high.size else None


def axis_of(written: Mapping[str, Any]) -> Axis:
    """What :func:`axis_faults` finds nothing wrong with."""
    return OneOf(tuple(written[ONE_OF])) if ONE_OF in written else Range(written[FROM], written[TO])


def axis_faults(written: Any, path: Path) -> Iterator[Fault]:
    """What is wrong with a range or list as written."""
    keys = set(written) if isinstance(written, Mapping) else set()
    if not keys & {FROM, TO, ONE_OF}:
        hint = next(filter(None, (nearest(str(key), (FROM, TO, ONE_OF)) for key in keys)), "")
        message = "an uncertain number has a range, or one of several values"
        yield Fault("futures-value", path, message, quoted(written), EXPECTED, hint or "a number that is known is set")
        return
    known = (ONE_OF,) if ONE_OF in keys else (FROM, TO)
    for key in (key for key in written if key not in known):
        message = f"'{key}' is not a key here"
        hint = nearest(str(key), known)
        yield Fault("unknown-key", (*path, key), message, str(key), listed(known), hint, at_key=True)
    if keys >= {FROM, TO}:
        yield from _range_faults(written[FROM], written[TO], path)
    elif ONE_OF in keys:
        yield from _list_faults(written[ONE_OF], (*path, ONE_OF))
    elif keys <= {FROM, TO}:
        missing = TO if FROM in keys else FROM
        yield Fault("missing-key", (*path, missing), f"'{missing}' is missing", expected=EXPECTED)


def _range_faults(low: Any, high: Any, path: Path) -> Iterator[Fault]:
    """What is wrong with two ends."""
    ends = {FROM: _amount(low), TO: _amount(high)}
    for key, end in ends.items():
        if end is None:
            message, hint = (
                "a range goes from one number to another",
                f"for anything else write {{{ONE_OF}: [..., ...]}}",
            )
            yield Fault("futures-no-number", (*path, key), message, quoted({FROM: low, TO: high}[key]), "", hint)
    first, last = ends[FROM], ends[TO]
    if first is None or last is None:
        return
    if first.sort != last.sort:
        message = f"one end is a {first.sort}, the other a {last.sort}"
        yield Fault("futures-units", path, message, f"{plain(low)} and {plain(high)}", "both ends in units of one sort")
    elif first.size > last.size:
        message = "the range ends below where it begins"
        yield Fault(
            "futures-range", path, message, f"from {plain(low)} to {plain(high)}", "from the lower to the higher"
        )
    elif first.size == last.size:
        yield Fault("futures-nothing", path, _CERTAIN, f"from {plain(low)} to {plain(high)}", hint=_KNOWN)


def _list_faults(values: Any, path: Path) -> Iterator[Fault]:
    if not isinstance(values, list):
        yield Fault("not-a-list", path, "values to choose one of stand in a list", quoted(values), "[..., ...]")
    elif len([value for place, value in enumerate(values) if value not in values[:place]]) < max(2, len(values)):
        says = "one of the values stands there twice" if len(values) > 1 else _CERTAIN
        yield Fault("futures-nothing", path, says, quoted(values), "two different values or more", _KNOWN)


_CERTAIN = "there is only one value, so nothing is uncertain"
_KNOWN = "what is known is set in the scenario"


def _amount(written: Any) -> Amount | None:
    try:
        return amount(written)
    except ValueError:
        return None
