"""A scenario: a checked place with its source, to be loaded, made in Python, edited and written."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from flowsim.errors import Problem, ScenarioError, UsageError
from flowsim.scenario import check, paths
from flowsim.scenario.faults import Fault, merged, quoted
from flowsim.scenario.mending import despite, is_nothing
from flowsim.scenario.messages import faults_of
from flowsim.scenario.place import LANGUAGE_VERSION, Place
from flowsim.scenario.plain import plain
from flowsim.scenario.positions import Positions
from flowsim.scenario.reading import Source, read
from flowsim.scenario.traces import Traces, read_traces
from flowsim.scenario.tree import parse
from flowsim.scenario.writing import to_yaml

if TYPE_CHECKING:
    from flowsim.scenario.policy_model import Policy


class Scenario:
    """A place that has been read and checked. It does not change: every edit gives another one.

    Attributes:
        place: the typed :class:`~flowsim.scenario.place.Place`.
        document: the same as a plain tree, as it would stand in a file. Treat it as read-only.
        positions: where each entry of the document stands.
        warnings: what is allowed but doubtful.
        policies: the policies that it is under, in order of name.
        traces: the people of files of recorded arrivals, by name of the arrivals.
        unedited: the scenario without these policies; None without policies, or if values were set after them.
        values: what was set by path, in order, beside what stands in its files.
        by: attributes whose groups of people are measured besides the scenario's own.

    From Python, sections are the same objects or plain mappings:

    >>> from flowsim.scenario.place import Unit
    >>> scenario = Scenario(
    ...     name="clinic",
    ...     run={"window": "1 y"},
    ...     units={"ward": Unit(places=10, setting="hospital")},
    ...     arrivals={"emergency": {"rate": "1.5 per day", "pathway": "main"}},
    ...     pathways={"main": [{"stay": "ward", "time": "5 d"}, {"leave": "home"}]},
    ... )
    >>> scenario.place.units["ward"].places.value
    10.0

    Raises:
        ScenarioError: with every problem, if anything is wrong.
    """

    place: Place
    document: dict[str, Any]
    positions: Positions
    warnings: tuple[Problem, ...]
    traces: Traces
    policies: tuple[Policy, ...] = ()
    unedited: Scenario | None = None
    values: Mapping[str, Any]
    by: tuple[str, ...] = ()

    def __init__(self, **sections: Any) -> None:
        faults: list[Fault] = []
        document = plain({"flowsim": LANGUAGE_VERSION, **sections}, faults)
        self._check(document, Positions(), faults)

    @classmethod
    def load(cls, target: str | os.PathLike[str], values: Mapping[str, Any] | None = None) -> Scenario:
        """Read a file, a folder or a shipped scenario, with some ``values`` set as by :meth:`with_values`.

        Raises:
            ScenarioError: with every problem, sorted by file and line.
        """
        scenario = cls._from_source(read(target))
        return scenario.with_values(values) if values not in (None, {}) else scenario

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Scenario:
        """From a plain tree such as :attr:`document`, ``flowsim: 1`` included."""
        faults: list[Fault] = []
        return cls._new(plain(dict(document), faults), Positions(), faults)

    @classmethod
    def _from_source(cls, source: Source) -> Scenario:
        if not source.complete:
            raise ScenarioError(_sorted(_of_the_rest(source), source.document, source.positions))
        return cls._new(source.document, source.positions, source.faults)

    @classmethod
    def _new(cls, document: dict[str, Any], positions: Positions, faults: Iterable[Fault] = ()) -> Scenario:
        scenario = cls.__new__(cls)
        scenario._check(document, positions, faults)
        return scenario

    def _check(self, document: dict[str, Any], positions: Positions, faults: Iterable[Fault]) -> None:
        def meaning(place: Place) -> list[Fault]:
            self.traces, more = read_traces(place, positions)
            return check.faults(place) + more

        place, found = examined(document, faults, meaning)
        problems = _sorted(found, document, positions)
        if place is None or any(problem.severity == "error" for problem in problems):
            raise ScenarioError(problems)
        self.place, self.document, self.positions, self.warnings = place, document, positions, tuple(problems)
        self.values = {}

    @property
    def name(self) -> str:
        """The place's own name."""
        return self.place.name

    def with_values(self, values: Mapping[str, Any]) -> Scenario:
        """Another scenario with values set by path: ``{"units.ward.places": 20}``.

        Steps are addressed by name: ``pathways.main.assessment.work``. Text is read as YAML would read it
        (``"20"`` is a number, ``"{exponential: {mean: 5 d}}"`` a distribution). A number with notes is replaced
        as a whole: its source says nothing about the new value.

        Raises:
            UsageError: they are not by path.
            ScenarioError: a path leads nowhere, or a value does not fit.
        """
        if not isinstance(values, Mapping) or not all(isinstance(path, str) for path in values):
            raise UsageError(f"values are given by path, as {{'units.ward.places': 20}}, not as {quoted(values)}")
        document, positions = copy.deepcopy(self.document), self.positions
        problems: list[Problem] = []
        known = {}
        for text, value in values.items():
            try:
                path = paths.find(document, text)
                known[text] = _value(text, value)
                _put(document, path, copy.deepcopy(known[text]))
                positions = positions.with_edit(path)
            except ScenarioError as error:
                problems += error.problems
        if problems:
            raise ScenarioError(problems)
        edited = self._new(document, positions)
        edited.policies, edited.by = self.policies, self.by
        edited.values = {**{path: value for path, value in self.values.items() if path not in known}, **known}
        return edited

    def with_document(self, document: dict[str, Any], edited: Iterable[tuple[str | int, ...]]) -> Scenario:
        """Another scenario from a document that differs from this one's at the paths ``edited`` only.

        Raises:
            ScenarioError: it is none.
        """
        positions = self.positions
        for path in edited:
            positions = positions.with_edit(path)
        made = self._new(document, positions)
        made.values, made.by = self.values, self.by
        return made

    def with_policies(self, *policies: Any) -> Scenario:
        """Another scenario under policies, given by name (``more-beds:+20``) or as objects.

        Giving them one call after another is the same as giving them together. Values are set first: a policy cannot
        be added to a scenario on which values were set after another policy.

        Raises:
            UsageError: a policy is unknown or given twice, or values were set after policies.
            ScenarioError: a policy does not fit the scenario, two conflict, or what comes out is not a scenario.
        """
        from flowsim.scenario.policies import apply

        return apply(self, policies)

    def to_yaml(self, path: str | os.PathLike[str] | None = None) -> str:
        """The scenario as YAML text, also written to ``path`` if given; reading it gives an equal place."""
        text = to_yaml(self.document)
        if path is not None:
            FilePath(path).write_text(text, encoding="utf-8")
        return text

    @staticmethod
    def schema() -> dict[str, Any]:
        """The JSON Schema of the scenario language."""
        from flowsim.scenario.schema import schema

        return schema()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.place == other.place

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        place = self.place
        counts = f"{len(place.units)} units, {len(place.teams)} teams, {len(place.pathways)} pathways"
        return f"<Scenario {place.name}: {counts}>"


def load(target: str | os.PathLike[str], values: Mapping[str, Any] | None = None) -> Scenario:
    """Read a scenario: a shipped name (``northmoor``), a YAML file or a folder of them.

    Args:
        target: name or path.
        values: settings by path, as in :meth:`Scenario.with_values`.

    Raises:
        ScenarioError: with every problem, each with file, line, what was found and what was expected.
    """
    return Scenario.load(target, values)


EMPTIED = ("not-finite", "huge-number", "anchor")
"""Faults of reading that leave nothing where they stand, which must not then be said to be missing."""


def examined(
    document: dict[str, Any],
    faults: Iterable[Fault] = (),
    meaning: Callable[[Place], list[Fault]] = check.faults,
) -> tuple[Place | None, list[Fault]]:
    """The typed place of a document (None if it cannot be typed) and every fault, reading faults first."""
    early = list(faults)
    emptied = [fault.path for fault in early if fault.code in EMPTIED and is_nothing(document, fault.path)]
    try:
        place = Place.model_validate(document)
    except ValidationError as error:
        return None, merged(early, faults_of(error), despite(document, emptied, meaning))
    return place, merged(early, despite(document, emptied, meaning) if emptied else meaning(place))


def _of_the_rest(source: Source) -> list[Fault]:
    """What is wrong with a scenario of which something could not be read: in reading, and in what was read."""

    def meaning(place: Place) -> list[Fault]:
        return [] if source.unread.base else check.faults(place) + read_traces(place, source.positions)[1]

    _, found = examined(source.document, source.faults, meaning)
    return [fault for fault in found if fault in source.faults or not source.unread.may_cause(fault)]


def _sorted(faults: Iterable[Fault], document: dict[str, Any], positions: Positions) -> list[Problem]:
    problems = [fault.problem(document, positions) for fault in faults]
    return sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column))


def _value(text: str, value: Any) -> Any:
    """A value to be set: text is read as YAML, anything else becomes its plain tree."""
    faults: list[Fault] = []
    if isinstance(value, str):
        tree = parse(value.encode())
        value, faults = tree.data, [fault for fault in tree.faults if fault.code != "empty-file"]
    value = plain(value, faults)
    if faults:
        raise ScenarioError(
            [Problem(fault.code, fault.message, text, found=fault.found, hint=fault.hint) for fault in faults]
        )
    return value


def _put(document: Any, path: tuple[str | int, ...], value: Any) -> None:
    node = document
    for part in path[:-1]:
        node = node[part]
    node[path[-1]] = value
