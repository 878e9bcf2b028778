"""What a function that people call from Python is given: of another sort than is needed, it is a mistake of use."""

from __future__ import annotations

import os
from collections.abc import Iterable
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from flowsim.errors import UsageError
from flowsim.scenario.names import listed, nearest
from flowsim.scenario.quoting import quoted

if TYPE_CHECKING:
    from flowsim.scenario.scenario import Scenario


def scenario_of(given: Any) -> Scenario:
    """The same, if it is a scenario.

    Raises:
        UsageError: it is none; of a name or path the message says how it is read.
    """
    from flowsim.scenario.scenario import Scenario

    if isinstance(given, Scenario):
        return given
    named = isinstance(given, str | os.PathLike)
    hint = f"; read it first: flowsim.load({os.fspath(given)!r})" if named else ", such as flowsim.load('tutorial')"
    raise UsageError(f"a scenario is needed here, not {quoted(given)}{hint}")


def whole(given: Any, what: str) -> int:
    """A whole number; ``what`` says which in the message.

    >>> whole(3, "a seed")
    3

    Raises:
        UsageError: it is none.
    """
    if not isinstance(given, Integral) or isinstance(given, bool):
        raise UsageError(f"{what} is a whole number, not {quoted(given)}")
    return int(given)


def number(given: Any, what: str) -> float:
    """A number; ``what`` says which in the message.

    Raises:
        UsageError: it is none.
    """
    if not isinstance(given, Real) or isinstance(given, bool):
        raise UsageError(f"{what} is a number, not {quoted(given)}")
    return float(given)


def names(given: Any, what: str) -> list[str]:
    """One name or several as a list; ``what`` says of what in the message.

    >>> names("ward", "units"), names(("ward", "home"), "units")
    (['ward'], ['ward', 'home'])

    Raises:
        UsageError: they are none.
    """
    if isinstance(given, str):
        return [given]
    found = list(given) if isinstance(given, Iterable) else [given]
    strange = [one for one in found if not isinstance(one, str)]
    if strange:
        raise UsageError(f"{what} are given by name, and {quoted(strange[0])} is none")
    return found


def unknown(what: str, word: Any, known: Iterable[str]) -> UsageError:
    """The error of a name that nothing has, with the nearest one and those that there are.

    >>> str(unknown("engine", "compield", ["compiled", "reference"]))
    "there is no engine 'compield'; did you mean 'compiled'? There are compiled or reference"
    """
    there = list(known)
    hint = nearest(str(word), there)
    verb = "is" if len(there) == 1 else "are"
    said = f"; {hint} There {verb}" if hint else f"; there {verb}"
    return UsageError(f"there is no {what} {quoted(word)}{said} {listed(there)}")
