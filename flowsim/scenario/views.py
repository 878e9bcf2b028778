"""What each partner assumes about a place: a folder ``views`` beside it, with one file a partner.

```yaml
flowsim: 1
view: council
title: The council
assumes: Assessments take longer than the hospital thinks, and not every room can be had. # in words
edits:
  - title: an assessment takes six hours, not three
    set: 6 h
    in: pathways.main.assessment.work
    assumed: social workers' own estimate # or source: ...
  - title: a tenth more people come
    scale: 1.1
    of: arrivals.emergency.rate
    source: counts of last winter
  - title: one room of the home is never let
    add: -1
    to: units.care-home.places
    assumed: true
```

The edits are those of policies, but only ``set``, ``scale`` and ``add``: partners differ in what they take the place to
be, not in what should be done. Each stands for one assumption, and has a title and a source or ``assumed``. Paths are
those of ``--set``, or find parts by what they say, such as ``units[setting=hospital].places``. A scenario that is a
folder has its views in ``views`` there; one of a single file ``place.yaml`` in ``views/place`` beside it. ``flowsim
differ`` reads them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, ValidationError

from flowsim.errors import Problem, ScenarioError, UsageError
from flowsim.scenario.arguments import scenario_of
from flowsim.scenario.changes import Change, conflicts
from flowsim.scenario.compose import compose
from flowsim.scenario.faults import Fault, merged, quoted
from flowsim.scenario.messages import faults_of, meant
from flowsim.scenario.names import is_name, listed, nearest
from flowsim.scenario.node import Node
from flowsim.scenario.policies import value_lines
from flowsim.scenario.policy_frame import EDITS
from flowsim.scenario.policy_model import Policy
from flowsim.scenario.positions import Path, Positions
from flowsim.scenario.reading import SUFFIXES, read
from flowsim.scenario.resolving import resolve
from flowsim.scenario.shapes import keys_at

if TYPE_CHECKING:
    from flowsim.scenario.scenario import Scenario

FOLDER = "views"
NUMBERS = ("set", "scale", "add")
"""The edits of a view."""

WORDS = ("title", "note", "description")
"""What is read by people only."""

CODES: dict[str, str] = {
    "view-edit": "An edit of a view changes steps, not numbers.",
    "view-title": "An assumption of a view has no title.",
    "view-source": "An assumption of a view has no source and does not say that it is assumed.",
    "view-idle": "An assumption of a view is what the scenario says already.",
    "view-words": "An assumption of a view changes words, which nobody simulates.",
}
"""Every code that a problem of a view can carry besides those of a policy and a scenario, with its meaning."""


class ViewFrame(Node):
    """The file of a view, its edits still as written."""

    flowsim: Literal[1]
    view: str
    title: str
    assumes: str
    edits: list[Any] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing that a partner assumes: its words, where it comes from, and the number of its edit."""

    title: str
    source: str
    edit: int


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What one partner assumes.

    Attributes:
        name, title, assumes: of the partner; what is assumed, in words.
        assumptions: one by one.
        edits: all of them, as the edits of a policy.
    """

    name: str
    title: str
    assumes: str
    assumptions: tuple[Assumption, ...]
    edits: Policy

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> View:
        """Read the file of a view.

        Raises:
            ScenarioError: with every problem found in it.
        """
        source = read(path, kind="view")
        faults = merged(source.faults, _faults(source.document) if source.complete else ())
        if faults:
            raise ScenarioError([fault.problem(source.document, source.positions) for fault in faults])
        return cls._of(ViewFrame.model_validate(source.document), source.positions)

    @classmethod
    def _of(cls, frame: ViewFrame, positions: Positions) -> View:
        document = {
            "flowsim": 1,
            "policy": frame.view,
            "title": frame.title,
            "definition": frame.assumes,
            **dict.fromkeys(("helps", "harms", "costs"), "-"),
            "evidence": {"text": "-", "source": "view"},
            "edits": [{key: raw[key] for key in raw if key not in _NOTES} for raw in frame.edits],
        }
        assumptions = (Assumption(raw["title"], _known_from(raw), number) for number, raw in enumerate(frame.edits))
        policy = Policy.from_document(document, positions)
        return cls(frame.view, frame.title, frame.assumes, tuple(assumptions), policy)

    def on(self, scenario: Scenario, assumption: Assumption | None = None) -> Scenario:
        """The scenario as this partner takes it to be, in all that they assume or in one assumption.

        Raises:
            ScenarioError: an edit does not fit the scenario, changes nothing of it, or what comes out is none.
        """
        document = scenario.document
        changes, problems = resolve(document, self.edits)
        problems = problems or [*conflicts(document, changes), *self._irrelevant(document, changes)]
        if problems:
            raise ScenarioError([_of_view(problem) for problem in problems])
        own = [change for change in changes if assumption is None or change.edit == assumption.edit]
        try:
            return scenario.with_document(compose(document, own), [change.address for change in own])
        except ScenarioError as error:
            under = f"under the view '{self.name}': "
            raise ScenarioError([replace(one, message=under + one.message) for one in error.problems]) from None

    def _irrelevant(self, document: dict[str, Any], changes: list[Change]) -> Iterator[Problem]:
        """The edits that come to no change of what is simulated."""
        for assumption in self.assumptions:
            own = [change for change in changes if change.edit == assumption.edit]
            if all(change.address[-1] in WORDS for change in own):
                problem = Problem("view-words", "this changes words only", hint=_LEAVE_OUT)
            elif not any(value_lines(document, own)):
                problem = Problem("view-idle", "the scenario says this already", hint=_LEAVE_OUT)
            else:
                continue
            yield self.edits.problem(assumption.edit, problem)


_NOTES = ("title", "source", "assumed")
_LEAVE_OUT = "leave it out: it is no disagreement"


def _of_view(problem: Problem) -> Problem:
    message = problem.message.replace("policy '", "view '", 1).replace("': a policy edits", "': a view edits", 1)
    return replace(problem, message=message)


def _known_from(raw: Mapping[str, Any]) -> str:
    """The source of an assumption, or that it is assumed; empty if nothing is said."""
    source, assumed = raw.get("source"), raw.get("assumed")
    if isinstance(source, str):
        return source
    return f"assumed: {assumed}" if isinstance(assumed, str) else "assumed" if assumed is True else ""


def _faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the file of a view, but for what is wrong inside its edits."""
    try:
        ViewFrame.model_validate(document)
    except ValidationError as error:
        yield from faults_of(error, ViewFrame)
    name, edits = document.get("view"), document.get("edits")
    if isinstance(name, str) and not is_name(name):
        yield Fault("bad-name", ("view",), "the name of a view is letters, digits and '-'", name)
    for number, raw in enumerate(edits if isinstance(edits, list) else ()):
        yield from _edit_faults(raw, ("edits", number))


def _edit_faults(raw: Any, path: Path) -> Iterator[Fault]:
    words = list(raw) if isinstance(raw, dict) else []
    verb = next((word for word in EDITS if word in words), None)
    expected = ", ".join(NUMBERS)
    if verb is None:
        hint = next(filter(None, (nearest(str(word), NUMBERS) for word in words)), "")
        yield Fault("unknown-edit", path, "this is not an edit of a view", quoted(raw), f"one of {expected}", hint)
        return
    if verb not in NUMBERS:
        hint = "what should be done is a policy"
        yield Fault("view-edit", path, "a view changes numbers, not steps", verb, f"one of {expected}", hint)
    unknown = list(_unknown_keys(raw, path, verb))
    yield from unknown
    misspelt = {meant(fault) for fault in unknown}
    if not isinstance(raw.get("title"), str) and "title" not in misspelt:
        yield Fault("view-title", path, "an assumption has a title", expected="title: what is assumed, in words")
    if not _known_from(raw) and not misspelt & {"source", "assumed"}:
        message = "an assumption has a source, or says that it is assumed"
        yield Fault("view-source", path, message, expected="source: ..., or assumed: why")


def _unknown_keys(raw: Mapping[str, Any], path: Path, verb: str) -> Iterator[Fault]:
    """The keys that neither the edit has nor an assumption."""
    known = list(dict.fromkeys([*keys_at((), root=EDITS[verb]), *_NOTES]))
    for key in raw:
        if key not in known:
            message = f"'{key}' is not a key here"
            yield Fault("unknown-key", (*path, key), message, key, listed(known), nearest(key, known), at_key=True)


def views(scenario: Scenario, folder: str | os.PathLike[str] | None = None) -> list[View]:
    """The views of a folder, in order of their files; without a folder those that stand beside the scenario.

    Raises:
        UsageError: there are none, or this is no scenario.
        ScenarioError: with every problem of every file.
    """
    scenario_of(scenario)
    folders = list(_folders(scenario)) if folder is None else [FilePath(folder)]
    files = [file for one in folders if one.is_dir() for file in sorted(one.iterdir()) if file.suffix in SUFFIXES]
    if not files:
        where = " or ".join(str(one) for one in folders) or "a folder of files"
        raise UsageError(f"there are no views of {scenario.name}: no .yaml file in {where}")
    found, problems = [], []
    for file in files:
        try:
            found.append(View.read(file))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    twice = [view.name for place, view in enumerate(found) if view.name in [one.name for one in found[:place]]]
    if twice:
        raise UsageError(f"two files are the view '{twice[0]}'")
    return found


def _folders(scenario: Scenario) -> Iterator[FilePath]:
    """Where views may stand beside a scenario: those of a file of its own name, or of its whole folder."""
    files = sorted({FilePath(spot.file) for spot in scenario.positions.values.values() if spot.file})
    own = [folder for file in files if (folder := file.parent / FOLDER / file.stem).is_dir()]
    yield from own or dict.fromkeys(file.parent / FOLDER for file in files)
