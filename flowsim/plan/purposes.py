"""Purposes of random numbers: a name becomes a 32-bit code, and two names never share one."""

from __future__ import annotations

from flowsim.errors import Problem, ScenarioError
from flowsim.random.streams import purpose_code, source_code


class Purposes:
    """Hands out codes and refuses collisions.

    Raises:
        ScenarioError: two different names have the same code; renaming either, or a ``key:``, mends it.
    """

    def __init__(self) -> None:
        self._purposes: dict[int, str] = {}
        self._sources: dict[int, str] = {}

    def code(self, name: str) -> int:
        """The 32-bit code of a purpose such as ``main.assessment:work``."""
        return _claim(self._purposes, purpose_code(name), name)

    def source(self, name: str) -> int:
        """The 16-bit code of a source of people."""
        return _claim(self._sources, source_code(name), name)


def _claim(taken: dict[int, str], code: int, name: str) -> int:
    other = taken.setdefault(code, name)
    if other != name:
        raise ScenarioError(
            [
                Problem(
                    "code-collision",
                    f"'{name}' and '{other}' would share random numbers",
                    hint="rename one; a step may also be given a key",
                )
            ]
        )
    return code
