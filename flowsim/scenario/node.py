"""The root of every object of a scenario, and what is said of one that is made wrongly in Python."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from flowsim.errors import ScenarioError
from flowsim.scenario.positions import Positions

if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass as Meta
else:
    Meta = type(BaseModel)


class _Made(Meta):
    """Makes an object for who writes it in Python: what is wrong is told as it is of a file. Files are not read so."""

    def __call__(cls, *args: Any, **words: Any) -> Any:
        try:
            return super().__call__(*args, **words)
        except ValidationError as error:
            from flowsim.scenario.messages import faults_of  # which knows all kinds of objects

            found = [fault.problem(words, Positions()) for fault in faults_of(error, cls)]  # type: ignore[arg-type]
            raise ScenarioError([replace(one, path=f"{cls.__name__}: {one.path}") for one in found]) from None


class Node(BaseModel, metaclass=_Made):
    """The root of every object of a scenario: frozen, and closed to unknown words.

    >>> from flowsim.errors import ScenarioError
    >>> from flowsim.scenario.place import Unit
    >>> try:
    ...     Unit(plaices=3)
    ... except ScenarioError as error:
    ...     error.problems[0].hint
    "did you mean 'places'?"

    Raises:
        ScenarioError: an object made in Python has words or values that do not fit; with all of them.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, arbitrary_types_allowed=True, defer_build=True
    )
